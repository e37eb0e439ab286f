"""The calendar of one oppdrag: its shifts as they are agreed."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.identity.permissions import Permission
from portal.kandidater.models import Kandidat
from portal.kundekort.ical import Hendelse
from portal.kundekort.models import Arbeidssted, Kunde
from portal.kundekort.registry import Kalendersak
from portal.oppdrag.models import Utleieoppdrag
from portal.oppdrag.rules.arbeidstid import Periode, read_plan


def _read(session: Session, oppdrag_id: UUID) -> Row[*tuple[Any, ...]] | None:
    return session.execute(
        select(
            Utleieoppdrag.tittel,
            Utleieoppdrag.arbeidstid,
            Utleieoppdrag.fra_dato,
            Utleieoppdrag.til_dato,
            Utleieoppdrag.endret_tid,
            Utleieoppdrag.versjon,
            Kandidat.fornavn,
            Kandidat.etternavn,
            Kunde.navn.label("kunde"),
            Arbeidssted.navn.label("sted"),
        )
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .outerjoin(Arbeidssted, Arbeidssted.id == Utleieoppdrag.arbeidssted_id)
        .where(Utleieoppdrag.id == oppdrag_id)
    ).one_or_none()


def _names(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = session.execute(
        select(Utleieoppdrag.id, Utleieoppdrag.nummer, Kandidat.fornavn, Kandidat.etternavn)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .where(Utleieoppdrag.id.in_(ids))
    )
    return {row.id: f"{row.nummer} {row.fornavn} {row.etternavn}" for row in rows}


def _shifts(session: Session, oppdrag_id: UUID, fra: date, til: date) -> Iterator[Hendelse]:
    """Each shift between the days, both inclusive. Its uid is of the day, so that a changed hour moves the entry."""
    row = _read(session, oppdrag_id)
    if row is None:
        return
    first = max(fra, row.fra_dato)
    last = min(til, row.til_dato or til)
    period = Periode(read_plan(row.arbeidstid), row.fra_dato, row.til_dato)
    for day, start, slutt in period.shifts(first, (last - first).days + 1):
        yield Hendelse(
            id=uuid5(NAMESPACE_URL, f"{oppdrag_id}/{day.isoformat()}"),
            tittel=f"{row.fornavn} {row.etternavn} – {row.tittel}",
            start=start,
            slutt=slutt,
            endret=row.endret_tid,
            sted=", ".join(part for part in (row.sted, row.kunde) if part),
            sekvens=row.versjon - 1,
        )


OPPDRAG = Kalendersak("utleieoppdrag", Permission.OPPDRAG_LES, _names, _shifts)
