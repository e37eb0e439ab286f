"""Customers near a place: the filter of the list, distances, and what else asks by the same filter."""

import math
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from portal.dev.cast import NORDVIK
from portal.kundekort.avstand import distance_km, find_punkt, read_km, within
from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.queries import list_kunder
from portal.kundekort.kunder.rules import Adressedata, Kundedata
from portal.kundekort.models import Adresseslag, Kunde
from portal.kundekort.utvalg import Filter, placed, read_text, write_filter
from tests.support.statements import statements

PLACES = {
    "Nær Bergen AS": ("5003", "Bergen"),
    "Voss Prøve AS": ("5700", "Voss"),
    "Oslo Prøve AS": ("0150", "Oslo"),
}


@pytest.fixture
def kunder(session, make) -> dict[str, Kunde]:
    make.kunde(navn="Ukjent Sted AS")
    found = {}
    for navn, (postnr, sted) in PLACES.items():
        adresse = {Adresseslag.BESOEK: Adressedata("Gata 1", postnr, sted)}
        found[navn] = registrer_kunde(session, data=Kundedata(navn=navn, adresser=adresse))
    session.flush()
    for kunde in found.values():
        session.refresh(kunde)
    return found


def by_hand(one: Kunde, other: Kunde) -> float:
    """Spherical law of cosines: another formula than the one that is tested."""
    a, b = math.radians(one.breddegrad), math.radians(other.breddegrad)
    turn = math.radians(one.lengdegrad - other.lengdegrad)
    return 6371 * math.acos(math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn))


def test_the_distance_is_the_great_circle(session, kunder) -> None:
    here, there = kunder["Nær Bergen AS"], kunder["Oslo Prøve AS"]
    km = session.scalar(select(distance_km(Kunde, "5003")).where(Kunde.id == there.id))
    assert km == pytest.approx(by_hand(here, there), abs=0.5)
    assert km == pytest.approx(305, abs=15)
    assert session.scalar(select(distance_km(Kunde, "5003")).where(Kunde.id == here.id)) < 1


def names(page: str) -> set[str]:
    return {navn for navn in (*PLACES, "Ukjent Sted AS") if navn in page}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("naer=5003&km=10", {"Nær Bergen AS"}),
        ("naer=bergen&km=10", {"Nær Bergen AS"}),
        ("naer=5003&km=100", {"Nær Bergen AS", "Voss Prøve AS"}),
        ("naer=5003&km=2000", set(PLACES)),
        ("naer=0150&km=50", {"Oslo Prøve AS"}),
        ("naer=Atlantis&km=2000", set()),
    ],
)
def test_the_list_shows_those_within(client, kunder, asked, expected) -> None:
    page = "".join(client.get(f"/kunder?q={word}&{asked}").text for word in ("Prøve", "Nær", "Ukjent"))
    assert names(page) == expected
    assert names(client.get("/kunder?q=Prøve").text) >= {"Voss Prøve AS", "Oslo Prøve AS"}  # without it


def test_distances_are_shown_and_the_place_is_named(client, kunder) -> None:
    page = client.get("/kunder?naer=5003&km=100&q=Voss Prøve").text
    assert "Innen 100 km fra 5003 Bergen i luftlinje." in page
    km = round(by_hand(kunder["Nær Bergen AS"], kunder["Voss Prøve AS"]))
    assert f"{km} km" in page.replace("\u00a0", " ")
    assert "kjenner ikke stedet «Atlantis»" in client.get("/kunder?naer=Atlantis").text


def test_a_municipality_is_a_place_and_says_that_its_middle_counts(session) -> None:
    whole = find_punkt(session, naer="Øygarden")
    assert whole is not None
    assert (whole.navn, whole.noeyaktig) == ("Øygarden", False)
    code = find_punkt(session, naer="5003")
    assert code is not None
    assert code.noeyaktig
    assert find_punkt(session, naer="Atlantis") is None


