"""Documents with their versions, and messages. An immutable document is held so by a trigger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261121_1840_maskiner"
down_revision = "20261121_1830_kandidater"
branch_labels = None
depends_on = None

#: In the order they are made; dropped backwards.
TABLES = ("dokument", "dialogmelding", "dokumentversjon")
APPEND_ONLY = ("dokumentversjon",)

IMMUTABLE = """
CREATE FUNCTION portal_privat.dokument_staar_fast() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'dokumentversjon' THEN
        IF NEW.nr > 1 AND EXISTS (SELECT 1 FROM public.dokument d
                WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.dokument_id AND d.uforanderlig) THEN
            RAISE EXCEPTION 'dokument % is immutable', NEW.dokument_id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.uforanderlig THEN
        RAISE EXCEPTION 'dokument % is immutable', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER dokument_staar_fast BEFORE UPDATE OR DELETE ON dokument
    FOR EACH ROW EXECUTE FUNCTION portal_privat.dokument_staar_fast();
CREATE TRIGGER dokumentversjon_staar_fast BEFORE INSERT ON dokumentversjon
    FOR EACH ROW EXECUTE FUNCTION portal_privat.dokument_staar_fast();
"""


def upgrade() -> None:
    op.create_table(
        "dokument",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=True),
        sa.Column("kandidat_id", sa.Uuid(), nullable=True),
        sa.Column("kobling_slag", sa.Text(collation="C"), nullable=True),
        sa.Column("kobling_id", sa.Uuid(), nullable=True),
        sa.Column(
            "slag",
            sa.Enum(
                "kontrakt",
                "rammeavtale",
                "tilbud",
                "prisliste",
                "hms",
                "attest",
                "cv",
                "logo",
                "faktura",
                "kreditnota",
                "timeliste",
                "annet",
                name="dokumentslag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tittel", sa.Text(), nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=True),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column("synlig_i_portal", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("uforanderlig", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("siste_nr", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("opprettet_av_id", sa.Uuid(), nullable=True),
        sa.Column("opprettet_av_navn", sa.Text(), nullable=False),
        sa.Column("slettet_tid", UtcDateTime(), nullable=True),
        sa.Column("versjon", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("tittel <> ''", name=op.f("ck_dokument__tittel")),
        sa.CheckConstraint(
            "(kobling_slag IS NULL) = (kobling_id IS NULL)", name=op.f("ck_dokument__kobling")
        ),
        sa.CheckConstraint("gyldig_til > gyldig_fra", name=op.f("ck_dokument__period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kandidat_id"],
            ["kandidat.tenant_id", "kandidat.id"],
            name=op.f("fk_dokument__tenant_id_kandidat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_dokument__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opprettet_av_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_dokument__tenant_id_opprettet_av_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_dokument__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dokument")),
    )
    op.create_index(
        "ix_dokument__kandidat",
        "dokument",
        ["tenant_id", "kandidat_id", sa.literal_column("opprettet_tid DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_dokument__kobling",
        "dokument",
        ["tenant_id", "kobling_id", sa.literal_column("opprettet_tid DESC")],
        unique=False,
    )
    op.create_index(
        "ix_dokument__kunde",
        "dokument",
        ["tenant_id", "kunde_id", sa.literal_column("opprettet_tid DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "dialogmelding",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("noekkel", sa.Uuid(), nullable=False),
        sa.Column(
            "retning",
            sa.Enum("ut", "inn", name="retning", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "kanal",
            sa.Enum("epost", name="kanal", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("kunde_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("engasjement_id", sa.Uuid(), nullable=True),
        sa.Column("til", sa.Text(), nullable=False),
        sa.Column("til_navn", sa.Text(), server_default="", nullable=False),
        sa.Column("svar_til", sa.Text(), server_default="", nullable=False),
        sa.Column("emne", sa.Text(), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("sprak", sa.Text(), server_default="nb", nullable=False),
        sa.Column("hemmelig", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("vedlegg", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("utboks_id", sa.Uuid(), nullable=True),
        sa.Column("aktoer_slag", sa.Text(collation="C"), nullable=False),
        sa.Column("aktoer_id", sa.Uuid(), nullable=True),
        sa.Column("aktoer_navn", sa.Text(), nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("trukket_tid", UtcDateTime(), nullable=True),
        sa.CheckConstraint("NOT hemmelig OR kanal = 'epost'", name=op.f("ck_dialogmelding__hemmelig")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "engasjement_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_dialogmelding__tenant_id_engasjement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_dialogmelding__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name=op.f("fk_dialogmelding__tenant_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "utboks_id"],
            ["utboks.tenant_id", "utboks.id"],
            name=op.f("fk_dialogmelding__tenant_id_utboks_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_dialogmelding__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dialogmelding")),
        sa.UniqueConstraint("tenant_id", "noekkel", name=op.f("uq_dialogmelding__tenant_id_noekkel")),
    )
    op.create_index(
        "ix_dialogmelding__kunde",
        "dialogmelding",
        ["tenant_id", "kunde_id", sa.literal_column("opprettet_tid DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index("ix_dialogmelding__utboks", "dialogmelding", ["tenant_id", "utboks_id"], unique=False)
    op.create_table(
        "dokumentversjon",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dokument_id", sa.Uuid(), nullable=False),
        sa.Column("nr", sa.BigInteger(), nullable=False),
        sa.Column("noekkel", sa.Text(collation="C"), nullable=False),
        sa.Column("filnavn", sa.Text(), nullable=False),
        sa.Column("mediatype", sa.Text(collation="C"), nullable=False),
        sa.Column("stoerrelse", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("opplastet_tid", UtcDateTime(), nullable=False),
        sa.Column("opplastet_av_navn", sa.Text(), nullable=False),
        sa.CheckConstraint("nr >= 1", name=op.f("ck_dokumentversjon__nr")),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_dokumentversjon__sha256")),
        sa.CheckConstraint("stoerrelse >= 0", name=op.f("ck_dokumentversjon__stoerrelse")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "dokument_id"],
            ["dokument.tenant_id", "dokument.id"],
            name=op.f("fk_dokumentversjon__tenant_id_dokument_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_dokumentversjon__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_dokumentversjon")),
        sa.UniqueConstraint(
            "tenant_id", "dokument_id", "nr", name=op.f("uq_dokumentversjon__tenant_id_dokument_id_nr")
        ),
        sa.UniqueConstraint("tenant_id", "noekkel", name=op.f("uq_dokumentversjon__tenant_id_noekkel")),
    )
    op.execute(IMMUTABLE)
    for table in TABLES:
        enable_rls(op, table, append_only=table in APPEND_ONLY)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP FUNCTION portal_privat.dokument_staar_fast()")
