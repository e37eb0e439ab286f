"""What a file is, read from its bytes and never from its name. What is not on the list is refused (C4, C5)."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from portal.errors import Refused
from portal.i18n import _

#: Pixels in a picture: what a good camera makes, not what a bomb claims.
MAX_PIXELS = 100_000_000
#: Bytes a zipped document may unfold to, its number of parts, and how much a part may have been squeezed.
MAX_UNZIPPED, MAX_PARTS, MAX_RATIO = 300 * 1024 * 1024, 4_000, 200
_HEAD = 4096


@dataclass(frozen=True)
class Filetype:
    """A type we keep. `endings` are those a file of the type may be called by; the first is given when none fits."""

    mediatype: str
    navn: str
    endings: tuple[str, ...]


PDF = Filetype("application/pdf", "PDF", ("pdf",))
PNG = Filetype("image/png", "PNG", ("png",))
JPEG = Filetype("image/jpeg", "JPEG", ("jpg", "jpeg"))
GIF = Filetype("image/gif", "GIF", ("gif",))
WEBP = Filetype("image/webp", "WebP", ("webp",))
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Filetype(f"{_OFFICE}wordprocessingml.document", "Word", ("docx",))
XLSX = Filetype(f"{_OFFICE}spreadsheetml.sheet", "Excel", ("xlsx",))
PPTX = Filetype(f"{_OFFICE}presentationml.presentation", "PowerPoint", ("pptx",))
ODT = Filetype("application/vnd.oasis.opendocument.text", "OpenDocument", ("odt",))
ODS = Filetype("application/vnd.oasis.opendocument.spreadsheet", "OpenDocument", ("ods",))
TEXT = Filetype("text/plain", "Tekst", ("txt", "csv", "md"))
EHF = Filetype("application/xml", "EHF", ("xml",))
TYPES = {kind.mediatype: kind for kind in (PDF, PNG, JPEG, GIF, WEBP, DOCX, XLSX, PPTX, ODT, ODS, TEXT, EHF)}

_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe)\b", re.IGNORECASE)
_UBL = re.compile(
    rb"<(?:[a-z0-9]+:)?(?:Invoice|CreditNote)\s[^>]*urn:oasis:names:specification:ubl:schema:xsd:(?:Invoice|CreditNote)-2"
)


def sniff(source: IO[bytes]) -> Filetype:
    """The type of the bytes; `source` stands at its beginning afterwards. Reads heads and tables, unpacks nothing.

    Raises:
        Refused: not on the list, not whole, or made to do harm when it is opened.
    """
    source.seek(0)
    head = source.read(_HEAD)
    try:
        kind = _by_magic(head, source)
    finally:
        source.seek(0)
    if kind is None:
        raise Refused(
            _("Filtypen kan ikke lagres. Bruk PDF, Word, Excel, PowerPoint, bilde eller ren tekst."),
            field="fil",
        )
    return kind


def _by_magic(head: bytes, source: IO[bytes]) -> Filetype | None:
    for magic, look in _MAGIC:
        if head.startswith(magic):
            return look(head, source)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _xml(head, source)
    return _text(source)


def _pdf(head: bytes, _source: IO[bytes]) -> Filetype | None:
    return None if _MARKUP.search(head[:1024]) else PDF


def _png(head: bytes, _source: IO[bytes]) -> Filetype | None:
    if len(head) < 33 or head[12:16] != b"IHDR" or _MARKUP.search(head):
        return None
    return _small_enough(PNG, *_png_size(head))


def _gif(head: bytes, _source: IO[bytes]) -> Filetype | None:
    if len(head) < 13 or _MARKUP.search(head) or head[6:8] == b"/*":
        return None
    return _small_enough(GIF, int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little"))


def _webp(head: bytes, _source: IO[bytes]) -> Filetype | None:
    return WEBP if head[8:12] == b"WEBP" and not _MARKUP.search(head) else None


def _jpeg(head: bytes, source: IO[bytes]) -> Filetype | None:
    size = None if _MARKUP.search(head) else _jpeg_size(source)
    return _small_enough(JPEG, *size) if size else None


def pixels(source: IO[bytes], kind: Filetype) -> int:
    """How many pixels a PNG or JPEG that was let in says that it has."""
    source.seek(0)
    size = _png_size(source.read(_HEAD)) if kind is PNG else _jpeg_size(source)
    source.seek(0)
    return size[0] * size[1] if size else 0


def _png_size(head: bytes) -> tuple[int, int]:
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def _jpeg_size(source: IO[bytes]) -> tuple[int, int] | None:
    """Walk the segments to the frame header, which holds it: width, height."""
    position = 2
    for _segment in range(200):
        source.seek(position)
        marker = source.read(9)
        if len(marker) < 9 or marker[0] != 0xFF:
            return None
        if 0xC0 <= marker[1] <= 0xCF and marker[1] not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(marker[7:9]), int.from_bytes(marker[5:7])
        position += 2 + int.from_bytes(marker[2:4])
    return None


def _small_enough(kind: Filetype, width: int, height: int) -> Filetype | None:
    if width < 1 or height < 1:
        return None
    if width * height > MAX_PIXELS:
        raise Refused(_("Bildet har for mange punkter. Lagre det i en mindre utgave."), field="fil")
    return kind


def _zip(_head: bytes, source: IO[bytes]) -> Filetype | None:
    """Word, Excel and the like are zips with known parts. Only the table of contents is read."""
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if (
                len(parts) > MAX_PARTS
                or sum(part.file_size for part in parts) > MAX_UNZIPPED
                or any(part.file_size > MAX_RATIO * max(part.compress_size, 512) for part in parts)
            ):
                raise Refused(
                    _("Filen er pakket slik at den kan bli svært stor. Lagre den på nytt."), field="fil"
                )
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names):
                raise Refused(_("Filen har makroer. Lagre den uten makroer først."), field="fil")
            return _office(names, archive)
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError):
        return None


def _office(names: set[str], archive: zipfile.ZipFile) -> Filetype | None:
    if "[Content_Types].xml" in names:
        for part, kind in (
            ("word/document.xml", DOCX),
            ("xl/workbook.xml", XLSX),
            ("ppt/presentation.xml", PPTX),
        ):
            if part in names:
                return kind
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        said = archive.read("mimetype")
        for kind in (ODT, ODS):
            if said == kind.mediatype.encode():
                return kind
    return None


def _xml(head: bytes, source: IO[bytes]) -> Filetype | None:
    """Only invoices in UBL. A DTD is refused whatever it says (C6)."""
    source.seek(0)
    whole = source.read()
    if b"<!DOCTYPE" in whole or b"<!ENTITY" in whole or _MARKUP.search(whole):
        return None
    return EHF if _UBL.search(head) else None


def _text(source: IO[bytes]) -> Filetype | None:
    """Words without control signs and without markup that a browser would run."""
    source.seek(0)
    whole = source.read()
    if _MARKUP.search(whole) or re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", whole):
        return None
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        # Sheets saved by older programs: Latin-1 has letters here where UTF-8 has none.
        return TEXT if not re.search(rb"[\x80-\x9f]", whole) else None
    return TEXT


_MAGIC: tuple[tuple[bytes, Callable[[bytes, IO[bytes]], Filetype | None]], ...] = (
    (b"%PDF-", _pdf),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF87a", _gif),
    (b"GIF89a", _gif),
    (b"RIFF", _webp),
    (b"PK\x03\x04", _zip),
)
