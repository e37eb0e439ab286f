"""Fødselsnummer of nobody: synthetic ones, 80 added to the month (Skatteetaten)."""

from stdnum.no import fodselsnummer


def synthetic(first_nine: str) -> str:
    """`ddmmyyiii` with its two check digits; the month must be above 80."""
    assert int(first_nine[2]) >= 8
    digits = first_nine + fodselsnummer.calc_check_digit1(first_nine + "00")
    return digits + fodselsnummer.calc_check_digit2(digits + "0")


NUMBER = synthetic("019190101")
SPACED = f"{NUMBER[:6]} {NUMBER[6:]}"
