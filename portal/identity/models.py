"""Who signs in: Bruker and Rolle (staff), Portalkonto (contacts and workers), Oekt (server-side sessions)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, text_enum


class Bruker(TenantScoped, Base):
    """The agency's own employee. The same e-mail at two agencies is two users."""

    __tablename__ = "bruker"
    __table_args__ = (
        tenant_fk("avdeling_id", to="avdeling"),
        UniqueConstraint("tenant_id", "epost"),
    )

    navn: Mapped[str]
    #: Lower case, stripped.
    epost: Mapped[CText]
    #: argon2id
    passord_hash: Mapped[str | None]
    avdeling_id: Mapped[UUID | None]
    telefon: Mapped[str] = mapped_column(server_default="")
    sprak: Mapped[str | None]
    #: system, light or dark
    tema: Mapped[str] = mapped_column(server_default="system")
    #: compact, standard or roomy
    tetthet: Mapped[str] = mapped_column(server_default="standard")
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    er_demo: Mapped[bool] = mapped_column(server_default="false")
    sist_innlogget_tid: Mapped[datetime | None]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Brukeravdeling(TenantScoped, Base):
    """An office an employee may work in. `Bruker.avdeling_id` is the one he works in now."""

    __tablename__ = "brukeravdeling"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("avdeling_id", to="avdeling"),
        UniqueConstraint("tenant_id", "bruker_id", "avdeling_id"),
    )

    bruker_id: Mapped[UUID]
    avdeling_id: Mapped[UUID]


class Rolle(TenantScoped, Base):
    """A named bundle of permissions, editable by the tenant."""

    __tablename__ = "rolle"
    __table_args__ = (UniqueConstraint("tenant_id", "navn"),)

    navn: Mapped[str]
    #: `noun:verb` strings; an unknown one is ignored.
    rettigheter: Mapped[list[str]]
    #: False: nobody has it, and nobody can be given it.
    er_aktiv: Mapped[bool] = mapped_column(server_default="true", default=True)
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Brukerrolle(TenantScoped, Base):
    """Which roles a user has."""

    __tablename__ = "brukerrolle"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("rolle_id", to="rolle"),
        UniqueConstraint("tenant_id", "bruker_id", "rolle_id"),
    )

    bruker_id: Mapped[UUID]
    rolle_id: Mapped[UUID]


class Kontoslag(StrEnum):
    """Which portal an account opens."""

    KONTAKT = "kontakt"
    VIKAR = "vikar"


class Portalkonto(TenantScoped, Base):
    """A contact's or a worker's account in one tenant. No password: invitation, then one-time codes by mail."""

    __tablename__ = "portalkonto"
    __table_args__ = (
        tenant_fk("person_id", to="person"),
        tenant_fk("kandidat_id", to="kandidat"),
        UniqueConstraint("tenant_id", "slag", "epost"),
        CheckConstraint("(slag = 'vikar') = (kandidat_id IS NOT NULL)", name="vikar_has_kandidat"),
        CheckConstraint("(slag = 'kontakt') = (person_id IS NOT NULL)", name="kontakt_has_person"),
    )

    slag: Mapped[Kontoslag] = mapped_column(text_enum(Kontoslag))
    navn: Mapped[str]
    epost: Mapped[CText]
    person_id: Mapped[UUID | None]
    kandidat_id: Mapped[UUID | None]
    sprak: Mapped[str | None]
    er_aktiv: Mapped[bool] = mapped_column(server_default="true")
    er_demo: Mapped[bool] = mapped_column(server_default="false")
    #: First time an invitation or a code was used.
    aktivert_tid: Mapped[datetime | None]


class Tilgangsomfang(StrEnum):
    """How far a contact sees (modell.md §5)."""

    EGNE = "egne"
    ENHET = "enhet"
    KUNDE = "kunde"


