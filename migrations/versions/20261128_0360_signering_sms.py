"""The number a signer's one-time code goes to, when it does not go by mail."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0360_signering_sms"
down_revision = "20261128_0350_avsender"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("signatar", sa.Column("mobil", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("signatar", "mobil")
