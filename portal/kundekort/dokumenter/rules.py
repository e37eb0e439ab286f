"""The words of the kinds of document, and what is written of one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.filestore.content import TYPES
from portal.filestore.models import Dokumentslag
from portal.i18n import _l

SLAG_NAVN: dict[Dokumentslag, Any] = {
    Dokumentslag.KONTRAKT: _l("Kontrakt"),
    Dokumentslag.RAMMEAVTALE: _l("Rammeavtale"),
    Dokumentslag.TILBUD: _l("Tilbud"),
    Dokumentslag.PRISLISTE: _l("Prisliste"),
    Dokumentslag.HMS: _l("HMS"),
    Dokumentslag.ATTEST: _l("Attest"),
    Dokumentslag.CV: _l("CV"),
    Dokumentslag.LOGO: _l("Logo"),
    Dokumentslag.FAKTURA: _l("Faktura"),
    Dokumentslag.KREDITNOTA: _l("Kreditnota"),
    Dokumentslag.TIMELISTE: _l("Timeliste"),
    Dokumentslag.ANNET: _l("Annet"),
}
#: Those that people choose; the others are made by the system.
VELGES = (
    Dokumentslag.KONTRAKT,
    Dokumentslag.RAMMEAVTALE,
    Dokumentslag.TILBUD,
    Dokumentslag.PRISLISTE,
    Dokumentslag.HMS,
    Dokumentslag.LOGO,
    Dokumentslag.ANNET,
)


@dataclass(frozen=True)
class Dokumentdata:
    """What is written of a document. `siste_dag` is the last day it holds."""

    slag: Dokumentslag
    tittel: str
    gyldig_fra: date | None = None
    siste_dag: date | None = None
    synlig_i_portal: bool = False

    @property
    def gyldig_til(self) -> date | None:
        """First day it no longer holds, as it is stored."""
        return self.siste_dag + timedelta(days=1) if self.siste_dag else None


def last_day(gyldig_til: date | None) -> date | None:
    """The last day it holds, as people say it."""
    return gyldig_til - timedelta(days=1) if gyldig_til else None


def type_name(mediatype: str) -> str:
    """PDF, Word, JPEG …"""
    return TYPES[mediatype].navn if mediatype in TYPES else mediatype


def size_text(stoerrelse: int) -> tuple[int, str]:
    """Bytes as a number and a unit: 1 536 000 is (1, "MB"), 2 000 is (2, "kB")."""
    if stoerrelse >= 1_000_000:
        return round(stoerrelse / 1_000_000), "MB"
    return max(1, round(stoerrelse / 1_000)), "kB"
