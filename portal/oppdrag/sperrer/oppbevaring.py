"""How long the reason of a bar is kept: what is proposed in the form; the person decides each time."""

from datetime import date

from portal.db.clock import today
from portal.registers.models import Enhet
from portal.registers.queries import Regel


def proposed_day(regel: Regel | None) -> date | None:
    """So many months from today; None when the register says nothing, and then it must be typed."""
    if regel is None or regel.verdi is None or regel.enhet is not Enhet.MAANEDER:
        return None
    dag = today()
    years, month = divmod(dag.month - 1 + regel.verdi, 12)
    return date(dag.year + years, month + 1, min(dag.day, 28))
