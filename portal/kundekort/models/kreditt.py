"""How sound a customer was found to be, by whom and from what: a log, never changed."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import Oere, text_enum


class Kredittkilde(StrEnum):
    """Where an assessment comes from."""

    BYRAA = "byraa"
    REGNSKAP = "regnskap"
    ENHETSREGISTERET = "enhetsregisteret"
    EGEN = "egen"


class Kredittvurdering(TenantScoped, Base):
    """One assessment of one customer on one day."""

    __tablename__ = "kredittvurdering"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("oppgave_id", to="oppgave"),
        CheckConstraint("anbefalt_oere >= 0", name="anbefalt"),
        CheckConstraint("neste_dato > dato", name="neste"),
        Index("ix_kredittvurdering__kunde", "tenant_id", "kunde_id", "dato", "id"),
    )

    kunde_id: Mapped[UUID]
    dato: Mapped[date]
    kilde: Mapped[Kredittkilde] = mapped_column(text_enum(Kredittkilde))
    #: Which bureau, which accounts.
    kilde_navn: Mapped[str] = mapped_column(server_default="", default="")
    #: In the source's own scale: «AA», «62 av 100».
    score: Mapped[str] = mapped_column(server_default="", default="")
    #: The highest sum the source would let the customer owe.
    anbefalt_oere: Mapped[Oere | None]
    #: Why it was asked for; a sole trader is a person, about whom one must have a reason to ask.
    behov: Mapped[str] = mapped_column(server_default="", default="")
    merknad: Mapped[str] = mapped_column(server_default="", default="")
    #: When to look again; the task stands with who is responsible.
    neste_dato: Mapped[date | None]
    oppgave_id: Mapped[UUID | None]
    vurdert_av: Mapped[str]
    opprettet_tid: Mapped[datetime]


class Purreprofil(TenantScoped, Base):
    """When an overdue invoice is reminded of, in days after it is due. The first in use is the agency's own."""

    __tablename__ = "purreprofil"
    __table_args__ = (
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint("purring_dager >= 1", name="after_due"),
        CheckConstraint("paaminnelse_dager BETWEEN 1 AND purring_dager - 1", name="reminded_before"),
        CheckConstraint("inkassovarsel_dager > purring_dager", name="warned_after"),
        CheckConstraint(
            "(inkassovarsel_dager IS NULL) = (inkassofrist_dager IS NULL)", name="warned_with_deadline"
        ),
        Index("ix_purreprofil__rekkefoelge", "tenant_id", "rekkefoelge", "navn"),
    )

    navn: Mapped[str]
    #: Lowest first; the first in use is the agency's own.
    rekkefoelge: Mapped[int] = mapped_column(server_default="10", default=10)
    #: A friendly word without a fee; None leaves it out.
    paaminnelse_dager: Mapped[int | None]
    purring_dager: Mapped[int]
    #: Whether the purring, and the inkassovarsel after it, carry a fee.
    gebyr: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: None leaves the warning of collection out.
    inkassovarsel_dager: Mapped[int | None]
    #: Days the warning gives to pay.
    inkassofrist_dager: Mapped[int | None]
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
