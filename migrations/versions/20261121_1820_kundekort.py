"""kundekort"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_1820_kundekort"
down_revision = "20261121_1810_registers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
