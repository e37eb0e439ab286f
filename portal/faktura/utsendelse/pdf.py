"""The PDF of an issued document: tagged, PDF/UA-1 and PDF/A-3a in one file, the same bytes for the same data."""

from pathlib import Path

from portal.faktura.dokumentdata import Dokumentdata
from portal.faktura.utsendelse.pdf_content import pdf_content
from portal.filestore.pdf import typeset
from portal.i18n import in_language

TEMPLATE = Path(__file__).with_name("faktura.typ")


def make_pdf(data: Dokumentdata, logo: bytes | None = None) -> bytes:
    """The document as people read it, in its own language, with the office's logo.

    Raises:
        Unavailable: the fonts are not installed.
    """
    with in_language(data.sprak):
        content = pdf_content(data)
    return typeset(TEMPLATE, content, dato=data.utstedt_dato, logo=logo)
