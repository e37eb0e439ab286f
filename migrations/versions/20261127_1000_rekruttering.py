"""Permanent placement: its own table, and its words in the search."""

import sqlalchemy as sa
from alembic import op

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261127_1000_rekruttering"
down_revision = "20261121_1900_faktura"
branch_labels = None
depends_on = None

WORDS = "ck_oppdragsord__oppdragsslag"


def upgrade() -> None:
    op.create_table(
        "rekruttering",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Text(collation="C"), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("selskap_id", sa.Uuid(), nullable=False),
        sa.Column("avdeling_id", sa.Uuid(), nullable=False),
        sa.Column("konsulent_id", sa.Uuid(), nullable=True),
        sa.Column("kontakt_id", sa.Uuid(), nullable=True),
        sa.Column("tittel", sa.Text(), nullable=False),
        sa.Column("antall", sa.Integer(), nullable=False),
        sa.Column("oppstart_dato", sa.Date(), nullable=True),
        sa.Column("soeknadsfrist", sa.Date(), nullable=True),
        sa.Column("aarsloenn_oere", sa.BigInteger(), nullable=True),
        sa.Column("honorar_bp", sa.Integer(), nullable=True),
        sa.Column("honorar_oere", sa.BigInteger(), nullable=True),
        sa.Column("beskrivelse", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "tilstand",
            sa.Enum(
                "aapen",
                "besatt",
                "avlyst",
                name="rekrutteringstilstand",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("avsluttet_tid", UtcDateTime(), nullable=True),
        sa.Column("avsluttet_grunn", sa.Text(), server_default="", nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("endret_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), nullable=False),
        sa.Column("idempotens", sa.Uuid(), nullable=False),
        sa.CheckConstraint("antall BETWEEN 1 AND 99", name=op.f("ck_rekruttering__positions")),
        sa.CheckConstraint(
            "aarsloenn_oere >= 0 AND honorar_oere >= 0 AND honorar_bp >= 0",
            name=op.f("ck_rekruttering__amounts"),
        ),
        sa.CheckConstraint(
            "honorar_bp IS NULL OR honorar_oere IS NULL", name=op.f("ck_rekruttering__one_fee")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_rekruttering__tenant_id_{column}"),
            )
            for column, table in (
                ("kunde_id", "kunde"),
                ("selskap_id", "selskap"),
                ("avdeling_id", "avdeling"),
                ("konsulent_id", "bruker"),
                ("kontakt_id", "engasjement"),
            )
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_rekruttering__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rekruttering")),
        sa.UniqueConstraint("tenant_id", "nummer", name=op.f("uq_rekruttering__tenant_id_nummer")),
        sa.UniqueConstraint("tenant_id", "idempotens", name=op.f("uq_rekruttering__tenant_id_idempotens")),
    )
    op.create_index(
        "ix_rekruttering__kunde", "rekruttering", ["tenant_id", "kunde_id", "tilstand", "opprettet_tid"]
    )
    enable_rls(op, "rekruttering")
    op.drop_constraint(WORDS, "oppdragsord")
    op.create_check_constraint(
        op.f(WORDS), "oppdragsord", "slag IN ('stilling', 'oppdrag', 'rekruttering')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM oppdragsord WHERE slag = 'rekruttering'")
    op.drop_constraint(WORDS, "oppdragsord")
    op.create_check_constraint(op.f(WORDS), "oppdragsord", "slag IN ('stilling', 'oppdrag')")
    op.drop_table("rekruttering")
