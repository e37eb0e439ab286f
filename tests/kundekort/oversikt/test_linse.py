"""Looking at the timeline through a lens: kind, contact, days, words, people's own; all of it in the address."""

import re
from datetime import date, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from portal.audit.record import record
from portal.audit.sentences import all_types, codes_in
from portal.db.clock import frozen, now, today
from portal.dev.cast import NORDVIK
from portal.kundekort.linse import GRUPPER, Linse, read_linse
from portal.kundekort.oversikt.queries import list_hendelser
from portal.oppdrag.models import Utleieoppdrag
from tests.support.forms import form_of


@pytest.fixture
def kunde(session, make):
    """A customer with a comment two days ago and a changed fact today."""
    kunde = make.kunde(navn="Linsa AS")
    person = make.kontakt(kunde_id=kunde.id)
    with frozen(now() - timedelta(days=2)):
        record(session, "kommentar.skrevet", kunde_id=kunde.id, utdrag="Ring før klokka åtte, 100 %")
    record(session, "kunde.endret", kunde_id=kunde.id, person_id=person.person_id, felter={})
    session.flush()
    kunde.person_id = person.person_id
    return kunde


def seen(session, kunde, **look):
    rows = list_hendelser(session, kunde_id=kunde.id, linse=Linse(**look)).rows
    return [row.kode for row in rows if row.kode != "kunde.opprettet"]


def test_every_kind_has_events_that_are_of_it_and_no_kind_is_left_out(app):
    assert all(codes_in(gruppe) for gruppe in GRUPPER)
    never_at_a_customer = {"oppsett", "kandidat", "annet"}
    assert {kind.gruppe for kind in all_types()} - never_at_a_customer == set(GRUPPER)


def test_each_part_narrows_and_nothing_is_everything(session, kunde):
    before_yesterday = today() - timedelta(days=2)
    assert seen(session, kunde) == ["kunde.endret", "kommentar.skrevet"]
    assert seen(session, kunde, vis="samtaler") == ["kommentar.skrevet"]
    assert seen(session, kunde, vis="system") == ["kunde.endret"]
    assert seen(session, kunde, gruppe="faktura") == []
    assert seen(session, kunde, person_id=kunde.person_id) == ["kunde.endret"]
    assert seen(session, kunde, fra=today()) == ["kunde.endret"]
    assert seen(session, kunde, til=before_yesterday) == ["kommentar.skrevet"]
    assert seen(session, kunde, fra=before_yesterday, til=before_yesterday) == ["kommentar.skrevet"]


@pytest.mark.parametrize(
    ("q", "found"),
    [("KLOKKA", 1), ("klokka ring", 1), ("klokka nei", 0), ("100 %", 1), ("1_0", 0), ("utdrag", 0)],
)
def test_every_word_must_be_there_and_signs_are_only_signs(session, kunde, q, found):
    assert len(seen(session, kunde, q=q)) == found


def test_a_look_is_its_address(app):
    with app.test_request_context():
        look, faults = read_linse(
            MultiDict(
                {
                    "tidslinje": "samtaler",
                    "gruppe": "dokument",
                    "fra": "1.11.2026",
                    "til": "tull",
                    "q": " x ",
                    "person": "nei",
                }
            )
        )
    assert look == Linse(vis="samtaler", gruppe="dokument", fra=date(2026, 11, 1), q="x")
    assert faults == {"til": "tull"}
    assert Linse().address() == {}
    assert look.address().keys() == {"tidslinje", "gruppe", "fra", "q"}


def test_the_page_keeps_what_was_asked_and_says_what_it_did_not_understand(client):
    page = client.get(f"/kunder/{NORDVIK.id('fjordtre')}/tidslinje?q=kokstad&gruppe=samtale&fra=tull").text
    assert 'value="kokstad"' in page
    assert 'value="tull"' in page
    assert "Datoen ble ikke forstått" in page
    assert 'value="samtale" selected' in page


def test_the_older_ones_are_asked_for_through_the_same_lens(session, kunde, client):
    for _time in range(21):
        record(session, "kommentar.skrevet", kunde_id=kunde.id, utdrag="Truck på lageret")
    session.commit()
    page = client.get(f"/kunder/{kunde.id}/tidslinje?q=truck").text
    [older] = re.findall(r'href="([^"]*etter=[^"]*)"', page)
    assert "q=truck" in older


def test_an_oppdrag_is_followed_with_its_hours_alone(client, session):
    oppdrag = session.get_one(Utleieoppdrag, (session.info["tenant"], NORDVIK.id("op.truck.piotr")))
    card, choice = f"/kunder/{oppdrag.kunde_id}/tidslinje", f'"utleieoppdrag:{oppdrag.id}"'
    assert f"value={choice}" in client.get(card).text

    def kinds(**look):
        rows = list_hendelser(session, kunde_id=oppdrag.kunde_id, linse=Linse(**look), size=500).rows
        return {row.subjekt_slag for row in rows}

    own = kinds(sak=("utleieoppdrag", oppdrag.id))
    assert own
    assert own <= {"utleieoppdrag", "timeliste"}
    assert own < kinds()
    assert kinds(sak=("ukjent", oppdrag.id)) == set()
    assert f"value={choice} selected" in client.get(f"{card}?sak=utleieoppdrag:{oppdrag.id}").text


def test_a_look_is_kept_under_a_name_and_used_at_another_customer(client):
    here, there = (f"/kunder/{NORDVIK.id(key)}/tidslinje" for key in ("fjordtre", "haug"))
    look = f"{here}?gruppe=faktura&q=kreditert&person={NORDVIK.id('terje.person')}"
    new = next(a for a in re.findall(r'href="([^"]*visninger/ny[^"]*)"', client.get(look).text))
    form = form_of(client, new.replace("&amp;", "&"))
    answer = client.post("/kunder/visninger/ny", {**form, "navn": "Kreditert", "deling": "meg"})
    assert answer.status_code == 303, answer.text
    assert "/tidslinje" in answer.location
    kept = next(a for a in re.findall(r'href="([^"]*)"[^>]*data-filter', client.get(there).text))
    assert "gruppe=faktura" in kept
    assert "q=kreditert" in kept
    assert "person=" not in kept
    page = client.get(kept.replace("&amp;", "&")).text
    assert 'value="faktura" selected' in page
    assert 'value="kreditert"' in page
    assert "Kreditert" not in client.get("/kunder").text  # a look at a timeline is no view of the list
    assert "Kreditert" not in client.as_("jon").get(there).text
