"""Seven rows of working hours in a form: start, end and break per weekday, read into a plan."""

from datetime import time
from typing import Any

from wtforms import Field

from portal.i18n import _, _l
from portal.oppdrag.ord import UKEDAGER
from portal.oppdrag.rules.arbeidstid import Plan, Vakt
from portal.web.fields import HeltallField, KlokkeslettField

DAYS = tuple(range(1, 8))
PARTS = ("start", "slutt", "pause")
#: Proposed hours of a new stilling: an ordinary day shift, Monday to Friday.
ORDINARY = {day: Vakt(time(7), time(15), 30) for day in range(1, 6)}


class Ukeplanfelt:
    """Mixin: fields start_1 … pause_7, checked together."""

    def label_of(self, field: Field) -> str:
        """«mandag: Start»: seven fields have the same label."""
        part, _under, day = field.short_name.rpartition("_")
        named = part in PARTS and day.isdigit()
        return f"{UKEDAGER[int(day)]}: {field.label.text}" if named else str(field.label.text)

    def plan(self) -> dict[int, Vakt]:
        """The shifts typed; days without a start are free. Call after `validate`."""
        plan = {}
        for day in DAYS:
            start, slutt, pause = (field.data for field in self.day(day))
            if start is not None and slutt is not None:
                plan[day] = Vakt(start, slutt, pause or 0)
        return plan

    def day(self, day: int) -> tuple[Any, Any, Any]:
        """The three fields of a weekday."""
        return tuple(self[f"{part}_{day}"] for part in PARTS)  # type: ignore[index]

    def days(self) -> list[tuple[str, tuple[Any, Any, Any]]]:
        """(name, fields) per weekday, for the template."""
        return [(str(UKEDAGER[day]), self.day(day)) for day in DAYS]

    def check_plan(self) -> bool:
        """Half-filled days and breaks longer than the day get their error; True when all is well."""
        fine = True
        for day in DAYS:
            start, slutt, pause = self.day(day)
            if (start.data is None) != (slutt.data is None) and not (start.errors or slutt.errors):
                lacking = start if start.data is None else slutt
                lacking.errors = [_("Skriv både start og slutt, eller la dagen stå tom.")]
                fine = False
            elif start.data is not None and slutt.data is not None:
                brutto = Vakt(start.data, slutt.data).brutto_min
                if (pause.data or 0) >= brutto:
                    pause.errors = [_("Pausen er lengre enn vakten.")]
                    fine = False
        return fine


for _day in DAYS:
    setattr(Ukeplanfelt, f"start_{_day}", KlokkeslettField(_l("Start")))
    setattr(Ukeplanfelt, f"slutt_{_day}", KlokkeslettField(_l("Slutt")))
    setattr(Ukeplanfelt, f"pause_{_day}", HeltallField(_l("Pause i minutter"), maximum=480))


def plan_data(plan: Plan) -> dict[str, Any]:
    """A plan as field values, days off too."""
    values: dict[str, Any] = {f"{part}_{day}": None for day in DAYS for part in PARTS}
    for day, vakt in plan.items():
        values |= {f"start_{day}": vakt.start, f"slutt_{day}": vakt.slutt, f"pause_{day}": vakt.pause_min}
    return values
