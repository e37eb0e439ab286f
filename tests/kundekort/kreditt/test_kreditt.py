"""Assessments of credit: the log, the reason a sole trader asks for, the limit it may set, the task to look again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import Hendelse
from portal.db.clock import today
from portal.errors import NotFound, Refused
from portal.identity.actor import Actor
from portal.identity.permissions import SHIPPED_ROLES
from portal.kundekort.kreditt.actions import noter_vurdering
from portal.kundekort.kreditt.queries import list_vurderinger
from portal.kundekort.kreditt.rules import Vurderingsdata
from portal.kundekort.models import Kredittkilde, Kunde, Oppgave, Oppgavetilstand
from tests.support.forms import form_of


@pytest.fixture
def kunde(session, make, cast) -> Kunde:
    rights = frozenset(map(str, SHIPPED_ROLES["Økonomi"]))
    session.info["actor"] = Actor("ansatt", cast.id("lise"), "Lise", rights)
    kunde = make.kunde(navn="Kreditt AS")
    kunde.kundeansvarlig_id = cast.id("marte")
    session.flush()
    return kunde


def found(**values) -> Vurderingsdata:
    return Vurderingsdata(**{"dato": today(), "kilde": Kredittkilde.BYRAA, "score": "AA", **values})


def test_the_newest_stands_first_and_none_is_changed(session, kunde) -> None:
    noter_vurdering(session, kunde_id=kunde.id, data=found(dato=today() - timedelta(days=400), score="B"))
    noter_vurdering(session, kunde_id=kunde.id, data=found())
    session.flush()
    rows = list_vurderinger(session, kunde_id=kunde.id)
    assert [(row.score, row.vurdert_av) for row in rows] == [("AA", "Lise"), ("B", "Lise")]
    assert kunde.kredittgrense_oere is None  # a recommendation is not a limit until somebody says so


def test_the_recommended_sum_becomes_the_limit_when_asked(session, kunde) -> None:
    before = kunde.versjon
    noter_vurdering(session, kunde_id=kunde.id, data=found(anbefalt_oere=250_000_00, ny_grense=True))
    assert (kunde.kredittgrense_oere, kunde.versjon) == (250_000_00, before + 1)
    with pytest.raises(Refused) as refused:
        noter_vurdering(session, kunde_id=kunde.id, data=found(ny_grense=True))
    assert refused.value.field == "anbefalt"


def test_a_new_limit_stands_in_the_log_with_the_old_one(session, kunde) -> None:
    for _again in range(2):  # the same limit twice is one change
        noter_vurdering(session, kunde_id=kunde.id, data=found(anbefalt_oere=100_00, ny_grense=True))
        session.flush()
    told = select(Hendelse.data).where(Hendelse.kunde_id == kunde.id, Hendelse.kode == "kunde.endret")
    assert [data["felter"] for data in session.scalars(told)] == [{"kredittgrense_oere": [None, 100_00]}]


def test_an_older_assessment_leaves_the_task_of_the_newer_one(session, kunde) -> None:
    due = today() + timedelta(days=200)
    first = noter_vurdering(session, kunde_id=kunde.id, data=found(neste_dato=due))
    session.flush()
    older = noter_vurdering(session, kunde_id=kunde.id, data=found(dato=today() - timedelta(days=300)))
    session.flush()
    task = session.get_one(Oppgave, (session.info["tenant"], first.oppgave_id))
    assert (task.tilstand, older.oppgave_id) == (Oppgavetilstand.AAPEN, None)


def test_what_was_found_about_a_person_is_for_those_who_decide(client, session, kunde, cast) -> None:
    noter_vurdering(session, kunde_id=kunde.id, data=found(score="SCORE-X", behov="Ny ramme"))
    session.flush()
    there = f"/kunder/{kunde.id}/kreditt"
    assert "SCORE-X" in client.get(there).text  # a company's is no secret
    kunde.organisasjonsform = "ENK"
    session.flush()
    hidden = client.get(there).text
    assert "SCORE-X" not in hidden
    assert "Ny ramme" not in hidden
    assert "SCORE-X" in client.as_("lise").get(there).text
    events = session.scalars(select(Hendelse.data).where(Hendelse.kunde_id == kunde.id)).all()
    assert "SCORE-X" not in str(events)


def test_one_task_waits_and_the_next_assessment_takes_its_place(session, kunde, cast) -> None:
    due = today() + timedelta(days=180)
    first = noter_vurdering(session, kunde_id=kunde.id, data=found(neste_dato=due))
    session.flush()
    task = session.get_one(Oppgave, (session.info["tenant"], first.oppgave_id))
    assert (task.ansvarlig_id, task.frist_dato) == (cast.id("marte"), due)
    second = noter_vurdering(session, kunde_id=kunde.id, data=found(neste_dato=due + timedelta(days=1)))
    session.flush()
    assert task.tilstand is Oppgavetilstand.AVLYST
    noter_vurdering(session, kunde_id=kunde.id, data=found())
    session.flush()
    still_open = select(Oppgave.id).where(
        Oppgave.kunde_id == kunde.id, Oppgave.tilstand == Oppgavetilstand.AAPEN
    )
    assert session.scalars(still_open).all() == []
    assert second.oppgave_id != first.oppgave_id


@pytest.mark.parametrize(
    ("days", "values", "field"),
    [(1, {}, "dato"), (0, {"neste_dato": 0}, "neste_dato"), (-30, {"neste_dato": -3}, "neste_dato")],
)
def test_days_that_cannot_be_are_refused(session, kunde, days, values, field) -> None:
    dates = {name: today() + timedelta(days=value) for name, value in values.items()}
    with pytest.raises(Refused) as refused:
        noter_vurdering(session, kunde_id=kunde.id, data=found(dato=today() + timedelta(days=days), **dates))
    assert refused.value.field == field


def test_a_sole_trader_is_a_person_and_needs_a_reason(session, kunde) -> None:
    noter_vurdering(session, kunde_id=kunde.id, data=found())  # a company does not
    kunde.organisasjonsform = "ENK"
    session.flush()
    with pytest.raises(Refused) as refused:
        noter_vurdering(session, kunde_id=kunde.id, data=found(behov="  "))
    assert refused.value.field == "behov"
    noter_vurdering(session, kunde_id=kunde.id, data=found(behov="Ny ramme på 200 000 kr"))


def test_nobody_to_remind_is_said(session, kunde) -> None:
    kunde.kundeansvarlig_id = None
    session.flush()
    data = found(neste_dato=today() + timedelta(days=90))
    session.info["actor"] = Actor("system", None, "Natten", frozenset())
    with pytest.raises(Refused) as refused:
        noter_vurdering(session, kunde_id=kunde.id, data=data)
    assert refused.value.field == "neste_dato"


def test_another_agencys_customer_is_not_found(session, kunde, cast) -> None:
    with pytest.raises(NotFound):
        noter_vurdering(session, kunde_id=cast.id("ingen-slik"), data=found())


def test_the_page_shows_and_only_finance_notes(client, cast) -> None:
    home = f"/kunder/{cast.id('nydalen')}/kreditt"
    read = client.get(home)  # Marte
    assert read.status_code == 200
    assert "Ny vurdering" not in read.text
    assert client.get(f"{home}/ny").status_code == 403
    lise = client.as_("lise")
    typed = {**form_of(lise, f"{home}/ny"), "score": "62 av 100", "anbefalt": "250 000", "ny_grense": "y"}
    assert lise.post(f"{home}/ny", typed).status_code == 303
    page = lise.get(home).text.replace("\u00a0", " ")
    for shown in ("62 av 100", "250 000"):
        assert shown in page
    wrong = {**form_of(lise, f"{home}/ny"), "dato": "32.13.2026", "score": "Y7"}
    refused = lise.post(f"{home}/ny", wrong)
    assert refused.status_code == 422
    assert 'value="Y7"' in refused.text
