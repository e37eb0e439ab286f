"""What a text message is: which numbers get one, how long it is as the network counts, and when it may leave."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from portal.db.clock import OSLO
from portal.i18n import _l
from portal.web.formats import telefon as vis_telefon
from portal.web.parse import BadInput, parse_telefon

#: The default alphabet of 3GPP TS 23.038 (GSM 03.38), 6.2.1: seven bits a sign.
GSM7 = "".join(
    (
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ",
        " ",
        "!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
    )
)
#: Its extension table, 6.2.1.1: an escape before each, so two places a sign.
GSM7_EXTRA = "^{}\\[~]|€\f"
#: Places in a message alone, and in each part of a longer one (3GPP TS 23.040, 9.2.3.24.1: the header takes six bytes).
GSM7_SIZES, UCS2_SIZES = (160, 153), (70, 67)
#: More than this is a letter.
MOST_PARTS = 6
#: Signs a sender's name may have, as Sveve says it: «Max length 11, no special characters».
SENDER_LENGTH = 11
#: A message to many rests from this hour to that, in Oslo.
NIGHT_FROM, NIGHT_TO = time(21), time(8)

#: A Norwegian number that gets text messages, as both Python and PostgreSQL read it.
MOBILE = r"^\+47([49]\d{7}|59\d{6})$"
_MOBILE = re.compile(MOBILE)

#: Å comes apart by itself.
_LETTERS = str.maketrans("øØ", "oO", "") | {ord("æ"): "ae", ord("Æ"): "AE"}


@dataclass(frozen=True)
class Sms:
    """One message to one number, ready to leave. `id` is the reference the gateway gets, the same at every try."""

    id: UUID
    tenant_id: int
    #: The name the receiver sees; nobody can answer it.
    fra: str
    #: E.164.
    til: str
    til_navn: str
    tekst: str = field(repr=False)
    tid: datetime


@dataclass(frozen=True)
class Lengde:
    """How long a text is as it travels: `tegn` places taken, `deler` messages paid for."""

    tegn: int
    deler: int
    #: Every sign is in the telephone's own alphabet; one that is not makes the whole text cost twice as much.
    gsm7: bool


def measure(tekst: str) -> Lengde:
    """Count as the network does: a sign of two places never stands on both sides of a cut."""
    text = tekst.replace("\r\n", "\n")
    gsm7 = all(sign in GSM7 or sign in GSM7_EXTRA for sign in text)
    if gsm7:
        places = [2 if sign in GSM7_EXTRA else 1 for sign in text]
    else:
        places = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    alone, each = GSM7_SIZES if gsm7 else UCS2_SIZES
    total = sum(places)
    return Lengde(total, _parts(places, each) if total > alone else int(total > 0), gsm7)


def _parts(places: list[int], each: int) -> int:
    parts, left = 1, each
    for size in places:
        if size > left:
            parts, left = parts + 1, each
        left -= size
    return parts


def too_long(tekst: str) -> bool:
    """More than MOST_PARTS."""
    return measure(tekst).deler > MOST_PARTS


def can_receive(number: str) -> bool:
    """Whether a stored number (E.164) can get a text message. What the library has never heard of may: plans grow."""
    if _MOBILE.fullmatch(number):
        return True
    if not number.startswith("+"):
        return False  # a short number, or something that was never a number

    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    kinds = phonenumbers.PhoneNumberType
    may = {kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE, kinds.PERSONAL_NUMBER, kinds.UNKNOWN}
    return phonenumbers.number_type(parsed) in may


def sms_number(*numbers: str) -> str:
    """The first of a contact's numbers that can get a text message; nothing when none can."""
    return next((number for number in numbers if number and can_receive(number)), "")


def parse_mobil(text: str) -> str:
    """What was typed → E.164 of a number that can get a text message.

    Raises:
        BadInput: not a telephone number, or one that cannot, such as a fixed line.
    """
    number = parse_telefon(text)
    if not can_receive(number):
        raise BadInput(
            _l("%(nummer)s kan ikke ta imot SMS. Bruk et mobilnummer.", nummer=vis_telefon(number) or number)
        )
    return number


def sender_name(navn: str) -> str:
    """The agency's name as a sender: letters and digits of the alphabet, whole words as far as they fit."""
    ascii_only = (
        unicodedata.normalize("NFKD", navn.translate(_LETTERS)).encode("ascii", "ignore").decode("ascii")
    )
    words = re.findall(r"[A-Za-z0-9]+", ascii_only)
    taken = ""
    for word in words:
        if len(longer := f"{taken} {word}".strip()) > SENDER_LENGTH:
            break
        taken = longer
    return taken or "".join(words)[:SENDER_LENGTH]


def quiet_s(moment: datetime) -> int:
    """Seconds from a moment of the night until it is over; none by day."""
    local = moment.astimezone(OSLO)
    if NIGHT_TO <= local.time() < NIGHT_FROM:
        return 0
    day = local.date() + timedelta(days=int(local.time() >= NIGHT_FROM))
    # Subtracted as moments, not as clocks: the night in spring is an hour shorter.
    return int(datetime.combine(day, NIGHT_TO, OSLO).timestamp() - moment.timestamp() + 0.999)
