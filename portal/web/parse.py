"""What people in Norway type, read into values: text in, value out, or `BadInput` with a sentence.

Pure: no request, no clock, no database. Money becomes øre, hours minutes, percent basis points.
What can be read in two ways is refused with both ways named; nothing is guessed.
"""

import datetime as dt
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlsplit, urlunsplit

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from stdnum import iban
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.no import fodselsnummer as stdnum_fodselsnummer
from stdnum.no import kontonr as stdnum_kontonr
from stdnum.no import orgnr as stdnum_orgnr

MAX_OERE = 10**13  # 100 milliarder kroner: more is a slip of the finger
MAX_MINUTES = 100_000 * 60
FIRST_YEAR, LAST_YEAR = 1900, 2199

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\t"), " ")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\ufeff"))
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_TIDY = {**_SPACES, **_DASHES, **_INVISIBLE}


class BadInput(ValueError):
    """What was typed cannot be read. Carries the sentence that the field shows."""

    def __init__(self, sentence: str | LazyString) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def tidy(text: str) -> str:
    """Every kind of space as one space, every dash as a hyphen, invisible marks gone."""
    return re.sub(r" +", " ", text.translate(_TIDY)).strip()


# --- numbers ----------------------------------------------------------------------------------


def parse_beloep(text: str) -> int:
    """Kroner as typed → øre. `1 234,50`, `1.234,50`, `1234.5`, `kr 1 234,-`, `−50`."""
    number = re.sub(r"(?i)(?<![a-z])(kroner|kr|nok)(?![a-z])\.?", " ", tidy(text))
    number = re.sub(r"(?<=\d) ?[,.] ?-+$", "", number.strip())
    oere = _decimal(number, places=2, example=_("Skriv beløpet som 1234,50."))
    if abs(oere) > MAX_OERE:
        raise BadInput(_("Beløpet er for stort."))
    return oere


def parse_prosent(text: str) -> int:
    """Percent as typed → basis points. `25`, `14,1 %`, `12.25 prosent`."""
    number = re.sub(r"(?i) ?(%|prosent|pst\.?)$", "", tidy(text))
    bp = _decimal(number, places=2, example=_("Skriv prosenten som 14,1."))
    if abs(bp) > 1_000_000:
        raise BadInput(_("Prosenten er for stor."))
    return bp


def parse_heltall(text: str) -> int:
    """A whole number as typed, with or without thousands apart: `12`, `1 234`, `−3`."""
    number = tidy(text)
    if not re.fullmatch(r"- ?\d+|\d+|-? ?\d{1,3}( \d{3})+", number, re.ASCII):
        raise BadInput(_("Skriv et helt tall."))
    value = int(number.replace(" ", ""))
    if abs(value) > 2**31 - 1:
        raise BadInput(_("Tallet er for stort."))
    return value


def _decimal(text: str, *, places: int, example: LazyString) -> int:
    """A decimal number as a whole number of its last place. Comma or point, where only one reading exists."""
    number = text.strip()
    negative = number.startswith("-")
    number = number.removeprefix("-").strip()
    if not re.fullmatch(r"[\d., ']*\d[\d., ']*", number, re.ASCII) or len(number) > 40:
        raise BadInput(
            _("«%(tekst)s» er ikke et tall. %(eksempel)s", tekst=text.strip()[:40], eksempel=example)
        )
    whole, fraction = _split_decimal(number, example)
    if len(fraction) > places:
        raise BadInput(_("For mange desimaler. %(eksempel)s", eksempel=example))
    value: int = int(whole or "0") * 10**places + int(fraction.ljust(places, "0"))
    return -value if negative else value


def _split_decimal(number: str, example: LazyString) -> tuple[str, str]:
    """Digits before and after the decimal mark. Raises BadInput when the mark may be a thousands mark."""
    dots, commas = number.count("."), number.count(",")
    if dots and commas:
        mark = max(".,", key=number.rindex)
        whole, fraction = number.rsplit(mark, 1)
        return _ungroup(whole, "," if mark == "." else ".", example), _digits(fraction, example)
    mark = "." if dots else ","
    count = dots or commas
    if count > 1:
        return _ungroup(number, mark, example), ""
    whole, _mark, fraction = number.partition(mark)
    if (
        count
        and re.fullmatch(r"[1-9]\d{0,2}", whole, re.ASCII)
        and re.fullmatch(r"\d{3}", fraction, re.ASCII)
    ):
        raise BadInput(
            _(
                "«%(tekst)s» kan leses på to måter. Skriv %(heltall)s eller %(desimal)s.",
                tekst=number,
                heltall=whole + fraction,
                desimal=f"{whole},{fraction[:2]}",
            )
        )
    return _ungroup(whole, " ", example), _digits(fraction, example)


