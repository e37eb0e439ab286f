"""Charts: well-formed, without style, true to their figures, the figures in a table beside."""

import xml.etree.ElementTree as ET

import html5lib
import pytest
from flask import Flask

from portal.web import charts
from tests.web.gallery.app import make_app

MONTHS = [("sep", 420), ("okt", 510), ("nov", 255)]


@pytest.fixture(autouse=True)
def _app() -> object:
    app: Flask = make_app()
    with app.test_request_context():
        yield app


def svg(markup: str) -> ET.Element:
    """The picture, read as XML; the rest must satisfy a strict HTML parser."""
    html5lib.HTMLParser(strict=True).parseFragment(markup)
    return ET.fromstring(markup[markup.index("<svg") : markup.index("</svg>") + 6])


def rects(markup: str, kind: str) -> list[ET.Element]:
    return [r for r in svg(markup).iter("rect") if kind in r.get("class", "").split()]


def test_heights_of_bars_are_as_their_values() -> None:
    bars = rects(charts.bar_chart("Omsetning", MONTHS, sentence="Omsetningen falt."), "bar")
    heights = [float(bar.get("height", 0)) for bar in bars]
    assert heights[1] == pytest.approx(2 * heights[2], abs=0.2)
    assert heights[0] / heights[1] == pytest.approx(420 / 510, abs=0.01)
    assert [("bar--now" in bar.get("class", "")) for bar in bars] == [False, False, True]


def test_below_zero_hangs_under_the_axis() -> None:
    markup = charts.bar_chart("Resultat", [("a", 100), ("b", -50)], sentence="Tapte i b.")
    axis = next(line for line in svg(markup).iter("line") if line.get("class") == "axis")
    up, down = rects(markup, "bar")
    assert float(up.get("y", 0)) + float(up.get("height", 0)) == pytest.approx(
        float(axis.get("y1", 0)), abs=0.2
    )
    assert float(down.get("y", 0)) == pytest.approx(float(axis.get("y1", 0)), abs=0.2)


def test_the_picture_has_a_sentence_and_the_figures_a_table() -> None:
    markup = charts.bar_chart(
        "Omsetning", MONTHS, line=("Dekning", [20, 21, 19]), sentence="Omsetningen falt til 255 000 kr."
    )
    assert svg(markup).get("role") == "img"
    assert svg(markup).get("aria-label") == "Omsetningen falt til 255 000 kr."
    for text in (
        '<th scope="row">okt</th>',
        '<td class="n">510</td>',
        '<td class="n">21</td>',
        "Vis som tabell",
    ):
        assert text in markup
    assert " style=" not in markup


def test_stacked_parts_stand_on_each_other() -> None:
    markup = charts.stacked_chart(["uke 44"], [("Bergen", [30]), ("Oslo", [10])], sentence="40 timer.")
    (below,), (above,) = rects(markup, "fill-1"), rects(markup, "fill-2")
    assert float(above.get("y", 0)) + float(above.get("height", 0)) == pytest.approx(
        float(below.get("y", 0)), abs=0.2
    )
    assert float(below.get("height", 0)) == pytest.approx(3 * float(above.get("height", 0)), abs=0.4)
    with pytest.raises(ValueError, match="four"):
        charts.stacked_chart(["a"], [(str(n), [1]) for n in range(5)], sentence="For mange.")


def test_line_and_sparkline() -> None:
    line = charts.line_chart("Timer", MONTHS, sentence="255 timer.")
    assert len(next(svg(line).iter("polyline")).get("points", "").split()) == 3
    assert svg(charts.sparkline([1, 2, 3])).get("aria-hidden") == "true"
    assert charts.sparkline([1]) == ""


@pytest.mark.parametrize("points", [[], [("a", 0)], [("a", 0), ("b", 0)], [("a", 5)] * 60])
def test_few_none_and_many_points_still_make_a_picture(points: list[tuple[str, int]]) -> None:
    for markup in (
        charts.bar_chart("x", points, sentence="y"),
        charts.line_chart("x", points, sentence="y"),
        charts.stacked_chart([text for text, _ in points], [("s", [v for _, v in points])], sentence="y"),
    ):
        numbers = [
            v for e in svg(markup).iter() for k, v in e.attrib.items() if k in {"x", "y", "width", "height"}
        ]
        assert all(v == v and abs(float(v)) < 10_000 for v in numbers)  # no NaN


def test_text_is_escaped() -> None:
    markup = charts.bar_chart("<b>", [("<i>", 1)], sentence='"<s>"')
    assert "<b>" not in markup
    assert "<i>" not in markup
    assert "&lt;i&gt;" in markup
