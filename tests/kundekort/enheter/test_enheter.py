"""The dated tree: moving, rings, history, and what follows along."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.errors import NotFound, Refused, Stale
from portal.kundekort.enheter.actions import flytt_enhet
from portal.kundekort.enheter.queries import list_foreldre, load_tree
from portal.kundekort.models import KundeForelder
from portal.kundekort.queries import get_kort, get_root_id, list_subtree_ids
from tests.support.forms import form_of


@pytest.fixture
def three(make):
    return [make.kunde(navn=f"Tre {navn} AS") for navn in ("Topp", "Midt", "Bunn")]


def move(session, kunde, forelder, **more):
    link = flytt_enhet(session, kunde_id=kunde.id, forelder_id=forelder.id if forelder else None, **more)
    session.flush()
    return link


def test_the_tree_is_read_both_ways(session, three) -> None:
    top, middle, low = three
    move(session, middle, top)
    move(session, low, middle)
    assert [(row.navn, row.dybde) for row in load_tree(session, kunde_id=top.id)] == [
        ("Tre Midt AS", 1),
        ("Tre Bunn AS", 2),
    ]
    assert set(list_subtree_ids(session, kunde_id=middle.id)) == {middle.id, low.id}
    assert get_root_id(session, kunde_id=low.id) == top.id
    assert [ledd.kunde_id for ledd in get_kort(session, kunde_id=low.id).forfedre] == [middle.id, top.id]


def test_a_ring_is_refused_at_any_depth(session, three) -> None:
    top, middle, low = three
    move(session, middle, top)
    move(session, low, middle)
    for forelder in (low, middle, top):
        with pytest.raises(Refused):
            flytt_enhet(session, kunde_id=top.id, forelder_id=forelder.id)


def test_history_stays_with_the_former_parent(session, three) -> None:
    top, middle, low = three
    link = move(session, low, top)
    link.gyldig_fra = today() - timedelta(days=30)
    session.flush()
    move(session, low, middle)
    rows = [(row.navn, row.gyldig_fra, row.gyldig_til) for row in list_foreldre(session, kunde_id=low.id)]
    assert rows == [
        ("Tre Midt AS", today(), None),
        ("Tre Topp AS", today() - timedelta(days=30), today()),
    ]
    assert low.id not in list_subtree_ids(session, kunde_id=top.id)


def test_a_move_ahead_holds_from_its_day(session, three) -> None:
    top, middle, low = three
    link = move(session, low, top)
    link.gyldig_fra = today() - timedelta(days=30)
    session.flush()
    move(session, low, middle, gyldig_fra=today() + timedelta(days=5))
    assert get_root_id(session, kunde_id=low.id) == top.id
    assert [row.navn for row in load_tree(session, kunde_id=top.id)] == ["Tre Bunn AS"]


def test_two_moves_the_same_day_leave_one_link(session, three) -> None:
    top, middle, low = three
    move(session, low, top)
    move(session, low, middle)
    links = session.scalars(select(KundeForelder).where(KundeForelder.kunde_id == low.id)).all()
    assert [link.forelder_id for link in links] == [middle.id]


def test_free_again_and_what_is_refused(session, three, make) -> None:
    top, middle, low = three
    with pytest.raises(Refused):
        flytt_enhet(session, kunde_id=low.id, forelder_id=None)
    move(session, low, top)
    with pytest.raises(Refused):
        flytt_enhet(session, kunde_id=low.id, forelder_id=top.id)
    with pytest.raises(Refused):
        flytt_enhet(session, kunde_id=low.id, forelder_id=middle.id, gyldig_fra=today() - timedelta(days=3))
    with pytest.raises(Stale):
        flytt_enhet(session, kunde_id=low.id, forelder_id=middle.id, versjon=99)
    with pytest.raises(NotFound):
        flytt_enhet(session, kunde_id=low.id, forelder_id=today and make.kontakt(kunde_id=low.id).id)
    move(session, low, None)
    assert get_root_id(session, kunde_id=low.id) == low.id


def test_the_page_finds_the_parent_and_moves(client, cast) -> None:
    path = f"/kunder/{cast.id('askoey')}/enheter"
    page = client.get(f"{path}/flytt?q=nordhav").text
    assert "Nordhav Sjømat AS" in page
    data = {**form_of(client, f"{path}/flytt?q=nordhav"), "forelder_id": str(cast.id("nordhav"))}
    assert client.post(f"{path}/flytt", data).status_code == 303
    assert "Nordhav Sjømat AS" in client.get(path).text
    assert "la kunden under Nordhav Sjømat AS" in client.get(f"/kunder/{cast.id('askoey')}").text
    assert "opprettet enheten" in client.get(f"/kunder/{cast.id('nordhav')}").text


def test_a_refused_move_is_told(client, cast) -> None:
    path = f"/kunder/{cast.id('fjordtre')}/enheter/flytt"
    data = {**form_of(client, path), "forelder_id": str(cast.id("fjordtre.lager"))}
    response = client.post(path, data)
    assert response.status_code == 422
    assert "ikke ligge under seg selv" in response.text
