"""The report as a map: each customer in its direction and at its distance from the place, north up, as SVG.

No tiles and nobody outside is asked: azimuthal equidistant about the place, so what is read off it is the great-circle
distance the report counts by. The figures stand in the table below, so the picture is hidden from screen readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, pi, radians, sin
from typing import Any

from markupsafe import Markup

from portal.i18n import _
from portal.kundekort.avstand import Punkt

SIZE, EDGE = 360, 28
#: Whole distances a ring may stand for.
RINGS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)


@dataclass(frozen=True)
class Prikk:
    """A customer on the map: where it stands in the picture, and what is said of it."""

    x: float
    y: float
    navn: str
    url: str


def draw(punkt: Punkt, rows: Sequence[Any], *, urls: Sequence[str]) -> Markup:
    """Rows have breddegrad, lengdegrad, avstand_km and navn. Nothing when the place itself has no coordinates."""
    if punkt.breddegrad is None or punkt.lengdegrad is None or not rows:
        return Markup()
    far = max(row.avstand_km for row in rows)
    outer = next((km for km in RINGS if km >= far), RINGS[-1])
    middle, scale = SIZE / 2, (SIZE / 2 - EDGE) / outer
    dots = [
        Prikk(*_place(punkt, row, middle, scale), f"{row.navn}, {round(row.avstand_km)} km", url)
        for row, url in zip(rows, urls, strict=True)
    ]
    rings = [_ring(middle, scale * km, km) for km in (outer / 2, outer)]
    return Markup(
        '<svg class="chart kart" viewBox="0 0 {size} {size}" aria-hidden="true">{rings}'
        '<text x="{middle}" y="12" text-anchor="middle">{north}</text>{dots}'
        '<path class="kart__her" d="M{middle} {above}v12M{left} {middle}h12"/></svg>'
    ).format(
        size=SIZE,
        rings=Markup().join(rings),
        middle=f"{middle:.0f}",
        above=f"{middle - 6:.0f}",
        left=f"{middle - 6:.0f}",
        north=_("N"),
        dots=Markup().join(
            Markup(
                '<a href="{url}" tabindex="-1"><title>{navn}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="5"/></a>'
            ).format(url=dot.url, navn=dot.navn, x=dot.x, y=dot.y)
            for dot in dots
        ),
    )


def _place(punkt: Punkt, row: Any, middle: float, scale: float) -> tuple[float, float]:
    """Where a row stands: its first direction along the great circle, and its distance to scale."""
    lat, lon = radians(punkt.breddegrad or 0), radians(punkt.lengdegrad or 0)
    there, east = radians(row.breddegrad), radians(row.lengdegrad) - lon
    bearing = atan2(sin(east) * cos(there), cos(lat) * sin(there) - sin(lat) * cos(there) * cos(east)) % (
        2 * pi
    )
    away = row.avstand_km * scale
    return middle + away * sin(bearing), middle - away * cos(bearing)


def _ring(middle: float, radius: float, km: float) -> Markup:
    return Markup(
        '<circle class="grid" fill="none" cx="{m:.0f}" cy="{m:.0f}" r="{r:.1f}"/>'
        '<text x="{m:.0f}" y="{y:.1f}" text-anchor="middle">{words}</text>'
    ).format(m=middle, r=radius, y=middle + radius + 12, words=_("%(km)s km", km=f"{km:g}".replace(".", ",")))
