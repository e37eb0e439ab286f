"""The PDF: what bookkeeping law asks for stands in it, it is tagged in its language, and its bytes do not vary."""

from dataclasses import replace
from io import BytesIO

import pypdf
import pytest

from portal.dev.ci import in_ci
from portal.errors import Unavailable
from portal.faktura.models import Enhet
from portal.faktura.utsendelse.pdf import make_pdf
from portal.faktura.utsendelse.pdf_content import show_quantity
from portal.filestore import pdf
from portal.filestore.content import PDF, sniff

pytestmark = [
    pytest.mark.skipif(not pdf.FONTS.is_dir() and not in_ci(), reason="the npm packages are not installed"),
    pytest.mark.usefixtures("in_app"),
]


def read(content: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(BytesIO(content))
    text = " ".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(text.replace("\u200b", "").split())


def tagged(node) -> set[str]:
    """The kinds of every tag below."""
    below = node.get("/K", [])
    children = [child.get_object() for child in (below if isinstance(below, list) else [below])]
    found = {str(node["/S"])} if "/S" in node else set()
    return found.union(*(tagged(child) for child in children if isinstance(child, dict)))


@pytest.fixture(scope="module")
def pdfs(documents, _app):
    with _app.app_context():
        return {name: make_pdf(data) for name, data in documents.items()}


def test_an_invoice_says_what_the_law_asks_for(documents, pdfs):
    _reader, text = read(pdfs["timer"])
    data = documents["timer"]
    wanted = [
        f"Faktura {data.nummer}",
        "Nordvik Bemanning AS",
        "NO 310 888 001 MVA",
        "Foretaksregisteret",
        "Prøvekunde AS",
        "315 621 909",
        "02.11.2026–08.11.2026",
        "Lageret, Kokstadvegen 45, Bergen",
        "PO-88123",
        "Siv Hagen",
        "7,5 t",
        "1:40 t",
        "240 km",
        "5 262,00",
        "1 315,50",
        "6 577,50 kr",
        "3624 00 99009",
        data.kid,
        f"{data.forfall_dato:%d.%m.%Y}",
        f"{data.utstedt_dato:%d.%m.%Y}",
    ]
    assert [words for words in wanted if words not in text] == []


def test_exempt_lines_are_apart_and_say_why(pdfs):
    _reader, text = read(pdfs["blandet"])
    assert "Unntatt fra merverdiavgift, merverdiavgiftsloven § 3-2" in text
    assert "4 023,25" in text


def test_a_seller_without_registration_writes_no_mva_after_its_number(pdfs):
    _reader, text = read(pdfs["uregistrert"])
    assert "310 888 001 MVA" not in text
    assert "Foretaksregisteret" not in text


def test_a_credit_note_names_its_invoice_and_the_reason(documents, pdfs):
    _reader, text = read(pdfs["kredit-del"])
    data = documents["kredit-del"]
    assert f"Kreditnota {data.nummer}" in text
    assert f"Krediterer en del av faktura {data.krediterer_nummer} av" in text
    assert "Årsak: Feil timer. Timene sto på feil uke & <måned>" in text
    assert "KID" not in text
    assert "Å betale" not in text


def test_nothing_to_pay_is_said(pdfs):
    _reader, text = read(pdfs["null"])
    assert "Det er ingenting å betale." in text
    assert "KID" not in text


def test_what_people_typed_is_printed_and_never_obeyed(documents):
    hostile = '#eval("1+1") $x$ *fet* @ref <merke> \\ _kursiv_'
    linje = replace(documents["timer"].linjer[0], tekst=hostile)
    _reader, text = read(make_pdf(replace(documents["timer"], linjer=(linje,))))
    assert hostile in text


def test_a_sign_that_no_font_draws_does_not_stop_the_invoice(pdfs):
    _reader, text = read(pdfs["tegn"])
    assert "□" in text
    assert "Ærlig & <Ørn> Åsen «AS»" in text


@pytest.mark.parametrize(
    ("name", "language"), [("timer", "nb-NO"), ("nynorsk", "nn-NO"), ("engelsk", "en-GB")]
)
def test_it_is_tagged_in_its_language_and_claims_both_standards(pdfs, name, language):
    reader, _text = read(pdfs[name])
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == language
    assert reader.metadata.title
    claims = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in claims
    assert "pdfaid:part" in claims


def test_table_heads_are_tagged(pdfs):
    reader, _text = read(pdfs["timer"])
    kinds = tagged(reader.trailer["/Root"]["/StructTreeRoot"])
    assert {"/Table", "/TH", "/TD", "/H1"} <= kinds


def test_the_same_data_gives_the_same_bytes(documents, pdfs):
    assert make_pdf(documents["timer"]) == pdfs["timer"]
    assert make_pdf(replace(documents["timer"], merknad="x")) != pdfs["timer"]


def test_many_lines_run_over_pages_and_the_sums_stay_together(pdfs):
    reader, _text = read(pdfs["mange"])
    assert len(reader.pages) > 1
    last = reader.pages[-1].extract_text()
    assert "MVA-spesifikasjon" in last
    assert "KID" in last


def test_the_filestore_takes_it(pdfs):
    assert all(sniff(BytesIO(content)) is PDF for content in pdfs.values())


def test_missing_fonts_are_said_and_not_replaced(documents, monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "FONTS", tmp_path / "none")
    with pytest.raises(Unavailable):
        make_pdf(documents["timer"])


@pytest.mark.parametrize(
    ("mengde", "enhet", "shown"),
    [(450, Enhet.TIME, "7,5 t"), (100, Enhet.TIME, "1:40 t"), (3, Enhet.TIME, "0,05 t"),
     (2_500, Enhet.DAG, "2,5 dager"), (1_000, Enhet.STYKK, "1 stk.")],
)  # fmt: skip
def test_quantities_are_exact(documents, mengde, enhet, shown):
    line = replace(documents["timer"].linjer[0], mengde=mengde, enhet=enhet)
    assert show_quantity(line).replace("\u00a0", " ") == shown
