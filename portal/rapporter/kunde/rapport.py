"""Which reports there are for one customer: what each asks for, and its columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.faktura.models import Dokumentkind
from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.oppdrag.ord import KATEGORI
from portal.rapporter.kunde import queries
from portal.rapporter.tabell import Kolonne
from portal.web.formats import oversatt

KIND = {Dokumentkind.FAKTURA: _l("Faktura"), Dokumentkind.KREDITNOTA: _l("Kreditnota")}


class _Oversatt:
    """Words of the agency that come with the product, in the reader's language."""

    def get(self, code: str, _other: Any) -> str:
        return oversatt(code)


@dataclass(frozen=True)
class Rapport:
    """One report. `les` takes session, kunder, periode and most."""

    key: str
    tittel: Any
    tekst: Any
    ikon: str
    needs: Permission
    les: Callable[..., Sequence[Any]]
    kolonner: tuple[Kolonne, ...]


_KUNDE = Kolonne(_l("Kunde"), "kunde")
RAPPORTER = (
    Rapport(
        "oppdrag",
        _l("Oppdrag"),
        _l("Oppdragene som løper i perioden, med godkjente timer."),
        "briefcase",
        Permission.OPPDRAG_LES,
        queries.list_oppdrag,
        (
            Kolonne(_l("Oppdrag"), "nummer"),
            Kolonne(_l("Stilling"), "tittel"),
            Kolonne(_l("Vikar"), "vikar"),
            _KUNDE,
            Kolonne(_l("Fra"), "fra_dato", "dato"),
            Kolonne(_l("Til"), "til_dato", "dato"),
            Kolonne(_l("Godkjente timer"), "minutter", "minutter", sum=True),
        ),
    ),
    Rapport(
        "timer",
        _l("Timer"),
        _l("Godkjente timer dag for dag."),
        "clock",
        Permission.TIMELISTE_LES,
        queries.list_timer,
        (
            Kolonne(_l("Dato"), "dato", "dato"),
            Kolonne(_l("Vikar"), "vikar"),
            Kolonne(_l("Oppdrag"), "nummer"),
            Kolonne(_l("Stilling"), "tittel"),
            _KUNDE,
            Kolonne(_l("Slag"), "kategori", ord=KATEGORI),
            Kolonne(_l("Timer"), "minutter", "minutter", sum=True),
        ),
    ),
    Rapport(
        "fakturaer",
        _l("Fakturaer"),
        _l("Fakturaer og kreditnotaer utstedt i perioden."),
        "receipt-text",
        Permission.FAKTURA_LES,
        queries.list_fakturaer,
        (
            Kolonne(_l("Nummer"), "nummer"),
            Kolonne(_l("Slag"), "kind", ord=KIND),
            Kolonne(_l("Dato"), "utstedt_dato", "dato"),
            Kolonne(_l("Forfall"), "forfall_dato", "dato"),
            _KUNDE,
            Kolonne(_l("Netto"), "netto_oere", "oere", sum=True),
            Kolonne(_l("Mva."), "mva_oere", "oere", sum=True),
            Kolonne(_l("Sum"), "sum_oere", "oere", sum=True),
        ),
    ),
    Rapport(
        "dialog",
        _l("Dialog og aktiviteter"),
        _l("Samtaler, møter, notater og e-post i perioden."),
        "messages-square",
        Permission.KUNDE_LES,
        queries.list_dialog,
        (
            Kolonne(_l("Tid"), "tid", "tid"),
            Kolonne(_l("Slag"), "slag", ord=_Oversatt()),
            Kolonne(_l("Emne"), "emne"),
            Kolonne(_l("Kontakt"), "kontakt"),
            Kolonne(_l("Hvem"), "bruker"),
            _KUNDE,
        ),
    ),
)
BY_KEY = {rapport.key: rapport for rapport in RAPPORTER}
