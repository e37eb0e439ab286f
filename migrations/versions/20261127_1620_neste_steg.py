"""Types of activity that ask what follows, and activities that say outright that nothing does."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1620_neste_steg"
down_revision = "20261127_1610_linser"
branch_labels = None
depends_on = None

COLUMNS = (("aktivitetstype", "krever_neste_steg"), ("dagbokaktivitet", "uten_neste_steg"))


def upgrade() -> None:
    for table, name in COLUMNS:
        op.add_column(table, sa.Column(name, sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    for table, name in COLUMNS:
        op.drop_column(table, name)
