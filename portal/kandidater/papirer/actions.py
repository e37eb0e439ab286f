"""Writes on a worker's papers: registered, changed, asked for, received, ended."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kandidater.models import Kandidat, Kandidatpapir
from portal.kandidater.papirer.queries import get_papir
from portal.kandidater.papirer.utfylling import Papirdata, Papirfil, fill
from portal.kandidater.queries import get_kandidat


def registrer_papir(
    session: Session,
    *,
    kandidat_id: UUID,
    data: Papirdata,
    idempotens: UUID,
    fil: Papirfil | None = None,
    papir_id: UUID | None = None,
) -> Kandidatpapir:
    """A paper that is asked for or here. Locks the candidate. The same `idempotens` again answers the first.

    Raises:
        NotFound: no such candidate here. Unavailable: the store does not answer.
        Refused: bad days, the same one stands there already, a file we do not keep, or of a politiattest more than
            its legal ground and the day it was shown.
    """
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    if first := session.scalar(select(Kandidatpapir).where(Kandidatpapir.idempotens == idempotens)):
        return first
    papir = Kandidatpapir(
        id=papir_id or uuid7(), kandidat_id=kandidat_id, opprettet_tid=now(), idempotens=idempotens
    )
    fill(session, papir, data, fil=fil)
    session.add(papir)
    _tell(session, kandidat, papir, "registrert")
    return papir


def endre_papir(
    session: Session,
    *,
    kandidat_id: UUID,
    papir_id: UUID,
    data: Papirdata,
    versjon: int,
    fil: Papirfil | None = None,
) -> Kandidatpapir:
    """Other values, or a newer file; the older file stays behind it. Locks the candidate, then the paper.

    Raises:
        NotFound. Unavailable. Stale: changed since `versjon`. Refused: it is ended, or as `registrer_papir`.
    """
    kandidat, papir = _locked(session, kandidat_id, papir_id, versjon)
    fill(session, papir, data, fil=fil)
    papir.versjon += 1
    _tell(session, kandidat, papir, "endret")
    return papir


def be_om_papir(session: Session, *, kandidat_id: UUID, papir_id: UUID, versjon: int) -> Kandidatpapir:
    """The worker is asked for it today, anew too. Locks the candidate, then the paper. Raises as `endre_papir`."""
    kandidat, papir = _locked(session, kandidat_id, papir_id, versjon)
    papir.bedt_dato = today()
    papir.versjon += 1
    _tell(session, kandidat, papir, "bedt")
    return papir


def motta_papir(session: Session, *, kandidat_id: UUID, papir_id: UUID, versjon: int) -> Kandidatpapir:
    """It came, or was shown, today. Locks the candidate, then the paper.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: it is ended, or received already.
    """
    kandidat, papir = _locked(session, kandidat_id, papir_id, versjon)
    if papir.mottatt_dato is not None:
        raise Refused(_("Papiret er alt mottatt."))
    papir.mottatt_dato, papir.mottatt_av_navn = today(), actor_of(session).navn
    papir.versjon += 1
    _tell(session, kandidat, papir, "mottatt")
    return papir


def avslutt_papir(session: Session, *, kandidat_id: UUID, papir_id: UUID, versjon: int) -> Kandidatpapir:
    """It counts no more and stays in the history. Locks the candidate, then the paper. Raises as `endre_papir`."""
    kandidat, papir = _locked(session, kandidat_id, papir_id, versjon)
    papir.avsluttet_tid, papir.avsluttet_av_navn = now(), actor_of(session).navn
    papir.versjon += 1
    _tell(session, kandidat, papir, "avsluttet")
    return papir


def _locked(
    session: Session, kandidat_id: UUID, papir_id: UUID, versjon: int
) -> tuple[Kandidat, Kandidatpapir]:
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    papir = get_papir(session, kandidat_id=kandidat_id, papir_id=papir_id, lock=True)
    if papir.versjon != versjon:
        raise Stale(_("Noen andre endret papiret mens du skrev. Se hva som er lagret, og lagre på nytt."))
    if papir.avsluttet_tid is not None:
        raise Refused(_("Papiret er avsluttet. Registrer et nytt i stedet."))
    return kandidat, papir


def _tell(session: Session, kandidat: Kandidat, papir: Kandidatpapir, what: str) -> None:
    record(session, f"kandidat.papir-{what}", subject=kandidat, navn=papir.navn, papir_id=papir.id)
