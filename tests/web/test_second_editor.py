"""Two people change the same row: the second is shown what the first stored, and decides. Through the pages."""

import pytest

from tests.support.forms import fields, form_of, theirs
from tests.support.make_faktura import kreditnota
from tests.support.weeks import deliver, timeliste_of, week_form, week_path, week_worked


def second(client, page: str, post: str, *, jon: dict[str, str], marte: dict[str, str]) -> tuple[str, dict]:
    """Marte opens the page, Jon saves first, Marte saves: (the refused page, what it says is stored)."""
    mine = form_of(client, page, action=post)
    assert client.as_("jon").post(post, {**form_of(client, page, action=post), **jon}).status_code == 303
    refused = client.post(post, {**mine, **marte})
    assert refused.status_code == 422, refused.status_code
    return refused.text, theirs(refused.text)


@pytest.fixture(autouse=True)
def _week_worked():
    with week_worked():
        yield


@pytest.fixture
def rows(session, make):
    stilling, oppdrag, kandidat = make.stilling(), make.oppdrag(), make.kandidat("Per Redigert")
    make.kobling(stilling, kandidat)
    session.commit()
    return {"stilling": stilling.id, "oppdrag": oppdrag.id, "kandidat": kandidat.id}


def test_a_request_shows_every_field_another_changed_and_the_next_save_is_meant(client, rows) -> None:
    post = f"/stillinger/{rows['stilling']}"
    jon = {
        "oppmoete": "Port 9",
        "pris_oere": "450",
        "til_dato": "11.12.2026",
        "start_1": "06:30",
        "intern_kommentar": "Ring Siv først",
        "bygningsarbeid": "y",
    }
    page, stored = second(client, f"{post}/endre", post, jon=jon, marte={"tittel": "Truckfører T4, natt"})
    assert stored == {
        "Tittel": "Truckfører T4",
        "Oppmøte": "Port 9",
        "Pris til kunde": "450,00 kr",
        "Til og med": "11.12.2026",
        "mandag: Start": "06:30",
        "Intern kommentar": "Ring Siv først",
        "Bygningsarbeid på byggeplass": "Ja",
    }
    assert 'value="Truckfører T4, natt"' in page
    assert client.post(post, fields(page, action=post)).status_code == 303
    assert "Truckfører T4, natt" in client.get(post).text


def test_an_oppdrag_shows_every_field_another_changed(client, rows) -> None:
    post = f"/oppdrag/{rows['oppdrag']}"
    jon = {"po_nummer": "PO 77", "oppmoete": "Port 9", "intern_kommentar": "Nøkkel i luken"}
    _page, stored = second(client, f"{post}/endre", post, jon=jon, marte={"referanse": "Avd. 14"})
    assert stored == {
        "PO-nummer": "PO 77",
        "Oppmøte": "Port 9",
        "Intern kommentar": "Nøkkel i luken",
        "Kundens referanse": "Avd. 12",
    }


def test_a_candidate_shows_every_field_another_changed(client, rows) -> None:
    post = f"/kandidater/{rows['kandidat']}"
    jon = {"telefon": "412 34 567", "stilling_bp": "80", "status": "aktiv", "kommentar": "Har bil"}
    page, stored = second(
        client, f"{post}/endre", post, jon=jon, marte={"yrke": "Maler", "status": "inaktiv"}
    )
    assert {
        "Telefon": "412 34 567",
        "Stillingsprosent": "80",
        "Kommentar": "Har bil",
    }.items() <= stored.items()
    assert stored["Status"] == "Aktiv"
    assert client.post(post, fields(page, action=post)).status_code == 303


def test_the_dialog_shows_what_the_request_says_now(client, rows) -> None:
    page = f"/stillinger/{rows['stilling']}/gjoer-om"
    mine = form_of(client, page, action="/gjoer-om")
    edit = f"/stillinger/{rows['stilling']}"
    change = {**form_of(client, f"{edit}/endre", action=edit), "pris_oere": "480", "oppmoete": "Port 2"}
    assert client.as_("jon").post(edit, change).status_code == 303
    refused = client.post(page, {**mine, "kandidat_id": str(rows["kandidat"])})
    assert refused.status_code == 422
    assert theirs(refused.text) == {"Pris til kunde": "480,00 kr", "Oppmøte": "Port 2"}


def test_ending_an_oppdrag_shows_how_it_stands(client, rows) -> None:
    page = f"/oppdrag/{rows['oppdrag']}"
    mine = form_of(client, page, action="/avslutt")
    change = {**form_of(client, f"{page}/endre", action=page), "til_dato": "11.12.2026"}
    assert client.as_("jon").post(page, change).status_code == 303
    refused = client.post(f"{page}/avslutt", {**mine, "siste_dag": "10.12.2026"})
    assert refused.status_code == 422
    assert theirs(refused.text) == {"Periode": "23.11.2026–11.12.2026"}
    again = fields(refused.text, action="/avslutt")
    assert client.post(f"{page}/avslutt", again).status_code == 303


