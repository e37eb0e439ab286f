"""Words for what is done with the agency's own set-up, its users and its roles."""

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l


def register_hendelser() -> None:
    """Called in `setup`."""
    for kode, ikon, tekst in (
        ("oppsett.selskap-endret", "settings", _l("endret selskapet %(navn)s")),
        ("oppsett.avdeling-lagret", "settings", _l("lagret avdelingen %(navn)s")),
        ("oppsett.kontor-endret", "settings", _l("endret kontorinnstillingene for %(navn)s")),
        ("oppsett.logo-satt", "image", _l("satte en ny logo for %(navn)s")),
        ("oppsett.logo-fjernet", "image", _l("tok bort logoen for %(navn)s")),
        ("oppsett.serie", "hash", _l("lot serien %(kind)s hos %(navn)s begynne på %(foerste)s")),
        ("oppsett.kontorsone", "settings", _l("satte sone %(sone)s for %(navn)s")),
        ("bruker.invitert", "user-plus", _l("inviterte %(navn)s")),
        ("bruker.endret", "user", _l("endret brukeren %(navn)s")),
        ("bruker.lenke-sendt", "send", _l("sendte %(navn)s en ny lenke")),
        ("bruker.deaktivert", "user-x", _l("deaktiverte %(navn)s")),
        ("bruker.aktivert", "user-check", _l("aktiverte %(navn)s")),
        ("bruker.logget-ut", "log-out", _l("logget %(navn)s ut overalt")),
        ("bruker.vist-som", "eye", _l("begynte å se portalen som %(navn)s")),
        ("bruker.vist-som-slutt", "eye-off", _l("sluttet å se portalen som %(navn)s")),
        ("rolle.opprettet", "shield-check", _l("laget rollen %(navn)s")),
        ("rolle.endret", "shield-check", _l("endret rollen %(navn)s")),
        ("rolle.ut-av-bruk", "ban", _l("tok rollen %(navn)s ut av bruk")),
        ("rolle.i-bruk", "rotate-ccw", _l("tok rollen %(navn)s i bruk igjen")),
    ):
        register(Hendelsetype(kode, ikon, tekst, gruppe="oppsett"))
