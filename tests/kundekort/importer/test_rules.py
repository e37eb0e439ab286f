"""What a line says: tidied, kept, left out with a remark, or kept out."""

import pytest

from portal.kundekort.importer.rules import interpret, recognise
from portal.kundekort.models import Adresseslag

HEADER = [
    "Kundenr.", "Firma", "Org.nr", "Tlf", "E-post", "Hjemmeside", "Adresse", "Postnr", "Poststed", "Kommunenummer",
    "Målform", "Betalingsfrist",
]  # fmt: skip
FIELDS = (
    "ekstern_id", "navn", "orgnr", "telefon", "epost", "nettside", "besoek_linje1", "post_postnr", "post_poststed",
    "kommunenr", "sprak", "betalingsdager",
)  # fmt: skip


def test_headers_are_known_in_many_spellings() -> None:
    assert recognise(HEADER) == {name: place for place, name in enumerate(FIELDS)}
    assert recognise(["Name", "Phone", "Besøksadresse"]) == {"navn": 0, "telefon": 1, "besoek_linje1": 2}
    assert recognise(["Noe", "Annet"]) == {}


@pytest.mark.parametrize(
    ("field", "text", "value", "remark"),
    [
        ("navn", "  To   mellomrom  AS ", "To mellomrom AS", None),
        ("orgnr", "NO 310 889 474 MVA", "310889474", None),
        ("orgnr", "310889475", None, "orgnr"),
        ("telefon", "55 90 12 34", "+4755901234", None),
        ("telefon", "0047 55901234", "+4755901234", None),
        ("telefon", "02770", "02770", None),
        ("telefon", "tlf 55 90 12 34", "+4755901234", None),
        ("telefon", "47 55 90 12 34", "+4755901234", None),
        ("telefon", "+46 8 123 456", "+468123456", None),
        ("telefon", "ring Kari", "ring Kari", "telefon"),
        ("epost", "Post@Firma.example", "post@firma.example", None),
        ("epost", "ikke en adresse", None, "epost"),
        ("nettside", "firma.example/om", "https://firma.example/om", None),
        ("nettside", "HTTP://firma.example", "http://firma.example", None),
        ("nettside", "javascript:alert(1)", None, "nettside"),
        ("kommunenr", "301", "0301", None),
        ("kommunenr", "Oslo", None, "kommunenr"),
        ("sprak", "Nynorsk", "nn", None),
        ("sprak", "klingon", None, "sprak"),
        ("betalingsdager", "30", 30, None),
        ("betalingsdager", "900", None, "betalingsdager"),
        ("betalingsdager", "snart", None, "betalingsdager"),
    ],
)
def test_each_field_is_read_or_left_out(field: str, text: str, value: object, remark: str | None) -> None:
    cells = ["x"] if field == "navn" else ["x", text]
    line = interpret([text] if field == "navn" else cells, {"navn": 0, field: len(cells) - 1}, bredde=2)
    assert line.felter.get(field) == value
    assert [found["kode"] for found in line.merknader] == ([remark] if remark else [])


def test_what_keeps_a_line_out() -> None:
    assert interpret([" "], {"navn": 0}, bredde=1).er_feil
    assert interpret(["x" * 301], {"navn": 0}, bredde=1).er_feil
    assert interpret(["x", "y"], {"navn": 0}, bredde=1).er_feil
    assert not interpret(["x", "02770"], {"navn": 0, "telefon": 1}, bredde=2).er_feil


def test_addresses_are_gathered_by_kind() -> None:
    columns = {"navn": 0, "besoek_linje1": 1, "post_postnr": 2, "post_poststed": 3}
    line = interpret(["x", "Gata 1", "5003", "Bergen"], columns, bredde=4)
    assert line.adresser == {
        Adresseslag.BESOEK: {"linje1": "Gata 1", "postnr": "", "poststed": ""},
        Adresseslag.POST: {"linje1": "", "postnr": "5003", "poststed": "Bergen"},
    }
