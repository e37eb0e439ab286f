"""The rows of the lists, shared by the tab on the card and the overviews."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select, tuple_, union_all
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
from portal.oppdrag.soek import narrow_among_all, narrow_by_words
from portal.web.paging import PAGE_SIZE, Page, cut, read_mark

#: «Slutter snart»: days ahead.
SNART_DAGER = 28
#: Requests in one page: a row has more to say than most, and a page is 60 kB at most.
STILLINGER = 35


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
    godkjenner, pris_oere, avsluttet_grunn). Running and coming ones by start, ending ones by end. One
    statement, and one more for words in the whole agency.
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
    ids: dict[str, Any] = {
        "slag": Oppdragsslag.OPPDRAG,
        "row_id": Utleieoppdrag.id,
        "kunde_id": Utleieoppdrag.kunde_id,
        "kandidat_id": Utleieoppdrag.kandidat_id,
    }
    if kunde_id is None and kandidat_id is None:
        stmt = narrow_among_all(session, stmt, soek, **ids)
    else:
        stmt = narrow_by_words(stmt, soek, **ids)
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
    foreslaatt, presentert, akseptert), by start, latest first. `aapne` includes drafts. One statement,
    and one more for words in the whole agency.
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
    open_states = (Stillingstilstand.KLADD, Stillingstilstand.AAPEN)
    states = [each for each in Stillingstilstand if (each in open_states) is aapne]
    begins, row_id = LedigStilling.fra_dato, LedigStilling.id
    page: Any = select(row_id, begins).order_by(begins.desc(), row_id.desc()).limit(STILLINGER + 1)
    if kunde_id is not None:
        page = page.where(LedigStilling.kunde_id == kunde_id)
    ids: dict[str, Any] = {
        "slag": Oppdragsslag.STILLING,
        "row_id": row_id,
        "kunde_id": LedigStilling.kunde_id,
    }
    page = (
        narrow_among_all(session, page, soek, **ids)
        if kunde_id is None
        else narrow_by_words(page, soek, **ids)
    )
    if mark := read_mark(etter, date.fromisoformat, UUID):
        page = page.where(tuple_(begins, row_id) < mark)
    # the index holds the requests of each state in order: a page of each, and people are counted for one page alone
    parts = [page.where(LedigStilling.tilstand == state).subquery() for state in states]
    every = union_all(*(select(part) for part in parts)).subquery()
    side = select(every).order_by(every.c.fra_dato.desc(), every.c.id.desc()).limit(STILLINGER + 1).subquery()
    stmt = (
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
        .join(side, side.c.id == LedigStilling.id)
        .join(Kunde, Kunde.id == LedigStilling.kunde_id)
        .outerjoin(people, people.c.stilling_id == LedigStilling.id)
        .order_by(begins.desc(), row_id.desc())
    )
    rows: Sequence[Any] = session.execute(stmt).all()
    return cut(rows, mark=lambda row: (row.fra_dato, row.id), size=STILLINGER)
