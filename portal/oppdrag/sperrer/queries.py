"""Bars as the pages show them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.db.one import get_one
from portal.identity.models import Bruker
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Kunde
from portal.kundekort.tree import ancestors
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.models_sperre import Sperre
from portal.oppdrag.sperring import in_force
from portal.registers.queries import Regel, list_lovregler

#: Reasons that are erased in one part of the night's work.
ERASED_PER_NIGHT = 500
#: Bars shown of one customer, those that hold first.
SHOWN = 200
#: How long a reason is kept, in the register.
RETENTION = "sperre.grunn_oppbevaring"


def get_sperre(session: Session, *, sperre_id: UUID, lock: bool = False) -> Sperre:
    """One bar, fresh. One statement. Raises NotFound."""
    return get_one(session, Sperre, Sperre.id == sperre_id, lock=lock)


def list_for_kunde(session: Session, *, kunde_id: UUID) -> Sequence[Any]:
    """(id, kandidat_id, fornavn, etternavn, kunde_id, kunde, med_underenheter, gyldig_fra, gyldig_til, satt_av_navn,
    satt_tid, opphevet_tid, opphevet_av_navn, tilstand), of the customer and those above that reach it; those that hold
    first. One statement.
    """
    opp = ancestors(kunde_id)
    reaches = or_(opp.c.dybde == 0, and_(Sperre.med_underenheter.is_(True), in_force(today())))
    return session.execute(_rows().join(opp, opp.c.id == Sperre.kunde_id).where(reaches).limit(SHOWN)).all()


def list_for_kandidat(session: Session, *, kandidat_id: UUID) -> Sequence[Any]:
    """The same of one candidate, for the box on the candidate's card. One statement."""
    return session.execute(_rows().where(Sperre.kandidat_id == kandidat_id).limit(SHOWN)).all()


def get_side(session: Session, *, sperre_id: UUID) -> Any:
    """One row as in the lists. One statement; asked after get_sperre, which says when it is not there."""
    return session.execute(_rows().where(Sperre.id == sperre_id)).one()


def list_unntak(session: Session, *, sperre_id: UUID) -> Sequence[Any]:
    """(gjelder, grunn, navn, besluttet_tid, gyldig_til, brukt_tid) of the exceptions from it, latest first."""
    return session.execute(
        select(
            Stoppunntak.gjelder,
            Stoppunntak.grunn,
            Bruker.navn,
            Stoppunntak.besluttet_tid,
            Stoppunntak.gyldig_til,
            Stoppunntak.brukt_tid,
        )
        .join(Bruker, Bruker.id == Stoppunntak.besluttet_av_id)
        .where(Stoppunntak.sperre_id == sperre_id)
        .order_by(Stoppunntak.besluttet_tid.desc(), Stoppunntak.id)
        .limit(50)
    ).all()


def find_oppbevaring(session: Session) -> Regel | None:
    """How long a reason is kept: a dated row of the register that says whether somebody has confirmed it."""
    return list_lovregler(session, dato=today(), prefiks=RETENTION).get(RETENTION)


def _rows() -> Select[*tuple[Any, ...]]:
    holds, dag = in_force(today()), today()
    tilstand = case(
        (Sperre.opphevet_tid.is_not(None), "opphevet"),
        (holds, "gjelder"),
        (Sperre.gyldig_fra > dag, "kommer"),
        else_="utloept",
    )
    return (
        select(
            Sperre.id,
            Sperre.kandidat_id,
            Kandidat.fornavn,
            Kandidat.etternavn,
            Sperre.kunde_id,
            Kunde.navn.label("kunde"),
            Sperre.med_underenheter,
            Sperre.gyldig_fra,
            Sperre.gyldig_til,
            Sperre.satt_av_navn,
            Sperre.satt_tid,
            Sperre.opphevet_tid,
            Sperre.opphevet_av_navn,
            tilstand.label("tilstand"),
        )
        .select_from(Sperre)
        .join(Kandidat, Kandidat.id == Sperre.kandidat_id)
        .join(Kunde, Kunde.id == Sperre.kunde_id)
        .order_by(holds.desc(), Sperre.gyldig_fra.desc(), Sperre.id.desc())
    )
