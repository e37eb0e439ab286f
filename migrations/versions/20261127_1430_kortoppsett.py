"""Each user, and the agency, may arrange the boxes of the card's front."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.tenancy.rls import enable_rls

revision = "20261127_1430_kortoppsett"
down_revision = "20261127_1310_papirgodkjenning"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kortoppsett",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=True),
        sa.Column("plasser", JSONB(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kortoppsett__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bruker_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_kortoppsett__tenant_id_bruker_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kortoppsett")),
        sa.UniqueConstraint(
            "tenant_id",
            "bruker_id",
            name=op.f("uq_kortoppsett__tenant_id_bruker_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    enable_rls(op, "kortoppsett")


def downgrade() -> None:
    op.drop_table("kortoppsett")
