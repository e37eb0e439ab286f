"""The map of the report: directions and distances are those of the earth, and what is drawn is what is listed."""

from math import hypot
from types import SimpleNamespace

import pytest

from portal.kundekort.avstand import Punkt
from portal.kundekort.ringeliste.kart import EDGE, SIZE, draw
from tests.support.page import parse

HERE = Punkt("Bergen", noeyaktig=True, breddegrad=60.0, lengdegrad=5.0)
MIDDLE, ROOM = SIZE / 2, SIZE / 2 - EDGE


def row(navn: str, breddegrad: float, lengdegrad: float, km: float):
    return SimpleNamespace(navn=navn, breddegrad=breddegrad, lengdegrad=lengdegrad, avstand_km=km)


def dots(rows, urls=None):
    tree = parse(str(draw(HERE, rows, urls=urls or ["/x"] * len(rows))))
    return [
        (float(c.get("cx")) - MIDDLE, MIDDLE - float(c.get("cy")))
        for c in tree.iter("circle")
        if c.get("r") == "5"
    ]


@pytest.mark.parametrize(
    ("breddegrad", "lengdegrad", "east", "north"),
    [(60.9, 5.0, 0, 1), (59.1, 5.0, 0, -1), (60.0, 6.8, 1, 0), (60.0, 3.2, -1, 0)],
)
def test_north_is_up_and_east_to_the_right(app, breddegrad, lengdegrad, east, north) -> None:
    with app.test_request_context():
        ((x, y),) = dots([row("A", breddegrad, lengdegrad, 100.0)])
    assert (round(x / ROOM, 1), round(y / ROOM, 1)) == (east, north)


def test_distance_is_to_scale_and_the_ring_holds_them_all(app) -> None:
    with app.test_request_context():
        near, far = dots([row("A", 60.2, 5.0, 20.0), row("B", 60.8, 5.3, 80.0)])
    assert hypot(*near) / hypot(*far) == pytest.approx(20 / 80, abs=0.01)
    assert hypot(*far) == pytest.approx(ROOM * 80 / 100, abs=0.2)


def test_names_are_text_and_the_links_are_no_stops_of_the_keyboard(app) -> None:
    with app.test_request_context():
        drawn = str(draw(HERE, [row("<b>A & B", 60.2, 5.0, 20.4)], urls=["/kunder/1?a=1&b=2"]))
    assert "<b>" not in drawn
    assert "&lt;b&gt;A &amp; B, 20 km" in drawn
    assert 'href="/kunder/1?a=1&amp;b=2" tabindex="-1"' in drawn


def test_a_place_without_coordinates_has_no_map(app) -> None:
    with app.test_request_context():
        assert draw(Punkt("X", False, None, None), [row("A", 60.2, 5.0, 20.4)], urls=["/x"]) == ""
        assert draw(HERE, [], urls=[]) == ""


def test_the_page_shows_the_rows_on_it(client) -> None:
    page = client.get("/ringerapport?naer=5003&km=100").text
    tree = parse(page)
    listed = {a.get("href") for a in tree.iter("a") if a.get("class") == "rowlink"}
    drawn = {
        a.get("href") for a in tree.iter("a") if a.get("tabindex") == "-1" and "/kunder/" in a.get("href", "")
    }
    assert listed
    assert listed == drawn
