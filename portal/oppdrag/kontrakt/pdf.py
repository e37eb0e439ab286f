"""The PDF of an agreement, dated the day it was written."""

from pathlib import Path

from portal.db.clock import OSLO
from portal.filestore.pdf import typeset
from portal.oppdrag.models_kontrakt import Kontrakt

TEMPLATE = Path(__file__).with_name("kontrakt.typ")


def make_pdf(row: Kontrakt, logo: bytes | None = None) -> bytes:
    """The same bytes for the same agreement. Raises Unavailable: the fonts are not installed."""
    return typeset(TEMPLATE, row.innhold, dato=row.opprettet_tid.astimezone(OSLO).date(), logo=logo)
