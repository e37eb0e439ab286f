"""The dated facts that come with the portal, the post codes of the installed package, and files to refresh them."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from portal.errors import Refused
from portal.i18n import _l as _
from portal.registers.loaded import DATA, PACKAGE
from portal.registers.names import place_name

AGA_KILDER = {
    "tiltakssonen": "regjeringen.no: Virkemidler i tiltakssonen",
    "soneinndeling-2025": "Skatteetatens soneinndeling 2025, gjengitt av et regnskapskontor",
}
#: Places with post codes and without municipality.
_WITHOUT_MUNICIPALITY = {"SVALBARD", "JAN MAYEN"}


@dataclass(frozen=True)
class Kommunerad:
    nr: str
    navn: str
    fylkesnr: str
    fylke: str
    maalform: str
    sted: tuple[float, float] | None
    aga_sone: str | None
    aga_delt: str
    aga_fra: date
    aga_kilde: str
    aga_bekreftet: bool


@dataclass(frozen=True)
class Postnummerrad:
    nr: str
    poststed: str
    kommunenr: str | None
    sted: tuple[float, float] | None


@dataclass(frozen=True)
class Satsrad:
    kode: str
    variant: str
    verdi: int
    enhet: str
    gyldig_fra: date
    gyldig_til: date | None
    bekreftet: bool
    kilde: str
    merknad: str


@dataclass(frozen=True)
class Lovregelrad:
    kode: str
    verdi: int | None
    enhet: str | None
    liste: tuple[str, ...]
    gyldig_fra: date
    gyldig_til: date | None
    virkning: str
    overstyres_av: str
    bekreftet: bool
    hjemmel: str
    kilde: str
    merknad: str


def read_kommuner() -> list[Kommunerad]:
    return [
        Kommunerad(
            nr=row["nr"],
            navn=row["navn"],
            fylkesnr=row["fylkesnr"],
            fylke=row["fylke"],
            maalform=row["maalform"],
            sted=_place(row["breddegrad"], row["lengdegrad"]),
            aga_sone=row["aga_sone"] or None,
            aga_delt=row["aga_delt"],
            aga_fra=date.fromisoformat(row["aga_fra"]),
            aga_kilde=AGA_KILDER[row["aga_kilde"]],
            aga_bekreftet=_truth(row["aga_bekreftet"]),
        )
        for row in _rows("kommuner.csv")
    ]


def read_satser() -> list[Satsrad]:
    return [
        Satsrad(
            kode=row["kode"],
            variant=row["variant"],
            verdi=int(row["verdi"]),
            enhet=row["enhet"],
            gyldig_fra=date.fromisoformat(row["gyldig_fra"]),
            gyldig_til=_date(row["gyldig_til"]),
            bekreftet=_truth(row["bekreftet"]),
            kilde=row["kilde"],
            merknad=row["merknad"],
        )
        for row in _rows("satser.csv")
    ]


def read_lovregler() -> list[Lovregelrad]:
    return [
        Lovregelrad(
            kode=row["kode"],
            verdi=int(row["verdi"]) if row["verdi"] else None,
            enhet=row["enhet"] or None,
            liste=tuple(row["liste"].split(",")) if row["liste"] else (),
            gyldig_fra=date.fromisoformat(row["gyldig_fra"]),
            gyldig_til=_date(row["gyldig_til"]),
            virkning=row["virkning"],
            overstyres_av=row["overstyres_av"],
            bekreftet=_truth(row["bekreftet"]),
            hjemmel=row["hjemmel"],
            kilde=row["kilde"],
            merknad=row["merknad"],
        )
        for row in _rows("lovregler.csv")
    ]


# --- post codes -------------------------------------------------------------------------------


def read_poststeder() -> list[Postnummerrad]:
    """Our own table of post codes: place and municipality in January 2026, coordinates to some hundred metres.

    Facts put together as those of `kommuner.csv` are. Post codes and municipalities: norway-geodata (MIT, after Bring
    and SSB). Coordinates: Erik Bolstad's table of 2014, for the codes it has; the others are without.
    """
    return [
        Postnummerrad(
            row["nr"], row["poststed"], row["kommunenr"] or None, _place(row["breddegrad"], row["lengdegrad"])
        )
        for row in _rows("poststeder.csv")
    ]


def with_coordinates(rows: Iterable[Postnummerrad]) -> list[Postnummerrad]:
    """The rows, those without a place of their own given that of our table."""
    known = {row.nr: row.sted for row in read_poststeder()}
    return [row if row.sted else replace(row, sted=known.get(row.nr)) for row in rows]


def read_package(root: Path) -> list[Postnummerrad]:
    """The post codes of the npm package under `root`. Raises Refused when it is not installed or has changed."""
    path = root / PACKAGE
    if not path.exists():
        raise Refused(_("Postnumrene er ikke installert. Kjør «npm ci» først."))
    found = re.search(r"postalCodeMap\s*=\s*(\{.*?\n\})", path.read_text(encoding="utf-8"), re.DOTALL)
    if not found:
        raise Refused(_("Pakken med postnumre har fått en annen form og kan ikke leses."))
    codes = json.loads(re.sub(r",\s*\}$", "}", found[1]))
    return [
        Postnummerrad(nr, place_name(place["city"]), _kommunenr_of(place["municipality"]), None)
        for nr, place in sorted(codes.items())
    ]


def read_file(path: Path) -> list[Postnummerrad]:
    """Post codes from Bring's public file (tab, no heading) or a sheet with headings, coordinates if it has them.

    Raises Refused when the file holds no post codes.
    """
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")  # Bring's file
    first = text.partition("\n")[0]
    if re.match(r"\d{4}\t", first):
        rows = [_of_bring(line) for line in csv.reader(io.StringIO(text), delimiter="\t") if len(line) >= 4]
    else:
        rows = list(_of_sheet(csv.DictReader(io.StringIO(text), delimiter=_delimiter(first))))
    if not rows:
        raise Refused(_("Filen har ingen postnumre. Den må ha kolonnene postnr, poststed og kommunenr."))
    wrong = next((row.nr for row in rows if not re.fullmatch(r"\d{4}", row.nr)), None)
    if wrong is not None:
        raise Refused(_("«%(nr)s» er ikke et postnummer.", nr=wrong[:20]))
    return rows


def _of_bring(line: list[str]) -> Postnummerrad:
    nr, place, kommunenr = line[0].strip(), line[1].strip(), line[2].strip()
    return Postnummerrad(nr.zfill(4), place_name(place), _known(kommunenr), None)


def _of_sheet(rows: Iterable[dict[str, str]]) -> Iterator[Postnummerrad]:
    for row in rows:
        if not row.get("postnr"):
            continue
        # A place that is only the municipality's centre says nothing new about the post code.
        exact = row.get("noyaktighet", "postnummer") == "postnummer"
        place = _place(row.get("breddegrad", ""), row.get("lengdegrad", "")) if exact else None
        kommunenr = _known(row.get("kommunenr", ""))
        yield Postnummerrad(
            row["postnr"].strip().zfill(4), place_name(row["poststed"].strip()), kommunenr, place
        )


def _delimiter(heading: str) -> str:
    return max(";,\t", key=heading.count)


def _known(kommunenr: str) -> str | None:
    """The number when it is one of today's municipalities (2100 is Svalbard)."""
    number = kommunenr.strip().zfill(4)
    return number if number in _kommunenumre() else None


