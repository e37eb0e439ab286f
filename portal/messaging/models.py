"""Dialogmelding: what was sent to people or came from them. Whether it left stands on its outbox row."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base, TenantScoped, tenant_fk
from portal.db.types import CText, text_enum


class Kanal(StrEnum):
    """The way a message goes."""

    EPOST = "epost"
    SMS = "sms"


class Retning(StrEnum):
    """From us or to us."""

    UT = "ut"
    INN = "inn"


class Dialogmelding(TenantScoped, Base):
    """One message to one person. Its state is the outbox row's: nothing is marked sent in two places."""

    __tablename__ = "dialogmelding"
    __table_args__ = (
        tenant_fk("kunde_id", to="kunde"),
        tenant_fk("person_id", to="person"),
        tenant_fk("engasjement_id", to="engasjement"),
        tenant_fk("utboks_id", to="utboks"),
        UniqueConstraint("tenant_id", "noekkel"),
        CheckConstraint("NOT hemmelig OR kanal IN ('epost', 'sms')", name="hemmelig"),
        Index(
            "ix_dialogmelding__kunde", "tenant_id", "kunde_id", text("opprettet_tid DESC"), text("id DESC")
        ),
        Index("ix_dialogmelding__utboks", "tenant_id", "utboks_id"),
    )

    #: The caller's idempotency key: one message per key.
    noekkel: Mapped[UUID]
    retning: Mapped[Retning] = mapped_column(text_enum(Retning), default=Retning.UT)
    kanal: Mapped[Kanal] = mapped_column(text_enum(Kanal), default=Kanal.EPOST)
    kunde_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    engasjement_id: Mapped[UUID | None]
    #: An address, or a number as E.164.
    til: Mapped[str]
    til_navn: Mapped[str] = mapped_column(server_default="", default="")
    #: Where an answer goes; empty: nobody reads answers.
    svar_til: Mapped[str] = mapped_column(server_default="", default="")
    #: Of a text message its first words, so that lists have something to call it; of a secret one nothing.
    emne: Mapped[str]
    #: Emptied when a secret one has left.
    tekst: Mapped[str]
    #: The receiver's language: nb, nn or en.
    sprak: Mapped[str] = mapped_column(server_default="nb", default="nb")
    #: Holds a one-time code or link: never on a timeline, never kept.
    hemmelig: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: Ids of stored documents that go with it, as text.
    vedlegg: Mapped[list[str]] = mapped_column(server_default="[]", default=list)
    #: An invitation as iCalendar, for calendars to act on; empty for plain mail.
    kalender: Mapped[str] = mapped_column(server_default="", default="")
    #: Rests at night (a text message to many): portal/messaging/sms.py says when that is.
    bare_dagtid: Mapped[bool] = mapped_column(server_default="false", default=False)
    #: The outbox row that sends it, the newest one when a person tried again.
    utboks_id: Mapped[UUID | None]
    #: Who wrote it, as audit knows them.
    aktoer_slag: Mapped[CText]
    aktoer_id: Mapped[UUID | None]
    aktoer_navn: Mapped[str]
    opprettet_tid: Mapped[datetime]
    #: Taken back before it left.
    trukket_tid: Mapped[datetime | None]
