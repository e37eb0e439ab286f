"""How strictly the agency checks addresses."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import Stale
from portal.i18n import _
from portal.kundekort.models import Adressekontroll, Kontrollnivaa


def lagre_adressekontroll(
    session: Session, *, nivaaer: Mapping[str, Kontrollnivaa], versjon: int
) -> Adressekontroll:
    """Store the level of each kind; `versjon` is 0 while nothing has been chosen. Raises Stale."""
    row = session.scalar(
        select(Adressekontroll).with_for_update().execution_options(populate_existing=True)
    ) or Adressekontroll(id=uuid7(), versjon=0)
    if row.versjon != versjon:
        raise Stale(_("Noen andre har endret adressekontrollen mens du skrev."))
    for slag, nivaa in nivaaer.items():
        setattr(row, slag, nivaa)
    row.versjon += 1
    session.add(row)
    record(session, "adressekontroll.endret", subject=row)
    return row
