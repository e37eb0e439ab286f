"""Law 9: what becomes of every field when a ledig stilling is made into an oppdrag.

Each column of LedigStilling is copied, copied or asked for, or left behind on purpose with the reason people read.
Each column of Utleieoppdrag says where its value comes from. A gate compares both lists with the models. The agency's
own fields are decided in konvertering/egnefelt.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.i18n import _l


class Skjebne(StrEnum):
    """What happens to a source field."""

    KOPIERES = "kopieres"
    #: Copied when the stilling has it, else asked for: the oppdrag cannot do without.
    KREVES = "kreves"
    UTELATES = "utelates"


@dataclass(frozen=True)
class Felt:
    """The decision for one column of LedigStilling."""

    skjebne: Skjebne
    etikett: Any
    #: Column of Utleieoppdrag, or of its first price (`pris.loenn_oere`); empty when left behind.
    maal: str = ""
    hvorfor: Any = ""
    #: False for the system's own columns: they are decided, but no person misses them.
    vises: bool = True


def _copied(etikett: Any, maal: str, *, vises: bool = True) -> Felt:
    return Felt(Skjebne.KOPIERES, etikett, maal, vises=vises)


def _required(etikett: Any, maal: str) -> Felt:
    return Felt(Skjebne.KREVES, etikett, maal)


def _left(etikett: Any, hvorfor: Any) -> Felt:
    return Felt(Skjebne.UTELATES, etikett, hvorfor=hvorfor)


def _own(hvorfor: str) -> Felt:
    return Felt(Skjebne.UTELATES, "", hvorfor=hvorfor, vises=False)


STILLING: Mapping[str, Felt] = {
    "tenant_id": _own("the session's"),
    "id": _own("the oppdrag points back by ledig_stilling_id"),
    "nummer": _left(_l("Nummer"), _l("Oppdraget får sitt eget nummer og en lenke til stillingen.")),
    "kunde_id": _copied(_l("Kunde"), "kunde_id"),
    "selskap_id": _copied(_l("Selskap"), "selskap_id"),
    "avdeling_id": _copied(_l("Avdeling"), "avdeling_id"),
    "konsulent_id": _copied(_l("Konsulent"), "konsulent_id"),
    "tittel": _required(_l("Tittel"), "tittel"),
    "plasser": _left(_l("Antall plasser"), _l("Et oppdrag er én person. Plassene telles ned på stillingen.")),
    "besatte_plasser": _own("counted on the stilling"),
    "fra_dato": _required(_l("Fra dato"), "fra_dato"),
    "til_dato": _copied(_l("Til og med"), "til_dato"),
    "arbeidstid": _required(_l("Arbeidstid"), "arbeidstid"),
    "arbeidssted_id": _required(_l("Arbeidssted"), "arbeidssted_id"),
    "oppmoete": _copied(_l("Oppmøte"), "oppmoete"),
    "bestiller_id": _copied(_l("Bestiller"), "bestiller_id"),
    "godkjenner_id": _required(_l("Godkjenner timer"), "godkjenner_id"),
    "loenn_oere": _required(_l("Timelønn"), "pris.loenn_oere"),
    "pris_oere": _required(_l("Pris til kunde"), "pris.pris_oere"),
    "mva_bp": _copied(_l("MVA"), "pris.mva_bp"),
    #: Required when the customer demands it (Kunde.po_paakrevd).
    "po_nummer": _copied(_l("PO-nummer"), "po_nummer"),
    "referanse": _copied(_l("Kundens referanse"), "referanse"),
    "innleiegrunnlag": _required(_l("Grunnlag for innleie"), "innleiegrunnlag"),
    "grunn": _copied(_l("Hvem eller hva grunnlaget gjelder"), "grunn"),
    "bygningsarbeid": _copied(_l("Bygningsarbeid på byggeplass"), "bygningsarbeid"),
    "krav": _left(
        _l("Krav"), _l("Kontrolleres mot vikaren nå, og står igjen på stillingen for resten av plassene.")
    ),
    "annonsetekst": _left(_l("Annonsetekst"), _l("Skrevet til søkere. Hører til stillingen.")),
    "soeknadsfrist": _left(_l("Søknadsfrist"), _l("Gjelder søkere, ikke oppdraget.")),
    "intern_kommentar": _left(
        _l("Intern kommentar"), _l("Vurderinger fra utvelgelsen følger ikke med til oppdraget.")
    ),
    "vilkaar": _copied(_l("Risikoklasse og opptjening"), "vilkaar", vises=False),
    "tilstand": _own("a stilling's state"),
    "lukket_grunn": _own("a stilling's state"),
    "lukket_tid": _own("a stilling's state"),
    "opprettet_tid": _own("the oppdrag has its own"),
    "endret_tid": _own("the oppdrag has its own"),
    "versjon": _own("the oppdrag has its own"),
    "idempotens": _own("the oppdrag has its own"),
}

#: Columns of Utleieoppdrag that do not come from the stilling, and where they come from.
OPPDRAG_FRA_ANDRE: Mapping[str, str] = {
    "tenant_id": "the session",
    "id": "new",
    "nummer": "the counter OP",
    "kandidat_id": "chosen in the dialog",
    "ledig_stilling_id": "the link back",
    "intern_kommentar": "written on the oppdrag later",
    "avsluttet_tid": "when it is ended",
    "avsluttet_grunn": "when it is ended",
    "avsluttet_kommentar": "when it is ended",
    "opprettet_tid": "now",
    "endret_tid": "now",
    "versjon": "1",
    "idempotens": "the form",
}


@dataclass(frozen=True)
class Forslag:
    """A value for the dialog, and where it came from in words; empty `kilde` means that nobody knew."""

    verdi: Any
    kilde: Any = ""


def targets() -> set[str]:
    """Columns of Utleieoppdrag that the stilling fills."""
    return {f.maal for f in STILLING.values() if f.maal and not f.maal.startswith("pris.")}


def left_behind() -> dict[str, Felt]:
    """What the fold-out lists: fields people know, left behind on purpose."""
    return {navn: felt for navn, felt in STILLING.items() if felt.skjebne is Skjebne.UTELATES and felt.vises}


def required(*, po_paakrevd: bool) -> set[str]:
    """Source fields the oppdrag cannot do without; asked for when nobody knows them."""
    found = {navn for navn, felt in STILLING.items() if felt.skjebne is Skjebne.KREVES}
    return found | {"po_nummer"} if po_paakrevd else found


def missing(forslag: Mapping[str, Forslag], *, po_paakrevd: bool) -> list[str]:
    """Fields that must be asked for, in the map's order."""
    needed = required(po_paakrevd=po_paakrevd)
    return [n for n in STILLING if n in needed and (n not in forslag or forslag[n].verdi in (None, "", {}))]
