"""Typeset documents: a Typst template and ready words become a tagged PDF, the same bytes for the same data."""

import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from portal.errors import Unavailable
from portal.i18n import _
from portal.settings import ROOT

FONTS = ROOT / "node_modules" / "@expo-google-fonts" / "inter"
WEIGHTS = ("400Regular", "500Medium", "600SemiBold", "700Bold")
#: Letters, digits, punctuation and signs that Inter draws; the standards refuse a sign no font can draw.
_UNDRAWN = re.compile(
    "[^\n\u0020-\u052f\u1e00-\u1fff\u2000-\u206f\u20a0-\u20bf\u2100-\u214f\u2190-\u21ff\u2200-\u22ff\u25a0-\u25ff]"
)


def typeset(template: Path, content: dict[str, Any], *, dato: date) -> bytes:
    """PDF/UA-1 and PDF/A-3a in one file, dated noon of that day. A sign no font can draw becomes a box.

    Raises:
        Unavailable: the fonts are not installed.
    """
    import typst

    if not FONTS.is_dir():
        raise Unavailable(_("Skriften til PDF-en er ikke installert. Kjør «python3 -m portal start»."))
    moment = datetime.combine(dato, time(12), UTC)

    def run(text: str) -> bytes:
        made: bytes = typst.compile(
            str(template),
            root=str(template.parent),
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
