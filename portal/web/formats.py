"""How values look on screen, per language (nb, nn, en), and the Jinja filters of the same names.

The language is the one of the request (or of `force_locale`); times are shown as in Oslo. Between the parts
of a number stands U+00A0, so that it never breaks over two lines; minus is U+2212. None is shown as nothing.
"""

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from flask import Flask
from markupsafe import Markup, escape

from portal.db import clock
from portal.i18n import _, current_locale, ngettext

NBSP = "\u00a0"
MINUS = "\u2212"
_LOCALES = {code: Locale.parse(name) for code, name in {"nb": "nb", "nn": "nn", "en": "en_GB"}.items()}
_NORWEGIAN = str.maketrans({",": NBSP, ".": ",", "-": MINUS})
_ENGLISH = str.maketrans({"-": MINUS})

Moment = dt.datetime | dt.date


def _locale() -> Locale:
    """The language of the request; English looks as in Britain: day before month, week from Monday."""
    current = current_locale()
    return _LOCALES.get(current.language if current else "nb", _LOCALES["nb"])


def _is_english() -> bool:
    return _locale().language == "en"


def _number(value: Decimal | int, *, least: int, most: int) -> str:
    """Grouped digits with `least` to `most` decimals, rounded half up. By hand: lists hold many amounts."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    whole, _point, fraction = f"{exact if exact else abs(exact):,f}".partition(".")
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    text = f"{whole}.{fraction}" if fraction else whole
    return text.translate(_ENGLISH if _is_english() else _NORWEGIAN)


# --- numbers and money ------------------------------------------------------------------------


def antall(value: Decimal | int | None, *, desimaler: int = 3) -> str:
    """`1 234 567,5`; at most so many decimals, none that are zero."""
    if value is None:
        return ""
    return _number(value, least=0, most=desimaler)


def kr(oere: int | None) -> str:
    """Øre as kroner with øre: `109 062,50 kr`, `NOK 109,062.50`."""
    return "" if oere is None else _money(Decimal(oere) / 100, decimals=2)


def kroner(oere: int | None) -> str:
    """Øre as whole kroner, rounded half up, for lists and key figures: `109 063 kr`."""
    if oere is None:
        return ""
    return _money(Decimal(oere) / 100, decimals=0)


def _money(amount: Decimal, *, decimals: int) -> str:
    digits = _number(amount, least=decimals, most=decimals)
    sign = MINUS if digits.startswith(MINUS) else ""
    digits = digits.removeprefix(MINUS)
    return f"{sign}NOK{NBSP}{digits}" if _is_english() else f"{sign}{digits}{NBSP}kr"


def prosent(bp: int | None) -> str:
    """Basis points: 2140 is `21,4 %` (English `21.4%`)."""
    if bp is None:
        return ""
    digits = _number(Decimal(bp) / 100, least=0, most=2)
    return f"{digits}%" if _is_english() else f"{digits}{NBSP}%"


# --- hours and time ---------------------------------------------------------------------------


def timer(minutter: int | None) -> str:
    """Minutes as hours and minutes: `7:30`, as they are typed and compared line by line."""
    if minutter is None:
        return ""
    hours, minutes = divmod(abs(minutter), 60)
    return f"{MINUS if minutter < 0 else ''}{hours}:{minutes:02}"


def timetall(minutter: int | None) -> str:
    """Minutes as decimal hours with their unit: `37,5 t` (English `37.5 h`), for sums and key figures."""
    if minutter is None:
        return ""
    return str(_("%(timer)s t", timer=_number(Decimal(minutter) / 60, least=0, most=2))).replace(" ", NBSP)


def klokke(value: dt.datetime | dt.time | None, til: dt.datetime | dt.time | None = None) -> str:
    """`07:00`, or with `til` the span `07:00–15:00`. A datetime is shown as in Oslo."""
    if value is None:
        return ""
    return _clock(value) if til is None else f"{_clock(value)}–{_clock(til)}"


def _clock(value: dt.datetime | dt.time) -> str:
    return f"{_oslo(value) if isinstance(value, dt.datetime) else value:%H:%M}"


def tid(value: dt.datetime | None) -> str:
    """Date and time of day: `19.11.2026 10:42`."""
    return "" if value is None else f"{dato(value)}{NBSP}{klokke(value)}"


def _oslo(value: dt.datetime) -> dt.datetime:
    """Raises ValueError for a time without zone: it is not known which moment it is."""
    if value.tzinfo is None:
        raise ValueError("a time without zone")
    return value.astimezone(clock.OSLO)


def _day(value: Moment) -> dt.date:
    return _oslo(value).date() if isinstance(value, dt.datetime) else value


# --- dates ------------------------------------------------------------------------------------


def dato(value: Moment | None) -> str:
    """`19.11.2026` (English `19/11/2026`)."""
    if value is None:
        return ""
    return f"{_day(value):%d/%m/%Y}" if _is_english() else f"{_day(value):%d.%m.%Y}"


def dato_kort(value: Moment | None) -> str:
    """`19. nov.` (English `19 Nov`); the year is added when it is not this year."""
    if value is None:
        return ""
    day = _day(value)
    pattern = "d MMM" if _is_english() else "d. MMM"
    return _date(day, pattern if day.year == clock.today().year else f"{pattern} y")


def maaned(value: dt.date) -> str:
    """The month, short: `nov`. For the axis of a chart."""
    return _date(value, "LLL").rstrip(".")


def dato_lang(value: Moment | None, *, ukedag: bool = False) -> str:
    """`19. november 2026`, with `ukedag` `torsdag 19. november 2026`."""
    if value is None:
        return ""
    pattern = "d MMMM y" if _is_english() else "d. MMMM y"
    return _date(_day(value), f"EEEE {pattern}" if ukedag else pattern)


def _date(day: dt.date, pattern: str) -> str:
    return _written(day, pattern, _locale().language)


@lru_cache(maxsize=8_192)
def _written(day: dt.date, pattern: str, language: str) -> str:
    """The days of a list are few; writing one out takes longer than the rest of its row."""
    return str(format_date(day, pattern, locale=_LOCALES[language])).replace(" ", NBSP)


def uke(value: Moment | None) -> str:
    """The ISO week: `uke 47`, nynorsk `veke 47`."""
    if value is None:
        return ""
    return str(_("uke %(nr)s", nr=_day(value).isocalendar().week)).replace(" ", NBSP)


def relativ(value: Moment | None) -> str:
    """How far from today: `i dag 10:42`, `i går`, `3 d`, `om 3 d`; from a week on the short date."""
    if value is None:
        return ""
    days = (_day(value) - clock.today()).days
    if days == 0:
        return _today(value)
    if days == -1:
        return str(_("i går"))
    if days == 1:
        return str(_("i morgen"))
    if abs(days) >= 7:
        return dato_kort(value)
    text = _("om %(dager)s d", dager=days) if days > 0 else _("%(dager)s d", dager=-days)
    return str(text).replace(" ", NBSP)


def _today(value: Moment) -> str:
    if isinstance(value, dt.datetime):
        return str(_("i dag %(klokke)s", klokke=klokke(value))).replace(" ", NBSP)
    return str(_("i dag"))


def oversatt(value: str | None) -> str:
    """A shipped name (status, type of activity) in the reader's language; what a tenant wrote itself as it stands.

    Never `_()` on a value in a template: Jinja takes the answer for markup, and a % in it for a place to fill.
    """
    return str(_(value)) if value else ""


def naar(value: Moment | None) -> Markup:
    """`relativ` as a `<time>` element whose title is the full date; the machine's date stands beside."""
    if value is None:
        return Markup("")
    if isinstance(value, dt.datetime):
        machine, full = _oslo(value).isoformat(timespec="minutes"), f"{dato_lang(value)} {klokke(value)}"
    else:
        machine, full = value.isoformat(), dato_lang(value)
    shown = escape(relativ(value))
    return Markup(f'<time datetime="{machine}" title="{escape(full)}">{shown}</time>')  # noqa: S704


