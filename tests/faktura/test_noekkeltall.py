"""Key figures on the front of the card: what is invoiced and what waits, for the unit and for the whole tree."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from lxml import html

from portal.db.clock import frozen, now, today
from portal.dev.cast import NORDVIK
from portal.faktura.kundefane.noekkeltall import _a_year_before, show_invoiced
from portal.identity.permissions import Permission
from portal.kundekort.enheter.actions import flytt_enhet
from portal.kundekort.oversikt.queries import get_forside

SEES = frozenset({Permission.FAKTURA_LES})


def figures(session, kunde_id, *, hele=False):
    front = get_forside(session, kunde_id=kunde_id, bruker_id=uuid4(), permissions=SEES, hele=hele)
    return {entry.key: tall for entry, tall in front.tall}


def test_what_is_issued_counts_and_what_is_credited_is_taken_off(session, make):
    kunde = make.fakturakunde()
    make.fakturautkast(kunde_id=kunde.id)
    assert figures(session, kunde.id)["faktura.fakturert"].verdi == "0\u00a0kr"
    issued = make.faktura(kunde_id=kunde.id)  # 7:30 at 399 kroner
    assert figures(session, kunde.id)["faktura.fakturert"].verdi == "2\u00a0993\u00a0kr"
    make.kreditnota(faktura_id=issued.id)
    assert figures(session, kunde.id)["faktura.fakturert"].verdi == "0\u00a0kr"


def test_the_whole_customer_counts_its_enheter_and_the_unit_does_not(session, make):
    over, under = make.fakturakunde(navn="Konsern AS"), make.fakturakunde(navn="Datter AS")
    flytt_enhet(session, kunde_id=under.id, forelder_id=over.id)
    make.faktura(kunde_id=under.id)
    assert figures(session, over.id)["faktura.fakturert"].verdi == "0\u00a0kr"
    assert figures(session, over.id, hele=True)["faktura.fakturert"].verdi == "2\u00a0993\u00a0kr"


def test_hours_that_wait_are_told_until_they_are_invoiced(session, make):
    kunde = make.fakturakunde()
    assert figures(session, kunde.id)["faktura.venter"].verdi == "0\u00a0t"
    make.behandlede_timer(kunde_id=kunde.id)
    assert figures(session, kunde.id)["faktura.venter"].verdi == "22,5\u00a0t"


def test_last_year_is_until_the_same_day(session, make):
    kunde = make.fakturakunde()
    with frozen(now() - timedelta(days=366)):
        make.faktura(kunde_id=kunde.id, levering_fra=today(), levering_til=today())
    assert "i fjor" in str(figures(session, kunde.id)["faktura.fakturert"].detalj)
    assert _a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.parametrize(("i_aar", "i_fjor", "tone"), [(2, 1, "up"), (1, 2, "down"), (1, 1, ""), (1, 0, "")])
def test_the_tone_says_which_way_it_goes(app, i_aar, i_fjor, tone):
    with app.test_request_context():
        assert show_invoiced(i_aar * 100_00, i_fjor * 100_00).tone == tone


def test_the_front_offers_the_choice_only_where_there_are_enheter(client):
    page = client.get(f"/kunder/{NORDVIK.id('fjordtre')}?tall=hele").text
    assert "Hele kunden" in page
    assert "Hele kunden" not in client.get(f"/kunder/{NORDVIK.id('solbakken')}").text


def test_the_tree_sums_each_enhet_and_all_below_it(client, session, make):
    over, mid, under = (make.fakturakunde(navn=f"Ledd {n} AS") for n in range(3))
    flytt_enhet(session, kunde_id=mid.id, forelder_id=over.id)
    flytt_enhet(session, kunde_id=under.id, forelder_id=mid.id)
    make.faktura(kunde_id=under.id)
    make.faktura(kunde_id=mid.id)
    session.commit()
    rows = html.fromstring(client.as_("lise").get(f"/kunder/{over.id}/enheter").text).xpath("//tbody/tr")
    told = {row[0].text_content(): [cell.text_content() for cell in row[-2:]] for row in rows[:3]}
    assert told == {
        "Ledd 0 AS": ["0\u00a0kr", "5\u00a0985\u00a0kr"],
        "Ledd 1 AS": ["2\u00a0993\u00a0kr", "5\u00a0985\u00a0kr"],
        "Ledd 2 AS": ["2\u00a0993\u00a0kr", "2\u00a0993\u00a0kr"],
    }
    assert "Fakturert i år" not in client.as_("berit").get(f"/kunder/{over.id}/enheter").text
