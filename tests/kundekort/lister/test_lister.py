"""Lists of customers: made, shared, filled from the card, expired, deleted."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.dev.cast import NORDVIK, SOLVIK
from portal.errors import NotFound, Refused
from portal.kundekort.hotlister import get_liste, lag_liste, legg_i_liste, list_velgbare
from portal.kundekort.models import Deling, Liste, Listemedlem
from portal.kundekort.utvalg import Leser
from tests.kundekort.kunder.test_routes import names
from tests.support.forms import fields, form_of, theirs
from tests.support.statements import statements

MOSS, ALNA = NORDVIK.id("moss"), NORDVIK.id("alna")
NEW = "/kunder/lister/ny"


def make_list(client, navn: str, **values: str) -> str:
    """A list of this person's own; its path."""
    answer = client.post(NEW, {**form_of(client, NEW), "navn": navn, "deling": "meg", **values})
    assert answer.status_code == 303, answer.text
    return answer.location.removeprefix(f"/{client.slug}")


def members(client, path: str) -> list[str]:
    return names(client.get(path).text)


def put_in(client, path: str, kunde_id=MOSS):
    card = f"/kunder/{kunde_id}/lister"
    data = {**form_of(client, card), "liste_id": path.rsplit("/", 1)[1]}
    return client.post(card, data)


def test_a_customer_is_put_in_from_the_card_and_taken_out_with_undo(client) -> None:
    path = make_list(client, "Julemat")
    assert put_in(client, path).status_code == 303
    assert put_in(client, path).status_code == 303  # twice is once
    assert members(client, path) == ["Moss Emballasje AS"]
    assert "Julemat" in client.get(f"/kunder/{MOSS}/lister").text.split("Står i:")[1]
    form = fields(client.get(path).text, action="/ta-ut")
    out = client.post(f"{path}/{MOSS}/ta-ut", form)
    page = client.get(out.location).text
    undo = re.search(r'action="([^"]*legg-tilbake)"', page)
    assert undo  # «Angre» in the receipt
    assert members(client, path) == []
    client.post(undo[1], fields(page, action="/legg-tilbake"))
    assert members(client, path) == ["Moss Emballasje AS"]


def test_a_new_list_is_made_on_the_way(client) -> None:
    card = f"/kunder/{MOSS}/lister"
    assert client.post(card, form_of(client, card)).status_code == 422  # neither chosen nor named
    answer = client.post(card, {**form_of(client, card), "ny_liste": "Fra kortet"})
    assert answer.status_code == 303
    assert "Fra kortet" in client.get("/kunder/lister").text


def test_the_list_is_a_filter_of_the_customer_list(client) -> None:
    path = make_list(client, "Filter")
    put_in(client, path)
    page = client.get(f"/kunder?liste={path.rsplit('/', 1)[1]}").text
    assert names(page) == ["Moss Emballasje AS"]
    assert "Filter</option>" in page
    other = client.as_("lise").get(f"/kunder?liste={path.rsplit('/', 1)[1]}").text
    assert names(other) == []  # not shared with her


@pytest.mark.parametrize(
    ("deling", "colleague", "elsewhere"),
    [("meg", 404, 404), ("avdeling", 200, 404), ("alle", 200, 200)],
)
def test_who_may_use_a_list(client, deling: str, colleague: int, elsewhere: int) -> None:
    path = make_list(client, "Delt liste", deling=deling)
    assert client.get(path).status_code == 200
    for key, status in (("lise", colleague), ("berit", elsewhere)):
        assert client.as_(key).get(path).status_code == status
        assert ("Delt liste" in client.as_(key).get("/kunder/lister").text) is (status == 200)


def test_those_it_is_shared_with_fill_it_and_only_the_owner_changes_it(client) -> None:
    path = make_list(client, "Felles", deling="alle")
    other = client.as_("lise")
    assert put_in(other, path).status_code == 303
    assert members(client, path) == ["Moss Emballasje AS"]
    assert "/endre" not in other.get(path).text.split("<main")[0]
    for method, act in ((other.get, "endre"), (other.post, "slett")):
        assert method(f"{path}/{act}").status_code == 404
    reader = client.as_("berit")  # sees it, changes nothing
    assert reader.get(path).status_code == 200
    assert reader.post(f"{path}/{MOSS}/ta-ut").status_code == 403


