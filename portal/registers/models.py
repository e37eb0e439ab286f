"""Public facts with date and source: post codes, municipalities, rates, legal thresholds; and answers remembered.

All but RegisterSvar are the platform's own: the same for every tenant, read by all, written only by
`portal register oppdater` as the owner.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped
from portal.db.types import CText, text_enum, uuid7

ZONES = ("I", "Ia", "II", "III", "IV", "IVa", "V")
"""Zones of arbeidsgiveravgift."""


class Enhet(StrEnum):
    """What a number in a rate or rule counts."""

    BP = "bp"
    OERE = "oere"
    MIN = "min"
    DAGER = "dager"
    MAANEDER = "maaneder"
    ANTALL = "antall"


class Virkning(StrEnum):
    """What a broken rule does: stop the user, warn him, or only tell."""

    STOPP = "stopp"
    VARSEL = "varsel"
    OPPLYSNING = "opplysning"


class Kommune(Base):
    """A municipality. `aga_sone` is None where nobody has confirmed one zone for the main part of it."""

    __tablename__ = "kommune"
    __table_args__ = (
        CheckConstraint("nr ~ '^[0-9]{4}$'", name="nr"),
        CheckConstraint("fylkesnr = left(nr, 2)", name="fylkesnr"),
        CheckConstraint("maalform IN ('bokmaal', 'nynorsk', 'noeytral')", name="maalform"),
        CheckConstraint(f"aga_sone IN {ZONES}", name="aga_sone"),
        CheckConstraint("(breddegrad IS NULL) = (lengdegrad IS NULL)", name="centre"),
        Index("ix_kommune__fylkesnr", "fylkesnr", "sortering"),
    )

    nr: Mapped[CText] = mapped_column(primary_key=True)
    navn: Mapped[str]
    sortering: Mapped[CText]
    fylkesnr: Mapped[CText]
    fylke: Mapped[str]
    maalform: Mapped[str]
    #: Degrees of the centre, WGS 84; None where it is not known.
    breddegrad: Mapped[float | None] = mapped_column(Double)
    lengdegrad: Mapped[float | None] = mapped_column(Double)
    aga_sone: Mapped[str | None]
    #: Parts of the municipality that lie in another zone, in words; "" when there is one zone.
    aga_delt: Mapped[str] = mapped_column(server_default="")
    aga_fra: Mapped[date]
    aga_kilde: Mapped[str]
    aga_bekreftet: Mapped[bool]


class Postnummer(Base):
    """A post code. Without own coordinates the centre of its municipality counts, and pages say so."""

    __tablename__ = "postnummer"
    __table_args__ = (
        CheckConstraint("nr ~ '^[0-9]{4}$'", name="nr"),
        CheckConstraint("(breddegrad IS NULL) = (lengdegrad IS NULL)", name="place"),
        Index("ix_postnummer__sortering", "sortering", "nr"),
    )

    nr: Mapped[CText] = mapped_column(primary_key=True)
    poststed: Mapped[str]
    sortering: Mapped[CText]
    #: None for Svalbard and Jan Mayen, which have no municipality.
    kommunenr: Mapped[CText | None] = mapped_column(ForeignKey("kommune.nr"), index=True)
    breddegrad: Mapped[float | None] = mapped_column(Double)
    lengdegrad: Mapped[float | None] = mapped_column(Double)
    kilde: Mapped[str]
    oppdatert_dato: Mapped[date]


class Sats(Base):
    """A public rate in force from `gyldig_fra` until the day before `gyldig_til`."""

    __tablename__ = "sats"
    __table_args__ = (
        UniqueConstraint("kode", "variant", "gyldig_fra"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        CheckConstraint("kilde <> ''", name="has_source"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kode: Mapped[CText]
    #: Zone, kind or group within the code; "" when there is one rate.
    variant: Mapped[CText] = mapped_column(server_default="")
    verdi: Mapped[int]
    enhet: Mapped[Enhet] = mapped_column(text_enum(Enhet))
    gyldig_fra: Mapped[date]
    gyldig_til: Mapped[date | None]
    #: False: somebody must check it against the source before it is relied on; pages say so.
    bekreftet: Mapped[bool]
    kilde: Mapped[str]
    merknad: Mapped[str] = mapped_column(server_default="")


class Lovregel(Base):
    """A legal threshold, or a list of what the law allows or forbids; dated as rates are."""

    __tablename__ = "lovregel"
    __table_args__ = (
        UniqueConstraint("kode", "gyldig_fra"),
        CheckConstraint("gyldig_til IS NULL OR gyldig_til > gyldig_fra", name="period"),
        CheckConstraint("(verdi IS NULL) = (enhet IS NULL)", name="value_has_unit"),
        CheckConstraint("hjemmel <> '' AND kilde <> ''", name="has_source"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kode: Mapped[CText]
    #: None when the rule is a list or simply holds.
    verdi: Mapped[int | None]
    enhet: Mapped[Enhet | None] = mapped_column(text_enum(Enhet))
    liste: Mapped[list[str]]
    gyldig_fra: Mapped[date]
    gyldig_til: Mapped[date | None]
    virkning: Mapped[Virkning] = mapped_column(text_enum(Virkning))
    #: The role that may let one case through with a reason; "" when nobody may.
    overstyres_av: Mapped[str] = mapped_column(server_default="")
    bekreftet: Mapped[bool]
    #: The paragraph.
    hjemmel: Mapped[str]
    #: Where we read it.
    kilde: Mapped[str]
    merknad: Mapped[str] = mapped_column(server_default="")


class RegisterSvar(TenantScoped, Base):
    """An answer of a register that the tenant used, kept so that it can be found when the register is silent.

    Only enheter are kept, never roles: those are personal data.
    """

    __tablename__ = "registersvar"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kilde", "noekkel"),
        Index("ix_registersvar__navn", "tenant_id", "kilde", "navn_soek"),
        Index("ix_registersvar__overordnet", "tenant_id", "kilde", "overordnet"),
    )

    #: Which register: enhetsregisteret.
    kilde: Mapped[CText]
    #: The orgnr.
    noekkel: Mapped[CText]
    #: The name folded as search words are, for prefix search.
    navn_soek: Mapped[CText]
    #: The parent's orgnr for an underenhet, else "".
    overordnet: Mapped[CText] = mapped_column(server_default="")
    svar: Mapped[dict[str, Any]]
    hentet_tid: Mapped[datetime]
