"""Groups of contacts: made, changed, filled."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound, Refused, Stale
from portal.i18n import _
from portal.kundekort.grupper.queries import get_gruppe
from portal.kundekort.grupper.rules import Vilkaar
from portal.kundekort.kontakter.queries import get_kontakt
from portal.kundekort.models import Deling, Gruppemedlem, Gruppeslag, Kontaktgruppe
from portal.kundekort.utvalg import Leser, shared_office


def lag_gruppe(
    session: Session,
    *,
    navn: str,
    deling: Deling,
    slag: Gruppeslag,
    vilkaar: Vilkaar | None = None,
    leser: Leser,
) -> Kontaktgruppe:
    """A group of the reader's own.

    Raises:
        Refused: no name, a name he has already, an avdeling he does not have, or a rule that asks nothing.
    """
    if leser.bruker_id is None:
        raise Refused(_("Bare en innlogget ansatt kan lage grupper."))
    gruppe = Kontaktgruppe(id=uuid7(), bruker_id=leser.bruker_id, slag=slag, opprettet_tid=now())
    _fill(session, gruppe, navn=navn, deling=deling, vilkaar=vilkaar, leser=leser)
    session.add(gruppe)
    session.flush()  # contacts that are put in point at it
    record(session, "gruppe.opprettet", subject=gruppe, navn=gruppe.navn)
    return gruppe


def endre_gruppe(
    session: Session,
    *,
    gruppe_id: UUID,
    navn: str,
    deling: Deling,
    vilkaar: Vilkaar | None = None,
    versjon: int,
    leser: Leser,
) -> Kontaktgruppe:
    """Another name, sharing or rule. Locks the group.

    Raises:
        NotFound: none of the reader's own. Stale. Refused: as `lag_gruppe`.
    """
    gruppe = get_egen(session, gruppe_id=gruppe_id, leser=leser)
    if gruppe.versjon != versjon:
        raise Stale(_("Gruppen er endret i et annet vindu mens du skrev."))
    _fill(session, gruppe, navn=navn, deling=deling, vilkaar=vilkaar, leser=leser)
    gruppe.versjon += 1
    record(session, "gruppe.endret", subject=gruppe, navn=gruppe.navn)
    return gruppe


def slett_gruppe(session: Session, *, gruppe_id: UUID, leser: Leser) -> str:
    """Delete a group of the reader's own; the contacts stay. Answers its name. Raises NotFound."""
    gruppe = get_egen(session, gruppe_id=gruppe_id, leser=leser)
    record(session, "gruppe.slettet", subject=gruppe, navn=gruppe.navn)
    session.delete(gruppe)
    return gruppe.navn


def legg_i_gruppe(
    session: Session, *, gruppe_id: UUID, kunde_id: UUID, kontakt_id: UUID, leser: Leser
) -> Kontaktgruppe:
    """Put a contact in a fixed group; one that is there already is left.

    Raises:
        NotFound: no such group or contact. Refused: its members follow a rule.
    """
    gruppe = get_gruppe(session, gruppe_id=gruppe_id, leser=leser)
    if gruppe.slag is not Gruppeslag.FAST:
        raise Refused(_("Medlemmene i «%(navn)s» følger en regel.", navn=gruppe.navn))
    get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    session.execute(
        insert(Gruppemedlem)
        .values(
            tenant_id=gruppe.tenant_id,
            id=uuid7(),
            gruppe_id=gruppe.id,
            engasjement_id=kontakt_id,
            lagt_til_tid=now(),
            lagt_til_av_id=leser.bruker_id,
        )
        .on_conflict_do_nothing()
    )
    return gruppe


def ta_ut_av_gruppe(session: Session, *, gruppe_id: UUID, kontakt_id: UUID, leser: Leser) -> Kontaktgruppe:
    """Take a contact out; one that is not there any more is no fault. Raises NotFound for the group."""
    gruppe = get_gruppe(session, gruppe_id=gruppe_id, leser=leser)
    session.execute(
        delete(Gruppemedlem).where(
            Gruppemedlem.gruppe_id == gruppe_id, Gruppemedlem.engasjement_id == kontakt_id
        )
    )
    return gruppe


def get_egen(session: Session, *, gruppe_id: UUID, leser: Leser, lock: bool = True) -> Kontaktgruppe:
    """One's own group, locked unless it is only looked at. Raises NotFound, also for one that is shared with one."""
    gruppe = get_gruppe(session, gruppe_id=gruppe_id, leser=leser, lock=lock)
    if gruppe.bruker_id != leser.bruker_id:
        raise NotFound(f"kontaktgruppe {gruppe_id} is another's")
    return gruppe


def _fill(
    session: Session,
    gruppe: Kontaktgruppe,
    *,
    navn: str,
    deling: Deling,
    vilkaar: Vilkaar | None,
    leser: Leser,
) -> None:
    navn = navn.strip()
    if not navn:
        raise Refused(_("Gi gruppen et navn."), field="navn")
    same = select(Kontaktgruppe.id).where(
        Kontaktgruppe.bruker_id == leser.bruker_id,
        Kontaktgruppe.navn == navn,
        Kontaktgruppe.id != gruppe.id,
    )
    with session.no_autoflush:
        if session.scalar(same.limit(1)) is not None:
            raise Refused(_("Du har alt en gruppe som heter «%(navn)s».", navn=navn), field="navn")
    office = shared_office(gruppe, deling, leser.avdeling_id)
    if gruppe.slag is Gruppeslag.REGEL and not vilkaar:
        raise Refused(_("Velg minst ett vilkår, ellers er alle med."), field="roller")
    gruppe.navn, gruppe.deling, gruppe.avdeling_id = navn, deling, office
    gruppe.vilkaar = vilkaar.to_json() if vilkaar and gruppe.slag is Gruppeslag.REGEL else {}
