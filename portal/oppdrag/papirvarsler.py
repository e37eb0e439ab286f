"""Papers that run out: the consultant gets a task 60, 30 and 7 days before, once for each (funksjoner.md G4)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.i18n import _, in_language
from portal.identity.models import Bruker
from portal.kandidater.models import Kandidat, Kandidatpapir, Kandidatstatus
from portal.kandidater.rules import last_day
from portal.kundekort.models import Oppgavekobling
from portal.kundekort.oppgaver.actions import registrer_oppgave
from portal.kundekort.oppgaver.rules import Oppgavedata
from portal.oppdrag.models import Utleieoppdrag
from portal.web.formats import dato

#: Days before the last day a paper counts; the nearest that has been told stands on the paper.
STEPS = (60, 30, 7)
#: Papers told of in one part of the night's work.
TOLD_PER_NIGHT = 500
#: The task is to be done within so many days, and not later than the paper's last day.
DUE_WITHIN = timedelta(days=7)


def replaced() -> ColumnElement[bool]:
    """A received paper of the same kind goes on after this one."""
    newer = aliased(Kandidatpapir)
    return exists().where(
        newer.kandidat_id == Kandidatpapir.kandidat_id,
        newer.noekkel == Kandidatpapir.noekkel,
        newer.mottatt_dato.is_not(None),
        newer.avsluttet_tid.is_(None),
        or_(newer.gyldig_til.is_(None), newer.gyldig_til > Kandidatpapir.gyldig_til),
    )


def in_use() -> tuple[ColumnElement[bool], ...]:
    """Received, not ended, and no newer one has taken its place."""
    return (Kandidatpapir.mottatt_dato.is_not(None), Kandidatpapir.avsluttet_tid.is_(None), ~replaced())


def varsle_utloep(session: Session) -> int:
    """Make the tasks that are due; answers how many. A part at a time: each paper remembers what has been told.

    They go to the candidate's consultant, else to that of an oppdrag he is on; without either nobody can be told, and
    the pages alone show it. A step that was missed is not made up for: the nearest one is told.
    """
    due = (
        select(Kandidatpapir, Kandidat.id, Kandidat.fornavn, Kandidat.etternavn, Bruker.id, Bruker.sprak)
        .join(Kandidat, Kandidat.id == Kandidatpapir.kandidat_id)
        .join(Bruker, Bruker.id == func.coalesce(_own_consultant(), _of_oppdrag()))
        .where(*in_use(), Kandidat.status != Kandidatstatus.INAKTIV, _step_reached())
        .order_by(Kandidatpapir.gyldig_til, Kandidatpapir.id)
        .limit(TOLD_PER_NIGHT)
        .with_for_update(of=Kandidatpapir, skip_locked=True)
    )
    rows: Any = session.execute(due).all()
    for papir, kandidat_id, fornavn, etternavn, bruker_id, sprak in rows:
        papir.varslet_dager = _reached(papir)
        with in_language(sprak or "nb"):
            data = _task(papir, f"{fornavn} {etternavn}", bruker_id)
        oppgave = registrer_oppgave(session, data=data)
        session.add(Oppgavekobling(oppgave_id=oppgave.id, slag="kandidat", post_id=kandidat_id))
    return len(rows)


def _step_reached() -> ColumnElement[bool]:
    """The last day is within a step that is nearer than the one told."""
    told, ends, dag = Kandidatpapir.varslet_dager, Kandidatpapir.gyldig_til, today()
    within = [
        and_(or_(told.is_(None), told > step), ends <= dag + timedelta(days=step + 1)) for step in STEPS
    ]
    return and_(ends > dag, or_(*within))


def _reached(papir: Kandidatpapir) -> int:
    left = (last_day(papir.gyldig_til) - today()).days if papir.gyldig_til else max(STEPS)  # type: ignore[operator]
    return min(step for step in STEPS if left <= step)


def _task(papir: Kandidatpapir, navn: str, bruker_id: Any) -> Oppgavedata:
    last = last_day(papir.gyldig_til) or today()
    values = {"papir": papir.navn, "navn": navn, "dato": dato(last)}
    return Oppgavedata(
        tittel=_("%(papir)s for %(navn)s går ut %(dato)s", **values),
        beskrivelse=_("Be om et nytt papir, og registrer det på kandidaten."),
        ansvarlig_id=bruker_id,
        frist_dato=min(today() + DUE_WITHIN, last),
    )


def _own_consultant() -> Any:
    own = select(Bruker.id).where(Bruker.id == Kandidat.konsulent_id, Bruker.er_aktiv.is_(True))
    return own.correlate(Kandidat).scalar_subquery()


def _of_oppdrag() -> Any:
    """The consultant of an oppdrag that has not ended, the one that runs now before those that come."""
    dag = today()
    runs = case((Utleieoppdrag.fra_dato <= dag, 0), else_=1)
    return (
        select(Utleieoppdrag.konsulent_id)
        .join(Bruker, Bruker.id == Utleieoppdrag.konsulent_id)
        .where(
            Utleieoppdrag.kandidat_id == Kandidat.id,
            or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= dag),
            Bruker.er_aktiv.is_(True),
        )
        .order_by(runs, Utleieoppdrag.fra_dato, Utleieoppdrag.id)
        .limit(1)
        .correlate(Kandidat)
        .scalar_subquery()
    )
