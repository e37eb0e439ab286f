"""The words of payments in the timeline."""

from portal.audit import sentences
from portal.audit.sentences import Hendelsetype
from portal.i18n import _l

LINK = "faktura.innbetalinger.vis"
WORDS = (
    ("foert", "banknote", _l("registrerte en betaling på faktura %(nummer)s")),
    ("ufordelt", "banknote", _l("registrerte en betaling som ikke er fordelt")),
    ("fordelt", "banknote", _l("fordelte en betaling på faktura %(nummer)s")),
    ("loesnet", "undo-2", _l("tok en betaling av en faktura")),
    ("angret", "undo-2", _l("angret en registrert betaling: %(grunn)s")),
    ("tilbakebetalt", "arrow-left", _l("noterte at penger er betalt tilbake")),
)


def register() -> None:
    """Called in `setup`."""
    sentences.register(
        *(
            Hendelsetype(f"innbetaling.{code}", icon, text, LINK, "innbetaling_id", "faktura")
            for code, icon, text in WORDS
        )
    )
