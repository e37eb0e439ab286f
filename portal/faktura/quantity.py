"""Quantities as people type and read them: hours as minutes, other units as thousandths."""

from decimal import Decimal

from portal.faktura.models import Enhet
from portal.faktura.ord import ENHET
from portal.i18n import _
from portal.web import formats
from portal.web.parse import BadInput, parse_beloep, parse_varighet


def parse_mengde(text: str, enhet: Enhet) -> int:
    """Typed text → minutes or thousandths. Raises BadInput with a sentence."""
    if not text.strip():
        raise BadInput(_("Skriv antallet."))
    if enhet is Enhet.TIME:
        return parse_varighet(text)
    return parse_beloep(text) * 10


def show_mengde(mengde: int, enhet: Enhet) -> str:
    """«37,5» with its unit, in the reader's language."""
    if enhet is Enhet.TIME:
        return formats.timetall(mengde)
    return f"{formats.antall(Decimal(mengde) / 1000)} {ENHET[enhet]}"


def typed_mengde(mengde: int, enhet: Enhet) -> str:
    """What stands in the field before anyone types."""
    if enhet is Enhet.TIME:
        return f"{mengde // 60}:{mengde % 60:02d}"
    return f"{Decimal(mengde) / 1000:f}".rstrip("0").rstrip(".").replace(".", ",")