def _ungroup(whole: str, mark: str, example: LazyString) -> str:
    """Digits without thousands marks; every group after the first has three digits, and one mark is used."""
    for separator in (mark, " ", "'"):
        if re.fullmatch(rf"[1-9]\d{{0,2}}({re.escape(separator)}\d{{3}})+", whole, re.ASCII):
            return whole.replace(separator, "")
    return _digits(whole, example)


def _digits(text: str, example: LazyString) -> str:
    if not re.fullmatch(r"\d*", text, re.ASCII):
        raise BadInput(_("Tallet er delt opp på en uventet måte. %(eksempel)s", eksempel=example))
    return text


# --- hours and time of day --------------------------------------------------------------------

_HOURS_WORD = r"(?:t|h|tim|timer|time|timar|hours?)"
_MINUTES_WORD = r"(?:m|min|minutt|minutter|minutes?)"


def parse_varighet(text: str) -> int:
    """A duration as typed → whole minutes. `7:30`, `7,5`, `7t30`, `450m`, `7 t 30 min`, `½`.

    Decimals count as hours and are rounded to the minute: `7,33` is 7:20.
    """
    typed = tidy(text).casefold().replace("½", ",5")
    negative = typed.startswith("-")
    minutes = _minutes(typed.removeprefix("-").strip())
    if minutes is None:
        raise BadInput(_("«%(tekst)s» er ikke et timetall. Skriv 7:30 eller 7,5.", tekst=text.strip()[:40]))
    if minutes > MAX_MINUTES:
        raise BadInput(_("Timetallet er for stort."))
    return -minutes if negative else minutes


def _minutes(typed: str) -> int | None:
    if m := re.fullmatch(r"(\d{0,6}):(\d\d)", typed, re.ASCII):
        return _hours_and_minutes(m[1], m[2])
    if m := re.fullmatch(
        rf"(\d{{1,6}}) ?{_HOURS_WORD}\.?(?:(?: og)? ?(\d{{1,2}}) ?{_MINUTES_WORD}?\.?)?", typed, re.ASCII
    ):
        return _hours_and_minutes(m[1], m[2] or "0")
    if m := re.fullmatch(rf"(\d{{1,7}}) ?{_MINUTES_WORD}\.?", typed, re.ASCII):
        return int(m[1])
    if m := re.fullmatch(rf"(\d{{0,6}})([.,])?(\d{{0,2}}) ?{_HOURS_WORD}?\.?", typed, re.ASCII):
        return _decimal_hours(m[1], m[2] or "", m[3])
    return None


def _hours_and_minutes(hours: str, minutes: str) -> int | None:
    return int(hours or "0") * 60 + int(minutes) if int(minutes) < 60 else None


def _decimal_hours(hours: str, mark: str, fraction: str) -> int | None:
    if not (hours or fraction):
        return None
    if not mark:
        whole = hours + fraction
        # 0730 is somebody's half past seven, not 730 hours.
        return None if len(whole) > 6 or (len(whole) > 2 and whole[0] == "0") else int(whole) * 60
    minutes = int((Decimal(f"{hours or 0}.{fraction or 0}") * 60).quantize(Decimal(1), ROUND_HALF_UP))
    as_clock = _hours_and_minutes(hours, fraction) if mark == "." and len(fraction) == 2 else None
    if as_clock is not None and as_clock != minutes:
        raise BadInput(
            _(
                "«%(tekst)s» kan leses på to måter. Skriv %(klokke)s eller %(desimal)s.",
                tekst=f"{hours}.{fraction}",
                klokke=f"{hours or 0}:{fraction}",
                desimal=f"{hours or 0},{fraction}",
            )
        )
    return minutes


