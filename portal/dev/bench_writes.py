"""What people do besides reading: search while typing, save, log, approve, issue. Real forms, really committed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser
from time import perf_counter
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.dev.bench_ask import Answer, Person, percentile
from portal.dev.bench_pages import NotMeasured
from portal.dev.bench_people import Site
from portal.faktura.drafts import Nylinje, lag_manuell
from portal.faktura.models import Enhet
from portal.faktura.utstedelse.actions import utsted_faktura
from portal.identity.actor import Actor
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Kunde
from portal.oppdrag.models import Timeliste, Utleieoppdrag
from portal.oppdrag.rules.arbeidstid import read_plan
from portal.oppdrag.rules.timer import monday_of, prefill
from portal.oppdrag.timelister.actions import lagre_kladd, lever, opprett_uke

#: Milliseconds, p50 (docs/ytelse.md).
SAVE_MS = 15.0
TYPING_P95_MS = 50.0
ISSUED_PER_S = 200.0
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Handling:
    """What one act took, in milliseconds."""

    navn: str
    antall: int
    p50: float
    p95: float
    grense: float | None = None
    maal: str = "p50"

    def over(self) -> list[str]:
        """What it does not reach, in words."""
        value = self.p95 if self.maal == "p95" else self.p50
        if self.grense is None or value <= self.grense:
            return []
        return [f"{self.maal} {value:.1f} ms (høyst {self.grense:.0f})"]


def measure_acts(site: Site, *, rounds: int) -> Iterator[Handling]:
    """Each act so many times. Raises NotMeasured when a form is refused."""
    yield _timed("søk mens man skriver", _typing(site), grense=TYPING_P95_MS, maal="p95")
    yield _timed("lagre en endring", _edits(site, rounds), grense=SAVE_MS)
    yield _timed("logge en samtale", _calls(site, rounds), grense=SAVE_MS)
    yield _timed("godkjenne en timeliste", _approvals(site, rounds), grense=SAVE_MS)
    yield _timed("utstede en faktura", _issues(site, rounds))


def issue_in_a_run(site: Site, antall: int) -> float:
    """Invoices a second when one after the other is issued and committed; drafts are made before the clock starts."""
    drafts = _drafts(site, antall)
    begun = perf_counter()
    for faktura_id, versjon in drafts:
        with site.session() as session:
            utsted_faktura(session, faktura_id=faktura_id, versjon=versjon)
            session.commit()
    return antall / (perf_counter() - begun)


def _timed(
    navn: str, answers: Iterator[Answer], *, grense: float | None = None, maal: str = "p50"
) -> Handling:
    took = [answer.seconds * 1_000 for answer in answers]
    if not took:
        raise NotMeasured(f"{navn}: det fantes ingenting å gjøre det med.")
    return Handling(navn, len(took), percentile(took, 0.5), percentile(took, 0.95), grense, maal)


def _typing(site: Site) -> Iterator[Answer]:
    """Every beginning of a few names, letter by letter, as the field asks while one types."""
    with site.session() as session:
        names = session.scalars(
            select(Kunde.navn).where(Kunde.kundenr % 7 == 0).order_by(Kunde.kundenr).limit(12)
        ).all()
    for navn in names:
        for end in range(1, min(len(navn), 14) + 1):
            yield _fine(site.konsulent.get(f"/kunder?q={navn[:end].replace(' ', '+')}", htmx=True))


def _edits(site: Site, rounds: int) -> Iterator[Answer]:
    path = f"/kunder/{site.kunde_id}/endre"
    for place in range(rounds):
        fields = form_of(site.konsulent.get(path), path, own=True)
        changed = [(name, f"https://firma{place}.example" if name == "nettside" else v) for name, v in fields]
        yield _saved(site.konsulent, path, changed)


def _calls(site: Site, rounds: int) -> Iterator[Answer]:
    page = f"/kunder/{site.kunde_id}/dialog"
    for place in range(rounds):
        fields = form_of(site.konsulent.get(page), f"{page}/logg")
        said = [(name, f"Ringte, samtale {place}" if name == "tekst" else value) for name, value in fields]
        yield _saved(site.konsulent, f"{page}/logg", said)


def _approvals(site: Site, rounds: int) -> Iterator[Answer]:
    for timeliste_id in _deliver(site, rounds):
        page = f"/kundeportal/timer/{timeliste_id}"
        fields = form_of(site.kontakt.get(page), f"{page}/godkjenn")
        yield _saved(site.kontakt, f"{page}/godkjenn", [each for each in fields if each[0] != "retur"])


def _issues(site: Site, rounds: int) -> Iterator[Answer]:
    for faktura_id, _versjon in _drafts(site, rounds):
        page = f"/fakturaer/{faktura_id}"
        fields = form_of(site.oekonomi.get(page), f"{page}/endre")  # the draft's form has both buttons
        yield _saved(site.oekonomi, f"{page}/utsted", fields)


def _deliver(site: Site, antall: int) -> list[UUID]:
    """Weeks of the customer's oppdrag that nobody has written yet, delivered by their workers; newest first."""
    found: list[UUID] = []
    with site.session() as session:
        begun = (
            select(func.min(Timeliste.fra_dato))
            .where(Timeliste.oppdrag_id == Utleieoppdrag.id)
            .correlate(Utleieoppdrag)
            .scalar_subquery()
        )
        rows = session.execute(
            select(Utleieoppdrag, Kandidat, begun)
            .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
            .where(Utleieoppdrag.kunde_id == site.kunde_id, begun.is_not(None))
            .order_by(Utleieoppdrag.nummer)
        ).all()
        for oppdrag, kandidat, first in rows:
            session.info["actor"] = Actor("vikar", kandidat.id, kandidat.navn)
            monday = monday_of(first) - timedelta(weeks=1)
            while len(found) < antall and monday >= oppdrag.fra_dato:
                found.append(_delivered(session, oppdrag, monday))
                monday -= timedelta(weeks=1)
        session.commit()
    return found


