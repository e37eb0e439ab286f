"""Files as people save them, and files that must be refused before anything is read into the portal."""

import io
import zipfile

import openpyxl
import pytest

from portal.errors import Refused
from portal.kundekort.importer import tables
from portal.kundekort.importer.tables import MAX_BYTES, read_table

TEXT = 'Navn;Sted\r\nBjørn & Sønn AS;Ålesund\r\n"Med; semikolon";"To\nlinjer"\r\nSiste;Ås\r\n'


@pytest.mark.parametrize("koding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_of_spreadsheets_are_recognised(app, koding: str) -> None:
    table = read_table("x.csv", TEXT.encode(koding))
    assert table.overskrifter == ["Navn", "Sted"]
    assert table.rader == [
        (2, ["Bjørn & Sønn AS", "Ålesund"]),
        (3, ["Med; semikolon", "To\nlinjer"]),
        (5, ["Siste", "Ås"]),
    ]


@pytest.mark.parametrize("sign", [",", "\t", "|"])
def test_other_delimiters(app, sign: str) -> None:
    assert read_table("x.csv", f"Navn{sign}Sted\nA{sign}B\n".encode()).rader == [(2, ["A", "B"])]


def test_a_sheet_is_read_as_text(app) -> None:
    table = read_table(
        "x.xlsx", _sheet([["Navn", "Orgnr", "Dager", ""], ["Alfa AS", 310889474, 14.0, None], []])
    )
    assert table.overskrifter == ["Navn", "Orgnr", "Dager"]
    assert table.rader == [(2, ["Alfa AS", "310889474", "14"])]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("tom.csv", b"", "tom"),
        ("tom.csv", b" \r\n \r\n", "tom"),
        ("hode.csv", b"Navn;Sted\n", "ingen kunder"),
        ("uten-hode.csv", b"Alfa AS;310889474;0150\nBeta AS;;\n", "overskrifter"),
        ("formel.csv", b"Navn;Sted\nAlfa;=cmd|' /C calc'!A0\n", "Linje 2, kolonne Sted"),
        ("formel.csv", b"Navn;Sted\nAlfa;Bergen\n@SUM(1+1);x\n", "Linje 3"),
        ("formel.csv", b"Navn;Sted\n+cmd|'x'!A1;x\n", "formel"),
        ("blandet.csv", "Navn;Sted\nBjørn;x\n".encode() + b"S\xf8nn;y\n", "blander tegnkodinger"),
        ("nul.csv", b"Navn;Sted\n\x00\x01\x02;x\n", "ikke tekst"),
        ("bilde.csv", b"\x89PNG\r\n\x1a\n\x81\x8d\x8f", "ikke tekst"),
        ("gammel.xls", b"\xd0\xcf\x11\xe0" + b"x" * 100, ".xls"),
        ("falsk.xlsx", b"Navn;Sted\nA;B\n", "ikke en Excel-fil"),
        ("odelagt.xlsx", b"PK\x03\x04" + b"x" * 200, "skadet"),
        ("anforsel.csv", b'Navn;Sted\n"Alfa;Bergen\nBeta;Oslo\n', "Linje 2"),
        ("stor.csv", b"x" * (MAX_BYTES + 1), "større enn 20 MB"),
    ],
)
def test_broken_files_are_refused_with_a_sentence(app, name: str, data: bytes, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read_table(name, data)
    assert says in str(refused.value.sentence)


def test_a_chosen_encoding_that_does_not_fit_is_refused(app) -> None:
    with pytest.raises(Refused):
        read_table("x.csv", "Navn\nSønn\n".encode("cp1252"), koding="utf-8")
    assert read_table("x.csv", "Navn\nSønn\n".encode("cp1252"), koding="cp1252").rader == [(2, ["Sønn"])]


def test_a_bomb_is_refused_before_it_is_unpacked(app) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))
    assert len(packed.getvalue()) < 100_000
    with pytest.raises(Refused) as refused:
        read_table("bombe.xlsx", packed.getvalue())
    assert "pakker seg ut" in str(refused.value.sentence)


def test_an_archive_that_is_no_sheet_is_refused(app) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hei.txt", "hei")
    with pytest.raises(Refused, match="arkiv"):
        read_table("x.xlsx", packed.getvalue())


def test_a_formula_in_a_sheet_is_refused(app) -> None:
    with pytest.raises(Refused, match="formel"):
        read_table("x.xlsx", _sheet([["Navn"], ["=1+1"]]))


def test_a_phone_number_with_a_plus_is_no_formula(app) -> None:
    text = "Navn;Telefon\nAlfa;+47 55 90 12 34\nBeta;-\n-Gamma-;+47(0)55\n"
    assert len(read_table("x.csv", text.encode()).rader) == 3


def _sheet(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_more_cells_than_can_be_read_in_a_request_are_refused_while_reading(app, monkeypatch) -> None:
    monkeypatch.setattr(tables, "MAX_CELLS", 12)
    rows = [["Navn", "Sted", "Kode"], *[["Alfa AS", "Bergen", "1"] for _ in range(3)]]
    assert len(read_table("x.xlsx", _sheet(rows)).rader) == 3
    with pytest.raises(Refused, match="mer enn 12 celler"):
        read_table("x.xlsx", _sheet([*rows, ["Beta AS", "Oslo", "2"]]))


def test_more_customers_than_can_be_stored_in_a_request_are_refused(app) -> None:
    lines = "".join(f"Kunde {number}\n" for number in range(tables.MAX_ROWS))
    assert len(read_table("x.csv", f"Navn\n{lines}".encode()).rader) == tables.MAX_ROWS
    with pytest.raises(Refused, match="mer enn 15000 kunder"):
        read_table("x.csv", f"Navn\n{lines}En til\n".encode())
