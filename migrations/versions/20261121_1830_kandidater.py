"""Kandidat with competence, availability and search words; a worker's account points at its kandidat."""

import sqlalchemy as sa
from alembic import op

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261121_1830_kandidater"
down_revision = "20261121_1820_kundekort"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kandidat",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fornavn", sa.Text(), nullable=False),
        sa.Column("etternavn", sa.Text(), nullable=False),
        sa.Column("sortering", sa.Text(collation="C"), nullable=False),
        sa.Column("epost", sa.Text(collation="C"), server_default="", nullable=False),
        sa.Column("telefon", sa.Text(collation="C"), server_default="", nullable=False),
        sa.Column("adresse", sa.Text(), server_default="", nullable=False),
        sa.Column("postnr", sa.Text(), server_default="", nullable=False),
        sa.Column("poststed", sa.Text(), server_default="", nullable=False),
        sa.Column("foedselsdato", sa.Date(), nullable=True),
        sa.Column("fnr_kryptert", sa.LargeBinary(), nullable=True),
        sa.Column("fnr_indeks", sa.LargeBinary(), nullable=True),
        sa.Column("fnr_hint", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "fnr_slag",
            sa.Enum("fnr", "dnr", name="idnummerslag", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "soeker",
                "aktiv",
                "inaktiv",
                name="kandidatstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("yrke", sa.Text(), server_default="", nullable=False),
        sa.Column("stilling_bp", sa.Integer(), nullable=False),
        sa.Column("tilgjengelig_fra", sa.Date(), nullable=True),
        sa.Column("fem_ukers_ferie", sa.Boolean(), nullable=False),
        sa.Column("kommentar", sa.Text(), server_default="", nullable=False),
        sa.Column("avdeling_id", sa.Uuid(), nullable=True),
        sa.Column("konsulent_id", sa.Uuid(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("endret_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), nullable=False),
        sa.Column("idempotens", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(fnr_kryptert IS NULL) = (fnr_indeks IS NULL)", name=op.f("ck_kandidat__sealed_and_indexed")
        ),
        sa.CheckConstraint("stilling_bp BETWEEN 0 AND 10000", name=op.f("ck_kandidat__position_share")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "avdeling_id"],
            ["avdeling.tenant_id", "avdeling.id"],
            name=op.f("fk_kandidat__tenant_id_avdeling_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "konsulent_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_kandidat__tenant_id_konsulent_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kandidat__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kandidat")),
        sa.UniqueConstraint("tenant_id", "idempotens", name=op.f("uq_kandidat__tenant_id_idempotens")),
    )
    op.create_index("ix_kandidat__epost", "kandidat", ["tenant_id", "epost"])
    op.create_index("ix_kandidat__fnr", "kandidat", ["tenant_id", "fnr_indeks"])
    op.create_index("ix_kandidat__sortering", "kandidat", ["tenant_id", "sortering", "id"])
    op.create_index("ix_kandidat__telefon", "kandidat", ["tenant_id", "telefon"])
    op.create_table(
        "kandidatord",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kandidat_id", sa.Uuid(), nullable=False),
        sa.Column("ord", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kandidat_id"],
            ["kandidat.tenant_id", "kandidat.id"],
            name=op.f("fk_kandidatord__tenant_id_kandidat_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kandidatord__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kandidatord")),
    )
    op.create_index("ix_kandidatord__kandidat", "kandidatord", ["tenant_id", "kandidat_id"])
    op.create_index("ix_kandidatord__ord", "kandidatord", ["tenant_id", "ord", "kandidat_id"])
    op.create_table(
        "kompetanse",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kandidat_id", sa.Uuid(), nullable=False),
        sa.Column(
            "slag",
            sa.Enum(
                "sertifikat",
                "fagbrev",
                "autorisasjon",
                "kurs",
                "spraak",
                "erfaring",
                name="kompetanseslag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("noekkel", sa.Text(collation="C"), nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=True),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column("kommentar", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "gyldig_til IS NULL OR gyldig_fra IS NULL OR gyldig_til > gyldig_fra",
            name=op.f("ck_kompetanse__period"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kandidat_id"],
            ["kandidat.tenant_id", "kandidat.id"],
            name=op.f("fk_kompetanse__tenant_id_kandidat_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kompetanse__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kompetanse")),
    )
    op.create_index("ix_kompetanse__gyldig_til", "kompetanse", ["tenant_id", "gyldig_til"])
    op.create_index("ix_kompetanse__kandidat", "kompetanse", ["tenant_id", "kandidat_id"])
    op.create_table(
        "tilgjengelighet",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kandidat_id", sa.Uuid(), nullable=False),
        sa.Column(
            "slag",
            sa.Enum(
                "ledig",
                "opptatt",
                "ferie",
                name="tilgjengelighetsslag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column("kommentar", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "gyldig_til IS NULL OR gyldig_til > gyldig_fra", name=op.f("ck_tilgjengelighet__period")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kandidat_id"],
            ["kandidat.tenant_id", "kandidat.id"],
            name=op.f("fk_tilgjengelighet__tenant_id_kandidat_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_tilgjengelighet__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tilgjengelighet")),
    )
    op.create_index(
        "ix_tilgjengelighet__kandidat", "tilgjengelighet", ["tenant_id", "kandidat_id", "gyldig_fra"]
    )
    enable_rls(op, "kandidat")
    enable_rls(op, "kandidatord")
    enable_rls(op, "kompetanse")
    enable_rls(op, "tilgjengelighet")
    op.create_foreign_key(
        "fk_portalkonto__tenant_id_kandidat_id",
        "portalkonto",
        "kandidat",
        ["tenant_id", "kandidat_id"],
        ["tenant_id", "id"],
    )


def downgrade() -> None:
    op.drop_constraint("fk_portalkonto__tenant_id_kandidat_id", "portalkonto", type_="foreignkey")
    op.drop_table("tilgjengelighet")
    op.drop_table("kompetanse")
    op.drop_table("kandidatord")
    op.drop_table("kandidat")
