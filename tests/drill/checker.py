"""What must hold after any number of kills. The rules read an account, so that a fault can be planted in one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Told:
    """A client was shown this number on a page."""

    kind: str
    document_id: UUID
    nummer: int


@dataclass(frozen=True)
class Document:
    """An issued document as it is stored. `mailed`: its buyer wants it by mail."""

    id: UUID
    kind: str
    selskap_id: UUID
    nummer: int
    files: frozenset[str]
    mailed: bool


@dataclass(frozen=True)
class Series:
    """A counter: numbers from `foerste`, `neste` is the next one."""

    kind: str
    selskap_id: UUID
    foerste: int
    neste: int


@dataclass(frozen=True)
class Letter:
    """A message of ours. `shown` is the word its customer's dialog says about it, read for undecided ones."""

    id: UUID
    document_id: UUID | None
    state: str
    shown: str = ""
    kunde_id: UUID | None = None


@dataclass
class Evidence:
    """Everything the drill saw: what clients were told, what is stored, what the mail server was given."""

    told: list[Told] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    #: (kind of effect, state) of every outbox row.
    outbox: list[tuple[str, str]] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    #: Ids of the messages whose whole text the mail server was given, once per time.
    received: list[UUID] = field(default_factory=list)
    #: Key of a post that was answered with success → number of rows it made.
    effects: dict[UUID, int] = field(default_factory=dict)
    #: Keys whose last answer was «ingenting ble lagret», and those of them that are stored all the same.
    denied: list[UUID] = field(default_factory=list)
    denied_but_kept: list[UUID] = field(default_factory=list)
    #: Events told on timelines: (type, document).
    events: list[tuple[str, UUID]] = field(default_factory=list)
    #: Hours per assignment: minutes the ledger holds, minutes of invoice lines less what notes gave back.
    hours: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    #: Jobs that are marked as being done though nothing is left to do.
    doing: int = 0
    #: What `faktura verifiser` called wrong.
    verified: list[str] = field(default_factory=list)
    #: Answers a client cannot explain: a bug, a refusal of its own retry.
    surprises: list[str] = field(default_factory=list)


def faults(seen: Evidence) -> list[str]:
    """Every rule that is broken, as sentences; empty when nothing was lost, doubled, skipped or hidden."""
    return [
        *_lost(seen),
        *_numbers(seen),
        *_effects(seen),
        *_outbox(seen),
        *_mail(seen),
        *_files(seen),
        *_events(seen),
        *(
            f"hours of {oppdrag}: the ledger holds {held} minutes, documents say {billed}"
            for oppdrag, (held, billed) in seen.hours.items()
            if held != billed
        ),
        *(f"verifiser: {line}" for line in seen.verified),
        *(f"surprise: {line}" for line in seen.surprises),
    ]


def _lost(seen: Evidence) -> Iterator[str]:
    stored = {(row.kind, row.id, row.nummer) for row in seen.documents}
    for told in seen.told:
        if (told.kind, told.document_id, told.nummer) not in stored:
            yield f"lost: a client was told {told.kind} {told.nummer}"


def _numbers(seen: Evidence) -> Iterator[str]:
    counters = {(row.kind, row.selskap_id) for row in seen.series}
    for row in seen.documents:
        if (row.kind, row.selskap_id) not in counters:
            yield f"{row.kind} {row.nummer} is outside every series"
    for serie in seen.series:
        numbers = [
            row.nummer
            for row in seen.documents
            if (row.kind, row.selskap_id) == (serie.kind, serie.selskap_id)
        ]
        yield from (f"double: {serie.kind} {number}" for number in _twice(numbers))
        due = set(range(serie.foerste, serie.neste))
        yield from (f"gap: {serie.kind} {number}" for number in sorted(due - set(numbers)))
        yield from (f"beyond the counter: {serie.kind} {number}" for number in sorted(set(numbers) - due))


def _effects(seen: Evidence) -> Iterator[str]:
    for key, count in seen.effects.items():
        if count != 1:
            yield f"the post {key} had {count} effects"
    yield from (f"the post {key} was said not to be kept, and is" for key in seen.denied_but_kept)


def _outbox(seen: Evidence) -> Iterator[str]:
    for slag, state in seen.outbox:
        if state not in {"sendt", "usikker"}:
            yield f"outbox: a {slag} ended as {state}"
        elif state == "usikker" and slag != "melding.send":
            yield f"outbox: a {slag} can be done again, yet it is {state}"
    if seen.doing:
        yield f"jobs: {seen.doing} are marked as being done by nobody"


def _mail(seen: Evidence) -> Iterator[str]:
    yield from (f"mail twice: {message}" for message in _twice(seen.received))
    given = set(seen.received)
    for letter in seen.letters:
        if letter.state == "usikker" and letter.shown != "Usikker":
            yield f"mail {letter.id} is undecided and shown as «{letter.shown}»"
        if letter.state == "sendt" and letter.id not in given:
            yield f"mail {letter.id} is marked as sent and never left"
        if letter.state not in {"sendt", "usikker"} and letter.id in given:
            yield f"mail {letter.id} left and is {letter.state}"
    of_document = Counter(letter.document_id for letter in seen.letters)
    for row in seen.documents:
        if row.mailed and of_document[row.id] != 1:
            yield f"{row.kind} {row.nummer} has {of_document[row.id]} mails"


def _files(seen: Evidence) -> Iterator[str]:
    for row in seen.documents:
        if missing := {"pdf", "ehf"} - row.files:
            yield f"{row.kind} {row.nummer} has no {', '.join(sorted(missing))}"


def _events(seen: Evidence) -> Iterator[str]:
    told = Counter(seen.events)
    for row in seen.documents:
        name = "faktura.utstedt" if row.kind == "faktura" else "faktura.kreditert"
        if told[name, row.id] != 1:
            yield f"{row.kind} {row.nummer} is told {told[name, row.id]} times"


def _twice(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]
