"""Whom an administrator's session sees the portal as."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0330_vis_som"
down_revision = "20261128_0320_papirer"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("oekt", sa.Column("som_bruker_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_oekt__tenant_id_som_bruker_id"),
        "oekt",
        "bruker",
        ["tenant_id", "som_bruker_id"],
        ["tenant_id", "id"],
    )
    op.create_check_constraint(
        op.f("ck_oekt__seen_as_another"), "oekt", "som_bruker_id IS NULL OR som_bruker_id <> bruker_id"
    )


def downgrade() -> None:
    op.drop_column("oekt", "som_bruker_id")
