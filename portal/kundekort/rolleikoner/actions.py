"""Choosing the icons of roles."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.kontakter.rules import ROLLE_IKON
from portal.kundekort.models import Rolle, Rolleikon
from portal.kundekort.rolleikoner.queries import list_valgte
from portal.kundekort.rolleikoner.rules import IKONER, version_of


def velg_ikoner(session: Session, *, ikoner: Mapping[Rolle, str], versjon: int) -> None:
    """Give each role its icon; what did not differ is not written. Locks the choices.

    Raises:
        Stale: changed since `versjon`. Refused: an icon that is none.
    """
    rows = list_valgte(session, lock=True)
    if version_of(rows) != versjon:
        raise Stale(_("Noen andre har endret ikonene mens du valgte."))
    held = {row.rolle: row for row in rows}
    changed = False
    for rolle, ikon in ikoner.items():
        if ikon not in IKONER:
            raise Refused(_("Velg et ikon fra listen."), field=rolle.value)
        row = held.get(rolle)
        if ikon == (row.ikon if row else ROLLE_IKON[rolle]):
            continue
        changed = True
        if row is None:
            session.add(Rolleikon(id=uuid7(), rolle=rolle, ikon=ikon, versjon=1))
        else:
            row.ikon = ikon
            row.versjon += 1
    if changed:
        record(session, "rolleikoner.endret")