def parse_klokkeslett(text: str) -> dt.time:
    """A time of day. `7`, `07`, `0730`, `730`, `7.30`, `7,30`, `7:30`, `kl 7`."""
    typed = re.sub(r"^(kl\.?|klokka|klokken) ?", "", tidy(text).casefold())
    m = re.fullmatch(r"(\d{1,2})(?:[.:,](\d\d)(?::00)?)?", typed, re.ASCII) or re.fullmatch(
        r"(\d{1,2})(\d\d)", typed, re.ASCII
    )
    if m and int(m[1]) == 24 and int(m[2] or 0) == 0:
        raise BadInput(_("Skriv 00:00 for midnatt."))
    if not m or int(m[1]) > 23 or int(m[2] or 0) > 59:
        raise BadInput(_("«%(tekst)s» er ikke et klokkeslett. Skriv 07:30.", tekst=text.strip()[:40]))
    return dt.time(int(m[1]), int(m[2] or 0))


# --- dates ------------------------------------------------------------------------------------

_NAMED_DAYS = {
    "i dag": 0, "idag": 0, "today": 0,
    "i morgen": 1, "imorgen": 1, "i morgon": 1, "imorgon": 1, "tomorrow": 1,
    "i overmorgen": 2, "overmorgen": 2, "i overmorgon": 2,
    "i går": -1, "igår": -1, "yesterday": -1,
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
_MONTH_STEMS = {stem: number for number, stem in enumerate(_MONTHS, start=1)} | {
    "may": 5,
    "oct": 10,
    "dec": 12,
}


def parse_dato(text: str, *, today: dt.date) -> dt.date:
    """A date. `191126`, `19.11`, `19/11-2026`, `2026-11-19`, `19. november`, `+14`, `+2u`, `i dag`.

    Without a year it is the one nearest to `today`; a year of two digits is one of the last 80 or the
    next 19.
    """
    typed = tidy(text).casefold().rstrip(".")
    if typed in _NAMED_DAYS:
        return _shift(today, _NAMED_DAYS[typed])
    if m := re.fullmatch(r"([+-]) ?(\d{1,4}) ?(d|dg|dager|dagar|u|uke|uker|v|veke|veker)?", typed, re.ASCII):
        days = int(m[2]) * (7 if (m[3] or "d")[0] in "uv" else 1)
        return _shift(today, days if m[1] == "+" else -days)
    parts = _date_parts(typed)
    if parts is None:
        raise BadInput(_("«%(tekst)s» er ikke en dato. Skriv 19.11.2026.", tekst=text.strip()[:40]))
    day, month, year = parts
    return _nearest(day, month, today) if year is None else _date(day, month, _full_year(year, today))


def _date_parts(typed: str) -> tuple[int, int, str | None] | None:
    """Day, month and the year as typed (or None), else None. Shape only; `_date` says whether it exists."""
    if m := re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", typed, re.ASCII):
        return int(m[3]), int(m[2]), m[1]
    if m := re.fullmatch(r"(\d{1,2}) ?[-./ ] ?(\d{1,2})(?: ?[-./ ] ?(\d{4}|\d\d))?", typed, re.ASCII):
        return int(m[1]), int(m[2]), m[3]
    if m := re.fullmatch(r"(\d{1,2})\.? ?([a-z]{3,9})\.?(?: (\d{4}|\d\d))?", typed, re.ASCII):
        month = _MONTH_STEMS.get(m[2][:3])
        return (int(m[1]), month, m[3]) if month else None
    if m := re.fullmatch(r"(19|20|21)(\d\d)(0\d|1[0-2])([0-3]\d)", typed, re.ASCII):
        # 20261119. Read from the other end its year would begin with a month, so there is one reading.
        return int(m[4]), int(m[3]), m[1] + m[2]
    if m := re.fullmatch(r"(\d\d)(\d\d)(\d{4}|\d\d)?", typed, re.ASCII):
        return int(m[1]), int(m[2]), m[3]
    return None


def _full_year(year: str, today: dt.date) -> int:
    if len(year) == 4:
        return int(year)
    last = today.year + 19
    return last - (last - int(year)) % 100


def _nearest(day: int, month: int, today: dt.date) -> dt.date:
    found = []
    for year in range(today.year - 4, today.year + 5):
        try:
            found.append(dt.date(year, month, day))
        except ValueError:
            continue  # 29 February in most years
    if not found:
        raise BadInput(_("Den datoen finnes ikke i kalenderen."))
    return min(found, key=lambda date: (abs(date - today), today > date))


def _date(day: int, month: int, year: int) -> dt.date:
    try:
        date = dt.date(year, month, day)
    except ValueError as error:
        raise BadInput(_("Den datoen finnes ikke i kalenderen.")) from error
    return _within_years(date)


def _shift(today: dt.date, days: int) -> dt.date:
    return _within_years(today + dt.timedelta(days=days))


def _within_years(date: dt.date) -> dt.date:
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise BadInput(_("Året må være mellom %(fra)s og %(til)s.", fra=FIRST_YEAR, til=LAST_YEAR))
    return date


# --- numbers that carry a check digit ---------------------------------------------------------


def parse_orgnr(text: str) -> str:
    """Nine digits that pass mod 11. Spaces, points, `NO` in front and `MVA` behind are taken away."""
    typed = re.sub(r"[ .-]", "", tidy(text)).upper()
    typed = typed.removeprefix("NO").removesuffix("MVA")
    if not re.fullmatch(r"\d{9}", typed, re.ASCII):
        raise BadInput(_("Et organisasjonsnummer har ni sifre."))
    if typed[0] == "0" or not stdnum_orgnr.is_valid(typed):
        raise BadInput(_("Organisasjonsnummeret stemmer ikke. Sjekk at alle sifrene er riktige."))
    return typed


def parse_kontonummer(text: str) -> str:
    """Eleven digits that pass mod 11; a Norwegian IBAN is read too."""
    typed = re.sub(r"[ .-]", "", tidy(text)).upper()
    if re.fullmatch(r"NO\d{13}", typed, re.ASCII):
        if not _iban_adds_up(typed):
            raise BadInput(_("IBAN-nummeret stemmer ikke. Sjekk at alle sifrene er riktige."))
        typed = typed[4:]
    if not re.fullmatch(r"\d{11}", typed, re.ASCII):
        raise BadInput(_("Et kontonummer har elleve sifre."))
    # stdnum reads 0000 in front as an old postgiro number with other rules; no bank uses it now.
    if typed.startswith("0000") or not stdnum_kontonr.is_valid(typed):
        raise BadInput(_("Kontonummeret stemmer ikke. Sjekk at alle sifrene er riktige."))
    return typed


def _iban_adds_up(number: str) -> bool:
    try:
        iban.validate(number, check_country=False)
    except StdnumError:
        return False
    return True


def parse_fodselsnummer(text: str, *, today: dt.date | None = None) -> str:
    """Eleven digits of a fødselsnummer or D-number that pass both check digits.

    D-numbers have 40 added to the day, synthetic test numbers 80 (Skatteetaten) or 40 (NAV) to the month.
    """
    typed = re.sub(r"[ .-]", "", tidy(text))
    if not re.fullmatch(r"\d{11}", typed, re.ASCII):
        raise BadInput(_("Et fødselsnummer eller D-nummer har elleve sifre."))
    wrong = _("Fødselsnummeret stemmer ikke. Sjekk at alle sifrene er riktige.")
    if typed[9] != stdnum_fodselsnummer.calc_check_digit1(typed):
        raise BadInput(wrong)
    if typed[10] != stdnum_fodselsnummer.calc_check_digit2(typed):
        raise BadInput(wrong)
    born = foedselsdato(typed)
    if born is None or (today is not None and born > today):
        raise BadInput(wrong)
    return typed


def foedselsdato(number: str) -> dt.date | None:
    """Date of birth in an eleven digit number, None when the digits hold no date."""
    day, month, year, individual = int(number[:2]), int(number[2:4]), int(number[4:6]), int(number[6:9])
    day -= 40 if day > 40 else 0
    month -= 80 if month > 80 else 40 if month > 40 else 0
    century = _century(year, individual)
    if century is None:
        return None
    try:
        return dt.date(century + year, month, day)
    except ValueError:
        return None


def _century(year: int, individual: int) -> int | None:
    if individual < 500:
        return 1900
    if individual < 750 and year >= 54:
        return 1800
    if year < 40:
        return 2000
    return 1900 if individual >= 900 else None


def is_d_nummer(number: str) -> bool:
    return int(number[0]) >= 4


def is_synthetic(number: str) -> bool:
    """A test number that no living person has."""
    return int(number[2]) >= 4


# --- contact ----------------------------------------------------------------------------------


def parse_telefon(text: str) -> str:
    """A phone number → E.164 (`+4741234567`). Without a country code it is Norwegian.

    Short Norwegian numbers (`02770`, `116 117`) are answered as their digits: they cannot be called from abroad.
    """
    typed = re.sub(r"(?i)^(tlf|tel|telefon|mob|mobil)\b[.:]? ?", "", tidy(text))
    wrong = _(
        "«%(tekst)s» er ikke et telefonnummer. Skriv 412 34 567 eller +46 8 123 456 78.",
        tekst=text.strip()[:40],
    )
    if not re.fullmatch(r"\+?[\d ()./-]{3,30}", typed, re.ASCII):
        raise BadInput(wrong)
    if m := re.fullmatch(
        r"(?:(?:\+|00)47)?(?:([2-9]\d{7})|(\d{3,6}))", re.sub(r"[ ()./-]", "", typed), re.ASCII
    ):
        return f"+47{m[1]}" if m[1] else m[2]
    return _abroad_or_odd(typed, wrong)


def _abroad_or_odd(typed: str, wrong: LazyString) -> str:
    """What the library makes of the rest; loading it takes a while, and lists hold many plain numbers."""
    import phonenumbers

    try:
        number = phonenumbers.parse(typed, "NO")
    except phonenumbers.NumberParseException as error:
        raise BadInput(wrong) from error
    # Possible, not "valid": number plans grow faster than the library, and test numbers are unassigned.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise BadInput(wrong)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def parse_postnr(text: str) -> str:
    """Four digits as text, leading zeros kept. `NO-0155` is read too."""
    typed = re.sub(r"(?i)^(no?)[- ]", "", tidy(text))
    if not re.fullmatch(r"\d{4}", typed, re.ASCII):
        raise BadInput(_("Et postnummer har fire sifre."))
    return typed


_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_HOST = r"(?:[^\W_](?:[^\W_]|-){0,62}(?<!-)\.)+(?:[^\W\d_]{2,63}|xn--[A-Za-z0-9-]{2,59})"


def parse_epost(text: str) -> str:
    """One e-mail address; the domain in lower case. `Navn <adresse>` and `mailto:` are read too."""
    typed = tidy(text)
    if m := re.fullmatch(r"[^<>@]*<([^<>]+)>", typed):
        typed = m[1]
    typed = re.sub(r"(?i)^mailto:", "", typed)
    local, _at, domain = typed.rpartition("@")
    if (
        len(typed) > 254
        or len(local) > 64
        or not re.fullmatch(_LOCAL, local)
        or not re.fullmatch(_HOST, domain)
    ):
        raise BadInput(_("«%(tekst)s» er ikke en e-postadresse. Skriv navn@firma.no.", tekst=typed[:60]))
    return f"{local}@{domain.lower()}"


def parse_url(text: str) -> str:
    """A web address with http or https; `www.firma.no` gets https. No user name, no other scheme."""
    typed = tidy(text)
    wrong = _("«%(tekst)s» er ikke en nettadresse. Skriv www.firma.no.", tekst=typed[:60])
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        port = parts.port
    except ValueError as error:
        raise BadInput(wrong) from error
    host = (parts.hostname or "").lower()
    unsafe = re.search(r"[\s<>\"\\^`{|}\x00-\x1f\x7f]", typed)
    if (
        parts.scheme not in {"http", "https"}
        or unsafe
        or "@" in parts.netloc
        or not re.fullmatch(_HOST, host)
    ):
        raise BadInput(wrong)
    if len(typed) > 2000:
        raise BadInput(_("Nettadressen er for lang."))
    netloc = host if port is None else f"{host}:{port}"
    path = "" if parts.path == "/" else parts.path
    return urlunsplit((parts.scheme, netloc, path, parts.query, parts.fragment))


# --- plain text -------------------------------------------------------------------------------


def parse_tekst(text: str, *, max_length: int, multiline: bool = False) -> str:
    """Text without blanks around it, composed (NFC), with plain line ends. NUL and control signs are refused.

    On one line every run of white space is one space, so that a name pasted from a sheet becomes a name.
    """
    value = unicodedata.normalize("NFC", text).translate(_BIDI).replace("\r\n", "\n").replace("\r", "\n")
    if not multiline:
        value = re.sub(r"[ \t\n\u00a0]+", " ", value)
    value = value.strip()
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in value):
        raise BadInput(_("Teksten har tegn som ikke kan lagres. Skriv den på nytt uten å lime inn."))
    if len(value) > max_length:
        raise BadInput(
            _("Teksten er for lang: %(antall)s tegn, høyst %(hoeyst)s.", antall=len(value), hoeyst=max_length)
        )
    return value
