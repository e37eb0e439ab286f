"""What an hour costs us and what it leaves: ordered, dated components, each a share of others (faktura.md §5.7).

Computed exactly (fractions of øre) and rounded only when shown, so that 150 hours are not 150 rounded hours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

LOENN = "loenn"
BP = 10_000
#: The chain when the tenant has made none of its own: (kode, register_kode, grunnlag). Rates are in the register.
STANDARD: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("sykeloenn", "sykeloenn", (LOENN,)),
    ("feriepenger", "feriepenger", (LOENN, "sykeloenn")),
    ("otp", "otp", (LOENN, "sykeloenn")),
    ("aga", "aga", (LOENN, "sykeloenn", "feriepenger", "otp")),
    ("yrkesskade", "yrkesskade", (LOENN, "sykeloenn")),
)


class BadChain(ValueError):
    """A component is computed on one that is not there or comes later."""


@dataclass(frozen=True)
class Komponent:
    """A share of earlier lines. `grunnlag` holds their codes; "loenn" is the hourly pay."""

    kode: str
    navn: str
    sats_bp: int
    grunnlag: tuple[str, ...]
    kilde: str = ""


@dataclass(frozen=True)
class Kalkylelinje:
    """One line of the cost, in exact øre."""

    kode: str
    navn: str
    sats_bp: int
    beloep: Fraction
    kilde: str

    @property
    def oere(self) -> int:
        return to_oere(self.beloep)


@dataclass(frozen=True)
class Kalkyle:
    """Price, pay, the lines between, and what is left. Amounts per hour in exact øre."""

    loenn_oere: int
    pris_oere: int
    linjer: tuple[Kalkylelinje, ...]
    kost: Fraction

    @property
    def kost_oere(self) -> int:
        return to_oere(self.kost)

    @property
    def bidrag(self) -> Fraction:
        return self.pris_oere - self.kost

    @property
    def bidrag_oere(self) -> int:
        return to_oere(self.bidrag)

    @property
    def grad_bp(self) -> int | None:
        """Dekningsgrad: what is left of the price. None when there is no price."""
        return _round(self.bidrag * BP / self.pris_oere) if self.pris_oere else None

    @property
    def faktor(self) -> Fraction | None:
        """Omregningsfaktor: price over pay."""
        return Fraction(self.pris_oere, self.loenn_oere) if self.loenn_oere else None

    @property
    def selvkostfaktor(self) -> Fraction | None:
        return self.kost / self.loenn_oere if self.loenn_oere else None

    def bidrag_for(self, minutter: int) -> int:
        """Øre left for so many minutes, rounded once."""
        return to_oere(self.bidrag * minutter / 60)


def beregn(*, loenn_oere: int, pris_oere: int, komponenter: Sequence[Komponent]) -> Kalkyle:
    """The cost of one hour. Raises BadChain when a component names one that is not before it."""
    amounts: dict[str, Fraction] = {LOENN: Fraction(loenn_oere)}
    lines = []
    for komponent in komponenter:
        missing = [kode for kode in komponent.grunnlag if kode not in amounts]
        if missing or komponent.kode in amounts:
            raise BadChain(f"{komponent.kode}: {missing or 'twice'}")
        base = sum((amounts[kode] for kode in komponent.grunnlag), Fraction(0))
        amounts[komponent.kode] = base * komponent.sats_bp / BP
        lines.append(
            Kalkylelinje(
                komponent.kode,
                komponent.navn,
                komponent.sats_bp,
                amounts[komponent.kode],
                komponent.kilde,
            )
        )
    return Kalkyle(loenn_oere, pris_oere, tuple(lines), sum(amounts.values(), Fraction(0)))


def price_for(*, loenn_oere: int, komponenter: Sequence[Komponent], grad_bp: int) -> int:
    """The price per hour that leaves `grad_bp` of itself, rounded half up to the øre."""
    cost = beregn(loenn_oere=loenn_oere, pris_oere=0, komponenter=komponenter).kost
    return to_oere(cost * BP / (BP - grad_bp))


def resolve(
    rows: Sequence[tuple[str, str, int | None, str, Sequence[str], str]],
    *,
    register: Mapping[str, tuple[int, str]],
) -> tuple[list[Komponent], list[str]]:
    """Stored rows (kode, navn, sats_bp, register_kode, grunnlag, kilde) as components with rates.

    `register` gives (rate, source) by register code. Also answers the codes that have no rate on the day.
    """
    found, missing = [], []
    for kode, navn, own, register_kode, grunnlag, kilde in rows:
        if own is not None:
            found.append(Komponent(kode, navn, own, tuple(grunnlag), kilde))
        elif register_kode in register:
            rate, source = register[register_kode]
            found.append(Komponent(kode, navn, rate, tuple(grunnlag), source))
        else:
            missing.append(register_kode)
    return found, missing


def to_oere(amount: Fraction) -> int:
    """Round half up, away from zero."""
    return _round(amount)


def _round(value: Fraction) -> int:
    whole = (abs(value) + Fraction(1, 2)).__floor__()
    return whole if value >= 0 else -whole
