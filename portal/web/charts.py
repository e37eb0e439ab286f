"""Charts as SVG made on the server: shape by attributes, colour by class (css/23-grafer.css), so the strict content
policy holds. Every chart is an image with a sentence, and its figures stand in a table behind «Vis som tabell».
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import ceil, floor, log10

from markupsafe import Markup

from portal.i18n import _
from portal.web import formats

Number = int | float | Decimal
#: (text on the axis, value)
Point = tuple[str, Number]
Show = Callable[[Number], str]

WIDTH, HEIGHT = 480, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 10, 24
_SERIES_COLOURS = 4


def plain(value: Number) -> str:
    """A figure as the reader's language writes it; the default way to show values."""
    return formats.antall(Decimal(str(value)), desimaler=2)


def sparkline(values: Sequence[Number], *, mute: bool = False) -> Markup:
    """A small line beside a figure that says the same in words, therefore hidden from screen readers."""
    if len(values) < 2:
        return Markup()
    heights = [float(value) for value in values]
    low = min(heights)
    span = max(heights) - low or 1.0
    step = 68 / (len(values) - 1)
    dots = [(2 + n * step, 21 - (height - low) / span * 18) for n, height in enumerate(heights)]
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in dots)
    return Markup(
        '<svg class="spark{mute}" viewBox="0 0 72 24" aria-hidden="true">'
        '<path class="area" d="{path} L70 24 L2 24 Z"/><path class="line" d="{path}"/>'
        '<circle class="dot" cx="{x}" cy="{y}" r="2"/></svg>'
    ).format(mute=" spark--mute" if mute else "", path=path, x=f"{dots[-1][0]:.1f}", y=f"{dots[-1][1]:.1f}")


def bar_chart(
    label: str,
    points: Sequence[Point],
    *,
    sentence: str,
    line: tuple[str, Sequence[Number]] | None = None,
    show: Show = plain,
    show_line: Show = plain,
) -> Markup:
    """Bars, the last one marked as now; `line` is a second measure (name, values) on its own scale over them."""
    scale = _Scale([value for _text, value in points])
    slot = _slot(len(points))
    drawn = [_grid(scale, show)]
    for n, (_text, value) in enumerate(points):
        kind = "bar--neg" if value < 0 else ("bar--now" if n == len(points) - 1 else "")
        drawn.append(_bar(n, slot, scale.y(0), scale.y(value), f"bar {kind}".strip()))
    if line is not None:
        drawn.append(_line(_spread(line[1], slot), "line line-2"))
    drawn.append(_labels([text for text, _value in points], slot))
    legend = [(0, label)] + ([(2, line[0])] if line is not None else [])
    rows = [
        (text, show(value), *([show_line(line[1][n])] if line is not None else []))
        for n, (text, value) in enumerate(points)
    ]
    return _figure(sentence, drawn, legend, [label, *([line[0]] if line is not None else [])], rows)


def stacked_chart(
    categories: Sequence[str],
    series: Sequence[tuple[str, Sequence[Number]]],
    *,
    sentence: str,
    show: Show = plain,
) -> Markup:
    """Bars of parts on each other; at most four series, none below zero."""
    if len(series) > _SERIES_COLOURS:
        raise ValueError("at most four series can be told apart")
    sums = [sum((float(values[n]) for _name, values in series), 0.0) for n in range(len(categories))]
    scale = _Scale(sums)
    slot = _slot(len(categories))
    drawn = [_grid(scale, show)]
    for n in range(len(categories)):
        at = 0.0
        for place, (_name, values) in enumerate(series, start=1):
            above = at + float(values[n])
            drawn.append(_bar(n, slot, scale.y(at), scale.y(above), f"fill-{place}"))
            at = above
    drawn.append(_labels(categories, slot))
    rows = [(text, *(show(values[n]) for _name, values in series)) for n, text in enumerate(categories)]
    names = [name for name, _values in series]
    return _figure(sentence, drawn, list(enumerate(names, start=1)), names, rows)


def line_chart(label: str, points: Sequence[Point], *, sentence: str, show: Show = plain) -> Markup:
    """One line over time, its last value marked."""
    scale = _Scale([value for _text, value in points])
    slot = _slot(len(points))
    dots = [(_middle(n, slot), scale.y(value)) for n, (_text, value) in enumerate(points)]
    drawn = [_grid(scale, show), _line(dots, "line line-1"), _labels([text for text, _value in points], slot)]
    if dots:
        drawn.append(Markup('<circle class="dot fill-1" cx="{}" cy="{}" r="4"/>').format(*_round(*dots[-1])))
    return _figure(sentence, drawn, [], [label], [(text, show(value)) for text, value in points])


