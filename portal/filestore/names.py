"""File names: only ever shown, and put into a header. Never part of a key or a path (C8)."""

import re
import unicodedata

from portal.filestore.content import Filetype

MAX_LENGTH = 120
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def clean_name(typed: str, kind: Filetype) -> str:
    r"""The last part of what was sent, without signs that mislead, ending as its type does.

    `C:\Users\x\Lønn.pdf` is `Lønn.pdf`; `faktura.pdf.exe` holding a PDF is `faktura.pdf.exe.pdf`.
    """
    name = unicodedata.normalize("NFC", typed)
    name = "".join(sign for sign in name if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co"})
    name = re.split(r"[/\\]", name)[-1]
    name = re.sub(r'[<>:"|?*]', "_", name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or ending.lower() not in kind.endings:
        stem, ending = name, kind.endings[0]
    stem = stem.strip(" .") or "dokument"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem[: MAX_LENGTH - len(ending) - 1].rstrip(' .')}.{ending.lower()}"
