"""Words for what messages leave on the timeline."""

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l


def register_hendelser() -> None:
    """Called in `setup`."""
    register(
        Hendelsetype(
            "melding.sendt",
            ikon="mail",
            tekst=_l("sendte e-post til %(til)s: «%(emne)s»"),
            gruppe="samtale",
            menneske=True,
        ),
        Hendelsetype(
            "melding.mottatt",
            ikon="mail",
            tekst=_l("skrev e-post: «%(emne)s»"),
            gruppe="samtale",
            menneske=True,
        ),
        Hendelsetype(
            "sms.sendt",
            ikon="message-square",
            tekst=_l("sendte SMS til %(til)s: «%(emne)s»"),
            gruppe="sms",
            menneske=True,
        ),
    )
