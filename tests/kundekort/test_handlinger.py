"""The menu of the card's head: the acts a person may do, and why one cannot be done now."""

import re
from datetime import timedelta

import pytest

from portal.db.clock import now, today
from portal.dev.cast import NORDVIK
from portal.oppdrag.models_regler import Stoppunntak

FJORDTRE, HAUG = NORDVIK.id("fjordtre"), NORDVIK.id("haug")


def head(client, kunde_id) -> str:
    return client.get(f"/kunder/{kunde_id}").text.split('class="khead"')[1].split('id="kort"')[0]


def act(html: str, words: str) -> str:
    """The link or button that says so; "" when it is not offered."""
    return next((link for link in re.findall(r"<a .*?</a>", html, re.S) if words in link), "")


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Ny kontakt", f"/kunder/{FJORDTRE}/kontakter/ny"),
        ("Last opp dokument", f"/kunder/{FJORDTRE}/dokumenter/ny"),
        ("Skriv e-post", f"/kunder/{FJORDTRE}/dialog/epost"),
        ("Legg i en liste", f"/kunder/{FJORDTRE}/lister"),
        ("Ny enhet", f"/kunder/ny?under={FJORDTRE}"),
        ("Flytt i kundetreet", f"/kunder/{FJORDTRE}/enheter/flytt"),
        ("Endre status", f"/kunder/{FJORDTRE}/status"),
        ("Ny rekruttering", ""),
        ("Gjør en stilling om til oppdrag", ""),
        ("Se aktive oppdrag", f"/kunder/{FJORDTRE}/oppdrag"),
        ("Ny ledig stilling", ""),
        ("Logg aktivitet", ""),
    ],
)
def test_each_act_leads_to_a_page(client, words: str, address: str) -> None:
    link = act(head(client, FJORDTRE), words)
    assert link, words
    target = re.search(r'href="/nordvik([^"]*)"', link)[1].replace("&amp;", "&")
    assert address in target
    assert "aria-disabled" not in link
    assert client.get(target.partition("#")[0]).status_code == 200


def test_a_reader_is_offered_only_what_he_may_do(client) -> None:
    html = head(client.as_("berit"), FJORDTRE)
    for words in (
        "Ny kontakt",
        "Last opp dokument",
        "Legg i en liste",
        "Ny enhet",
        "Endre status",
        "Ny ledig stilling",
    ):
        assert act(html, words) == "", words
    assert act(html, "Se aktive oppdrag")
    assert act(html, "Åpne i eget vindu")


def test_what_the_status_stops_is_grey_and_says_why(client) -> None:
    for words in ("Ny ledig stilling", "Ny rekruttering"):
        link = act(head(client, HAUG), words)
        assert 'aria-disabled="true"' in link
        assert "Kredittsperre" in head(client, HAUG).split(words)[1][:400]
    assert "aria-disabled" not in act(head(client, HAUG), "Ny kontakt")


def test_one_who_may_decide_an_exception_is_let_through_to_it(client) -> None:
    assert "aria-disabled" not in act(head(client.as_("jon"), HAUG), "Ny ledig stilling")


def test_an_exception_that_is_decided_opens_until_it_is_used(client, session) -> None:
    decided = Stoppunntak(
        kunde_id=HAUG,
        gjelder="ny_stilling",
        grunn="Betalt på forskudd",
        besluttet_av_id=NORDVIK.id("jon"),
        besluttet_tid=now(),
        gyldig_til=today() + timedelta(days=7),
    )
    session.add(decided)
    session.commit()
    assert "aria-disabled" not in act(head(client, HAUG), "Ny ledig stilling")
    decided.brukt_tid, decided.brukt_id = now(), HAUG
    session.commit()
    assert "aria-disabled" in act(head(client, HAUG), "Ny ledig stilling")


def test_own_window_is_a_plain_link_to_the_page_one_sees(client) -> None:
    page = client.get(f"/kunder/{FJORDTRE}/kontakter?treff=alle").text
    link = act(page, "Åpne i eget vindu")
    assert f'href="/nordvik/kunder/{FJORDTRE}/kontakter?treff=alle"' in link
    assert 'target="_blank"' in link
    assert 'rel="noopener"' in link
