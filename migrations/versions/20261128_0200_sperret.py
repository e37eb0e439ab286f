"""Workers barred at a customer, the exception from a bar, and the right to set one and read why."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.rls import enable_rls

revision = "20261128_0200_sperret"
down_revision = "20261128_0110_admin2"
branch_labels = None
depends_on = None

TABLE, RIGHT = "sperre", "kandidat:sperre"
LINKS = {"kandidat_id": "kandidat", "kunde_id": "kunde", "satt_av_id": "bruker", "opphevet_av_id": "bruker"}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kandidat_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("med_underenheter", sa.Boolean(), nullable=False),
        sa.Column("grunn", sa.Text(), nullable=False),
        sa.Column("grunn_slettes_dato", sa.Date(), nullable=False),
        sa.Column("grunn_slettet_tid", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column("satt_av_id", sa.Uuid(), nullable=True),
        sa.Column("satt_av_navn", sa.Text(), nullable=False),
        sa.Column("satt_tid", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opphevet_tid", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opphevet_av_id", sa.Uuid(), nullable=True),
        sa.Column("opphevet_av_navn", sa.Text(), server_default="", nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("idempotens", sa.Uuid(), nullable=False),
        sa.CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name=op.f("ck_sperre__period")),
        sa.CheckConstraint(
            "(grunn = '') = (grunn_slettet_tid IS NOT NULL)", name=op.f("ck_sperre__reason_or_erased")
        ),
        sa.CheckConstraint(
            "(opphevet_tid IS NULL) = (opphevet_av_navn = '')", name=op.f("ck_sperre__lifted_by_someone")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_sperre__tenant_id")),
        *[
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{target}.tenant_id", f"{target}.id"],
                name=op.f(f"fk_sperre__tenant_id_{column}"),
            )
            for column, target in LINKS.items()
        ],
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sperre")),
        sa.UniqueConstraint("tenant_id", "idempotens", name=op.f("uq_sperre__tenant_id_idempotens")),
    )
    for name, column in (("kandidat", "kandidat_id"), ("kunde", "kunde_id"), ("slettes", "grunn_slettes_dato")):
        op.create_index(f"ix_sperre__{name}", TABLE, ["tenant_id", column])
    enable_rls(op, TABLE)
    op.add_column("stoppunntak", sa.Column("sperre_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_stoppunntak__tenant_id_sperre_id"),
        "stoppunntak",
        TABLE,
        ["tenant_id", "sperre_id"],
        ["tenant_id", "id"],
    )
    op.create_index("ix_stoppunntak__sperre", "stoppunntak", ["tenant_id", "sperre_id"])
    # The wall is down for this statement alone: no tenant is in the context of a migration.
    op.execute("ALTER TABLE rolle DISABLE ROW LEVEL SECURITY")
    op.execute(
        f"UPDATE rolle SET rettigheter = rettigheter || '[\"{RIGHT}\"]'::jsonb"
        f" WHERE rettigheter ? 'kandidat:endre' AND NOT rettigheter ? '{RIGHT}'"
    )
    op.execute("ALTER TABLE rolle ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    """An exception from a bar would become one from the credit stop: it is taken away instead."""
    op.execute("ALTER TABLE stoppunntak DISABLE ROW LEVEL SECURITY")
    op.execute("DELETE FROM stoppunntak WHERE sperre_id IS NOT NULL")
    op.execute("ALTER TABLE stoppunntak ENABLE ROW LEVEL SECURITY")
    op.drop_index("ix_stoppunntak__sperre", table_name="stoppunntak")
    op.drop_constraint(op.f("fk_stoppunntak__tenant_id_sperre_id"), "stoppunntak", type_="foreignkey")
    op.drop_column("stoppunntak", "sperre_id")
    op.drop_table(TABLE)
