"""How the reading of Enhetsregisteret stands for this agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.jobs.models import Utboks, Utbokstilstand
from portal.kundekort.models import Kunde, Registerlesing
from portal.kundekort.registerstroem import FEEDS

#: Kinds of jobs that ask the register.
JOBBER = ("kunde.registerstroem", "kunde.register")
LIMIT = 50


@dataclass(frozen=True)
class Lesing:
    """One feed: how far, and when it was last read to its end; `feil` and `venter` of its latest job."""

    kilde: str
    posisjon: int
    lest_tid: datetime | None
    feil: str
    tilstand: Utbokstilstand | None


def list_lesinger(session: Session) -> list[Lesing]:
    """Every feed, also one that has not been read yet. Two statements."""
    rows = {row.kilde: row for row in session.scalars(select(Registerlesing))}
    feed = Utboks.data["kilde"].astext
    newest = session.execute(
        select(feed.label("kilde"), Utboks.feil, Utboks.tilstand)
        .where(Utboks.slag == "kunde.registerstroem")
        .ext(distinct_on(feed))
        .order_by(feed, Utboks.opprettet_tid.desc(), Utboks.id.desc())
    )
    jobs = {row.kilde: row for row in newest}
    found = []
    for kilde in FEEDS:
        row, job = rows.get(kilde), jobs.get(kilde)
        found.append(
            Lesing(
                kilde,
                row.posisjon if row else 0,
                row.lest_tid if row else None,
                job.feil if job else "",
                job.tilstand if job else None,
            )
        )
    return found


def list_meldte(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Customers the register has something to say about: bankrupt, wound up, deleted, renamed. One statement."""
    return session.execute(
        select(
            Kunde.id,
            Kunde.navn,
            Kunde.er_konkurs,
            Kunde.er_under_avvikling,
            Kunde.register_slettet_dato,
            Kunde.register_navn,
            Kunde.register_tid,
        )
        .where(
            Kunde.slaatt_sammen_med_id.is_(None),
            Kunde.er_konkurs | Kunde.er_under_avvikling | (Kunde.register_navn != ""),
        )
        .order_by(Kunde.register_tid.desc().nulls_last(), Kunde.id)
        .limit(LIMIT)
    ).all()
