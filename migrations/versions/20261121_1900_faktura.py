"""faktura"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1900_faktura"
down_revision = "20261121_1850_oppdrag"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
