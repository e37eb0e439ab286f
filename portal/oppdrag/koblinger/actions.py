"""Who is proposed for a stilling, and how far each has come."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.i18n import _
from portal.kandidater.models import Kandidatstatus
from portal.kandidater.queries import get_kandidat
from portal.kundekort.rules import Handling
from portal.oppdrag.models import Kandidatkobling, Koblingsstatus
from portal.oppdrag.queries import find_kobling, get_stilling
from portal.oppdrag.rules.kontroll import Sperret, check_bars
from portal.oppdrag.rules.tilstand import refuse_closed
from portal.oppdrag.sperring import list_sperrer


def koble_kandidat(
    session: Session,
    *,
    stilling_id: UUID,
    kandidat_id: UUID,
    kommentar: str = "",
    tross_sperre: bool = False,
) -> Kandidatkobling:
    """Propose a candidate. The same pair again answers the first link. Locks the stilling. Does not commit.

    `tross_sperre` says that the person has read that the candidate is barred at the customer: a link is no oppdrag.

    Raises:
        NotFound: no such stilling or candidate here.
        Refused: the stilling is closed, the candidate inactive, or barred and that has not been read.
    """
    stilling = get_stilling(session, stilling_id=stilling_id, lock=True)
    refuse_closed(stilling)
    kandidat = get_kandidat(session, kandidat_id=kandidat_id)
    if kandidat.status is Kandidatstatus.INAKTIV:
        raise Refused(_("%(navn)s er satt inaktiv.", navn=kandidat.navn), field="kandidat_id")
    known = find_kobling(session, stilling_id=stilling_id, kandidat_id=kandidat_id)
    if known is not None:
        return known
    sperrer = list_sperrer(
        session,
        kandidat_id=kandidat_id,
        kunde_id=stilling.kunde_id,
        arbeidssted_id=stilling.arbeidssted_id,
        fra=stilling.fra_dato,
        til=stilling.til_dato,
        handling=Handling.NYTT_OPPDRAG,
    )
    if sperrer and not tross_sperre:
        raise _warned(sperrer, navn=kandidat.navn)
    kobling = Kandidatkobling(
        id=uuid7(),
        stilling_id=stilling_id,
        kandidat_id=kandidat_id,
        kommentar=kommentar,
        opprettet_tid=now(),
        endret_tid=now(),
    )
    session.add(kobling)
    record(
        session,
        "stilling.kandidat-koblet",
        kunde_id=stilling.kunde_id,
        subject=stilling,
        nummer=stilling.nummer,
        kandidat_id=kandidat_id,
        navn=kandidat.navn,
        tross_sperre=bool(sperrer),
    )
    return kobling


def endre_kobling(
    session: Session, *, stilling_id: UUID, kandidat_id: UUID, status: Koblingsstatus, kommentar: str
) -> Kandidatkobling:
    """How far the candidate has come. Raises NotFound; Refused for what only the conversion sets."""
    kobling = find_kobling(session, stilling_id=stilling_id, kandidat_id=kandidat_id, lock=True)
    if kobling is None:
        raise NotFound(f"kobling {stilling_id} {kandidat_id}")
    if Koblingsstatus.I_OPPDRAG in (status, kobling.status):
        raise Refused(_("Vikaren er i oppdrag. Angre eller avslutt oppdraget i stedet."), field="status")
    if (kobling.status, kobling.kommentar) != (status, kommentar):
        before, kobling.status, kobling.kommentar = kobling.status, status, kommentar
        kobling.endret_tid = now()
        stilling = get_stilling(session, stilling_id=stilling_id)
        record(
            session,
            "stilling.kandidat-status",
            kunde_id=stilling.kunde_id,
            subject=stilling,
            nummer=stilling.nummer,
            kandidat_id=kandidat_id,
            fra=str(before),
            til=str(status),
        )
    return kobling


def _warned(sperrer: Sequence[Sperret], *, navn: str) -> Refused:
    """What to say before a barred candidate is linked: a bar without a decided exception first."""
    held = [sperret for sperret in sperrer if not sperret.unntak]
    warning = check_bars(held or sperrer, navn=navn)[0]
    sentence = (
        _(
            "%(sperret)s Du kan koble kandidaten likevel, men ikke gjøre stillingen om til oppdrag.",
            sperret=warning.tekst,
        )
        if held
        else _(
            "%(sperret)s Administrator har besluttet ett unntak: Du kan koble kandidaten likevel, og gjøre stillingen"
            " om til oppdrag én gang.",
            sperret=warning.tekst,
        )
    )
    return Refused(sentence, link=warning.lenke, link_text=warning.lenke_tekst)
