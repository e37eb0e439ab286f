"""registers"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1810_registers"
down_revision = "20261121_1800_foundation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
