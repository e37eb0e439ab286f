"""The list of customers by own fields: narrowed, kept in views, and taken out as a file."""

import csv
import io
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.dev.cast import NORDVIK
from portal.kundekort.feltfilter import MOST_PARTS, ops_of, part_name
from portal.kundekort.models import EgetFelt
from portal.kundekort.utvalg import read_text, write_filter
from portal.web.decimals import parse_desimal
from portal.web.parse import BadInput
from tests.kundekort.felt.fields import TYPED, S, change, field, put
from tests.kundekort.kunder.test_routes import names

# --- filters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slag", "value", "op", "hit", "miss"),
    [
        (S.TEKST, "Port B", "har", "port", "rampe"),
        (S.VALG, "A", "er", "A", "B"),
        (S.FLERVALG, ["A", "B"], "er", "B", "C"),
        (S.JANEI, False, "janei", "nei", "ja"),
        (S.HELTALL, 40, "heltall-fra", "40", "41"),
        (S.HELTALL, 40, "heltall-til", "1 000", "39"),
        (S.DESIMAL, 125_000, "desimal-til", "12,5", "12,4"),
        (S.BELOEP, 150_050, "beloep-fra", "1 500,50", "1500,51"),
        (S.DATO, "2026-11-19", "dato-fra", "19.11.2026", "20.11.26"),
        (S.DATO, "2026-11-19", "dato-til", "2026-11-19", "181126"),
        (S.KLOKKESLETT, "07:30", "klokkeslett-til", "0730", "7.29"),
    ],
)
def test_the_list_is_narrowed_and_the_filter_reads_back(
    client, session, make, slag, value, op, hit, miss
) -> None:
    felt, kunde = field(session, slag=slag), make.kunde(navn="Filtrert AS")
    put(session, kunde, felt, value)
    assert op in ops_of(slag)
    name = part_name(felt.id, op)
    for typed, expected in ((hit, ["Filtrert AS"]), (miss, [])):
        page = client.get("/kunder", query_string={name: typed, "q": "filtrert"})
        assert names(page.text) == expected, typed
        valg = read_text(f"{name}={typed}")
        assert valg.felt
        assert read_text(write_filter(valg)) == valg
        alone = client.get(f"/kunder?{write_filter(valg)}")
        assert names(alone.text) == expected, typed


def test_what_cannot_be_read_narrows_nothing_and_is_said(client, session) -> None:
    felt = field(session, slag=S.DATO)
    page = client.get("/kunder", query_string={part_name(felt.id, "dato-fra"): "tull", "q": "fjordtre"}).text
    assert "«tull» er ikke en dato" in page
    assert names(page)
    for odd in (
        "felt.x.er=1",
        f"felt.{felt.id}.drop=1",
        f"felt.{felt.id}.heltall=1",
        f"felt.{felt.id}.heltall-til-fra=5",
        "fylke=4%00",
        "kommune=46%0001",
        "q=fj%00ord",
        "hvem=%FF%FE",
        f"felt.{felt.id}.har=%00",
    ):
        assert client.get(f"/kunder?{odd}").status_code == 200


@pytest.mark.parametrize("slag", [S.TEKST, S.VALG, S.DATO])
def test_a_bound_on_another_kind_of_value_fails_nothing(client, session, make, slag) -> None:
    felt = field(session, slag=slag)
    put(session, make.kunde(), felt, TYPED[slag][1])
    assert client.get("/kunder", query_string={part_name(felt.id, "heltall-fra"): "1"}).status_code == 200


def test_a_number_that_is_too_long_is_refused_and_a_stored_one_fails_nothing(client, session, make) -> None:
    felt, kunde = field(session, slag=S.DESIMAL), make.kunde(navn="Filtrert AS")
    put(session, kunde, felt, 10**30)  # from before there was a bound
    name = part_name(felt.id, "desimal-fra")
    page = client.get("/kunder", query_string={name: "12,5", "q": "filtrert"})
    assert names(page.text) == ["Filtrert AS"]
    told = client.get("/kunder", query_string={name: "9" * 30, "q": "filtrert"})
    assert told.status_code == 200
    assert "Tallet er for stort." in told.text
    with pytest.raises(BadInput, match="for stort"):
        parse_desimal("-100 000 000 001")
    assert parse_desimal("100 000 000 000") == 10**15


