"""Customers and their tree, status, people, diary, search words and imports; links from the foundation to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261121_1820_kundekort"
down_revision = "20261121_1810_registers"
branch_labels = None
depends_on = None

#: In the order they are made; dropped backwards.
TABLES = (
    "aktivitetstype",
    "kundestatus",
    "person",
    "soekeord",
    "import",
    "kunde",
    "adresse",
    "engasjement",
    "fast_kommentar",
    "importrad",
    "kunde_forelder",
    "kundestatus_logg",
    "arbeidssted",
    "dagbokaktivitet",
    "kontaktmetode",
    "kontaktrolle",
    "oppgave",
)
APPEND_ONLY = ("kundestatus_logg",)
#: Links from tables of the foundation to tables made here: (table, column, target).
LINKS = (
    ("hendelse", "kunde_id", "kunde"),
    ("hendelse", "person_id", "person"),
    ("portalkonto", "person_id", "person"),
    ("portaltilgang", "kunde_id", "kunde"),
    ("portaltilgang", "engasjement_id", "engasjement"),
)


def _customers() -> None:
    op.create_table(
        "aktivitetstype",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kode", sa.Text(collation="C"), nullable=True),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("ikon", sa.Text(), server_default="pencil", nullable=False),
        sa.Column("oppfoelging_dager", sa.BigInteger(), nullable=True),
        sa.Column("rekkefoelge", sa.BigInteger(), server_default="100", nullable=False),
        sa.Column("er_aktiv", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_aktivitetstype__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_aktivitetstype")),
        sa.UniqueConstraint("tenant_id", "kode", name=op.f("uq_aktivitetstype__tenant_id_kode")),
        sa.UniqueConstraint("tenant_id", "navn", name=op.f("uq_aktivitetstype__tenant_id_navn")),
    )
    op.create_table(
        "kundestatus",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kode", sa.Text(collation="C"), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("rekkefoelge", sa.BigInteger(), nullable=False),
        sa.Column("tone", sa.Text(), server_default="mute", nullable=False),
        sa.Column("aktiv", sa.Boolean(), nullable=False),
        sa.Column("i_soek", sa.Boolean(), nullable=False),
        sa.Column(
            "ny_stilling",
            sa.Enum(
                "ja",
                "advarsel",
                "forespoersel",
                "nei",
                name="ny_stilling",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "nytt_oppdrag",
            sa.Enum(
                "ja",
                "advarsel",
                "forespoersel",
                "nei",
                name="nytt_oppdrag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "forleng",
            sa.Enum(
                "ja",
                "advarsel",
                "forespoersel",
                "nei",
                name="forleng",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "faktura",
            sa.Enum(
                "ja",
                "advarsel",
                "forespoersel",
                "nei",
                name="faktura",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("er_sperre", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("krever_ingen_oppdrag", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("krav", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("kan_velges", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kundestatus__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kundestatus")),
        sa.UniqueConstraint("tenant_id", "kode", name=op.f("uq_kundestatus__tenant_id_kode")),
    )
    op.create_table(
        "person",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("sortering", sa.Text(collation="C"), nullable=False),
        sa.Column("mobil", sa.Text(), server_default="", nullable=False),
        sa.Column("epost", sa.Text(), server_default="", nullable=False),
        sa.Column("sprak", sa.Text(), nullable=True),
        sa.Column("reservert", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("slettet_tid", UtcDateTime(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("navn <> ''", name=op.f("ck_person__navn")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_person__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person")),
    )
    op.create_index("ix_person__sortering", "person", ["tenant_id", "sortering", "id"], unique=False)
    op.create_table(
        "soekeord",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slag", sa.Text(collation="C"), nullable=False),
        sa.Column("ord", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_soekeord__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", "slag", "ord", name=op.f("pk_soekeord")),
    )
    op.create_index(
        "ix_soekeord__ord",
        "soekeord",
        ["tenant_id", "slag", "ord", sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "import",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("filnavn", sa.Text(), nullable=False),
        sa.Column("kilde", sa.Text(collation="C"), nullable=False),
        sa.Column("format", sa.Text(collation="C"), nullable=False),
        sa.Column("koding", sa.Text(collation="C"), server_default="", nullable=False),
        sa.Column(
            "tilstand",
            sa.Enum(
                "lest",
                "proevd",
                "koe",
                "ferdig",
                "angret",
                "feilet",
                name="importtilstand",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("overskrifter", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kolonner", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("antall", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("behandlet", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("nye", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("oppdatert", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("uendret", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("duplikat", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("feil", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("stoppet_av", sa.Text(), server_default="", nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("ferdig_tid", UtcDateTime(), nullable=True),
        sa.Column("angret_tid", UtcDateTime(), nullable=True),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bruker_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_import__tenant_id_bruker_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_import__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import")),
    )
    op.create_index(
        "ix_import__opprettet", "import", ["tenant_id", sa.literal_column("opprettet_tid DESC")], unique=False
    )
    op.create_table(
        "kunde",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kundenr", sa.BigInteger(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("sortering", sa.Text(collation="C"), nullable=False),
        sa.Column("orgnr", sa.Text(collation="C"), nullable=True),
        sa.Column("organisasjonsform", sa.Text(), server_default="", nullable=False),
        sa.Column("naeringskode", sa.Text(), server_default="", nullable=False),
        sa.Column("antall_ansatte", sa.BigInteger(), nullable=True),
        sa.Column("status_id", sa.Uuid(), nullable=False),
        sa.Column("selskap_id", sa.Uuid(), nullable=False),
        sa.Column("avdeling_id", sa.Uuid(), nullable=True),
        sa.Column("kundeansvarlig_id", sa.Uuid(), nullable=True),
        sa.Column("telefon", sa.Text(), server_default="", nullable=False),
        sa.Column("epost", sa.Text(), server_default="", nullable=False),
        sa.Column("nettside", sa.Text(), server_default="", nullable=False),
        sa.Column("sprak", sa.Text(), server_default="nb", nullable=False),
        sa.Column("poststed", sa.Text(), server_default="", nullable=False),
        sa.Column("kommunenr", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "fylkesnr",
            sa.Text(collation="C"),
            sa.Computed("left(kommunenr, 2)", persisted=True),
            nullable=True,
        ),
        sa.Column("kredittgrense_oere", sa.BigInteger(), nullable=True),
        sa.Column("betalingsdager", sa.BigInteger(), server_default="14", nullable=False),
        sa.Column(
            "fakturakanal",
            sa.Enum(
                "ehf",
                "epost",
                "papir",
                name="fakturakanal",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ehf_adresse", sa.Text(), server_default="", nullable=False),
        sa.Column("faktura_epost", sa.Text(), server_default="", nullable=False),
        sa.Column("po_paakrevd", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("mva_registrert", sa.Boolean(), nullable=True),
        sa.Column("er_konkurs", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("er_under_avvikling", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("register_tid", UtcDateTime(), nullable=True),
        sa.Column("kilde", sa.Text(), server_default="", nullable=False),
        sa.Column("ekstern_kilde", sa.Text(collation="C"), nullable=True),
        sa.Column("ekstern_id", sa.Text(collation="C"), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("sist_kontakt_tid", UtcDateTime(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("opprettet_av_id", sa.Uuid(), nullable=True),
        sa.Column("endret_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("kommunenr ~ '^[0-9]{4}$'", name=op.f("ck_kunde__kommunenr")),
        sa.CheckConstraint("navn <> ''", name=op.f("ck_kunde__navn")),
        sa.CheckConstraint("orgnr ~ '^[0-9]{9}$'", name=op.f("ck_kunde__orgnr")),
        sa.CheckConstraint("sprak IN ('nb', 'nn', 'en')", name=op.f("ck_kunde__sprak")),
        sa.CheckConstraint("betalingsdager BETWEEN 0 AND 365", name=op.f("ck_kunde__betalingsdager")),
        sa.CheckConstraint("kredittgrense_oere >= 0", name=op.f("ck_kunde__kredittgrense")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "avdeling_id"],
            ["avdeling.tenant_id", "avdeling.id"],
            name=op.f("fk_kunde__tenant_id_avdeling_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "import_id"],
            ["import.tenant_id", "import.id"],
            name=op.f("fk_kunde__tenant_id_import_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kundeansvarlig_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_kunde__tenant_id_kundeansvarlig_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "selskap_id"],
            ["selskap.tenant_id", "selskap.id"],
            name=op.f("fk_kunde__tenant_id_selskap_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "status_id"],
            ["kundestatus.tenant_id", "kundestatus.id"],
            name=op.f("fk_kunde__tenant_id_status_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kunde__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opprettet_av_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_kunde__tenant_id_opprettet_av_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kunde")),
        sa.UniqueConstraint(
            "tenant_id",
            "ekstern_kilde",
            "ekstern_id",
            name=op.f("uq_kunde__tenant_id_ekstern_kilde_ekstern_id"),
        ),
        sa.UniqueConstraint("tenant_id", "kundenr", name=op.f("uq_kunde__tenant_id_kundenr")),
    )
    op.create_index(
        "ix_kunde__ansvarlig", "kunde", ["tenant_id", "kundeansvarlig_id", "sortering", "id"], unique=False
    )
    op.create_index(
        "ix_kunde__avdeling", "kunde", ["tenant_id", "avdeling_id", "sortering", "id"], unique=False
    )
    op.create_index("ix_kunde__fylke", "kunde", ["tenant_id", "fylkesnr", "sortering", "id"], unique=False)
    op.create_index(
        "ix_kunde__import",
        "kunde",
        ["tenant_id", "import_id"],
        unique=False,
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_index("ix_kunde__kommune", "kunde", ["tenant_id", "kommunenr", "sortering", "id"], unique=False)
    op.create_index("ix_kunde__orgnr", "kunde", ["tenant_id", "orgnr"], unique=False)
    op.create_index("ix_kunde__sortering", "kunde", ["tenant_id", "sortering", "id"], unique=False)
    op.create_index("ix_kunde__status", "kunde", ["tenant_id", "status_id", "sortering", "id"], unique=False)
    op.create_table(
        "adresse",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column(
            "slag",
            sa.Enum(
                "besoek",
                "post",
                "faktura",
                name="adresseslag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("linje1", sa.Text(), server_default="", nullable=False),
        sa.Column("linje2", sa.Text(), server_default="", nullable=False),
        sa.Column("postnr", sa.Text(), server_default="", nullable=False),
        sa.Column("poststed", sa.Text(), server_default="", nullable=False),
        sa.Column("land", sa.Text(), server_default="NO", nullable=False),
        sa.Column("kommunenr", sa.Text(), nullable=True),
        sa.Column("breddegrad", sa.Double(), nullable=True),
        sa.Column("lengdegrad", sa.Double(), nullable=True),
        sa.CheckConstraint("land ~ '^[A-Z]{2}$'", name=op.f("ck_adresse__land")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_adresse__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_adresse__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_adresse")),
        sa.UniqueConstraint(
            "tenant_id", "kunde_id", "slag", name=op.f("uq_adresse__tenant_id_kunde_id_slag")
        ),
    )


def _what_hangs_on_them() -> None:
    op.create_table(
        "engasjement",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("stilling", sa.Text(), server_default="", nullable=False),
        sa.Column("telefon", sa.Text(), server_default="", nullable=False),
        sa.Column("epost", sa.Text(collation="C"), server_default="", nullable=False),
        sa.Column(
            "paavirkning",
            sa.Enum(
                "beslutter",
                "paavirker",
                "bruker",
                "ingen",
                name="paavirkning",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("er_noekkel", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column("sluttgrunn", sa.Text(), server_default="", nullable=False),
        sa.Column("fortsetter_id", sa.Uuid(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "gyldig_til IS NULL OR gyldig_til >= gyldig_fra", name=op.f("ck_engasjement__period")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "fortsetter_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_engasjement__tenant_id_fortsetter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_engasjement__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_engasjement__tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_engasjement__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_engasjement")),
    )
    op.create_index(
        "ix_engasjement__epost",
        "engasjement",
        ["tenant_id", "epost"],
        unique=False,
        postgresql_where=sa.text("epost <> ''"),
    )
    op.create_index(
        "ix_engasjement__kunde", "engasjement", ["tenant_id", "kunde_id", "gyldig_til", "id"], unique=False
    )
    op.create_index(
        "ix_engasjement__person",
        "engasjement",
        ["tenant_id", "person_id", sa.literal_column("gyldig_fra DESC")],
        unique=False,
    )
    op.create_table(
        "fast_kommentar",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column(
            "slag",
            sa.Enum(
                "generelt",
                "faktura",
                "hms",
                "oppmoete",
                name="kommentarslag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("forfatter_id", sa.Uuid(), nullable=True),
        sa.Column("forfatter_navn", sa.Text(), nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("erstatter_id", sa.Uuid(), nullable=True),
        sa.Column("avsluttet_tid", UtcDateTime(), nullable=True),
        sa.Column("avsluttet_av_id", sa.Uuid(), nullable=True),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("tekst <> ''", name=op.f("ck_fast_kommentar__tekst")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "avsluttet_av_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_fast_kommentar__tenant_id_avsluttet_av_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "erstatter_id"],
            ["fast_kommentar.tenant_id", "fast_kommentar.id"],
            name=op.f("fk_fast_kommentar__tenant_id_erstatter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "forfatter_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_fast_kommentar__tenant_id_forfatter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_fast_kommentar__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_fast_kommentar__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_fast_kommentar")),
    )
    op.create_index(
        "ix_fast_kommentar__kunde",
        "fast_kommentar",
        ["tenant_id", "kunde_id", "avsluttet_tid", "opprettet_tid"],
        unique=False,
    )
    op.create_table(
        "importrad",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("linje", sa.BigInteger(), nullable=False),
        sa.Column("celler", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "utfall",
            sa.Enum(
                "ny",
                "oppdatert",
                "uendret",
                "duplikat",
                "feil",
                name="radutfall",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("merknader", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=True),
        sa.Column("foer", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("etter_versjon", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("linje > 0", name=op.f("ck_importrad__linje")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "import_id"],
            ["import.tenant_id", "import.id"],
            name=op.f("fk_importrad__tenant_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_importrad__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_importrad__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_importrad")),
    )
    op.create_index(
        "ix_importrad__utfall", "importrad", ["tenant_id", "import_id", "utfall", "linje"], unique=False
    )
    op.create_index("uq_importrad__linje", "importrad", ["tenant_id", "import_id", "linje"], unique=True)
    op.create_table(
        "kunde_forelder",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("forelder_id", sa.Uuid(), nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "gyldig_til IS NULL OR gyldig_til > gyldig_fra", name=op.f("ck_kunde_forelder__period")
        ),
        sa.CheckConstraint("kunde_id <> forelder_id", name=op.f("ck_kunde_forelder__not_itself")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "forelder_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_kunde_forelder__tenant_id_forelder_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_kunde_forelder__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kunde_forelder__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kunde_forelder")),
    )
    op.create_index(
        "ix_kunde_forelder__forelder",
        "kunde_forelder",
        ["tenant_id", "forelder_id", "kunde_id"],
        unique=False,
    )
    op.create_index(
        "ix_kunde_forelder__kunde", "kunde_forelder", ["tenant_id", "kunde_id", "gyldig_fra"], unique=False
    )
    op.create_index(
        "uq_kunde_forelder__open",
        "kunde_forelder",
        ["tenant_id", "kunde_id"],
        unique=True,
        postgresql_where=sa.text("gyldig_til IS NULL"),
    )
    op.create_table(
        "kundestatus_logg",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("fra_status_id", sa.Uuid(), nullable=True),
        sa.Column("til_status_id", sa.Uuid(), nullable=False),
        sa.Column("tid", UtcDateTime(), nullable=False),
        sa.Column("aktoer_id", sa.Uuid(), nullable=True),
        sa.Column("aktoer_navn", sa.Text(), nullable=False),
        sa.Column("grunn", sa.Text(), server_default="", nullable=False),
        sa.Column("overstyrt", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "fra_status_id"],
            ["kundestatus.tenant_id", "kundestatus.id"],
            name=op.f("fk_kundestatus_logg__tenant_id_fra_status_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_kundestatus_logg__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "til_status_id"],
            ["kundestatus.tenant_id", "kundestatus.id"],
            name=op.f("fk_kundestatus_logg__tenant_id_til_status_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kundestatus_logg__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kundestatus_logg")),
    )
    op.create_index(
        "ix_kundestatus_logg__kunde",
        "kundestatus_logg",
        ["tenant_id", "kunde_id", sa.literal_column("tid DESC")],
        unique=False,
    )
    op.create_table(
        "arbeidssted",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("sortering", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "slag",
            sa.Enum(
                "fast",
                "byggeplass",
                name="arbeidsstedslag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("adresse", sa.Text(), server_default="", nullable=False),
        sa.Column("postnr", sa.Text(), server_default="", nullable=False),
        sa.Column("poststed", sa.Text(), server_default="", nullable=False),
        sa.Column("kommunenr", sa.Text(), nullable=True),
        sa.Column("breddegrad", sa.Double(), nullable=True),
        sa.Column("lengdegrad", sa.Double(), nullable=True),
        sa.Column("oppmoete", sa.Text(), server_default="", nullable=False),
        sa.Column("bekledning", sa.Text(), server_default="", nullable=False),
        sa.Column("kontakt_id", sa.Uuid(), nullable=True),
        sa.Column("hms_kontakt_id", sa.Uuid(), nullable=True),
        sa.Column("er_standard", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("er_aktiv", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "hms_kontakt_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_arbeidssted__tenant_id_hms_kontakt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kontakt_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_arbeidssted__tenant_id_kontakt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_arbeidssted__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_arbeidssted__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_arbeidssted")),
    )
    op.create_index(
        "ix_arbeidssted__kunde", "arbeidssted", ["tenant_id", "kunde_id", "sortering"], unique=False
    )
    op.create_index(
        "uq_arbeidssted__standard",
        "arbeidssted",
        ["tenant_id", "kunde_id"],
        unique=True,
        postgresql_where=sa.text("er_standard"),
    )
    op.create_table(
        "dagbokaktivitet",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bruker_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=True),
        sa.Column("engasjement_id", sa.Uuid(), nullable=True),
        sa.Column("type_id", sa.Uuid(), nullable=False),
        sa.Column(
            "tilstand",
            sa.Enum(
                "planlagt",
                "utfoert",
                "avlyst",
                name="aktivitetstilstand",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tid", UtcDateTime(), nullable=False),
        sa.Column("varighet_min", sa.Integer(), server_default="0", nullable=False),
        sa.Column("emne", sa.Text(), server_default="", nullable=False),
        sa.Column("notat", sa.Text(), server_default="", nullable=False),
        sa.Column("sted", sa.Text(), server_default="", nullable=False),
        sa.Column("neste_steg", sa.Text(), server_default="", nullable=False),
        sa.Column("neste_dato", sa.Date(), nullable=True),
        sa.Column("kobling_slag", sa.Text(collation="C"), nullable=True),
        sa.Column("kobling_id", sa.Uuid(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("opprettet_av_id", sa.Uuid(), nullable=True),
        sa.Column("slettet_tid", UtcDateTime(), nullable=True),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(kobling_slag IS NULL) = (kobling_id IS NULL)", name=op.f("ck_dagbokaktivitet__kobling")
        ),
        sa.CheckConstraint("varighet_min BETWEEN 0 AND 10080", name=op.f("ck_dagbokaktivitet__varighet")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bruker_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_dagbokaktivitet__tenant_id_bruker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "engasjement_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_dagbokaktivitet__tenant_id_engasjement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_dagbokaktivitet__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "type_id"],
            ["aktivitetstype.tenant_id", "aktivitetstype.id"],
            name=op.f("fk_dagbokaktivitet__tenant_id_type_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_dagbokaktivitet__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opprettet_av_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_dagbokaktivitet__tenant_id_opprettet_av_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dagbokaktivitet")),
    )
    op.create_index(
        "ix_dagbokaktivitet__bruker", "dagbokaktivitet", ["tenant_id", "bruker_id", "tid"], unique=False
    )
    op.create_index(
        "ix_dagbokaktivitet__kontakt",
        "dagbokaktivitet",
        ["tenant_id", "engasjement_id", sa.literal_column("tid DESC")],
        unique=False,
    )
    op.create_index(
        "ix_dagbokaktivitet__kunde",
        "dagbokaktivitet",
        ["tenant_id", "kunde_id", sa.literal_column("tid DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "kontaktmetode",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=True),
        sa.Column("engasjement_id", sa.Uuid(), nullable=True),
        sa.Column(
            "slag",
            sa.Enum(
                "telefon",
                "mobil",
                "epost",
                "nettside",
                "annet",
                name="metodeslag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("verdi", sa.Text(), nullable=False),
        sa.Column("etikett", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(kunde_id IS NULL) <> (engasjement_id IS NULL)", name=op.f("ck_kontaktmetode__one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "engasjement_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_kontaktmetode__tenant_id_engasjement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_kontaktmetode__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kontaktmetode__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kontaktmetode")),
    )
    op.create_index(
        "ix_kontaktmetode__engasjement", "kontaktmetode", ["tenant_id", "engasjement_id"], unique=False
    )
    op.create_index("ix_kontaktmetode__kunde", "kontaktmetode", ["tenant_id", "kunde_id"], unique=False)
    op.create_table(
        "kontaktrolle",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engasjement_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column(
            "rolle",
            sa.Enum(
                "leder",
                "timegodkjenner",
                "bestiller",
                "bestillingsgodkjenner",
                "hr",
                "fakturamottaker",
                "verneombud",
                "tillitsvalgt",
                "innkjoep",
                "kundeadmin",
                name="rolle",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rekkefoelge", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("vara_for_id", sa.Uuid(), nullable=True),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "gyldig_til IS NULL OR gyldig_til >= gyldig_fra", name=op.f("ck_kontaktrolle__period")
        ),
        sa.CheckConstraint("rekkefoelge BETWEEN 1 AND 9", name=op.f("ck_kontaktrolle__rekkefoelge")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "engasjement_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_kontaktrolle__tenant_id_engasjement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_kontaktrolle__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "vara_for_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_kontaktrolle__tenant_id_vara_for_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kontaktrolle__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kontaktrolle")),
    )
    op.create_index(
        "ix_kontaktrolle__engasjement", "kontaktrolle", ["tenant_id", "engasjement_id"], unique=False
    )
    op.create_index(
        "ix_kontaktrolle__node",
        "kontaktrolle",
        ["tenant_id", "kunde_id", "rolle", "rekkefoelge"],
        unique=False,
    )
    op.create_table(
        "oppgave",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tittel", sa.Text(), nullable=False),
        sa.Column("beskrivelse", sa.Text(), server_default="", nullable=False),
        sa.Column("ansvarlig_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=True),
        sa.Column("engasjement_id", sa.Uuid(), nullable=True),
        sa.Column("aktivitet_id", sa.Uuid(), nullable=True),
        sa.Column("frist_dato", sa.Date(), nullable=True),
        sa.Column(
            "prioritet",
            sa.Enum(
                "lav",
                "vanlig",
                "hoey",
                name="prioritet",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "tilstand",
            sa.Enum(
                "aapen",
                "utfoert",
                "avlyst",
                name="oppgavetilstand",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("utfoert_tid", UtcDateTime(), nullable=True),
        sa.Column("utfoert_av_id", sa.Uuid(), nullable=True),
        sa.Column("kobling_slag", sa.Text(collation="C"), nullable=True),
        sa.Column("kobling_id", sa.Uuid(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("opprettet_av_id", sa.Uuid(), nullable=True),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(tilstand = 'utfoert') = (utfoert_tid IS NOT NULL)", name=op.f("ck_oppgave__utfoert")
        ),
        sa.CheckConstraint("tittel <> ''", name=op.f("ck_oppgave__tittel")),
        sa.CheckConstraint("(kobling_slag IS NULL) = (kobling_id IS NULL)", name=op.f("ck_oppgave__kobling")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "aktivitet_id"],
            ["dagbokaktivitet.tenant_id", "dagbokaktivitet.id"],
            name=op.f("fk_oppgave__tenant_id_aktivitet_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ansvarlig_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_oppgave__tenant_id_ansvarlig_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "engasjement_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_oppgave__tenant_id_engasjement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_oppgave__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_oppgave__tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opprettet_av_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_oppgave__tenant_id_opprettet_av_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "utfoert_av_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_oppgave__tenant_id_utfoert_av_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_oppgave")),
    )
    op.create_index(
        "ix_oppgave__ansvarlig",
        "oppgave",
        ["tenant_id", "ansvarlig_id", "tilstand", "frist_dato", "id"],
        unique=False,
    )
    op.create_index(
        "ix_oppgave__kunde",
        "oppgave",
        ["tenant_id", "kunde_id", "tilstand", "frist_dato", "id"],
        unique=False,
    )


def upgrade() -> None:
    _customers()
    _what_hangs_on_them()
    for table, column, target in LINKS:
        op.create_foreign_key(
            op.f(f"fk_{table}__tenant_id_{column}"), table, target, ["tenant_id", column], ["tenant_id", "id"]
        )
    for table in TABLES:
        enable_rls(op, table, append_only=table in APPEND_ONLY)


def downgrade() -> None:
    for table, column, _target in reversed(LINKS):
        op.drop_constraint(op.f(f"fk_{table}__tenant_id_{column}"), table, type_="foreignkey")
    for table in reversed(TABLES):
        op.drop_table(table)
