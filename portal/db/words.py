"""Words for search: what is stored in the word table, and what a typed query asks it for.

The table holds (tenant_id, word, kind, id) in C collation and is searched by prefix (`word ^@ :typed`), every
word of the query at once. Stored words and typed words go through the same folding, so that «bjorn», «bjørn»
and «BJØRN» are one word. Suffixes are stored as words of their own, because Norwegian compounds hide the word
people type («betong» in Storbetong).
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

MIN_SUFFIX = 3
MAX_SUFFIXES = 12
"""Suffixes of one word: they begin at its second to thirteenth letter."""
MAX_WORDS = 150
"""Words kept of one text; a name or address has far fewer."""
MAX_WORD = 40
MAX_QUERY_WORDS = 8
MAX_CANDIDATES = 200
LAST = "\U0010ffff"
"""Comes after every letter: `ord >= p AND ord < p + LAST` is the range of the prefix p."""

_FOLDS = str.maketrans(
    {
        "æ": "ae", "ä": "ae", "ø": "o", "ö": "o", "œ": "o", "ß": "ss",
        "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ĸ": "k",
    }
)  # fmt: skip
_MARK = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+", re.ASCII)
_KEY = TypeVar("_KEY")


def fold(text: str) -> str:
    """Lower case without accents; ø as o, æ as ae, å and aa as a."""
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    plain = _MARK.sub("", unicodedata.normalize("NFKD", composed.translate(_FOLDS)))
    return plain.translate(_FOLDS).replace("aa", "a")


def search_words(text: str, *, suffixes: bool = True) -> set[str]:
    """Words to store for a name, a title, an address. At most `MAX_WORDS`, whole words first.

    ø is stored as oe too, as it stands in passports and addresses. Words joined by a sign are stored joined as
    well: LS-2041 is found by «ls2041», A/S by «as».
    """
    found: dict[str, None] = {}
    for variant in (text, _passport(text)):
        whole = [word[:MAX_WORD] for word in _WORD.findall(fold(variant))]
        joined = [fold(re.sub(r"[\W_]", "", part))[:MAX_WORD] for part in _joined_parts(variant)]
        found |= dict.fromkeys([*whole, *joined])
    if suffixes:
        for word in [w for w in found if not w.isdigit()]:
            found |= dict.fromkeys(_suffixes(word))
    return set(islice(found, MAX_WORDS))


def number_words(number: str | int) -> set[str]:
    """Words to store for a number that people write in groups: orgnr, phone, account, invoice number.

    The digits without grouping, without +47, without leading zeros, and every tail of three digits or more.
    """
    digits = "".join(_DIGITS.findall(str(number)))
    national = _national(str(number), digits)
    bare = {digits, national, national.lstrip("0")} - {""}
    return bare | {tail for word in bare for tail in _suffixes(word)}


def query_words(text: str) -> list[str]:
    """The words of a typed query, in order, folded as the stored ones; each is a prefix that must be found.

    A number typed in groups (`998 123 451`, `NO 998 123 451 MVA`, `+47 412 34 567`, `1234.56.78903`) is one word.
    """
    tidied = re.sub(r"(?i)\bno(?=[\s\d.]{9,13}\s*mva\b)|(?<=\d)\s*mva\b", " ", text)
    tidied = _NUMBER_IN_GROUPS.sub(_join_number, tidied)
    words = dict.fromkeys(word[:MAX_WORD] for word in _WORD.findall(fold(tidied)))
    return list(islice(words, MAX_QUERY_WORDS))


_NUMBER_IN_GROUPS = re.compile(r"(?<![^\W_])\+?\d{1,14}(?:[ .\u00a0\u202f-]\d{1,5})*(?![^\W_])", re.ASCII)


def _join_number(typed: re.Match[str]) -> str:
    """Groups that together have the length of an orgnr, a phone or an account, without +47; else as typed."""
    digits = "".join(_DIGITS.findall(typed[0]))
    national = _national(typed[0], digits)
    return national if len(national) in {8, 9, 11} else typed[0]


def _national(typed: str, digits: str) -> str:
    """The digits without Norway's country code."""
    start = typed.strip()
    if start.startswith("+47"):
        return digits[2:]
    return digits[4:] if digits.startswith("0047") else digits


def _passport(text: str) -> str:
    return text.replace("ø", "oe").replace("Ø", "Oe").replace("ö", "oe").replace("Ö", "Oe")


def _joined_parts(text: str) -> Iterable[str]:
    """Parts of the text in which signs and not spaces stand between words: LS-2041, A/S, H&M."""
    return (part for part in text.split() if len(_WORD.findall(part)) > 1)


def _suffixes(word: str) -> Iterable[str]:
    last = min(len(word) - MIN_SUFFIX, MAX_SUFFIXES)
    return (word[start:] for start in range(1, last + 1))


# --- typing errors ----------------------------------------------------------------------------


def candidate_prefix(word: str) -> str:
    """The letters a misspelt word must share with a stored one: candidates are looked up by this prefix."""
    return word[:3] if len(word) >= 6 else word[:2]


def rank_by_distance(
    word: str, candidates: Iterable[tuple[str, _KEY]], *, limit: int = 20
) -> list[tuple[str, _KEY]]:
    """The stored words nearest to a misspelt one, nearest first: (stored word, key), at most `limit`.

    Looks at the first `MAX_CANDIDATES` only. A short word may differ by one letter, a longer by two or three.
    """
    allowed = 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3
    near = []
    for place, (stored, key) in enumerate(islice(candidates, MAX_CANDIDATES)):
        distance = edit_distance(word, stored, at_most=allowed)
        if distance is not None:
            near.append((distance, place, stored, key))
    near.sort(key=lambda found: found[:2])
    return [(stored, key) for _distance, _place, stored, key in near[:limit]]


def edit_distance(a: str, b: str, *, at_most: int) -> int | None:
    """Letters to add, drop, change or swap with their neighbour to make `a` into `b`; None beyond `at_most`."""
    if abs(len(a) - len(b)) > at_most:
        return None
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most:
            return None
    return row[-1] if row[-1] <= at_most else None
