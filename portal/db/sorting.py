"""Norwegian order as text: `sort_key` is stored beside the name, in a column of C collation.

Computed here and nowhere else, so that the order is the same on every build and version of PostgreSQL, a
B-tree serves it, and a keyset page can begin in the middle of it.
"""

import re
import unicodedata

MAX_LENGTH = 400
"""Signs of a key that are kept; an index entry has room for about 2 700 bytes."""

# After z in ASCII stand { | } — the places of æ ø å. Everything not Latin comes after them.
_AE, _OE, _AA = "{|}"
_LETTERS = str.maketrans(
    {
        "æ": _AE, "ä": _AE, "ǽ": _AE, "ǣ": _AE,
        "ø": _OE, "ö": _OE, "ő": _OE, "ǿ": _OE, "œ": _OE,
        "å": _AA,
        "ü": "y", "ű": "y",  # as in Norwegian catalogues: Müller stands among Myller
        "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ĸ": "k", "ſ": "s",
    }
)  # fmt: skip
_MARK = re.compile("[\u0300-\u036f]+")
_GAP = re.compile(r"[^\w{|}]+|_+")
_NUMBER = re.compile(r"\d+")


def sort_key(text: str) -> str:
    """The place of `text` in Norwegian order, compared byte by byte.

    Case and accents count for nothing; æ ä, ø ö and å aa come last in that order, Sámi letters beside their base.
    Whole numbers compare as numbers (Hus 2 before Hus 10). Signs only part words, so that «Fjordtre» and
    (Fjordtre) stand at F. Names with the same key are told apart by their id.
    """
    # Composed first: å must be seen as one letter before its ring is taken for an accent.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = folded.replace("{", " ").replace("|", " ").replace("}", " ").translate(_LETTERS)
    plain = _MARK.sub("", unicodedata.normalize("NFKD", folded)).translate(_LETTERS)
    words = _GAP.sub(" ", plain.replace("aa", _AA)).strip()
    return _NUMBER.sub(_by_size, words)[:MAX_LENGTH]


def _by_size(number: re.Match[str]) -> str:
    """Digits led by a sign that tells how many they are, so that longer numbers come later: 2 → 12, 10 → 210."""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in number[0]).lstrip("0")[:40] or "0"
    return chr(ord("0") + len(digits)) + digits
