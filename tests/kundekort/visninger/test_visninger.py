"""Saved views: kept under a name, shared, changed by their owner alone, and marked when the filter differs."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from portal.dev.cast import NORDVIK
from portal.errors import NotFound, Refused, Stale
from portal.identity.actor import Actor
from portal.kundekort.linse import read_linse
from portal.kundekort.models import Deling
from portal.kundekort.utvalg import Filter, read_text, write_filter
from portal.kundekort.visninger.actions import MOST, endre_visning, lagre_visning, slett_visning
from tests.support.forms import fields, form_of, theirs
from tests.support.statements import statements

FILTER = "status=aktiv&q=fjord"
NEW = f"/kunder/visninger/ny?{FILTER}"
UNSAVED = "Endret, ikke lagret"


def save(client, navn: str, *, deling: str = "meg", path: str = NEW) -> str:
    """A saved view; its address."""
    data = {**form_of(client, path), "navn": navn, "deling": deling}
    answer = client.post(path.partition("?")[0], data)
    assert answer.status_code == 303, answer.text
    return answer.location


def tab(html: str, navn: str) -> str | None:
    """The view's link in the row of views, None when it is not offered."""
    row = html.split('class="views"')[1].split("</nav>", maxsplit=1)[0]
    found = [link for link in re.findall(r"<a .*?</a>", row, re.S) if navn in link]
    return found[0] if found else None


def marked(html: str, navn: str) -> bool:
    """The view says that the filter differs from its own."""
    return "hidden" not in (tab(html, navn) or "").split("data-unsaved")[1].split(">")[0]


def test_a_view_is_kept_found_and_current(client) -> None:
    address = save(client, "Fjordene")
    page = client.get(address).text
    assert 'aria-current="page"' in tab(page, "Fjordene")
    assert not marked(page, "Fjordene")
    assert 'value="fjord"' in page  # the filter is the view's
    assert 'name="visning"' in page  # and the search goes on under it
    assert tab(client.get("/kunder").text, "Fjordene")
    assert 'aria-current="page"' not in tab(client.get("/kunder").text, "Fjordene")


def test_another_filter_is_marked_and_can_be_taken_over(client) -> None:
    address = save(client, "Fjordene")
    changed = f"{address}&fylke=46"
    page = client.get(changed).text
    assert marked(page, "Fjordene")
    edit = re.search(r'href="([^"]*/visninger/[0-9a-f-]+/endre[^"]*)"', page)[1].replace("&amp;", "&")
    form = client.get(edit)
    data = fields(form.text)
    assert data["bytt_filter"]  # proposed, since the filter differs
    answer = client.post(edit.partition("?")[0], {**data, "navn": "Vestlandet"})
    page = client.get(answer.location).text
    assert "fylke=46" in answer.location
    assert not marked(page, "Vestlandet")
    assert tab(page, "Fjordene") is None


def test_only_the_name_changes_when_the_filter_is_left(client) -> None:
    address = save(client, "Fjordene")
    visning_id = re.search(r"visning=([0-9a-f-]+)", address)[1]
    edit = f"/kunder/visninger/{visning_id}/endre"
    data = fields(client.get(f"{edit}?fylke=46").text)
    data.pop("bytt_filter")
    answer = client.post(edit, {**data, "navn": "Andre fjorder"})
    assert "fylke" not in answer.location
    assert "q=fjord" in answer.location


@pytest.mark.parametrize(
    ("deling", "colleague", "elsewhere"),
    [("meg", False, False), ("avdeling", True, False), ("alle", True, True)],
)
def test_who_sees_a_view(client, deling: str, colleague: bool, elsewhere: bool) -> None:
    save(client, "Delt visning", deling=deling)
    assert bool(tab(client.as_("lise").get("/kunder").text, "Delt visning")) is colleague  # Bergen too
    assert bool(tab(client.as_("berit").get("/kunder").text, "Delt visning")) is elsewhere  # Oslo
    assert tab(client.as_("carl").get("/kunder").text, "Delt visning") is None


def test_only_its_owner_changes_it(client) -> None:
    address = save(client, "Felles", deling="alle")
    visning_id = re.search(r"visning=([0-9a-f-]+)", address)[1]
    other = client.as_("lise")
    assert f"/visninger/{visning_id}/endre" not in other.get(address).text
    assert "delt med deg" in tab(other.get(address).text, "Felles")
    for method, path in ((other.get, "endre"), (other.post, "endre"), (other.post, "slett")):
        assert method(f"/kunder/visninger/{visning_id}/{path}").status_code == 404
    assert client.get(f"/kunder/visninger/{visning_id}/endre").status_code == 200


