"""A ledig stilling becomes an oppdrag, and back while no hours exist (law 9)."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.base import add_in_order
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kandidater.queries import get_kandidat
from portal.kundekort.rules import Handling
from portal.oppdrag.actions import next_number, take_position, write_search_words
from portal.oppdrag.konvertering.avtalt import Avtalt, check, pass_exceptions, refuse_missing, refuse_stopped
from portal.oppdrag.konvertering.egnefelt import kopier_egne_felt, slett_egne_felt
from portal.oppdrag.models import (
    Kandidatkobling,
    Koblingsstatus,
    LedigStilling,
    Stillingstilstand,
    Timeliste,
    Timelisteversjon,
    Utleieoppdrag,
    UtleieoppdragPris,
)
from portal.oppdrag.models_regler import Oppdragsord, Oppdragsslag, Timekategori
from portal.oppdrag.queries import find_kobling, get_oppdrag, get_stilling, has_hours
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rules.arbeidstid import write_plan
from portal.oppdrag.rules.konvertering import STILLING
from portal.oppdrag.rules.tilstand import refuse_closed
from portal.oppdrag.unntak import give_back, pass_stop


def gjoer_om_til_oppdrag(
    session: Session,
    *,
    stilling_id: UUID,
    avtalt: Avtalt,
    behold_aapen: bool,
    versjon: int,
    idempotens: UUID,
    oppdrag_id: UUID | None = None,
) -> Utleieoppdrag:
    """Fill one position. Links both ways; the stilling stays open while positions remain. Does not commit.

    Locks the stilling, then the candidate, the counter row last: two conversions at once never fill more positions
    than there are, nor the same person twice in the same hours. The same `idempotens` again answers the first.

    Raises:
        NotFound: no such stilling or candidate here.
        Stale: the stilling was changed after `versjon` was shown.
        Refused: no position left, a check, a bar, a paper or the customer's status stops it, or something is missing.
    """
    stilling = get_stilling(session, stilling_id=stilling_id, lock=True)
    if first := session.scalar(select(Utleieoppdrag).where(Utleieoppdrag.idempotens == idempotens)):
        return first
    refuse_closed(stilling)
    if stilling.versjon != versjon:
        raise Stale(_("Stillingen ble endret mens du skrev. Se gjennom feltene, og opprett på nytt."))
    kandidat = get_kandidat(session, kandidat_id=avtalt.kandidat_id, lock=True)
    standard = get_kundestandard(session, kunde_id=stilling.kunde_id)
    refuse_missing(avtalt, standard)
    oppdrag = Utleieoppdrag(
        id=oppdrag_id or uuid7(),
        kandidat_id=kandidat.id,
        ledig_stilling_id=stilling.id,
        opprettet_tid=now(),
        endret_tid=now(),
        idempotens=idempotens,
        **_copied(stilling, avtalt),
    )
    pass_stop(session, kunde_id=stilling.kunde_id, handling=Handling.NYTT_OPPDRAG, brukt_id=oppdrag.id)
    advarsler = refuse_stopped(check(session, avtalt=avtalt, stilling=stilling, standard=standard))
    pass_exceptions(session, avtalt=avtalt, stilling=stilling, navn=kandidat.navn, brukt_id=oppdrag.id)
    take_position(session, stilling=stilling)
    oppdrag.nummer = next_number(session, slag="OP")
    add_in_order(session, [oppdrag], [_first_price(oppdrag, stilling, avtalt)])
    kopier_egne_felt(session, stilling_id=stilling.id, oppdrag_id=oppdrag.id)
    _link(session, stilling=stilling, oppdrag=oppdrag)
    session.refresh(stilling, ["besatte_plasser"])
    if stilling.besatte_plasser >= stilling.plasser or not behold_aapen:
        stilling.tilstand, stilling.lukket_tid = Stillingstilstand.LUKKET, now()
    elif stilling.tilstand is Stillingstilstand.KLADD:
        stilling.tilstand = Stillingstilstand.AAPEN
    write_search_words(
        session, slag=Oppdragsslag.OPPDRAG, rad_id=oppdrag.id, nummer=oppdrag.nummer, tittel=oppdrag.tittel
    )
    record(
        session,
        "oppdrag.opprettet",
        kunde_id=oppdrag.kunde_id,
        subject=oppdrag,
        nummer=oppdrag.nummer,
        navn=kandidat.navn,
        stilling_id=stilling.id,
        stilling=stilling.nummer,
        advarsler=[k.kode for k in advarsler],
    )
    session.flush()  # the position and the links are read by statements from here on
    return oppdrag


def angre_konvertering(session: Session, *, oppdrag_id: UUID) -> LedigStilling:
    """Take an oppdrag made from a stilling back, while no hours exist. The position is free again. Does not commit.

    Locks the stilling, then the oppdrag. The history keeps both the making and the undoing; the number is not reused.

    Raises:
        NotFound: no such oppdrag here.
        Refused: hours have been written on it, or it was not made from a stilling.
    """
    stilling_id = get_oppdrag(session, oppdrag_id=oppdrag_id).ledig_stilling_id
    if stilling_id is None:
        raise Refused(_("Oppdraget er ikke laget fra en ledig stilling. Avslutt det i stedet."))
    stilling = get_stilling(session, stilling_id=stilling_id, lock=True)
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id, lock=True)
    if has_hours(session, oppdrag_id=oppdrag_id):
        raise Refused(
            _("Det er ført timer på %(nummer)s. Avslutt oppdraget i stedet.", nummer=oppdrag.nummer)
        )
    session.execute(
        update(Kandidatkobling)
        .where(Kandidatkobling.oppdrag_id == oppdrag_id)
        .values(oppdrag_id=None, status=Koblingsstatus.AKSEPTERT, endret_tid=now())
    )
    mine = select(Timeliste.id).where(Timeliste.oppdrag_id == oppdrag_id)
    session.execute(delete(Timelisteversjon).where(Timelisteversjon.timeliste_id.in_(mine)))
    for table in (Timeliste, UtleieoppdragPris):
        session.execute(delete(table).where(table.oppdrag_id == oppdrag_id))
    slett_egne_felt(session, oppdrag_id=oppdrag_id)
    session.execute(delete(Oppdragsord).where(Oppdragsord.rad_id == oppdrag_id))
    give_back(session, brukt_id=oppdrag_id)
    record(
        session,
        "oppdrag.angret",
        kunde_id=oppdrag.kunde_id,
        subject=oppdrag,
        nummer=oppdrag.nummer,
        stilling_id=stilling.id,
        stilling=stilling.nummer,
    )
    session.execute(delete(Utleieoppdrag).where(Utleieoppdrag.id == oppdrag_id))
    stilling.besatte_plasser -= 1
    stilling.tilstand, stilling.lukket_tid = Stillingstilstand.AAPEN, None
    session.flush()  # as in the conversion
    return stilling


def _copied(stilling: LedigStilling, avtalt: Avtalt) -> dict[str, Any]:
    """Columns of the oppdrag by the conversion map: as agreed in the dialog, else as on the stilling."""
    values = {}
    for name, felt in STILLING.items():
        if felt.maal and not felt.maal.startswith("pris."):
            values[felt.maal] = getattr(avtalt, name) if hasattr(avtalt, name) else getattr(stilling, name)
    return {**values, "arbeidstid": write_plan(avtalt.arbeidstid)}


def _first_price(oppdrag: Utleieoppdrag, stilling: LedigStilling, avtalt: Avtalt) -> UtleieoppdragPris:
    unchanged = (avtalt.loenn_oere, avtalt.pris_oere) == (stilling.loenn_oere, stilling.pris_oere)
    return UtleieoppdragPris(
        id=uuid7(),
        oppdrag_id=oppdrag.id,
        kategori=Timekategori.NORMAL,
        loenn_oere=avtalt.loenn_oere,
        pris_oere=avtalt.pris_oere,
        mva_bp=stilling.mva_bp,
        gyldig_fra=oppdrag.fra_dato,
        gyldig_til=None,
        kilde=stilling.nummer if unchanged else _("avtalt ved %(nummer)s", nummer=stilling.nummer),
    )


def _link(session: Session, *, stilling: LedigStilling, oppdrag: Utleieoppdrag) -> None:
    """Both ways: the oppdrag names the stilling, the candidate's link names the oppdrag."""
    kobling = find_kobling(session, stilling_id=stilling.id, kandidat_id=oppdrag.kandidat_id, lock=True)
    if kobling is None:
        kobling = Kandidatkobling(
            id=uuid7(), stilling_id=stilling.id, kandidat_id=oppdrag.kandidat_id, opprettet_tid=now()
        )
        session.add(kobling)
    elif kobling.status is Koblingsstatus.I_OPPDRAG:
        raise Refused(_("Vikaren er alt i oppdrag fra denne stillingen."), field="kandidat_id")
    kobling.status, kobling.oppdrag_id, kobling.endret_tid = Koblingsstatus.I_OPPDRAG, oppdrag.id, now()
