"""The PDF of an issued document: tagged, PDF/UA-1 and PDF/A-3a in one file, the same bytes for the same data."""

import json
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from portal.errors import Unavailable
from portal.faktura.dokumentdata import Dokumentdata
from portal.faktura.utsendelse.pdf_content import pdf_content
from portal.i18n import _, in_language
from portal.settings import ROOT

TEMPLATE = Path(__file__).with_name("faktura.typ")
FONTS = ROOT / "node_modules" / "@expo-google-fonts" / "inter"
WEIGHTS = ("400Regular", "500Medium", "600SemiBold", "700Bold")
#: Letters, digits, punctuation and signs that Inter draws; the standards refuse a sign no font can draw.
_UNDRAWN = re.compile(
    "[^\n\u0020-\u052f\u1e00-\u1fff\u2000-\u206f\u20a0-\u20bf\u2100-\u214f\u2190-\u21ff\u2200-\u22ff\u25a0-\u25ff]"
)


def make_pdf(data: Dokumentdata) -> bytes:
    """The document as people read it, in its own language.

    Raises:
        Unavailable: the fonts are not installed.
    """
    if not FONTS.is_dir():
        raise Unavailable(_("Skriften til PDF-en er ikke installert. Kjør «python3 -m portal start»."))
    with in_language(data.sprak):
        content = pdf_content(data)
    return _compile(content, data)


def _compile(content: dict[str, Any], data: Dokumentdata) -> bytes:
    import typst

    moment = datetime.combine(data.utstedt_dato, time(12), UTC)

    def run(text: str) -> bytes:
        made: bytes = typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(FONTS / weight) for weight in WEIGHTS],
            ignore_system_fonts=True,
            sys_inputs={"data": text},
            pdf_standards=["ua-1", "a-3a"],
            timestamp=int(moment.timestamp()),
        )
        return made

    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    try:
        return run(text)
    except typst.TypstError:
        drawn = _UNDRAWN.sub("□", text)
        if drawn == text:
            raise
        return run(drawn)
