"""The words for what happens to a request: on the customer's timeline, and in its own history."""

from typing import Any

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l

TYPES = tuple(
    Hendelsetype(
        f"signering.{kode}",
        ikon,
        tekst,
        lenke="kundekort.dokumenter.signering.vis",
        lenke_id="forespoersel_id",
        gruppe="signatur",
    )
    for kode, ikon, tekst in (
        ("sendt", "signature", _l("sendte «%(tittel)s» til signering hos %(til)s")),
        ("aapnet", "eye", _l("åpnet «%(tittel)s» for å signere")),
        ("signert", "signature", _l("signerte «%(tittel)s»")),
        ("avslaatt", "circle-x", _l("ville ikke signere «%(tittel)s»: %(grunn)s")),
        ("utloept", "calendar-x", _l("avsluttet signeringen av «%(tittel)s» fordi fristen gikk ut")),
        ("trukket", "undo-2", _l("trakk «%(tittel)s» fra signering: %(grunn)s")),
        ("ferdig", "badge-check", _l("fikk «%(tittel)s» ferdig signert av alle")),
        ("holdt", "triangle-alert", _l("fikk ikke forseglet «%(tittel)s»")),
        ("feilet", "circle-alert", _l("fikk ikke «%(tittel)s» signert: %(grunn)s")),
        ("purret", "bell", _l("minnet %(navn)s på å signere «%(tittel)s»")),
        ("forlenget", "calendar-plus", _l("flyttet fristen for å signere «%(tittel)s»")),
        ("overfoert", "user-check", _l("lot %(navn)s signere «%(tittel)s» i stedet")),
    )
)
#: In the history of a request and in the evidence report.
EVENT_NAMES: dict[str, Any] = {
    "opprettet": _l("Sendt til signering"),
    "forespoersel.opprettes": _l("Filen prøves"),
    "forespoersel.usikker": _l("Leverandøren svarte ikke"),
    "forespoersel.aapen": _l("Åpnet for signering"),
    "forespoersel.delvis": _l("Noen har signert"),
    "forespoersel.signert": _l("Alle har signert"),
    "forespoersel.hentes": _l("Forseglingen begynte"),
    "forespoersel.kontrolleres": _l("Den signerte filen kontrolleres"),
    "forespoersel.holdt": _l("Forseglingen stoppet"),
    "forespoersel.fullfoert": _l("Ferdig signert og kontrollert"),
    "forespoersel.avslaatt": _l("Avsluttet fordi en avslo"),
    "forespoersel.utloept": _l("Fristen gikk ut"),
    "forespoersel.trukket": _l("Trukket tilbake"),
    "forespoersel.feilet": _l("Avsluttet uten signert fil"),
    "signatar.invitert": _l("Invitert på e-post"),
    "signatar.aapnet": _l("Åpnet"),
    "signatar.signert": _l("Signert"),
    "signatar.avslaatt": _l("Avslått"),
    "signatar.utloept": _l("Utløpt"),
    "signatar.trukket": _l("Trukket"),
    "signatar.bortfalt": _l("Falt bort"),
    "signatar.overfoert": _l("Erstattet av en annen"),
    "kode.sendt": _l("Engangskode sendt på e-post"),
    "kode.sendt-sms": _l("Engangskode sendt på SMS"),
    "kode.feil": _l("Feil engangskode"),
    "kode.bekreftet": _l("Riktig engangskode"),
    "purret": _l("Påminnelse sendt"),
    "kopi.sendt": _l("Lenken til det signerte sendt på nytt"),
    "forlenget": _l("Fristen flyttet"),
    "segl.feil": _l("Forseglingen feilet"),
    "segl.bedt-om": _l("Ny forsegling bedt om"),
}


def event_name(hva: str) -> Any:
    """What a row of the chain is called; one without a name shows its own code."""
    return EVENT_NAMES.get(hva, hva)


def register_hendelser() -> None:
    """Called in `setup`."""
    register(*TYPES)
