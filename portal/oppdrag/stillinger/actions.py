"""Writes on the request: register, change, open, close."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.rules import Handling
from portal.oppdrag.actions import next_number, write_search_words
from portal.oppdrag.models import LedigStilling, Stillingstilstand
from portal.oppdrag.models_regler import Oppdragsslag
from portal.oppdrag.queries import get_stilling
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rules.tilstand import refuse_closed
from portal.oppdrag.stillinger.data import Stillingsdata
from portal.oppdrag.unntak import pass_stop
from portal.oppdrag.vilkaar import copy_vilkaar


def opprett_stilling(
    session: Session,
    *,
    kunde_id: UUID,
    data: Stillingsdata,
    aapen: bool,
    idempotens: UUID,
    stilling_id: UUID | None = None,
) -> LedigStilling:
    """A new request, open or as a draft. The same `idempotens` again answers the first. Does not commit.

    The counter row is locked last.

    Raises:
        NotFound: no such customer.
        Refused: the customer's status stops it (with who may lift it), a worksite or contact of another
            customer, or a period that ends before it begins.
    """
    if first := session.scalar(select(LedigStilling).where(LedigStilling.idempotens == idempotens)):
        return first
    standard = get_kundestandard(session, kunde_id=kunde_id)
    stilling = LedigStilling(
        id=stilling_id or uuid7(),
        kunde_id=kunde_id,
        selskap_id=standard.selskap_id,
        tilstand=Stillingstilstand.AAPEN if aapen else Stillingstilstand.KLADD,
        besatte_plasser=0,
        opprettet_tid=now(),
        endret_tid=now(),
        idempotens=idempotens,
    )
    pass_stop(session, kunde_id=kunde_id, handling=Handling.NY_STILLING, brukt_id=stilling.id)
    _refuse_bad(data, steder={s.id for s in standard.steder}, kontakter={k.id for k in standard.kontakter})
    for name, value in data.columns().items():
        setattr(stilling, name, value)
    stilling.vilkaar = copy_vilkaar(session, kunde_id=kunde_id)
    stilling.nummer = next_number(session, slag="LS")
    session.add(stilling)
    _index(session, stilling)
    record(
        session,
        "stilling.opprettet",
        kunde_id=kunde_id,
        subject=stilling,
        nummer=stilling.nummer,
        tittel=data.tittel,
    )
    return stilling


def endre_stilling(
    session: Session, *, stilling_id: UUID, data: Stillingsdata, versjon: int
) -> LedigStilling:
    """Change an open or draft request. Locks it. Oppdrag made from it keep what they were made with.

    Raises:
        NotFound: no such stilling here.
        Stale: someone else changed it after `versjon` was shown.
        Refused: it is closed, fewer positions than are filled, or bad values.
    """
    stilling = get_stilling(session, stilling_id=stilling_id, lock=True)
    if stilling.versjon != versjon:
        raise Stale(_("Noen andre endret stillingen mens du skrev. Se hva som er lagret, og lagre på nytt."))
    refuse_closed(stilling)
    if data.plasser < stilling.besatte_plasser:
        raise Refused(
            _("%(antall)s plasser er alt besatt.", antall=stilling.besatte_plasser), field="plasser"
        )
    standard = get_kundestandard(session, kunde_id=stilling.kunde_id)
    kept = {
        stilling.godkjenner_id,
        stilling.bestiller_id,
    }  # a contact who has left may stay until it is changed
    _refuse_bad(
        data,
        steder={stilling.arbeidssted_id, *(s.id for s in standard.steder)},
        kontakter={*kept, *(k.id for k in standard.kontakter)},
    )
    changed = [name for name, value in data.columns().items() if getattr(stilling, name) != value]
    if changed:
        for name, value in data.columns().items():
            setattr(stilling, name, value)
        stilling.versjon += 1
        stilling.endret_tid = now()
        _index(session, stilling)
        record(
            session,
            "stilling.endret",
            kunde_id=stilling.kunde_id,
            subject=stilling,
            nummer=stilling.nummer,
            felt=changed,
        )
    return stilling


def aapne_stilling(session: Session, *, stilling_id: UUID) -> LedigStilling:
    """A draft, closed or cancelled request becomes open. Locks it. Raises NotFound; Refused by the status."""
    stilling = get_stilling(session, stilling_id=stilling_id, lock=True)
    if stilling.tilstand is Stillingstilstand.AAPEN:
        return stilling
    pass_stop(session, kunde_id=stilling.kunde_id, handling=Handling.NY_STILLING, brukt_id=stilling.id)
    _move(session, stilling, Stillingstilstand.AAPEN, grunn="")
    return stilling


def lukk_stilling(session: Session, *, stilling_id: UUID, avlyst: bool, grunn: str) -> LedigStilling:
    """No more positions are filled. Oppdrag made from it go on. Locks it. Raises NotFound; Refused when closed."""
    stilling = get_stilling(session, stilling_id=stilling_id, lock=True)
    refuse_closed(stilling)
    _move(session, stilling, Stillingstilstand.AVLYST if avlyst else Stillingstilstand.LUKKET, grunn=grunn)
    return stilling


def _refuse_bad(data: Stillingsdata, *, steder: set[UUID | None], kontakter: set[UUID | None]) -> None:
    if data.til_dato is not None and data.til_dato < data.fra_dato:
        raise Refused(_("Siste dag kan ikke være før første."), field="til_dato")
    if data.arbeidssted_id is not None and data.arbeidssted_id not in steder:
        raise Refused(_("Velg et arbeidssted hos kunden."), field="arbeidssted_id")
    for field in ("bestiller_id", "godkjenner_id"):
        if (chosen := getattr(data, field)) is not None and chosen not in kontakter:
            raise Refused(_("Velg en kontakt hos kunden."), field=field)


def _move(session: Session, stilling: LedigStilling, til: Stillingstilstand, *, grunn: str) -> None:
    before, stilling.tilstand = stilling.tilstand, til
    stilling.lukket_grunn = grunn
    stilling.lukket_tid = None if til is Stillingstilstand.AAPEN else now()
    stilling.endret_tid = now()
    stilling.versjon += 1
    code = {
        Stillingstilstand.AAPEN: "stilling.aapnet",
        Stillingstilstand.LUKKET: "stilling.lukket",
        Stillingstilstand.AVLYST: "stilling.avlyst",
    }[til]
    record(
        session,
        code,
        kunde_id=stilling.kunde_id,
        subject=stilling,
        nummer=stilling.nummer,
        fra=str(before),
        grunn=grunn,
    )


def _index(session: Session, stilling: LedigStilling) -> None:
    write_search_words(
        session,
        slag=Oppdragsslag.STILLING,
        rad_id=stilling.id,
        nummer=stilling.nummer,
        tittel=stilling.tittel,
    )
