"""The field a text message is written in: how many go out stands under it, and too many are refused."""

from typing import Any

from wtforms import ValidationError

from portal.i18n import _l
from portal.messaging.sms import GSM7, GSM7_EXTRA, MOST_PARTS, UCS2_SIZES, Lengde, measure
from portal.messaging.sms import GSM7_SIZES as GSM7_SIZE
from portal.web.fields import LangTekstField

#: Signs that fit in what is sent, whatever they are.
MOST_SIGNS = MOST_PARTS * GSM7_SIZE[1]


class SmsTekstField(LangTekstField):
    """Text that leaves as at most MOST_PARTS messages. `etter` is what comes under it; it counts as well.

    The browser counts by the same tables, which stand on the field; without script the server alone does.
    """

    render_kw: dict[str, Any]
    etter: str = ""
    most = MOST_PARTS

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        counted = {
            "rows": 5,
            "data-sms": GSM7.replace("\r", ""),
            "data-sms-to": GSM7_EXTRA.replace("\f", ""),
            "data-sms-plass": " ".join(map(str, (*GSM7_SIZE, *UCS2_SIZES))),
        }
        # As much as anybody could write and correct; what is too long is refused in its own words.
        super().__init__(label, validators, max_length=4 * MOST_SIGNS, render_kw=counted, **options)

    def with_after(self, etter: str) -> None:
        """Words that come under every message; call it before the form is read."""
        self.etter = etter
        self.render_kw = {**self.render_kw, "data-sms-etter": f"\n\n{etter}"}

    def whole(self, text: str) -> str:
        """The text as it leaves."""
        return f"{text.rstrip()}\n\n{self.etter}" if self.etter else text

    @property
    def lengde(self) -> Lengde:
        """Of what is written now, as the network counts."""
        return measure(self.whole(self._value().strip()))

    def pre_validate(self, form: Any) -> None:
        """Raises what a reader of the field raises: too many."""
        if self.data and (parts := measure(self.whole(self.data)).deler) > MOST_PARTS:
            raise ValidationError(
                _l(
                    "Teksten er for lang: den går som %(deler)s SMS, og %(hoeyst)s er det meste.",
                    deler=parts,
                    hoeyst=MOST_PARTS,
                )
            )
