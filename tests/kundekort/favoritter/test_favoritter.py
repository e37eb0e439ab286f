"""Stars: each employee's own, on the card, in the list, and as a view of the list."""

import pytest
from sqlalchemy import select

from portal.dev.cast import NORDVIK, SOLVIK
from portal.errors import NotFound
from portal.kundekort.favoritter.actions import sett_favoritt
from portal.kundekort.models import Favoritt
from tests.kundekort.kunder.test_routes import names
from tests.support.statements import statements

MOSS, NYDALEN = NORDVIK.id("moss"), NORDVIK.id("nydalen")


def star(html: str, kunde_id) -> str:
    """The star of a customer as it stands on a page: pressed or not."""
    return html.split(f'id="s-{kunde_id}"')[1].split("</button>", maxsplit=1)[0]


def test_a_star_on_the_card_is_seen_in_the_list_and_in_the_view(client) -> None:
    assert 'aria-pressed="false"' in star(client.get(f"/kunder/{MOSS}").text, MOSS)
    answer = client.post("/kunder/favoritter", {"gi": str(MOSS), "fra": "kort"})
    assert answer.location.endswith(f"/kunder/{MOSS}")
    client.post("/kunder/favoritter", {"gi": str(MOSS)})  # twice is once
    assert 'aria-pressed="true"' in star(client.get(f"/kunder/{MOSS}").text, MOSS)
    page = client.get("/kunder?hvem=favoritter").text
    assert 'aria-pressed="true"' in star(page, MOSS)
    assert 'aria-pressed="false"' in star(client.get("/kunder?status=potensiell").text, NYDALEN)
    assert "Nydalen Datadrift AS" not in names(page)
    client.post("/kunder/favoritter", {"ta": str(MOSS)})
    assert str(MOSS) not in client.get("/kunder?hvem=favoritter").text


def test_htmx_gets_the_star_alone(client) -> None:
    answer = client.htmx_post("/kunder/favoritter", {"gi": str(MOSS)})
    assert 'hx-swap-oob="true"' in answer.text
    assert 'aria-pressed="true"' in answer.text
    assert 'name="ta"' in answer.text
    assert "<html" not in answer.text


def test_a_star_is_nobody_elses(client) -> None:
    client.post("/kunder/favoritter", {"gi": str(MOSS)})
    other = client.as_("berit")  # may change nothing of a customer, and has favourites all the same
    assert 'aria-pressed="false"' in star(other.get(f"/kunder/{MOSS}").text, MOSS)
    assert other.post("/kunder/favoritter", {"gi": str(MOSS)}).status_code == 303
    other.post("/kunder/favoritter", {"ta": str(MOSS)})
    assert 'aria-pressed="true"' in star(client.get(f"/kunder/{MOSS}").text, MOSS)


@pytest.mark.parametrize(
    ("named", "status"), [({}, 409), ({"gi": "x"}, 409), ({"gi": str(SOLVIK.id("fjellheim"))}, 404)]
)
def test_what_is_not_ours_gets_none(client, session, named: dict[str, str], status: int) -> None:
    before = session.scalars(select(Favoritt.kunde_id)).all()
    assert client.post("/kunder/favoritter", named).status_code == status
    assert session.scalars(select(Favoritt.kunde_id)).all() == before


def test_the_action_refuses_unknown_customers(session) -> None:
    with pytest.raises(NotFound):
        sett_favoritt(session, kunde_id=SOLVIK.id("fjellheim"), paa=True)


def test_the_view_keeps_the_budget_of_a_list(client, connection) -> None:
    client.get("/kunder?hvem=favoritter")  # places are remembered from here on
    with statements(connection) as seen:
        client.get("/kunder?hvem=favoritter")
    assert len(seen) + 1 <= 5, "\n".join(seen)
