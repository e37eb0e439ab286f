"""The words for what happens to candidates."""

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l

CARD, GROUP = "kandidater.kandidater.vis", "kandidat"
TYPES = tuple(
    Hendelsetype(kode, ikon, tekst, lenke=CARD, lenke_id="kandidat_id", gruppe=GROUP)
    for kode, ikon, tekst in (
        ("kandidat.opprettet", "user-plus", _l("registrerte kandidaten %(navn)s")),
        ("kandidat.endret", "pencil", _l("endret kandidaten")),
        ("kandidat.fnr-lagret", "fingerprint", _l("lagret fødselsnummeret")),
        ("kandidat.fnr-fjernet", "fingerprint", _l("fjernet fødselsnummeret")),
        ("kandidat.invitert", "mail", _l("inviterte kandidaten til vikarportalen")),
        ("kandidat.tilgang-trukket", "lock", _l("stengte vikarportalen for kandidaten")),
        ("kandidat.kompetanse-registrert", "graduation-cap", _l("registrerte kompetansen %(navn)s")),
        ("kandidat.kompetanse-slettet", "graduation-cap", _l("slettet kompetansen %(navn)s")),
        ("kandidat.papir-registrert", "file-plus", _l("registrerte papiret %(navn)s")),
        ("kandidat.papir-endret", "pencil", _l("endret papiret %(navn)s")),
        ("kandidat.papir-bedt", "send", _l("ba om papiret %(navn)s")),
        ("kandidat.papir-mottatt", "file-check", _l("mottok papiret %(navn)s")),
        ("kandidat.papir-avsluttet", "ban", _l("avsluttet papiret %(navn)s")),
        (
            "kandidat.tilgjengelighet-registrert",
            "calendar-days",
            _l("registrerte tilgjengelighet fra %(fra)s"),
        ),
        ("kandidat.tilgjengelighet-slettet", "calendar-x", _l("slettet tilgjengelighet fra %(fra)s")),
    )
)


def register_sentences() -> None:
    """Called in `setup`."""
    register(*TYPES)
