"""The box «Økonomi»: what is invoiced for the unit and for the whole tree, told after the page is shown."""

from datetime import timedelta

import pytest
from lxml import html

from portal.db.clock import frozen, now, today
from portal.dev.cast import NORDVIK
from portal.faktura.kundefane.oekonomi import MONTHS, _months_before, load_oekonomi
from portal.kundekort.enheter.actions import flytt_enhet
from tests.support.statements import statements

FJORDTRE = f"/kunder/{NORDVIK.id('fjordtre')}"


@pytest.fixture
def lines(app, session):
    def lines(kunde_id):
        with app.test_request_context():
            box = load_oekonomi(session, kunde_id)
        return {linje.tekst: (linje.enhet, linje.hele) for linje in box.linjer}, box.graf

    return lines


def test_the_unit_and_the_tree_are_told_apart(lines, session, make):
    over, under = make.fakturakunde(navn="Konsern AS"), make.fakturakunde(navn="Datter AS")
    flytt_enhet(session, kunde_id=under.id, forelder_id=over.id)
    nothing, graph = lines(over.id)
    assert set(nothing.values()) == {("0\u00a0kr", "0\u00a0kr"), ("0\u00a0t", "0\u00a0t")}
    assert graph is None
    issued = make.faktura(kunde_id=under.id)
    told, graph = lines(over.id)
    assert told["Fakturert i år"] == ("0\u00a0kr", "2\u00a0993\u00a0kr")
    assert told["Fakturert siste 30 dager"] == ("0\u00a0kr", "2\u00a0993\u00a0kr")
    assert lines(under.id)[0]["Fakturert i år"] == ("2\u00a0993\u00a0kr", "2\u00a0993\u00a0kr")
    assert "2\u00a0993\u00a0kr" in graph
    make.kreditnota(faktura_id=issued.id)
    told, _graph = lines(under.id)
    assert told["Fakturert i år"] == ("0\u00a0kr", "0\u00a0kr")
    assert told["Kreditert i år"] == ("2\u00a0993\u00a0kr", "2\u00a0993\u00a0kr")


def test_last_year_is_told_by_itself_and_hours_that_wait_as_hours(lines, make):
    kunde = make.fakturakunde()
    with frozen(now() - timedelta(days=365)):
        make.faktura(kunde_id=kunde.id, levering_fra=today(), levering_til=today())
    make.behandlede_timer(kunde_id=kunde.id)
    told, _graph = lines(kunde.id)
    assert told["Fakturert i fjor"][0] == "2\u00a0993\u00a0kr"
    assert told["Fakturert i år"][0] == "0\u00a0kr"
    assert told["Timer som kan faktureres"][0] == "22,5\u00a0t"


def test_the_months_are_twelve_and_end_with_this_one():
    dag = today().replace(month=3, day=31)
    months = [_months_before(dag, back) for back in reversed(range(MONTHS))]
    assert len(set(months)) == MONTHS
    assert (months[0].month, months[-1].month) == (4, 3)


def test_the_box_comes_after_the_page_and_costs_the_page_nothing(client, connection):
    page = html.fromstring(client.get(FJORDTRE).text)
    [box] = page.xpath("//*[@data-box='faktura.oekonomi']")
    [fetched] = box.xpath(".//@hx-get")
    with statements(connection) as seen:
        client.get(FJORDTRE)
    assert not any("date_trunc" in statement for statement in seen)
    part = client.htmx(fetched).text
    assert "Fakturert i år" in part
    assert "<html" not in part
    assert "Fakturert i år" in client.get(fetched).text  # a page of its own without script
    assert "Hele kunden" in part
    assert (
        "Hele kunden" not in client.htmx(f"/kunder/{NORDVIK.id('solbakken')}/boks?boks=faktura.oekonomi").text
    )


def test_who_may_not_see_invoices_has_no_such_box(client):
    assert client.get(f"{FJORDTRE}/boks?boks=faktura.oekonomi").status_code == 200
    assert client.get(f"{FJORDTRE}/boks").status_code == 200  # the first of them
    assert client.get(f"{FJORDTRE}/boks?boks=fakta").status_code == 404  # stands on the page itself
    assert client.get(f"{FJORDTRE}/boks?boks=finnes-ikke").status_code == 404
    reader = client.as_("berit")
    assert "faktura.oekonomi" not in reader.get(FJORDTRE).text
    assert "oppdrag.etterlevelse" in reader.get(FJORDTRE).text
    assert reader.get(f"{FJORDTRE}/boks?boks=faktura.oekonomi").status_code == 404
