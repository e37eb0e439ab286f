"""Twelve hues for avatars and monograms, chosen by name: the same person has the same colour everywhere."""

from zlib import crc32


def hue_class(name: str) -> str:
    """`hue-0` … `hue-11`."""
    return f"hue-{crc32(name.strip().casefold().encode()) % 12}"


#: What a firm is, not what it is called.
_FORMS = frozenset({"as", "asa", "sa", "ans", "da", "enk", "kf", "iks", "nuf", "ba", "stiftelsen"})


def initials(name: str) -> str:
    """Two letters at most: first and last word's, the company form left out."""
    words = [word for word in name.split() if word[:1].isalpha()]
    words = [word for word in words if word.casefold() not in _FORMS] or words
    if not words:
        return "–"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
