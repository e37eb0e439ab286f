"""The own fields as parts of the customer list's filter: how they stand in an address, and what they ask for.

A part's name says what its text is read as, so that an address can be read without knowing the fields. One about a
field that is not in use any more narrows nothing, wherever the filter is asked: the list says so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Numeric, case, cast, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.kundekort.models import EgetFelt, Feltgjelder, Feltslag, Feltverdier
from portal.web.decimals import parse_desimal, write_desimal
from portal.web.parse import BadInput, parse_beloep, parse_dato, parse_heltall, parse_klokkeslett
from portal.web.read_ids import read_uuid

PREFIX = "felt."
#: Parts of one filter.
MOST_PARTS = 20


@dataclass(frozen=True, order=True)
class Feltvalg:
    """One part. `op` is er, janei, har, or a kind with -fra or -til; `verdi` is as the address holds it."""

    felt_id: UUID
    op: str
    verdi: str

    @property
    def name(self) -> str:
        """Its name in an address."""
        return part_name(self.felt_id, self.op)

    @property
    def shown(self) -> str:
        """As the input shows it: days as people write them."""
        day = date.fromisoformat(self.verdi) if self.op.startswith(f"{Feltslag.DATO}-") else None
        return self.verdi if day is None else f"{day:%d.%m.%Y}"


def part_name(felt_id: UUID, op: str) -> str:
    """How a part is called in an address."""
    return f"{PREFIX}{felt_id}.{op}"


def ops_of(slag: Feltslag) -> tuple[str, ...]:
    """What can be asked of a kind of field."""
    if slag in _KINDS:
        return f"{slag}-fra", f"{slag}-til"
    return {Feltslag.TEKST: ("har",), Feltslag.JANEI: ("janei",)}.get(slag, ("er",))


#: kind → (typed text → what is compared with, that → text that reads back as the same)
_KINDS: dict[str, tuple[Callable[[str], Any], Callable[[Any], str]]] = {
    Feltslag.HELTALL: (parse_heltall, str),
    Feltslag.DESIMAL: (parse_desimal, lambda value: write_desimal(value, least_places=4)),
    Feltslag.BELOEP: (parse_beloep, lambda value: f"{value / 100:.2f}".replace(".", ",")),
    Feltslag.DATO: (lambda text: parse_dato(text, today=today()), date.isoformat),
    Feltslag.KLOKKESLETT: (parse_klokkeslett, lambda value: f"{value:%H:%M}"),
}


@dataclass(frozen=True)
class Feltbilde:
    """What the list shows of the own fields in its filter: sentences about parts that are not used, and names."""

    merknader: Sequence[str]
    deler: Callable[[Feltslag], tuple[str, ...]] = ops_of
    navn: Callable[[UUID, str], str] = part_name


def look(session: Session, sent: Mapping[str, str], parts: Sequence[Feltvalg]) -> Feltbilde:
    """For the page of the list. One statement when the filter has such parts."""
    return Feltbilde([*list_faults(sent), *list_notes(session, parts=parts)])


def read_parts(sent: Mapping[str, str]) -> tuple[Feltvalg, ...]:
    """What an address asks of own fields; what cannot be read or is too much is left out (`list_faults` says it)."""
    return tuple(sorted(part for part, _fault in _parts(sent) if part is not None)[:MOST_PARTS])


def list_faults(sent: Mapping[str, str]) -> list[str]:
    """A sentence for each part that cannot be read, and one when there are more than MOST_PARTS of the others."""
    read = list(_parts(sent))
    faults = [fault for _part, fault in read if fault]
    if len(read) - len(faults) > MOST_PARTS:
        faults.append(
            _(
                "Filteret har flere enn %(antall)s deler om egne felt. De etter dem er ikke brukt.",
                antall=MOST_PARTS,
            )
        )
    return faults


def _parts(sent: Mapping[str, str]) -> Iterator[tuple[Feltvalg | None, str]]:
    for name in sent:
        typed = sent[name].replace("\0", "").strip()[:200]
        if not name.startswith(PREFIX) or not typed:
            continue
        given, _dot, op = name.removeprefix(PREFIX).partition(".")
        felt_id, kind = read_uuid(given), op.removesuffix("-fra").removesuffix("-til")
        ends = {f"{kind}-fra", f"{kind}-til"}
        if felt_id is None or not (op in {"er", "janei", "har"} or (kind in _KINDS and op in ends)):
            continue
        try:
            yield Feltvalg(felt_id, op, _tidy(kind, typed)), ""
        except BadInput as bad:
            yield None, str(bad.sentence)


def _tidy(kind: str, typed: str) -> str:
    if kind not in _KINDS:
        return typed
    read, write = _KINDS[kind]
    return write(read(typed))


def conditions(kunde: Any, parts: Sequence[Feltvalg]) -> list[ColumnElement[bool]]:
    """What must hold for a customer (the entity or an alias of it)."""
    return [or_(~_in_use(part), kunde.id.in_(_holders(part))) for part in parts]


def _in_use(part: Feltvalg) -> ColumnElement[bool]:
    return exists(
        select(EgetFelt.id).where(
            EgetFelt.id == part.felt_id, EgetFelt.i_bruk, EgetFelt.gjelder == Feltgjelder.KUNDE
        )
    )


def _holders(part: Feltvalg) -> Any:
    return select(Feltverdier.kunde_id).where(Feltverdier.kunde_id.is_not(None), _meets(part))


def _meets(part: Feltvalg) -> ColumnElement[bool]:
    value: Any = Feltverdier.verdier[str(part.felt_id)]
    met: ColumnElement[bool]
    kind, _dash, end = part.op.rpartition("-")
    if part.op == "har":
        met = value.astext.icontains(part.verdi, autoescape=True)
    elif part.op in {"er", "janei"}:  # a list holds one of its members
        asked: Any = part.verdi if part.op == "er" else part.verdi == "ja"
        met = value.contains(literal(asked, JSONB))
    else:
        held: Any = value.astext
        bound: Any = part.verdi
        if kind not in {Feltslag.DATO, Feltslag.KLOKKESLETT}:
            # Numeric: one stored number too long for a bigint would fail the whole list.
            held = case((func.jsonb_typeof(value) == "number", cast(value.astext, Numeric)))
            bound = _KINDS[kind][0](part.verdi)
        met = held >= bound if end == "fra" else held <= bound
    return met


def list_notes(session: Session, *, parts: Sequence[Feltvalg]) -> list[str]:
    """Which parts narrow nothing, because their field is gone or out of use. One statement when there are parts."""
    if not parts:
        return []
    ids = {part.felt_id for part in parts}
    held = {
        row.id: row
        for row in session.execute(
            select(EgetFelt.id, EgetFelt.navn, EgetFelt.i_bruk).where(
                EgetFelt.id.in_(ids), EgetFelt.gjelder == Feltgjelder.KUNDE
            )
        )
    }
    notes = [
        _("Feltet «%(navn)s» er tatt ut av bruk, så filteret på det er ikke brukt.", navn=row.navn)
        for row in held.values()
        if not row.i_bruk
    ]
    if ids - held.keys():
        notes.append(_("Filteret gjelder et eget felt som ikke finnes lenger. Det er ikke brukt."))
    return notes
