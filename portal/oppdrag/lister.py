"""The rows of the lists, shared by the tab on the card and the overviews."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Engasjement, Kunde, Person
from portal.oppdrag.models import (
    Kandidatkobling,
    Koblingsstatus,
    LedigStilling,
    Stillingstilstand,
    Utleieoppdrag,
)
from portal.oppdrag.models import UtleieoppdragPris as Pris
from portal.oppdrag.models_regler import Oppdragsslag, Timekategori
from portal.oppdrag.soek import narrow_by_words
from portal.web.paging import PAGE_SIZE, Page, cut, read_mark

#: «Slutter snart»: days ahead.
SNART_DAGER = 28


class Utvalg(StrEnum):
    """Which oppdrag a list shows."""

    AKTIVE = "aktive"
    SLUTTER = "slutter"
    AVSLUTTET = "avsluttet"


def list_oppdrag(
    session: Session,
    *,
    utvalg: Utvalg = Utvalg.AKTIVE,
    kunde_id: UUID | None = None,
    kandidat_id: UUID | None = None,
    soek: str = "",
    etter: str | None = None,
) -> Page[Any]:
    """(id, nummer, tittel, fra_dato, til_dato, arbeidstid, kunde_id, kunde, kandidat_id, fornavn, etternavn,
    godkjenner, pris_oere, avsluttet_grunn). Running and coming ones by start, ending ones by end. One statement.
    """
    dag = today()
    price = (
        select(Pris.pris_oere)
        .where(
            Pris.oppdrag_id == Utleieoppdrag.id,
            Pris.kategori == Timekategori.NORMAL,
            Pris.gyldig_fra <= func.greatest(Utleieoppdrag.fra_dato, dag),
            or_(Pris.gyldig_til.is_(None), Pris.gyldig_til > func.greatest(Utleieoppdrag.fra_dato, dag)),
        )
        .correlate(Utleieoppdrag)
        .scalar_subquery()
    )
    stmt: Any = (
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Utleieoppdrag.tittel,
            Utleieoppdrag.fra_dato,
            Utleieoppdrag.til_dato,
            Utleieoppdrag.arbeidstid,
            Utleieoppdrag.kunde_id,
            Kunde.navn.label("kunde"),
            Utleieoppdrag.kandidat_id,
            Kandidat.fornavn,
            Kandidat.etternavn,
            Person.navn.label("godkjenner"),
            price.label("pris_oere"),
            Utleieoppdrag.avsluttet_grunn,
        )
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .outerjoin(Engasjement, Engasjement.id == Utleieoppdrag.godkjenner_id)
        .outerjoin(Person, Person.id == Engasjement.person_id)
        .limit(PAGE_SIZE + 1)
    )
    if kunde_id is not None:
        stmt = stmt.where(Utleieoppdrag.kunde_id == kunde_id)
    if kandidat_id is not None:
        stmt = stmt.where(Utleieoppdrag.kandidat_id == kandidat_id)
    stmt = narrow_by_words(
        stmt,
        soek,
        slag=Oppdragsslag.OPPDRAG,
        row_id=Utleieoppdrag.id,
        kunde_id=Utleieoppdrag.kunde_id,
        kandidat_id=Utleieoppdrag.kandidat_id,
    )
    stmt, sort = _ordered(stmt, utvalg=utvalg, dag=dag, after=read_mark(etter, date.fromisoformat, UUID))
    rows: Sequence[Any] = session.execute(stmt).all()
    return cut(rows, mark=lambda row: (getattr(row, sort), row.id), size=PAGE_SIZE)


def _ordered(
    stmt: Select[Any], *, utvalg: Utvalg, dag: date, after: tuple[Any, ...] | None
) -> tuple[Select[Any], str]:
    ends, begins, row_id = Utleieoppdrag.til_dato, Utleieoppdrag.fra_dato, Utleieoppdrag.id
    if utvalg is Utvalg.AKTIVE:
        stmt = stmt.where(or_(ends.is_(None), ends >= dag)).order_by(begins.desc(), row_id.desc())
        return (stmt.where(tuple_(begins, row_id) < after) if after else stmt), "fra_dato"
    if utvalg is Utvalg.SLUTTER:
        stmt = stmt.where(ends >= dag, ends <= dag + timedelta(days=SNART_DAGER)).order_by(ends, row_id)
        return (stmt.where(tuple_(ends, row_id) > after) if after else stmt), "til_dato"
    stmt = stmt.where(ends < dag).order_by(ends.desc(), row_id.desc())
    return (stmt.where(tuple_(ends, row_id) < after) if after else stmt), "til_dato"


def list_stillinger(
    session: Session,
    *,
    aapne: bool = True,
    kunde_id: UUID | None = None,
    soek: str = "",
    etter: str | None = None,
) -> Page[Any]:
    """(id, nummer, tittel, fra_dato, til_dato, plasser, besatte_plasser, tilstand, soeknadsfrist, kunde_id, kunde,
    foreslaatt, presentert, akseptert), by start, latest first. `aapne` includes drafts. One statement.
    """
    status = Kandidatkobling.status
    shown = (Koblingsstatus.PRESENTERT, Koblingsstatus.INTERVJU)
    people = (
        select(
            Kandidatkobling.stilling_id,
            func.count().filter(status != Koblingsstatus.AVSLAATT).label("foreslaatt"),
            func.count().filter(status.in_(shown)).label("presentert"),
            func.count().filter(status == Koblingsstatus.AKSEPTERT).label("akseptert"),
        )
        .where(Kandidatkobling.stilling_id == LedigStilling.id)
        .group_by(Kandidatkobling.stilling_id)
        .correlate(LedigStilling)
        .lateral("folk")
    )
    stmt: Any = (
        select(
            LedigStilling.id,
            LedigStilling.nummer,
            LedigStilling.tittel,
            LedigStilling.fra_dato,
            LedigStilling.til_dato,
            LedigStilling.plasser,
            LedigStilling.besatte_plasser,
            LedigStilling.tilstand,
            LedigStilling.soeknadsfrist,
            LedigStilling.kunde_id,
            Kunde.navn.label("kunde"),
            func.coalesce(people.c.foreslaatt, 0).label("foreslaatt"),
            func.coalesce(people.c.presentert, 0).label("presentert"),
            func.coalesce(people.c.akseptert, 0).label("akseptert"),
        )
        .join(Kunde, Kunde.id == LedigStilling.kunde_id)
        .outerjoin(people, people.c.stilling_id == LedigStilling.id)
        .order_by(LedigStilling.fra_dato.desc(), LedigStilling.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    open_states = (Stillingstilstand.KLADD, Stillingstilstand.AAPEN)
    in_states = LedigStilling.tilstand.in_(open_states)
    stmt = stmt.where(in_states if aapne else ~in_states)
    if kunde_id is not None:
        stmt = stmt.where(LedigStilling.kunde_id == kunde_id)
    stmt = narrow_by_words(
        stmt, soek, slag=Oppdragsslag.STILLING, row_id=LedigStilling.id, kunde_id=LedigStilling.kunde_id
    )
    if mark := read_mark(etter, date.fromisoformat, UUID):
        stmt = stmt.where(tuple_(LedigStilling.fra_dato, LedigStilling.id) < mark)
    rows: Sequence[Any] = session.execute(stmt).all()
    return cut(rows, mark=lambda row: (row.fra_dato, row.id), size=PAGE_SIZE)
