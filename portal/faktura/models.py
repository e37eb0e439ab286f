"""Invoices and credit notes in one table, the ledger that binds hours to lines, and the locked number series."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import Bp, CText, Oere, text_enum
from portal.faktura.models_innbetaling import Betalingskilde as Betalingskilde  # noqa: PLC0414
from portal.faktura.models_innbetaling import Fakturasaldo as Fakturasaldo  # noqa: PLC0414
from portal.faktura.models_innbetaling import Innbetaling as Innbetaling  # noqa: PLC0414
from portal.faktura.models_innbetaling import InnbetalingFordeling as InnbetalingFordeling  # noqa: PLC0414
from portal.faktura.models_innbetaling import Innbetalingsslag as Innbetalingsslag  # noqa: PLC0414
from portal.identity.scope import KundeScoped


class Dokumentkind(StrEnum):
    """Two series, positive amounts in both."""

    FAKTURA = "faktura"
    KREDITNOTA = "kreditnota"


class Dokumenttilstand(StrEnum):
    """Only these two are stored; sent, due, paid, credited are derived (modell.md §4)."""

    UTKAST = "utkast"
    UTSTEDT = "utstedt"


class Enhet(StrEnum):
    """UN/ECE Recommendation 20 codes. The quantity is minutes for hours, thousandths for the rest."""

    TIME = "HUR"
    STYKK = "C62"
    DAG = "DAY"
    KILOMETER = "KMT"
    MAANED = "MON"


class Mvakategori(StrEnum):
    """UNCL5305: standard rate, exempt (health staff, mval § 3-2), zero."""

    STANDARD = "S"
    UNNTATT = "E"
    NULLSATS = "Z"


class Kreditgrunn(StrEnum):
    """Why a line is credited; shown on the credit note."""

    FEIL_SATS = "feil_sats"
    FEIL_TIMER = "feil_timer"
    FEIL_REFERANSE = "feil_referanse"
    DOBBELT = "dobbelt"
    AVTALE = "avtale"


class Nummerserie(TenantScoped, Base):
    """The locked counter of one Selskap and kind, taken last in the issuing transaction (law 6)."""

    __tablename__ = "nummerserie"
    __table_args__ = (
        tenant_fk("selskap_id", to="selskap"),
        UniqueConstraint("tenant_id", "selskap_id", "kind"),
        CheckConstraint("neste > 0", name="positive"),
    )

    selskap_id: Mapped[UUID]
    kind: Mapped[Dokumentkind] = mapped_column(text_enum(Dokumentkind))
    foerste: Mapped[int]
    neste: Mapped[int]
    #: Hash of the newest document; the next one builds on it.
    siste_hash: Mapped[str] = mapped_column(server_default="")


class Salgsdokument(TenantScoped, KundeScoped, Base):
    """An invoice or a credit note, amounts positive in both.

    Once issued a trigger lets only `versjon` and `kreditert_oere` rise; nothing else, by no one.
    """

    __tablename__ = "salgsdokument"
    __table_args__ = (
        tenant_fk("selskap_id", to="selskap"),
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("krediterer_id", to="salgsdokument"),
        UniqueConstraint("tenant_id", "selskap_id", "kind", "nummer"),
        UniqueConstraint("tenant_id", "idempotens"),
        CheckConstraint("(kind = 'kreditnota') = (krediterer_id IS NOT NULL)", name="names_its_invoice"),
        CheckConstraint("(nummer IS NULL) = (utstedt_dato IS NULL)", name="number_at_issue"),
        CheckConstraint("(nummer IS NOT NULL) = (tilstand = 'utstedt')", name="number_when_issued"),
        CheckConstraint("kind = 'faktura' OR (forfall_dato IS NULL AND kid = '')", name="no_due_on_credit"),
        CheckConstraint("netto_oere >= 0 AND mva_oere >= 0", name="positive"),
        CheckConstraint("sum_oere = netto_oere + mva_oere", name="sum"),
        CheckConstraint("kreditert_oere BETWEEN 0 AND sum_oere", name="credited_within_sum"),
        Index(
            "ix_salgsdokument__kunde", "tenant_id", "kunde_id", text("opprettet_tid DESC"), text("id DESC")
        ),
        Index("ix_salgsdokument__liste", "tenant_id", text("utstedt_dato DESC"), text("id DESC")),
        Index("ix_salgsdokument__tilstand", "tenant_id", "tilstand", text("opprettet_tid DESC")),
        Index("ix_salgsdokument__krediterer", "tenant_id", "krediterer_id"),
    )

    kind: Mapped[Dokumentkind] = mapped_column(text_enum(Dokumentkind))
    tilstand: Mapped[Dokumenttilstand] = mapped_column(
        text_enum(Dokumenttilstand), default=Dokumenttilstand.UTKAST
    )
    selskap_id: Mapped[UUID]
    kunde_id: Mapped[UUID]
    krediterer_id: Mapped[UUID | None]
    nummer: Mapped[int | None]
    utstedt_dato: Mapped[date | None]
    utstedt_tid: Mapped[datetime | None]
    #: The name of who issued it, then.
    utstedt_av: Mapped[str] = mapped_column(default="")
    forfall_dato: Mapped[date | None]
    #: Period of the work, both inclusive (bokføringsforskriften § 5-1-1 nr. 4).
    levering_fra: Mapped[date | None]
    levering_til: Mapped[date | None]
    leveringssted: Mapped[str] = mapped_column(default="")
    #: Frozen at issue; empty in a draft.
    selger: Mapped[dict[str, Any]] = mapped_column(default=dict)
    kjoeper: Mapped[dict[str, Any]] = mapped_column(default=dict)
    po_nummer: Mapped[str] = mapped_column(default="")
    deres_ref: Mapped[str] = mapped_column(default="")
    vaar_ref: Mapped[str] = mapped_column(default="")
    merknad: Mapped[str] = mapped_column(default="")
    sprak: Mapped[str] = mapped_column(default="nb")
    kid: Mapped[CText] = mapped_column(default="")
    netto_oere: Mapped[Oere] = mapped_column(default=0)
    mva_oere: Mapped[Oere] = mapped_column(default=0)
    sum_oere: Mapped[Oere] = mapped_column(default=0)
    #: On an invoice: what credit notes have taken, MVA included. Only rises.
    kreditert_oere: Mapped[Oere] = mapped_column(default=0)
    grunn: Mapped[Kreditgrunn | None] = mapped_column(text_enum(Kreditgrunn))
    grunn_tekst: Mapped[str] = mapped_column(default="")
    #: sha256(previous hash ‖ canonical content), one chain per series.
    hash: Mapped[str] = mapped_column(default="")
    forrige_hash: Mapped[str] = mapped_column(default="")
    opprettet_tid: Mapped[datetime]
    opprettet_av: Mapped[str] = mapped_column(default="")
    versjon: Mapped[int] = mapped_column(default=1)
    idempotens: Mapped[UUID]
    linjer: Mapped[list["Salgslinje"]] = relationship(
        viewonly=True, lazy="raise", order_by="Salgslinje.posisjon"
    )
    mva: Mapped[list["Salgsmva"]] = relationship(
        viewonly=True, lazy="raise", order_by="[Salgsmva.mva_bp.desc(), Salgsmva.kategori]"
    )


class Salgslinje(TenantScoped, Base):
    """One line. A credit note's line names the invoice line it reverses."""

    __tablename__ = "salgslinje"
    __table_args__ = (
        tenant_fk("dokument_id", to="salgsdokument"),
        tenant_fk("krediterer_linje_id", to="salgslinje"),
        tenant_fk("oppdrag_id", to="utleieoppdrag"),
        UniqueConstraint("tenant_id", "dokument_id", "posisjon"),
        CheckConstraint("mengde > 0", name="quantity"),
        CheckConstraint("pris_oere >= 0 AND netto_oere >= 0", name="positive"),
        CheckConstraint("kreditert_oere BETWEEN 0 AND netto_oere", name="credited_within_net"),
        CheckConstraint("kreditert_mengde BETWEEN 0 AND mengde", name="credited_within_quantity"),
        CheckConstraint("tekst <> ''", name="tekst"),
        Index("ix_salgslinje__krediterer", "tenant_id", "krediterer_linje_id"),
        Index("ix_salgslinje__oppdrag", "tenant_id", "oppdrag_id"),
    )

    dokument_id: Mapped[UUID]
    krediterer_linje_id: Mapped[UUID | None]
    posisjon: Mapped[int]
    tekst: Mapped[str]
    enhet: Mapped[Enhet] = mapped_column(text_enum(Enhet))
    #: Minutes for hours, thousandths for other units.
    mengde: Mapped[int]
    #: Per hour or unit.
    pris_oere: Mapped[Oere]
    netto_oere: Mapped[Oere]
    mva_kategori: Mapped[Mvakategori] = mapped_column(text_enum(Mvakategori))
    mva_bp: Mapped[Bp]
    mva_grunn: Mapped[str] = mapped_column(default="")
    #: None on lines typed by hand.
    oppdrag_id: Mapped[UUID | None]
    #: Name of the worker and the place, as they stood then.
    vikar: Mapped[str] = mapped_column(default="")
    arbeidssted: Mapped[str] = mapped_column(default="")
    fra_dato: Mapped[date | None]
    til_dato: Mapped[date | None]
    kreditert_oere: Mapped[Oere] = mapped_column(default=0)
    kreditert_mengde: Mapped[int] = mapped_column(default=0)


