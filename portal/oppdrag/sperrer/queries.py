"""Bars as the pages show them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.db.one import get_one
from portal.errors import Stale
from portal.i18n import _
from portal.identity.models import Bruker
from portal.kandidater.models import Kandidat
from portal.kandidater.queries import get_kandidat
from portal.kundekort.models import Arbeidssted, Kunde
from portal.kundekort.tree import ancestors, subtree
from portal.oppdrag.models import Utleieoppdrag
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


def lock_sperre(session: Session, *, sperre_id: UUID, versjon: int) -> tuple[Kandidat, Sperre]:
    """The candidate and the bar, locked in that order. Raises NotFound; Stale: changed after `versjon` was shown."""
    seen = get_sperre(session, sperre_id=sperre_id)
    kandidat = get_kandidat(session, kandidat_id=seen.kandidat_id, lock=True)
    sperre = get_sperre(session, sperre_id=sperre_id, lock=True)
    if sperre.versjon != versjon:
        raise Stale(_("Noen andre endret sperren mens du skrev. Se hva som er lagret, og lagre på nytt."))
    return kandidat, sperre


def list_for_kunde(session: Session, *, kunde_id: UUID) -> Sequence[Any]:
    """(id, kandidat_id, fornavn, etternavn, kunde_id, kunde, med_underenheter, gyldig_fra, gyldig_til, satt_av_navn,
    satt_tid, opphevet_tid, opphevet_av_navn, tilstand), of the customer and those above that reach it, now or on a day
    to come; those that hold first. One statement.
    """
    opp = ancestors(kunde_id)
    lasts = or_(Sperre.gyldig_til.is_(None), Sperre.gyldig_til > today())
    reaches = or_(
        opp.c.dybde == 0, and_(Sperre.med_underenheter.is_(True), Sperre.opphevet_tid.is_(None), lasts)
    )
    return session.execute(_rows().join(opp, opp.c.id == Sperre.kunde_id).where(reaches).limit(SHOWN)).all()


def list_for_kandidat(session: Session, *, kandidat_id: UUID) -> Sequence[Any]:
    """The same of one candidate, for the box on the candidate's card. One statement."""
    return session.execute(_rows().where(Sperre.kandidat_id == kandidat_id).limit(SHOWN)).all()


def get_side(session: Session, *, sperre_id: UUID) -> Any:
    """One row as in the lists. One statement; asked after get_sperre, which says when it is not there."""
    return session.execute(_rows().where(Sperre.id == sperre_id)).one()


def list_reached(session: Session, *, sperre: Sperre) -> Sequence[Any]:
    """(id, nummer, tittel, fra_dato, til_dato, kunde) of the worker's agreed oppdrag where the bar holds, with days
    left in it: they go on till somebody ends them. First those that begin first; none when it is lifted. One statement.
    """
    if sperre.opphevet_tid is not None:
        return []
    ned = subtree(sperre.kunde_id)
    where = select(ned.c.id) if sperre.med_underenheter else select(ned.c.id).where(ned.c.dybde == 0)
    first = func.greatest(Utleieoppdrag.fra_dato, sperre.gyldig_fra, today())
    stmt = (
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Utleieoppdrag.tittel,
            Utleieoppdrag.fra_dato,
            Utleieoppdrag.til_dato,
            Kunde.navn.label("kunde"),
        )
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .outerjoin(Arbeidssted, Arbeidssted.id == Utleieoppdrag.arbeidssted_id)
        .where(
            Utleieoppdrag.kandidat_id == sperre.kandidat_id,
            or_(Utleieoppdrag.kunde_id.in_(where), Arbeidssted.kunde_id.in_(where)),
            or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= first),
        )
    )
    if sperre.gyldig_til is not None:
        stmt = stmt.where(first < sperre.gyldig_til)
    return session.execute(stmt.order_by(Utleieoppdrag.fra_dato, Utleieoppdrag.id).limit(50)).all()


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
