"""Ledig stilling, utleieoppdrag with dated prices, timelister with locked versions, and the rules around them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.db.types import UtcDateTime
from portal.tenancy.rls import enable_rls

revision = "20261121_1850_oppdrag"
down_revision = "20261121_1840_maskiner"
branch_labels = None
depends_on = None

#: A delivered version and its lines stay as they were; only the customer's answer is written on them.
LOCK = """
CREATE FUNCTION timelinje_laast() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    rad timelinje;
BEGIN
    IF TG_OP = 'DELETE' THEN
        rad := OLD;
    ELSE
        rad := NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'tilstand' - 'kundekommentar' - 'godkjent_tid'
            = to_jsonb(NEW) - 'tilstand' - 'kundekommentar' - 'godkjent_tid' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM timelisteversjon v WHERE v.tenant_id = rad.tenant_id
               AND v.id IN (rad.versjon_id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.versjon_id END)
               AND v.levert_tid IS NOT NULL) THEN
        RAISE restrict_violation USING MESSAGE = 'the lines of a delivered version cannot be changed';
    END IF;
    RETURN rad;
END $$;
CREATE TRIGGER timelinje_laast BEFORE INSERT OR UPDATE OR DELETE ON timelinje
    FOR EACH ROW EXECUTE FUNCTION timelinje_laast();

CREATE FUNCTION timelisteversjon_laast() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.levert_tid IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR (NEW.tenant_id, NEW.id, NEW.timeliste_id, NEW.nr, NEW.kommentar, NEW.levert_tid,
                            NEW.levert_av, NEW.levert_av_slag)
            IS DISTINCT FROM (OLD.tenant_id, OLD.id, OLD.timeliste_id, OLD.nr, OLD.kommentar, OLD.levert_tid,
                              OLD.levert_av, OLD.levert_av_slag) THEN
        RAISE restrict_violation USING MESSAGE = 'a delivered version cannot be changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER timelisteversjon_laast BEFORE UPDATE OR DELETE ON timelisteversjon
    FOR EACH ROW EXECUTE FUNCTION timelisteversjon_laast();
