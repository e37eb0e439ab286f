"""Which of several factors counts, and what it comes to."""

from collections.abc import Sequence
from datetime import date

from portal.oppdrag.models_regler import Paaslagsfaktor

#: Basis points of one.
ONE = 10_000


def in_force(rows: Sequence[Paaslagsfaktor], dag: date) -> list[Paaslagsfaktor]:
    """Those of one level that hold that day, in their order; of several with one name the latest to begin."""
    latest: dict[str, Paaslagsfaktor] = {}
    for row in sorted(rows, key=lambda row: row.gyldig_fra):
        if row.gyldig_fra <= dag:
            latest[row.navn] = row
    return [row for row in rows if latest.get(row.navn) is row]


def price(loenn_oere: int, faktor_bp: int) -> int:
    """Pay times the factor, rounded half up to whole øre."""
    return (loenn_oere * faktor_bp + ONE // 2) // ONE


def factor(bp: int) -> str:
    """16 200 → 1,62."""
    return f"{bp // ONE},{bp // 100 % 100:02}"
