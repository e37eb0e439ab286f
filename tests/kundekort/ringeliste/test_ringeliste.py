"""«Min ringeliste»: put on, called, put off, changed, taken off; one's own and nobody else's."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.db.clock import today
from portal.dev.cast import NORDVIK
from portal.kundekort.models import Aktivitetstype, Dagbokaktivitet, Oppgave, Ringelinje
from tests.support.forms import fields
from tests.support.statements import statements

MARTE = NORDVIK.id("marte")


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


@pytest.fixture
def kontakt(make, kunde):
    return make.kontakt(kunde_id=kunde.id, navn="Ring Meg")


def when(days: int) -> str:
    return f"{today() + timedelta(days=days):%d.%m.%Y}"


def put(client, kontakt, **changed: object):
    data = {"kontakt": str(kontakt.id), "hyppighet": "14", "neste": when(0), "idempotens": str(uuid4())}
    return client.post("/ringeliste", {**data, **changed})


@pytest.fixture
def linje(client, session, kontakt) -> Ringelinje:
    assert put(client, kontakt).status_code == 303
    return session.scalars(select(Ringelinje).where(Ringelinje.engasjement_id == kontakt.id)).one()


def press(client, linje, what: str = "", **more: object):
    path = f"/ringeliste/{linje.id}" + (f"/{what}" if what else "")
    return client.post(path, {"idempotens": str(uuid4()), **more})


def test_the_contact_waits_on_the_list_and_in_min_dag(client, linje) -> None:
    for page in (client.get("/ringeliste").text, client.get("/min-dag").text):
        assert "Ring Meg" in page
    assert "tel:+4759900301" in client.get("/ringeliste").text


def test_called_logs_the_call_and_moves_the_day(client, session, kunde, kontakt, linje) -> None:
    assert press(client, linje, "ringt", notat="Vil ha tre til").status_code == 303
    session.expire_all()
    assert linje.neste_dato == today() + timedelta(days=14)
    call = session.scalars(select(Dagbokaktivitet).where(Dagbokaktivitet.engasjement_id == kontakt.id)).one()
    assert (call.emne, call.notat, call.kunde_id) == ("Samtale med Ring Meg", "Vil ha tre til", kunde.id)
    assert "Samtale med Ring Meg" in client.get("/ringeliste").text
    assert "registrerte en samtale" in client.get(f"/kunder/{kunde.id}/tidslinje").text
    assert "Ring Meg" not in client.get("/min-dag").text


def test_what_follows_can_be_said_where_the_agency_asks_for_it(
    client, session, kunde, kontakt, linje
) -> None:
    session.scalars(
        select(Aktivitetstype).where(Aktivitetstype.kode == "telefon")
    ).one().krever_neste_steg = True
    session.flush()
    refused = press(client, linje, "ringt", notat="Vil ha tre til")
    assert refused.status_code == 422
    assert "kryss av for «Ingen neste steg»" in refused.text
    asked = fields(refused.text, action="/ringt")
    assert {"neste_steg", "neste_dato"} <= asked.keys()
    assert 'name="uten_neste_steg"' in refused.text
    later = {**asked, "neste_steg": "Send tre navn", "neste_dato": when(3)}
    assert client.post(f"/ringeliste/{linje.id}/ringt", later).status_code == 303
    task = session.scalars(select(Oppgave).where(Oppgave.kunde_id == kunde.id)).one()
    assert (task.tittel, task.frist_dato) == ("Send tre navn", today() + timedelta(days=3))
    assert press(client, linje, "ringt", uten_neste_steg="y").status_code == 303
    calls = select(func.count()).where(Dagbokaktivitet.engasjement_id == kontakt.id)
    assert session.scalar(calls) == 2


def test_a_double_click_is_one_call(client, session, kontakt, linje) -> None:
    data = {"idempotens": str(uuid4())}
    for _twice in range(2):
        assert client.post(f"/ringeliste/{linje.id}/ringt", data).status_code == 303
    calls = select(func.count()).where(Dagbokaktivitet.engasjement_id == kontakt.id)
    assert session.scalar(calls) == 1


def test_no_answer_is_tomorrow_and_logs_nothing(client, session, kontakt, linje) -> None:
    press(client, linje, "utsett")
    session.expire_all()
    assert linje.neste_dato == today() + timedelta(days=1)
    calls = select(func.count()).where(Dagbokaktivitet.engasjement_id == kontakt.id)
    assert session.scalar(calls) == 0


def test_how_often_is_changed_and_a_stale_copy_shown(client, session, linje) -> None:
    changed = {"hyppighet": "60", "neste": when(5), "versjon": 1}
    assert press(client, linje, **changed).status_code == 303
    session.expire_all()
    assert (linje.hyppighet_dager, linje.neste_dato) == (60, today() + timedelta(days=5))
    conflict = press(client, linje, **{**changed, "hyppighet": "90"})
    assert conflict.status_code == 422
    assert 'value="90"' in conflict.text


def test_no_contact_named_says_where_to_begin(client) -> None:
    refused = client.post("/ringeliste", {"hyppighet": "3", "neste": when(1), "idempotens": str(uuid4())})
    assert refused.status_code == 422
    assert "Åpne kontaktene på et kundekort" in refused.text


def test_taken_off(client, session, linje) -> None:
    client.get("/ringeliste")  # says that he was put on it
    assert press(client, linje, "fjern").status_code == 303
    assert "Ring Meg" not in client.get("/ringeliste").text


@pytest.mark.parametrize("wrong", [{"hyppighet": "0"}, {"hyppighet": "900"}, {"neste": "31.02.2026"}])
def test_what_is_not_sound_is_refused(client, session, kontakt, wrong) -> None:
    assert put(client, kontakt, **wrong).status_code == 422
    lines = select(func.count()).where(Ringelinje.engasjement_id == kontakt.id)
    assert session.scalar(lines) == 0


def test_twice_on_the_list_is_refused(client, kontakt, linje) -> None:
    refused = put(client, kontakt)
    assert refused.status_code == 422
    assert "står alt på ringelisten" in refused.text


def test_one_who_has_left_is_not_called(client, make, kunde) -> None:
    gone = make.kontakt(kunde_id=kunde.id, navn="Borte", til=today())
    assert put(client, gone).status_code == 404


def test_one_who_leaves_is_said_to_have_left_and_the_note_is_kept(client, session, kontakt, linje) -> None:
    for page in (client.get("/ringeliste").text, client.get(f"/ringeliste/{linje.id}").text):
        assert f"/ringeliste/{linje.id}/ringt" in page
    kontakt.gyldig_til = today()
    session.flush()
    for page in (client.get("/ringeliste").text, client.get(f"/ringeliste/{linje.id}").text):
        assert "luttet" in page
        assert f"/ringeliste/{linje.id}/ringt" not in page
    refused = press(client, linje, "ringt", notat="Ringer tilbake mandag")
    assert refused.status_code == 422
    assert "Kontakten har sluttet" in refused.text
    assert "Ringer tilbake mandag" in refused.text


@pytest.mark.parametrize("what", ["ringt", "utsett", "fjern", ""])
def test_anothers_list_is_not_found(client, linje, what) -> None:
    lise = client.as_("lise")
    assert press(lise, linje, what, hyppighet="3", neste=when(1), versjon=1).status_code == 404
    assert lise.get(f"/ringeliste/{linje.id}").status_code == 404
    assert "Ring Meg" not in lise.get("/ringeliste").text


def test_it_is_begun_from_the_contact(client, kunde, kontakt) -> None:
    page = client.get(f"/kunder/{kunde.id}/kontakter").text
    ny = re.search(r'href="(/nordvik/ringeliste/ny\?kontakt=[^"]+)"', page)[1].removeprefix("/nordvik")
    assert client.htmx(ny).text.lstrip().startswith("<dialog")
    assert "Ring Meg, Fjordtre Prøve AS" in client.get(ny).text


def test_many_lines_cost_as_few_statements_as_one(client, connection, make, kunde) -> None:
    counts = []
    for number in range(6):
        put(client, make.kontakt(kunde_id=kunde.id, navn=f"Nummer {number}"))
        with statements(connection) as seen:
            client.get("/ringeliste")
        counts.append(len(seen))
    assert set(counts) == {counts[0]}
    assert counts[0] + 1 <= 5
