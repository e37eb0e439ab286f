"""Secret calendar addresses: make one, withdraw one. The secret is answered once and kept as a hash."""

import secrets
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.i18n import _
from portal.identity.sessions import digest
from portal.kundekort.models import Kalenderadresse
from portal.kundekort.queries import get_kunde
from portal.kundekort.registry import Kalendersak

#: Living addresses of one colleague.
MOST = 20


def lag_kalenderadresse(
    session: Session, *, kunde_id: UUID | None = None, sak: tuple[Kalendersak, UUID] | None = None
) -> str:
    """A new address of the actor's, for a customer or one record perhaps; answers its secret (256 bits), kept nowhere.

    Raises:
        NotFound: no such customer or record. Refused: too many.
    """
    if sak is not None and sak[1] not in sak[0].navn(session, [sak[1]]):
        raise NotFound(f"{sak[0].key} {sak[1]}")
    if kunde_id is not None:
        get_kunde(session, kunde_id=kunde_id)
    owner = actor_of(session).id
    alive = select(func.count()).where(
        Kalenderadresse.bruker_id == owner, Kalenderadresse.trukket_tid.is_(None)
    )
    if (session.scalar(alive) or 0) >= MOST:
        raise Refused(_("Du har så mange adresser du kan ha. Trekk en tilbake først."))
    token = secrets.token_urlsafe(32)
    session.add(
        Kalenderadresse(
            id=uuid7(),
            bruker_id=owner,
            kunde_id=kunde_id,
            sak_slag=sak[0].key if sak else None,
            sak_id=sak[1] if sak else None,
            hemmelig_hash=digest(token),
            opprettet_tid=now(),
        )
    )
    return token


def trekk_kalenderadresse(session: Session, *, adresse_id: UUID) -> None:
    """From now on the address answers that it is gone. A second time changes nothing.

    Raises:
        NotFound: none of the actor's.
    """
    row = session.scalar(
        select(Kalenderadresse)
        .where(Kalenderadresse.id == adresse_id, Kalenderadresse.bruker_id == actor_of(session).id)
        .with_for_update()
    )
    if row is None:
        raise NotFound(f"kalenderadresse {adresse_id}")
    row.trukket_tid = row.trukket_tid or now()
