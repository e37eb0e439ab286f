"""Which customers: the filter of the list as the address and saved views hold it, and the conditions it means.

The list, its export, a change of many at once and the way from card to card all ask the same question here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, any_, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.errors import Refused
from portal.i18n import _
from portal.kundekort import feltfilter
from portal.kundekort.avstand import Punkt, find_punkt, read_km, within
from portal.kundekort.feltfilter import Feltvalg
from portal.kundekort.models import (
    Deling,
    Favoritt,
    Kunde,
    Kundestatus,
    Liste,
    Listemedlem,
    Statusflagg,
)
from portal.kundekort.search import find_words
from portal.web.read_ids import read_uuid

#: Whose customers: nothing is everybody's.
HVEM = frozenset({"mine", "avdeling", "favoritter"})
STATUSER = frozenset({"aktiv", "potensiell", "sperret", "inaktiv", "alle"})
#: The names in an address, in the order a written filter has them.
DELER = ("hvem", "status", "q", "ansvarlig", "fylke", "kommune", "liste", "naer", "km")
#: Customers that can be ticked one by one; more are chosen by the filter.
MOST_TICKED = 2_000


@dataclass(frozen=True)
class Filter:
    """What the list shows; every part stands in the address."""

    q: str = ""
    #: "" is all that the standard search finds; else one of STATUSER
    status: str = ""
    #: "" or one of HVEM
    hvem: str = ""
    #: Two digits.
    fylke: str = ""
    #: Four digits.
    kommune: str = ""
    ansvarlig_id: UUID | None = None
    #: Those of one list that the reader has or shares.
    liste_id: UUID | None = None
    #: Own fields, in an order of their own.
    felt: tuple[Feltvalg, ...] = ()
    #: A post code or a place; `km` is how far from it, 0 without one.
    naer: str = ""
    km: int = 0
    #: That place once it has been looked up; never in the address.
    punkt: Punkt | None = None

    @property
    def only_status(self) -> bool:
        """Nothing but the group of statuses narrows the list."""
        place = self.fylke or self.kommune or self.naer
        return not (self.q or self.hvem or self.ansvarlig_id or place or self.liste_id or self.felt)


@dataclass(frozen=True)
class Leser:
    """Who reads: whose «mine» and favourites, and whose office."""

    bruker_id: UUID | None
    avdeling_id: UUID | None


def read_filter(parts: Mapping[str, str]) -> Filter:
    """What the list shall show; words that mean nothing are left out."""
    parts = {name: text.replace("\0", "") for name, text in parts.items()}  # the database holds no NUL
    hvem, status = parts.get("hvem", ""), parts.get("status", "")
    naer = parts.get("naer", "")[:60].strip()
    return Filter(
        q=parts.get("q", "")[:100].strip(),
        status=status if status in STATUSER else "",
        hvem=hvem if hvem in HVEM else "",
        fylke=parts.get("fylke", "")[:2],
        kommune=parts.get("kommune", "")[:4],
        ansvarlig_id=read_uuid(parts.get("ansvarlig")),
        liste_id=read_uuid(parts.get("liste")),
        felt=feltfilter.read_parts(parts),
        naer=naer,
        km=read_km(parts.get("km", "")) if naer else 0,
    )


def read_text(text: str) -> Filter:
    """The filter of a stored or posted query."""
    return read_filter(dict(parse_qsl(text)))


def placed(session: Session, valg: Filter) -> Filter:
    """The filter with its place looked up. One statement the first time a place is asked for, then none."""
    return replace(valg, punkt=find_punkt(session, naer=valg.naer)) if valg.naer else valg


def write_filter(valg: Filter) -> str:
    """The filter as the query of an address: the same filter is always the same text."""
    values = {name: getattr(valg, f"{name}_id" if name in {"ansvarlig", "liste"} else name) for name in DELER}
    own = {part.name: part.verdi for part in valg.felt}
    return urlencode({name: str(value) for name, value in values.items() if value} | own)


def shared_with(model: Any, leser: Leser) -> ColumnElement[bool]:
    """The reader's own rows of what people make, and those shared with him."""
    return or_(
        model.bruker_id == leser.bruker_id,
        model.deling == Deling.ALLE,
        and_(model.deling == Deling.AVDELING, model.avdeling_id == leser.avdeling_id),
    )


def shared_office(row: Any, deling: Deling, own: UUID | None) -> UUID | None:
    """The office a row is to be shared with: the one it has as long as it is shared so, else its owner's `own`.

    Its owner may work in another office today; those who use it are still where they were. Raises Refused: he has none.
    """
    if deling is not Deling.AVDELING:
        return None
    office: UUID | None = (row.avdeling_id if row.deling is Deling.AVDELING else None) or own
    if office is None:
        raise Refused(_("Du hører ikke til noen avdeling."), field="deling")
    return office


