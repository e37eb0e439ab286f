"""A list of customers read from a file: the run, and each of its lines with what was done."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, text_enum


class Importtilstand(StrEnum):
    """lest → proevd → koe → ferdig → angret; feilet from anywhere before ferdig."""

    LEST = "lest"
    PROEVD = "proevd"
    KOE = "koe"
    FERDIG = "ferdig"
    ANGRET = "angret"
    FEILET = "feilet"


class Import(TenantScoped, Base):
    """One file of customers, from upload to undo."""

    __tablename__ = "import"
    __table_args__ = (
        tenant_fk("bruker_id", to="bruker"),
        Index("ix_import__opprettet", "tenant_id", text("opprettet_tid DESC")),
    )

    filnavn: Mapped[str]
    #: The list or system the ids belong to; part of what makes a row the same the second time.
    kilde: Mapped[CText]
    #: csv or xlsx
    format: Mapped[CText]
    koding: Mapped[CText] = mapped_column(server_default="")
    tilstand: Mapped[Importtilstand] = mapped_column(text_enum(Importtilstand))
    #: The header as it stands in the file.
    overskrifter: Mapped[list[str]]
    #: Field name → column number.
    kolonner: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    antall: Mapped[int] = mapped_column(server_default="0")
    #: Lines done so far, for the progress bar.
    behandlet: Mapped[int] = mapped_column(server_default="0")
    nye: Mapped[int] = mapped_column(server_default="0")
    oppdatert: Mapped[int] = mapped_column(server_default="0")
    uendret: Mapped[int] = mapped_column(server_default="0")
    duplikat: Mapped[int] = mapped_column(server_default="0")
    feil: Mapped[int] = mapped_column(server_default="0")
    #: What stopped it, in words.
    stoppet_av: Mapped[str] = mapped_column(server_default="")
    bruker_id: Mapped[UUID | None]
    opprettet_tid: Mapped[datetime]
    ferdig_tid: Mapped[datetime | None]
    angret_tid: Mapped[datetime | None]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)


class Radutfall(StrEnum):
    """What a line does, or did."""

    NY = "ny"
    OPPDATERT = "oppdatert"
    UENDRET = "uendret"
    DUPLIKAT = "duplikat"
    FEIL = "feil"


class Importrad(TenantScoped, Base):
    """One line of the file."""

    __tablename__ = "importrad"
    __table_args__ = (
        tenant_fk("import_id", to="import", ondelete="CASCADE"),
        tenant_fk("kunde_id", to="kunde"),
        CheckConstraint("linje > 0", name="linje"),
        Index("uq_importrad__linje", "tenant_id", "import_id", "linje", unique=True),
        Index("ix_importrad__utfall", "tenant_id", "import_id", "utfall", "linje"),
    )

    import_id: Mapped[UUID]
    #: Line number in the file as a person counts; the header is the first.
    linje: Mapped[int]
    celler: Mapped[list[str]]
    utfall: Mapped[Radutfall | None] = mapped_column(text_enum(Radutfall))
    #: Codes of errors and warnings with their values; words are made when shown.
    merknader: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    kunde_id: Mapped[UUID | None]
    #: Values before an update, field → value; what undo puts back.
    foer: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: The customer's `versjon` as this line left it; undo keeps its hands off what was changed since.
    etter_versjon: Mapped[int | None]
