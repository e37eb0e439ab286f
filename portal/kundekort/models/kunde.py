"""Kunde (also an enhet), the dated tree, its status with flags, its addresses, sites and fixed comments."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Double, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, Oere, text_enum


class Statusflagg(StrEnum):
    """What a status says to one kind of act, from mildest to strictest."""

    JA = "ja"
    ADVARSEL = "advarsel"
    #: A request may be noted, nothing more.
    FORESPOERSEL = "forespoersel"
    NEI = "nei"


class Kundestatus(TenantScoped, Base):
    """A status of the tenant. Flags decide, never the code: it may be renamed (funksjoner.md §3.1)."""

    __tablename__ = "kundestatus"
    __table_args__ = (UniqueConstraint("tenant_id", "kode"),)

    kode: Mapped[CText]
    #: Source text; shipped names are translated when shown.
    navn: Mapped[str]
    rekkefoelge: Mapped[int]
    #: ok, info, warn, bad or mute: the look of the tag.
    tone: Mapped[str] = mapped_column(server_default="mute")
    aktiv: Mapped[bool]
    i_soek: Mapped[bool]
    ny_stilling: Mapped[Statusflagg] = mapped_column(text_enum(Statusflagg, name="ny_stilling"))
    nytt_oppdrag: Mapped[Statusflagg] = mapped_column(text_enum(Statusflagg, name="nytt_oppdrag"))
    forleng: Mapped[Statusflagg] = mapped_column(text_enum(Statusflagg, name="forleng"))
    faktura: Mapped[Statusflagg] = mapped_column(text_enum(Statusflagg, name="faktura"))
    #: Set and lifted by Økonomi alone (permission kunde:kredittsperre).
    er_sperre: Mapped[bool] = mapped_column(server_default="false")
    #: May not be entered while assignments run.
    krever_ingen_oppdrag: Mapped[bool] = mapped_column(server_default="false")
    #: Codes of what must be in place to enter (kundekort/rules.py); the tenant switches each.
    krav: Mapped[list[str]] = mapped_column(server_default="[]")
    #: False: no longer offered, kept for the rows that have it.
    kan_velges: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Fakturakanal(StrEnum):
    """How the customer receives invoices."""

    EHF = "ehf"
    EPOST = "epost"
    PAPIR = "papir"


class Kunde(TenantScoped, Base):
    """Prospect, customer and enhet alike. The identity is the id: two customers may share an orgnr."""

    __tablename__ = "kunde"
    __table_args__ = (
        tenant_fk("status_id", to="kundestatus"),
        tenant_fk("selskap_id", to="selskap"),
        tenant_fk("avdeling_id", to="avdeling"),
        tenant_fk("kundeansvarlig_id", to="bruker"),
        tenant_fk("import_id", to="import"),
        tenant_fk("opprettet_av_id", to="bruker"),
        tenant_fk("slaatt_sammen_med_id", to="kunde"),
        tenant_fk("purreprofil_id", to="purreprofil"),
        UniqueConstraint("tenant_id", "kundenr"),
        UniqueConstraint("tenant_id", "ekstern_kilde", "ekstern_id"),
        CheckConstraint("orgnr ~ '^[0-9]{9}$'", name="orgnr"),
        CheckConstraint("kommunenr ~ '^[0-9]{4}$'", name="kommunenr"),
        CheckConstraint("sprak IN ('nb', 'nn', 'en')", name="sprak"),
        CheckConstraint("betalingsdager BETWEEN 0 AND 365", name="betalingsdager"),
        CheckConstraint("kredittgrense_oere >= 0", name="kredittgrense"),
        CheckConstraint("navn <> ''", name="navn"),
        Index("ix_kunde__sortering", "tenant_id", "sortering", "id"),
        Index("ix_kunde__status", "tenant_id", "status_id", "sortering", "id"),
        # how many each county has: counted from the index alone
        Index(
            "ix_kunde__antall",
            "tenant_id",
            "status_id",
            "fylkesnr",
            "avdeling_id",
            postgresql_where=text("slaatt_sammen_med_id IS NULL"),
        ),
        Index("ix_kunde__ansvarlig", "tenant_id", "kundeansvarlig_id", "sortering", "id"),
        Index("ix_kunde__avdeling", "tenant_id", "avdeling_id", "sortering", "id"),
        Index("ix_kunde__kommune", "tenant_id", "kommunenr", "sortering", "id"),
        Index("ix_kunde__fylke", "tenant_id", "fylkesnr", "sortering", "id"),
        Index("ix_kunde__sted", "tenant_id", "breddegrad", "lengdegrad"),
        Index("ix_kunde__orgnr", "tenant_id", "orgnr"),
        Index(
            "ix_kunde__slaatt_sammen",
            "tenant_id",
            "slaatt_sammen_med_id",
            postgresql_where=text("slaatt_sammen_med_id IS NOT NULL"),
        ),
        Index("ix_kunde__import", "tenant_id", "import_id", postgresql_where=text("import_id IS NOT NULL")),
    )

    #: Shown to people, searchable, never the key.
    kundenr: Mapped[int]
    navn: Mapped[str]
    #: portal/db/sorting.py of `navn`.
    sortering: Mapped[CText]
    #: Nine digits or None; warned when repeated.
    orgnr: Mapped[CText | None]
    organisasjonsform: Mapped[str] = mapped_column(server_default="")
    naeringskode: Mapped[str] = mapped_column(server_default="")
    antall_ansatte: Mapped[int | None]
    status_id: Mapped[UUID]
    #: Who of ours sells and invoices.
    selskap_id: Mapped[UUID]
    avdeling_id: Mapped[UUID | None]
    kundeansvarlig_id: Mapped[UUID | None]
    #: E.164 when it is a full number, else as written (short numbers exist).
    telefon: Mapped[str] = mapped_column(server_default="")
    epost: Mapped[str] = mapped_column(server_default="")
    nettside: Mapped[str] = mapped_column(server_default="")
    #: The customer's own language: nb, nn or en. Letters and invoices follow it.
    sprak: Mapped[str] = mapped_column(server_default="nb")
    #: Copy of the place of the visiting address (else the postal one), for lists.
    poststed: Mapped[str] = mapped_column(server_default="")
    kommunenr: Mapped[CText | None]
    fylkesnr: Mapped[CText | None] = mapped_column(Computed("left(kommunenr, 2)", persisted=True))
    #: Where the customer is, for distances; written by `steder.set_coordinates`.
    breddegrad: Mapped[float | None] = mapped_column(Double)
    lengdegrad: Mapped[float | None] = mapped_column(Double)
    #: None is no limit agreed.
    kredittgrense_oere: Mapped[Oere | None]
    betalingsdager: Mapped[int] = mapped_column(server_default="14")
    #: None: as the agency does with the others.
    purreprofil_id: Mapped[UUID | None]
    fakturakanal: Mapped[Fakturakanal | None] = mapped_column(text_enum(Fakturakanal))
    #: Peppol participant: 0192:<orgnr>.
    ehf_adresse: Mapped[str] = mapped_column(server_default="")
    faktura_epost: Mapped[str] = mapped_column(server_default="")
    po_paakrevd: Mapped[bool] = mapped_column(server_default="false")
    #: Hours are processed in the moment the customer approves them.
    auto_behandling: Mapped[bool] = mapped_column(server_default="false")
    #: From Enhetsregisteret; None is not known.
    mva_registrert: Mapped[bool | None]
    er_konkurs: Mapped[bool] = mapped_column(server_default="false")
    er_under_avvikling: Mapped[bool] = mapped_column(server_default="false")
    #: The day it was deleted from Enhetsregisteret.
    register_slettet_dato: Mapped[date | None]
    #: Another name than ours that the register has told of; "" when there is nothing to decide.
    register_navn: Mapped[str] = mapped_column(server_default="", default="")
    #: When Enhetsregisteret was last asked.
    register_tid: Mapped[datetime | None]
    #: Where the customer came from, in the tenant's words.
    kilde: Mapped[str] = mapped_column(server_default="")
    #: The list or system `ekstern_id` belongs to.
    ekstern_kilde: Mapped[CText | None]
    ekstern_id: Mapped[CText | None]
    #: The import that made it.
    import_id: Mapped[UUID | None]
    #: The customer this one was merged into: its card leads there.
    slaatt_sammen_med_id: Mapped[UUID | None]
    #: Kept up by the actions that log or send something.
    sist_kontakt_tid: Mapped[datetime | None]
    opprettet_tid: Mapped[datetime]
    opprettet_av_id: Mapped[UUID | None]
    endret_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class KundeForelder(TenantScoped, Base):
    """The dated link that makes a Kunde an enhet of another; half-open. History stays with the old parent."""

    __tablename__ = "kunde_forelder"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("forelder_id", to="kunde"),
        CheckConstraint("kunde_id <> forelder_id", name="not_itself"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        Index(
            "uq_kunde_forelder__open",
            "tenant_id",
            "kunde_id",
            unique=True,
            postgresql_where=text("gyldig_til IS NULL"),
        ),
        Index("ix_kunde_forelder__kunde", "tenant_id", "kunde_id", "gyldig_fra"),
        Index("ix_kunde_forelder__forelder", "tenant_id", "forelder_id", "kunde_id"),
    )

    kunde_id: Mapped[UUID]
    forelder_id: Mapped[UUID]
    gyldig_fra: Mapped[date]
    gyldig_til: Mapped[date | None]


class KundestatusLogg(TenantScoped, Base):
    """Every change of status: from, to, who, when, why. Rows are only added."""

    __tablename__ = "kundestatus_logg"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("fra_status_id", to="kundestatus"),
        tenant_fk("til_status_id", to="kundestatus"),
        Index("ix_kundestatus_logg__kunde", "tenant_id", "kunde_id", text("tid DESC")),
    )

    kunde_id: Mapped[UUID]
    fra_status_id: Mapped[UUID | None]
    til_status_id: Mapped[UUID]
    tid: Mapped[datetime]
    aktoer_id: Mapped[UUID | None]
    aktoer_navn: Mapped[str]
    grunn: Mapped[str] = mapped_column(server_default="")
    #: Codes of requirements passed over, with `grunn` as the reason.
    overstyrt: Mapped[list[str]] = mapped_column(server_default="[]")


class Adresseslag(StrEnum):
    """What an address is for."""

    BESOEK = "besoek"
    POST = "post"
    FAKTURA = "faktura"


class Adresse(TenantScoped, Base):
    """One address of a kunde per kind."""

    __tablename__ = "adresse"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        UniqueConstraint("tenant_id", "kunde_id", "slag"),
        CheckConstraint("land ~ '^[A-Z]{2}$'", name="land"),
    )

    kunde_id: Mapped[UUID]
    slag: Mapped[Adresseslag] = mapped_column(text_enum(Adresseslag))
    linje1: Mapped[str] = mapped_column(server_default="")
    linje2: Mapped[str] = mapped_column(server_default="")
    postnr: Mapped[str] = mapped_column(server_default="")
    poststed: Mapped[str] = mapped_column(server_default="")
    #: ISO 3166-1 alpha-2.
    land: Mapped[str] = mapped_column(server_default="NO")
    kommunenr: Mapped[str | None]
    breddegrad: Mapped[float | None] = mapped_column(Double)
    lengdegrad: Mapped[float | None] = mapped_column(Double)


class Arbeidsstedslag(StrEnum):
    """A building site has rules of its own (HMS card, the ban on hiring-in)."""

    FAST = "fast"
    BYGGEPLASS = "byggeplass"


class Arbeidssted(TenantScoped, Base):
    """A physical place under a kunde. Municipality decides AGA zone, coordinates distance."""

    __tablename__ = "arbeidssted"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("kontakt_id", to="engasjement"),
        tenant_fk("hms_kontakt_id", to="engasjement"),
        Index("ix_arbeidssted__kunde", "tenant_id", "kunde_id", "sortering"),
        Index(
            "uq_arbeidssted__standard",
            "tenant_id",
            "kunde_id",
            unique=True,
            postgresql_where=text("er_standard"),
        ),
    )

    kunde_id: Mapped[UUID]
    navn: Mapped[str]
    sortering: Mapped[CText]
    slag: Mapped[Arbeidsstedslag] = mapped_column(text_enum(Arbeidsstedslag))
    adresse: Mapped[str] = mapped_column(server_default="")
    postnr: Mapped[str] = mapped_column(server_default="")
    poststed: Mapped[str] = mapped_column(server_default="")
    kommunenr: Mapped[str | None]
    breddegrad: Mapped[float | None] = mapped_column(Double)
    lengdegrad: Mapped[float | None] = mapped_column(Double)
    oppmoete: Mapped[str] = mapped_column(server_default="")
    #: Clothes and protective gear.
    bekledning: Mapped[str] = mapped_column(server_default="")
    kontakt_id: Mapped[UUID | None]
    hms_kontakt_id: Mapped[UUID | None]
    er_standard: Mapped[bool] = mapped_column(server_default="false")
    er_aktiv: Mapped[bool] = mapped_column(server_default="true")
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Kommentarslag(StrEnum):
    """Where a fixed comment matters."""

    GENERELT = "generelt"
    FAKTURA = "faktura"
    HMS = "hms"
    OPPMOETE = "oppmoete"


class FastKommentar(TenantScoped, Base):
    """A lasting fact with author and time. An edit ends the row and adds one that replaces it."""

    __tablename__ = "fast_kommentar"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("forfatter_id", to="bruker"),
        tenant_fk("erstatter_id", to="fast_kommentar"),
        tenant_fk("avsluttet_av_id", to="bruker"),
        CheckConstraint("tekst <> ''", name="tekst"),
        Index("ix_fast_kommentar__kunde", "tenant_id", "kunde_id", "avsluttet_tid", "opprettet_tid"),
    )

    kunde_id: Mapped[UUID]
    slag: Mapped[Kommentarslag] = mapped_column(text_enum(Kommentarslag))
    tekst: Mapped[str]
    forfatter_id: Mapped[UUID | None]
    forfatter_navn: Mapped[str]
    opprettet_tid: Mapped[datetime]
    #: The row this one replaced.
    erstatter_id: Mapped[UUID | None]
    #: None while it stands.
    avsluttet_tid: Mapped[datetime | None]
    avsluttet_av_id: Mapped[UUID | None]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
