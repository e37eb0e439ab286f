"""Norwegian public holidays by the package `holidays`, named in the reader's language."""

from datetime import date, timedelta
from functools import lru_cache

from portal.i18n import _l

_NAMES = {
    "Første nyttårsdag": _l("Første nyttårsdag"),
    "Skjærtorsdag": _l("Skjærtorsdag"),
    "Langfredag": _l("Langfredag"),
    "Første påskedag": _l("Første påskedag"),
    "Andre påskedag": _l("Andre påskedag"),
    "Arbeidernes dag": _l("Arbeidernes dag"),
    "Grunnlovsdag": _l("Grunnlovsdagen"),
    "Kristi himmelfartsdag": _l("Kristi himmelfartsdag"),
    "Første pinsedag": _l("Første pinsedag"),
    "Andre pinsedag": _l("Andre pinsedag"),
    "Første juledag": _l("Første juledag"),
    "Andre juledag": _l("Andre juledag"),
}


@lru_cache(maxsize=64)
def _days(year: int) -> dict[date, tuple[str, ...]]:
    """The package's names by day. It is heavy to import, so it waits until somebody asks."""
    from holidays.countries.norway import Norway

    found = Norway(years=year, language="no")
    return {day: tuple(name.split("; ")) for day, name in sorted(found.items())}


def list_helligdager(year: int) -> dict[date, str]:
    """Holidays of a year in order, ordinary Sundays left out. 17 May 2027 has two names."""
    return {day: _named(names) for day, names in _days(year).items()}


def get_helligdag(day: date) -> str:
    """The holiday's name, "" on other days."""
    return _named(_days(day.year).get(day, ()))


def is_helligdag(day: date) -> bool:
    """A public holiday; an ordinary Sunday is none."""
    return day in _days(day.year)


def is_arbeidsdag(day: date) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < 5 and not is_helligdag(day)


@lru_cache(maxsize=64)
def count_working_days(year: int) -> tuple[int, int]:
    """Days from Monday to Friday in a year: (those that are worked, those that are public holidays)."""
    holidays = sum(day.weekday() < 5 for day in _days(year))
    first = date(year, 1, 1)
    weekdays = sum(
        (first + timedelta(days=n)).weekday() < 5 for n in range((date(year + 1, 1, 1) - first).days)
    )
    return weekdays - holidays, holidays


def next_arbeidsdag(day: date) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not is_arbeidsdag(day):
        day += timedelta(days=1)
    return day


def _named(names: tuple[str, ...]) -> str:
    return " · ".join(str(_NAMES.get(name, name)) for name in names)
