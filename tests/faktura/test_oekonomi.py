"""The box «Økonomi»: what is invoiced for the unit and for the whole tree, told after the page is shown."""

from datetime import timedelta
from uuid import uuid4

import pytest
from lxml import html
from sqlalchemy import select

from portal.db.clock import frozen, now, today
from portal.db.types import uuid7
from portal.dev.cast import NORDVIK
from portal.faktura.grunnlag.actions import lag_utkast
from portal.faktura.kundefane.margin import load_margin
from portal.faktura.kundefane.oekonomi import MONTHS, _months_before, load_oekonomi
from portal.faktura.reverseringer.actions import angre_innbetaling
from portal.faktura.utstedelse.actions import utsted_faktura
from portal.kundekort.enheter.actions import flytt_enhet
from portal.kundekort.models import Arbeidssted
from portal.oppdrag.models import Utleieoppdrag
from portal.oppdrag.models_regler import Kalkylekomponent
from portal.oppdrag.queries_kalkyle import get_kost
from portal.oppdrag.queries_margin import kostdata, read_kostkilde
from portal.web.formats import kroner, prosent
from tests.support.make_faktura import FROM
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
    assert {(value, value) for value in ("0\u00a0kr", "0\u00a0t", "0", "–", "Ikke avtalt")} == set(
        nothing.values()
    )
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


def issue_hours(session, kunde, **values):
    draft = lag_utkast(session, kunde_id=kunde.id, idempotens=uuid4())
    session.flush()
    return utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)


def test_what_is_owed_is_told_by_age_and_payments_are_taken_off(lines, session, make):
    kunde = make.fakturakunde(betalingsdager=0)
    ages = (0, 1, 30, 31, 60, 61, 90, 91, 400)
    invoices = {}
    for days in sorted(ages, reverse=True):
        with frozen(now() - timedelta(days=days)):
            invoices[days] = make.faktura(kunde_id=kunde.id, levering_fra=today(), levering_til=today())
    told, _graph = lines(kunde.id)
    two = "7\u00a0481\u00a0kr"
    names = ("Forfalt 1–30 dager", "Forfalt 31–60 dager", "Forfalt 61–90 dager", "Forfalt over 90 dager")
    assert [told[name][0] for name in names] == [two] * 4
    assert told["Utestående"][0] == "33\u00a0666\u00a0kr"
    make.betaling(faktura_id=invoices[61].id)
    make.betaling(faktura_id=invoices[90].id, beloep_oere=374_063 + 10_000)
    told, _graph = lines(kunde.id)
    assert told["Forfalt 61–90 dager"][0] == "0\u00a0kr"
    assert told["Betalt, ikke fordelt"][0] == "100\u00a0kr"
    assert told["Dager fra faktura til betaling, i snitt"][0] == "76"  # (61 + 90) / 2, rounded


def test_the_credit_limit_is_told_with_how_much_of_it_is_used(lines, session, make):
    kunde = make.fakturakunde(kredittgrense_oere=748_126)
    first = make.faktura(kunde_id=kunde.id)
    assert lines(kunde.id)[0]["Brukt av kredittgrensen"][0] == "50\u00a0%"
    make.faktura(kunde_id=kunde.id)
    make.faktura(kunde_id=kunde.id)
    assert lines(kunde.id)[0]["Brukt av kredittgrensen"][0] == "150\u00a0%"
    make.betaling(faktura_id=first.id)
    assert lines(kunde.id)[0]["Brukt av kredittgrensen"][0] == "100\u00a0%"


def test_an_undone_payment_counts_in_no_average(lines, session, make):
    kunde = make.fakturakunde()
    with frozen(now() - timedelta(days=20)):
        faktura = make.faktura(kunde_id=kunde.id, levering_fra=today(), levering_til=today())
    payment = make.betaling(faktura_id=faktura.id)
    name = "Dager fra faktura til betaling, i snitt"
    assert lines(kunde.id)[0][name][0] == "20"
    angre_innbetaling(session, innbetaling_id=payment.id, grunn="Feil", idempotens=uuid4())
    assert lines(kunde.id)[0][name][0] == "–"


