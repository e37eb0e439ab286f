"""Each page beside its bare floor: statements, milliseconds, how many times the floor, bytes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from portal.dev.bench_ask import Answer, Asked, Person, listening, percentile
from portal.dev.bench_floor import Floor, ask_floor
from portal.dev.bench_people import Site
from portal.errors import PortalError

#: What a page may cost (docs/ytelse.md).
RATIO = 2.0
BYTES, PACKED, FRAGMENT = 60_000, 12_000, 25_000
LISTE, FANE, OVERSIKT = 5, 6, 10


class NotMeasured(PortalError):
    """A page did not answer; nothing that follows would be true."""


@dataclass(frozen=True)
class Page:
    """One address, who asks, and how many statements it may take; None where nothing is promised."""

    navn: str
    path: str
    who: Callable[[Site], Person]
    limit: int | None


@dataclass(frozen=True)
class Side:
    """What was measured of a page. Milliseconds; `forhold` is p50 against the floor's p50."""

    navn: str
    setninger: int
    grense: int | None
    p50: float
    p95: float
    gulv: float
    byte: int
    pakket: int
    fragment: int | None

    @property
    def forhold(self) -> float:
        """How many times its floor."""
        return self.p50 / self.gulv

    def over(self) -> list[str]:
        """What it does not reach, in words."""
        found = []
        if self.grense is not None and self.setninger > self.grense:
            found.append(f"{self.setninger} setninger (høyst {self.grense})")
        if self.forhold > RATIO:
            found.append(f"{self.forhold:.2f} × gulvet (høyst {RATIO:.1f})")
        for antall, most, hva in (
            (self.byte, BYTES, "byte"),
            (self.pakket, PACKED, "byte pakket"),
            (self.fragment or 0, FRAGMENT, "byte fragment"),
        ):
            if antall > most:
                found.append(f"{antall} {hva} (høyst {most})")
        return found


def pages_of(site: Site) -> list[Page]:
    """Every page that is measured, at this agency's busiest customer."""
    word = re.findall(r"\w+", site.kunde)[0].lower()
    kort, rows = f"/kunder/{site.kunde_id}", site.rows
    after = re.search(r"etter=([\w-]+)", site.konsulent.get("/kunder").text)
    return [
        Page("kunder", "/kunder", _konsulent, LISTE),
        *([Page("kunder, side 2", f"/kunder?etter={after[1]}", _konsulent, LISTE)] if after else []),
        Page("kunder, søk", f"/kunder?q={word}", _konsulent, LISTE),
        Page("kunder, søk midt i ordet", f"/kunder?q={word[3:]}", _konsulent, LISTE),
        Page("kunder, vanlig ord", "/kunder?q=as", _konsulent, LISTE),
        Page("kunder, innen 100 km", "/kunder?naer=5003&km=100", _konsulent, LISTE),
        Page("kunder, et fylke", "/kunder?fylke=46", _konsulent, LISTE),
        Page("fylker", "/kunder/fylker", _konsulent, LISTE),
        Page("lister", "/kunder/lister", _konsulent, LISTE),
        Page("kundekort, oversikt", kort, _konsulent, OVERSIKT),
        *[
            Page(f"kundekort, {fane}", f"{kort}/{fane}", _konsulent, FANE)
            for fane in (
                "kontakter",
                "dokumenter",
                "dokumenter/signering",
                "dialog",
                "dagbok",
                "oppdrag",
                "tidslinje",
                "tidslinje?gruppe=faktura&q=kreditert",
                "enheter",
                "salg",
                "standardverdier",
                "arbeidssteder",
                "kreditt",
                "rapporter",
                "boks?boks=faktura.oekonomi",
                "boks?boks=oppdrag.etterlevelse",
            )
        ],
        Page("kundekort, faktura", f"{kort}/faktura", _oekonomi, FANE),
        Page("min dag", "/min-dag", _konsulent, None),
        Page("palett, et ord", f"/min-dag/sok?q={word}", _konsulent, None),
        Page("palett, ring", f"/min-dag/sok?q=ring+{word}", _konsulent, None),
        Page("palett, feilskrevet", f"/min-dag/sok?q={word}xq", _konsulent, None),
        Page("oppgaver", "/oppgaver", _konsulent, LISTE),
        Page("ringeliste", "/ringeliste", _konsulent, LISTE),
        Page("ringerapport", "/ringerapport?naer=5003", _konsulent, LISTE),
        Page("kontaktgrupper", "/kontaktgrupper", _konsulent, LISTE),
        Page("kundeliste", "/rapporter/kundeliste", _konsulent, LISTE),
        Page("signeringer", "/signeringer", _konsulent, LISTE),
        Page("kandidater", "/kandidater", _konsulent, LISTE),
        Page("salgstrakt, tavle", "/salgstrakt", _konsulent, LISTE),
        Page("salgstrakt, liste", "/salgstrakt/liste", _konsulent, LISTE),
        Page("stillinger", "/stillinger", _konsulent, LISTE),
        Page("stilling", f"/stillinger/{rows['stilling']}", _konsulent, None),
        Page("oppdrag", "/oppdrag", _konsulent, LISTE),
        Page("oppdrag, ett", f"/oppdrag/{rows['oppdrag']}", _konsulent, None),
        Page("timelister", "/timer", _konsulent, LISTE),
        Page("timeliste", f"/timer/{rows['timeliste']}", _konsulent, None),
        Page("fakturaer", "/fakturaer", _oekonomi, LISTE),
        Page("faktura", f"/fakturaer/{rows['faktura']}", _oekonomi, None),
        Page("kundeportal, timer (start)", "/kundeportal/timer", lambda site: site.kontakt, LISTE),
        Page("kundeportal, innleide", "/kundeportal/oppdrag", lambda site: site.kontakt, LISTE),
        Page("kundeportal, fakturaer", "/kundeportal/fakturaer", lambda site: site.kontakt, LISTE),
        Page("vikar, timer (start)", "/vikar/timer", lambda site: site.vikar, LISTE),
    ]


