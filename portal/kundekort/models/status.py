"""What happens when a customer gets a status: the agency's own rules."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import text_enum


class Regelslag(StrEnum):
    """What a rule does."""

    #: Fields of the customer that must be filled in first.
    FELT = "felt"
    #: A message on the card as long as the customer has the status.
    VARSEL = "varsel"
    OPPGAVE = "oppgave"
    EPOST = "epost"


class Regelmottaker(StrEnum):
    """Who gets the task or the mail."""

    ANSVARLIG = "ansvarlig"
    #: The one who changes the status.
    AKTOER = "aktoer"
    BRUKER = "bruker"
    #: The customer's key contact that has an address.
    KONTAKT = "kontakt"
    ADRESSE = "adresse"


class Statusregel(TenantScoped, Base):
    """One thing that is demanded or done when a customer enters the status. Switched off, never removed."""

    __tablename__ = "statusregel"
    __table_args__ = (
        tenant_fk("status_id", to="kundestatus"),
        tenant_fk("bruker_id", to="bruker"),
        CheckConstraint("dager BETWEEN 0 AND 730", name="dager"),
        CheckConstraint("slag <> 'oppgave' OR (tittel <> '' AND dager IS NOT NULL)", name="oppgave"),
        CheckConstraint("slag NOT IN ('oppgave', 'epost') OR mottaker IS NOT NULL", name="mottaker"),
        CheckConstraint("mottaker <> 'bruker' OR bruker_id IS NOT NULL", name="bruker"),
        Index("ix_statusregel__status", "tenant_id", "status_id", "id"),
    )

    status_id: Mapped[UUID]
    slag: Mapped[Regelslag] = mapped_column(text_enum(Regelslag))
    #: Codes of statusregler.FELTER.
    felter: Mapped[list[str]] = mapped_column(server_default="[]", default=list)
    #: Title of the task, subject of the mail.
    tittel: Mapped[str] = mapped_column(server_default="", default="")
    #: The message, the mail; may hold the names of statusregler.FLETTEFELT.
    tekst: Mapped[str] = mapped_column(server_default="", default="")
    dager: Mapped[int | None]
    mottaker: Mapped[Regelmottaker | None] = mapped_column(text_enum(Regelmottaker))
    bruker_id: Mapped[UUID | None]
    epost: Mapped[str] = mapped_column(server_default="", default="")
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
