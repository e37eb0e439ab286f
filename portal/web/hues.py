"""Twelve hues for avatars and monograms, chosen by name: the same person has the same colour everywhere."""

from zlib import crc32


def hue_class(name: str) -> str:
    """`hue-0` … `hue-11`."""
    return f"hue-{crc32(name.strip().casefold().encode()) % 12}"
