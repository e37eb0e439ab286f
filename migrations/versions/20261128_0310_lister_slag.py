"""Lists of other records than customers."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.rls import enable_rls

revision = "20261128_0310_lister_slag"
down_revision = "20261128_0300_signering"
branch_labels = None
depends_on = None

TABLE = "listepost"


def upgrade() -> None:
    op.add_column("liste", sa.Column("slag", sa.Text(collation="C"), server_default="kunde", nullable=False))
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("liste_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("bunke_id", sa.Uuid(), nullable=False),
        sa.Column("lagt_til_tid", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lagt_til_av_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{TABLE}__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "liste_id"],
            ["liste.tenant_id", "liste.id"],
            name=op.f(f"fk_{TABLE}__tenant_id_liste_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lagt_til_av_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f(f"fk_{TABLE}__tenant_id_lagt_til_av_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint(
            "tenant_id", "liste_id", "post_id", name=op.f(f"uq_{TABLE}__tenant_id_liste_id_post_id")
        ),
    )
    op.create_index("ix_listepost__liste", TABLE, ["tenant_id", "liste_id", "id"])
    op.create_index("ix_listepost__post", TABLE, ["tenant_id", "post_id"])
    enable_rls(op, TABLE)


def downgrade() -> None:
    op.drop_table(TABLE)
    # A list of another kind would come back as an empty list of customers.
    op.execute("ALTER TABLE liste NO FORCE ROW LEVEL SECURITY")
    op.execute("DELETE FROM liste WHERE slag <> 'kunde'")
    op.execute("ALTER TABLE liste FORCE ROW LEVEL SECURITY")
    op.drop_column("liste", "slag")
