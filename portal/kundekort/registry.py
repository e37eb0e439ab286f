"""What upper rooms show on the card and what holds a customer fast: typed registries, filled in `setup`.

Every list here is filled once, when the app is made. The same key twice is a mistake.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from portal.identity.permissions import Permission


class Keyed(Protocol):
    """Has a key, an order and a permission."""

    @property
    def key(self) -> str: ...
    @property
    def order(self) -> int: ...
    @property
    def needs(self) -> Permission: ...


Entry = TypeVar("Entry", bound=Keyed)


class Registry(Generic[Entry]):
    """Entries by key, given out in order to those who hold the permission."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def register(self, *entries: Entry) -> None:
        """Add entries. Registering an equal one again is harmless: several apps live in one test run."""
        for entry in entries:
            held = self._entries.setdefault(entry.key, entry)
            if type(held) is not type(entry) or held.order != entry.order:
                raise ValueError(f"kundekort: {entry.key} twice")

    def allowed(self, permissions: frozenset[str]) -> Sequence[Entry]:
        """What this person may see, in order."""
        entries = sorted(self._entries.values(), key=lambda entry: (entry.order, entry.key))
        return [entry for entry in entries if entry.needs in permissions]

    def get(self, key: str) -> Entry | None:
        """The entry with this key."""
        return self._entries.get(key)

    def all(self) -> Sequence[Entry]:
        """Everything, for actions and gates."""
        return list(self._entries.values())


@dataclass(frozen=True)
class Fanetall:
    """A count on a tab. `antall` is a scalar subquery, so that all counts come with the card's own statement.

    It counts for the one kunde (not its enheter) and should be capped where a customer may have thousands.
    """

    key: str  # the Fane's key, or another name where it is not shown on a tab but decides a button
    needs: Permission
    antall: Callable[[UUID], ColumnElement[int]]
    order: int = 0


@dataclass(frozen=True)
class Tall:
    """One key figure as shown. `meter` is (part, whole, sentence) for a small bar."""

    verdi: str
    enhet: str = ""
    detalj: str = ""
    #: "", up or down
    tone: str = ""
    meter: tuple[int, int, str] | None = None


#: Given a column that names a kunde: the condition that it is the one shown, or anything in its tree.
Hos = Callable[[Any], ColumnElement[bool]]


@dataclass(frozen=True)
class Noekkeltall:
    """A key figure in the row on top of Oversikt. `verdier` are scalar subqueries; `vis` gets their values.

    All figures are read in one statement, whatever rooms they come from, for the unit or for its whole tree.
    """

    key: str
    label: Any
    needs: Permission
    verdier: Callable[[Hos], Sequence[ColumnElement[Any]]]
    vis: Callable[..., Tall]
    order: int = 100


@dataclass(frozen=True)
class Kredittbruk:
    """What counts against a customer's credit limit: a scalar subquery of øre for the unit and all below it."""

    key: str
    needs: Permission
    oere: Callable[[Hos], ColumnElement[Any]]
    order: int = 100


@dataclass(frozen=True)
class Trekolonne:
    """A sum beside each enhet in the customer tree. `per_kunde` is a select of (kunde_id, whole number) of a room.

    It is narrowed to the tree by `ids`; all columns are read in one statement. `vis` shows a number.
    """

    key: str
    label: Any
    needs: Permission
    per_kunde: Callable[[Any], Any]
    vis: Callable[[int], str]
    order: int = 100


@dataclass(frozen=True)
class Boks:
    """A box on Oversikt. `load(session, kunde_id)` is one statement at most, two if `senere`; None leaves the box out.

    With `verdi`, a scalar subquery, it costs none: what that holds comes with the key figures, and `load` is not asked.

    `template` renders the whole section (macro `box`) and gets `kort` and what was loaded as `data`.
    """

    key: str
    title: Any
    needs: Permission
    load: Callable[[Session, UUID], Any]
    template: str
    order: int = 100
    #: 1 or 2, the column it stands in.
    column: int = 2
    #: True: fetched by the page after it is shown, by a request of its own. `template` is then what stands in the box.
    senere: bool = False
    #: Given the customer's id: what the box needs, as JSON; null leaves the box out.
    verdi: Callable[[UUID], ColumnElement[Any]] | None = None


