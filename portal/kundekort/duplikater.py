"""Is this customer here already? Candidates come from the word table; what makes them alike is said in words.

A warning, never a stop: two customers may share an organisasjonsnummer (modell.md §2).
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select, union_all
from sqlalchemy.orm import Session

from portal.db.words import LAST, fold, query_words
from portal.i18n import _
from portal.kundekort.models import Kunde, Kundestatus, Soekeord

#: Rows of the word table that are read for one word, customers that are compared, and rows shown.
PROBE, CANDIDATES, SHOWN = 200, 100, 5
#: Letters of a word that must agree from its beginning.
PREFIX = 5
#: How alike two folded names are before they count (0 to 1), alone and when the place is the same.
ALIKE, ALIKE_HERE = 0.9, 0.72
#: Words that stand in many names and tell nothing.
_COMMON = frozenset({"as", "asa", "sa", "ans", "da", "enk", "kf", "iks", "avd", "avdeling", "norge", "og"})
#: Domains that people share without working together.
_SHARED_DOMAINS = frozenset(
    {"gmail.com", "hotmail.com", "outlook.com", "online.no", "icloud.com", "yahoo.no"}
)


@dataclass(frozen=True)
class Kjennetegn:
    """What is known, or being typed, of a customer."""

    navn: str = ""
    orgnr: str | None = None
    telefon: str = ""
    epost: str = ""
    poststed: str = ""


@dataclass(frozen=True)
class Liknende:
    """A customer that may be the same, and why."""

    id: UUID
    navn: str
    kundenr: int
    orgnr: str | None
    poststed: str
    grunner: tuple[str, ...]
    treff: float


def list_like(session: Session, *, kjennetegn: Kjennetegn, unntatt: UUID | None = None) -> list[Liknende]:
    """The likeliest first, at most SHOWN. One statement, none when nothing is known."""
    probes = _probes(kjennetegn)
    if not probes:
        return []
    hits = union_all(*[_some(condition) for condition in probes]).subquery()
    nearest = (
        select(hits.c.id, func.count().label("ord"))
        .group_by(hits.c.id)
        .order_by(func.count().desc(), hits.c.id)
        .limit(CANDIDATES)
        .subquery()
    )
    stmt = (
        select(Kunde.id, Kunde.navn, Kunde.kundenr, Kunde.orgnr, Kunde.telefon, Kunde.epost, Kunde.poststed)
        .join(nearest, nearest.c.id == Kunde.id)
        .join(Kundestatus, Kundestatus.id == Kunde.status_id)
        .where(Kundestatus.kode != "X", Kunde.slaatt_sammen_med_id.is_(None))
    )
    if unntatt is not None:
        stmt = stmt.where(Kunde.id != unntatt)
    found = [like for row in session.execute(stmt) if (like := _compare(row, kjennetegn)) is not None]
    return sorted(found, key=lambda like: (-like.treff, like.kundenr))[:SHOWN]


def _probes(kjennetegn: Kjennetegn) -> list[ColumnElement[bool]]:
    """Where to look in the word table: whole numbers, and the beginnings of the telling words of the name."""
    numbers = [
        "".join(c for c in text if c.isdigit()) for text in (kjennetegn.orgnr or "", kjennetegn.telefon)
    ]
    national = [number.removeprefix("47") if len(number) == 10 else number for number in numbers]
    telling = sorted({word for word in _name_words(kjennetegn.navn) if len(word) >= 3}, key=len, reverse=True)
    begins = [word[:PREFIX] for word in telling[:3]]
    return [
        *(Soekeord.ord == number for number in national if len(number) >= 5),
        *((Soekeord.ord >= prefix) & (Soekeord.ord < prefix + LAST) for prefix in begins),
    ]


def _some(condition: ColumnElement[bool]) -> Select[Any]:
    some = select(Soekeord.id).where(Soekeord.slag == "kunde", condition).limit(PROBE).subquery()
    return select(some.c.id).distinct()


def _compare(row: Row[*tuple[Any, ...]], sought: Kjennetegn) -> Liknende | None:
    """What the two have in common, weighed; None when it is not enough to mention."""
    reasons: list[tuple[str, float]] = []
    if sought.orgnr and row.orgnr == sought.orgnr:
        reasons.append((_("samme organisasjonsnummer"), 3))
    if sought.telefon and row.telefon == sought.telefon:
        reasons.append((_("samme telefonnummer"), 2))
    domain = _domain(sought.epost)
    if domain and domain == _domain(row.epost):
        reasons.append((_("samme e-postdomene"), 1.5))
    alike = SequenceMatcher(None, _plain(sought.navn), _plain(row.navn)).ratio()
    here = bool(sought.poststed) and fold(sought.poststed) == fold(row.poststed)
    if sought.navn and alike >= (ALIKE_HERE if here else ALIKE):
        reasons.append((_("liknende navn på samme sted") if here else _("liknende navn"), 1 + alike))
    if not reasons:
        return None
    return Liknende(
        row.id,
        row.navn,
        row.kundenr,
        row.orgnr,
        row.poststed,
        tuple(text for text, _weight in reasons),
        sum(weight for _text, weight in reasons),
    )


def _plain(navn: str) -> str:
    return " ".join(_name_words(navn))


def _name_words(navn: str) -> list[str]:
    return [word for word in query_words(navn) if word not in _COMMON]


def _domain(epost: str) -> str:
    domain = epost.rpartition("@")[2].casefold()
    return "" if domain in _SHARED_DOMAINS else domain
