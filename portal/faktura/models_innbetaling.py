"""Payments, what they are allocated to, and the running totals that triggers keep beside the issued invoices.

Rows of payments and allocations are only added: what was wrong is undone by a new row that names the old one. What is
open on an invoice is total − credited − allocated and is stored nowhere as a word; `Fakturasaldo` holds the three
numbers, moved by triggers alone, so that a list of a million invoices can be filtered by it.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, Oere, text_enum
from portal.identity.scope import KundeScoped


class Innbetalingsslag(StrEnum):
    """Money in, the undoing of a registration, money paid back."""

    INNBETALING = "innbetaling"
    REVERSERING = "reversering"
    TILBAKEBETALING = "tilbakebetaling"


class Betalingskilde(StrEnum):
    """How we know of it. The two files are read by nothing yet; their fingerprints have the same place."""

    MANUELL = "manuell"
    OCR = "ocr"
    CAMT = "camt"


class Fakturasaldo(TenantScoped, KundeScoped, Base):
    """What is credited and allocated of one issued invoice; its id is the invoice's. Written by triggers only."""

    __tablename__ = "fakturasaldo"
    __table_args__ = (
        tenant_fk("id", to="salgsdokument"),
        tenant_fk("kunde_id", to="kunde"),
        CheckConstraint("kreditert_oere >= 0 AND fordelt_oere >= 0", name="positive"),
        CheckConstraint("kreditert_oere + fordelt_oere <= sum_oere", name="never_negative"),
        Index("ix_fakturasaldo__kunde", "tenant_id", "kunde_id", "utstedt_dato"),
        Index(
            "ix_fakturasaldo__aapen",
            "tenant_id",
            "forfall_dato",
            "id",
            postgresql_where=text("rest_oere > 0"),
        ),
        Index(
            "ix_fakturasaldo__kunde_aapen",
            "tenant_id",
            "kunde_id",
            "forfall_dato",
            postgresql_where=text("rest_oere > 0"),
        ),
    )

    kunde_id: Mapped[UUID]
    utstedt_dato: Mapped[date]
    forfall_dato: Mapped[date]
    sum_oere: Mapped[Oere]
    kreditert_oere: Mapped[Oere]
    #: Σ of the allocations to it.
    fordelt_oere: Mapped[Oere]
    #: What is open.
    rest_oere: Mapped[Oere] = mapped_column(
        Computed("sum_oere - kreditert_oere - fordelt_oere", persisted=True)
    )


class Innbetaling(TenantScoped, KundeScoped, Base):
    """One movement of money with a customer; never changed. `rest_oere` is moved by triggers alone.

    Money in has a positive sum. An undoing and a repayment name the payment they are of, and are negative.
    """

    __tablename__ = "innbetaling"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("selskap_id", to="selskap"),
        tenant_fk("gjelder_id", to="innbetaling"),
        UniqueConstraint("tenant_id", "fingeravtrykk"),
        UniqueConstraint("tenant_id", "idempotens"),
        CheckConstraint("(slag = 'innbetaling') = (gjelder_id IS NULL)", name="names_its_payment"),
        CheckConstraint("beloep_oere <> 0 AND (slag = 'innbetaling') = (beloep_oere > 0)", name="sign"),
        CheckConstraint("rest_oere BETWEEN 0 AND greatest(beloep_oere, 0)", name="rest_within_sum"),
        CheckConstraint("slag <> 'reversering' OR grunn <> ''", name="undone_for_a_reason"),
        Index(
            "uq_innbetaling__reversert",
            "tenant_id",
            "gjelder_id",
            unique=True,
            postgresql_where=text("slag = 'reversering'"),
        ),
        Index("ix_innbetaling__gjelder", "tenant_id", "gjelder_id"),
        Index("ix_innbetaling__kunde", "tenant_id", "kunde_id", text("id DESC")),
        Index("ix_innbetaling__liste", "tenant_id", text("id DESC")),
        Index("ix_innbetaling__rest", "tenant_id", text("id DESC"), postgresql_where=text("rest_oere > 0")),
    )

    kunde_id: Mapped[UUID]
    selskap_id: Mapped[UUID]
    slag: Mapped[Innbetalingsslag] = mapped_column(text_enum(Innbetalingsslag))
    #: The payment an undoing or a repayment is of.
    gjelder_id: Mapped[UUID | None]
    beloep_oere: Mapped[Oere]
    #: What no invoice has been given of it; the customer's balance is the sum of these.
    rest_oere: Mapped[Oere] = mapped_column(default=0)
    #: The bank's day.
    dato: Mapped[date]
    kilde: Mapped[Betalingskilde] = mapped_column(text_enum(Betalingskilde))
    #: What makes it the same payment in another file: the same money is never registered twice.
    fingeravtrykk: Mapped[CText]
    kid: Mapped[CText] = mapped_column(default="")
    referanse: Mapped[str] = mapped_column(default="")
    #: Why it was undone.
    grunn: Mapped[str] = mapped_column(default="")
    foert_av: Mapped[str]
    foert_tid: Mapped[datetime]
    idempotens: Mapped[UUID]


class InnbetalingFordeling(TenantScoped, Base):
    """So much of a payment to an invoice; negative takes it back. Rows are only added."""

    __tablename__ = "innbetaling_fordeling"
    __table_args__ = (
        tenant_fk("innbetaling_id", to="innbetaling"),
        tenant_fk("dokument_id", to="salgsdokument"),
        CheckConstraint("beloep_oere <> 0", name="something"),
        Index("ix_innbetaling_fordeling__innbetaling", "tenant_id", "innbetaling_id"),
        Index("ix_innbetaling_fordeling__dokument", "tenant_id", "dokument_id"),
    )

    innbetaling_id: Mapped[UUID]
    dokument_id: Mapped[UUID]
    beloep_oere: Mapped[Oere]
    foert_av: Mapped[str]
    foert_tid: Mapped[datetime]
