"""Hours approved on signed paper keep the paper; a customer may have approved hours processed by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1310_papirgodkjenning"
down_revision = "20261127_1000_rekruttering"
branch_labels = None
depends_on = None

PAPER = "fk_timelisteversjon__besvart_dokument_id"


def upgrade() -> None:
    op.add_column("timelisteversjon", sa.Column("besvart_dokument_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        PAPER,
        "timelisteversjon",
        "dokument",
        ["tenant_id", "besvart_dokument_id"],
        ["tenant_id", "id"],
    )
    op.add_column(
        "kunde", sa.Column("auto_behandling", sa.Boolean(), server_default="false", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("kunde", "auto_behandling")
    op.drop_constraint(PAPER, "timelisteversjon", type_="foreignkey")
    op.drop_column("timelisteversjon", "besvart_dokument_id")
