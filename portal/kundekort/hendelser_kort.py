"""The words for what happens to contacts, documents and activities; each thing is written once."""

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l

TYPES = (
    Hendelsetype("kontakt.registrert", "user-plus", _l("registrerte kontakten %(navn)s"), gruppe="kontakt"),
    Hendelsetype("kontakt.endret", "pencil", _l("endret kontakten %(navn)s"), gruppe="kontakt"),
    Hendelsetype(
        "kontakt.avsluttet",
        "user-x",
        _l("avsluttet %(navn)s som kontakt, siste dag %(siste_dag)s"),
        gruppe="kontakt",
    ),
    Hendelsetype("tilgang.gitt", "key-round", _l("ga %(navn)s tilgang til kundeportalen"), gruppe="kontakt"),
    Hendelsetype("tilgang.endret", "key-round", _l("endret portaltilgangen til %(navn)s"), gruppe="kontakt"),
    Hendelsetype("tilgang.trukket", "lock", _l("trakk portaltilgangen til %(navn)s"), gruppe="kontakt"),
    Hendelsetype("tilgang.invitert", "send", _l("inviterte %(navn)s til kundeportalen"), gruppe="kontakt"),
    Hendelsetype("dokument.lagret", "file-plus", _l("lagret dokumentet «%(tittel)s»"), gruppe="dokument"),
    Hendelsetype(
        "dokument.ny-versjon", "file-up", _l("la inn en ny versjon av «%(tittel)s»"), gruppe="dokument"
    ),
    Hendelsetype("dokument.endret", "pencil", _l("endret dokumentet «%(tittel)s»"), gruppe="dokument"),
    Hendelsetype("dokument.slettet", "trash-2", _l("slettet dokumentet «%(tittel)s»"), gruppe="dokument"),
    Hendelsetype(
        "melding.trukket",
        "undo-2",
        _l("trakk tilbake e-posten til %(til)s: «%(emne)s»"),
        gruppe="samtale",
    ),
    Hendelsetype(
        "aktivitet.registrert",
        "calendar-plus",
        _l("planla %(type)s: %(emne)s"),
        gruppe="aktivitet",
        menneske=True,
    ),
    Hendelsetype("aktivitet.utfoert", "check", _l("%(type)s: %(emne)s"), gruppe="samtale", menneske=True),
    Hendelsetype("aktivitet.endret", "pencil", _l("endret aktiviteten «%(emne)s»"), gruppe="aktivitet"),
    Hendelsetype("aktivitet.slettet", "trash-2", _l("slettet aktiviteten «%(emne)s»"), gruppe="aktivitet"),
)


def register_sentences() -> None:
    """Called in `setup`."""
    register(*TYPES)