class _Scale:
    """Values to heights, from zero or below it to a round figure above the highest."""

    def __init__(self, values: Sequence[Number]) -> None:
        high = max((float(v) for v in values), default=0.0)
        low = min(0.0, min((float(v) for v in values), default=0.0))
        rough = (max(high, 0.0) - low or 1.0) / 4
        size = 10.0 ** floor(log10(rough))
        self.step = next(size * n for n in (1, 2, 2.5, 5, 10) if size * n >= rough)
        self.low = floor(low / self.step) * self.step
        self.high = max(ceil(high / self.step) * self.step, self.low + self.step)

    def y(self, value: Number) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def ticks(self) -> list[Decimal]:
        """Whole numbers stay whole: 200, not 200.0."""
        count = round((self.high - self.low) / self.step)
        exact = [Decimal(str(round(self.low + n * self.step, 6))) for n in range(count + 1)]
        return [tick.quantize(Decimal(1)) if tick == tick.to_integral() else tick for tick in exact]


def _slot(count: int) -> float:
    return (WIDTH - LEFT - RIGHT) / max(count, 1)


def _middle(n: int, slot: float) -> float:
    return LEFT + slot * (n + 0.5)


def _round(*numbers: float) -> list[str]:
    return [f"{number:.1f}" for number in numbers]


def _bar(n: int, slot: float, y0: float, y1: float, kind: str) -> Markup:
    wide = min(slot * 0.66, 44)
    x, y, width, height = _round(_middle(n, slot) - wide / 2, min(y0, y1), wide, max(abs(y0 - y1), 0.5))
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>').format(
        kind, x, y, width, height
    )


def _spread(values: Sequence[Number], slot: float) -> list[tuple[float, float]]:
    """A second measure uses the height between its own extremes, with air above and below."""
    heights = [float(value) for value in values]
    low, high = min(heights), max(heights)
    air = (high - low or 1.0) * 0.5
    room = HEIGHT - TOP - BOTTOM
    return [
        (_middle(n, slot), HEIGHT - BOTTOM - (height - low + air) / (high - low + 2 * air) * room)
        for n, height in enumerate(heights)
    ]


def _line(dots: Sequence[tuple[float, float]], kind: str) -> Markup:
    text = " ".join(",".join(_round(x, y)) for x, y in dots)
    return Markup('<polyline class="{}" points="{}"/>').format(kind, text)


def _grid(scale: _Scale, show: Show) -> Markup:
    line = Markup(
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>'
    )
    return Markup().join(
        line.format(
            "axis" if tick == 0 else "grid",
            LEFT,
            WIDTH - RIGHT,
            *_round(scale.y(tick), scale.y(tick)),
            LEFT - 6,
            *_round(scale.y(tick) + 4),
            show(tick),
        )
        for tick in scale.ticks()
    )


def _labels(texts: Sequence[str], slot: float) -> Markup:
    """Every text when there is room, else every second or third, always the last."""
    every = next(n for n in range(1, len(texts) + 2) if slot * n >= 30)
    shown = [n for n in range(len(texts)) if (len(texts) - 1 - n) % every == 0]
    return Markup().join(
        Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
            _round(_middle(n, slot))[0], HEIGHT - 7, texts[n]
        )
        for n in shown
    )


def _figure(
    sentence: str,
    drawn: Sequence[Markup],
    legend: Sequence[tuple[int, str]],
    heads: Sequence[str],
    rows: Sequence[tuple[str, ...]],
) -> Markup:
    keys = Markup().join(
        Markup('<li><span class="chart__key chart__key--{}"></span>{}</li>').format(place, name)
        for place, name in legend
    )
    return Markup(
        '<figure class="chart"><svg viewBox="0 0 {w} {h}" role="img" aria-label="{sentence}">{drawn}</svg>'
        "{legend}<details><summary>{open}</summary>{table}</details></figure>"
    ).format(
        w=WIDTH,
        h=HEIGHT,
        sentence=sentence,
        drawn=Markup().join(drawn),
        legend=Markup('<ul class="chart__legend">{}</ul>').format(keys) if len(legend) > 1 else "",
        open=_("Vis som tabell"),
        table=_table(sentence, heads, rows),
    )


def _table(caption: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Markup:
    head = Markup().join(Markup('<th scope="col" class="n">{}</th>').format(text) for text in heads)
    body = Markup().join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            row[0], Markup().join(Markup('<td class="n">{}</td>').format(cell) for cell in row[1:])
        )
        for row in rows
    )
    return Markup(
        '<table class="tbl tbl--flush"><caption class="sr">{}</caption><thead><tr><td></td>{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(caption, head, body)
