"""Stars on contacts, candidates, requests and oppdrag, and the page that gathers them."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.dev.cast import NORDVIK, SOLVIK
from portal.kundekort.models import Engasjement, Favorittpost
from tests.support.statements import statements

POSTS = {
    "kandidat": (NORDVIK.id("ewa"), "/kandidater/{}", "Ewa Nowak"),
    "ledig_stilling": (NORDVIK.id("ls.helg"), "/stillinger/{}", "Truckfører T4, helg"),
    "utleieoppdrag": (NORDVIK.id("op.truck.piotr"), "/oppdrag/{}", "Piotr"),
}


def star(html: str, post_id) -> str:
    return html.split(f'id="ps-{post_id}"')[1].split("</form>", maxsplit=1)[0]


@pytest.mark.parametrize("slag", POSTS)
def test_a_star_in_the_head_is_gathered_on_the_page(client, slag) -> None:
    post_id, path, text = POSTS[slag]
    page = path.format(post_id)
    assert 'aria-pressed="false"' in star(client.get(page).text, post_id)
    assert text not in client.get("/favoritter").text
    answer = client.post("/favoritter", {"slag": slag, "gi": str(post_id)})
    assert answer.location.endswith(page)
    client.post("/favoritter", {"slag": slag, "gi": str(post_id)})  # twice is once
    assert 'aria-pressed="true"' in star(client.get(page).text, post_id)
    gathered = client.get("/favoritter").text
    assert text in gathered
    assert f'href="/nordvik{page}"' in gathered
    taken = client.post("/favoritter", {"slag": slag, "ta": str(post_id), "fra": "favoritter"})
    assert taken.location.endswith("/favoritter")
    assert 'aria-pressed="false"' in star(client.get(page).text, post_id)


def test_contacts_and_customers_stand_there_too(client, session) -> None:
    kunde_id = NORDVIK.id("fjordtre")
    terje = session.scalars(select(Engasjement.id).where(Engasjement.kunde_id == kunde_id)).first()
    path = f"/kunder/{kunde_id}/kontakter"
    answer = client.post("/favoritter", {"slag": "engasjement", "gi": str(terje)})
    assert answer.location.endswith(path)
    assert 'aria-pressed="true"' in star(client.get(path).text, terje)
    client.post("/kunder/favoritter", {"gi": str(kunde_id)})
    page = client.get("/favoritter").text
    assert 'id="f-kunde"' in page
    assert 'id="f-engasjement"' in page
    client.post("/favoritter", {"slag": "kunde", "ta": str(kunde_id), "fra": "favoritter"})
    assert f'href="/nordvik/kunder/{kunde_id}"' not in client.get("/favoritter").text


def test_htmx_gets_the_star_alone(client) -> None:
    post_id = POSTS["kandidat"][0]
    answer = client.htmx_post("/favoritter", {"slag": "kandidat", "gi": str(post_id)})
    assert 'name="ta"' in answer.text
    assert "<html" not in answer.text


def test_a_star_is_nobody_elses(client) -> None:
    post_id, path, text = POSTS["kandidat"]
    client.post("/favoritter", {"slag": "kandidat", "gi": str(post_id)})
    other = client.as_("berit")
    assert 'aria-pressed="false"' in star(other.get(path.format(post_id)).text, post_id)
    assert text not in other.get("/favoritter").text


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ({"slag": "kandidat"}, 409),
        ({"slag": "kandidat", "gi": "x"}, 409),
        ({"slag": "kandidat", "gi": str(uuid4())}, 404),
        ({"slag": "kandidat", "gi": str(SOLVIK.id("eirik"))}, 404),
        ({"slag": "bruker", "gi": str(NORDVIK.id("marte"))}, 404),
    ],
)
def test_what_is_not_there_gets_none(client, session, named, status) -> None:
    before = session.scalar(select(func.count(Favorittpost.id)))
    assert client.post("/favoritter", named).status_code == status
    assert session.scalar(select(func.count(Favorittpost.id))) == before


def test_the_page_asks_once_for_each_kind(client, make, connection) -> None:
    client = client.as_("berit")  # who has none yet

    def asked() -> int:
        with statements(connection) as seen:
            assert client.get("/favoritter").status_code == 200
        return len(seen)

    client.get("/favoritter")
    none = asked()
    for slag, (post_id, _path, _text) in POSTS.items():
        client.post("/favoritter", {"slag": slag, "gi": str(post_id)})
    assert asked() == none + len(POSTS)
    for _each in range(5):
        client.post("/favoritter", {"slag": "kandidat", "gi": str(make.kandidat().id)})
    assert asked() == none + len(POSTS)


def test_the_stars_of_a_list_come_with_the_list(client, session, make, connection) -> None:
    kunde = make.kunde(navn="Mange Kontakter AS")
    path = f"/kunder/{kunde.id}/kontakter"

    def asked() -> int:
        with statements(connection) as seen:
            assert client.get(path).status_code == 200
        return len([each for each in seen if "favorittpost" in each])

    make.kontakt(kunde_id=kunde.id, navn="Første Kontakt")
    assert asked() == 1
    for number in range(5):
        make.kontakt(kunde_id=kunde.id, navn=f"Kontakt {number}")
    assert asked() == 1