def test_every_act_on_the_hits_asks_by_the_same_filter(client, session, kunder) -> None:
    valg = read_text("naer=5003&km=10")
    assert valg == Filter(naer="5003", km=10)
    assert read_text(write_filter(valg)) == valg
    assert read_text("km=10") == Filter()  # a distance from nowhere
    assert write_filter(read_text("km=10")) == ""
    found = client.get("/kunder/eksport?format=csv&naer=5003&km=10")
    if found.status_code == 200:
        assert "Voss Prøve AS" not in found.text


def test_whole_kilometres_within_reason() -> None:
    assert [read_km(text) for text in ("5", "", "x", "0", "99999", "-3")] == [5, 30, 30, 30, 2000, 30]


def test_a_place_costs_no_more_statements_once_it_is_known(client, connection, kunder) -> None:
    client.get("/kunder?q=Prøve&naer=5003")
    counts = []
    for query in ("q=Prøve", "q=Prøve&naer=5003&km=100", "q=Prøve&naer=5003&km=2000"):
        with statements(connection) as seen:
            client.get(f"/kunder?{query}")
        counts.append(len(seen))
    assert counts[0] == counts[1] == counts[2]
    counts = []
    for query in ("naer=5003&km=10", "naer=5003&km=2000"):
        with statements(connection) as seen:
            client.get(f"/kunder?{query}")
        counts.append(len(seen))
    assert counts == [4, 4]  # and the one that sets the tenant


def test_only_places_that_were_found_are_remembered(session, connection) -> None:
    find_punkt(session, naer="5700")
    with statements(connection) as seen:
        known = find_punkt(session, naer="5700")
        find_punkt(session, naer="Atlantis")
        find_punkt(session, naer="Atlantis")
    assert known is not None
    assert len(seen) == 2


def test_few_and_many_give_the_same_list(session, kunder, monkeypatch) -> None:
    """Few in a circle are looked up one by one; many are found by walking the list in its order."""

    def listed(size: int) -> list:
        found, etter = [], None
        valg = placed(session, Filter(naer="5003", km=2_000, status="alle"))
        while True:
            page = list_kunder(session, valg=valg, bruker_id=None, avdeling_id=None, etter=etter, size=size)
            found += [(row.id, round(row.avstand_km)) for row in page.rows]
            if (etter := page.next_mark) is None:
                return found

    few = listed(4)
    assert len(few) > 8
    monkeypatch.setattr("portal.kundekort.kunder.queries.LOOKED_AT", 5)
    for scan in (3, 20_000):
        monkeypatch.setattr("portal.kundekort.kunder.queries.SCAN", scan)
        assert listed(4) == few
    for valg in (Filter(hvem="mine"), Filter(hvem="favoritter"), Filter(fylke="46"), Filter(status="aktiv")):
        near = placed(session, replace(valg, naer="5003", km=100))
        assert (
            list_kunder(session, valg=near, bruker_id=NORDVIK.id("marte"), avdeling_id=None).antall != 0
            or valg.hvem
        )
    narrow = placed(session, Filter(naer="5003", km=10))
    assert [
        row.navn for row in list_kunder(session, valg=narrow, bruker_id=None, avdeling_id=None).rows
    ] != []


def test_a_place_that_was_looked_up_gives_the_same_distances(session, kunder) -> None:
    punkt = find_punkt(session, naer="5003")
    for km in (5, 100, 400):
        by_name = session.scalars(select(Kunde.id).where(within(Kunde, "5003", km))).all()
        by_point = session.scalars(select(Kunde.id).where(within(Kunde, "5003", km, punkt))).all()
        assert set(by_name) == set(by_point)


def test_the_box_leaves_out_nobody_the_distance_lets_in(session, kunder) -> None:
    for km in (5, 100, 400):
        boxed = session.scalar(select(func.count()).where(within(Kunde, "5003", km)))
        exact = session.scalar(select(func.count()).where(distance_km(Kunde, "5003") <= km))
        assert boxed == exact
