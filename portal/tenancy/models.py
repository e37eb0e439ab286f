"""The agency and its own structure: Tenant (platform-wide), Selskap, Avdeling."""

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk


class Tenant(Base):
    """An agency as customer of the installation. Platform-wide: it is read before any tenant is known."""

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    navn: Mapped[str]
    #: Default language of pages and letters: nb, nn or en.
    sprak: Mapped[str] = mapped_column(server_default="nb")
    #: The brand hue of `tema.css`, 0–359; lightness and chroma are fixed so that contrast holds.
    fargetone: Mapped[int] = mapped_column(server_default="250")
    #: What the tenant calls a hired-out person.
    vikar_ord: Mapped[str] = mapped_column(server_default="vikar")
    #: True for demo data; the app refuses demo accounts elsewhere (modell.md §9).
    er_demo: Mapped[bool] = mapped_column(server_default="false")


class Selskap(TenantScoped, Base):
    """A legal entity of the tenant: what stands on its invoices. Number series belong to it."""

    __tablename__ = "selskap"
    __table_args__ = (CheckConstraint("orgnr ~ '^[0-9]{9}$'", name="orgnr"),)

    navn: Mapped[str]
    orgnr: Mapped[str]
    #: AS, ASA and NUF must write Foretaksregisteret on their documents (foretaksregisterloven § 10-2).
    organisasjonsform: Mapped[str] = mapped_column(server_default="AS")
    mva_registrert: Mapped[bool] = mapped_column(server_default="true")
    adresse: Mapped[str] = mapped_column(server_default="")
    postnr: Mapped[str] = mapped_column(server_default="")
    poststed: Mapped[str] = mapped_column(server_default="")
    epost: Mapped[str] = mapped_column(server_default="")
    telefon: Mapped[str] = mapped_column(server_default="")
    #: 11 digits, mod 11; where customers pay.
    kontonummer: Mapped[str] = mapped_column(server_default="")
    #: Length of the KID incl. check digit, and its algorithm: mod10 or mod11 (agreement with the bank).
    kid_lengde: Mapped[int] = mapped_column(server_default="10")
    kid_algoritme: Mapped[str] = mapped_column(server_default="mod10")
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Avdeling(TenantScoped, Base):
    """The agency's own office: Bergen, Oslo."""

    __tablename__ = "avdeling"
    __table_args__ = (tenant_fk("selskap_id", to="selskap"), UniqueConstraint("tenant_id", "navn"))

    selskap_id: Mapped[UUID]
    navn: Mapped[str]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
