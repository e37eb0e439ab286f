"""The timeline of a customer narrowed to one oppdrag: what happened to it, and to its hours."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, literal, select

from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kandidater.models import Kandidat
from portal.kundekort.registry import Tidslinjesak
from portal.oppdrag.models import Timeliste, Utleieoppdrag

#: Oppdrag that are offered.
MOST = 200


def _choose(kunde_ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    whose = Utleieoppdrag.nummer + " " + Kandidat.fornavn + " " + Kandidat.etternavn
    return (
        select(Utleieoppdrag.id, whose)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .where(Utleieoppdrag.kunde_id.in_(kunde_ids))
        .order_by(Utleieoppdrag.fra_dato.desc(), Utleieoppdrag.id.desc())
        .limit(MOST)
    )


def _with(oppdrag_id: UUID) -> Any:
    hours = select(Timeliste.id).where(Timeliste.oppdrag_id == oppdrag_id)
    return select(literal(oppdrag_id, Uuid)).union_all(hours)


OPPDRAG = Tidslinjesak("utleieoppdrag", _l("Oppdrag"), Permission.OPPDRAG_LES, _choose, _with)
