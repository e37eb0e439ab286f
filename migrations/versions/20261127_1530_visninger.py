"""Saved views of the list of customers, and favourites."""

import sqlalchemy as sa
from alembic import op

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261127_1530_visninger"
down_revision = "20261127_1520_kontrakt"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lagret_visning",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("filter", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "deling",
            sa.Enum(
                "meg",
                "avdeling",
                "alle",
                name="deling",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("avdeling_id", sa.Uuid(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("endret_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("navn <> ''", name=op.f("ck_lagret_visning__navn")),
        sa.CheckConstraint(
            "(deling = 'avdeling') = (avdeling_id IS NOT NULL)", name=op.f("ck_lagret_visning__delt_med")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_lagret_visning__tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bruker_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_lagret_visning__tenant_id_bruker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "avdeling_id"],
            ["avdeling.tenant_id", "avdeling.id"],
            name=op.f("fk_lagret_visning__tenant_id_avdeling_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_lagret_visning")),
        sa.UniqueConstraint(
            "tenant_id", "bruker_id", "navn", name=op.f("uq_lagret_visning__tenant_id_bruker_id_navn")
        ),
    )
    op.create_index(
        "ix_lagret_visning__deling", "lagret_visning", ["tenant_id", "deling", "avdeling_id"]
    )
    enable_rls(op, "lagret_visning")
    op.create_table(
        "favoritt",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_favoritt__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bruker_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_favoritt__tenant_id_bruker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_favoritt__tenant_id_kunde_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_favoritt")),
        sa.UniqueConstraint(
            "tenant_id", "bruker_id", "kunde_id", name=op.f("uq_favoritt__tenant_id_bruker_id_kunde_id")
        ),
    )
    enable_rls(op, "favoritt")


def downgrade() -> None:
    op.drop_table("favoritt")
    op.drop_table("lagret_visning")