def test_an_expired_list_is_marked_and_leaves_the_choosers(client, session) -> None:
    path = make_list(client, "Gammel", siste_dag=today().strftime("%d.%m.%Y"))
    liste_id = path.rsplit("/", 1)[1]
    assert "Gammel</option>" in client.get("/kunder").text  # its last day is today
    liste = session.scalars(select(Liste).where(Liste.navn == "Gammel")).one()
    liste.gyldig_til = today()
    session.flush()
    assert "Utløpt" in client.get("/kunder/lister").text
    assert "Utløpt" in client.get(path).text
    assert "Gammel</option>" not in client.get("/kunder").text
    assert "Gammel</option>" not in client.get(f"/kunder/{MOSS}/lister").text
    assert put_in(client, path).status_code == 422
    edit = {**form_of(client, f"{path}/endre"), "siste_dag": "+14"}
    assert client.post(f"{path}/endre", edit).status_code == 303  # a new day, and it holds again
    assert "Utløpt" not in client.get(path).text
    assert put_in(client, path).status_code == 303
    assert liste_id in client.get("/kunder").text


def test_refusals_keep_what_was_typed(client) -> None:
    make_list(client, "Tatt")
    yesterday = (today() - timedelta(days=1)).strftime("%d.%m.%Y")
    for change, said in (
        ({"navn": "Tatt"}, "har alt en liste"),
        ({"navn": " "}, "Navn"),
        ({"navn": "Ny", "siste_dag": yesterday}, "passert"),
    ):
        answer = client.post(NEW, {**form_of(client, NEW), "deling": "alle", **change})
        assert answer.status_code == 422
        assert said in answer.text
        assert fields(answer.text)["deling"] == "alle"


def test_changed_stale_and_deleted(client, session) -> None:
    path = make_list(client, "Før")
    put_in(client, path)
    stale = form_of(client, f"{path}/endre")
    client.post(f"{path}/endre", {**stale, "navn": "Etter"})
    late = client.post(
        f"{path}/endre", {**stale, "navn": "For sent", "idempotens": stale["idempotens"][::-1]}
    )
    assert late.status_code == 422
    fresh = client.post(
        f"{path}/endre", {**form_of(client, f"{path}/endre"), "versjon": "1", "navn": "For sent"}
    )
    assert theirs(fresh.text) == {"Navn": "Etter"}
    data = form_of(client, f"{path}/endre", action="/slett")
    assert client.post(f"{path}/slett", data).status_code == 303
    assert client.get(path).status_code == 404
    assert client.get(f"/kunder/{MOSS}").status_code == 200
    gone = session.scalars(select(Listemedlem).where(Listemedlem.kunde_id == MOSS)).all()
    assert all(str(row.liste_id) not in path for row in gone)


def test_the_actions_know_no_list_of_another_agency(session) -> None:
    leser = Leser(NORDVIK.id("marte"), None)
    own = lag_liste(session, navn="Egen", deling=Deling.MEG, leser=leser)
    with pytest.raises(NotFound):
        legg_i_liste(session, liste_id=own.id, kunde_id=SOLVIK.id("fjellheim"), leser=leser)
    with pytest.raises(NotFound):
        get_liste(session, liste_id=own.id, leser=Leser(NORDVIK.id("lise"), None))
    with pytest.raises(Refused, match="avdeling"):
        lag_liste(session, navn="Delt", deling=Deling.AVDELING, leser=leser)
    with pytest.raises(Refused, match="innlogget"):
        lag_liste(session, navn="Ingens", deling=Deling.MEG, leser=Leser(None, None))
    assert own.id in [row[0] for row in list_velgbare(session, leser=leser)]


def test_the_pages_keep_their_budget_with_one_and_with_many(client, connection) -> None:
    path = make_list(client, "Mange")
    counts = []
    for kunde in (MOSS, ALNA, NORDVIK.id("fjordtre")):
        put_in(client, path, kunde)
        for address in ("/kunder/lister", path):
            with statements(connection) as seen:
                client.get(address)
            counts.append(len(seen))
    assert counts == [2, 3] * 3
