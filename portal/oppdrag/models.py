"""The chain from request to hours: LedigStilling → Utleieoppdrag → Timeliste → Timelinje."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import Bp, CText, Minutter, Oere, text_enum
from portal.identity.scope import EgenScoped, KandidatScoped, KundeScoped
from portal.oppdrag.models_kontrakt import Kontrakt as Kontrakt  # noqa: PLC0414 - imported from here
from portal.oppdrag.models_regler import MedVilkaar
from portal.oppdrag.models_regler import Timekategori as Timekategori  # noqa: PLC0414 - imported from here
from portal.oppdrag.models_rekruttering import Rekruttering as Rekruttering  # noqa: PLC0414 - imported from here


class Innleiegrunnlag(StrEnum):
    """Lawful grounds for hiring in (aml § 14-12). Which of them count on a day is `innleie.grunnlag`, a rule."""

    VIKARIAT = "vikariat"
    AVTALE_TILLITSVALGTE = "avtale_tillitsvalgte"
    HELSEPERSONELL = "helsepersonell"
    SPESIALKOMPETANSE = "spesialkompetanse"
    PRAKSIS = "praksis"
    ARBEIDSMARKEDSTILTAK = "arbeidsmarkedstiltak"
    IDRETT = "idrett"
    ARRANGEMENT = "arrangement"


class Stillingstilstand(StrEnum):
    """kladd → aapen → lukket | avlyst; *besatt* is computed from the positions."""

    KLADD = "kladd"
    AAPEN = "aapen"
    LUKKET = "lukket"
    AVLYST = "avlyst"


class LedigStilling(TenantScoped, MedVilkaar, Base):
    """The customer's request. Every column has its line in the conversion map (rules.py, law 9).

    `arbeidstid`: ISO weekday → {"1": {"start": "07:00", "slutt": "15:00", "pause_min": 30}, …}.
    `til_dato` is the last day, inclusive; None is open-ended.
    """

    __tablename__ = "ledig_stilling"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("selskap_id", to="selskap"),
        tenant_fk("avdeling_id", to="avdeling"),
        tenant_fk("konsulent_id", to="bruker"),
        tenant_fk("arbeidssted_id", to="arbeidssted"),
        tenant_fk("bestiller_id", to="engasjement"),
        tenant_fk("godkjenner_id", to="engasjement"),
        UniqueConstraint("tenant_id", "nummer"),
        UniqueConstraint("tenant_id", "idempotens"),
        CheckConstraint("plasser BETWEEN 1 AND 999", name="positions"),
        CheckConstraint("besatte_plasser BETWEEN 0 AND plasser", name="never_more_than_positions"),
        CheckConstraint("til_dato IS NULL OR til_dato >= fra_dato", name="period"),
        CheckConstraint("loenn_oere >= 0 AND pris_oere >= 0", name="amounts"),
        Index("ix_ledig_stilling__kunde", "tenant_id", "kunde_id", "tilstand", "fra_dato"),
        Index("ix_ledig_stilling__tilstand", "tenant_id", "tilstand", "fra_dato", "id"),
    )

    nummer: Mapped[CText]  # LS-2041
    kunde_id: Mapped[UUID]
    selskap_id: Mapped[UUID]
    avdeling_id: Mapped[UUID]
    konsulent_id: Mapped[UUID | None]
    tittel: Mapped[str]
    plasser: Mapped[int] = mapped_column(Integer)
    #: Moves only by a guarded UPDATE; never above `plasser`.
    besatte_plasser: Mapped[int] = mapped_column(Integer, default=0)
    fra_dato: Mapped[date]
    til_dato: Mapped[date | None]
    arbeidstid: Mapped[dict[str, Any]]
    arbeidssted_id: Mapped[UUID | None]
    #: Where and to whom the worker reports.
    oppmoete: Mapped[str] = mapped_column(server_default="")
    bestiller_id: Mapped[UUID | None]
    godkjenner_id: Mapped[UUID | None]
    loenn_oere: Mapped[Oere | None]
    pris_oere: Mapped[Oere | None]
    mva_bp: Mapped[Bp]
    po_nummer: Mapped[str] = mapped_column(server_default="")
    referanse: Mapped[str] = mapped_column(server_default="")
    innleiegrunnlag: Mapped[Innleiegrunnlag | None] = mapped_column(text_enum(Innleiegrunnlag))
    #: Who is replaced and why, which agreement, which project: what Arbeidstilsynet asks for.
    grunn: Mapped[str] = mapped_column(server_default="")
    #: Building work at a building site; asked, never inferred (norge.md §3.1 row 7).
    bygningsarbeid: Mapped[bool] = mapped_column(default=False)
    #: Names of required competence.
    krav: Mapped[list[str]]
    annonsetekst: Mapped[str] = mapped_column(server_default="")
    soeknadsfrist: Mapped[date | None]
    intern_kommentar: Mapped[str] = mapped_column(server_default="")
    tilstand: Mapped[Stillingstilstand] = mapped_column(
        text_enum(Stillingstilstand), default=Stillingstilstand.KLADD
    )
    lukket_grunn: Mapped[str] = mapped_column(server_default="")
    lukket_tid: Mapped[datetime | None]
    opprettet_tid: Mapped[datetime]
    endret_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(default=1)
    idempotens: Mapped[UUID]


class Koblingsstatus(StrEnum):
    """How far a candidate has come on a stilling (funksjoner.md J15)."""

    FORESLAATT = "foreslaatt"
    KONTAKTET = "kontaktet"
    INTERESSERT = "interessert"
    PRESENTERT = "presentert"
    INTERVJU = "intervju"
    AKSEPTERT = "akseptert"
    AVSLAATT = "avslaatt"
    I_OPPDRAG = "i_oppdrag"


class Utleieoppdrag(TenantScoped, EgenScoped, KandidatScoped, MedVilkaar, Base):
    """One person at one customer for a period. `til_dato` is the last day, inclusive; ending early moves it.

    What is *planlagt*, *aktiv* and *avsluttet* follows from the dates (rules.oppdragstilstand);
    `avsluttet_grunn` says why it was ended before time.
    """

    __tablename__ = "utleieoppdrag"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("kandidat_id", to="kandidat"),
        tenant_fk("selskap_id", to="selskap"),
        tenant_fk("avdeling_id", to="avdeling"),
        tenant_fk("konsulent_id", to="bruker"),
        tenant_fk("arbeidssted_id", to="arbeidssted"),
        tenant_fk("ledig_stilling_id", to="ledig_stilling"),
        tenant_fk("bestiller_id", to="engasjement"),
        tenant_fk("godkjenner_id", to="engasjement"),
        UniqueConstraint("tenant_id", "nummer"),
        UniqueConstraint("tenant_id", "idempotens"),
        CheckConstraint("til_dato IS NULL OR til_dato >= fra_dato - 1", name="period"),
        Index("ix_utleieoppdrag__kunde", "tenant_id", "kunde_id", "fra_dato"),
        Index("ix_utleieoppdrag__kandidat", "tenant_id", "kandidat_id", "fra_dato"),
        Index("ix_utleieoppdrag__stilling", "tenant_id", "ledig_stilling_id"),
        Index("ix_utleieoppdrag__godkjenner", "tenant_id", "godkjenner_id"),
        Index("ix_utleieoppdrag__konsulent", "tenant_id", "konsulent_id", "til_dato"),
        Index("ix_utleieoppdrag__fra_dato", "tenant_id", "fra_dato", "id"),
        Index("ix_utleieoppdrag__til_dato", "tenant_id", "til_dato", "id"),
    )

    nummer: Mapped[CText]  # OP-3131
    kunde_id: Mapped[UUID]
    kandidat_id: Mapped[UUID]
    selskap_id: Mapped[UUID]
    avdeling_id: Mapped[UUID]
    konsulent_id: Mapped[UUID | None]
    ledig_stilling_id: Mapped[UUID | None]
    tittel: Mapped[str]
    fra_dato: Mapped[date]
    til_dato: Mapped[date | None]
    #: As on LedigStilling: ISO weekday → start, slutt, pause_min.
    arbeidstid: Mapped[dict[str, Any]]
    arbeidssted_id: Mapped[UUID | None]
    oppmoete: Mapped[str] = mapped_column(server_default="")
    #: Engasjement that approves the hours.
    godkjenner_id: Mapped[UUID | None]
    #: Engasjement that ordered.
    bestiller_id: Mapped[UUID | None]
    po_nummer: Mapped[str] = mapped_column(server_default="")
    referanse: Mapped[str] = mapped_column(server_default="")
    innleiegrunnlag: Mapped[Innleiegrunnlag] = mapped_column(text_enum(Innleiegrunnlag))
    grunn: Mapped[str] = mapped_column(server_default="")
    bygningsarbeid: Mapped[bool] = mapped_column(default=False)
    intern_kommentar: Mapped[str] = mapped_column(server_default="")
    avsluttet_tid: Mapped[datetime | None]
    #: Code from rules.AVSLUTNINGSGRUNNER; empty when it simply ran out.
    avsluttet_grunn: Mapped[CText] = mapped_column(server_default="")
    avsluttet_kommentar: Mapped[str] = mapped_column(server_default="")
    opprettet_tid: Mapped[datetime]
    endret_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(default=1)
    idempotens: Mapped[UUID]


class Kandidatkobling(TenantScoped, Base):
    """A candidate on a stilling, and the oppdrag it became."""

    __tablename__ = "kandidatkobling"
    __table_args__ = (
        tenant_fk("stilling_id", to="ledig_stilling"),
        tenant_fk("kandidat_id", to="kandidat"),
        tenant_fk("oppdrag_id", to="utleieoppdrag"),
        UniqueConstraint("tenant_id", "stilling_id", "kandidat_id"),
        CheckConstraint("(status = 'i_oppdrag') = (oppdrag_id IS NOT NULL)", name="names_its_oppdrag"),
        Index("ix_kandidatkobling__kandidat", "tenant_id", "kandidat_id"),
        Index("ix_kandidatkobling__oppdrag", "tenant_id", "oppdrag_id"),
    )

    stilling_id: Mapped[UUID]
    kandidat_id: Mapped[UUID]
    oppdrag_id: Mapped[UUID | None]
    status: Mapped[Koblingsstatus] = mapped_column(
        text_enum(Koblingsstatus), default=Koblingsstatus.FORESLAATT
    )
    kommentar: Mapped[str] = mapped_column(server_default="")
    opprettet_tid: Mapped[datetime]
    endret_tid: Mapped[datetime]


class UtleieoppdragPris(TenantScoped, Base):
    """Pay and price per hour of one category from a day; half-open. All included, not a supplement on top."""

    __tablename__ = "utleieoppdrag_pris"
    __table_args__ = (
        tenant_fk("oppdrag_id", to="utleieoppdrag"),
        UniqueConstraint("tenant_id", "oppdrag_id", "kategori", "gyldig_fra"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        CheckConstraint("loenn_oere >= 0 AND pris_oere >= 0", name="amounts"),
    )

    oppdrag_id: Mapped[UUID]
    kategori: Mapped[Timekategori] = mapped_column(text_enum(Timekategori))
    loenn_oere: Mapped[Oere]
    pris_oere: Mapped[Oere]
    mva_bp: Mapped[Bp]
    gyldig_fra: Mapped[date]
    gyldig_til: Mapped[date | None]
    #: Where the price came from, as text: «LS-2041», «endret på oppdraget».
    kilde: Mapped[str] = mapped_column(server_default="")


class Timelistetilstand(StrEnum):
    """aapen → kladd → levert → godkjent | returnert → behandlet; *trukket* goes back to kladd."""

    AAPEN = "aapen"
    KLADD = "kladd"
    LEVERT = "levert"
    GODKJENT = "godkjent"
    RETURNERT = "returnert"
    BEHANDLET = "behandlet"


class Timeliste(TenantScoped, KundeScoped, KandidatScoped, Base):
    """Hours of one oppdrag in one period, both dates inclusive. Customer and person are copied for lists."""

    __tablename__ = "timeliste"
    __table_args__ = (
        tenant_fk("oppdrag_id", to="utleieoppdrag"),
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("kandidat_id", to="kandidat"),
        UniqueConstraint("tenant_id", "oppdrag_id", "fra_dato"),
        CheckConstraint("til_dato >= fra_dato", name="period"),
        Index("ix_timeliste__kunde", "tenant_id", "kunde_id", "tilstand", "fra_dato"),
        Index("ix_timeliste__kandidat", "tenant_id", "kandidat_id", "fra_dato"),
        Index("ix_timeliste__tilstand", "tenant_id", "tilstand", "fra_dato", "id"),
    )

    oppdrag_id: Mapped[UUID]
    kunde_id: Mapped[UUID]
    kandidat_id: Mapped[UUID]
    fra_dato: Mapped[date]
    til_dato: Mapped[date]
    tilstand: Mapped[Timelistetilstand] = mapped_column(
        text_enum(Timelistetilstand), default=Timelistetilstand.AAPEN
    )
    #: Number of the newest Timelisteversjon; 0 before the first draft.
    versjon_nr: Mapped[int] = mapped_column(Integer, default=0)
    levert_tid: Mapped[datetime | None]
    godkjent_tid: Mapped[datetime | None]
    behandlet_tid: Mapped[datetime | None]
    opprettet_tid: Mapped[datetime]
    endret_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(default=1)


class Timelisteversjon(TenantScoped, Base):
    """One delivery. A trigger keeps it and its lines as they were once `levert_tid` is set."""

    __tablename__ = "timelisteversjon"
    __table_args__ = (
        tenant_fk("timeliste_id", to="timeliste"),
        tenant_fk("besvart_dokument_id", to="dokument"),
        UniqueConstraint("tenant_id", "timeliste_id", "nr"),
    )

    timeliste_id: Mapped[UUID]
    nr: Mapped[int] = mapped_column(Integer)
    kommentar: Mapped[str] = mapped_column(server_default="")
    levert_tid: Mapped[datetime | None]
    levert_av: Mapped[str] = mapped_column(server_default="")
    #: vikar, ansatt
    levert_av_slag: Mapped[CText] = mapped_column(server_default="")
    trukket_tid: Mapped[datetime | None]
    #: The customer's answer, and who gave it.
    besvart_tid: Mapped[datetime | None]
    besvart_av: Mapped[str] = mapped_column(server_default="")
    besvart_av_slag: Mapped[CText] = mapped_column(server_default="")
    besvart_av_id: Mapped[UUID | None]
    #: The signed paper, when the agency approved for a customer who does not answer in the portal.
    besvart_dokument_id: Mapped[UUID | None]
    svar_kommentar: Mapped[str] = mapped_column(server_default="")
    opprettet_tid: Mapped[datetime]


class Linjetilstand(StrEnum):
    """A line has its own state, so that the rest can go on."""

    OK = "ok"
    RETURNERT = "returnert"
    BESTRIDT = "bestridt"


class Timelinje(TenantScoped, Base):
    """Hours of one day and category in one version. Billable is approved − Σ allocated (law 5); no flag here.

    Start and end are UTC; `minutter` is what counts, break taken off. Approved when `godkjent_tid` is set.
    """

    __tablename__ = "timelinje"
    __table_args__ = (
        tenant_fk("timeliste_id", to="timeliste"),
        tenant_fk("versjon_id", to="timelisteversjon"),
        tenant_fk("erstatter_id", to="timelinje"),
        CheckConstraint("minutter BETWEEN 0 AND 1440", name="minutes"),
        CheckConstraint("pause_min BETWEEN 0 AND 1440", name="pause"),
        CheckConstraint("slutt_tid IS NULL OR start_tid IS NULL OR slutt_tid > start_tid", name="clock"),
        CheckConstraint("godkjent_tid IS NULL OR tilstand = 'ok'", name="approved_is_ok"),
        Index("ix_timelinje__timeliste", "tenant_id", "timeliste_id", "dato"),
        Index("ix_timelinje__versjon", "tenant_id", "versjon_id", "dato"),
    )

    timeliste_id: Mapped[UUID]
    versjon_id: Mapped[UUID]
    #: The returned line of an earlier version that this one corrects.
    erstatter_id: Mapped[UUID | None]
    dato: Mapped[date]
    start_tid: Mapped[datetime | None]
    slutt_tid: Mapped[datetime | None]
    pause_min: Mapped[Minutter] = mapped_column(default=0)
    minutter: Mapped[Minutter]
    kategori: Mapped[Timekategori] = mapped_column(text_enum(Timekategori), default=Timekategori.NORMAL)
    kommentar: Mapped[str] = mapped_column(server_default="")
    tilstand: Mapped[Linjetilstand] = mapped_column(text_enum(Linjetilstand), default=Linjetilstand.OK)
    kundekommentar: Mapped[str] = mapped_column(server_default="")
    godkjent_tid: Mapped[datetime | None]
