"""People at customers: Person, the Engasjement (what he is at one kunde, dated), roles, numbers."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, text_enum


class Person(TenantScoped, Base):
    """A human being at the customers' side; keeps the identity through changes of job."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("navn <> ''", name="navn"),
        Index("ix_person__sortering", "tenant_id", "sortering", "id"),
    )

    navn: Mapped[str]
    #: portal/db/sorting.py of `navn`.
    sortering: Mapped[CText]
    #: Own number and address, follow the person; those of the job stand on the Engasjement.
    mobil: Mapped[str] = mapped_column(server_default="")
    epost: Mapped[str] = mapped_column(server_default="")
    sprak: Mapped[str | None]
    #: Has said no to marketing (markedsføringsloven § 15).
    reservert: Mapped[bool] = mapped_column(server_default="false")
    #: When that was last written, by whom, and how we know.
    reservert_tid: Mapped[datetime | None]
    reservert_av_navn: Mapped[str] = mapped_column(server_default="", default="")
    reservert_kilde: Mapped[str] = mapped_column(server_default="", default="")
    #: Erased: the name is replaced, the row stays for what bookkeeping law needs.
    slettet_tid: Mapped[datetime | None]
    opprettet_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Paavirkning(StrEnum):
    """How much the contact decides."""

    BESLUTTER = "beslutter"
    PAAVIRKER = "paavirker"
    BRUKER = "bruker"
    INGEN = "ingen"


class Engasjement(TenantScoped, Base):
    """A contact: what one person is at one kunde, from–to (half-open). Pages and addresses say *kontakt*."""

    __tablename__ = "engasjement"
    __table_args__ = (
        tenant_fk("person_id", to="person"),
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("fortsetter_id", to="engasjement"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til >= gyldig_fra", name="period"),
        Index("ix_engasjement__kunde", "tenant_id", "kunde_id", "gyldig_til", "id"),
        Index("ix_engasjement__person", "tenant_id", "person_id", text("gyldig_fra DESC")),
        Index("ix_engasjement__epost", "tenant_id", "epost", postgresql_where=text("epost <> ''")),
    )

    person_id: Mapped[UUID]
    kunde_id: Mapped[UUID]
    stilling: Mapped[str] = mapped_column(server_default="")
    #: E.164 when it is a full number, else as written.
    telefon: Mapped[str] = mapped_column(server_default="")
    #: Lower case.
    epost: Mapped[CText] = mapped_column(server_default="")
    paavirkning: Mapped[Paavirkning] = mapped_column(text_enum(Paavirkning), default=Paavirkning.INGEN)
    #: Shown first on the card and in the box on Oversikt.
    er_noekkel: Mapped[bool] = mapped_column(server_default="false")
    gyldig_fra: Mapped[date]
    #: First day no longer there; None while he is.
    gyldig_til: Mapped[date | None]
    sluttgrunn: Mapped[str] = mapped_column(server_default="")
    #: The former job this one came from («Flyttet til …»).
    fortsetter_id: Mapped[UUID | None]
    opprettet_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Rolle(StrEnum):
    """What a contact does for the customer towards us (funksjoner.md D5, §3.3)."""

    LEDER = "leder"
    TIMEGODKJENNER = "timegodkjenner"
    BESTILLER = "bestiller"
    BESTILLINGSGODKJENNER = "bestillingsgodkjenner"
    HR = "hr"
    FAKTURAMOTTAKER = "fakturamottaker"
    VERNEOMBUD = "verneombud"
    TILLITSVALGT = "tillitsvalgt"
    INNKJOEP = "innkjoep"
    KUNDEADMIN = "kundeadmin"


class Kontaktrolle(TenantScoped, Base):
    """One role of a contact at a node (the kunde or an enhet of it); covers the node and below. Half-open."""

    __tablename__ = "kontaktrolle"
    __table_args__ = (
        tenant_fk("engasjement_id", to="engasjement"),
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("vara_for_id", to="engasjement"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til >= gyldig_fra", name="period"),
        CheckConstraint("rekkefoelge BETWEEN 1 AND 9", name="rekkefoelge"),
        Index("ix_kontaktrolle__engasjement", "tenant_id", "engasjement_id"),
        Index("ix_kontaktrolle__node", "tenant_id", "kunde_id", "rolle", "rekkefoelge"),
    )

    engasjement_id: Mapped[UUID]
    #: Where the role sits; often the engagement's own kunde.
    kunde_id: Mapped[UUID]
    rolle: Mapped[Rolle] = mapped_column(text_enum(Rolle))
    #: 1 is the usual one; 2… step in, or are the next level of approval.
    rekkefoelge: Mapped[int] = mapped_column(server_default="1", default=1)
    vara_for_id: Mapped[UUID | None]
    gyldig_fra: Mapped[date]
    gyldig_til: Mapped[date | None]


class Rolleikon(TenantScoped, Base):
    """The icon the agency has chosen for a role; one it has not chosen has the product's."""

    __tablename__ = "rolleikon"
    __table_args__ = (UniqueConstraint("tenant_id", "rolle"),)

    rolle: Mapped[Rolle] = mapped_column(text_enum(Rolle))
    #: Name in the icon sprite.
    ikon: Mapped[str]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Metodeslag(StrEnum):
    """Kind of contact method."""

    TELEFON = "telefon"
    MOBIL = "mobil"
    EPOST = "epost"
    NETTSIDE = "nettside"
    ANNET = "annet"


class Kontaktmetode(TenantScoped, Base):
    """A further number or address of a kunde or a contact; the first ones stand on the rows themselves."""

    __tablename__ = "kontaktmetode"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("engasjement_id", to="engasjement"),
        CheckConstraint("(kunde_id IS NULL) <> (engasjement_id IS NULL)", name="one_owner"),
        Index("ix_kontaktmetode__kunde", "tenant_id", "kunde_id"),
        Index("ix_kontaktmetode__engasjement", "tenant_id", "engasjement_id"),
    )

    kunde_id: Mapped[UUID | None]
    engasjement_id: Mapped[UUID | None]
    slag: Mapped[Metodeslag] = mapped_column(text_enum(Metodeslag))
    #: E.164 or lower case where that fits.
    verdi: Mapped[str]
    etikett: Mapped[str] = mapped_column(server_default="")
