"""The states and their moves, the chain of events, and the words of both. No session here."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol
from uuid import UUID

from portal.db.clock import OSLO
from portal.i18n import _l
from portal.signing.models import Partstilstand, Signatar, Tilstand

T, P = Tilstand, Partstilstand
#: From → to (signering-dokumenter.md §2.3). What is not here cannot happen.
ALLOWED: Mapping[Tilstand, frozenset[Tilstand]] = {
    T.KOE: frozenset({T.OPPRETTES, T.TRUKKET}),
    T.OPPRETTES: frozenset({T.AAPEN, T.USIKKER, T.FEILET}),
    T.USIKKER: frozenset({T.AAPEN, T.FEILET}),
    T.AAPEN: frozenset({T.DELVIS, T.SIGNERT, T.AVSLAATT, T.UTLOEPT, T.TRUKKET, T.FEILET}),
    T.DELVIS: frozenset({T.SIGNERT, T.AVSLAATT, T.UTLOEPT, T.TRUKKET, T.FEILET}),
    T.SIGNERT: frozenset({T.HENTES}),
    T.HENTES: frozenset({T.KONTROLLERES, T.HOLDT}),
    T.KONTROLLERES: frozenset({T.FULLFOERT, T.HOLDT}),
    T.HOLDT: frozenset({T.HENTES, T.FEILET}),
    **{end: frozenset() for end in (T.FULLFOERT, T.AVSLAATT, T.UTLOEPT, T.TRUKKET, T.FEILET)},
}
#: Days a signer's link opens the signed file: the link is all it takes, and mail boxes are kept for years.
LINK_DAYS = 60
#: People may still sign.
RUNNING = frozenset({T.AAPEN, T.DELVIS})
#: Not ended; the document must not change under it.
OPEN = frozenset(state for state, to in ALLOWED.items() if to)
#: The signed file is being made.
SEALING = frozenset({T.SIGNERT, T.HENTES, T.KONTROLLERES})
#: A signer's state only rises (§2.3).
RANK: Mapping[Partstilstand, int] = {
    P.VENTER: 0, P.INVITERT: 1, P.AAPNET: 2, P.SIGNERT: 10, P.AVSLAATT: 11, P.UTLOEPT: 12, P.TRUKKET: 14,
    P.BORTFALT: 15,
}  # fmt: skip
#: He may still sign or decline.
WAITS = frozenset({P.INVITERT, P.AAPNET})

TILSTAND_NAVN: Mapping[Tilstand, Any] = {
    T.KOE: _l("Sendes"),
    T.OPPRETTES: _l("Sendes"),
    T.USIKKER: _l("Usikker"),
    T.AAPEN: _l("Venter på signatur"),
    T.DELVIS: _l("Delvis signert"),
    T.SIGNERT: _l("Forsegles"),
    T.HENTES: _l("Forsegles"),
    T.KONTROLLERES: _l("Forsegles"),
    T.HOLDT: _l("Forseglingen må sees på"),
    T.FULLFOERT: _l("Signert"),
    T.AVSLAATT: _l("Avslått"),
    T.UTLOEPT: _l("Utløpt"),
    T.TRUKKET: _l("Trukket"),
    T.FEILET: _l("Feilet"),
}
#: Colour of the tag: the normal is quiet, what needs someone has a surface.
TILSTAND_FARGE: Mapping[Tilstand, str] = {
    T.AAPEN: "info", T.DELVIS: "info", T.KOE: "info", T.OPPRETTES: "info", T.SIGNERT: "info", T.HENTES: "info",
    T.KONTROLLERES: "info", T.USIKKER: "warn", T.HOLDT: "bad", T.FULLFOERT: "ok", T.AVSLAATT: "bad",
    T.UTLOEPT: "warn", T.TRUKKET: "mute", T.FEILET: "bad",
}  # fmt: skip
PART_NAVN: Mapping[Partstilstand, Any] = {
    P.VENTER: _l("Venter på tur"),
    P.INVITERT: _l("Sendt"),
    P.AAPNET: _l("Åpnet"),
    P.SIGNERT: _l("Signert"),
    P.AVSLAATT: _l("Avslått"),
    P.UTLOEPT: _l("Utløpt"),
    P.TRUKKET: _l("Trukket"),
    P.BORTFALT: _l("Falt bort"),
}
PART_FARGE: Mapping[Partstilstand, str] = {
    P.VENTER: "mute", P.INVITERT: "info", P.AAPNET: "info", P.SIGNERT: "ok", P.AVSLAATT: "bad",
    P.UTLOEPT: "warn", P.TRUKKET: "mute", P.BORTFALT: "mute",
}  # fmt: skip

#: No reminders from 21 to 07 in Oslo (§2.4).
QUIET_FROM, QUIET_TO = time(21), time(7)
#: Reminded so many days before the deadline.
REMIND_DAYS = (3, 1)
#: A person may not remind the same signer more often.
REMIND_PAUSE = timedelta(hours=1)
DEFAULT_DAYS, MOST_DAYS = 14, 90


class LoggedEvent(Protocol):
    """What the chain needs of a row."""

    forespoersel_id: UUID
    signatar_id: UUID | None
    nr: int
    tid: datetime
    hva: str
    kilde: str
    aktoer: str
    ip: str
    agent: str
    data: dict[str, Any]
    forrige: bytes
    hash: bytes


def event_hash(event: LoggedEvent) -> bytes:
    """SHA-256 over the row before and this one in canonical JSON: keys sorted, no spaces, times in UTC."""
    said = {
        "aktoer": event.aktoer,
        "agent": event.agent,
        "data": event.data,
        "forespoersel": str(event.forespoersel_id),
        "hva": event.hva,
        "ip": event.ip,
        "kilde": event.kilde,
        "nr": event.nr,
        "signatar": str(event.signatar_id or ""),
        "tid": event.tid.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(event.forrige + text.encode()).digest()


def first_hash(forespoersel_id: UUID) -> bytes:
    """What the first row stands on: the request itself."""
    return hashlib.sha256(forespoersel_id.bytes).digest()


def broken_at(events: Iterable[LoggedEvent]) -> int | None:
    """Number of the first row that is changed, missing or moved; None when the chain holds."""
    before: bytes | None = None
    for nr, event in enumerate(events, 1):
        stands_on = first_hash(event.forespoersel_id) if before is None else before
        if event.nr != nr or event.forrige != stands_on or event.hash != event_hash(event):
            return nr
        before = event.hash
    return None


def end_of(dag: date) -> datetime:
    """The last moment of a day in Oslo, as the first of the next."""
    return datetime.combine(dag + timedelta(days=1), time(0), OSLO).astimezone(UTC)


def last_day(frist_tid: datetime) -> date:
    """The day people are told."""
    return (frist_tid - timedelta(microseconds=1)).astimezone(OSLO).date()


def is_quiet(moment: datetime) -> bool:
    """Whether nobody is written to by the clock now."""
    clock = moment.astimezone(OSLO).time()
    return clock >= QUIET_FROM or clock < QUIET_TO


def next_loud(moment: datetime) -> datetime:
    """The moment itself, or the next 07 in Oslo."""
    if not is_quiet(moment):
        return moment
    here = moment.astimezone(OSLO)
    dag = here.date() + timedelta(days=1) if here.time() >= QUIET_FROM else here.date()
    return datetime.combine(dag, QUIET_TO, OSLO).astimezone(UTC)


def reminder_due(*, frist_tid: datetime, dag: date) -> bool:
    """Whether the day is one of REMIND_DAYS before the deadline."""
    return (last_day(frist_tid) - dag).days in REMIND_DAYS


def one_line(emne: str) -> str:
    """A subject: a title is typed by people, a header is one line."""
    return " ".join(emne.split())[:200]


def is_confirmed(signatar: Signatar, *, browser: bytes, moment: datetime) -> bool:
    """Whether the browser (its hash) gave the right code, not too long ago."""
    return bool(
        signatar.bekreftet_hash is not None
        and signatar.bekreftet_til_tid is not None
        and signatar.bekreftet_til_tid > moment
        and hmac.compare_digest(signatar.bekreftet_hash, browser)
    )
