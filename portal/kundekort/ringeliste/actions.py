"""The call list: put a contact on it, change how often, take off; «Ringt» logs the call and moves the day."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import NotFound, Refused, Stale
from portal.i18n import _
from portal.kundekort.aktiviteter import Aktivitetsdata, registrer_aktivitet
from portal.kundekort.aktivitetstyper import get_type_id
from portal.kundekort.models import Ringelinje
from portal.kundekort.ringeliste.queries import get_kontakten
from portal.kundekort.ringeliste.rules import Linjedata, Ringtdata


def legg_paa_ringeliste(session: Session, *, kontakt_id: UUID, data: Linjedata) -> Ringelinje:
    """Put a contact on the actor's list.

    Raises:
        NotFound: no such contact, or he has left. Refused: he is on it.
    """
    get_kontakten(session, kontakt_id=kontakt_id)
    owner = _owner(session)
    held = select(Ringelinje.id).where(Ringelinje.bruker_id == owner, Ringelinje.engasjement_id == kontakt_id)
    if session.scalar(held) is not None:
        raise Refused(_("Kontakten står alt på ringelisten din."))
    linje = Ringelinje(id=uuid7(), bruker_id=owner, engasjement_id=kontakt_id, opprettet_tid=now())
    linje.hyppighet_dager, linje.neste_dato = data.hyppighet_dager, data.neste_dato
    session.add(linje)
    return linje


def endre_ringelinje(session: Session, *, ringelinje_id: UUID, data: Linjedata, versjon: int) -> Ringelinje:
    """Change how often and when next. Locks the line.

    Raises:
        NotFound: none of the actor's. Stale: changed since `versjon`.
    """
    linje = _locked(session, ringelinje_id)
    if linje.versjon != versjon:
        raise Stale(_("Linjen er endret siden du åpnet den."))
    linje.hyppighet_dager, linje.neste_dato = data.hyppighet_dager, data.neste_dato
    linje.versjon += 1
    return linje


def registrer_ringt(session: Session, *, ringelinje_id: UUID, data: Ringtdata) -> Ringelinje:
    """The call was made: a call in the diary and on the customer, and the next one as many days from today.

    Raises:
        NotFound: none of the actor's. Refused: the contact has left, or the agency wants to know what follows.
    """
    linje = _locked(session, ringelinje_id)
    try:
        kontakt = get_kontakten(session, kontakt_id=linje.engasjement_id)
    except NotFound as gone:  # a note that was written is not lost for it
        raise Refused(_("Kontakten har sluttet, så samtalen kan ikke føres på ham eller henne.")) from gone
    registrer_aktivitet(
        session,
        kunde_id=kontakt.kunde_id,
        data=Aktivitetsdata(
            type_id=get_type_id(session, kode="telefon"),
            tid=now(),
            kontakt_id=linje.engasjement_id,
            emne=_("Samtale med %(navn)s", navn=kontakt.navn),
            **vars(data),
        ),
    )
    linje.sist_ringt_tid, linje.neste_dato = now(), today() + timedelta(days=linje.hyppighet_dager)
    linje.versjon += 1
    return linje


def utsett_ringelinje(session: Session, *, ringelinje_id: UUID) -> Ringelinje:
    """Nobody answered: asked for again tomorrow, nothing is logged. Raises NotFound: none of the actor's."""
    linje = _locked(session, ringelinje_id)
    linje.neste_dato = today() + timedelta(days=1)
    linje.versjon += 1
    return linje


def fjern_ringelinje(session: Session, *, ringelinje_id: UUID) -> None:
    """Take a contact off the actor's list; the calls stay in the diary. Raises NotFound: none of the actor's."""
    session.delete(_locked(session, ringelinje_id))


def flytt_ringelinjer(session: Session, *, kontakt_id: UUID, etterfoelger_id: UUID | None, fra: date) -> int:
    """Every colleague's line of a contact goes to his successor; off the list where there is none, or he is on it."""
    lines = session.scalars(
        select(Ringelinje).where(Ringelinje.engasjement_id == kontakt_id).with_for_update()
    ).all()
    on_it = set(
        session.scalars(select(Ringelinje.bruker_id).where(Ringelinje.engasjement_id == etterfoelger_id))
        if etterfoelger_id
        else ()
    )
    for linje in lines:
        if etterfoelger_id is None or linje.bruker_id in on_it:
            session.delete(linje)
        else:
            linje.engasjement_id = etterfoelger_id
            linje.versjon += 1
    return len(lines)


def _owner(session: Session) -> UUID:
    actor = actor_of(session)
    if actor.slag != "ansatt" or actor.id is None:
        raise Refused(_("Bare ansatte har ringeliste."))
    return actor.id


def _locked(session: Session, ringelinje_id: UUID) -> Ringelinje:
    stmt = select(Ringelinje).where(Ringelinje.id == ringelinje_id, Ringelinje.bruker_id == _owner(session))
    linje = session.scalar(stmt.with_for_update().execution_options(populate_existing=True))
    if linje is None:
        raise NotFound(f"ringelinje {ringelinje_id}")
    return linje