@pytest.mark.usefixtures("jon")
def test_a_view_on_a_retired_or_unknown_field_says_so_and_works(client, session, make) -> None:
    felt, kunde = field(session, navn="Gammelt felt"), make.kunde(navn="Filtrert AS")
    put(session, kunde, felt, "x")
    make.kunde(navn="Filtrert Uten AS")
    session.flush()
    query = {part_name(felt.id, "har"): "x", "q": "filtrert"}
    assert names(client.get("/kunder", query_string=query).text) == ["Filtrert AS"]
    change(session, felt, i_bruk=False)
    session.flush()
    for ask in (client.get, client.htmx):
        page = ask("/kunder", query_string=query).text
        assert "Feltet «Gammelt felt» er tatt ut av bruk" in page
        assert "Filtrert AS" in page
        assert "Filtrert Uten AS" in page
    gone = client.get("/kunder", query_string={part_name(uuid4(), "har"): "x", "q": "filtrert"}).text
    assert "som ikke finnes lenger" in gone
    assert len(names(gone)) == 2


def test_the_filters_stand_in_the_form_with_what_was_chosen(client, session) -> None:
    field(session, slag=S.VALG)
    felt = session.scalars(select(EgetFelt).where(EgetFelt.navn == "Prøvefelt")).one()
    name = part_name(felt.id, "er")
    page = client.get("/kunder", query_string={name: "B"}).text
    assert f'name="{name}"' in page
    assert '<option value="B" selected>' in page
    assert 'class="feltfilter" open' in page


@pytest.mark.usefixtures("jon")
def test_a_choice_that_was_taken_away_is_shown_as_what_it_is(client, session, make) -> None:
    felt, kunde = field(session, slag=S.VALG), make.kunde(navn="Valgte B AS")
    put(session, kunde, felt, "B")
    asked = {part_name(felt.id, "er"): "B", "q": "valgte"}
    assert (
        "tatt bort" not in client.get("/kunder", query_string=asked).text
    )  # the control: it is still offered
    change(session, felt, valg=("A",))
    session.flush()
    page = client.get("/kunder", query_string=asked).text
    assert names(page) == ["Valgte B AS"]  # it narrows as before
    assert '<option value="B" selected>B (tatt bort)</option>' in page
    other = client.get("/kunder", query_string={**asked, part_name(felt.id, "er"): "A"}).text
    assert "tatt bort" not in other


def test_more_parts_than_are_used_is_said(client, session) -> None:
    def ask(count: int) -> str:
        parts = {part_name(uuid4(), "har"): "x" for _each in range(count)}
        return client.get("/kunder", query_string=parts).text

    said = f"flere enn {MOST_PARTS} deler"
    assert said not in ask(MOST_PARTS)
    assert said in ask(MOST_PARTS + 1)


# --- export -----------------------------------------------------------------------------------


def read(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    with response:
        text = response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("slag", "cell"),
    [
        (S.TEKST, "Port B"),
        (S.HELTALL, "1234"),
        (S.DESIMAL, "12,5"),
        (S.BELOEP, "1234,50"),
        (S.DATO, "2026-11-19"),
        (S.KLOKKESLETT, "07:30"),
        (S.JANEI, "Nei"),
        (S.VALG, "B"),
        (S.FLERVALG, "A, B"),
    ],
)
def test_a_chosen_field_is_a_column(client, session, make, slag, cell) -> None:
    felt, kunde = field(session, slag=slag), make.kunde(navn="Eksportert AS")
    put(session, kunde, felt, TYPED[slag][1])
    form = {"format": "csv", "utvalg": str(kunde.id), "kolonnevalg": "1", "kolonne": ["navn", str(felt.id)]}
    assert read(client.post("/kunder/eksport", form)) == [{"Navn": "Eksportert AS", "Prøvefelt": cell}]
    plain = read(client.post("/kunder/eksport", {"format": "csv", "valgt": str(kunde.id)}))
    assert "Prøvefelt" not in plain[0]  # unless it was asked for
    xlsx = client.post("/kunder/eksport", {**form, "format": "xlsx"})
    assert xlsx.status_code == 200
    xlsx.close()


def test_the_page_of_columns_takes_the_filter_along(client, session) -> None:
    felt = field(session)
    page = client.get("/kunder/eksport/velg?status=potensiell").text
    assert str(felt.id) in page
    assert 'value="alle?status=potensiell"' in page
    ticked = client.post("/kunder/eksport/velg", {"valgt": str(NORDVIK.id("moss"))})
    assert f'value="{NORDVIK.id("moss")}"' in ticked.text
    none = client.post("/kunder/eksport", {"format": "csv", "utvalg": "alle?", "kolonnevalg": "1"})
    assert none.status_code == 409
    assert client.as_("berit").get("/kunder/eksport/velg").status_code == 403
