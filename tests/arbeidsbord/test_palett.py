"""The palette: acts and places by role, rows of every room, and nothing a person may not open."""

import pytest
from sqlalchemy import select

from portal.dev.cast import NORDVIK
from portal.faktura.models import Dokumentkind, Salgsdokument
from portal.kundekort.models import Engasjement
from tests.support.statements import statements


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


def _hrefs(text: str) -> list[str]:
    return [line.partition('"')[0] for line in text.split('data-href="')[1:]]


def test_a_contact_is_called_by_his_name(hits, session) -> None:
    number = session.scalars(select(Engasjement.telefon).where(Engasjement.id == NORDVIK.id("terje"))).one()
    assert number
    assert _hrefs(hits("marte", "ring terje fjordtre"))[0] == f"tel:{number}"
    assert _hrefs(hits("marte", "CALL Terje"))[0] == f"tel:{number}"
    assert f"tel:{number}" in _hrefs(hits("marte", "ring fjordtre"))  # everybody there
    assert not any(href.startswith("tel:") for href in _hrefs(hits("marte", "terje")))
    assert not any(href.startswith("tel:") for href in _hrefs(hits("carl", "ring terje")))


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("ny dagbok fjordtre", "/dagbok/ny"),
        ("ny kontakt fjordtre", "/kontakter/ny"),
        ("ledig stilling Fjordtre", "/stillinger/ny"),
        ("kontakter fjordtre", "/kontakter"),
        ("skriv e-post fjordtre", "/dialog/epost"),
    ],
)
def test_a_verb_leads_to_the_page_of_the_customer_it_is_for(hits, text, page) -> None:
    assert f"/nordvik/kunder/{NORDVIK.id('fjordtre')}{page}" in _hrefs(hits("marte", text))
    assert f"{NORDVIK.id('fjordtre')}{page}" not in hits("marte", "fjordtre")


def test_a_verb_is_offered_to_those_alone_who_may(hits) -> None:
    assert "/dagbok/ny" in hits("marte", "ny dagbok fjordtre")
    assert "/dagbok/ny" not in hits("carl", "ny dagbok fjordtre")


def test_an_invoice_is_credited_by_its_number_while_something_is_left(hits, session) -> None:
    faktura = session.scalars(
        select(Salgsdokument)
        .where(Salgsdokument.kind == Dokumentkind.FAKTURA, Salgsdokument.nummer.is_not(None))
        .limit(1)
    ).one()
    address = f"/nordvik/fakturaer/{faktura.id}/kreditnotaer/ny"
    faktura.kreditert_oere = 0
    session.flush()
    assert address in _hrefs(hits("lise", f"krediter {faktura.nummer}"))
    assert address not in _hrefs(hits("marte", f"krediter {faktura.nummer}"))


def test_contacts_are_found_with_their_customer(hits) -> None:
    found = hits("marte", "terje")
    assert "Kontakter" in found
    assert f"/kunder/{NORDVIK.id('fjordtre')}/kontakter#k-" in found


def test_a_sign_narrows(hits) -> None:
    people = hits("marte", "@piotr")
    assert f"/kandidater/{NORDVIK.id('piotr')}" in people
    assert "/oppdrag/" not in people
    assert "/oppdrag/" in hits("marte", "piotr")
    assert _hrefs(hits("marte", ">ny kunde")) == ["/nordvik/kunder/ny"]


def test_a_misspelt_name_is_found_and_said(hits) -> None:
    found = hits("marte", "fjordtree")
    assert "mente du «fjordtre»?" in found
    assert f"/kunder/{NORDVIK.id('fjordtre')}" in found
    assert "mente du" not in hits("marte", "fjordtre")
    assert f"/kandidater/{NORDVIK.id('piotr')}" in hits("marte", "pitor")
    assert "mente du" not in hits("marte", "qqqqqq")


def test_on_a_card_its_acts_come_without_a_name(client) -> None:
    card = f"/kunder/{NORDVIK.id('fjordtre')}/dialog"
    marte = client.as_("marte")
    here = marte.htmx("/min-dag/sok?q=", on=card).text
    assert "Handlinger på Fjordtre AS" in here
    assert f"/kunder/{NORDVIK.id('fjordtre')}/kontakter/ny" in here
    named = marte.htmx("/min-dag/sok?q=ny kontakt", on=card).text
    assert f"/kunder/{NORDVIK.id('fjordtre')}/kontakter/ny" in named
    assert f"/kunder/{NORDVIK.id('fjordtre')}/dagbok/ny" not in named
    nobody = f"/kunder/{NORDVIK.id('marte')}"
    assert "Handlinger på" not in marte.htmx("/min-dag/sok?q=", on=nobody).text


@pytest.mark.parametrize(
    ("text", "limit"), [("", 0), ("fjord", 8), ("ring terje", 11), ("ny dagbok fjord", 9)]
)
def test_the_palette_keeps_its_budget(client, connection, text, limit) -> None:
    marte = client.as_("marte")
    marte.htmx(f"/min-dag/sok?q={text}")
    with statements(connection) as base:
        marte.htmx("/min-dag/sok?q=")
    with statements(connection) as seen:
        marte.htmx(f"/min-dag/sok?q={text}")
    assert len(seen) - len(base) <= limit