def _delivered(session: Session, oppdrag: Utleieoppdrag, monday: date) -> UUID:
    liste = opprett_uke(session, oppdrag_id=oppdrag.id, dag=monday)
    days = prefill(read_plan(oppdrag.arbeidstid), fra=liste.fra_dato, til=liste.til_dato)
    lagre_kladd(session, timeliste_id=liste.id, dager=days, kommentar="", versjon=liste.versjon)
    session.flush()  # the delivery reads what was written
    lever(session, timeliste_id=liste.id, versjon=liste.versjon)
    session.flush()  # the next week reads its numbers
    return liste.id


def _drafts(site: Site, antall: int) -> list[tuple[UUID, int]]:
    money = next(member.key for member in site.cast.members if "Økonomi" in member.roller)
    monday = today() - timedelta(days=14)
    with site.session(as_=money) as session:
        made = [
            lag_manuell(
                session,
                kunde_id=site.kunde_id,
                linjer=[Nylinje("Lagerarbeid, ordinær tid", Enhet.TIME, 2_250, 41_000, 2_500)],
                levering_fra=monday,
                levering_til=monday + timedelta(days=6),
                leveringssted="Terminalen",
                po_nummer="PO-1",
                deres_ref="Driftsleder",
                merknad="",
                idempotens=uuid4(),
            )
            for _place in range(antall)
        ]
        session.commit()
        return [(row.id, row.versjon) for row in made]


def _saved(who: Person, path: str, fields: Fields) -> Answer:
    answer = who.post(path, fields)
    if answer.status != 303:
        raise NotMeasured(f"{path} svarte {answer.status}, ikke 303.")
    return answer


def _fine(answer: Answer) -> Answer:
    if answer.status != 200:
        raise NotMeasured(f"Søket svarte {answer.status}.")
    return answer


def form_of(answer: Answer, path: str, *, own: bool = False) -> Fields:
    """The fields of the form that posts to `path`, or with `own` to its page, as a browser sends them.

    Raises NotMeasured.
    """
    reader = _Forms()
    reader.feed(answer.text)
    for action, fields in reader.forms:
        if action == "" if own else action.endswith(path):
            return fields
    raise NotMeasured(f"Siden har ikke skjemaet {path}.")


class _Forms(HTMLParser):
    """Forms with the values they stand with."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a form, or take the field."""
        has = dict(attrs)
        if tag == "form":
            self.forms.append((has.get("action") or "", []))
        elif self.forms and (name := has.get("name")) and tag == "input":
            checked = has.get("type") not in {"checkbox", "radio"} or "checked" in has
            if checked and has.get("type") not in {"submit", "file", "button"}:
                self._take(name, has.get("value") or "")
        elif tag == "select":
            self._select, self._options = has.get("name"), []
        elif tag == "option" and self._select:
            self._options.append((has.get("value") or "", "selected" in has))
        elif tag == "textarea":
            self._area = has.get("name")

    def handle_endtag(self, tag: str) -> None:
        """A field of text without any was still sent."""
        if tag == "textarea" and self._area:
            self._take(self._area, "")
            self._area = None
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            for value in chosen or [
                value for value, _no in self._options[:1]
            ]:  # a browser shows the first one
                self._take(self._select, value)
            self._select = None

    def handle_data(self, data: str) -> None:
        """What stands in a field of text."""
        if self._area:
            self._take(self._area, data.removeprefix("\n"))
            self._area = None

    def _take(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][1].append((name, value))
