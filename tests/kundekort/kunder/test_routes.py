"""The list, a new customer, and changing one, as people use the pages."""

import re

import pytest

from portal.dev.cast import NORDVIK
from portal.kundekort.kunder.queries import ROWS
from tests.support.forms import fields, form_of

FJORDTRE = NORDVIK.id("fjordtre")


def names(html: str) -> list[str]:
    return re.findall(r'class="rowlink"[^>]*>([^<]+)<', html)


def list_all(client, path: str) -> list[str]:
    """The names of every page, as one who presses «Vis flere» sees them."""
    shown: list[str] = []
    while path:
        page = client.htmx(path).text
        shown += names(page)
        mark = re.search(r'hx-get="([^"]*etter=[^"]+)"', page)
        path = mark[1].replace("&amp;", "&") if mark else ""
    return shown


def test_the_list_is_in_norwegian_order(client) -> None:
    shown = list_all(client, "/kunder")
    assert shown.index("Alna Lager og Logistikk AS") < shown.index("Østerfjord Industrier AS")
    assert shown[-1] == "Åsane Dekk og Bil AS"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("fjordtre", "Fjordtre AS"),
        ("fjord tre", "Fjordtre AS"),
        ("jordtre", "Fjordtre AS"),
        ("310 889 105", "Fjordtre AS"),
        ("310889105", "Fjordtre AS"),
        ("59 90 10 01", "Fjordtre AS"),
        ("kokstad", "Fjordtre AS"),
        ("5257", "Fjordtre AS"),
        ("terje", "Fjordtre AS"),
        ("AASANE", "Åsane Dekk og Bil AS"),
        ("åsane dekk", "Åsane Dekk og Bil AS"),
    ],
)
def test_search_finds_by_name_number_phone_place_and_contact(client, typed: str, found: str) -> None:
    response = client.htmx(f"/kunder?q={typed}")
    assert found in names(response.text)
    assert "<html" not in response.text


def test_a_spelling_mistake_is_answered_with_a_proposal(client) -> None:
    assert "fjordtre" in client.get("/kunder?q=fjotdre").text


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("status=potensiell", "Nydalen Datadrift AS", "Fjordtre AS"),
        ("status=aktiv", "Fjordtre AS", "Nydalen Datadrift AS"),
        ("status=sperret", "Byggmester Haug AS", "Fjordtre AS"),
        ("status=inaktiv", "Odda Smelteverk Drift AS", "Fjordtre AS"),
        ("", "Byggmester Haug AS", "Odda Smelteverk Drift AS"),
        ("hvem=mine", "Fjordtre AS", "Solbakken kommune"),
        ("hvem=avdeling", "Fjordtre AS", "Grønland Renhold AS"),
        (f"ansvarlig={NORDVIK.id('lise')}", "Solbakken kommune", "Fjordtre AS"),
        ("fylke=46", "Fjordtre AS", "Grønland Renhold AS"),
        ("fylke=46&kommune=4624", "Havnelageret", "Fjordtre AS"),
    ],
)
def test_filters_stand_in_the_address(client, query: str, there: str, gone: str) -> None:
    shown = names(client.get(f"/kunder?{query}").text)
    if "4624" not in query:
        assert there in shown
    assert gone not in shown


def test_the_wrong_filter_words_are_harmless(client) -> None:
    response = client.get("/kunder?ansvarlig=x&fylke=%27&status=tull&hvem=tull&etter=tull")
    assert response.status_code == 200


def test_another_agencys_customers_are_not_found(client) -> None:
    assert "Fjellheim" not in client.get("/kunder?q=fjellheim&status=alle").text
    assert "Fjellheim AS" in client.as_("carl").get("/kunder?q=fjellheim").text


def test_pages_follow_each_other_without_gap_or_double(client, make, session) -> None:
    for number in range(2 * ROWS + 3):
        make.kunde(navn=f"Rekke {number:03} AS")
    session.flush()
    first = client.htmx("/kunder?q=rekke").text
    assert len(names(first)) == ROWS
    assert f"{2 * ROWS + 3} kunder" in first
    assert list_all(client, "/kunder?q=rekke") == [f"Rekke {number:03} AS" for number in range(2 * ROWS + 3)]


# --- a new customer ---------------------------------------------------------------------------


def test_only_the_name_is_needed(client) -> None:
    response = client.post("/kunder/ny", {**form_of(client, "/kunder/ny"), "navn": "Nystartet Snekker AS"})
    assert response.status_code == 303
    card = client.get(response.location)
    assert "Nystartet Snekker AS" in card.text
    assert "Potensiell" in card.text
    assert "Marte Solheim" in card.text  # responsible by default
    assert "opprettet kunden" in card.text


def test_the_second_post_of_the_same_form_makes_no_second_customer(client) -> None:
    data = {**form_of(client, "/kunder/ny"), "navn": "Bare En Gang AS"}
    first, second = client.post("/kunder/ny", data), client.post("/kunder/ny", data)
    assert second.location.endswith(first.location.removeprefix("https://localhost"))
    assert names(client.get("/kunder?q=bare en gang").text) == ["Bare En Gang AS"]


def test_a_wrong_number_is_told_at_its_field_and_the_rest_kept(client) -> None:
    data = {
        **form_of(client, "/kunder/ny"),
        "navn": "Feil Nummer AS",
        "orgnr": "123456789",
        "telefon": "02770",
    }
    response = client.post("/kunder/ny", data)
    assert response.status_code == 422
    assert 'value="Feil Nummer AS"' in response.text
    assert 'value="02770"' in response.text
    assert (
        "Feil Nummer AS" not in client.get("/kunder?q=feil nummer").text.split("<main")[1].split("table")[-1]
    )


