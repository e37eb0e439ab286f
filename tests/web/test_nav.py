"""The sidebar: who sees what, and which one entry is current."""

import pytest
from flask import Flask

from portal.web import nav
from portal.web.nav import Navpunkt

POINTS = [
    Navpunkt("kunder", "Kunder", "kundekort.kunder.liste", "building-2", "kunde:les", 20),
    Navpunkt("dag", "Min dag", "arbeidsbord.vis", "house", "egen:bruk", 10),
    Navpunkt("oppdrag", "Oppdrag", "oppdrag.utleieoppdrag.liste", "briefcase", "oppdrag:les", 30),
    Navpunkt("stillinger", "Stillinger", "oppdrag.stillinger.liste", "megaphone", "oppdrag:les", 40),
    Navpunkt("timer", "Timer", "kundeportal.timer.liste", "clock", "egen:bruk", 10, audience="kontakt"),
]
PAGES = {
    "arbeidsbord.vis": "dag",
    "arbeidsbord.sok": "dag",
    "kundekort.kunder.liste": "kunder",
    "kundekort.kontakter.liste": "kunder",
    "oppdrag.kundefane.liste": "kunder",
    "oppdrag.kundefane.sperrer.ny": "kunder",
    "oppdrag.utleieoppdrag.vis": "oppdrag",
    "oppdrag.stillinger.vis": "stillinger",
    "oppdrag.priser.liste": "oppdrag",
    "innlogging.oekter.vis": None,
}
ALL = frozenset({"kunde:les", "egen:bruk", "oppdrag:les"})


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    for number, endpoint in enumerate({*PAGES, *(point.endpoint for point in POINTS)}):
        app.add_url_rule(f"/{number}", endpoint, lambda: "")
    for point in POINTS:
        nav.register(app, point)
    return app


def at(
    app: Flask, endpoint: str, permissions: frozenset[str] = ALL, audience: str = "ansatt"
) -> list[dict[str, object]]:
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    with app.test_request_context(rule.rule):
        return nav.entries(permissions, audience=audience)


@pytest.mark.parametrize(("endpoint", "key"), PAGES.items())
def test_one_entry_is_current(app: Flask, endpoint: str, key: str | None) -> None:
    assert [item["key"] for item in at(app, endpoint) if item["current"]] == ([key] if key else [])


def test_each_sees_what_may_be_followed_in_order(app: Flask) -> None:
    assert [item["key"] for item in at(app, "arbeidsbord.vis")] == ["dag", "kunder", "oppdrag", "stillinger"]
    assert [item["key"] for item in at(app, "arbeidsbord.vis", frozenset({"egen:bruk"}))] == ["dag"]
    assert [item["key"] for item in at(app, "arbeidsbord.vis", ALL, "kontakt")] == ["timer"]


def test_the_same_entry_twice_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="twice"):
        nav.register(app, POINTS[0])
