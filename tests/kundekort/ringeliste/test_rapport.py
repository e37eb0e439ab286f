"""Visit and call report: the nearest first with the last talk, the quiet ones, and a call list made of some."""

import re
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.audit.record import record
from portal.db.clock import frozen, now
from portal.dev.cast import NORDVIK
from portal.identity.actor import Actor
from portal.kundekort.aktiviteter import Aktivitetsdata, registrer_aktivitet, slett_aktivitet
from portal.kundekort.aktivitetstyper import get_type_id
from portal.kundekort.avstand import distance_km, within
from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.rules import Adressedata, Kundedata
from portal.kundekort.models import Adresseslag, Kunde, Ringelinje
from portal.kundekort.ringeliste.rapport import MOST, list_rapport
from portal.kundekort.sammenslaaing.actions import slaa_sammen_kunder
from portal.kundekort.sammenslaaing.rules import Side, Valg
from portal.kundekort.utvalg import Filter, Leser, filtered, placed
from portal.messaging.actions import send_epost, trekk_melding
from tests.support.statements import statements

MARTE = NORDVIK.id("marte")


def at(session, navn: str, postnr: str, sted: str):
    adresse = {Adresseslag.BESOEK: Adressedata("Gata 1", postnr, sted)}
    return registrer_kunde(session, data=Kundedata(navn=navn, adresser=adresse))


@pytest.fixture
def kunder(session, make):
    make.kunde()
    found = [
        at(session, "Langt Nord Prøve AS", "9845", "Tana"),
        at(session, "Midt I Tana AS", "9845", "Tana"),
        at(session, "Vadsø Prøve AS", "9800", "Vadsø"),
    ]
    session.flush()
    return found


@contextmanager
def acting(session, by: Actor = Actor("ansatt", MARTE, "Marte Solheim")):  # noqa: B008 - a frozen value
    session.info["actor"] = by
    yield
    session.flush()
    del session.info["actor"]


def talked(session, kunde, dager: int):
    """Logged today, whenever it was."""
    with acting(session):
        kind = get_type_id(session, kode="telefon")
        tid = now() - timedelta(days=dager)
        return registrer_aktivitet(
            session, kunde_id=kunde.id, data=Aktivitetsdata(type_id=kind, tid=tid, emne="Prat")
        )


def wrote(session, kunde, dager: int, *by: Actor):
    with acting(session, *by), frozen(now() - timedelta(days=dager)):
        return send_epost(
            session,
            til="kari@prat.example",
            navn="Kari Prat",
            emne="Prat",
            tekst="Prat",
            sprak="nb",
            noekkel=uuid4(),
            kunde_id=kunde.id,
            vent_s=30,
        )


def test_the_nearest_come_first_with_distance(client, kunder) -> None:
    page = client.get("/ringerapport?naer=9845&km=200").text
    places = [page.index(name) for name in ("Midt I Tana AS", "Vadsø Prøve AS")]
    assert places == sorted(places)
    back = client.get("/ringerapport?naer=9800&km=200").text
    assert back.index("Vadsø Prøve AS") < back.index("Midt I Tana AS")
    assert "Vadsø Prøve AS" not in client.get("/ringerapport?naer=9845&km=5").text


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("dager", [0, 30])
def test_pages_are_as_one_list_sorted_by_distance(session, kunder, monkeypatch, size, dager) -> None:
    """Whatever circle holds the page: nobody is left out, twice in it, or out of place."""
    talked(session, kunder[0], 45)
    talked(session, kunder[1], 5)
    for number, (postnr, sted) in enumerate((("9845", "Tana"), ("9800", "Vadsø"), ("9900", "Kirkenes")) * 3):
        at(session, f"Nord {number} AS", postnr, sted)
    session.flush()
    valg = placed(session, Filter(naer="9845", km=200))
    quiet = {row.id for row in session.execute(select(Kunde.id).where(within(Kunde, "9845", 200)))}
    quiet -= {kunder[1].id} if dager else set()
    km = distance_km(Kunde, "9845")
    wanted = [
        row.id
        for row in session.execute(
            filtered(select(Kunde.id), Kunde, Filter(), Leser(None, None)).order_by(km, Kunde.id)
        )
        if row.id in quiet
    ]
    monkeypatch.setattr("portal.kundekort.ringeliste.rapport.PAGE_SIZE", size)
    found, etter = [], None
    while True:
        page = list_rapport(session, valg=valg, leser=Leser(None, None), stille_dager=dager, etter=etter)
        found += [row.id for row in page.rows]
        if (etter := page.next_mark) is None:
            break
    assert found == wanted
    assert len(found) > 9


def test_without_a_place_it_asks_and_an_unknown_one_is_told(client) -> None:
    assert "Skriv hvor du skal" in client.get("/ringerapport").text
    assert "kjenner ikke stedet «Atlantis»" in client.get("/ringerapport?naer=Atlantis").text


@pytest.mark.parametrize(("dager", "shown"), [(0, True), (30, True), (60, False)])
def test_only_those_it_has_been_quiet_with(client, session, kunder, dager, shown) -> None:
    talked(session, kunder[0], 45)
    with acting(session):
        record(session, "kunde.endret", kunde_id=kunder[0].id, subject=kunder[0])  # no talk
    page = client.get(f"/ringerapport?naer=9845&km=10&dager={dager}").text
    assert ("Langt Nord Prøve AS" in page) is shown
    assert "Midt I Tana AS" in page  # nobody has talked with it ever


