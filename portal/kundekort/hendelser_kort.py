"""The words for what happens to contacts, documents and activities; each thing is written once."""

from collections.abc import Callable
from typing import Any

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l


def _about(noun: str, endpoint: str, gruppe: str, *, menneske: bool = False) -> Callable[..., Hendelsetype]:
    """What may happen to one kind of record: (what, icon, text) → the type, which leads to the record's page."""

    def kind(what: str, ikon: str, tekst: Any) -> Hendelsetype:
        return Hendelsetype(
            f"{noun}.{what}",
            ikon,
            tekst,
            lenke=endpoint,
            lenke_id=f"{noun}_id",
            gruppe=gruppe,
            menneske=menneske,
        )

    return kind


_dokument = _about("dokument", "kundekort.dokumenter.vis", "dokument")
_aktivitet = _about("aktivitet", "kundekort.dagbok.vis", "samtale", menneske=True)
_salg = _about("mulighet", "kundekort.muligheter.vis", "salg")
_oppgave = _about("oppgave", "oppgaver.vis", "samtale", menneske=True)
_avtale = _about("avtale", "avtaler.vis", "samtale", menneske=True)

TYPES = (
    Hendelsetype("kontakt.registrert", "user-plus", _l("registrerte kontakten %(navn)s"), gruppe="kontakt"),
    Hendelsetype("kontakt.endret", "pencil", _l("endret kontakten %(navn)s"), gruppe="kontakt"),
    Hendelsetype(
        "kontakt.avsluttet",
        "user-x",
        _l("avsluttet %(navn)s som kontakt, siste dag %(siste_dag)s"),
        gruppe="kontakt",
    ),
    Hendelsetype(
        "kontakt.kom-fra", "user-plus", _l("tok imot %(navn)s som kontakt, fra %(fra)s"), gruppe="kontakt"
    ),
    Hendelsetype("purreprofil.lagret", "bell", _l("lagret purreprofilen «%(navn)s»")),
    Hendelsetype("kreditt.purreprofil", "bell", _l("valgte purreprofilen «%(navn)s»"), gruppe="kunde"),
    Hendelsetype("kreditt.vurdert", "hand-coins", _l("noterte en kredittvurdering"), gruppe="kunde"),
    Hendelsetype("rolleikoner.endret", "contact", _l("endret ikonene for roller"), gruppe="oppsett"),
    Hendelsetype("tilgang.gitt", "key-round", _l("ga %(navn)s tilgang til kundeportalen"), gruppe="kontakt"),
    Hendelsetype("tilgang.endret", "key-round", _l("endret portaltilgangen til %(navn)s"), gruppe="kontakt"),
    Hendelsetype("tilgang.trukket", "lock", _l("trakk portaltilgangen til %(navn)s"), gruppe="kontakt"),
    Hendelsetype("tilgang.invitert", "send", _l("inviterte %(navn)s til kundeportalen"), gruppe="kontakt"),
    _dokument("lagret", "file-plus", _l("lagret dokumentet «%(tittel)s»")),
    _dokument("ny-versjon", "file-up", _l("la inn en ny versjon av «%(tittel)s»")),
    _dokument("endret", "pencil", _l("endret dokumentet «%(tittel)s»")),
    Hendelsetype("dokument.slettet", "trash-2", _l("slettet dokumentet «%(tittel)s»"), gruppe="dokument"),
    Hendelsetype(
        "melding.trukket",
        "undo-2",
        _l("trakk tilbake e-posten til %(til)s: «%(emne)s»"),
        gruppe="samtale",
    ),
    Hendelsetype(
        "sms.trukket",
        "undo-2",
        _l("trakk tilbake SMS-en til %(til)s: «%(emne)s»"),
        gruppe="sms",
    ),
    _aktivitet("telefon", "phone", _l("registrerte en samtale: %(emne)s")),
    _aktivitet("moete", "users", _l("registrerte et møte: %(emne)s")),
    _aktivitet("besoek", "map-pin", _l("registrerte et besøk: %(emne)s")),
    _aktivitet("epost", "mail", _l("registrerte en e-post: %(emne)s")),
    _aktivitet("notat", "sticky-note", _l("skrev et notat: %(emne)s")),
    _aktivitet("oppfoelging", "bell", _l("fulgte opp: %(emne)s")),
    _aktivitet("egen", "square-pen", _l("registrerte %(type)s: %(emne)s")),
    _aktivitet("planlagt", "calendar-plus", _l("planla %(type)s: %(emne)s")),
    _aktivitet("endret", "pencil", _l("endret aktiviteten «%(emne)s»")),
    _salg("registrert", "target", _l("la inn muligheten «%(tittel)s»")),
    _salg("endret", "pencil", _l("endret muligheten «%(tittel)s»")),
    _salg("flyttet", "arrow-right", _l("flyttet «%(tittel)s» fra %(fra)s til %(til)s")),
    _salg("vunnet", "badge-check", _l("vant «%(tittel)s»")),
    _salg("tapt", "x", _l("tapte «%(tittel)s»: %(grunn)s")),
    Hendelsetype("salg.endret", "pencil", _l("endret salgsopplysningene"), gruppe="salg"),
    Hendelsetype("konkurrent.notert", "users", _l("noterte konkurrenten %(navn)s"), gruppe="salg"),
    Hendelsetype("konkurrent.endret", "users", _l("endret konkurrenten %(navn)s"), gruppe="salg"),
    Hendelsetype("standard.lagret", "pencil", _l("lagret «%(navn)s» under %(seksjon)s"), gruppe="kunde"),
    Hendelsetype("standard.egne", "pencil", _l("tok i bruk egne verdier for %(seksjon)s"), gruppe="kunde"),
    Hendelsetype(
        "standard.arvet", "undo-2", _l("gikk tilbake til arvede verdier for %(seksjon)s"), gruppe="kunde"
    ),
    Hendelsetype("arbeidssted.registrert", "map-pin", _l("la inn arbeidsstedet %(navn)s"), gruppe="kunde"),
    Hendelsetype("arbeidssted.endret", "map-pin", _l("endret arbeidsstedet %(navn)s"), gruppe="kunde"),
    Hendelsetype(
        "arbeidssted.standard", "map-pin", _l("gjorde %(navn)s til standard arbeidssted"), gruppe="kunde"
    ),
    Hendelsetype("arbeidssted.ute", "map-pin", _l("tok arbeidsstedet %(navn)s ut av bruk"), gruppe="kunde"),
    Hendelsetype("arbeidssted.inn", "undo-2", _l("tok arbeidsstedet %(navn)s i bruk igjen"), gruppe="kunde"),
    Hendelsetype("adressekontroll.endret", "settings", _l("endret adressekontrollen"), gruppe="oppsett"),
    Hendelsetype("salgstrinn.lagret", "settings", _l("lagret trinnet %(navn)s"), gruppe="oppsett"),
    Hendelsetype("salgskode.lagret", "settings", _l("lagret valget %(navn)s"), gruppe="oppsett"),
    Hendelsetype("salgsteam.lagret", "settings", _l("lagret salgsteamet %(navn)s"), gruppe="oppsett"),
    Hendelsetype("aktivitet.slettet", "trash-2", _l("slettet aktiviteten «%(emne)s»"), gruppe="samtale"),
    _avtale("planlagt", "calendar-plus", _l("avtalte «%(tittel)s»")),
    _avtale("endret", "pencil", _l("endret avtalen «%(tittel)s»")),
    _avtale("avlyst", "calendar-x", _l("avlyste avtalen «%(tittel)s»")),
    _oppgave("registrert", "list-checks", _l("laget oppgaven «%(tittel)s»")),
    _oppgave("utfoert", "circle-check", _l("utførte oppgaven «%(tittel)s»")),
    _oppgave("gjenaapnet", "undo-2", _l("åpnet oppgaven «%(tittel)s» igjen")),
    _oppgave("avlyst", "ban", _l("avlyste oppgaven «%(tittel)s»")),
)


def register_sentences() -> None:
    """Called in `setup`."""
    register(*TYPES)
