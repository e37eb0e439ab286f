"""Names as registers write them, in capitals, made readable."""

import re

#: Words of a place name that are written small: Mo i Rana, Nes på Hedmarken.
_SMALL = {"i", "på", "og", "ved", "under"}


def place_name(place: str) -> str:
    """MO I RANA → Mo i Rana; what is not all capitals is left as it is."""
    if place != place.upper():
        return place
    words = re.split(r"([ -])", place.lower())
    return "".join(
        word if at and word in _SMALL else word[:1].upper() + word[1:] for at, word in enumerate(words)
    )
