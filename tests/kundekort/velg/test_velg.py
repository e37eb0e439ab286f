"""Choosing a customer for a button of the card, from an overview."""

import pytest

from portal.dev.cast import NORDVIK

FJORDTRE = NORDVIK.id("fjordtre")


@pytest.mark.parametrize(
    ("key", "til", "address"),
    [
        ("marte", "stilling", f"/nordvik/kunder/{FJORDTRE}/stillinger/ny"),
        ("lise", "faktura.manuell", f"/nordvik/fakturaer/ny?kunde={FJORDTRE}"),
    ],
)
def test_a_name_leads_to_the_button_s_page(client, key, til, address):
    person = client.as_(key)
    page = person.get(f"/kunder/velg?til={til}&q=fjordtre as")
    assert f'href="{address}"' in page.text
    assert person.get(address.removeprefix("/nordvik")).status_code == 200
    assert "Skriv litt av navnet" in person.get(f"/kunder/velg?til={til}").text
    assert "Ingen treff." in person.get(f"/kunder/velg?til={til}&q=qqqq").text


@pytest.mark.parametrize(("key", "til"), [("marte", "finnes-ikke"), ("berit", "stilling"), ("marte", "")])
def test_a_button_one_may_not_press_is_not_found(client, key, til):
    assert client.as_(key).get(f"/kunder/velg?til={til}").status_code == 404


@pytest.mark.parametrize(
    ("key", "path", "til"),
    [("marte", "/stillinger", "stilling"), ("lise", "/fakturaer", "faktura.manuell")],
)
def test_the_overviews_have_it_on_n(client, key, path, til):
    page = client.as_(key).get(path).text
    assert f'href="/nordvik/kunder/velg?til={til}"' in page
    assert 'data-key="n"' in page