def test_taken_away(client) -> None:
    address = save(client, "Kort liv")
    visning_id = re.search(r"visning=([0-9a-f-]+)", address)[1]
    path = f"/kunder/visninger/{visning_id}"
    data = form_of(client, f"{path}/endre", action="/slett")
    assert client.post(f"{path}/slett", data).status_code == 303
    assert tab(client.get("/kunder").text, "Kort liv") is None
    assert client.get(address).status_code == 200  # an old bookmark shows the list


def test_the_dialog_comes_back_with_what_was_typed(client) -> None:
    save(client, "Fjordene")
    data = {**form_of(client, NEW), "navn": "Fjordene", "deling": "alle"}
    answer = client.htmx_post("/kunder/visninger/ny", data)
    assert answer.status_code == 422
    assert "har alt en visning som heter" in answer.text
    assert fields(answer.text)["deling"] == "alle"
    assert "<dialog" not in answer.text
    assert "<dialog" in client.htmx(NEW).text
    nameless = client.post("/kunder/visninger/ny", {**form_of(client, NEW), "navn": " "})
    assert nameless.status_code == 422


def test_the_same_form_twice_keeps_one_view(client) -> None:
    data = {**form_of(client, NEW), "navn": "En gang"}
    first, second = client.post("/kunder/visninger/ny", data), client.post("/kunder/visninger/ny", data)
    assert second.location.endswith(first.location.removeprefix("https://localhost"))


def test_a_stale_copy_is_shown_with_what_is_stored(client) -> None:
    visning_id = re.search(r"visning=([0-9a-f-]+)", save(client, "Fjordene"))[1]
    path = f"/kunder/visninger/{visning_id}/endre"
    stale = form_of(client, path)
    client.post(path, {**form_of(client, path), "navn": "Først ute"})
    answer = client.post(path, {**stale, "navn": "For sent"})
    assert answer.status_code == 422
    assert theirs(answer.text) == {"Navn": "Først ute"}
    assert client.post(path, fields(answer.text)).status_code == 303


@pytest.fixture
def marte(session) -> Actor:
    session.info["actor"] = Actor("ansatt", NORDVIK.id("marte"), "Marte Solheim")
    return session.info["actor"]


@pytest.mark.usefixtures("marte")
def test_refused_not_found_and_stale(session) -> None:
    def keep(navn: str, deling: Deling = Deling.MEG):
        row = lagre_visning(session, navn=navn, filtertekst="", deling=deling, avdeling_id=None)
        session.flush()
        return row

    with pytest.raises(Refused, match="avdeling"):
        keep("Uten avdeling", Deling.AVDELING)
    row = keep("En")
    change = {"navn": "To", "deling": Deling.MEG, "avdeling_id": None, "filtertekst": None}
    with pytest.raises(Stale):
        endre_visning(session, visning_id=row.id, versjon=row.versjon - 1, **change)
    session.info["actor"] = Actor("ansatt", NORDVIK.id("lise"), "Lise Haugland")
    for act in (
        lambda: endre_visning(session, visning_id=row.id, versjon=row.versjon, **change),
        lambda: slett_visning(session, visning_id=row.id),
    ):
        with pytest.raises(NotFound):
            act()
    for number in range(MOST):
        keep(f"Visning {number}")
    with pytest.raises(Refused, match="Slett en"):
        keep("Én for mye")


@pytest.mark.parametrize(
    "text", ["hvem=tull&status=tull", "ansvarlig=x", "etter=abc&visning=x", "", "hvem=alle"]
)
def test_words_that_mean_nothing_are_not_kept(text: str) -> None:
    assert read_text(text) == Filter()
    assert write_filter(read_text(text)) == ""


def test_an_address_that_is_no_text_fails_nothing(client) -> None:
    for odd in ("q=%00%FF", "slag=tidslinje&q=a%00b", "fylke=4%00"):
        assert client.get(f"/kunder/visninger/ny?{odd}").status_code == 200
    assert read_linse(MultiDict({"q": "a\0b"}))[0].q == "ab"


def test_the_same_filter_is_the_same_text() -> None:
    one = write_filter(read_text("q=%C3%A5s&status=aktiv&fylke=46&hvem=mine"))
    assert one == write_filter(read_text("hvem=mine&fylke=46&q=ås&status=aktiv"))
    assert read_text(one) == Filter(q="ås", status="aktiv", hvem="mine", fylke="46")


def test_many_views_cost_no_further_statement(client, connection) -> None:
    client.get("/kunder")
    counts = []
    for number in range(3):
        save(client, f"Visning {number}")
        with statements(connection) as seen:
            client.get("/kunder")
        counts.append(len(seen))
    assert set(counts) == {4}
