"""Activities: register, change, complete, remove. Shared by the tabs Dagbok and Dialog and by the diary itself."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.one import get_one
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.models import (
    Aktivitetstilstand,
    Aktivitetstype,
    Dagbokaktivitet,
    Engasjement,
    Gjentakelse,
    Oppgave,
    Oppgavetilstand,
)
from portal.kundekort.mottakere import find_kontakt
from portal.kundekort.queries import get_kunde
from portal.kundekort.sist_kontakt import was_in_touch

#: As much of a note as the timeline shows.
ON_TIMELINE = 200


@dataclass(frozen=True)
class Aktivitetsdata:
    """What people write of an activity. `tid` is aware; `neste_steg` becomes a task when it has words."""

    type_id: UUID
    tid: datetime
    varighet_min: int = 0
    kontakt_id: UUID | None = None
    emne: str = ""
    notat: str = ""
    sted: str = ""
    neste_steg: str = ""
    neste_dato: date | None = None
    #: Said outright: nothing follows.
    uten_neste_steg: bool = False


def registrer_aktivitet(
    session: Session,
    *,
    data: Aktivitetsdata,
    kunde_id: UUID | None = None,
    kobling: tuple[str, UUID] | None = None,
    aktivitet_id: UUID | None = None,
) -> Dagbokaktivitet:
    """Put an activity in the actor's diary, and on the customer when there is one. What has begun counts as done.

    Raises:
        NotFound: no such customer. Refused: unknown type, someone else's contact, or neither subject nor note.
    """
    actor = actor_of(session)
    if actor.slag != "ansatt" or actor.id is None:
        raise Refused(_("Bare ansatte fører dagbok."))
    if kunde_id is not None:
        get_kunde(session, kunde_id=kunde_id)
    kind, person_id = _checked(session, data, kunde_id)
    done = data.tid <= now()
    row = Dagbokaktivitet(
        id=aktivitet_id or uuid7(),
        bruker_id=actor.id,
        kunde_id=kunde_id,
        tilstand=Aktivitetstilstand.UTFOERT if done else Aktivitetstilstand.PLANLAGT,
        kobling_slag=kobling[0] if kobling else None,
        kobling_id=kobling[1] if kobling else None,
        opprettet_tid=now(),
        opprettet_av_id=actor.id,
    )
    _fill(row, data)
    session.add(row)
    session.flush()  # the task and the history point at it
    _follow_up(session, row)
    _tell(session, row, kind=kind, person_id=person_id, what=_done_code(kind) if done else "planlagt")
    if done:
        was_in_touch(session, kunde_id=row.kunde_id, tid=row.tid)
    return row


def endre_aktivitet(
    session: Session, *, aktivitet_id: UUID, data: Aktivitetsdata, versjon: int
) -> Dagbokaktivitet:
    """Change one of the actor's own activities. Locks it.

    Raises:
        NotFound: none of his. Stale: changed since `versjon`. Refused: as registrer_aktivitet.
    """
    row = get_egen(session, aktivitet_id=aktivitet_id)
    if row.versjon != versjon:
        raise Stale(_("Aktiviteten er endret siden du åpnet den."))
    kind, person_id = _checked(session, data, row.kunde_id, held=row.engasjement_id)
    before = (row.neste_steg, row.neste_dato)
    _fill(row, data)
    row.versjon += 1
    if (row.neste_steg, row.neste_dato) != before:
        _follow_up(session, row)
    _tell(session, row, kind=kind, person_id=person_id, what="endret")
    return row


def fullfoer_aktivitet(session: Session, *, aktivitet_id: UUID) -> Dagbokaktivitet:
    """Mark one of the actor's own activities done. A second time changes nothing. Raises NotFound."""
    row = get_egen(session, aktivitet_id=aktivitet_id)
    if row.tilstand is Aktivitetstilstand.UTFOERT:
        return row
    row.tilstand = Aktivitetstilstand.UTFOERT
    row.versjon += 1
    kind = session.scalars(select(Aktivitetstype).where(Aktivitetstype.id == row.type_id)).one()
    _tell(session, row, kind=kind, person_id=None, what=_done_code(kind))
    was_in_touch(session, kunde_id=row.kunde_id, tid=row.tid)
    return row


def slett_aktivitet(session: Session, *, aktivitet_id: UUID) -> Dagbokaktivitet:
    """Take one of the actor's own activities off the lists; the timeline says so. Raises NotFound."""
    row = get_egen(session, aktivitet_id=aktivitet_id)
    row.slettet_tid = now()
    row.versjon += 1
    if row.kunde_id is not None:
        record(
            session, "aktivitet.slettet", kunde_id=row.kunde_id, subject=row, emne=row.emne or row.notat[:80]
        )
    return row


