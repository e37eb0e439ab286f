"""Forrige and neste through the hits, the card's place among them, and the way that goes along in the address."""

import re

import pytest
from sqlalchemy import select

from portal.dev.cast import NORDVIK, SOLVIK
from portal.errors import NotFound
from portal.kundekort.models import Kunde
from portal.kundekort.treffliste import queries
from portal.kundekort.treffliste.queries import get_plass
from portal.kundekort.utvalg import Filter, Leser, read_text
from tests.support.forms import form_of
from tests.support.statements import statements

MARTE = NORDVIK.id("marte")
LESER = Leser(MARTE, None)


def listed(client, query: str) -> list[str]:
    """Ids of the hits, in order."""
    return re.findall(
        r'class="rowlink"\s+href="/nordvik/kunder/([0-9a-f-]{36})', client.get(f"/kunder?{query}").text
    )


@pytest.mark.parametrize("scan", [10_000, 2])
@pytest.mark.parametrize(
    "query", ["", "status=potensiell", "hvem=favoritter", "q=fjordtre", "q=as", "fylke=46&q=as"]
)
def test_the_arrows_go_through_the_list_and_stop_at_its_ends(
    client, session, monkeypatch, query: str, scan: int
) -> None:
    monkeypatch.setattr(queries, "SCAN", scan)
    ids = listed(client, query)
    places = [get_plass(session, kunde_id=kunde_id, valg=read_text(query), leser=LESER) for kunde_id in ids]
    assert [plass.nr for plass in places] == list(range(1, len(ids) + 1))
    assert {plass.antall for plass in places} == {len(ids)}
    assert [str(plass.neste_id) for plass in places] == [*ids[1:], "None"]
    assert [str(plass.forrige_id) for plass in places] == ["None", *ids[:-1]]


def test_of_common_words_nothing_is_counted_and_the_way_is_the_same(client, session, monkeypatch) -> None:
    ids = listed(client, "q=as")
    monkeypatch.setattr("portal.kundekort.search.PROBE", 1)
    places = [get_plass(session, kunde_id=kunde_id, valg=Filter(q="as"), leser=LESER) for kunde_id in ids]
    assert {(plass.nr, plass.antall) for plass in places} == {(None, None)}
    assert [str(plass.neste_id) for plass in places] == [*ids[1:], "None"]
    assert [str(plass.forrige_id) for plass in places] == ["None", *ids[:-1]]


def test_who_is_no_hit_any_more_keeps_his_place_between_his_neighbours(client, session) -> None:
    first, second, third = listed(client, "hvem=mine")[:3]
    kunde = session.scalars(select(Kunde).where(Kunde.id == second)).one()
    kunde.kundeansvarlig_id = NORDVIK.id("jon")
    session.flush()
    plass = get_plass(session, kunde_id=second, valg=Filter(hvem="mine"), leser=LESER)
    assert (plass.nr, str(plass.forrige_id), str(plass.neste_id)) == (None, first, third)
    page = client.htmx(f"/kunder/{second}/treffliste?treff=hvem%3Dmine").text
    assert "Ikke lenger i trefflisten" in page


def test_the_list_goes_along_through_tabs_forms_and_edits(client) -> None:
    first, second = listed(client, "status=potensiell")[:2]
    card = re.search(
        rf'href="/nordvik(/kunder/{first}\?treff=[^"]*)"', client.get("/kunder?status=potensiell").text
    )[1]
    page = client.get(card).text
    for part in ("/kontakter", "/dagbok", "/endre", "/status", "/kommentarer/ny", "/treffliste/neste"):
        assert f"/kunder/{first}{part}?treff=status%3Dpotensiell" in page, part
    assert 'href="/nordvik/kunder?status=potensiell"' in page  # back to the list itself
    edit = f"/kunder/{first}/endre?treff=status%3Dpotensiell"
    saved = client.post(edit, {**form_of(client, edit), "telefon": "02770"})
    assert saved.location.endswith(f"/kunder/{first}?treff=status%3Dpotensiell")
    step = client.get(f"/kunder/{first}/treffliste/neste?treff=status%3Dpotensiell")
    assert step.location.endswith(f"/kunder/{second}?treff=status%3Dpotensiell")


def test_a_dialog_comes_back_to_where_it_stood(client) -> None:
    kunde_id = listed(client, "status=potensiell")[0]
    path = f"/kunder/{kunde_id}/kommentarer/ny"
    data = {**form_of(client, path), "slag": "hms", "tekst": "Hjelm"}
    for headers in (
        {"HX-Request": "true", "HX-Current-URL": f"https://localhost/nordvik/kunder/{kunde_id}?treff=alle"},
        {"Referer": f"https://localhost/nordvik/kunder/{kunde_id}?treff=alle"},
    ):
        answer = client._open("POST", path, data=data, headers=headers)
        to = answer.headers.get("HX-Location") or answer.headers["Location"]
        assert to.endswith(f"/kunder/{kunde_id}?treff=alle")
        data = {**data, "idempotens": form_of(client, path)["idempotens"]}
    other = {"Referer": f"https://localhost/nordvik/kunder/{MARTE}?treff=alle"}
    assert "treff" not in client._open("POST", path, data=data, headers=other).headers["Location"]


def test_without_a_list_there_are_no_arrows_and_nothing_is_carried(client) -> None:
    page = client.get(f"/kunder/{NORDVIK.id('moss')}").text
    assert "treff=" not in page
    assert 'id="steg"' not in page
    carried = client.get(f"/kunder/{NORDVIK.id('fjordtre')}?treff=alle").text
    assert 'id="steg"' in carried
    assert f"/kunder/{NORDVIK.id('fjordtre.lager')}?treff" not in carried  # another customer's address


def test_the_same_tab_of_the_neighbour(client) -> None:
    first, second = listed(client, "")[:2]
    tab = {"Referer": f"https://localhost/nordvik/kunder/{first}/kontakter?treff=alle"}
    step = client._open("GET", f"/kunder/{first}/treffliste/neste?treff=alle", headers=tab)
    assert step.location.endswith(f"/kunder/{second}/kontakter?treff=alle")
    last = listed(client, "")[-1]
    assert client.get(f"/kunder/{last}/treffliste/neste?treff=alle").location.endswith(
        f"/kunder/{last}?treff=alle"
    )


def test_what_was_edited_in_the_address_and_whose_is_not_ours(client, session) -> None:
    kunde_id = listed(client, "")[0]
    assert client.get(f"/kunder/{kunde_id}?treff=%26%26tull%3Dx").status_code == 200
    with pytest.raises(NotFound):
        get_plass(session, kunde_id=SOLVIK.id("fjellheim"), valg=Filter(), leser=LESER)
    theirs = SOLVIK.id("fjellheim")
    for path in ("treffliste", "treffliste/neste", "treffliste/forrige"):
        assert client.get(f"/kunder/{theirs}/{path}").status_code == 404


def test_the_place_is_cheap_and_costs_the_card_nothing(client, connection) -> None:
    kunde_id = listed(client, "q=fjord")[0]
    with statements(connection) as bare:
        client.get(f"/kunder/{kunde_id}/kontakter")
    with statements(connection) as carried:
        client.get(f"/kunder/{kunde_id}/kontakter?treff=q%3Dfjord")
    assert len(carried) == len(bare)
    with statements(connection) as seen:
        client.htmx(f"/kunder/{kunde_id}/treffliste?treff=q%3Dfjord")
    assert len(seen) <= 4, "\n".join(seen)
