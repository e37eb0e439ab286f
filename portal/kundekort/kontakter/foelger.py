"""What follows when a contact is written: his roles, and the account he signs in with."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import today
from portal.errors import Refused
from portal.i18n import _
from portal.identity.models import Portalkonto, Portaltilgang
from portal.identity.permissions import Permission
from portal.identity.sessions import end_all
from portal.kundekort.kontakter.queries import list_roller
from portal.kundekort.models import Engasjement, Kontaktrolle, Rolle


def set_roller(
    session: Session, kontakt: Engasjement, wanted: frozenset[Rolle], *, godkjenner_nr: int
) -> bool:
    """End what is no longer, add what is new, at the customer itself. True when something changed.

    `godkjenner_nr` is his place among those who approve hours: 1 the usual one, 2 the first who steps in.
    """
    held = {row.rolle: row for row in list_roller(session, kontakt_id=kontakt.id)}
    for rolle in held.keys() - wanted:
        held[rolle].gyldig_til = max(today(), held[rolle].gyldig_fra)
    new = wanted - held.keys()
    session.add_all(
        Kontaktrolle(
            engasjement_id=kontakt.id,
            kunde_id=kontakt.kunde_id,
            rolle=rolle,
            rekkefoelge=godkjenner_nr if rolle is Rolle.TIMEGODKJENNER else 1,
            gyldig_fra=kontakt_start(kontakt),
        )
        for rolle in sorted(new)
    )
    approver = held.get(Rolle.TIMEGODKJENNER) if Rolle.TIMEGODKJENNER in wanted else None
    moved = approver is not None and approver.rekkefoelge != godkjenner_nr
    if approver is not None:
        approver.rekkefoelge = godkjenner_nr
    session.flush()  # counts and the index read the roles back
    return bool(moved or new or held.keys() - wanted)


def kontakt_start(kontakt: Engasjement) -> date:
    """The first day of a new role: today, or the contact's own first day when that is later."""
    return max(today(), kontakt.gyldig_fra)


def move_account(session: Session, kontakt: Engasjement, epost: str) -> None:
    """Codes go to the account's address, so who may move it is who may invite."""
    kontoer = session.scalars(
        select(Portalkonto)
        .join(Portaltilgang, Portaltilgang.konto_id == Portalkonto.id)
        .where(Portaltilgang.engasjement_id == kontakt.id, Portalkonto.epost == kontakt.epost)
    ).all()
    for konto in kontoer:
        if not actor_of(session).may(Permission.KONTAKT_INVITER):
            raise Refused(
                _("Kontakten logger inn med denne adressen. Bare den som kan invitere, kan bytte den."),
                field="epost",
            )
        if not epost:
            raise Refused(_("Kontakten logger inn med denne adressen. Trekk tilgangen først."), field="epost")
        if session.scalar(
            select(Portalkonto.id).where(Portalkonto.epost == epost, Portalkonto.slag == konto.slag)
        ):
            raise Refused(_("En annen kontakt logger inn med denne adressen."), field="epost")
        konto.epost, konto.aktivert_tid = epost, None
        end_all(session, konto_id=konto.id)