@dataclass(frozen=True)
class Hodeknapp:
    """A button in the card's head, or an entry of its menu.

    `endpoint` gets `kunde_id`; `shortcut` is the single key that presses it.
    """

    key: str
    label: Any
    endpoint: str
    icon: str
    needs: Permission
    shortcut: str = ""
    order: int = 100
    primary: bool = False
    #: True: the answer is a dialog that opens on the page one stands on.
    dialog: bool = False
    #: True: an entry of the head's menu instead of a button.
    i_meny: bool = False
    #: The address, for a page that does not take `kunde_id` as it stands.
    adresse: Callable[[UUID], str] | None = None
    #: Why it cannot be done with this customer now: the button is grey and says so. Gets the Kort.
    sperret: Callable[[Any], str | None] | None = None
    #: Words people type for it in the palette besides those of the label, folded (portal/db/words.py).
    ord: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mulighetsboks:
    """A box on the page of an opportunity. `load(session, mulighet_id)` is at most one statement.

    `template` renders the whole section and gets `kort`, `rad` (the opportunity) and what was loaded as `data`.
    """

    key: str
    needs: Permission
    load: Callable[[Session, UUID], Any]
    template: str
    order: int = 100


@dataclass(frozen=True)
class Varsel:
    """A callout above the boxes. `load` gives sentences (tone, text, link, link_text); one statement."""

    key: str
    needs: Permission
    load: Callable[[Session, UUID], Sequence[tuple[str, str, str, str]]]
    order: int = 100


@dataclass(frozen=True)
class Kortvarsel:
    """A callout above the boxes that asks the database nothing: what it says follows from the Kort and its counts."""

    key: str
    needs: Permission
    sier: Callable[[Any], tuple[str, str, str, str] | None]
    order: int = 100


@dataclass(frozen=True)
class Binding:
    """What holds a customer: running assignments and the like. `load` gives (label, address) of each."""

    key: str
    label: Any
    load: Callable[[Session, UUID], Sequence[tuple[str, str]]]
    order: int = 100
    needs: Permission = Permission.KUNDE_STATUS


@dataclass(frozen=True)
class Kundepeker:
    """A column that names a kunde, and what a merge of two customers does with its rows.

    A gate refuses a link to kunde that no room has decided about. `blir` says why rows stay with the card that went
    in; empty: they move. `hvilke` narrows which rows move; the others stay.
    """

    kolonne: Any  # the mapped attribute
    #: What the person is told moves: «dokumenter».
    label: Any = ""
    blir: str = ""
    hvilke: Callable[[], ColumnElement[bool]] | None = None
    order: int = 100
    needs: Permission = Permission.KUNDE_STATUS

    @property
    def key(self) -> str:
        """`table.column`."""
        return f"{self.kolonne.class_.__tablename__}.{self.kolonne.key}"


@dataclass(frozen=True)
class Sammenslaaingsmerknad:
    """What else a merge changes, said before it is done. `les(session, inn_id, kunde_id)`: sentences; one statement."""

    key: str
    les: Callable[[Session, UUID, UUID], Sequence[str]]
    order: int = 100
    needs: Permission = Permission.KUNDE_STATUS


@dataclass(frozen=True)
class Koblingsslag:
    """A kind of record a task may be about. The key is the record's table.

    `finn(session, text)` gives at most eight (id, text, more); `les(session, ids)` gives id → (text, what `endpoint`
    takes) of those that exist, in one statement.
    """

    key: str
    label: Any
    ikon: str
    needs: Permission
    finn: Callable[[Session, str], Sequence[tuple[UUID, str, str]]]
    les: Callable[[Session, Sequence[UUID]], Mapping[UUID, tuple[str, Mapping[str, Any]]]]
    endpoint: str
    order: int = 100


