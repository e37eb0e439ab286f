"""The agency's own fields: what they are, and the values a record has in them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import text_enum


class Feltgjelder(StrEnum):
    """What kind of record has the field. Those of upper rooms are keys of a Feltpost and of its Koblingsslag."""

    KUNDE = "kunde"
    KONTAKT = "kontakt"
    KANDIDAT = "kandidat"
    STILLING = "ledig_stilling"
    OPPDRAG = "utleieoppdrag"


class Feltslag(StrEnum):
    """What a value is. Stored as JSON: øre, ten-thousandths and whole numbers as numbers, days and times as text."""

    TEKST = "tekst"
    HELTALL = "heltall"
    DESIMAL = "desimal"
    BELOEP = "beloep"
    DATO = "dato"
    KLOKKESLETT = "klokkeslett"
    JANEI = "janei"
    VALG = "valg"
    FLERVALG = "flervalg"


class EgetFelt(TenantScoped, Base):
    """One field of the agency's own. Taken out of use, never removed: the values stay."""

    __tablename__ = "egetfelt"
    __table_args__ = (
        UniqueConstraint("tenant_id", "gjelder", "navn"),
        CheckConstraint("navn <> ''", name="navn"),
        CheckConstraint("NOT soekbar OR slag = 'tekst'", name="soekbar"),
        CheckConstraint("NOT er_noekkel OR slag IN ('tekst', 'heltall')", name="noekkel"),
    )

    gjelder: Mapped[Feltgjelder] = mapped_column(text_enum(Feltgjelder))
    navn: Mapped[str]
    hjelp: Mapped[str] = mapped_column(server_default="", default="")
    slag: Mapped[Feltslag] = mapped_column(text_enum(Feltslag))
    #: What valg and flervalg offer. A value holds the words, so one that is taken away stays where it was chosen.
    valg: Mapped[list[str]] = mapped_column(server_default="[]", default=list)
    paakrevd: Mapped[bool] = mapped_column(server_default="false", default=False)
    rekkefoelge: Mapped[int]
    i_bruk: Mapped[bool] = mapped_column(server_default="true", default=True)
    #: The search of the kind finds what stands in it.
    soekbar: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: The id another system has of the record: no two have the same, and the search finds it.
    er_noekkel: Mapped[bool] = mapped_column(server_default="false", default=False)
    opprettet_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Feltverdier(TenantScoped, Base):
    """The values of one record: id of the field → value. A field without a value is left out."""

    __tablename__ = "feltverdier"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("engasjement_id", to="engasjement"),
        UniqueConstraint("tenant_id", "kunde_id"),
        UniqueConstraint("tenant_id", "engasjement_id"),
        UniqueConstraint("tenant_id", "post_id"),
        CheckConstraint("num_nonnulls(kunde_id, engasjement_id, post_id) = 1", name="one_owner"),
    )

    kunde_id: Mapped[UUID | None]
    engasjement_id: Mapped[UUID | None]
    #: A record of an upper room; which kind, the fields say.
    post_id: Mapped[UUID | None]
    verdier: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)
    endret_tid: Mapped[datetime]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)
