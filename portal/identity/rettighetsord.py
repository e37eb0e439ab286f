"""What each permission is called, in groups: one table for every page that shows them."""

from collections.abc import Iterable
from typing import Any

from portal.i18n import _l
from portal.identity.permissions import Permission

#: Everyone who is signed in: every role has them, and nobody ticks them.
ALLTID = frozenset({Permission.EGEN_BRUK, Permission.EGEN_ENDRE})

#: Nouns whose pages show customers: whoever may act there sees whom it is about.
AV_KUNDER = frozenset({"kontakt", "dagbok", "dialog", "dokument"})

#: The noun of a permission → what its group is called, in the order of the pages.
GRUPPE_NAVN: dict[str, Any] = {
    "kunde": _l("Kunder"),
    "kontakt": _l("Kontakter"),
    "dagbok": _l("Dagbok og oppgaver"),
    "dialog": _l("Dialog"),
    "dokument": _l("Dokumenter"),
    "kandidat": _l("Kandidater"),
    "oppdrag": _l("Stillinger og oppdrag"),
    "timeliste": _l("Timelister"),
    "faktura": _l("Fakturaer"),
    "innstilling": _l("Innstillinger"),
    "bruker": _l("Brukere og roller"),
    "egen": _l("Egne sider"),
}

RETT_NAVN: dict[Permission, Any] = {
    Permission.EGEN_BRUK: _l("Bruke portalen"),
    Permission.EGEN_ENDRE: _l("Endre eget oppsett og passord"),
    Permission.INNSTILLING_ENDRE: _l("Endre byråets innstillinger"),
    Permission.BRUKER_ENDRE: _l("Administrere brukere og roller"),
    Permission.KUNDE_LES: _l("Se kunder"),
    Permission.KUNDE_ENDRE: _l("Opprette og endre kunder"),
    Permission.KUNDE_STATUS: _l("Sette kundestatus"),
    Permission.KUNDE_KREDITTSPERRE: _l("Sette og oppheve kredittsperre"),
    Permission.KUNDE_IMPORTER: _l("Importere kunder fra fil"),
    Permission.KUNDE_EKSPORTER: _l("Eksportere kunder til Excel og CSV"),
    Permission.KONTAKT_ENDRE: _l("Opprette og endre kontakter"),
    Permission.KONTAKT_INVITER: _l("Gi kontakter tilgang til kundeportalen"),
    Permission.DAGBOK_ENDRE: _l("Skrive i dagboken, oppgaver og avtaler"),
    Permission.DIALOG_SEND: _l("Sende e-post og SMS"),
    Permission.DOKUMENT_LES: _l("Se dokumenter"),
    Permission.DOKUMENT_ENDRE: _l("Laste opp og endre dokumenter"),
    Permission.KANDIDAT_LES: _l("Se kandidater"),
    Permission.KANDIDAT_ENDRE: _l("Opprette og endre kandidater"),
    Permission.KANDIDAT_SPERRE: _l("Sperre vikarer hos kunder, og se hvorfor"),
    Permission.KANDIDAT_FNR: _l("Se fødselsnummer"),
    Permission.OPPDRAG_LES: _l("Se stillinger og oppdrag"),
    Permission.OPPDRAG_ENDRE: _l("Opprette og endre stillinger og oppdrag"),
    Permission.OPPDRAG_UNNTAK: _l("Gi unntak fra en stopp"),
    Permission.TIMELISTE_LES: _l("Se timelister"),
    Permission.TIMELISTE_BEHANDLE: _l("Behandle timelister"),
    Permission.TIMELISTE_GODKJENN: _l("Godkjenne timer for kunden, på signert papir"),
    Permission.FAKTURA_LES: _l("Se fakturaer"),
    Permission.FAKTURA_ENDRE: _l("Lage og endre fakturautkast"),
    Permission.FAKTURA_UTSTED: _l("Utstede fakturaer"),
    Permission.FAKTURA_KREDITER: _l("Kreditere fakturaer"),
    Permission.FAKTURA_BETALING: _l("Registrere og fordele innbetalinger"),
}


def grouped() -> list[tuple[Any, list[tuple[Permission, Any]]]]:
    """(name of the group, [(permission, its name)]) for those that can be chosen, in the order of the pages."""
    return [
        (name, found)
        for noun, name in GRUPPE_NAVN.items()
        if (found := [(right, RETT_NAVN[right]) for right in Permission if _chosen(right, noun)])
    ]


def _chosen(right: Permission, noun: str) -> bool:
    return right.partition(":")[0] == noun and right not in ALLTID


def named(rights: Iterable[str]) -> list[str]:
    """The names of permissions given as text, in the order of the pages; unknown ones are left out."""
    held = {str(each) for each in rights}
    order = [right for noun in GRUPPE_NAVN for right in Permission if right.partition(":")[0] == noun]
    return [str(RETT_NAVN[right]) for right in order if str(right) in held]


def complete(rights: frozenset[Permission]) -> frozenset[Permission]:
    """With what everyone has, and with the reading that the others build on: of the same noun, and of customers."""
    nouns = {right.partition(":")[0] for right in rights}
    if nouns & AV_KUNDER:
        nouns.add("kunde")
    reading = {right for right in Permission if right.endswith(":les") and right.partition(":")[0] in nouns}
    return frozenset(rights | reading | ALLTID)
