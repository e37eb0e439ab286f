"""maskiner"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1840_maskiner"
down_revision = "20261121_1830_kandidater"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
