"""The way of a timesheet: draft, delivered, withdrawn, approved, sent back; each version stays as it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.db.clock import today
from portal.errors import Refused, Stale
from portal.identity.actor import Actor
from portal.oppdrag.godkjenning.actions import behandle, godkjenn, returner
from portal.oppdrag.models import Linjetilstand, Timelinje, Timelistetilstand, Utleieoppdrag
from portal.oppdrag.queries_timer import (
    current_lines,
    get_timeliste,
    get_versjon,
    list_linjer,
    list_versjoner,
)
from portal.oppdrag.rules.arbeidstid import read_plan
from portal.oppdrag.rules.timer import monday_of, prefill
from portal.oppdrag.timelister.actions import lagre_kladd, lever, opprett_uke, trekk
from tests.support.weeks import week_worked

TERJE = Actor("kontakt", None, "Terje Fjord")
PIOTR = Actor("vikar", None, "Piotr Kowalski")


@pytest.fixture(autouse=True)
def _week_worked():
    with week_worked():
        yield


@pytest.fixture
def week(session, cast):
    """This week of Piotr's oppdrag, saved as the plan has it."""
    oppdrag = session.scalars(
        select(Utleieoppdrag).where(Utleieoppdrag.id == cast.id("op.truck.piotr"))
    ).one()
    session.info["actor"] = PIOTR
    liste = opprett_uke(session, oppdrag_id=oppdrag.id, dag=today())
    days = prefill(read_plan(oppdrag.arbeidstid), fra=liste.fra_dato, til=liste.til_dato)
    lagre_kladd(session, timeliste_id=liste.id, dager=days, kommentar="", versjon=liste.versjon)
    session.flush()  # the tests read it
    return liste, days


def act(session, actor, action, liste, **values):
    session.info["actor"] = actor
    now_ = get_timeliste(session, timeliste_id=liste.id)
    done = action(session, timeliste_id=liste.id, versjon=values.pop("versjon", now_.versjon), **values)
    session.flush()  # the next step reads what this one wrote
    return done


def state(session, liste):
    return get_timeliste(session, timeliste_id=liste.id).tilstand


def test_a_week_is_made_once_and_only_where_the_oppdrag_has_days(session, week, cast):
    liste, _ = week
    again = opprett_uke(session, oppdrag_id=liste.oppdrag_id, dag=today())
    assert again.id == liste.id
    with pytest.raises(Refused, match="ingen dager"):
        opprett_uke(session, oppdrag_id=liste.oppdrag_id, dag=today() - timedelta(days=900))


def test_delivered_approved_processed(session, week):
    liste, days = week
    act(session, PIOTR, lever, liste)
    act(session, TERJE, godkjenn, liste)
    assert state(session, liste) is Timelistetilstand.GODKJENT
    lines = list_linjer(session, timeliste_id=liste.id)
    assert sum(line.minutter for line in lines if line.godkjent_tid) == sum(day.minutter for day in days)
    act(session, PIOTR, behandle, liste)
    assert state(session, liste) is Timelistetilstand.BEHANDLET
    assert get_versjon(session, liste=liste).besvart_av == "Terje Fjord"


def test_what_is_delivered_cannot_be_changed_until_it_is_withdrawn(session, week):
    liste, days = week
    act(session, PIOTR, lever, liste)
    with pytest.raises(Refused, match="Trekk den tilbake"):
        act(session, PIOTR, lagre_kladd, liste, dager=days, kommentar="")
    act(session, PIOTR, trekk, liste)
    act(session, PIOTR, lagre_kladd, liste, dager=days[:2], kommentar="")
    assert state(session, liste) is Timelistetilstand.KLADD
    versions = list_versjoner(session, timeliste_id=liste.id)
    assert [v.nr for v in versions] == [2, 1]
    assert versions[1].trukket_tid is not None


def test_the_database_keeps_a_delivered_version_as_it_was(session, week):
    liste, _ = week
    act(session, PIOTR, lever, liste)
    for statement in (
        "UPDATE timelinje SET minutter = 1 WHERE timeliste_id = :id",
        "DELETE FROM timelinje WHERE timeliste_id = :id",
        "UPDATE timelisteversjon SET levert_av = 'x' WHERE timeliste_id = :id",
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(statement), {"id": liste.id})


def test_sent_back_with_a_reason_corrected_and_delivered_again(session, week):
    liste, days = week
    act(session, PIOTR, lever, liste)
    with pytest.raises(Refused, match="Skriv hva som er feil"):
        act(session, TERJE, returner, liste, grunn="  ")
    act(session, TERJE, returner, liste, grunn="Torsdag var 7,5")
    lines = list_linjer(session, timeliste_id=liste.id)
    assert {line.tilstand for line in lines} == {Linjetilstand.RETURNERT}
    act(session, PIOTR, lagre_kladd, liste, dager=days, kommentar="")
    act(session, PIOTR, lever, liste)
    assert state(session, liste) is Timelistetilstand.LEVERT
    assert get_versjon(session, liste=liste).nr == 2
    act(session, TERJE, godkjenn, liste)
    now_ = current_lines(list_linjer(session, timeliste_id=liste.id), versjon_id=None)
    assert sum(line.minutter for line in now_) == sum(day.minutter for day in days)


def test_part_approval_keeps_the_approved_days_and_sends_the_rest_back(session, week):
    liste, days = week
    act(session, PIOTR, lever, liste)
    friday = (monday_of(today()) + timedelta(days=4)).isoformat()
    act(session, TERJE, godkjenn, liste, retur_datoer=[friday], grunn="Annet kostnadssted")
    assert state(session, liste) is Timelistetilstand.RETURNERT
    approved = [line for line in list_linjer(session, timeliste_id=liste.id) if line.godkjent_tid]
    assert len(approved) == 4
    act(session, PIOTR, lagre_kladd, liste, dager=days, kommentar="")
    act(session, PIOTR, lever, liste)
    newest = get_versjon(session, liste=liste)
    new_lines = session.scalars(select(Timelinje).where(Timelinje.versjon_id == newest.id)).all()
    assert [line.dato.isoformat() for line in new_lines] == [friday]
    act(session, TERJE, godkjenn, liste)
    assert state(session, liste) is Timelistetilstand.GODKJENT


def test_an_old_copy_is_refused_with_who_and_when(session, week):
    liste, _ = week
    act(session, PIOTR, lever, liste)
    shown = get_timeliste(session, timeliste_id=liste.id).versjon
    act(session, TERJE, godkjenn, liste)
    with pytest.raises(Stale, match="Terje Fjord"):
        act(session, PIOTR, trekk, liste, versjon=shown)
    with pytest.raises(Stale, match="godkjent"):
        act(session, TERJE, returner, liste, versjon=shown, grunn="x")


def test_only_approved_hours_are_processed(session, week):
    liste, _ = week
    with pytest.raises(Refused, match="godkjent"):
        act(session, PIOTR, behandle, liste)
