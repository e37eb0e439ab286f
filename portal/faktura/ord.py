"""Words people read for the codes of this room; lazy, so that they follow the reader's language."""

from typing import Any

from portal.faktura.models import Enhet, Kreditgrunn
from portal.i18n import _l

GRUNN: dict[Kreditgrunn, Any] = {
    Kreditgrunn.FEIL_SATS: _l("Feil sats"),
    Kreditgrunn.FEIL_TIMER: _l("Feil timer"),
    Kreditgrunn.FEIL_REFERANSE: _l("Feil referanse eller PO"),
    Kreditgrunn.DOBBELT: _l("Fakturert to ganger"),
    Kreditgrunn.AVTALE: _l("Etter avtale med kunden"),
}
#: Unit → short word after a quantity.
ENHET: dict[Enhet, Any] = {
    Enhet.TIME: _l("t"),
    Enhet.STYKK: _l("stk."),
    Enhet.DAG: _l("dager"),
    Enhet.KILOMETER: _l("km"),
    Enhet.MAANED: _l("md."),
}
ENHETSVALG: dict[Enhet, Any] = {
    Enhet.TIME: _l("timer"),
    Enhet.STYKK: _l("stykk"),
    Enhet.DAG: _l("dager"),
    Enhet.KILOMETER: _l("kilometer"),
    Enhet.MAANED: _l("måneder"),
}
#: Status.kode → word.
STATUS: dict[str, Any] = {
    "utkast": _l("Utkast"),
    "kreditnota": _l("Kreditnota"),
    "kreditert": _l("Kreditert"),
    "delvis": _l("Delvis kreditert"),
    "betalt": _l("Betalt"),
    "delbetalt": _l("Delbetalt"),
    "forfalt": _l("Forfalt"),
    "utstedt": _l("Utstedt"),
}