@cache
def _kommunenumre() -> frozenset[str]:
    return frozenset(row["nr"] for row in _rows("kommuner.csv"))


@cache
def _kommuner_by_name() -> dict[str, str]:
    """Number by name in capitals; names that two counties share carry the county: VÅLER (INNLANDET)."""
    numbers: dict[str, list[tuple[str, str]]] = {}
    for row in _rows("kommuner.csv"):
        numbers.setdefault(row["navn"].upper(), []).append((row["fylke"].upper(), row["nr"]))
    alone = {name: found[0][1] for name, found in numbers.items() if len(found) == 1}
    return alone | {f"{name} ({county})": nr for name, found in numbers.items() for county, nr in found}


def _kommunenr_of(name: str) -> str | None:
    """The municipality of a name as Bring writes it, where Sámi and Kven names may stand beside: DEATNU TANA.

    Raises Refused for a name that fits no municipality: the table is then older than the package.
    """
    if name in _WITHOUT_MUNICIPALITY:
        return None
    by_name = _kommuner_by_name()
    found = by_name.get(name) or next((by_name[part] for part in name.split() if part in by_name), None)
    if found is None:
        raise Refused(_("Kommunen %(navn)s finnes ikke i kommunetabellen.", navn=name.title()))
    return found


# --- cells ------------------------------------------------------------------------------------


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _place(latitude: str, longitude: str) -> tuple[float, float] | None:
    return (float(latitude), float(longitude)) if latitude and longitude else None


def _truth(text: str) -> bool:
    return {"ja": True, "nei": False}[text]