class Salgsmva(TenantScoped, Base):
    """One row per category and rate: MVA is computed once on the sum (modell.md §7)."""

    __tablename__ = "salgsmva"
    __table_args__ = (
        tenant_fk("dokument_id", to="salgsdokument"),
        UniqueConstraint("tenant_id", "dokument_id", "kategori", "mva_bp"),
        CheckConstraint("grunnlag_oere >= 0 AND mva_oere >= 0", name="positive"),
    )

    dokument_id: Mapped[UUID]
    kategori: Mapped[Mvakategori] = mapped_column(text_enum(Mvakategori))
    mva_bp: Mapped[Bp]
    grunn: Mapped[str] = mapped_column(default="")
    grunnlag_oere: Mapped[Oere]
    mva_oere: Mapped[Oere]


class Fordeling(StrEnum):
    """reserved by a draft, bound at issue, released by a credit note's line."""

    RESERVERT = "reservert"
    BUNDET = "bundet"
    FRIGITT = "frigitt"


class Timefordeling(TenantScoped, Base):
    """The ledger hour line ↔ invoice line. Billable is approved − Σ minutter (law 5); a trigger keeps it so.

    Rows are added; a reserved one may become bound or, when its draft is thrown away, be removed. Nothing else.
    """

    __tablename__ = "timefordeling"
    __table_args__ = (
        tenant_fk("timelinje_id", to="timelinje"),
        tenant_fk("salgslinje_id", to="salgslinje"),
        CheckConstraint("(tilstand = 'frigitt') = (minutter < 0)", name="sign"),
        CheckConstraint("minutter <> 0", name="something"),
        Index("ix_timefordeling__timelinje", "tenant_id", "timelinje_id"),
        Index("ix_timefordeling__salgslinje", "tenant_id", "salgslinje_id"),
    )

    timelinje_id: Mapped[UUID]
    salgslinje_id: Mapped[UUID]
    #: Positive takes, negative gives back.
    minutter: Mapped[int]
    tilstand: Mapped[Fordeling] = mapped_column(text_enum(Fordeling))


class Salgsfil(TenantScoped, Base):
    """The bytes made once for an issued document: PDF and EHF, in the filestore, with their SHA-256."""

    __tablename__ = "salgsfil"
    __table_args__ = (
        tenant_fk("dokument_id", to="salgsdokument"),
        tenant_fk("fil_id", to="dokument"),
        UniqueConstraint("tenant_id", "dokument_id", "slag"),
        CheckConstraint("slag IN ('pdf', 'ehf')", name="slag"),
    )

    dokument_id: Mapped[UUID]
    slag: Mapped[CText]
    #: Row of the filestore (dokument).
    fil_id: Mapped[UUID]
    sha256: Mapped[str]
    laget_tid: Mapped[datetime]