def test_the_last_talk_by_whom_and_how_long_ago(client, session, kunder) -> None:
    talked(session, kunder[0], 45)
    page = client.get("/ringerapport?naer=9845&km=10").text
    assert ">45<" in page
    assert "Marte Solheim" in page.split("<tbody")[1]
    assert "Aldri" in page


def test_one_that_is_removed_or_still_to_come_is_no_talk(client, session, kunder) -> None:
    talked(session, kunder[0], 45)
    later = talked(session, kunder[0], 5)
    talked(session, kunder[0], -2)  # agreed, not done
    assert ">5<" in client.get("/ringerapport?naer=9845&km=10").text
    with acting(session):
        slett_aktivitet(session, aktivitet_id=later.id)
    assert ">45<" in client.get("/ringerapport?naer=9845&km=10").text


def test_what_was_said_follows_into_the_card_that_remains(client, session, kunder) -> None:
    talked(session, kunder[0], 45)
    wrote(session, kunder[0], 12)
    with acting(session):
        slaa_sammen_kunder(
            session,
            denne_id=kunder[1].id,
            andre_id=kunder[0].id,
            valg=Valg(Side.DENNE, {}),
            versjoner=(kunder[1].versjon, kunder[0].versjon),
        )
    page = client.get("/ringerapport?naer=9845&km=10").text
    assert "Langt Nord Prøve AS" not in page
    assert ">12<" in page
    assert "Aldri" not in page


def test_what_the_portal_sent_for_a_worker_is_no_talk(client, session, kunder) -> None:
    wrote(session, kunder[0], 2, Actor("vikar", uuid4(), "Piotr Prøve"))
    assert "Piotr Prøve" not in client.get("/ringerapport?naer=9845&km=10").text
    sent = wrote(session, kunder[0], 3)
    assert ">3<" in client.get("/ringerapport?naer=9845&km=10").text
    trekk_melding(session, melding_id=sent.id)
    session.flush()
    assert ">3<" not in client.get("/ringerapport?naer=9845&km=10").text


def test_a_call_list_of_the_ticked(client, session, make, kunder) -> None:
    first, second, third = kunder
    make.kontakt(kunde_id=first.id, navn="Aase Først")
    key = make.kontakt(kunde_id=first.id, navn="Øyvind Nøkkel")
    key.er_noekkel = True
    other = make.kontakt(kunde_id=third.id, navn="Ikke Valgt")
    session.flush()
    sent = client.post(
        "/ringerapport?naer=9845",
        {"valgt": [str(first.id), str(second.id)], "idempotens": str(uuid4())},
    )
    assert sent.status_code == 303
    lines = session.scalars(select(Ringelinje.engasjement_id).where(Ringelinje.bruker_id == MARTE)).all()
    assert key.id in lines
    assert other.id not in lines
    page = client.get("/ringeliste").text
    assert "Øyvind Nøkkel" in page
    assert "Uten kontakt å ringe: 1." in page
    again = client.post("/ringerapport?naer=9845", {"valgt": [str(first.id)], "idempotens": str(uuid4())})
    assert again.status_code == 303
    assert "Sto der fra før: 1." in client.get("/ringeliste").text


def test_nothing_ticked_is_told(client, kunder) -> None:
    refused = client.post("/ringerapport?naer=9845", {"idempotens": str(uuid4())})
    assert refused.status_code == 422
    assert "Velg minst én kunde." in refused.text
    assert "Midt I Tana AS" in refused.text


def test_all_that_are_ticked_are_taken_or_none(client, session, make, kunder) -> None:
    kontakt = make.kontakt(kunde_id=kunder[0].id, navn="Aase Sist")
    others = [str(uuid4()) for _each in range(60)]  # from more than one page
    typed = {"valgt": [*others, str(kunder[0].id)], "idempotens": str(uuid4())}
    assert client.post("/ringerapport?naer=9845", typed).status_code == 303
    mine = select(Ringelinje.engasjement_id).where(Ringelinje.bruker_id == MARTE)
    assert kontakt.id in session.scalars(mine).all()
    many = {"valgt": [str(uuid4()) for _each in range(MOST + 1)], "idempotens": str(uuid4())}
    refused = client.post("/ringerapport?naer=9845", many)
    assert refused.status_code == 422
    assert f"Velg høyst {MOST} kunder om gangen." in refused.text


def test_the_status_of_the_address_is_kept(client, kunder) -> None:
    page = client.get("/ringerapport?naer=9845&km=10&status=alle").text
    assert 'name="status" value="alle"' in page
    assert re.search(r'action="[^"]*/ringerapport\?[^"]*status=alle', page)
    assert "status=" not in client.get("/ringerapport?naer=9845&km=10").text


def test_a_reader_has_no_call_list(client) -> None:
    assert client.as_("berit").get("/ringerapport").status_code == 403


def test_many_rows_cost_as_few_statements_as_one(client, session, connection, kunder) -> None:
    counts = []
    for number in range(4):
        at(session, f"Tana Nummer {number} AS", "9845", "Tana")
        session.flush()
        client.get("/ringerapport?naer=9845")
        with statements(connection) as seen:
            client.get("/ringerapport?naer=9845")
        counts.append(len(seen))
    assert set(counts) == {counts[0]}
