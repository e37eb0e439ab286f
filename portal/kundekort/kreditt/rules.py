"""What an assessment is made of, and the words for where it came from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.i18n import _l
from portal.kundekort.models import Kredittkilde

KILDE_NAVN: dict[Kredittkilde, Any] = {
    Kredittkilde.BYRAA: _l("Kredittopplysningsbyrå"),
    Kredittkilde.REGNSKAP: _l("Regnskap"),
    Kredittkilde.ENHETSREGISTERET: _l("Enhetsregisteret"),
    Kredittkilde.EGEN: _l("Egen vurdering"),
}
#: Forms of organisation behind which a person stands with all he owns: an assessment of them is personal data.
PERSONFORETAK = frozenset({"ENK"})


@dataclass(frozen=True)
class Vurderingsdata:
    """What people write of an assessment. `ny_grense`: the recommended sum becomes the customer's limit."""

    dato: date
    kilde: Kredittkilde
    kilde_navn: str = ""
    score: str = ""
    anbefalt_oere: int | None = None
    behov: str = ""
    merknad: str = ""
    neste_dato: date | None = None
    ny_grense: bool = False


#: Per cent of the limit from which the page warns; our own choice.
WARN_AT = 80


@dataclass(frozen=True)
class Kredittstand:
    """Limit, used and left, in øre; `brukt` None when the reader may not see what the customer owes."""

    grense_oere: int | None
    brukt_oere: int | None

    @property
    def igjen_oere(self) -> int | None:
        """Negative when the limit is passed; None without a limit."""
        if self.grense_oere is None or self.brukt_oere is None:
            return None
        return self.grense_oere - self.brukt_oere

    @property
    def tone(self) -> str:
        """«bad» over the limit, «warn» near it, «ok» else; "" without a limit."""
        left = self.igjen_oere
        if left is None or self.grense_oere is None or self.brukt_oere is None:
            return ""
        if left < 0:
            return "bad"
        return "warn" if self.brukt_oere * 100 >= self.grense_oere * WARN_AT and self.brukt_oere else "ok"
