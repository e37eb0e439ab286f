"""Statements per page (ytelse.md): bounded, and the same for one row and for many. One more sets the tenant."""

import pytest

from portal.dev.cast import NORDVIK
from tests.support.statements import statements

FJORDTRE = NORDVIK.id("fjordtre")
SETS_TENANT = 1


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/kunder", 5),
        ("/kunder?q=fjordtre&fylke=46", 5),
        (f"/kunder/{FJORDTRE}", 10),
        (f"/kunder/{FJORDTRE}/tidslinje", 6),
        (f"/kunder/{FJORDTRE}/enheter", 6),
        (f"/kunder/{FJORDTRE}/kommentarer", 6),
    ],
)
def test_pages_keep_their_budget(client, connection, path: str, limit: int) -> None:
    client.get(path)  # places are remembered from here on
    with statements(connection) as seen:
        assert client.get(path).status_code == 200
    assert len(seen) + SETS_TENANT <= limit, "\n".join(seen)


def test_typing_in_the_search_costs_one_less(client, connection) -> None:
    with statements(connection) as seen:
        client.htmx("/kunder?q=fjord")
    assert len(seen) + SETS_TENANT <= 4, "\n".join(seen)


def test_many_rows_cost_as_few_statements_as_one(client, connection, make, session) -> None:
    counts = []
    for number in range(12):
        make.kunde(navn=f"Mange {number} AS")
        session.flush()
        with statements(connection) as seen:
            client.get("/kunder?q=mange")
        counts.append(len(seen))
    assert set(counts) == {counts[0]}
