"""The card's front: head, boxes, timeline."""

import re
from datetime import timedelta

from portal.audit.record import record
from portal.db.clock import frozen, now
from portal.dev.cast import NORDVIK
from portal.kundekort.models import Kunde

FJORDTRE = NORDVIK.id("fjordtre")


def test_the_front_shows_who_where_and_what(client) -> None:
    page = client.get(f"/kunder/{FJORDTRE}").text
    for part in (
        "Fjordtre AS",
        "310\u00a0889\u00a0105",
        "Kokstadvegen 41, Kokstad",
        "Marte Solheim",
        "Luke 4 hos Terje",
        "Fjordtre Produksjon",
        "Fjordtre Lager",
        "Fjordtre Terminal",
        "900\u00a0000\u00a0kr",
        "0192:310889105",
    ):
        assert part in page, part
    seen = page
    while older := re.search(r'hx-get="([^"]*etter=[^"]*)"', page):
        page = client.htmx(older[1].replace("&amp;", "&")).text
        seen += page
    assert "opprettet kunden" in seen


def test_an_enhet_shows_its_parents_and_inherits_the_stop(client) -> None:
    page = client.get(f"/kunder/{NORDVIK.id('fjordtre.lager')}").text
    crumbs = page[page.index('class="crumbs"') :][:900]
    assert crumbs.index("Fjordtre AS") < crumbs.index("Fjordtre Lager")


def test_the_tabs_stand_in_order_and_mark_the_one_shown(client) -> None:
    page = client.get(f"/kunder/{FJORDTRE}").text
    tabs = re.search(r'<nav class="tabs".*?</nav>', page, re.S)[0]
    assert re.search(r'aria-current="page">Oversikt', tabs)
    assert tabs.count('aria-current="page"') == 1
    status = client.get(f"/kunder/{FJORDTRE}/status").text
    assert re.search(r'aria-current="page">Oversikt', status)


def test_the_timeline_shows_every_event_once_and_older_on_demand(client, session, make) -> None:
    kunde: Kunde = make.kunde(navn="Tidslinje AS")
    start = now()
    for number in range(45):
        with frozen(start - timedelta(hours=5 * number)):
            record(session, "kunde.endret", kunde_id=kunde.id, subject=kunde, utdrag=f"hendelse {number:02}.")
    session.flush()
    html = client.get(f"/kunder/{kunde.id}").text
    seen, pages = re.findall(r"hendelse (\d\d)\.", html), 1
    while mark := re.search(r'hx-get="([^"]*etter=[^"]*)"', html):
        html = client.htmx(mark[1].replace("&amp;", "&")).text
        seen += re.findall(r"hendelse (\d\d)\.", html)
        pages += 1
    assert seen == [f"{number:02}" for number in range(45)]
    assert pages == 3


def test_a_day_has_one_heading_though_it_goes_on_in_the_next_page(client, session, make) -> None:
    kunde: Kunde = make.kunde(navn="Travel Dag AS")
    for number in range(30):
        with frozen(now() - timedelta(days=40, seconds=number)):
            record(session, "kunde.endret", kunde_id=kunde.id, subject=kunde)
    session.flush()
    first = client.get(f"/kunder/{kunde.id}/tidslinje").text
    mark = re.search(r'hx-get="([^"]*etter=[^"]*)"', first)[1].replace("&amp;", "&")
    assert first.count("tl__day") == 2  # today, when it was registered, and the busy one
    assert client.htmx(mark).text.count("tl__day") == 0


def test_the_filter_leaves_only_what_people_did(client, session, make) -> None:
    kunde: Kunde = make.kunde(navn="Filter AS")
    record(session, "kommentar.skrevet", kunde_id=kunde.id, subject=kunde)
    session.flush()
    path = f"/kunder/{kunde.id}/tidslinje"
    assert "opprettet kunden" in client.get(path).text
    people = client.get(f"{path}?tidslinje=samtaler").text
    assert "fast kommentar" in people
    assert "opprettet kunden" not in people
    system = client.get(f"{path}?tidslinje=system").text
    assert "skrev en fast kommentar" not in system
    assert "opprettet kunden" in system


def test_an_edited_mark_is_the_first_page(client) -> None:
    assert client.get(f"/kunder/{FJORDTRE}/tidslinje?etter=tull&tidslinje=tull").status_code == 200


def test_a_credit_stop_is_the_first_thing_seen(client) -> None:
    page = client.get(f"/kunder/{NORDVIK.id('haug')}").text
    assert "kan ikke få nye oppdrag" in page
    assert "Kan oppheves av økonomi" in page
    assert "Se status" not in client.get(f"/kunder/{FJORDTRE}").text


def test_the_contacts_to_reach_for_stand_with_their_role(client) -> None:
    page = client.get(f"/kunder/{FJORDTRE}").text
    for part in ("Terje Fjordtun", "driftsleder", "tel:+4759902001", "Anne Dale"):
        assert part in page


def test_the_palette_finds_customers(client) -> None:
    hits = client.htmx("/min-dag/sok?q=fjordtre").text
    assert f"/kunder/{FJORDTRE}" in hits
    assert "fjellheim" not in client.htmx("/min-dag/sok?q=fjellheim").text.lower()


def test_the_panel_beside_the_list_tells_the_essentials(client) -> None:
    panel = client.htmx(f"/kunder/{FJORDTRE}/forhaandsvis").text
    for part in ("Fjordtre AS", "310\u00a0889\u00a0105", "Terje Fjordtun", "Luke 4 hos Terje"):
        assert part in panel
    assert "<html" not in panel
    assert client.get(f"/kunder/{FJORDTRE}/forhaandsvis").status_code == 200
    assert client.as_("carl").get(f"/kunder/{FJORDTRE}/forhaandsvis").status_code == 404


def test_an_event_leads_only_where_the_reader_may_go(client) -> None:
    """Berit sees that an invoice was issued; its page is for those who may read invoices."""
    path = f"/kunder/{NORDVIK.id('fjordtre')}/tidslinje?gruppe=faktura"
    for key, leads in (("marte", True), ("berit", False)):
        page = client.as_(key).get(path).text
        assert "utstedte faktura" in page
        assert ('href="/nordvik/fakturaer/' in page) is leads, key


def test_the_facts_give_number_and_orgnr_to_copy(client) -> None:
    page = client.get(f"/kunder/{FJORDTRE}").text
    facts = page[page.index('id="b-fakta"') :].split("</section>", maxsplit=1)[0]
    assert re.findall(r'data-copy="([^"]*)"', facts) == ["10001", "310889105"]