def test_a_repeated_number_is_a_warning_and_no_stop(client) -> None:
    data = {**form_of(client, "/kunder/ny"), "navn": "Fjordtre Kantine", "orgnr": "310889105"}
    assert client.post("/kunder/ny", data).status_code == 303
    assert "Finnes kanskje fra før" in client.get("/kunder/ny?navn=Fjordtre%20AS").text


def test_a_new_enhet_is_put_below_its_parent(client) -> None:
    data = {**form_of(client, f"/kunder/ny?under={FJORDTRE}"), "navn": "Fjordtre Verksted"}
    card = client.get(client.post("/kunder/ny", data).location)
    assert "Ligger under" in card.text
    assert "Fjordtre Verksted" in client.get(f"/kunder/{FJORDTRE}").text


# --- change -----------------------------------------------------------------------------------


def test_a_change_is_stored_searchable_and_told(client) -> None:
    path = f"/kunder/{NORDVIK.id('bryggen')}/endre"
    data = {**form_of(client, path), "navn": "Bryggen Kaihotell AS", "besoek_poststed": "Ytre Sandviken"}
    data["behold_adresse"] = "y"  # the post code belongs to another place
    assert client.post(path, data).status_code == 303
    assert names(client.htmx("/kunder?q=kaihotell").text) == ["Bryggen Kaihotell AS"]
    assert names(client.htmx("/kunder?q=sandviken").text) == ["Bryggen Kaihotell AS"]
    assert names(client.htmx("/kunder?q=hotelldrift").text) == []
    assert "endret kundeopplysninger" in client.get(f"/kunder/{NORDVIK.id('bryggen')}").text


def test_nothing_changed_writes_nothing(client) -> None:
    path = f"/kunder/{NORDVIK.id('moss')}"
    client.post(f"{path}/endre", form_of(client, f"{path}/endre"))
    assert "endret kundeopplysninger" not in client.get(path).text


def test_a_stale_copy_is_shown_with_both_values_and_can_then_be_saved(client) -> None:
    path = f"/kunder/{NORDVIK.id('alna')}/endre"
    mine = form_of(client, path)
    theirs = {**form_of(client, path), "telefon": "59 90 77 77"}
    assert client.as_("lise").post(path, theirs).status_code == 303
    refused = client.post(path, {**mine, "telefon": "59 90 88 88"})
    assert refused.status_code == 422
    assert "599\u00a007\u00a0777" in refused.text
    assert 'value="59 90 88 88"' in refused.text
    again = client.post(path, {**fields(refused.text), "idempotens": mine["idempotens"]})
    assert again.status_code == 303
    assert "599\u00a008\u00a0888" in client.get(f"/kunder/{NORDVIK.id('alna')}").text


def test_readers_change_nothing(client) -> None:
    berit = client.as_("berit")
    assert berit.get(f"/kunder/{FJORDTRE}").status_code == 200
    assert berit.get(f"/kunder/{FJORDTRE}/endre").status_code == 403
    assert berit.post("/kunder/ny", {"navn": "x"}).status_code == 403
    assert "Ny kunde" not in berit.get("/kunder").text


def test_another_agencys_card_is_not_found(client) -> None:
    carl = client.as_("carl")
    for part in ("", "/endre", "/status", "/enheter", "/kommentarer", "/tidslinje"):
        assert carl.get(f"/kunder/{FJORDTRE}{part}").status_code == 404


# --- common words -----------------------------------------------------------------------------


def follow(client, path: str) -> tuple[list[str], int]:
    """Names on the page and on every page that «Vis 50 til» leads to, and the number of pages."""
    shown, pages = [], 0
    while path:
        html = client.htmx(path).text
        shown += names(html)
        pages += 1
        mark = re.search(r'hx-get="([^"]*etter=[^"]+)"', html)
        path = mark[1].replace("&amp;", "&") if mark else ""
    return shown, pages


@pytest.mark.parametrize("scan", [10, 1_000])
def test_common_words_are_walked_in_order_and_nothing_is_lost(
    client, make, session, monkeypatch, scan
) -> None:
    monkeypatch.setattr("portal.kundekort.search.PROBE", 5)
    monkeypatch.setattr("portal.kundekort.kunder.queries.SCAN", scan)
    for number in range(30):
        make.kunde(navn=f"Vanlig {'Nord' if number % 3 else 'Sør'} {number:02} AS")
    session.flush()
    shown, pages = follow(client, "/kunder?q=vanlig nord")
    assert shown == [f"Vanlig Nord {number:02} AS" for number in range(30) if number % 3]
    assert pages == (1 if scan == 1_000 else pages)
    assert pages > 1 or scan == 1_000


def test_a_rare_word_narrows_a_common_one(client, monkeypatch) -> None:
    monkeypatch.setattr("portal.kundekort.search.PROBE", 4)
    assert names(client.htmx("/kunder?q=as nordhav").text) == ["Nordhav Sjømat AS"]
    assert names(client.htmx("/kunder?q=bergen nordhav").text) == []


def test_search_and_filters_hold_together(client) -> None:
    assert names(client.htmx("/kunder?q=fjordtre&hvem=mine").text)
    assert names(client.as_("lise").htmx("/kunder?q=fjordtre&hvem=mine").text) == []
    assert names(client.htmx("/kunder?q=odda").text) == []
    assert names(client.htmx("/kunder?q=odda&status=inaktiv").text) == ["Odda Smelteverk Drift AS"]