@dataclass(frozen=True)
class Feltpost:
    """A kind of record of an upper room that may have own fields. The key is that of its Koblingsslag and Feltgjelder.

    `laas(session, id)` locks the record and answers it, or raises NotFound; `navn(record)` is what the log calls it;
    `indekser(session, id)` makes its search words anew.
    """

    key: str
    needs: Permission
    laas: Callable[[Session, UUID], Any]
    navn: Callable[[Any], str]
    indekser: Callable[[Session, UUID], None]
    #: Code of the event when the values are changed.
    hendelse: str
    order: int = 100


@dataclass(frozen=True)
class Tidslinjesak:
    """A kind of record the timeline of a customer may be narrowed to, with all that belongs to it.

    `velg(kunde_ids)` is a select of (id, text) of those a reader may choose, newest first and bounded; `med(id)` one
    of the ids of the records whose events are its own, itself among them.
    """

    key: str
    label: Any
    needs: Permission
    velg: Callable[[Sequence[UUID]], Any]
    med: Callable[[UUID], Any]
    order: int = 100


@dataclass(frozen=True)
class Kalendersak:
    """A kind of record that can have a calendar of its own. The key is the record's table.

    `navn(session, ids)` is what the calendars are called, those that exist; `hendelser(session, id, fra, til)` are
    the entries of one (`ical.Hendelse`). One statement each.
    """

    key: str
    needs: Permission
    navn: Callable[[Session, Sequence[UUID]], Mapping[UUID, str]]
    hendelser: Callable[[Session, UUID, date, date], Iterable[Any]]
    order: int = 100


class Overfoering(Protocol):
    """Gives everything of one kind to another contact, or to nobody (None), and answers how many.

    `fra` is the first day he is gone, for what is dated.
    """

    def __call__(
        self, session: Session, *, kontakt_id: UUID, etterfoelger_id: UUID | None, fra: date
    ) -> int: ...


@dataclass(frozen=True)
class Ansvar:
    """Something that hangs on a contact and must go on when he leaves.

    `les(session, kontakt_id)` gives (text, endpoint or "", what it takes) of each, at most MOST_SHOWN and one more, in
    one statement.
    """

    key: str
    label: Any
    ikon: str
    les: Callable[[Session, UUID], Sequence[tuple[str, str, Mapping[str, Any]]]]
    flytt: Overfoering
    order: int = 100
    needs: Permission = Permission.KONTAKT_ENDRE


@dataclass(frozen=True)
class Stedsbruk:
    """What uses a worksite now, so that it cannot be taken out of use.

    `les(session, arbeidssted_id)` gives (text, address) of each, in one statement. To one without `needs` they are but
    a number.
    """

    key: str
    les: Callable[[Session, UUID], Sequence[tuple[str, str]]]
    order: int = 100
    needs: Permission = Permission.KUNDE_LES


#: Rows of one kind that are named; the rest are counted as «flere».
MOST_SHOWN = 20
fanetall: Registry[Fanetall] = Registry()
noekkeltall: Registry[Noekkeltall] = Registry()
oversikt: Registry[Boks] = Registry()
kredittbruk: Registry[Kredittbruk] = Registry()
hodeknapper: Registry[Hodeknapp] = Registry()
mulighetsbokser: Registry[Mulighetsboks] = Registry()
varsler: Registry[Varsel] = Registry()
kortvarsler: Registry[Kortvarsel] = Registry()
bindinger: Registry[Binding] = Registry()
kundepekere: Registry[Kundepeker] = Registry()
sammenslaaingsmerknader: Registry[Sammenslaaingsmerknad] = Registry()
koblingsslag: Registry[Koblingsslag] = Registry()
feltposter: Registry[Feltpost] = Registry()
tidslinjesaker: Registry[Tidslinjesak] = Registry()
trekolonner: Registry[Trekolonne] = Registry()
kalendersaker: Registry[Kalendersak] = Registry()
ansvar: Registry[Ansvar] = Registry()
stedsbruk: Registry[Stedsbruk] = Registry()
