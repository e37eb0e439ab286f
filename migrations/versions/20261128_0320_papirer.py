"""A worker's papers, the exception from a paper that is demanded, and the terms an oppdrag was made with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.tenancy.rls import enable_rls

revision = "20261128_0320_papirer"
down_revision = "20261128_0312_felt_slag"
branch_labels = None
depends_on = None

TABLE = "kandidatpapir"
LINKS = {"kandidat_id": "kandidat", "dokument_id": "dokument"}
EXCEPTION_LINKS = {"kandidat_id": "kandidat", "krav_id": "standardverdi"}
CHECKS = {
    "navn": "navn <> ''",
    "period": "gyldig_til IS NULL OR gyldig_fra IS NULL OR gyldig_til > gyldig_fra",
    "legal_ground": "NOT politiattest OR hjemmel <> ''",
    "nothing_of_its_content": (
        "NOT politiattest OR (dokument_id IS NULL AND referanse = '' AND merknad = ''"
        " AND gyldig_fra IS NULL AND gyldig_til IS NULL)"
    ),
    "received_by_someone": "(mottatt_dato IS NULL) = (mottatt_av_navn = '')",
    "ended_by_someone": "(avsluttet_tid IS NULL) = (avsluttet_av_navn = '')",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kandidat_id", sa.Uuid(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("noekkel", sa.Text(collation="C"), nullable=False),
        sa.Column("politiattest", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("hjemmel", sa.Text(), server_default="", nullable=False),
        sa.Column("referanse", sa.Text(), server_default="", nullable=False),
        sa.Column("bedt_dato", sa.Date(), nullable=True),
        sa.Column("mottatt_dato", sa.Date(), nullable=True),
        sa.Column("mottatt_av_navn", sa.Text(), server_default="", nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=True),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column("merknad", sa.Text(), server_default="", nullable=False),
        sa.Column("dokument_id", sa.Uuid(), nullable=True),
        sa.Column("varslet_dager", sa.Integer(), nullable=True),
        sa.Column("avsluttet_tid", sa.DateTime(timezone=True), nullable=True),
        sa.Column("avsluttet_av_navn", sa.Text(), server_default="", nullable=False),
        sa.Column("opprettet_tid", sa.DateTime(timezone=True), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("idempotens", sa.Uuid(), nullable=False),
        *[sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}__{name}")) for name, rule in CHECKS.items()],
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{TABLE}__tenant_id")),
        *[
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{target}.tenant_id", f"{target}.id"],
                name=op.f(f"fk_{TABLE}__tenant_id_{column}"),
            )
            for column, target in LINKS.items()
        ],
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("tenant_id", "idempotens", name=op.f(f"uq_{TABLE}__tenant_id_idempotens")),
    )
    op.create_index(f"ix_{TABLE}__kandidat", TABLE, ["tenant_id", "kandidat_id"])
    op.create_index(f"ix_{TABLE}__gyldig_til", TABLE, ["tenant_id", "gyldig_til"])
    op.create_index(f"ix_{TABLE}__dokument", TABLE, ["tenant_id", "dokument_id"])
    enable_rls(op, TABLE)
    for column, target in EXCEPTION_LINKS.items():
        op.add_column("stoppunntak", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_stoppunntak__tenant_id_{column}"),
            "stoppunntak",
            target,
            ["tenant_id", column],
            ["tenant_id", "id"],
        )
    op.create_check_constraint(
        op.f("ck_stoppunntak__of_one_thing"),
        "stoppunntak",
        "(kandidat_id IS NULL) = (krav_id IS NULL) AND (krav_id IS NULL OR sperre_id IS NULL)",
    )
    op.create_index("ix_stoppunntak__krav", "stoppunntak", ["tenant_id", "krav_id", "kandidat_id"])
    for table in ("ledig_stilling", "utleieoppdrag"):
        op.add_column(
            table,
            sa.Column(
                "vilkaar", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
            ),
        )


def downgrade() -> None:
    """An exception from a paper would become one from the credit stop: it is taken away instead."""
    for table in ("utleieoppdrag", "ledig_stilling"):
        op.drop_column(table, "vilkaar")
    op.execute("ALTER TABLE stoppunntak DISABLE ROW LEVEL SECURITY")
    op.execute("DELETE FROM stoppunntak WHERE krav_id IS NOT NULL")
    op.execute("ALTER TABLE stoppunntak ENABLE ROW LEVEL SECURITY")
    op.drop_index("ix_stoppunntak__krav", table_name="stoppunntak")
    op.drop_constraint(op.f("ck_stoppunntak__of_one_thing"), "stoppunntak", type_="check")
    for column in EXCEPTION_LINKS:
        op.drop_constraint(op.f(f"fk_stoppunntak__tenant_id_{column}"), "stoppunntak", type_="foreignkey")
        op.drop_column("stoppunntak", column)
    op.drop_table(TABLE)
