"""What was said and sent: messages with their state, and the calls and notes people registered, in one stream."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, tuple_
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.filestore.models import Dokument
from portal.filestore.queries import select_dokumenter
from portal.identity.models import Bruker
from portal.jobs.models import Utboks
from portal.kundekort.models import (
    Aktivitetstilstand,
    Aktivitetstype,
    Dagbokaktivitet,
    Engasjement,
    Person,
)
from portal.messaging.models import Dialogmelding, Kanal
from portal.web.paging import PAGE_SIZE, Page, cut, moment, read_mark

#: Types of activity that are talk: they stand in the dialog too.
TALK = ("telefon", "epost", "notat")
#: Looks that are of one way to send.
WAYS = {"epost": Kanal.EPOST, "sms": Kanal.SMS}
#: What one can look at.
LOOKS = ("alt", *WAYS, "samtale")
#: Documents offered as attachments.
OFFERED = 20


@dataclass(frozen=True)
class Innslag:
    """One row of the stream. `melding` or `aktivitet` is the row it came from."""

    tid: datetime
    id: UUID
    melding: Row[Any] | None = None
    aktivitet: Row[Any] | None = None


def list_dialog(
    session: Session, *, kunde_id: UUID, slag: str = "alt", etter: str | None = None
) -> Page[Innslag]:
    """Newest first; `slag` is alt, epost, sms or samtale. Two statements at most. Secrets are never in."""
    before = read_mark(etter, moment, UUID)
    found: list[Innslag] = []
    if slag != "samtale":
        found += [
            Innslag(row.opprettet_tid, row.id, melding=row)
            for row in _messages(session, kunde_id, before, kanal=WAYS.get(slag))
        ]
    if slag not in WAYS:
        found += [Innslag(row.tid, row.id, aktivitet=row) for row in _talk(session, kunde_id, before)]
    found.sort(key=lambda innslag: (innslag.tid, innslag.id), reverse=True)
    return cut(found[: PAGE_SIZE + 1], mark=lambda innslag: (innslag.tid.isoformat(), innslag.id))


def find_melding(session: Session, *, kunde_id: UUID, melding_id: UUID) -> Dialogmelding:
    """A message of this very customer, never a secret one; one statement. Raises NotFound."""
    melding = session.scalar(
        select(Dialogmelding).where(
            Dialogmelding.id == melding_id,
            Dialogmelding.kunde_id == kunde_id,
            Dialogmelding.hemmelig.is_(False),
        )
    )
    if melding is None:
        raise NotFound(f"dialogmelding {melding_id} of kunde {kunde_id}")
    return melding


def list_vedleggsvalg(session: Session, *, kunde_id: UUID) -> Sequence[Row[Any]]:
    """The customer's newest documents, to send along; one statement."""
    stmt = select_dokumenter(session).where(Dokument.kunde_id == kunde_id)
    return session.execute(stmt.order_by(Dokument.opprettet_tid.desc()).limit(OFFERED)).all()


def _messages(
    session: Session, kunde_id: UUID, before: tuple[Any, ...] | None, *, kanal: Kanal | None
) -> Sequence[Row[Any]]:
    stmt: Any = (
        select(
            Dialogmelding.id,
            Dialogmelding.opprettet_tid,
            Dialogmelding.kanal,
            Dialogmelding.retning,
            Dialogmelding.bare_dagtid,
            Dialogmelding.til,
            Dialogmelding.til_navn,
            Dialogmelding.emne,
            Dialogmelding.tekst,
            Dialogmelding.aktoer_slag,
            Dialogmelding.aktoer_navn,
            Dialogmelding.vedlegg,
            Dialogmelding.trukket_tid,
            Utboks.tilstand,
            Utboks.feil,
            Utboks.sendt_tid,
        )
        .outerjoin(Utboks, Utboks.id == Dialogmelding.utboks_id)
        .where(Dialogmelding.kunde_id == kunde_id, Dialogmelding.hemmelig.is_(False))
    )
    if kanal is not None:
        stmt = stmt.where(Dialogmelding.kanal == kanal)
    key = tuple_(Dialogmelding.opprettet_tid, Dialogmelding.id)
    if before is not None:
        stmt = stmt.where(key < before)
    order = (Dialogmelding.opprettet_tid.desc(), Dialogmelding.id.desc())
    rows: Sequence[Row[Any]] = session.execute(stmt.order_by(*order).limit(PAGE_SIZE + 1)).all()
    return rows


def _talk(session: Session, kunde_id: UUID, before: tuple[Any, ...] | None) -> Sequence[Row[Any]]:
    stmt: Any = (
        select(
            Dagbokaktivitet.id,
            Dagbokaktivitet.tid,
            Dagbokaktivitet.emne,
            Dagbokaktivitet.notat,
            Aktivitetstype.navn.label("type"),
            Aktivitetstype.ikon,
            Person.navn.label("kontakt"),
            Bruker.navn.label("bruker"),
        )
        .join(Aktivitetstype, Aktivitetstype.id == Dagbokaktivitet.type_id)
        .join(Bruker, Bruker.id == Dagbokaktivitet.bruker_id)
        .outerjoin(Engasjement, Engasjement.id == Dagbokaktivitet.engasjement_id)
        .outerjoin(Person, Person.id == Engasjement.person_id)
        .where(
            Dagbokaktivitet.kunde_id == kunde_id,
            Dagbokaktivitet.slettet_tid.is_(None),
            Dagbokaktivitet.tilstand == Aktivitetstilstand.UTFOERT,
            Aktivitetstype.kode.in_(TALK),
        )
    )
    if before is not None:
        stmt = stmt.where(tuple_(Dagbokaktivitet.tid, Dagbokaktivitet.id) < before)
    order = (Dagbokaktivitet.tid.desc(), Dagbokaktivitet.id.desc())
    rows: Sequence[Row[Any]] = session.execute(stmt.order_by(*order).limit(PAGE_SIZE + 1)).all()
    return rows
