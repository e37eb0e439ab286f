"""Fødselsnummer and D-numbers inside other text: found, so that they can be kept out of addresses and logs."""

import re

from portal.web.parse import BadInput, parse_fodselsnummer, tidy

#: Eleven digits, however they are spaced; not part of a longer row of digits.
_ELEVEN = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){10}(?!\d)", re.ASCII)
#: The same, never inside an id: no groups of a UUID come to eleven.
_ALONE = re.compile(r"(?<![\da-fA-F])\d(?:[ .\-]?\d){10}(?![\da-fA-F])", re.ASCII)
MASK = "•••••••••••"


def holds_number(text: str) -> bool:
    """True when eleven digits in `text` pass as a fødselsnummer or D-number."""
    return any(_passes(found[0]) for found in _ALONE.finditer(tidy(text)))


def mask_numbers(text: str) -> str:
    """`text` with every fødselsnummer and D-number covered."""
    return _ELEVEN.sub(lambda found: MASK if _passes(found[0]) else found[0], text)


def _passes(digits: str) -> bool:
    try:
        parse_fodselsnummer(digits)
    except BadInput:
        return False
    return True
