"""Profiles of reminders: made, changed, taken out of use, and chosen for a customer."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.models import Kunde, Purreprofil
from portal.kundekort.purreprofiler.queries import get_profil, list_i_bruk
from portal.kundekort.purreprofiler.rules import KODER, SHIPPED, Profildata, check_profile
from portal.kundekort.queries import get_kunde
from portal.registers.queries import get_lovregel


def seed_purreprofil(session: Session) -> None:
    """Give a new tenant the shipped profile; one that has any is left alone. Two statements."""
    if not list_i_bruk(session):
        session.add(Purreprofil(id=uuid7(), **vars(SHIPPED)))
        session.flush()  # customers that are made next may point at it


def lagre_profil(
    session: Session, *, data: Profildata, profil_id: UUID | None = None, versjon: int = 0
) -> Purreprofil:
    """Make a profile or change one; it holds at once for all who have it. Locks it.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: earlier than the law allows, steps out of order, the name is
            taken, or the only one in use would go out of use.
    """
    regler = {kode: get_lovregel(session, kode=kode, dato=today()) for kode in KODER}
    others = [row for row in list_i_bruk(session) if row.id != profil_id]
    row = Purreprofil(id=uuid7(), versjon=0)
    if profil_id is not None:
        row = get_profil(session, profil_id=profil_id, lock=True)
        if row.versjon != versjon:
            raise Stale(_("Noen andre har endret profilen mens du skrev."))
    check_profile(data, regler=regler)
    if any(other.navn == data.navn for other in others):
        raise Refused(_("Byrået har en profil med det navnet."), field="navn")
    if not data.er_aktiv and not others:
        raise Refused(_("Byrået må ha minst én profil i bruk."), field="er_aktiv")
    for name, value in vars(data).items():
        setattr(row, name, value)
    row.versjon += 1
    session.add(row)
    record(session, "purreprofil.lagret", subject=row, navn=row.navn)
    return row


def velg_profil(session: Session, *, kunde_id: UUID, profil_id: UUID | None, versjon: int) -> Kunde:
    """The profile of one customer; None is the agency's own. Locks the customer.

    Raises:
        NotFound. Stale: the customer changed since `versjon`. Refused: the profile is out of use.
    """
    kunde = get_kunde(session, kunde_id=kunde_id, lock=True)
    if kunde.versjon != versjon:
        raise Stale(_("Noen andre har endret kunden mens du skrev."))
    if kunde.purreprofil_id == profil_id:
        return kunde
    profil = get_profil(session, profil_id=profil_id) if profil_id else None
    if profil is not None and not profil.er_aktiv:
        raise Refused(_("Profilen er ute av bruk. Velg en annen."), field="profil")
    kunde.purreprofil_id, kunde.endret_tid = profil_id, now()
    kunde.versjon += 1
    record(
        session,
        "kreditt.purreprofil",
        kunde_id=kunde.id,
        subject=kunde,
        navn=profil.navn if profil else _("byråets egen"),
    )
    return kunde
