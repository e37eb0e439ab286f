"""Erasing why somebody is barred, when the day has come that was set for it."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.db.clock import now, today
from portal.kandidater.queries import get_kandidat
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.models_sperre import Sperre
from portal.oppdrag.sperrer.fortalt import tell
from portal.oppdrag.sperrer.queries import ERASED_PER_NIGHT

#: What stands for the reason of an exception when that is erased; the column may not be empty.
ERASED = "–"


def slett_grunner(session: Session) -> int:
    """Erase reasons whose day has come, and those of the exceptions from them; answers how many. A part at a time.

    The bar goes on to its own end: that somebody is barred is needed longer than why.
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
        sperre.grunn, sperre.grunn_slettet_tid = "", now()
        sperre.versjon += 1
        kandidat = get_kandidat(session, kandidat_id=sperre.kandidat_id)
        tell(session, sperre, "grunn-slettet", kandidat=kandidat)
    session.execute(
        update(Stoppunntak)
        .where(Stoppunntak.sperre_id.in_([sperre.id for sperre in rows]))
        .values(grunn=ERASED)
        .execution_options(synchronize_session=False)
    )
    return len(rows)
