"""What the status page shows: the statuses on offer, what is missing for each, and the log."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.errors import NotFound
from portal.filestore.models import Dokument
from portal.kundekort.models import (
    Fakturakanal,
    Kontaktrolle,
    Kunde,
    Kundestatus,
    KundestatusLogg,
    Rolle,
)
from portal.kundekort.rammeavtaler import agreed_on
from portal.kundekort.registry import bindinger
from portal.kundekort.rules import Krav, valid_orgnr
from portal.kundekort.tree import ancestors, holds_on


def list_statuser(session: Session) -> Sequence[Kundestatus]:
    """The statuses that may be chosen, in the tenant's order; `endre_status` refuses others. One statement."""
    return session.scalars(
        select(Kundestatus)
        .where(Kundestatus.kan_velges.is_(True))
        .order_by(Kundestatus.rekkefoelge, Kundestatus.navn)
    ).all()


def get_status(session: Session, *, status_id: UUID) -> Kundestatus:
    """One status. Raises NotFound."""
    status = session.scalar(select(Kundestatus).where(Kundestatus.id == status_id))
    if status is None:
        raise NotFound(f"kundestatus {status_id}")
    return status


def list_logg(session: Session, *, kunde_id: UUID, antall: int = 50) -> Sequence[Row[*tuple[Any, ...]]]:
    """The latest changes, newest first: (tid, til_tid, fra, til, aktoer_navn, grunn, overstyrt). One statement.

    `til_tid` is when the status was left, None while it holds.
    """
    fra, til = aliased(Kundestatus), aliased(Kundestatus)
    left = func.lead(KundestatusLogg.tid).over(order_by=(KundestatusLogg.tid, KundestatusLogg.id))
    return session.execute(
        select(
            KundestatusLogg.tid,
            left.label("til_tid"),
            fra.navn.label("fra"),
            til.navn.label("til"),
            KundestatusLogg.aktoer_navn,
            KundestatusLogg.grunn,
            KundestatusLogg.overstyrt,
        )
        .outerjoin(fra, fra.id == KundestatusLogg.fra_status_id)
        .join(til, til.id == KundestatusLogg.til_status_id)
        .where(KundestatusLogg.kunde_id == kunde_id)
        .order_by(KundestatusLogg.tid.desc(), KundestatusLogg.id.desc())
        .limit(antall)
    ).all()


def list_mangler(session: Session, *, kunde: Kunde, krav: Sequence[str]) -> list[Krav]:
    """Which of the required things are not in place, in the order of Krav. At most one statement a requirement."""
    return [code for code in Krav if code in krav and not _met(session, code, kunde)]


def list_bindinger(session: Session, *, kunde_id: UUID) -> list[tuple[str, str]]:
    """What holds the customer: (label, address) of running assignments and the like, from the upper rooms."""
    return [found for binding in bindinger.all() for found in binding.load(session, kunde_id)]


def _met(session: Session, krav: Krav, kunde: Kunde) -> bool:
    match krav:
        case Krav.ORGNR:
            return valid_orgnr(kunde.orgnr)
        case Krav.FAKTURAKANAL:
            return _has_channel(kunde)
        case Krav.BETALING:
            return kunde.betalingsdager > 0
        case Krav.TIMEGODKJENNER:
            return _has_approver(session, kunde.id)
        case Krav.AVTALE:
            return _has_agreement(session, kunde.id)


def _has_agreement(session: Session, kunde_id: UUID) -> bool:
    """The customer or one above it has an agreement that holds today. One statement."""
    above = ancestors(kunde_id)
    found = select(Dokument.id).where(*agreed_on(today(), select(above.c.id))).limit(1)
    return session.scalar(found) is not None


def _has_channel(kunde: Kunde) -> bool:
    match kunde.fakturakanal:
        case Fakturakanal.EHF:
            return bool(kunde.ehf_adresse or kunde.orgnr)
        case Fakturakanal.EPOST:
            return bool(kunde.faktura_epost)
        case Fakturakanal.PAPIR:
            return True
        case None:
            return False


def _has_approver(session: Session, kunde_id: UUID) -> bool:
    """A contact with the role at the customer itself or above it, today."""
    opp = ancestors(kunde_id)
    found = session.scalar(
        select(func.count())
        .select_from(Kontaktrolle)
        .join(opp, opp.c.id == Kontaktrolle.kunde_id)
        .where(
            Kontaktrolle.rolle.in_((Rolle.TIMEGODKJENNER, Rolle.LEDER, Rolle.KUNDEADMIN)),
            holds_on(Kontaktrolle, today()),
        )
    )
    return bool(found)
