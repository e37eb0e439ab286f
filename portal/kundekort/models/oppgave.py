"""Tasks: something to do by a day, for one of us, about one or several records."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, text_enum

#: Where a task without a due date stands among those that have one: last.
NO_DUE_DATE = date(9999, 12, 31)


class Oppgavetilstand(StrEnum):
    """A task is open until someone does or drops it."""

    AAPEN = "aapen"
    UTFOERT = "utfoert"
    AVLYST = "avlyst"


class Prioritet(StrEnum):
    """How much a task matters."""

    LAV = "lav"
    VANLIG = "vanlig"
    HOEY = "hoey"


class Gjentakelse(StrEnum):
    """How often a task comes back once it is done."""

    INGEN = "ingen"
    DAGLIG = "daglig"
    UKENTLIG = "ukentlig"
    MAANEDLIG = "maanedlig"


class Oppgave(TenantScoped, Base):
    """Something to do by a day, for one user."""

    __tablename__ = "oppgave"
    __table_args__ = (
        tenant_fk("ansvarlig_id", to="bruker"),
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("engasjement_id", to="engasjement"),
        tenant_fk("aktivitet_id", to="dagbokaktivitet"),
        tenant_fk("type_id", to="aktivitetstype"),
        tenant_fk("forrige_id", to="oppgave"),
        tenant_fk("opprettet_av_id", to="bruker"),
        tenant_fk("utfoert_av_id", to="bruker"),
        CheckConstraint("tittel <> ''", name="tittel"),
        CheckConstraint("(tilstand = 'utfoert') = (utfoert_tid IS NOT NULL)", name="utfoert"),
        CheckConstraint(
            "(gjentakelse = 'ingen') = (gjentas_fra IS NULL)"
            " AND (gjentakelse = 'ingen' OR frist_dato IS NOT NULL)",
            name="gjentas",
        ),
        CheckConstraint("frist_sort = coalesce(frist_dato, DATE '9999-12-31')", name="frist_sort"),
        Index("ix_oppgave__ansvarlig", "tenant_id", "ansvarlig_id", "tilstand", "frist_sort", "id"),
        Index("ix_oppgave__frist", "tenant_id", "tilstand", "frist_sort", "id"),
        Index("ix_oppgave__kunde", "tenant_id", "kunde_id", "tilstand", "frist_sort", "id"),
        Index("ix_oppgave__engasjement", "tenant_id", "engasjement_id", "tilstand"),
        Index("ix_oppgave__forrige", "tenant_id", "forrige_id"),
        Index(
            "ix_oppgave__utfoert",
            "tenant_id",
            text("utfoert_tid DESC"),
            text("id DESC"),
            postgresql_where=text("tilstand = 'utfoert'"),
        ),
        Index(
            "ix_oppgave__utfoert_av_ansvarlig",
            "tenant_id",
            "ansvarlig_id",
            text("utfoert_tid DESC"),
            text("id DESC"),
            postgresql_where=text("tilstand = 'utfoert'"),
        ),
    )

    tittel: Mapped[str]
    beskrivelse: Mapped[str] = mapped_column(server_default="")
    ansvarlig_id: Mapped[UUID]
    kunde_id: Mapped[UUID | None]
    engasjement_id: Mapped[UUID | None]
    #: The activity whose follow-up it is.
    aktivitet_id: Mapped[UUID | None]
    #: What kind of thing it is to do: a call, a visit.
    type_id: Mapped[UUID | None]
    frist_dato: Mapped[date | None]
    #: `frist_dato`, or NO_DUE_DATE: what lists are ordered by. Follows `frist_dato` by itself.
    frist_sort: Mapped[date] = mapped_column(server_default="9999-12-31", default=NO_DUE_DATE)
    prioritet: Mapped[Prioritet] = mapped_column(text_enum(Prioritet), default=Prioritet.VANLIG)
    gjentakelse: Mapped[Gjentakelse] = mapped_column(
        text_enum(Gjentakelse), default=Gjentakelse.INGEN, server_default="ingen"
    )
    #: The first due date of the series: a monthly task of the 31st keeps its day through February.
    gjentas_fra: Mapped[date | None]
    #: The task of the series whose completion made this one.
    forrige_id: Mapped[UUID | None]
    tilstand: Mapped[Oppgavetilstand] = mapped_column(
        text_enum(Oppgavetilstand), default=Oppgavetilstand.AAPEN
    )
    utfoert_tid: Mapped[datetime | None]
    utfoert_av_id: Mapped[UUID | None]
    opprettet_tid: Mapped[datetime]
    opprettet_av_id: Mapped[UUID | None]
    versjon: Mapped[int] = mapped_column(server_default="1", default=1)

    @validates("frist_dato")
    def _sort_by(self, _key: str, value: date | None) -> date | None:
        self.frist_sort = value or NO_DUE_DATE
        return value


class Oppgavekobling(TenantScoped, Base):
    """A further record a task is about. `slag` is the record's table, told to readers by a Koblingsslag."""

    __tablename__ = "oppgavekobling"
    __table_args__ = (
        tenant_fk("oppgave_id", to="oppgave"),
        UniqueConstraint("tenant_id", "oppgave_id", "slag", "post_id"),
        Index("ix_oppgavekobling__post", "tenant_id", "slag", "post_id"),
    )

    oppgave_id: Mapped[UUID]
    slag: Mapped[CText]
    post_id: Mapped[UUID]