"""


def upgrade() -> None:
    op.create_table(
        "kalkylekomponent",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kode", sa.Text(collation="C"), nullable=False),
        sa.Column("navn", sa.Text(), nullable=False),
        sa.Column("rekkefoelge", sa.Integer(), nullable=False),
        sa.Column("grunnlag", postgresql.JSONB(), nullable=False),
        sa.Column("sats_bp", sa.Integer(), nullable=True),
        sa.Column("register_kode", sa.Text(collation="C"), server_default="", nullable=False),
        sa.Column("kilde", sa.Text(), server_default="", nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(sats_bp IS NULL) <> (register_kode = '')", name=op.f("ck_kalkylekomponent__one_source_of_rate")
        ),
        sa.CheckConstraint(
            "gyldig_til IS NULL OR gyldig_til > gyldig_fra", name=op.f("ck_kalkylekomponent__period")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kalkylekomponent__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kalkylekomponent")),
        sa.UniqueConstraint(
            "tenant_id", "kode", "gyldig_fra", name=op.f("uq_kalkylekomponent__tenant_id_kode_gyldig_fra")
        ),
    )
    op.create_table(
        "nummerteller",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slag", sa.Text(collation="C"), nullable=False),
        sa.Column("siste", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_nummerteller__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_nummerteller")),
        sa.UniqueConstraint("tenant_id", "slag", name=op.f("uq_nummerteller__tenant_id_slag")),
    )
    op.create_table(
        "oppdragsord",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "slag",
            sa.Enum(
                "stilling",
                "oppdrag",
                name="oppdragsslag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rad_id", sa.Uuid(), nullable=False),
        sa.Column("ord", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_oppdragsord__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_oppdragsord")),
    )
    op.create_index("ix_oppdragsord__ord", "oppdragsord", ["tenant_id", "slag", "ord", "rad_id"])
    op.create_index("ix_oppdragsord__rad", "oppdragsord", ["tenant_id", "rad_id"])
    op.create_table(
        "ledig_stilling",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Text(collation="C"), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("selskap_id", sa.Uuid(), nullable=False),
        sa.Column("avdeling_id", sa.Uuid(), nullable=False),
        sa.Column("konsulent_id", sa.Uuid(), nullable=True),
        sa.Column("tittel", sa.Text(), nullable=False),
        sa.Column("plasser", sa.Integer(), nullable=False),
        sa.Column("besatte_plasser", sa.Integer(), nullable=False),
        sa.Column("fra_dato", sa.Date(), nullable=False),
        sa.Column("til_dato", sa.Date(), nullable=True),
        sa.Column("arbeidstid", postgresql.JSONB(), nullable=False),
        sa.Column("arbeidssted_id", sa.Uuid(), nullable=True),
        sa.Column("oppmoete", sa.Text(), server_default="", nullable=False),
        sa.Column("bestiller_id", sa.Uuid(), nullable=True),
        sa.Column("godkjenner_id", sa.Uuid(), nullable=True),
        sa.Column("loenn_oere", sa.BigInteger(), nullable=True),
        sa.Column("pris_oere", sa.BigInteger(), nullable=True),
        sa.Column("mva_bp", sa.Integer(), nullable=False),
        sa.Column("po_nummer", sa.Text(), server_default="", nullable=False),
        sa.Column("referanse", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "innleiegrunnlag",
            sa.Enum(
                "vikariat",
                "avtale_tillitsvalgte",
                "helsepersonell",
                "spesialkompetanse",
                "praksis",
                "arbeidsmarkedstiltak",
                "idrett",
                "arrangement",
                name="innleiegrunnlag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("grunn", sa.Text(), server_default="", nullable=False),
        sa.Column("bygningsarbeid", sa.Boolean(), nullable=False),
        sa.Column("krav", postgresql.JSONB(), nullable=False),
        sa.Column("annonsetekst", sa.Text(), server_default="", nullable=False),
        sa.Column("soeknadsfrist", sa.Date(), nullable=True),
        sa.Column("intern_kommentar", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "tilstand",
            sa.Enum(
                "kladd",
                "aapen",
                "lukket",
                "avlyst",
                name="stillingstilstand",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lukket_grunn", sa.Text(), server_default="", nullable=False),
        sa.Column("lukket_tid", UtcDateTime(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("endret_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), nullable=False),
        sa.Column("idempotens", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "besatte_plasser BETWEEN 0 AND plasser", name=op.f("ck_ledig_stilling__never_more_than_positions")
        ),
        sa.CheckConstraint("loenn_oere >= 0 AND pris_oere >= 0", name=op.f("ck_ledig_stilling__amounts")),
        sa.CheckConstraint("plasser BETWEEN 1 AND 999", name=op.f("ck_ledig_stilling__positions")),
        sa.CheckConstraint(
            "til_dato IS NULL OR til_dato >= fra_dato", name=op.f("ck_ledig_stilling__period")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "arbeidssted_id"],
            ["arbeidssted.tenant_id", "arbeidssted.id"],
            name=op.f("fk_ledig_stilling__tenant_id_arbeidssted_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "avdeling_id"],
            ["avdeling.tenant_id", "avdeling.id"],
            name=op.f("fk_ledig_stilling__tenant_id_avdeling_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bestiller_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_ledig_stilling__tenant_id_bestiller_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "godkjenner_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_ledig_stilling__tenant_id_godkjenner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "konsulent_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_ledig_stilling__tenant_id_konsulent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_ledig_stilling__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "selskap_id"],
            ["selskap.tenant_id", "selskap.id"],
            name=op.f("fk_ledig_stilling__tenant_id_selskap_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_ledig_stilling__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ledig_stilling")),
        sa.UniqueConstraint("tenant_id", "idempotens", name=op.f("uq_ledig_stilling__tenant_id_idempotens")),
        sa.UniqueConstraint("tenant_id", "nummer", name=op.f("uq_ledig_stilling__tenant_id_nummer")),
    )
    op.create_index(
        "ix_ledig_stilling__kunde", "ledig_stilling", ["tenant_id", "kunde_id", "tilstand", "fra_dato"]
    )
    op.create_index(
        "ix_ledig_stilling__tilstand", "ledig_stilling", ["tenant_id", "tilstand", "fra_dato", "id"]
    )
    op.create_table(
        "stoppunntak",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("gjelder", sa.Text(), nullable=False),
        sa.Column("grunn", sa.Text(), nullable=False),
        sa.Column("besluttet_av_id", sa.Uuid(), nullable=False),
        sa.Column("besluttet_tid", UtcDateTime(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=False),
        sa.Column("brukt_tid", UtcDateTime(), nullable=True),
        sa.Column("brukt_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "gjelder IN ('ny_stilling', 'nytt_oppdrag', 'forleng')", name=op.f("ck_stoppunntak__gjelder")
        ),
        sa.CheckConstraint("grunn <> ''", name=op.f("ck_stoppunntak__has_reason")),
        sa.CheckConstraint(
            "(brukt_tid IS NULL) = (brukt_id IS NULL)", name=op.f("ck_stoppunntak__used_for_something")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "besluttet_av_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_stoppunntak__tenant_id_besluttet_av_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_stoppunntak__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_stoppunntak__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stoppunntak")),
    )
    op.create_index("ix_stoppunntak__kunde", "stoppunntak", ["tenant_id", "kunde_id", "gjelder"])
    op.create_table(
        "utleieoppdrag",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nummer", sa.Text(collation="C"), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("kandidat_id", sa.Uuid(), nullable=False),
        sa.Column("selskap_id", sa.Uuid(), nullable=False),
        sa.Column("avdeling_id", sa.Uuid(), nullable=False),
        sa.Column("konsulent_id", sa.Uuid(), nullable=True),
        sa.Column("ledig_stilling_id", sa.Uuid(), nullable=True),
        sa.Column("tittel", sa.Text(), nullable=False),
        sa.Column("fra_dato", sa.Date(), nullable=False),
        sa.Column("til_dato", sa.Date(), nullable=True),
        sa.Column("arbeidstid", postgresql.JSONB(), nullable=False),
        sa.Column("arbeidssted_id", sa.Uuid(), nullable=True),
        sa.Column("oppmoete", sa.Text(), server_default="", nullable=False),
        sa.Column("godkjenner_id", sa.Uuid(), nullable=True),
        sa.Column("bestiller_id", sa.Uuid(), nullable=True),
        sa.Column("po_nummer", sa.Text(), server_default="", nullable=False),
        sa.Column("referanse", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "innleiegrunnlag",
            sa.Enum(
                "vikariat",
                "avtale_tillitsvalgte",
                "helsepersonell",
                "spesialkompetanse",
                "praksis",
                "arbeidsmarkedstiltak",
                "idrett",
                "arrangement",
                name="innleiegrunnlag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("grunn", sa.Text(), server_default="", nullable=False),
        sa.Column("bygningsarbeid", sa.Boolean(), nullable=False),
        sa.Column("intern_kommentar", sa.Text(), server_default="", nullable=False),
        sa.Column("avsluttet_tid", UtcDateTime(), nullable=True),
        sa.Column("avsluttet_grunn", sa.Text(collation="C"), server_default="", nullable=False),
        sa.Column("avsluttet_kommentar", sa.Text(), server_default="", nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("endret_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), nullable=False),
        sa.Column("idempotens", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "til_dato IS NULL OR til_dato >= fra_dato - 1", name=op.f("ck_utleieoppdrag__period")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "arbeidssted_id"],
            ["arbeidssted.tenant_id", "arbeidssted.id"],
            name=op.f("fk_utleieoppdrag__tenant_id_arbeidssted_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "avdeling_id"],
            ["avdeling.tenant_id", "avdeling.id"],
            name=op.f("fk_utleieoppdrag__tenant_id_avdeling_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bestiller_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_utleieoppdrag__tenant_id_bestiller_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "godkjenner_id"],
            ["engasjement.tenant_id", "engasjement.id"],
            name=op.f("fk_utleieoppdrag__tenant_id_godkjenner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kandidat_id"],
            ["kandidat.tenant_id", "kandidat.id"],
            name=op.f("fk_utleieoppdrag__tenant_id_kandidat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "konsulent_id"],
            ["bruker.tenant_id", "bruker.id"],
            name=op.f("fk_utleieoppdrag__tenant_id_konsulent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_utleieoppdrag__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ledig_stilling_id"],
            ["ledig_stilling.tenant_id", "ledig_stilling.id"],
            name=op.f("fk_utleieoppdrag__tenant_id_ledig_stilling_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "selskap_id"],
            ["selskap.tenant_id", "selskap.id"],
            name=op.f("fk_utleieoppdrag__tenant_id_selskap_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_utleieoppdrag__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_utleieoppdrag")),
        sa.UniqueConstraint("tenant_id", "idempotens", name=op.f("uq_utleieoppdrag__tenant_id_idempotens")),
        sa.UniqueConstraint("tenant_id", "nummer", name=op.f("uq_utleieoppdrag__tenant_id_nummer")),
    )
    op.create_index("ix_utleieoppdrag__fra_dato", "utleieoppdrag", ["tenant_id", "fra_dato", "id"])
    op.create_index("ix_utleieoppdrag__godkjenner", "utleieoppdrag", ["tenant_id", "godkjenner_id"])
    op.create_index("ix_utleieoppdrag__kandidat", "utleieoppdrag", ["tenant_id", "kandidat_id", "fra_dato"])
    op.create_index("ix_utleieoppdrag__kunde", "utleieoppdrag", ["tenant_id", "kunde_id", "fra_dato"])
    op.create_index("ix_utleieoppdrag__stilling", "utleieoppdrag", ["tenant_id", "ledig_stilling_id"])
    op.create_index("ix_utleieoppdrag__til_dato", "utleieoppdrag", ["tenant_id", "til_dato", "id"])
    op.create_table(
        "kandidatkobling",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stilling_id", sa.Uuid(), nullable=False),
        sa.Column("kandidat_id", sa.Uuid(), nullable=False),
        sa.Column("oppdrag_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "foreslaatt",
                "kontaktet",
                "interessert",
                "presentert",
                "intervju",
                "akseptert",
                "avslaatt",
                "i_oppdrag",
                name="koblingsstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kommentar", sa.Text(), server_default="", nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("endret_tid", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(status = 'i_oppdrag') = (oppdrag_id IS NOT NULL)",
            name=op.f("ck_kandidatkobling__names_its_oppdrag"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kandidat_id"],
            ["kandidat.tenant_id", "kandidat.id"],
            name=op.f("fk_kandidatkobling__tenant_id_kandidat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "oppdrag_id"],
            ["utleieoppdrag.tenant_id", "utleieoppdrag.id"],
            name=op.f("fk_kandidatkobling__tenant_id_oppdrag_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "stilling_id"],
            ["ledig_stilling.tenant_id", "ledig_stilling.id"],
            name=op.f("fk_kandidatkobling__tenant_id_stilling_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_kandidatkobling__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_kandidatkobling")),
        sa.UniqueConstraint(
            "tenant_id",
            "stilling_id",
            "kandidat_id",
            name=op.f("uq_kandidatkobling__tenant_id_stilling_id_kandidat_id"),
        ),
    )
    op.create_index("ix_kandidatkobling__kandidat", "kandidatkobling", ["tenant_id", "kandidat_id"])
    op.create_index("ix_kandidatkobling__oppdrag", "kandidatkobling", ["tenant_id", "oppdrag_id"])
    op.create_table(
        "tilleggsregel",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=True),
        sa.Column("oppdrag_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kategori",
            sa.Enum(
                "normal",
                "overtid_50",
                "overtid_100",
                "kveld",
                "natt",
                "helg",
                "helligdag",
                name="timekategori",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ukedager", postgresql.JSONB(), nullable=False),
        sa.Column("fra_klokke", sa.Time(), nullable=True),
        sa.Column("til_klokke", sa.Time(), nullable=True),
        sa.Column("etter_min", sa.Integer(), nullable=True),
        sa.Column("paa_helligdag", sa.Boolean(), nullable=False),
        sa.Column("rekkefoelge", sa.Integer(), nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "gyldig_til IS NULL OR gyldig_til > gyldig_fra", name=op.f("ck_tilleggsregel__period")
        ),
        sa.CheckConstraint(
            "kunde_id IS NULL OR oppdrag_id IS NULL", name=op.f("ck_tilleggsregel__one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_tilleggsregel__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "oppdrag_id"],
            ["utleieoppdrag.tenant_id", "utleieoppdrag.id"],
            name=op.f("fk_tilleggsregel__tenant_id_oppdrag_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_tilleggsregel__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tilleggsregel")),
    )
    op.create_index("ix_tilleggsregel__kunde", "tilleggsregel", ["tenant_id", "kunde_id"])
    op.create_index("ix_tilleggsregel__oppdrag", "tilleggsregel", ["tenant_id", "oppdrag_id"])
    op.create_table(
        "timeliste",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("oppdrag_id", sa.Uuid(), nullable=False),
        sa.Column("kunde_id", sa.Uuid(), nullable=False),
        sa.Column("kandidat_id", sa.Uuid(), nullable=False),
        sa.Column("fra_dato", sa.Date(), nullable=False),
        sa.Column("til_dato", sa.Date(), nullable=False),
        sa.Column(
            "tilstand",
            sa.Enum(
                "aapen",
                "kladd",
                "levert",
                "godkjent",
                "returnert",
                "behandlet",
                name="timelistetilstand",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("versjon_nr", sa.Integer(), nullable=False),
        sa.Column("levert_tid", UtcDateTime(), nullable=True),
        sa.Column("godkjent_tid", UtcDateTime(), nullable=True),
        sa.Column("behandlet_tid", UtcDateTime(), nullable=True),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.Column("endret_tid", UtcDateTime(), nullable=False),
        sa.Column("versjon", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("til_dato >= fra_dato", name=op.f("ck_timeliste__period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kandidat_id"],
            ["kandidat.tenant_id", "kandidat.id"],
            name=op.f("fk_timeliste__tenant_id_kandidat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "kunde_id"],
            ["kunde.tenant_id", "kunde.id"],
            name=op.f("fk_timeliste__tenant_id_kunde_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "oppdrag_id"],
            ["utleieoppdrag.tenant_id", "utleieoppdrag.id"],
            name=op.f("fk_timeliste__tenant_id_oppdrag_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_timeliste__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_timeliste")),
        sa.UniqueConstraint(
            "tenant_id", "oppdrag_id", "fra_dato", name=op.f("uq_timeliste__tenant_id_oppdrag_id_fra_dato")
        ),
    )
    op.create_index("ix_timeliste__kandidat", "timeliste", ["tenant_id", "kandidat_id", "fra_dato"])
    op.create_index("ix_timeliste__kunde", "timeliste", ["tenant_id", "kunde_id", "tilstand", "fra_dato"])
    op.create_index("ix_timeliste__tilstand", "timeliste", ["tenant_id", "tilstand", "fra_dato", "id"])
    op.create_table(
        "utleieoppdrag_pris",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("oppdrag_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kategori",
            sa.Enum(
                "normal",
                "overtid_50",
                "overtid_100",
                "kveld",
                "natt",
                "helg",
                "helligdag",
                name="timekategori",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("loenn_oere", sa.BigInteger(), nullable=False),
        sa.Column("pris_oere", sa.BigInteger(), nullable=False),
        sa.Column("mva_bp", sa.Integer(), nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.Column("kilde", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "gyldig_til IS NULL OR gyldig_til > gyldig_fra", name=op.f("ck_utleieoppdrag_pris__period")
        ),
        sa.CheckConstraint("loenn_oere >= 0 AND pris_oere >= 0", name=op.f("ck_utleieoppdrag_pris__amounts")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "oppdrag_id"],
            ["utleieoppdrag.tenant_id", "utleieoppdrag.id"],
            name=op.f("fk_utleieoppdrag_pris__tenant_id_oppdrag_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_utleieoppdrag_pris__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_utleieoppdrag_pris")),
        sa.UniqueConstraint(
            "tenant_id",
            "oppdrag_id",
            "kategori",
            "gyldig_fra",
            name=op.f("uq_utleieoppdrag_pris__tenant_id_oppdrag_id_kategori_gyldig_fra"),
        ),
    )
    op.create_table(
        "timelisteversjon",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("timeliste_id", sa.Uuid(), nullable=False),
        sa.Column("nr", sa.Integer(), nullable=False),
        sa.Column("kommentar", sa.Text(), server_default="", nullable=False),
        sa.Column("levert_tid", UtcDateTime(), nullable=True),
        sa.Column("levert_av", sa.Text(), server_default="", nullable=False),
        sa.Column("levert_av_slag", sa.Text(collation="C"), server_default="", nullable=False),
        sa.Column("trukket_tid", UtcDateTime(), nullable=True),
        sa.Column("besvart_tid", UtcDateTime(), nullable=True),
        sa.Column("besvart_av", sa.Text(), server_default="", nullable=False),
        sa.Column("besvart_av_slag", sa.Text(collation="C"), server_default="", nullable=False),
        sa.Column("besvart_av_id", sa.Uuid(), nullable=True),
        sa.Column("svar_kommentar", sa.Text(), server_default="", nullable=False),
        sa.Column("opprettet_tid", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "timeliste_id"],
            ["timeliste.tenant_id", "timeliste.id"],
            name=op.f("fk_timelisteversjon__tenant_id_timeliste_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_timelisteversjon__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_timelisteversjon")),
        sa.UniqueConstraint(
            "tenant_id", "timeliste_id", "nr", name=op.f("uq_timelisteversjon__tenant_id_timeliste_id_nr")
        ),
    )
    op.create_table(
        "timelinje",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("timeliste_id", sa.Uuid(), nullable=False),
        sa.Column("versjon_id", sa.Uuid(), nullable=False),
        sa.Column("erstatter_id", sa.Uuid(), nullable=True),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column("start_tid", UtcDateTime(), nullable=True),
        sa.Column("slutt_tid", UtcDateTime(), nullable=True),
        sa.Column("pause_min", sa.Integer(), nullable=False),
        sa.Column("minutter", sa.Integer(), nullable=False),
        sa.Column(
            "kategori",
            sa.Enum(
                "normal",
                "overtid_50",
                "overtid_100",
                "kveld",
                "natt",
                "helg",
                "helligdag",
                name="timekategori",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kommentar", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "tilstand",
            sa.Enum(
                "ok",
                "returnert",
                "bestridt",
                name="linjetilstand",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kundekommentar", sa.Text(), server_default="", nullable=False),
        sa.Column("godkjent_tid", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "godkjent_tid IS NULL OR tilstand = 'ok'", name=op.f("ck_timelinje__approved_is_ok")
        ),
        sa.CheckConstraint("minutter BETWEEN 0 AND 1440", name=op.f("ck_timelinje__minutes")),
        sa.CheckConstraint("pause_min BETWEEN 0 AND 1440", name=op.f("ck_timelinje__pause")),
        sa.CheckConstraint(
            "slutt_tid IS NULL OR start_tid IS NULL OR slutt_tid > start_tid",
            name=op.f("ck_timelinje__clock"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "erstatter_id"],
            ["timelinje.tenant_id", "timelinje.id"],
            name=op.f("fk_timelinje__tenant_id_erstatter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "timeliste_id"],
            ["timeliste.tenant_id", "timeliste.id"],
            name=op.f("fk_timelinje__tenant_id_timeliste_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "versjon_id"],
            ["timelisteversjon.tenant_id", "timelisteversjon.id"],
            name=op.f("fk_timelinje__tenant_id_versjon_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_timelinje__tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_timelinje")),
    )
    op.create_index("ix_timelinje__timeliste", "timelinje", ["tenant_id", "timeliste_id", "dato"])
    op.create_index("ix_timelinje__versjon", "timelinje", ["tenant_id", "versjon_id", "dato"])
    enable_rls(op, "kalkylekomponent")
    enable_rls(op, "nummerteller")
    enable_rls(op, "oppdragsord")
    enable_rls(op, "ledig_stilling")
    enable_rls(op, "stoppunntak")
    enable_rls(op, "utleieoppdrag")
    enable_rls(op, "kandidatkobling")
    enable_rls(op, "tilleggsregel")
    enable_rls(op, "timeliste")
    enable_rls(op, "utleieoppdrag_pris")
    enable_rls(op, "timelisteversjon")
    enable_rls(op, "timelinje")
    op.execute(LOCK)


def downgrade() -> None:

    op.drop_table("timelinje")
    op.drop_table("timelisteversjon")
    op.drop_table("utleieoppdrag_pris")
    op.drop_table("timeliste")
    op.drop_table("tilleggsregel")
    op.drop_table("kandidatkobling")
    op.drop_table("utleieoppdrag")
    op.drop_table("stoppunntak")
    op.drop_table("ledig_stilling")
    op.drop_table("oppdragsord")
    op.drop_table("nummerteller")
    op.drop_table("kalkylekomponent")
    op.execute("DROP FUNCTION timelinje_laast; DROP FUNCTION timelisteversjon_laast")
