"""The period of a report as the address holds it: whole days in Oslo, both inclusive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.db.clock import OSLO, today
from portal.i18n import _
from portal.web.parse import BadInput, parse_dato


@dataclass(frozen=True)
class Periode:
    """From and to."""

    fra: date
    til: date

    @property
    def begin(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.fra, time(), OSLO)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.til + timedelta(days=1), time(), OSLO)

    def address(self) -> dict[str, str]:
        """As parameters."""
        return {"fra": self.fra.isoformat(), "til": self.til.isoformat()}


def read_periode(sent: Mapping[str, str]) -> tuple[Periode, dict[str, str]]:
    """The asked period, this year so far when none is asked; and field → what is wrong with what was typed."""
    dag = today()
    days = {"fra": dag.replace(month=1, day=1), "til": dag}
    faults: dict[str, str] = {}
    for name in days:
        if typed := sent.get(name, "").strip():
            try:
                days[name] = parse_dato(typed[:40], today=dag)
            except BadInput as bad:
                faults[name] = str(bad.sentence)
    if days["til"] < days["fra"]:
        faults.setdefault("til", _("Til-datoen er før fra-datoen."))
        days["til"] = days["fra"]
    return Periode(days["fra"], days["til"]), faults


def list_presets() -> list[tuple[str, Periode]]:
    """Periods people ask for: (words, period)."""
    dag = today()
    first = dag.replace(day=1)
    before = first - timedelta(days=1)
    return [
        (_("Denne måneden"), Periode(first, dag)),
        (_("Forrige måned"), Periode(before.replace(day=1), before)),
        (_("I år"), Periode(dag.replace(month=1, day=1), dag)),
        (_("I fjor"), Periode(date(dag.year - 1, 1, 1), date(dag.year - 1, 12, 31))),
    ]