def measure(site: Site, floor: Floor, page: Page, *, rounds: int) -> Side:
    """The page and its floor in turns, so that what disturbs the machine disturbs both. Raises NotMeasured."""
    who = page.who(site)
    asked, body, packed = record(site, who, page.path)
    environ = floor.lay(asked, body.decode(), tenant_id=site.tenant_id)
    if (lowest := ask_floor(floor, environ, perf_counter)).body != body:
        raise NotMeasured(f"{page.navn}: gulvet svarte {len(lowest.body)} byte, siden {len(body)}.")
    ours, bare = [], []
    for _round in range(rounds):
        ours.append(who.get(page.path).seconds)
        bare.append(ask_floor(floor, environ, perf_counter).seconds)
    fragment = who.get(page.path, htmx=True).body
    return Side(
        navn=page.navn,
        setninger=len(asked),
        grense=page.limit,
        p50=percentile(ours, 0.5) * 1_000,
        p95=percentile(ours, 0.95) * 1_000,
        gulv=percentile(bare, 0.5) * 1_000,
        byte=len(body),
        pakket=packed,
        fragment=None if fragment.lstrip()[:9].lower() == b"<!doctype" else len(fragment),
    )


def record(site: Site, who: Person, path: str) -> tuple[Sequence[Asked], bytes, int]:
    """What a warm page asks and answers. Raises NotMeasured.

    The least of a few times: what a process remembers for half a minute is asked for anew now and then.
    """
    least: Answer | None = None
    for _time in range(4):
        with listening(site.engine) as heard:
            answer = who.get(path, heard=heard)
        if answer.status != 200:
            raise NotMeasured(f"{path} svarte {answer.status}.")
        if least is None or len(answer.asked) <= len(least.asked):
            least = answer
    if least is None:
        raise NotMeasured(path)
    return least.asked, least.body, least.packed


def _konsulent(site: Site) -> Person:
    return site.konsulent


def _oekonomi(site: Site) -> Person:
    return site.oekonomi
