"""How long the reason of a bar is kept: the register proposes a day and is the limit; the person decides each time."""

from calendar import monthrange
from datetime import date

from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.errors import Refused
from portal.i18n import _
from portal.oppdrag.sperrer.queries import find_oppbevaring
from portal.registers.models import Enhet
from portal.registers.queries import Regel
from portal.web.formats import dato


def proposed_day(regel: Regel | None) -> date | None:
    """So many months from today; None when the register says nothing, and then it must be typed."""
    if regel is None or regel.verdi is None or regel.enhet is not Enhet.MAANEDER:
        return None
    dag = today()
    years, month = divmod(dag.month - 1 + regel.verdi, 12)
    year, month = dag.year + years, month + 1
    return date(year, month, min(dag.day, monthrange(year, month)[1]))


def refuse_day(session: Session, dag: date) -> None:
    """A reason is erased some day, and not later than the register lets it stand. Raises Refused."""
    if dag <= today():
        raise Refused(_("Grunnen må slettes en dag som kommer."), field="slettes_dato")
    latest = proposed_day(find_oppbevaring(session))
    if latest is not None and dag > latest:
        raise Refused(
            _("Grunnen kan stå til %(dato)s, ikke lenger.", dato=dato(latest)), field="slettes_dato"
        )
