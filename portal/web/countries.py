"""Countries an address may be in: those we trade with, by their name in the reader's language."""

from flask_babel import get_locale

from portal.db.sorting import sort_key

#: ISO 3166-1 alpha-2. Norway first, since nearly every address is there.
HOME = "NO"
ABROAD = (
    *("SE", "DK", "FI", "IS", "FO", "GL"),
    *("AT", "BE", "BG", "CH", "CY", "CZ", "DE", "EE", "ES", "FR", "GB", "GR", "HR", "HU", "IE", "IT", "LI"),
    *("LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SI", "SK", "UA", "US", "CA"),
)


def list_land(chosen: str | None = None) -> list[tuple[str, str]]:
    """(code, name), Norway first, the others by name; `chosen` is among them wherever it is."""
    locale = get_locale()
    names: dict[str, str] = dict(locale.territories) if locale else {}
    codes = set(ABROAD)
    if chosen and len(chosen) == 2 and chosen in names and chosen != HOME:
        codes.add(chosen)
    others = sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: sort_key(pair[1]))
    return [(HOME, names.get(HOME, HOME)), *others]
