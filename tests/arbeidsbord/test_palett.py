"""The palette: acts and places by role, rows of every room, and nothing a person may not open."""

import pytest
from sqlalchemy import select

from portal.dev.cast import NORDVIK
from portal.faktura.models import Dokumentkind, Salgsdokument


@pytest.fixture
def hits(client):
    def hits(key: str, text: str) -> str:
        return client.as_(key).htmx(f"/min-dag/sok?q={text}").text

    return hits


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("importer", "/kunder/importer"),
        ("ny kunde", "/kunder/ny"),
        ("Til fakt", "/fakturaer/grunnlag"),
        ("økter", "/meg/oekter"),
    ],
)
def test_acts_are_found_by_their_words(hits, text, address) -> None:
    assert f'data-href="/nordvik{address}"' in hits("jon", text)


def test_nobody_is_offered_what_he_may_not_do(hits, client) -> None:
    for key in ("marte", "lise", "jon", "berit"):
        for line in hits(key, "").split('data-href="')[1:]:
            target = line.partition('"')[0]
            assert client.as_(key).get(target).status_code == 200, (key, target)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("piotr", f"/kandidater/{NORDVIK.id('piotr')}"),
        ("kowalski", f"/oppdrag/{NORDVIK.id('op.truck.piotr')}"),
        ("truckfører helg", f"/stillinger/{NORDVIK.id('ls.helg')}"),
    ],
)
def test_rows_of_the_rooms_are_found(hits, text, address) -> None:
    assert f'data-href="/nordvik{address}"' in hits("marte", text)
    assert "data-href" not in hits("carl", text)


def test_an_invoice_is_found_by_its_number_by_those_who_may_see_it(hits, session) -> None:
    numbered = select(Salgsdokument).where(
        Salgsdokument.kind == Dokumentkind.FAKTURA, Salgsdokument.nummer.is_not(None)
    )
    faktura = session.scalars(numbered.limit(1)).one()
    spaced = f" {str(faktura.nummer)[:2]} {str(faktura.nummer)[2:]}"
    assert f"/fakturaer/{faktura.id}" in hits("lise", spaced)
    assert "/fakturaer/" not in hits("lise", "fjord").replace("/fakturaer/grunnlag", "")


def test_nothing_typed_asks_the_rooms_nothing(hits) -> None:
    assert "/kandidater/ny" in hits("marte", "")
    assert str(NORDVIK.id("piotr")) not in hits("marte", "")
