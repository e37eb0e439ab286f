"""The fee of a permanent placement."""

from fractions import Fraction

from portal.oppdrag.rules.kalkyle import to_oere


def fee_oere(*, aarsloenn_oere: int | None, honorar_bp: int | None, honorar_oere: int | None) -> int | None:
    """The fee for one position in øre, without MVA: the agreed sum, else the share of the yearly salary.

    None while nothing is agreed, or a share is and the salary is not known. Rounded half up.
    """
    if honorar_oere is not None:
        return honorar_oere
    if honorar_bp is None or aarsloenn_oere is None:
        return None
    return to_oere(Fraction(aarsloenn_oere * honorar_bp, 10_000))
