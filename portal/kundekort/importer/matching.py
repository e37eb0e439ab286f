"""Which line is which customer: what a list would do, decided before anything is written.

A line with an id is the customer that has this id from the same source. Without one it is the customer with the
same organisation number and name, or the same name and place; so is one that another source has given an id. Nothing is
matched on a number alone: two bodies may share one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from portal.db.sorting import sort_key
from portal.kundekort.importer.rules import KUNDEFELTER, Tolket
from portal.kundekort.models import (
    Adresse,
    Adresseslag,
    Import,
    Importtilstand,
    Kunde,
    Kundestatus,
    Radutfall,
)
from portal.registers.models import Kommune, Postnummer

#: Values in one IN list.
CHUNK = 5_000


@dataclass
class Radplan:
    """What one line does. `foer` holds stored values that `nytt` replaces."""

    linje: int
    tolket: Tolket
    utfall: Radutfall
    kunde_id: UUID | None = None
    foer: dict[str, Any] = field(default_factory=dict)
    nytt: dict[str, Any] = field(default_factory=dict)
    adresser: dict[Adresseslag, dict[str, str]] = field(default_factory=dict)
    #: Made by an import that was undone; comes back under its old number.
    gjenopptatt: bool = False


@dataclass
class Kjent:
    """A stored customer as far as a list can speak of it."""

    id: UUID
    sortering: str
    poststed: str
    kilde: str | None
    ekstern_id: str | None
    felter: dict[str, Any]
    angret: bool
    adresser: dict[Adresseslag, dict[str, str]] = field(default_factory=dict)


def plan_lines(
    session: Session, lines: Sequence[tuple[int, Tolket]], *, kilde: str, whole_file: bool = True
) -> list[Radplan]:
    """Decide every line. A handful of statements per CHUNK lines.

    `whole_file` False is for a later part of a file whose duplicates are already known.
    """
    kommuner = _Kommuner(session)
    sound = [tolket for _linje, tolket in lines if not tolket.er_feil]
    for tolket in sound:
        kommuner.settle(tolket)
    known = _Known(session, sound, kilde=kilde)
    first_by_key: dict[tuple[str, ...], int] = {}
    taken: dict[UUID, int] = {}
    plans = []
    for linje, tolket in lines:
        if tolket.er_feil:
            plans.append(Radplan(linje, tolket, Radutfall.FEIL))
            continue
        key = _key(tolket)
        if whole_file and (first := first_by_key.setdefault(key, linje)) != linje:
            tolket.note("samme_id" if tolket.ekstern_id else "samme_kunde", linje=first)
            plans.append(Radplan(linje, tolket, Radutfall.DUPLIKAT))
            continue
        plan = _plan(linje, tolket, known)
        if plan.kunde_id is not None and (first := taken.setdefault(plan.kunde_id, linje)) != linje:
            tolket.note("samme_kunde", linje=first)
            plan = Radplan(linje, tolket, Radutfall.DUPLIKAT)
        plans.append(plan)
    if whole_file:
        _note_shared_orgnr(plans, known)
    return plans


def _plan(linje: int, tolket: Tolket, known: "_Known") -> Radplan:
    kjent = known.find(tolket)
    if kjent is None:
        if sort_key(tolket.felter["navn"]) in known.names:
            tolket.note("navn_finnes")
        return Radplan(linje, tolket, Radutfall.NY)
    plan = Radplan(linje, tolket, Radutfall.UENDRET, kunde_id=kjent.id, gjenopptatt=kjent.angret)
    for name, value in tolket.felter.items():
        if kjent.felter[name] != value:
            plan.foer[name], plan.nytt[name] = kjent.felter[name], value
    if tolket.ekstern_id and kjent.ekstern_id is None:
        plan.foer["ekstern_id"], plan.nytt["ekstern_id"] = None, tolket.ekstern_id
    for slag, parts in tolket.adresser.items():
        stored = kjent.adresser.get(slag, {})
        merged = {**stored, **{name: text for name, text in parts.items() if text}}
        if merged != stored:
            plan.foer[f"adresse_{slag.value}"], plan.adresser[slag] = stored or None, merged
    if plan.gjenopptatt:
        plan.utfall = Radutfall.NY
    elif plan.nytt or plan.adresser:
        plan.utfall = Radutfall.OPPDATERT
    return plan


def _key(tolket: Tolket) -> tuple[str, ...]:
    if tolket.ekstern_id:
        return ("id", tolket.ekstern_id)
    return (
        "kunde",
        tolket.felter.get("orgnr") or "",
        sort_key(tolket.felter["navn"]),
        place_of(tolket).casefold(),
    )


def place_of(tolket: Tolket) -> str:
    """The place shown in lists: of the visiting address, else the postal one."""
    for slag in (Adresseslag.BESOEK, Adresseslag.POST):
        if place := tolket.adresser.get(slag, {}).get("poststed"):
            return place
    return ""


def _note_shared_orgnr(plans: Sequence[Radplan], known: "_Known") -> None:
    """A number that others have too is a remark, never a stop: bodies share one, parents and children do."""
    holders: dict[str, set[Any]] = {}
    for plan in plans:
        if plan.utfall is not Radutfall.DUPLIKAT and (orgnr := plan.tolket.felter.get("orgnr")):
            holders.setdefault(orgnr, set()).add(plan.kunde_id or plan.linje)
    for orgnr, ids in known.by_orgnr.items():
        holders.setdefault(orgnr, set()).update(kjent.id for kjent in ids)
    for plan in plans:
        orgnr = plan.tolket.felter.get("orgnr")
        if orgnr and plan.utfall is not Radutfall.DUPLIKAT and (others := len(holders[orgnr]) - 1):
            plan.tolket.note("orgnr_finnes", verdi=orgnr, antall=others)


class _Known:
    """The stored customers that these lines may mean."""

    def __init__(self, session: Session, lines: Sequence[Tolket], *, kilde: str) -> None:
        self.kilde = kilde
        self.by_id: dict[str, Kjent] = {}
        self.by_orgnr: dict[str, list[Kjent]] = {}
        self.by_name: dict[str, list[Kjent]] = {}
        everyone: dict[UUID, Kjent] = {}
        ids = {line.ekstern_id for line in lines} - {""}
        orgnrs = {line.felter["orgnr"] for line in lines if "orgnr" in line.felter}
        names = {sort_key(line.felter["navn"]) for line in lines}
        for column, values in ((Kunde.ekstern_id, ids), (Kunde.orgnr, orgnrs), (Kunde.sortering, names)):
            for part in _parts(values):
                condition: ColumnElement[bool] = column.in_(part)
                if column is Kunde.ekstern_id:
                    condition = condition & (Kunde.ekstern_kilde == kilde)
                for kjent in _load(session, condition):
                    held = everyone.setdefault(kjent.id, kjent)
                    if held.kilde == kilde and held.ekstern_id:
                        self.by_id[held.ekstern_id] = held
        for kjent in everyone.values():
            if kjent.felter["orgnr"] and not kjent.angret:
                self.by_orgnr.setdefault(kjent.felter["orgnr"], []).append(kjent)
            self.by_name.setdefault(kjent.sortering, []).append(kjent)
        self.names = {name for name, held in self.by_name.items() if not all(k.angret for k in held)}
        self._load_addresses(session, everyone)

    def find(self, line: Tolket) -> Kjent | None:
        if line.ekstern_id and line.ekstern_id in self.by_id:
            return self.by_id[line.ekstern_id]
        same_name = self.by_name.get(sort_key(line.felter["navn"]), [])
        orgnr, place = line.felter.get("orgnr"), place_of(line).casefold()
        for kjent in same_name:
            if line.ekstern_id and kjent.ekstern_id and kjent.kilde == self.kilde:
                continue  # another one of the same source: its id says so
            if orgnr and kjent.felter["orgnr"] == orgnr:
                return kjent
            if (
                not line.ekstern_id
                and not orgnr
                and not kjent.felter["orgnr"]
                and kjent.poststed.casefold() == place
            ):
                return kjent
        return None

    @staticmethod
    def _load_addresses(session: Session, everyone: dict[UUID, Kjent]) -> None:
        for part in _parts(everyone):
            rows = session.execute(
                select(
                    Adresse.kunde_id, Adresse.slag, Adresse.linje1, Adresse.postnr, Adresse.poststed
                ).where(Adresse.kunde_id.in_(part))
            )
            for row in rows:
                everyone[row.kunde_id].adresser[row.slag] = {
                    "linje1": row.linje1,
                    "postnr": row.postnr,
                    "poststed": row.poststed,
                }


def _load(session: Session, condition: ColumnElement[bool]) -> Iterable[Kjent]:
    columns = [getattr(Kunde, name) for name in KUNDEFELTER]
    undone = Import.tilstand == Importtilstand.ANGRET
    rows = session.execute(
        select(
            Kunde.id,
            Kunde.sortering,
            Kunde.poststed,
            Kunde.ekstern_id,
            Kunde.ekstern_kilde,
            Kundestatus.kode,
            undone.label("undone"),
            *columns,
        )
        .join(Kundestatus, Kundestatus.id == Kunde.status_id)
        .outerjoin(Import, Import.id == Kunde.import_id)
        .where(condition, or_(Kundestatus.kode != "X", undone))
    )
    for row in rows:
        felter = {name: getattr(row, name) for name in KUNDEFELTER}
        yield Kjent(
            row.id, row.sortering, row.poststed, row.ekstern_kilde, row.ekstern_id, felter, row.kode == "X"
        )


class _Kommuner:
    """Municipality of a line: today's number as given, else by its post code. Old numbers are left out."""

    def __init__(self, session: Session) -> None:
        self.today = set(session.scalars(select(Kommune.nr)))
        codes = session.execute(
            select(Postnummer.nr, Postnummer.kommunenr).where(Postnummer.kommunenr.is_not(None))
        )
        self.by_postnr: dict[str, str | None] = {row.nr: row.kommunenr for row in codes}

    def settle(self, line: Tolket) -> None:
        given = line.felter.pop("kommunenr", None)
        if given in self.today:
            line.felter["kommunenr"] = given
            return
        for slag in (Adresseslag.BESOEK, Adresseslag.POST):
            found = self.by_postnr.get(line.adresser.get(slag, {}).get("postnr", ""))
            if found is not None:
                line.felter["kommunenr"] = found
                return


def _parts(values: Iterable[Any]) -> Iterable[list[Any]]:
    ordered = sorted(values, key=str)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
