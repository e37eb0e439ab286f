"""Export: exactly what the filter shows, or what is ticked; safe to open; logged; nobody else's."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text

from portal.audit.models import Hendelse
from portal.dev.cast import NORDVIK, SOLVIK
from portal.filestore.base import IN_MEMORY
from portal.kundekort.eksport import queries
from portal.kundekort.eksport import routes as eksport
from portal.kundekort.eksport.queries import iter_rader
from portal.kundekort.eksport.rules import ALLE
from portal.kundekort.eksport.tables import write_csv, write_xlsx
from portal.kundekort.utvalg import Filter, Leser, Utvalg
from tests.kundekort.kunder.test_routes import names
from tests.support.statements import statements

MOSS, ALNA = NORDVIK.id("moss"), NORDVIK.id("alna")


def export(client, **posted):
    return client.post("/kunder/eksport", {"format": "csv", **posted})


def read(response) -> list[dict[str, str]]:
    """The rows of a CSV as Excel in Norway reads it."""
    assert response.status_code == 200
    data = whole(response)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def whole(response) -> bytes:
    """The file; its place on disk is given back."""
    with response:
        return response.data


def line_of(value: object) -> str:
    """The second line of a CSV with this one cell."""
    with write_csv(["Navn"], [[value]]) as held:
        return held.read().decode("utf-8-sig").split("\r\n", 1)[1]


def cell_of(value: object):
    """The same cell in a workbook."""
    with write_xlsx(["Navn"], [[value]]) as held:
        return load_workbook(held).active["A2"]


@pytest.mark.parametrize("heading", ["=1+1", "+47", "-2", "@SUM(A1)"])
def test_a_heading_that_people_typed_is_no_formula(heading: str) -> None:
    with write_csv([heading], []) as held:
        assert held.read().decode("utf-8-sig").strip().startswith("'" + heading[0])
    with write_xlsx([heading], [["x"]]) as held:
        cell = load_workbook(held).active["A1"]
    assert (cell.data_type, cell.value) == ("s", heading)


@pytest.mark.parametrize(
    "filtertekst",
    [
        "",
        "status=potensiell",
        "hvem=mine&status=aktiv",
        "q=fjord",
        "q=as",
        "fylke=46",
        "hvem=favoritter",
        "q=fjordtre+lager",
    ],
)
def test_it_holds_what_the_list_shows_and_in_its_order(client, filtertekst: str) -> None:
    rows = read(export(client, alle="1", filtertekst=filtertekst))
    assert [row["Navn"] for row in rows] == names(client.get(f"/kunder?{filtertekst}").text)
    assert rows


def test_a_row_as_people_read_it(client) -> None:
    row = read(export(client, valgt=str(NORDVIK.id("fjordtre.lager"))))[0]
    assert row["Ligger under"] == "Fjordtre AS"
    assert row["Status"] == "Aktiv"
    assert row["Kundeansvarlig"] == "Marte Solheim"
    assert list(row) == ALLE.header()


def test_only_the_ticked_ones_and_never_another_agencys(client) -> None:
    rows = read(export(client, valgt=[str(MOSS), str(ALNA), str(SOLVIK.id("fjellheim")), "x"]))
    assert [row["Navn"] for row in rows] == ["Alna Lager og Logistikk AS", "Moss Emballasje AS"]
    assert export(client, valgt=str(SOLVIK.id("fjellheim"))).status_code == 409
    assert export(client).status_code == 409  # nothing ticked is not everything


def test_a_workbook_holds_the_same(client) -> None:
    answer = export(client, alle="1", filtertekst="status=aktiv", format="xlsx")
    sheet = load_workbook(io.BytesIO(whole(answer)), read_only=True).active
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    told = read(export(client, alle="1", filtertekst="status=aktiv"))
    assert rows[0] == ALLE.header()
    assert [row[1] for row in rows[1:]] == [row["Navn"] for row in told]
    assert "kunder-" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].endswith(".xlsx")


@pytest.mark.parametrize("navn", ["=1+1", "+4759900101", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_reckoned_with(navn: str) -> None:
    assert line_of(navn).lstrip('"').startswith("'")
    assert cell_of(navn).data_type != "f"


def test_ordinary_cells_are_left_as_they_are() -> None:
    assert line_of("Åsane; «Dekk»\nog Bil") == '"Åsane; «Dekk»\nog Bil"\r\n'
    assert line_of(10_042) == "10042\r\n"
    assert cell_of("Åsane\x0b").value == "Åsane"
    assert cell_of(10_042).value == 10_042


def test_it_is_logged_with_who_how_many_and_which(client, session) -> None:
    antall = len(read(export(client, alle="1", filtertekst="status=potensiell")))
    read(export(client, valgt=str(MOSS)))
    logged = session.scalars(
        select(Hendelse).where(Hendelse.kode == "kunder.eksportert").order_by(Hendelse.id)
    ).all()
    assert [(row.aktoer_navn, row.data["antall"], row.data["utvalg"]) for row in logged] == [
        ("Marte Solheim", antall, "alle?status=potensiell"),
        ("Marte Solheim", 1, "valgte"),
    ]


def test_a_reader_is_offered_none_and_gets_none(client) -> None:
    reader = client.as_("berit")
    assert "/kunder/eksport" not in reader.get("/kunder").text
    assert "/kunder/eksport" in client.as_("lise").get("/kunder").text
    assert export(reader, alle="1").status_code == 403


def test_a_workbook_has_an_end_and_csv_has_none(client, session, monkeypatch) -> None:
    monkeypatch.setattr(eksport, "MOST_XLSX", 3)
    answer = export(client, alle="1", filtertekst="", format="xlsx")
    assert answer.status_code == 409
    assert "Velg CSV" in answer.text
    assert len(read(export(client, alle="1", filtertekst=""))) > 3
    logged = session.scalars(select(Hendelse).where(Hendelse.kode == "kunder.eksportert")).all()
    assert [row.data["format"] for row in logged] == ["csv"]


def test_rows_are_read_a_batch_at_a_time(session, connection, monkeypatch) -> None:
    whole = [row.id for row in _all(session)]
    monkeypatch.setattr(queries, "BATCH", 7)
    with statements(connection) as seen:
        parts = [row.id for row in _all(session)]
    assert parts == whole
    assert len(seen) == len(whole) // 7 + 1


def _all(session):
    return iter_rader(
        session, utvalg=Utvalg(valg=Filter(status="alle")), leser=Leser(NORDVIK.id("marte"), None)
    )


def test_ten_thousand_rows_wait_on_disk_and_not_in_memory(session) -> None:
    _many(session, 10_000)
    with write_csv(ALLE.header(), (ALLE.cells(row) for row in _all(session))) as held:
        assert sum(1 for _line in held) > 10_000
        assert held.tell() > IN_MEMORY
        assert held._rolled


def _many(session, antall: int) -> None:
    session.execute(
        text(
            """INSERT INTO kunde (tenant_id, id, kundenr, navn, sortering, status_id, selskap_id, poststed,
            opprettet_tid, endret_tid)
            SELECT k.tenant_id, gen_random_uuid(), 500000 + n, 'Mange ' || repeat('x', 80) || n,
            'mange ' || lpad(n::text, 6, '0'), k.status_id, k.selskap_id, 'Bergen', now(), now()
            FROM kunde k, generate_series(1, :antall) n WHERE k.id = :moss"""
        ),
        {"antall": antall, "moss": MOSS},
    )
