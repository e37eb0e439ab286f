"""Part credit of hours from several days: the user says which days come back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal.errors import Refused
from portal.faktura.grunnlag.actions import lag_utkast
from portal.faktura.grunnlag.queries import list_billable
from portal.faktura.kreditering.actions import Kreditvalg, krediter_faktura
from portal.faktura.models import Kreditgrunn
from portal.faktura.queries import get_faktura, list_held_days
from portal.faktura.utstedelse.actions import utsted_faktura
from tests.support.forms import form_of
from tests.support.make_faktura import FROM


@pytest.fixture
def faktura(make, session):
    """Ten hours, two on each of five days, issued."""
    kunde = make.fakturakunde()
    make.behandlede_timer(kunde_id=kunde.id, dager=(120,) * 5)
    draft = lag_utkast(session, kunde_id=kunde.id, idempotens=uuid4())
    issued = utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)
    session.commit()
    return get_faktura(session, faktura_id=issued.id)


def day(number: int):
    return FROM + timedelta(days=number)


def held(session, faktura) -> dict:
    return {row.dato: row for row in list_held_days(session, faktura_id=faktura.id)}


def free(session, faktura) -> dict:
    """Day → minutes that may be invoiced again."""
    return {row.dato: row.minutter for row in list_billable(session, kunde_id=faktura.kunde_id)}


def credit(session, faktura, minutter: int, *days):
    faktura = get_faktura(session, faktura_id=faktura.id)
    ids = tuple(held(session, faktura)[each].timelinje_id for each in days)
    return krediter_faktura(
        session,
        faktura_id=faktura.id,
        valg=[Kreditvalg(faktura.linjer[0].id, minutter, frigi=True, dager=ids)],
        grunn=Kreditgrunn.FEIL_TIMER,
        grunn_tekst="",
        versjon=faktura.versjon,
        idempotens=uuid4(),
    )


def test_only_the_chosen_days_come_back(session, faktura) -> None:
    credit(session, faktura, 180, day(0), day(2))
    assert free(session, faktura) == {day(0): 60, day(2): 120}
    assert {each: row.minutter for each, row in held(session, faktura).items()} == {
        day(0): 60,
        day(1): 120,
        day(3): 120,
        day(4): 120,
    }


def test_without_a_choice_the_newest_come_back(session, faktura) -> None:
    """The control: these are not the days chosen above."""
    credit(session, faktura, 180)
    assert set(free(session, faktura)) == {day(3), day(4)}


def test_chosen_days_must_hold_what_is_credited(session, faktura) -> None:
    with pytest.raises(Refused, match="færre timer enn du krediterer"):
        credit(session, faktura, 180, day(0))


def test_a_day_that_came_back_before_cannot_come_back_again(session, faktura) -> None:
    monday = held(session, faktura)[day(0)].timelinje_id
    credit(session, faktura, 120, day(0))
    faktura = get_faktura(session, faktura_id=faktura.id)
    with pytest.raises(Refused, match="alt frigitt"):
        krediter_faktura(
            session,
            faktura_id=faktura.id,
            valg=[Kreditvalg(faktura.linjer[0].id, 60, frigi=True, dager=(monday,))],
            grunn=Kreditgrunn.FEIL_TIMER,
            grunn_tekst="",
            versjon=faktura.versjon,
            idempotens=uuid4(),
        )


def test_the_dialog_lets_one_choose_them(session, faktura, client) -> None:
    lise = client.as_("lise")
    path = f"/fakturaer/{faktura.id}/kreditnotaer"
    page = lise.get(f"{path}/ny").text
    assert page.count('name="rader-0-dager"') == 5
    form = form_of(lise, f"{path}/ny", action="/kreditnotaer")
    chosen = held(session, faktura)[day(1)].timelinje_id
    posted = {
        **form,
        "rader-0-velg": "y",
        "rader-0-mengde": "1:30",
        "rader-0-dager": str(chosen),
        "timer": "frigi",
    }
    made = lise.post(path, posted)
    assert made.status_code == 303, made.text[-1500:]
    assert free(session, faktura) == {day(1): 90}


@pytest.mark.parametrize("wrong", ["x", "0191e1a0-0000-7000-8000-000000000001"])
def test_a_day_that_is_not_there_is_refused(faktura, client, wrong) -> None:
    lise = client.as_("lise")
    path = f"/fakturaer/{faktura.id}/kreditnotaer"
    form = form_of(lise, f"{path}/ny", action="/kreditnotaer")
    refused = lise.post(
        path, {**form, "rader-0-velg": "y", "rader-0-mengde": "1", "rader-0-dager": wrong, "timer": "frigi"}
    )
    assert refused.status_code == 422