def test_the_margin_is_price_less_the_cost_the_oppdrag_itself_shows(lines, session, make):
    kunde = make.fakturakunde()
    liste = make.behandlede_timer(kunde_id=kunde.id, dager=(600,))
    oppdrag = session.scalars(select(Utleieoppdrag).where(Utleieoppdrag.id == liste.oppdrag_id)).one()
    sted = session.scalars(select(Arbeidssted).where(Arbeidssted.id == oppdrag.arbeidssted_id)).one()
    sted.kommunenr = "4601"
    issue_hours(session, kunde)
    kost = get_kost(session, dato=FROM, arbeidssted_id=sted.id, vilkaar=oppdrag.vilkaar)
    assert kost.sone == "I"
    left = kost.kalkyle(loenn_oere=24_000, pris_oere=39_900).bidrag_for(600)
    assert 0 < left < 399_000, "the control: an hour costs more than nothing and less than its price"
    told, _graph = lines(kunde.id)
    assert told["Timer fakturert i år"] == ("10\u00a0t", "10\u00a0t")
    assert told["Fakturert for timer i år"][0] == "3\u00a0990\u00a0kr"
    assert told["Dekningsbidrag i år, beregnet"][0] == kroner(left)
    assert told["Dekningsgrad i år, beregnet"][0] == prosent(round(left * 10_000 / 399_000))


def test_released_hours_leave_the_margin_and_closed_ones_keep_their_cost(lines, session, make):
    kunde = make.fakturakunde()
    make.behandlede_timer(kunde_id=kunde.id, dager=(600,))
    faktura = issue_hours(session, kunde)
    make.faktura(kunde_id=kunde.id)  # a typed line has no cost, and is not in it
    before = lines(kunde.id)[0]
    make.kreditnota(faktura_id=faktura.id, mengder=[300], frigi=True)
    half = lines(kunde.id)[0]
    assert half["Timer fakturert i år"][0] == "5\u00a0t"
    assert half["Dekningsgrad i år, beregnet"] == before["Dekningsgrad i år, beregnet"]
    make.kreditnota(faktura_id=faktura.id, mengder=[300], frigi=False)
    none = lines(kunde.id)[0]
    assert none["Timer fakturert i år"][0] == "5\u00a0t"
    assert none["Fakturert for timer i år"][0] == "0\u00a0kr"
    assert none["Dekningsbidrag i år, beregnet"][0].startswith("−")
    assert none["Dekningsgrad i år, beregnet"][0] == "–"


def test_a_rate_that_changes_counts_from_its_day(session, make):
    day = FROM + timedelta(days=2)
    for first, after, share in ((FROM - timedelta(days=90), day, 1_000), (day, None, 2_000)):
        session.add(
            Kalkylekomponent(
                id=uuid7(),
                kode="paaslag",
                navn="Påslag",
                rekkefoelge=1,
                grunnlag=["loenn"],
                sats_bp=share,
                gyldig_fra=first,
                gyldig_til=after,
            )
        )
    kunde = make.fakturakunde()
    make.behandlede_timer(kunde_id=kunde.id, dager=(60, 60, 60, 60))
    issue_hours(session, kunde)
    own = [kunde.id]
    kilde = read_kostkilde(session.scalar(select(kostdata())))
    margin, _whole = load_margin(session, kilde=kilde, own=own, tree=own, fra=today().replace(month=1, day=1))
    assert margin.kost_oere == 2 * 24_000 * 110 // 100 + 2 * 24_000 * 120 // 100
    assert margin.uten_loenn == 0


def test_the_box_costs_two_statements_however_many_hours_there_are(lines, session, make, connection):
    kunde = make.fakturakunde()
    seen_counts = []
    for _ in range(2):
        make.behandlede_timer(kunde_id=kunde.id)
        issue_hours(session, kunde)
        session.commit()
        with statements(connection) as seen:
            lines(kunde.id)
        seen_counts.append(len(seen))
    assert seen_counts == [2, 2]
