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
