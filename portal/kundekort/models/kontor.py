"""What an office of ours has decided for itself: what its new customers begin with, and its zone of employer's tax."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import text_enum


class Agasone(StrEnum):
    """Zones of arbeidsgiveravgift as Stortinget names them each year. Which one holds is the agency's own choice."""

    I = "I"  # noqa: E741 - the zone is called so
    IA = "Ia"
    II = "II"
    III = "III"
    IV = "IV"
    IVA = "IVa"
    V = "V"


class Kontoroppsett(TenantScoped, Base):
    """One row for an office, made the first time something is chosen. Its version is the office's."""

    __tablename__ = "kontoroppsett"
    __table_args__ = (
        tenant_fk("avdeling_id", to="avdeling"),
        tenant_fk("risikoklasse_id", to="standardverdi"),
        UniqueConstraint("tenant_id", "avdeling_id"),
        CheckConstraint("octet_length(logo) <= 204800", name="logo_size"),
    )

    avdeling_id: Mapped[UUID]
    #: A row of the agency's own level; new customers of the office get a copy.
    risikoklasse_id: Mapped[UUID | None]
    #: Where answers go to mail about the office's customers that names nobody else; empty is nowhere.
    svar_epost: Mapped[str] = mapped_column(server_default="", default="")
    #: Who mail about the office's customers is from: a name, else the agency's; an address, else the installation's.
    avsender_navn: Mapped[str] = mapped_column(server_default="", default="")
    avsender_epost: Mapped[str] = mapped_column(server_default="", default="")
    #: PNG or JPEG, for the head of invoices and agreements; read only where it is used.
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class Kontorsone(TenantScoped, Base):
    """The office's zone from a day on, until the next row: what an hour costs where the worksite's is not known."""

    __tablename__ = "kontorsone"
    __table_args__ = (
        tenant_fk("avdeling_id", to="avdeling"),
        UniqueConstraint("tenant_id", "avdeling_id", "gyldig_fra"),
    )

    avdeling_id: Mapped[UUID]
    sone: Mapped[Agasone] = mapped_column(text_enum(Agasone))
    gyldig_fra: Mapped[date]
