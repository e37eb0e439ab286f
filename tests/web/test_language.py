"""What the reader's language changes: every page without an id opens in each of them, and the choice is kept."""

import re

import pytest
from flask import Flask

from portal.i18n import LANGUAGES

#: A word of the customer list in each language.
CUSTOMERS = {"nb": "Kunder", "nn": "Kundar", "en": "Customers"}


def list_plain_pages(app: Flask) -> list[str]:
    """Pages of the staff that need no id."""
    found = set()
    for rule in app.url_map.iter_rules():
        outside = rule.rule.startswith(("/kundeportal", "/vikar", "/logg", "/helse", "/metrics"))
        if "GET" in (rule.methods or ()) and not rule.arguments and not outside:
            found.add(rule.rule)
    return sorted(found)


def lang_of(html: str) -> str:
    found = re.search(r'<html[^>]* lang="(\w+)"', html)
    assert found
    return found[1]


def heading_of(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    assert found
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip()


def choose(person, language: str) -> None:
    assert person.post("/meg/oppsett", {"sprak": language}).status_code == 303


def test_an_agency_in_nynorsk_meets_its_people_in_nynorsk(client):
    page = client.as_("carl").get("/kunder").text
    assert lang_of(page) == "nn"
    assert heading_of(page).startswith("Kundar")
    assert "Logg ut" in page
    assert lang_of(client.get("/kunder").text) == "nb"  # the control: Nordvik writes Bokmål


def test_a_contact_of_that_agency_meets_nynorsk_in_the_portal(client):
    page = client.as_("dina").get("/kundeportal/meg/oekter").text
    assert lang_of(page) == "nn"
    assert heading_of(page) == "Øktene mine"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chosen_language_stays_until_another_is_chosen(client, language):
    carl = client.as_("carl")
    choose(carl, language)
    for _time in range(2):
        page = carl.get("/kunder").text
        assert lang_of(page) == language
        assert heading_of(page).startswith(CUSTOMERS[language])


def test_an_unknown_language_is_not_taken(client):
    carl = client.as_("carl")
    choose(carl, "xx")
    assert lang_of(carl.get("/kunder").text) == "nn"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plain_page_opens_in_every_language(app, client, language):
    jon = client.as_("jon")
    choose(jon, language)
    pages = list_plain_pages(app)
    assert len(pages) > 10
    wrong = []
    for path in pages:
        response = jon.get(path)
        if response.status_code >= 500 or (
            response.status_code == 200 and "<html" in response.text and lang_of(response.text) != language
        ):
            wrong.append((path, response.status_code))
    assert wrong == []
