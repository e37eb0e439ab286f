"""What a merge has copied of the other card's sales side, so that it can be taken out again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261128_0060_salgsfelt"
down_revision = "20261128_0050_kreditt"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "kundesammenslaaing", sa.Column("salgsfelt", JSONB(), server_default="{}", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("kundesammenslaaing", "salgsfelt")
