"""Erasing why somebody is barred: when the day has come that was set for it, or at once."""

from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from portal.db.clock import now, today
from portal.errors import Refused
from portal.i18n import _
from portal.kandidater.models import Kandidat
from portal.kandidater.queries import get_kandidat
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.models_sperre import Sperre
from portal.oppdrag.sperrer.fortalt import tell
from portal.oppdrag.sperrer.queries import ERASED_PER_NIGHT, lock_sperre

#: What stands for the reason of an exception when that is erased; the column may not be empty.
ERASED = "–"


def slett_grunner(session: Session) -> int:
    """Erase reasons whose day has come; answers how many. A part at a time.

    Those of the exceptions go with them, and so do those of exceptions that were given after. The bar goes on to its
    own end: that somebody is barred is needed longer than why.
    """
    due = (
        select(Sperre)
        .where(Sperre.grunn != "", Sperre.grunn_slettes_dato <= today())
        .order_by(Sperre.grunn_slettes_dato, Sperre.id)
        .limit(ERASED_PER_NIGHT)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(due).all()
    for sperre in rows:
        _erase(session, sperre, get_kandidat(session, kandidat_id=sperre.kandidat_id))
    passed = select(Sperre.id).where(Sperre.grunn_slettes_dato <= today())
    _erase_exceptions(session, Stoppunntak.sperre_id.in_(passed))
    return len(rows)


def slett_grunn(session: Session, *, sperre_id: UUID, versjon: int) -> Sperre:
    """Erase the reason now, that of a lifted bar too, and those of its exceptions. Locks the candidate, then the bar.

    Raises:
        NotFound: no such bar here.
        Stale: someone else changed it after `versjon` was shown.
        Refused: the reason is erased already.
    """
    kandidat, sperre = lock_sperre(session, sperre_id=sperre_id, versjon=versjon)
    if not sperre.grunn:
        raise Refused(_("Grunnen er alt slettet."))
    sperre.grunn_slettes_dato = today()
    _erase(session, sperre, kandidat)
    _erase_exceptions(session, Stoppunntak.sperre_id == sperre_id)
    return sperre


def _erase(session: Session, sperre: Sperre, kandidat: Kandidat) -> None:
    sperre.grunn, sperre.grunn_slettet_tid = "", now()
    sperre.versjon += 1
    tell(session, sperre, "grunn-slettet", kandidat=kandidat)


def _erase_exceptions(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(
        update(Stoppunntak)
        .where(which, Stoppunntak.grunn != ERASED)
        .values(grunn=ERASED)
        .execution_options(synchronize_session=False)
    )
