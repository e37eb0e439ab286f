"""Which factors hold for a customer on a day."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal.kundekort.standard.queries import Nivaa, list_effective
from portal.kundekort.standardseksjoner import find_section
from portal.oppdrag.models import Paaslagsfaktor
from portal.oppdrag.paaslag.seksjon import SLAG


def list_faktorer(session: Session, *, kunde_id: UUID, dag: date) -> tuple[Nivaa, Sequence[Paaslagsfaktor]]:
    """Who has set them, and the factors that hold that day, the first proposed. Two statements."""
    section = find_section(SLAG)
    if section is None:  # pragma: no cover - registered in setup
        raise LookupError(SLAG)
    level, rows = list_effective(session, seksjon=section, kunde_id=kunde_id)
    return level, in_force(rows, dag)


def in_force(rows: Sequence[Paaslagsfaktor], dag: date) -> list[Paaslagsfaktor]:
    """Those of one level that hold that day, in their order; of several with one name the latest to begin."""
    latest: dict[str, Paaslagsfaktor] = {}
    for row in sorted(rows, key=lambda row: row.gyldig_fra):
        if row.gyldig_fra <= dag:
            latest[row.navn] = row
    return [row for row in rows if latest.get(row.navn) is row]