class Portaltilgang(TenantScoped, Base):
    """What one contact may do at one customer, how far, and until when."""

    __tablename__ = "portaltilgang"
    __table_args__ = (
        tenant_fk("konto_id", to="portalkonto"),
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("engasjement_id", to="engasjement"),
        UniqueConstraint("tenant_id", "konto_id", "engasjement_id"),
    )

    konto_id: Mapped[UUID]
    #: The customer or enhet where the engagement sits; the scope counts from here.
    kunde_id: Mapped[UUID]
    engasjement_id: Mapped[UUID]
    rettigheter: Mapped[list[str]]
    omfang: Mapped[Tilgangsomfang] = mapped_column(text_enum(Tilgangsomfang))
    #: Further enheter by choice, as uuid strings.
    enheter: Mapped[list[str]] = mapped_column(server_default="[]")
    #: Largest amount this contact may approve, øre; None is no limit.
    tak_oere: Mapped[int | None]
    #: First day without access.
    gyldig_til: Mapped[date | None]
    versjon: Mapped[int] = mapped_column(server_default="1")


class Oektslag(StrEnum):
    """Which log-in a session came from; each has its own cookie."""

    ANSATT = "ansatt"
    KONTAKT = "kontakt"
    VIKAR = "vikar"


class Oekt(TenantScoped, Base):
    """A server-side session. The cookie holds a random secret, this row its SHA-256."""

    __tablename__ = "oekt"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        tenant_fk("konto_id", to="portalkonto"),
        tenant_fk("som_bruker_id", to="bruker"),
        UniqueConstraint("tenant_id", "hemmelig_hash"),
        CheckConstraint("(bruker_id IS NULL) <> (konto_id IS NULL)", name="one_owner"),
        CheckConstraint("som_bruker_id IS NULL OR som_bruker_id <> bruker_id", name="seen_as_another"),
        Index("ix_oekt__bruker", "tenant_id", "bruker_id"),
        Index("ix_oekt__konto", "tenant_id", "konto_id"),
    )

    slag: Mapped[Oektslag] = mapped_column(text_enum(Oektslag))
    hemmelig_hash: Mapped[bytes] = mapped_column(LargeBinary)
    bruker_id: Mapped[UUID | None]
    konto_id: Mapped[UUID | None]
    #: The customer a contact has chosen among his own.
    tilgang_id: Mapped[UUID | None]
    #: The colleague an administrator sees the portal as; null when he sees it as himself.
    som_bruker_id: Mapped[UUID | None]
    opprettet_tid: Mapped[datetime]
    sist_sett_tid: Mapped[datetime]
    #: Absolute end, whatever the activity.
    utloeper_tid: Mapped[datetime]
    avsluttet_tid: Mapped[datetime | None]
    ip: Mapped[str] = mapped_column(server_default="")
    agent: Mapped[str] = mapped_column(server_default="")


class Engangskode(TenantScoped, Base):
    """An invitation link or a one-time code, hashed, bound to purpose and tenant, single use."""

    __tablename__ = "engangskode"
    __table_args__ = (
        tenant_fk("konto_id", to="portalkonto"),
        tenant_fk("bruker_id", to="bruker"),
        CheckConstraint("formaal IN ('invitasjon', 'kode', 'passord')", name="formaal"),
        Index("ix_engangskode__hash", "tenant_id", "hemmelig_hash"),
    )

    formaal: Mapped[str]
    konto_id: Mapped[UUID | None]
    bruker_id: Mapped[UUID | None]
    hemmelig_hash: Mapped[bytes] = mapped_column(LargeBinary)
    #: SHA-256 of the browser's own token: a code is good only in the browser that asked for it.
    nettleser_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    opprettet_tid: Mapped[datetime]
    utloeper_tid: Mapped[datetime]
    brukt_tid: Mapped[datetime | None]
    forsoek: Mapped[int] = mapped_column(server_default="0")


class Innloggingsforsoek(TenantScoped, Base):
    """One try to sign in; the limits count these (sikkerhet-drift.md B5)."""

    __tablename__ = "innloggingsforsoek"
    __table_args__ = (
        Index("ix_innloggingsforsoek__konto", "tenant_id", "konto_noekkel", "tid"),
        Index("ix_innloggingsforsoek__ip", "tenant_id", "ip", "tid"),
    )

    #: slag + e-mail, hashed: a wrong address is personal data too.
    konto_noekkel: Mapped[CText]
    ip: Mapped[CText]
    tid: Mapped[datetime]
    lyktes: Mapped[bool]