# --- numbers that name something --------------------------------------------------------------


def orgnr(value: str | None, *, mva: bool = False) -> str:
    """`998 123 451`, with `mva` `NO 998 123 451 MVA` as an invoice writes it."""
    if not value:
        return ""
    grouped = _groups(value, 3, 3, 3)
    return f"NO{NBSP}{grouped}{NBSP}MVA" if mva else grouped


def kontonr(value: str | None) -> str:
    """`3624 00 12345`."""
    return _groups(value, 4, 2, 5) if value else ""


def telefon(value: str | None) -> str:
    """E.164 as people write it: mobile `412 34 567`, landline `22 83 60 00`, abroad `+46 8 123 456 78`."""
    if not value:
        return ""
    national = value.removeprefix("+47")
    if value.startswith("+") and national == value:
        return _abroad(value)
    if len(national) != 8 or not national.isascii() or not national.isdigit():
        return national
    return _groups(national, 3, 2, 3) if national[0] in "4589" else _groups(national, 2, 2, 2, 2)


def _abroad(e164: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return str(shown).replace(" ", NBSP)


def varte(fra: dt.datetime | None, til: dt.datetime | None = None) -> str:
    """How long something lasted, in whole days, or hours when it was less than one; until now when it still does."""
    if fra is None:
        return ""
    span = (til or clock.now()) - fra
    if span.days:
        return str(ngettext("%(num)d dag", "%(num)d dager", span.days))
    return str(ngettext("%(num)d time", "%(num)d timer", span.seconds // 3600))


def _groups(digits: str, *sizes: int) -> str:
    """Digits in groups; what has another length is shown as it is."""
    if len(digits) != sum(sizes):
        return digits
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return NBSP.join(parts)


FILTERS: tuple[Callable[..., Any], ...] = (
    antall, kr, kroner, prosent, timer, timetall, klokke, tid, dato, dato_kort, dato_lang, uke, relativ, naar,
    orgnr, kontonr, telefon, oversatt, varte,
)  # fmt: skip


def register_filters(app: Flask) -> None:
    """Every format as a Jinja filter of its own name."""
    app.jinja_env.filters.update({function.__name__: function for function in FILTERS})
