"""Detaljer: what is registered, and the sub-tabs that lead to the rest of it."""

import re

import pytest

from portal.dev.cast import NORDVIK
from portal.kundekort.faner import DETALJER
from tests.support.statements import statements

FJORDTRE = f"/kunder/{NORDVIK.id('fjordtre')}"


def subtabs(page: str) -> str:
    found = re.search(r'<nav class="seg" aria-label="Detaljer">.*?</nav>', page, re.S)
    return found[0] if found else ""


def test_it_shows_what_is_registered_and_what_is_not(client, session, make) -> None:
    page = client.get(f"{FJORDTRE}/detaljer").text
    for part in ("Kokstadvegen 41", 'data-copy="310889105"', 'data-copy="10001"'):
        assert part in page, part
    kunde = make.kunde(navn="Uten noe AS")
    session.commit()
    assert client.get(f"/kunder/{kunde.id}/detaljer").text.count("ikke registrert") >= 6
    assert f'href="/nordvik{FJORDTRE}/detaljer"' in client.get(FJORDTRE).text


@pytest.mark.parametrize("path", ["detaljer", "status", "arbeidssteder", "enheter", "salg"])
def test_every_sub_page_has_the_tabs_and_marks_itself(client, path) -> None:
    tabs = subtabs(client.get(f"{FJORDTRE}/{path}").text)
    assert tabs.count("<a ") == len(DETALJER)
    assert re.search(rf'href="/nordvik{FJORDTRE}/{path}" aria-current="true"', tabs)
    assert tabs.count("aria-current") == 1


@pytest.mark.parametrize("path", ["", "/kontakter", "/oppdrag/sperrer", "/kommentarer"])
def test_pages_of_other_tabs_have_none(client, path) -> None:
    assert subtabs(client.get(FJORDTRE + path).text) == ""


def test_it_is_one_statement_beside_who_one_is(client, connection) -> None:
    client.get(f"{FJORDTRE}/detaljer")
    with statements(connection) as seen:
        client.get(f"{FJORDTRE}/detaljer")
    assert len([each for each in seen if "kunde" in each]) == 1
