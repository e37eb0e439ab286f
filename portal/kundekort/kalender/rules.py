"""Who may read a calendar address."""

from typing import Any
from uuid import UUID

from portal.identity.permissions import Permission
from portal.kundekort.registry import Kalendersak, kalendersaker


def may_read(adresse: Any, sak: Kalendersak | None) -> bool:
    """Whether its owner still works here and may still see what it shows."""
    held = {right for role in adresse.rettigheter or () for right in role}
    needed = Permission.KUNDE_LES if adresse.kunde_id else Permission.DAGBOK_ENDRE
    if adresse.sak_slag is not None:
        return bool(sak is not None and adresse.er_aktiv and sak.needs in held)
    return bool(adresse.er_aktiv and needed in held)


def find_sak(*, slag: str | None, sak_id: UUID | None) -> tuple[Kalendersak, UUID] | None:
    """The kind of record and its id, when there is such a kind."""
    kind = next((entry for entry in kalendersaker.all() if entry.key == slag), None)
    return (kind, sak_id) if kind and sak_id else None