def get_egen(session: Session, *, aktivitet_id: UUID, lock: bool = True) -> Dagbokaktivitet:
    """One of the actor's own activities. Raises NotFound."""
    return get_one(
        session,
        Dagbokaktivitet,
        Dagbokaktivitet.id == aktivitet_id,
        Dagbokaktivitet.bruker_id == actor_of(session).id,
        Dagbokaktivitet.slettet_tid.is_(None),
        lock=lock,
    )


def _checked(
    session: Session, data: Aktivitetsdata, kunde_id: UUID | None, *, held: UUID | None = None
) -> tuple[Aktivitetstype, UUID | None]:
    """The type and the contact's person; the contact it is `held` by may have left."""
    kind = session.scalar(select(Aktivitetstype).where(Aktivitetstype.id == data.type_id))
    if kind is None:
        raise Refused(_("Velg en type."), field="type")
    if not (data.emne or data.notat):
        raise Refused(_("Skriv et emne eller et notat."), field="emne")
    if data.neste_steg and data.uten_neste_steg:
        raise Refused(_("Enten et neste steg, eller ingen."), field="uten_neste_steg")
    if kind.krever_neste_steg and not (data.neste_steg or data.uten_neste_steg):
        wanted = _("Skriv hva som skjer videre, eller kryss av for «Ingen neste steg».")
        raise Refused(wanted, field="neste_steg")
    if data.kontakt_id is None:
        return kind, None
    if data.kontakt_id == held:
        return kind, session.scalar(select(Engasjement.person_id).where(Engasjement.id == held))
    kontakt = find_kontakt(session, kunde_id=kunde_id, kontakt_id=data.kontakt_id) if kunde_id else None
    if kontakt is None:
        raise Refused(_("Kontakten hører ikke til denne kunden."), field="kontakt")
    return kind, kontakt.person_id


def _fill(row: Dagbokaktivitet, data: Aktivitetsdata) -> None:
    row.type_id, row.tid, row.varighet_min = data.type_id, data.tid, data.varighet_min
    row.engasjement_id, row.emne, row.notat, row.sted = data.kontakt_id, data.emne, data.notat, data.sted
    row.neste_steg, row.neste_dato = data.neste_steg, data.neste_dato
    row.uten_neste_steg = data.uten_neste_steg


def _follow_up(session: Session, row: Dagbokaktivitet) -> None:
    """The next step as a task: one per activity, changed with it while it is open. Locks the task.

    One that is made to repeat has the days of its series; there the activity only has the words.
    """
    task = session.scalar(
        select(Oppgave)
        .where(Oppgave.aktivitet_id == row.id, Oppgave.tilstand == Oppgavetilstand.AAPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if not row.neste_steg:
        if task is not None:
            task.tilstand = Oppgavetilstand.AVLYST
            task.versjon += 1
        return
    if task is None:
        task = Oppgave(
            id=uuid7(),
            ansvarlig_id=row.bruker_id,
            kunde_id=row.kunde_id,
            engasjement_id=row.engasjement_id,
            aktivitet_id=row.id,
            opprettet_tid=now(),
            opprettet_av_id=row.bruker_id,
        )
        session.add(task)
        task.tittel, task.frist_dato = row.neste_steg, row.neste_dato
        return
    due = row.neste_dato if task.gjentakelse is Gjentakelse.INGEN else task.frist_dato
    if (task.tittel, task.frist_dato) != (row.neste_steg, due):
        task.tittel, task.frist_dato = row.neste_steg, due
        task.versjon += 1


def _tell(
    session: Session, row: Dagbokaktivitet, *, kind: Aktivitetstype, person_id: UUID | None, what: str
) -> None:
    """On the customer's timeline; own time is nobody's business."""
    if row.kunde_id is None:
        return
    record(
        session,
        f"aktivitet.{what}",
        kunde_id=row.kunde_id,
        person_id=person_id,
        subject=row,
        type=kind.navn,
        emne=row.emne or row.notat.split("\n")[0][:80],
        utdrag=row.notat[:ON_TIMELINE] if row.emne else "",
    )


def _done_code(kind: Aktivitetstype) -> str:
    """Each shipped type has its own words on the timeline; the tenant's own ones share theirs."""
    return kind.kode or "egen"
