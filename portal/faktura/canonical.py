"""What the hash of an issued document covers."""

from typing import Any

from portal.faktura.models import Salgsdokument, Salgslinje

_HEAD = (
    *("id", "kind", "selskap_id", "kunde_id", "krediterer_id", "nummer", "utstedt_dato", "utstedt_av"),
    *("forfall_dato", "levering_fra", "levering_til", "leveringssted", "selger", "kjoeper", "po_nummer"),
    *("deres_ref", "vaar_ref", "merknad", "sprak", "kid", "netto_oere", "mva_oere", "sum_oere"),
    *("grunn", "grunn_tekst"),
)
_LINE = (
    *("id", "posisjon", "tekst", "enhet", "mengde", "pris_oere", "netto_oere", "mva_kategori", "mva_bp"),
    *("mva_grunn", "oppdrag_id", "vikar", "arbeidssted", "fra_dato", "til_dato", "krediterer_linje_id"),
)


def canonical(dokument: Salgsdokument, linjer: list[Salgslinje]) -> dict[str, Any]:
    """What the hash covers: everything that may never change. `faktura verifiser` computes it again."""
    return {
        "dokument": {name: getattr(dokument, name) for name in _HEAD},
        "linjer": [
            {name: getattr(linje, name) for name in _LINE}
            for linje in sorted(linjer, key=lambda linje: linje.posisjon)
        ],
    }
