"""Stars on records that are no customers."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.rls import enable_rls

revision = "20261128_0210_favoritter"
down_revision = "20261128_0200_sperret"
branch_labels = None
depends_on = None

TABLE = "favorittpost"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("slag", sa.Text(collation="C"), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("opprettet_tid", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{TABLE}__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bruker_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f(f"fk_{TABLE}__tenant_id_bruker_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint(
            "tenant_id", "bruker_id", "slag", "post_id", name=op.f(f"uq_{TABLE}__tenant_id_bruker_id_slag_post_id")
        ),
    )
    enable_rls(op, TABLE)


def downgrade() -> None:
    op.drop_table(TABLE)
