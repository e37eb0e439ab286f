"""Typeset documents: a Typst template and ready words become a tagged PDF, the same bytes for the same data."""

import json
import re
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from portal.errors import Refused, Unavailable
from portal.filestore.content import JPEG, PNG, pixels, sniff
from portal.i18n import _
from portal.settings import ROOT

FONTS = ROOT / "node_modules" / "@expo-google-fonts" / "inter"
WEIGHTS = ("400Regular", "500Medium", "600SemiBold", "700Bold")
#: Letters, digits, punctuation and signs that Inter draws; the standards refuse a sign no font can draw.
_UNDRAWN = re.compile(
    "[^\n\u0020-\u052f\u1e00-\u1fff\u2000-\u206f\u20a0-\u20bf\u2100-\u214f\u2190-\u21ff\u2200-\u22ff\u25a0-\u25ff]"
)


#: A logo is small: it stands in every document.
MAX_LOGO_BYTES, MAX_LOGO_PIXELS = 200 * 1024, 4_000_000
_LOGO = Path(__file__).with_name("logo.typ")


def check_logo(innhold: bytes) -> None:
    """Draw the picture once, as documents will: one that cannot be drawn would stop every document it stands in.

    Raises:
        Refused: not PNG or JPEG, too large, or not whole.
    """
    import typst

    fault = _("Logoen må være et helt PNG- eller JPEG-bilde.")
    large = _("Logoen er for stor. Den kan være på 200 kB og 4 millioner punkter.")
    if len(innhold) > MAX_LOGO_BYTES:
        raise Refused(large, field="logo")
    kind = sniff(BytesIO(innhold))
    if kind not in {PNG, JPEG}:
        raise Refused(fault, field="logo")
    if pixels(BytesIO(innhold), kind) > MAX_LOGO_PIXELS:
        raise Refused(large, field="logo")
    try:
        typeset(_LOGO, {}, dato=date(2000, 1, 1), logo=innhold)
    except typst.TypstError as error:
        raise Refused(fault, field="logo") from error


def typeset(template: Path, content: dict[str, Any], *, dato: date, logo: bytes | None = None) -> bytes:
    """PDF/UA-1 and PDF/A-3a in one file, dated noon of that day. A sign no font can draw becomes a box.

    The template reads `content` from `sys.inputs.data`, and the bytes of the logo there too.

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

    text = json.dumps({**content, "logo": list(logo or b"")}, ensure_ascii=False, sort_keys=True)
    try:
        return run(text)
    except typst.TypstError:
        drawn = _UNDRAWN.sub("□", text)
        if drawn == text:
            raise
        return run(drawn)