def test_a_move_shows_where_the_customer_lies_now(client, make, session) -> None:
    enhet, hit, dit = (make.kunde(navn=navn) for navn in ("Verkstedet", "Nordre AS", "Søndre AS"))
    session.commit()
    page = f"/kunder/{enhet.id}/enheter/flytt"
    mine = form_of(client, page)
    lise = {**form_of(client, page), "forelder_id": str(hit.id)}
    assert client.as_("lise").post(page, lise).status_code == 303
    refused = client.post(page, {**mine, "forelder_id": str(dit.id)})
    assert refused.status_code == 422
    assert theirs(refused.text) == {"Navn": "Verkstedet", "Ligger under": "Nordre AS"}


def test_a_draft_that_was_changed_is_not_issued_and_not_thrown_away(client, make, session) -> None:
    draft = make.fakturautkast()
    session.commit()
    page = f"/fakturaer/{draft.id}"
    lise = client.as_("lise")
    shown = form_of(lise, page, action="/endre")
    mine = {name: shown[name] for name in ("idempotens", "versjon")}
    change = {**form_of(lise, page, action="/endre"), "po_nummer": "PO 4711"}
    assert lise.post(f"{page}/endre", change).status_code == 303
    for step in ("utsted", "forkast"):
        refused = lise.post(f"{page}/{step}", mine)
        assert refused.status_code == 422
        assert theirs(refused.text)["PO-nummer"] == "PO 4711"
        assert theirs(refused.text)["Sum uten MVA"] == "2 992,50 kr"


def test_a_credit_shows_what_is_left_of_each_line(client, make, session) -> None:
    faktura = make.faktura()
    session.commit()
    lise = client.as_("lise")
    mine = form_of(lise, f"/fakturaer/{faktura.id}/kreditnotaer/ny", action="/kreditnotaer")
    kreditnota(session, faktura_id=faktura.id, mengder=[60])
    session.commit()
    refused = lise.post(
        f"/fakturaer/{faktura.id}/kreditnotaer", {**mine, "rader-0-velg": "y", "rader-0-mengde": "1:00"}
    )
    assert refused.status_code == 422
    assert theirs(refused.text) == {"1. Lagerarbeid, ordinær tid": "gjenstår 6,5 t"}


def test_a_week_shows_the_days_that_were_written_otherwise(client, cast, session) -> None:
    piotr, oppdrag_id = client.as_("piotr"), cast.id("op.truck.piotr")
    mine = week_form(piotr, oppdrag_id, dager_1_slutt="16:00")
    phone = week_form(piotr, oppdrag_id, dager_0_start="06:00", dager_0_kommentar="Tidlig lass")
    assert piotr.post(week_path(oppdrag_id), phone).status_code == 303
    refused = piotr.post(week_path(oppdrag_id), mine)
    assert refused.status_code == 422
    days = list(theirs(refused.text).values())
    assert len(days) == 2
    assert "06:00" in days[0]
    assert "Tidlig lass" in days[0]
    assert "15:00" in days[1]


def test_another_fault_does_not_let_the_next_save_pass_over_what_was_stored(client, rows) -> None:
    """The control: a form that is refused for something else still carries the version that was shown."""
    post = f"/kandidater/{rows['kandidat']}"
    mine = form_of(client, f"{post}/endre", action=post)
    jon = {**form_of(client, f"{post}/endre", action=post), "kommentar": "Har bil"}
    assert client.as_("jon").post(post, jon).status_code == 303
    wrong = client.post(post, {**mine, "fornavn": "", "kommentar": "Har sykkel"})
    assert wrong.status_code == 422
    assert theirs(wrong.text) == {}
    put_right = {**fields(wrong.text, action=post), "fornavn": "Per"}
    refused = client.post(post, put_right)
    assert refused.status_code == 422
    assert theirs(refused.text)["Kommentar"] == "Har bil"


def test_a_delivered_week_is_answered_as_it_stands(client, cast, session) -> None:
    piotr, oppdrag_id = client.as_("piotr"), cast.id("op.truck.piotr")
    assert deliver(piotr, oppdrag_id).status_code == 303
    liste = timeliste_of(session, oppdrag_id)
    terje, path = client.as_("terje"), f"/kundeportal/timer/{liste.id}"
    mine = form_of(terje, path, action="/godkjenn")
    assert terje.post(f"{path}/returner", {**mine, "grunn": "Feil dag"}).status_code == 303
    refused = terje.post(f"{path}/godkjenn", {**mine, "idempotens": "0191e1a0-0000-7000-8000-000000000001"})
    assert refused.status_code == 422
    assert theirs(refused.text) == {"Status nå": "I retur"}
