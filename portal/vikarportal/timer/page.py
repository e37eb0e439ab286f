"""The page of one week, for every route that answers with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.kundekort.queries import get_kunde
from portal.oppdrag.models import Linjetilstand, Timelinje, Timeliste, Timelistetilstand, Utleieoppdrag
from portal.oppdrag.ord import TIMELISTETILSTAND
from portal.oppdrag.queries import get_oppdrag
from portal.oppdrag.queries_timer import (
    current_lines,
    days_of,
    get_overtid_etter,
    get_versjon,
    list_linjer,
    list_versjoner,
)
from portal.oppdrag.rules.arbeidstid import read_plan
from portal.oppdrag.rules.timer import Dag, prefill, propose_overtime, week_days
from portal.vikarportal.timer.forms import UkeForm, stored_week
from portal.vikarportal.timer.queries import find_timeliste
from portal.web.forms import WriteRowForm
from portal.web.pages import show
from portal.web.stored import Stored

WRITABLE = {Timelistetilstand.AAPEN, Timelistetilstand.KLADD, Timelistetilstand.RETURNERT}


@dataclass(frozen=True)
class _Week:
    """One week of an oppdrag, written in or not yet; `dager` are what the form holds."""

    oppdrag: Utleieoppdrag
    liste: Timeliste | None
    linjer: Sequence[Timelinje]
    plan: Sequence[Dag]
    dager: Sequence[Dag]
    kommentar: str

    @property
    def tilstand(self) -> Timelistetilstand:
        return self.liste.tilstand if self.liste else Timelistetilstand.AAPEN

    @property
    def stored(self) -> Stored:
        """Version 0 is a week nobody has written in."""
        return stored_week(
            self.dager,
            kommentar=self.kommentar,
            versjon=self.liste.versjon if self.liste else 0,
            tilstand=str(TIMELISTETILSTAND[self.tilstand]),
        )


def _load(session: Session, *, oppdrag_id: UUID, mandag: date) -> _Week:
    """At most four statements. Raises NotFound when the oppdrag has no day in it."""
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id)
    liste = find_timeliste(session, oppdrag_id=oppdrag_id, mandag=mandag)
    sunday = mandag + timedelta(days=6)
    fra = max(mandag, oppdrag.fra_dato)
    til = sunday if oppdrag.til_dato is None else min(sunday, oppdrag.til_dato)
    if til < fra:
        raise NotFound(f"no day of {oppdrag_id} in the week of {mandag}")
    linjer = list_linjer(session, timeliste_id=liste.id) if liste else []
    newest = get_versjon(session, liste=liste) if liste else None
    plan = prefill(read_plan(oppdrag.arbeidstid), fra=fra, til=til)
    written = {d.dato: d for d in days_of(current_lines(linjer, versjon_id=newest.id if newest else None))}
    days = [written.get(day, Dag(day)) for day in week_days(fra, til)] if newest else plan
    return _Week(oppdrag, liste, linjer, plan, days, newest.kommentar if newest else "")


def week_reader(session: Session, *, oppdrag_id: UUID, mandag: date) -> Callable[[], Stored]:
    """What a form of the week reads."""
    return lambda: _load(session, oppdrag_id=oppdrag_id, mandag=mandag).stored


def show_week(
    session: Session,
    *,
    oppdrag_id: UUID,
    mandag: date,
    form: UkeForm | None = None,
    knapp: WriteRowForm | None = None,
    status: int = 200,
) -> Response:
    """At most eight statements, whatever the number of versions. Raises NotFound when the oppdrag has no day in it."""
    week = _load(session, oppdrag_id=oppdrag_id, mandag=mandag)
    versjoner = list_versjoner(session, timeliste_id=week.liste.id) if week.liste else []
    limit = get_overtid_etter(session, oppdrag=week.oppdrag)
    return show(
        "vikarportal/uke.html",
        status=status,
        oppdrag=week.oppdrag,
        kunde=get_kunde(session, kunde_id=week.oppdrag.kunde_id),
        mandag=mandag,
        uke=mandag.isocalendar(),
        tilstand=week.tilstand,
        kan_skrive=week.tilstand in WRITABLE,
        dager=week.dager,
        plan={dag.dato: dag for dag in week.plan},
        forslag={dag.dato: propose_overtime(dag.minutter, etter_min=limit) for dag in week.dager},
        godkjente={linje.dato for linje in week.linjer if linje.godkjent_tid is not None},
        retur={
            linje.dato: linje.kundekommentar
            for linje in week.linjer
            if linje.tilstand is Linjetilstand.RETURNERT
        },
        versjoner=[
            (versjon, days_of([linje for linje in week.linjer if linje.versjon_id == versjon.id]))
            for versjon in versjoner
            if versjon.levert_tid is not None
        ],
        form=form or UkeForm(None, stored=lambda: week.stored),
        knapp=knapp or WriteRowForm(None, stored=lambda: week.stored),
        versjon=week.stored.versjon,
        sum_min=sum(dag.minutter for dag in week.dager),
    )
