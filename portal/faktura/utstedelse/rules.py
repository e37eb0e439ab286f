"""What must be in place before a number is taken: bokføringsforskriften § 5-1-1 and § 5-1-2, EHF, the customer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.no import kontonr, orgnr

from portal.i18n import _
from portal.web.formats import dato


@dataclass(frozen=True)
class Utstedelsesgrunnlag:
    """What the checks read; amounts in øre."""

    selger: dict[str, Any]
    kjoeper: dict[str, Any]
    linjer: int
    mva_oere: int
    levering_fra: date | None
    levering_til: date | None
    i_dag: date
    leveringssted: str
    po_nummer: str
    deres_ref: str
    po_paakrevd: bool


def faults(basis: Utstedelsesgrunnlag) -> list[str]:
    """Every sentence that stands in the way; empty when the document may be issued."""
    selger, kjoeper = basis.selger, basis.kjoeper
    found: list[tuple[bool, str]] = [
        (basis.linjer == 0, _("Fakturaen har ingen linjer.")),
        (not orgnr.is_valid(selger["orgnr"]), _("Selskapet mangler et gyldig organisasjonsnummer.")),
        (not kontonr.is_valid(selger["kontonummer"]), _("Selskapet mangler et gyldig kontonummer.")),
        (
            basis.mva_oere > 0 and not selger["mva_registrert"],
            _("Selskapet er ikke merverdiavgiftsregistrert og kan ikke kreve MVA."),
        ),
        (
            not kjoeper["orgnr"] and not (kjoeper["adresse"] and kjoeper["postnr"]),
            _("Kunden må ha organisasjonsnummer eller adresse (bokføringsforskriften § 5-1-2)."),
        ),
        (basis.levering_fra is None, _("Leveringsperioden mangler.")),
        (
            basis.levering_til is not None and basis.levering_til > basis.i_dag,
            _(
                "Leveringen er ikke ferdig før %(dato)s, og kan ikke faktureres før "
                "(bokføringsforskriften § 5-2-6).",
                dato=dato(basis.levering_til),
            ),
        ),
        (
            not basis.leveringssted,
            _("Leveringsstedet mangler (bokføringsforskriften § 5-1-1 nr. 4). Skriv det på utkastet."),
        ),
        (
            basis.po_paakrevd and not basis.po_nummer,
            _("Kunden krever PO-nummer. Skriv det på utkastet, eller på oppdraget neste gang."),
        ),
        (
            kjoeper["kanal"] == "ehf" and not (basis.po_nummer or basis.deres_ref),
            _("EHF krever PO-nummer eller deres referanse."),
        ),
        (kjoeper["kanal"] == "ehf" and not kjoeper["orgnr"], _("EHF krever kundens organisasjonsnummer.")),
    ]
    return [sentence for wrong, sentence in found if wrong]
