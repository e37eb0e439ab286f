"""Writes on a bar: set, change, lift, a single exception. What the night erases is in sletting.py."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.models import Kandidat
from portal.kandidater.queries import get_kandidat
from portal.kandidater.rules import first_day_after
from portal.kundekort.queries import get_kunde
from portal.kundekort.rules import Handling
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.models_sperre import Sperre
from portal.oppdrag.sperrer.fortalt import tell
from portal.oppdrag.sperrer.oppbevaring import refuse_day
from portal.oppdrag.sperrer.queries import get_sperre, lock_sperre
from portal.oppdrag.sperring import has_exception
from portal.web.formats import dato

#: An exception that is not used lapses, as one from the credit stop.
DAYS = 14


@dataclass(frozen=True)
class Sperredata:
    """What the form holds. `siste_dag` is inclusive, None for no end."""

    fra: date
    siste_dag: date | None
    med_underenheter: bool
    grunn: str
    slettes_dato: date


def sperr_vikar(
    session: Session,
    *,
    kunde_id: UUID,
    kandidat_id: UUID,
    data: Sperredata,
    idempotens: UUID,
    sperre_id: UUID | None = None,
) -> Sperre:
    """Bar a worker from a customer. Locks the candidate. The same `idempotens` again answers the first.

    Raises:
        NotFound: no such customer or candidate here.
        Refused: bad days, no reason, or he is barred there already.
    """
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    if first := session.scalar(select(Sperre).where(Sperre.idempotens == idempotens)):
        return first
    kunde, actor = get_kunde(session, kunde_id=kunde_id), actor_of(session)
    if not data.grunn:
        raise Refused(_("Skriv hvorfor."), field="grunn")
    sperre = Sperre(
        id=sperre_id or uuid7(),
        kandidat_id=kandidat.id,
        kunde_id=kunde.id,
        satt_av_id=actor.id,
        satt_av_navn=actor.navn,
        satt_tid=now(),
        idempotens=idempotens,
    )
    _fill(session, sperre, data)
    session.add(sperre)
    tell(session, sperre, "satt", kandidat=kandidat, fra=data.fra.isoformat())
    return sperre


def endre_sperre(session: Session, *, sperre_id: UUID, data: Sperredata, versjon: int) -> Sperre:
    """Other days, reach or reason. Locks the candidate, then the bar.

    Raises:
        NotFound: no such bar here.
        Stale: someone else changed it after `versjon` was shown.
        Refused: it is lifted, or as `sperr_vikar`; a reason that is erased need not be written again.
    """
    kandidat, sperre = _locked(session, sperre_id, versjon)
    if not data.grunn and sperre.grunn:
        raise Refused(_("Skriv hvorfor."), field="grunn")
    before = _values(sperre)
    _fill(session, sperre, data)
    if changed := [name for name, value in _values(sperre).items() if before[name] != value]:
        sperre.versjon += 1
        tell(session, sperre, "endret", kandidat=kandidat, felt=changed)
    return sperre


def opphev_sperre(session: Session, *, sperre_id: UUID, versjon: int) -> Sperre:
    """Lift the bar: it holds no more, and stays in the history. Locks the candidate, then the bar.

    Raises:
        NotFound: no such bar here. Stale: changed after `versjon` was shown. Refused: it is lifted already.
    """
    kandidat, sperre = _locked(session, sperre_id, versjon)
    actor = actor_of(session)
    sperre.opphevet_tid, sperre.opphevet_av_id, sperre.opphevet_av_navn = now(), actor.id, actor.navn
    sperre.versjon += 1
    tell(session, sperre, "opphevet", kandidat=kandidat)
    return sperre


def gi_sperreunntak(session: Session, *, sperre_id: UUID, handling: Handling, grunn: str) -> Stoppunntak:
    """Let one oppdrag or extension through in spite of the bar; who and why is kept with the bar.

    Raises:
        NotFound: no such bar here.
        Refused: the actor may not decide it, the bar is lifted, or one exception waits already.
    """
    actor = actor_of(session)
    if actor.id is None or not actor.may(Permission.OPPDRAG_UNNTAK):
        raise Refused(_("Bare administrator kan beslutte unntak fra en sperre."))
    sperre = get_sperre(session, sperre_id=sperre_id, lock=True)
    _refuse_lifted(sperre)
    if has_exception(session, sperre_id=sperre_id, handling=handling):
        raise Refused(_("Det finnes alt et ubrukt unntak."))
    unntak = Stoppunntak(
        id=uuid7(),
        kunde_id=sperre.kunde_id,
        sperre_id=sperre.id,
        gjelder=str(handling),
        grunn=grunn,
        besluttet_av_id=actor.id,
        besluttet_tid=now(),
        gyldig_til=today() + timedelta(days=DAYS),
    )
    session.add(unntak)
    kandidat = get_kandidat(session, kandidat_id=sperre.kandidat_id)
    tell(session, sperre, "unntak-gitt", kandidat=kandidat, gjelder=str(handling))
    return unntak


def _locked(session: Session, sperre_id: UUID, versjon: int) -> tuple[Kandidat, Sperre]:
    kandidat, sperre = lock_sperre(session, sperre_id=sperre_id, versjon=versjon)
    _refuse_lifted(sperre)
    return kandidat, sperre


def _refuse_lifted(sperre: Sperre) -> None:
    if sperre.opphevet_tid is not None:
        raise Refused(_("Sperren er opphevet. Sett en ny i stedet."))


def _values(sperre: Sperre) -> dict[str, Any]:
    names = ("gyldig_fra", "gyldig_til", "med_underenheter", "grunn", "grunn_slettes_dato")
    return {name: getattr(sperre, name) for name in names}


def _fill(session: Session, sperre: Sperre, data: Sperredata) -> None:
    if data.siste_dag is not None and data.siste_dag < data.fra:
        raise Refused(_("Siste dag kan ikke være før første."), field="siste_dag")
    kept = (data.grunn, data.slettes_dato) == (sperre.grunn, sperre.grunn_slettes_dato)
    if not kept:
        refuse_day(session, data.slettes_dato)
    til = first_day_after(data.siste_dag)
    if (data.fra, til) != (sperre.gyldig_fra, sperre.gyldig_til):
        _refuse_overlap(session, sperre, data.fra, til)
    sperre.gyldig_fra, sperre.gyldig_til = data.fra, til
    sperre.med_underenheter = data.med_underenheter
    sperre.grunn_slettes_dato = data.slettes_dato
    if data.grunn:
        sperre.grunn, sperre.grunn_slettet_tid = data.grunn, None


def _refuse_overlap(session: Session, sperre: Sperre, fra: date, til: date | None) -> None:
    """Asked of days that are new: two cards that became one may hold a bar each on the same days."""
    other = select(Sperre.gyldig_fra).where(
        Sperre.kandidat_id == sperre.kandidat_id,
        Sperre.kunde_id == sperre.kunde_id,
        Sperre.id != sperre.id,
        Sperre.opphevet_tid.is_(None),
        or_(Sperre.gyldig_til.is_(None), Sperre.gyldig_til > fra),
    )
    if til is not None:
        other = other.where(Sperre.gyldig_fra < til)
    if (held := session.scalar(other.limit(1))) is not None:
        raise Refused(_("Vikaren er alt sperret her fra %(fra)s.", fra=dato(held)), field="fra")
