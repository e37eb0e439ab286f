"""Which factors hold for a customer on a day."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal.kundekort.standard.queries import Nivaa, list_effective
from portal.kundekort.standardseksjoner import find_section
from portal.oppdrag.models_regler import Paaslagsfaktor
from portal.oppdrag.paaslag.rules import in_force
from portal.oppdrag.paaslag.seksjon import SLAG


def list_faktorer(session: Session, *, kunde_id: UUID, dag: date) -> tuple[Nivaa, Sequence[Paaslagsfaktor]]:
    """Who has set them, and the factors that hold that day, the first proposed. Two statements."""
    section = find_section(SLAG)
    if section is None:  # pragma: no cover - registered in setup
        raise LookupError(SLAG)
    level, rows = list_effective(session, seksjon=section, kunde_id=kunde_id)
    return level, in_force(rows, dag)
