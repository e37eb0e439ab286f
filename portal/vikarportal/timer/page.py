"""The page of one week, for every route that answers with it."""

from datetime import date, timedelta
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.kundekort.queries import get_kunde
from portal.oppdrag.models import Linjetilstand, Timelistetilstand
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
from portal.vikarportal.timer.forms import UkeForm
from portal.vikarportal.timer.queries import find_timeliste
from portal.web.forms import WriteRowForm
from portal.web.pages import show

WRITABLE = {Timelistetilstand.AAPEN, Timelistetilstand.KLADD, Timelistetilstand.RETURNERT}


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
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id)
    liste = find_timeliste(session, oppdrag_id=oppdrag_id, mandag=mandag)
    sunday = mandag + timedelta(days=6)
    fra = max(mandag, oppdrag.fra_dato)
    til = sunday if oppdrag.til_dato is None else min(sunday, oppdrag.til_dato)
    if til < fra:
        raise NotFound(f"no day of {oppdrag_id} in the week of {mandag}")
    versjoner = list_versjoner(session, timeliste_id=liste.id) if liste else []
    linjer = list_linjer(session, timeliste_id=liste.id) if liste else []
    newest = get_versjon(session, liste=liste) if liste else None
    plan = prefill(read_plan(oppdrag.arbeidstid), fra=fra, til=til)
    written = {d.dato: d for d in days_of(current_lines(linjer, versjon_id=newest.id if newest else None))}
    days = [written.get(day, Dag(day)) for day in week_days(fra, til)] if newest else plan
    tilstand = liste.tilstand if liste else Timelistetilstand.AAPEN
    version = liste.versjon if liste else 0
    limit = get_overtid_etter(session, oppdrag=oppdrag)
    return show(
        "vikarportal/uke.html",
        status=status,
        oppdrag=oppdrag,
        kunde=get_kunde(session, kunde_id=oppdrag.kunde_id),
        mandag=mandag,
        uke=mandag.isocalendar(),
        tilstand=tilstand,
        kan_skrive=tilstand in WRITABLE,
        dager=days,
        plan={dag.dato: dag for dag in plan},
        forslag={dag.dato: propose_overtime(dag.minutter, etter_min=limit) for dag in days},
        godkjente={linje.dato for linje in linjer if linje.godkjent_tid is not None},
        retur={
            linje.dato: linje.kundekommentar for linje in linjer if linje.tilstand is Linjetilstand.RETURNERT
        },
        versjoner=[
            (versjon, days_of([linje for linje in linjer if linje.versjon_id == versjon.id]))
            for versjon in versjoner
            if versjon.levert_tid is not None
        ],
        form=form or UkeForm.of(days, kommentar=newest.kommentar if newest else "", versjon=version),
        knapp=knapp or WriteRowForm(None, versjon=version),
        versjon=version,
        sum_min=sum(dag.minutter for dag in days),
    )
