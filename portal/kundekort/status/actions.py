"""Changing the status of a customer, with its gates (funksjoner.md §3.1, modell.md §4)."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.models import Kunde, Kundestatus, KundestatusLogg
from portal.kundekort.queries import get_kunde
from portal.kundekort.rules import KAN_OVERSTYRES, KRAV_NAVN, Krav
from portal.kundekort.status.queries import get_status, list_bindinger, list_mangler
from portal.kundekort.statusregler import check_felter, list_regler, utfoer_regler

#: As many as a person would go through from one page.
MOST_LINKS = 20


def endre_status(
    session: Session,
    *,
    kunde_id: UUID,
    status_id: UUID,
    grunn: str,
    versjon: int,
    overstyr: frozenset[Krav] = frozenset(),
) -> Kunde:
    """Give the customer another status and log from, to, who, when and why. Locks the customer.

    What the agency's rules for the status ask for is checked, and what they do is done, in this transaction.

    `overstyr` names requirements passed over; only those that allow it, and only with a reason.

    Raises:
        NotFound: no such customer or status in this tenant.
        Stale: the customer changed after `versjon` was shown.
        Refused: same status, or one out of use; a credit stop without the right to it; running assignments;
            something missing; a reason that is due; a rule with nobody to write to.
    """
    kunde = get_kunde(session, kunde_id=kunde_id, lock=True)
    fra = get_status(session, status_id=kunde.status_id)
    til = get_status(session, status_id=status_id)
    regler = list_regler(session, status_id=til.id)
    if kunde.versjon != versjon:
        raise Stale(_("Noen andre har endret kunden mens du skrev. Se hva som er lagret, og prøv igjen."))
    if fra.id == til.id:
        raise Refused(_("Kunden har alt status %(status)s.", status=_(til.navn)), field="status_id")
    if not til.kan_velges:
        raise Refused(_("Statusen %(status)s er tatt ut av bruk.", status=_(til.navn)), field="status_id")
    _check_credit_stop(session, fra=fra, til=til, grunn=grunn)
    if not til.aktiv and not grunn:
        raise Refused(_("Skriv hvorfor kunden ikke lenger skal være aktiv."), field="grunn")
    if til.krever_ingen_oppdrag:
        _check_bindings(session, kunde_id=kunde_id, til=til)
    passed_over = _check_requirements(session, kunde=kunde, til=til, overstyr=overstyr, grunn=grunn)
    check_felter(regler, kunde=kunde, til=til)
    actor = actor_of(session)
    kunde.status_id = til.id
    kunde.versjon += 1
    kunde.endret_tid = now()
    logg = KundestatusLogg(
        id=uuid7(),
        kunde_id=kunde.id,
        fra_status_id=fra.id,
        til_status_id=til.id,
        tid=kunde.endret_tid,
        aktoer_id=actor.id,
        aktoer_navn=actor.navn,
        grunn=grunn,
        overstyrt=[str(krav) for krav in passed_over],
    )
    session.add(logg)
    record(
        session,
        "kunde.status-endret",
        kunde_id=kunde.id,
        subject=kunde,
        fra=fra.navn,
        til=til.navn,
        grunn=grunn,
    )
    utfoer_regler(session, regler, kunde=kunde, fra=fra, til=til, logg=logg)
    return kunde


def _check_credit_stop(session: Session, *, fra: Kundestatus, til: Kundestatus, grunn: str) -> None:
    if not (fra.er_sperre or til.er_sperre):
        return
    if not actor_of(session).may(Permission.KUNDE_KREDITTSPERRE):
        sentence = (
            _(
                "Kredittsperren kan bare oppheves av økonomi. Be dem åpne statusen til kunden. "
                "Løpende oppdrag går videre så lenge."
            )
            if fra.er_sperre
            else _("Bare økonomi kan sette kredittsperre. Be dem vurdere kunden.")
        )
        raise Refused(sentence, field="status_id")
    if not grunn:
        raise Refused(_("Skriv hvorfor. Grunnen står i loggen til kunden."), field="grunn")


def _check_bindings(session: Session, *, kunde_id: UUID, til: Kundestatus) -> None:
    held_by = list_bindinger(session, kunde_id=kunde_id)
    if held_by:
        shown = ", ".join(label for label, _address in held_by[:5])
        raise Refused(
            _(
                "Kunden kan ikke få status %(status)s så lenge noe løper: %(liste)s. Avslutt det først.",
                status=_(til.navn),
                liste=shown if len(held_by) <= 5 else f"{shown} …",
            ),
            field="status_id",
            links=held_by[:MOST_LINKS],
        )


def _check_requirements(
    session: Session, *, kunde: Kunde, til: Kundestatus, overstyr: frozenset[Krav], grunn: str
) -> list[Krav]:
    """What was passed over. Refused when something is missing that may not be, or no reason is given."""
    missing = list_mangler(session, kunde=kunde, krav=til.krav)
    passed_over = [krav for krav in missing if krav in overstyr and krav in KAN_OVERSTYRES]
    if left := [krav for krav in missing if krav not in passed_over]:
        raise Refused(
            _(
                "Kunden kan få status %(status)s når dette er på plass: %(mangler)s.",
                status=_(til.navn),
                mangler=", ".join(str(KRAV_NAVN[krav]).lower() for krav in left),
            ),
            field="status_id",
            links=[(KRAV_NAVN[krav], _remedy(kunde.id, krav)) for krav in left],
        )
    if passed_over and not grunn:
        raise Refused(_("Skriv hvorfor kunden blir aktiv uten signert avtale."), field="grunn")
    return passed_over


def _remedy(kunde_id: UUID, krav: Krav) -> str:
    """The page where what is missing is put in place."""
    match krav:
        case Krav.TIMEGODKJENNER:
            return f"/kunder/{kunde_id}/kontakter"
        case Krav.AVTALE:
            return f"/kunder/{kunde_id}/dokumenter"
        case _:
            return f"/kunder/{kunde_id}/endre"