def filtered(
    stmt: Select[*tuple[Any, ...]], kunde: Any, valg: Filter, leser: Leser
) -> Select[*tuple[Any, ...]]:
    """The statement narrowed to the filter, but for the words that were typed (`search.find_words`)."""
    stmt = stmt.join(Kundestatus, Kundestatus.id == kunde.status_id).where(
        status_group(valg.status), kunde.slaatt_sammen_med_id.is_(None)
    )
    if valg.hvem == "mine":
        stmt = stmt.where(kunde.kundeansvarlig_id == leser.bruker_id)
    elif valg.hvem == "avdeling":
        stmt = stmt.where(kunde.avdeling_id == leser.avdeling_id)
    elif valg.hvem == "favoritter":
        stmt = stmt.where(
            kunde.id.in_(select(Favoritt.kunde_id).where(Favoritt.bruker_id == leser.bruker_id))
        )
    if valg.ansvarlig_id is not None:
        stmt = stmt.where(kunde.kundeansvarlig_id == valg.ansvarlig_id)
    if valg.liste_id is not None:
        members = select(Listemedlem.kunde_id).join(Liste, Liste.id == Listemedlem.liste_id)
        stmt = stmt.where(kunde.id.in_(members.where(Liste.id == valg.liste_id, shared_with(Liste, leser))))
    if valg.kommune:
        stmt = stmt.where(kunde.kommunenr == valg.kommune)
    elif valg.fylke:
        stmt = stmt.where(kunde.fylkesnr == valg.fylke)
    if valg.naer:
        stmt = stmt.where(within(kunde, valg.naer, valg.km, valg.punkt))
    return stmt.where(*feltfilter.conditions(kunde, valg.felt)) if valg.felt else stmt


@dataclass(frozen=True)
class Utvalg:
    """Which customers an act is meant for: those ticked, or every hit of a filter."""

    ids: tuple[UUID, ...] = ()
    valg: Filter | None = None

    def __str__(self) -> str:
        """As a form carries it; `read_utvalg` reads it back."""
        if self.valg is not None:
            return f"alle?{write_filter(self.valg)}"
        return ",".join(str(kunde_id) for kunde_id in self.ids)


def read_utvalg(text: str) -> Utvalg:
    """A choice as a form carries it; ids that are none are left out."""
    kind, mark, filtertekst = text.partition("?")
    if mark and kind == "alle":
        return Utvalg(valg=read_text(filtertekst))
    ids = (read_uuid(part) for part in text.split(",", MOST_TICKED)[:MOST_TICKED])
    return Utvalg(tuple(dict.fromkeys(kunde_id for kunde_id in ids if kunde_id is not None)))


def ticked(form: MultiDict[str, str]) -> Utvalg:
    """The choice as the list of customers posts it: rows that are ticked, or every hit of its filter."""
    if form.get("alle"):
        return Utvalg(valg=read_text(form.get("filtertekst", "")))
    ids = (read_uuid(text) for text in form.getlist("valgt"))
    return Utvalg(tuple(dict.fromkeys(kunde_id for kunde_id in ids if kunde_id is not None)))


def narrowed(
    session: Session, stmt: Select[*tuple[Any, ...]], *, utvalg: Utvalg, leser: Leser
) -> Select[*tuple[Any, ...]]:
    """A statement about Kunde narrowed to the choice. Asks one statement itself when words were typed."""
    if utvalg.valg is None:
        return stmt.where(Kunde.id == any_(bindparam("valgte", list(utvalg.ids), type_=ARRAY(Uuid))))
    treff = find_words(session, q=utvalg.valg.q)
    stmt = filtered(stmt, Kunde, utvalg.valg, leser)
    return stmt if treff is None else stmt.where(*treff.conditions(Kunde))


def ordered(
    stmt: Select[*tuple[Any, ...]], kunde: Any, after: tuple[Any, ...] | None
) -> Select[*tuple[Any, ...]]:
    """In Norwegian order, from the customer after `after` (sortering, id)."""
    if after is not None:
        stmt = stmt.where(tuple_(kunde.sortering, kunde.id) > tuple_(*after))
    return stmt.order_by(kunde.sortering, kunde.id)


def status_group(choice: str) -> ColumnElement[bool]:
    """Groups of statuses by their flags, so that the tenant's own statuses fall into place."""
    prospect = and_(
        Kundestatus.aktiv, Kundestatus.nytt_oppdrag == Statusflagg.NEI, Kundestatus.er_sperre.is_(False)
    )
    groups: dict[str, ColumnElement[bool]] = {
        "aktiv": and_(Kundestatus.aktiv, Kundestatus.nytt_oppdrag != Statusflagg.NEI),
        "potensiell": prospect,
        "sperret": Kundestatus.er_sperre.is_(True),
        "inaktiv": Kundestatus.aktiv.is_(False),
        "alle": Kundestatus.kode.is_not(None),
    }
    return groups.get(choice, Kundestatus.i_soek.is_(True))
