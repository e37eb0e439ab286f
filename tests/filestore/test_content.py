"""What is kept and what is refused, by the bytes; and what a file is called afterwards."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from portal.errors import Refused
from portal.filestore.content import DOCX, EHF, GIF, JPEG, PDF, PNG, TEXT, WEBP, XLSX, sniff
from portal.filestore.names import MAX_LENGTH, clean_name


def png(width: int = 3, height: int = 2) -> bytes:
    ihdr = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IHDR" + ihdr
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body)) + b"\0" * 20
    )


def jpeg(width: int = 3, height: int = 2) -> bytes:
    app0 = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + b"\0" * 9
    return b"\xff\xd8" + app0 + frame + b"\xff\xd9"


def gif(width: int = 3, height: int = 2) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0" * 20


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


_UBL = b"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
UBL = b'<?xml version="1.0"?>\n<Invoice xmlns="' + _UBL + b'"><ID>1</ID></Invoice>'
PDF_BYTES = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"

KEPT = {
    "pdf": (PDF_BYTES, PDF),
    "png": (png(), PNG),
    "jpeg": (jpeg(), JPEG),
    "gif": (gif(), GIF),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0", WEBP),
    "docx": (docx(), DOCX),
    "xlsx": (zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}), XLSX),
    "text": ("Møtereferat: Åse og Bjørn.\n3 < 4 & 5 > 4".encode(), TEXT),
    "latin-1": ("Navn;Beløp\nÅse;12,50\n".encode("latin-1"), TEXT),
    "ehf": (UBL, EHF),
}

NASTY = {
    "html": b"<!DOCTYPE html><html><script>alert(1)</script>",
    "html with a mark before": b"\xef\xbb\xbf  <html><body onload=alert(1)>",
    "html that begins as text": b"Hei <script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg after xml": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "plain xml": b'<?xml version="1.0"?><a/>',
    "xml with entities": b'<!DOCTYPE x [<!ENTITY a "b">]>' + UBL,
    "invoice with a script inside": UBL.replace(
        b"<ID>", b'<script xmlns="http://www.w3.org/1999/xhtml"/><ID>'
    ),
    "gif that is html too": b"GIF89a/*<html>*/=1;<script>alert(1)</script>" + b"\0" * 20,
    "gif that is script": b"GIF89a/*\0\0\0\0*/=alert(1);" + b"\0" * 20,
    "png that is html too": png() + b"<script>alert(1)</script>",
    "jpeg that is html too": jpeg()[:20] + b"<html>" + jpeg()[20:],
    "pdf that is html too": b"%PDF-1.4 <html><script>alert(1)</script>",
    "pdf with junk before": b"MZ\x90\x00" + PDF_BYTES,
    "program": b"MZ\x90\x00\x03\x00\x00\x00",
    "elf": b"\x7fELF\x02\x01\x01\x00",
    "shell script in binary": b"#!/bin/sh\n\x00",
    "old word with macros": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    "plain zip": zipped({"x.txt": b"x"}),
    "zip with a program": docx(**{"word/embeddings/x.exe": b"MZ"}),
    "word with macros": docx(**{"word/vbaProject.bin": b"x"}),
    "zip cut in half": docx()[: len(docx()) // 2],
    "zip bomb": docx(**{"word/media/x": b"\0" * 30_000_000}),
    "zip of many parts": zipped({f"word/{n}": b"" for n in range(4_100)}),
    "pixel flood png": png(60_000, 60_000),
    "pixel flood jpeg": jpeg(60_000, 60_000),
    "pixel flood gif": gif(60_000, 60_000),
    "empty picture": png(0, 10),
    "jpeg without a frame": b"\xff\xd8\xff\xe0\x00\x04\x00\x00",
    "nul in text": b"abc\x00def",
    "random": bytes(range(256)),
}


@pytest.mark.parametrize("name", KEPT)
def test_known_types_are_kept(name: str) -> None:
    data, kind = KEPT[name]
    source = BytesIO(data)
    assert sniff(source) is kind
    assert source.tell() == 0


@pytest.mark.parametrize("name", NASTY)
def test_nasty_files_are_refused_with_words_at_the_field(name: str) -> None:
    with pytest.raises(Refused) as caught:
        sniff(BytesIO(NASTY[name]))
    assert caught.value.field == "fil"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Lønnsavtale æøå.pdf", "Lønnsavtale æøå.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("/absolutt/sti.pdf", "sti.pdf"),
        ("C:\\Users\\x\\Lønn.PDF", "Lønn.pdf"),
        ("faktura.pdf.exe", "faktura.pdf.exe.pdf"),
        ("bilde.svg", "bilde.svg.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x.pdf"),
        ("faktura\u202efdp.exe", "fakturafdp.exe.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1", "_com1.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "dokument.pdf"),
        ("", "dokument.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("A\u030arsrapport.pdf", "Årsrapport.pdf"),
    ],
)
def test_names_lose_what_misleads(typed: str, shown: str) -> None:
    assert clean_name(typed, PDF) == shown


def test_long_names_keep_their_ending() -> None:
    name = clean_name("å" * 300 + ".pdf", PDF)
    assert len(name) == MAX_LENGTH
    assert name.endswith("å.pdf")
