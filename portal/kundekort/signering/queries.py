"""Who may be asked to sign, and what the pages of requests show."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.identity.models import Bruker
from portal.kundekort.models import Kunde
from portal.kundekort.mottakere import list_valg, sms_til
from portal.messaging.sms import sms_number
from portal.signing.models import Signatarslag, Signeringsforespoersel
from portal.signing.queries import get_forespoersel
from portal.signing.sending import Person


def get_kundeforespoersel(
    session: Session, *, kunde_id: UUID, forespoersel_id: UUID
) -> Signeringsforespoersel:
    """A request of this very customer; one statement. Raises NotFound."""
    foresp = get_forespoersel(session, forespoersel_id=forespoersel_id)
    if foresp.kunde_id != kunde_id:
        raise NotFound(f"signing {forespoersel_id} of kunde {kunde_id}")
    return foresp


def list_kandidater_til_signatur(session: Session, *, kunde_id: UUID) -> tuple[Sequence[Any], Sequence[Any]]:
    """Present contacts, with and without an address, and the agency's employees of today. Two statements."""
    brukere = session.execute(
        select(Bruker.id, Bruker.navn, Bruker.epost, Bruker.telefon)
        .where(Bruker.er_aktiv.is_(True))
        .order_by(Bruker.navn, Bruker.id)
        .limit(500)
    ).all()
    return list_valg(session, kunde_id=kunde_id), brukere


def personer_av(
    session: Session,
    *,
    kunde_id: UUID,
    kontakter: Iterable[UUID],
    brukere: Iterable[UUID],
    orden: str,
    kunde: str,
    byraa: str,
    paa_sms: bool = False,
) -> list[Person]:
    """Those chosen, as the request takes them; one who is no longer among the offered is left out. Two statements.

    `paa_sms`: their codes go by text message, to those who have a number for it.
    """
    offered, staff = list_kandidater_til_signatur(session, kunde_id=kunde_id)
    asked, ours = set(kontakter), set(brukere)
    turn = {"samtidig": (1, 1), "kunden": (1, 2), "vi": (2, 1)}[orden]
    return [
        *(
            Person(
                Signatarslag.KONTAKT,
                row.id,
                row.navn,
                row.epost or "",
                kunde,
                turn[0],
                sms_til(row) if paa_sms else "",
            )
            for row in offered
            if row.id in asked
        ),
        *(
            Person(
                Signatarslag.BRUKER,
                row.id,
                row.navn,
                row.epost,
                byraa,
                turn[1],
                sms_number(row.telefon or "") if paa_sms else "",
            )
            for row in staff
            if row.id in ours
        ),
    ]


def kundenavn(session: Session, *, ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Customer → name. One statement."""
    rows = session.execute(select(Kunde.id, Kunde.navn).where(Kunde.id.in_(list(ids))))
    return {row.id: row.navn for row in rows}
