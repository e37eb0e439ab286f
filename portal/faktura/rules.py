"""Øre arithmetic: line nets, MVA per rate, credit parts, KID, due date, hash. Whole numbers only, half up.

Sources: modell.md §7; EN 16931 BR-CO-17 (MVA once per rate on the sum); KID: modulus 10 (Luhn) and modulus 11 with
weights 2–7, as the banks' agreement lets the payee choose.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.faktura.models import Enhet, Mvakategori

#: What a line may hold. More is a slip of the finger, and the sums stay far below what a bigint takes.
MAX_PRIS_OERE = 10_000_000_00
MAX_MENGDE = {enhet: (100_000 * 60 if enhet is Enhet.TIME else 1_000_000 * 1000) for enhet in Enhet}
MAX_NETTO_OERE = 1_000_000_000_00


def half_up(numerator: int, denominator: int) -> int:
    """Numerator / denominator rounded half up; both non-negative, denominator positive."""
    return (2 * numerator + denominator) // (2 * denominator)


def scale(enhet: Enhet) -> int:
    """How many of a line's `mengde` make one priced unit: 60 minutes, 1 000 thousandths."""
    return 60 if enhet is Enhet.TIME else 1000


def line_net(mengde: int, pris_oere: int, enhet: Enhet) -> int:
    """Net øre of a line."""
    return half_up(mengde * pris_oere, scale(enhet))


def credit_net(*, mengde: int, kreditert_mengde: int, pris_oere: int, enhet: Enhet) -> int:
    """Net øre of the next `mengde` credited. The parts of a line add up to its net, to the øre."""
    whole = line_net(kreditert_mengde + mengde, pris_oere, enhet)
    return whole - line_net(kreditert_mengde, pris_oere, enhet)


@dataclass(frozen=True)
class Mvarad:
    """Sum of one category and rate."""

    kategori: Mvakategori
    mva_bp: int
    grunn: str
    grunnlag_oere: int
    mva_oere: int


@dataclass(frozen=True)
class Mvagrunnlag:
    """What a line contributes."""

    kategori: Mvakategori
    mva_bp: int
    grunn: str
    netto_oere: int


def mva_rows(lines: Iterable[Mvagrunnlag]) -> list[Mvarad]:
    """One row per (category, rate), highest rate first; MVA once per row, half up."""
    sums: dict[tuple[Mvakategori, int], int] = {}
    reasons: dict[tuple[Mvakategori, int], str] = {}
    for line in lines:
        key = (line.kategori, line.mva_bp)
        sums[key] = sums.get(key, 0) + line.netto_oere
        reasons.setdefault(key, line.grunn)
    return [
        Mvarad(kategori, bp, reasons[kategori, bp], total, half_up(total * bp, 10_000))
        for (kategori, bp), total in sorted(sums.items(), key=lambda item: (-item[0][1], item[0][0]))
    ]


def credit_mva_rows(
    lines: Iterable[Mvagrunnlag], *, issued: Sequence[Mvarad], credited: Sequence[Mvarad]
) -> list[Mvarad]:
    """As `mva_rows`, but the note that empties a rate takes the MVA that is left of it.

    `issued` are the invoice's rows, `credited` the sums of earlier notes. Never more MVA than is left.
    """
    whole = {(row.kategori, row.mva_bp): row for row in issued}
    taken = {(row.kategori, row.mva_bp): row for row in credited}
    rows = []
    for row in mva_rows(lines):
        key = (row.kategori, row.mva_bp)
        before = taken.get(key)
        left_base = whole[key].grunnlag_oere - (before.grunnlag_oere if before else 0)
        left_mva = whole[key].mva_oere - (before.mva_oere if before else 0)
        mva = left_mva if row.grunnlag_oere == left_base else min(row.mva_oere, left_mva)
        rows.append(Mvarad(row.kategori, row.mva_bp, row.grunn, row.grunnlag_oere, mva))
    return rows


def mod10(digits: str) -> str:
    """Luhn's check digit."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        product = int(sign) * (2 if place % 2 == 0 else 1)
        total += product - 9 if product > 9 else product
    return str(-total % 10)


def mod11(digits: str) -> str:
    """Modulus 11, weights 2–7 from the right; «-» when the remainder is ten."""
    total = sum(int(sign) * (2 + place % 6) for place, sign in enumerate(reversed(digits)))
    rest = -total % 11
    return "-" if rest == 10 else str(rest)


def make_kid(nummer: int, *, lengde: int, algoritme: str) -> str | None:
    """The KID of an invoice number, `lengde` signs with the check digit; None when the number does not fit."""
    digits = str(nummer)
    if len(digits) > lengde - 1:
        return None
    digits = digits.zfill(lengde - 1)
    return digits + (mod10(digits) if algoritme == "mod10" else mod11(digits))


def due_date(issued: date, *, days: int) -> date:
    """Calendar days after the invoice date; bank days are the payer's matter."""
    return issued + timedelta(days=days)


def content_hash(previous: str, content: dict[str, Any]) -> str:
    """sha256(previous ‖ canonical JSON): keys sorted, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256((previous + canonical).encode()).hexdigest()
