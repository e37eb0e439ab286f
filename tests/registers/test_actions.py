"""Loading and refreshing, and what the queries then say on a given day."""

from datetime import date

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError, StatementError

from portal.errors import NotFound, Refused
from portal.registers import queries
from portal.registers.actions import last_inn_lovregler, last_inn_satser, oppdater_postnumre
from portal.registers.models import Kommune, Sats
from portal.registers.sources.bundled import files
from portal.registers.sources.bundled.files import Postnummerrad, Satsrad
from tests.registers.conftest import CODES


def test_loading_twice_is_loading_once(loaded):
    before = queries.list_satser(loaded)
    again = last_inn_satser(loaded, rader=files.read_satser())
    assert (again.lagret, again.fjernet) == (len(before), 0)
    assert queries.list_satser(loaded) == before
    interest = queries.list_satser(loaded, kode="forsinkelsesrente")
    assert [rate.verdi for rate in interest] == [1225, 1200, 1225, 1250]
    assert last_inn_lovregler(loaded, rader=files.read_lovregler()).fjernet == 0


@pytest.mark.parametrize(
    ("kode", "variant", "day", "value"),
    [
        ("forsinkelsesrente", "", date(2026, 6, 30), 1200),
        ("forsinkelsesrente", "", date(2026, 7, 1), 1225),
        ("standardkompensasjon", "", date(2026, 11, 21), 43000),
        ("purregebyr", "", date(2025, 12, 31), 3500),
        ("purregebyr", "", date(2026, 1, 1), 3800),
        ("mva", "hoey", date(2026, 11, 21), 2500),
        ("aga", "I", date(2026, 11, 21), 1410),
        ("aga", "V", date(2026, 11, 21), 0),
        ("feriepenger", "", date(2026, 11, 21), 1020),
        ("feriepenger", "fem_uker", date(2026, 11, 21), 1200),
    ],
)
def test_the_rate_of_the_day(loaded, kode, variant, day, value):
    assert queries.get_sats(loaded, kode=kode, variant=variant, dato=day).verdi == value


@pytest.mark.parametrize(
    ("kode", "variant", "day"),
    [
        ("forsinkelsesrente", "", date(2027, 1, 1)),  # announced in December, so not known
        ("forsinkelsesrente", "", date(2024, 12, 31)),
        ("aga", "VI", date(2026, 1, 1)),
        ("finnes_ikke", "", date(2026, 1, 1)),
    ],
)
def test_a_rate_nobody_knows_is_not_guessed(loaded, kode, variant, day):
    with pytest.raises(NotFound):
        queries.get_sats(loaded, kode=kode, variant=variant, dato=day)


def test_unconfirmed_rates_say_so(loaded):
    assert not queries.get_sats(loaded, kode="grunnbeloep", dato=date(2026, 11, 21)).bekreftet
    assert queries.get_sats(loaded, kode="purregebyr", dato=date(2026, 11, 21)).bekreftet


def test_every_zone_at_once(loaded):
    zones = queries.list_variants(loaded, kode="aga", dato=date(2026, 11, 21))
    assert {zone: rate.verdi for zone, rate in zones.items()} == {
        "I": 1410, "Ia": 1060, "II": 1060, "III": 640, "IV": 510, "IVa": 790, "V": 0,
    }  # fmt: skip
    assert queries.list_variants(loaded, kode="aga", dato=date(2024, 12, 31)) == {}


def test_a_rate_taken_out_of_the_file_is_removed(loaded):
    extra = Satsrad("prøve", "", 1, "bp", date(2026, 1, 1), None, False, "test", "")
    last_inn_satser(loaded, rader=[*files.read_satser(), extra])
    assert queries.get_sats(loaded, kode="prøve", dato=date(2026, 2, 1)).verdi == 1
    assert last_inn_satser(loaded, rader=files.read_satser()).fjernet == 1
    with pytest.raises(NotFound):
        queries.get_sats(loaded, kode="prøve", dato=date(2026, 2, 1))


def test_rules_of_the_day(loaded):
    rule = queries.get_lovregel(loaded, kode="overtid.per_uke", dato=date(2026, 11, 21))
    assert (rule.verdi, rule.overstyres_av, rule.hjemmel) == (600, "admin", "aml § 10-6")
    overtime = queries.list_lovregler(loaded, dato=date(2026, 11, 21), prefiks="overtid.")
    assert "overtid.per_aar" in overtime
    assert "pause.krav_over" not in overtime
    assert queries.list_lovregler(loaded, dato=date(2020, 1, 1)) == {}
    with pytest.raises(NotFound):
        queries.get_lovregel(loaded, kode="overtid.per_uke", dato=date(2020, 1, 1))


def test_a_post_code_and_how_exact_its_place_is(loaded):
    exact = queries.get_poststed(loaded, postnr="5003")
    assert exact is not None
    assert (exact.poststed, exact.kommune, exact.fylke, exact.noeyaktig) == (
        "Bergen",
        "Bergen",
        "Vestland",
        True,
    )
    centre = queries.get_poststed(loaded, postnr="5004")
    assert centre is not None
    assert not centre.noeyaktig
    assert centre.breddegrad is not None
    svalbard = queries.get_poststed(loaded, postnr="9170")
    assert svalbard is not None
    assert (svalbard.kommune, svalbard.breddegrad) == (None, None)
    assert queries.get_poststed(loaded, postnr="9999") is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("500", ["5003", "5004"]),
        ("mo i", ["8601"]),
        ("BERG", ["5003", "5004"]),
        ("%", []),
        ("", []),
        ("xyz", []),
    ],
)
def test_places_while_typing(loaded, typed, found):
    assert [place.nr for place in queries.search_poststeder(loaded, text=typed)] == found


def test_the_zone_follows_the_municipality(loaded):
    assert queries.get_aga_sone(loaded, kommunenr="0301").sone == "I"
    split = queries.get_aga_sone(loaded, kommunenr="4647")
    assert split.sone is None
    assert "Førde" in split.delt
    with pytest.raises(NotFound):
        queries.get_aga_sone(loaded, kommunenr="0219")


def test_municipalities_and_counties_in_norwegian_order(loaded):
    counties = [navn for _nr, navn in queries.list_fylker(loaded)]
    assert counties[0] == "Agder"
    assert counties[-1] == "Østfold"
    vestfold = [navn for _nr, navn in queries.list_kommuner(loaded, fylkesnr="39")]
    assert vestfold == ["Færder", "Holmestrand", "Horten", "Larvik", "Sandefjord", "Tønsberg"]
    assert len(queries.list_kommuner(loaded)) == 357
    assert queries.get_kommunenavn(loaded, kommunenr="0301") == "Oslo"
    assert queries.get_kommunenavn(loaded, kommunenr="0219") == ""


def test_a_refresh_keeps_coordinates_and_drops_codes_that_are_gone(loaded):
    newer = [row for row in CODES if row.nr != "0001"]
    newer[0] = Postnummerrad("5003", "Bergen sentrum", "4601", None)
    done = oppdater_postnumre(loaded, rader=newer, kilde="nyere")
    assert (done.lagret, done.fjernet) == (len(CODES) - 1, 1)
    kept = queries.get_poststed(loaded, postnr="5003")
    assert kept is not None
    assert (kept.poststed, kept.breddegrad, kept.noeyaktig) == ("Bergen sentrum", 60.4, True)
    assert queries.get_poststed(loaded, postnr="0001") is None


@pytest.mark.parametrize("rows", [CODES[:4], [*CODES, CODES[0]]], ids=["half a file", "a code twice"])
def test_a_file_that_is_not_whole_changes_nothing(loaded, rows):
    with pytest.raises(Refused):
        oppdater_postnumre(loaded, rader=rows, kilde="gal")
    assert len(queries.search_poststeder(loaded, text="0", limit=50)) == 16


def test_control_a_whole_rate_is_taken(loaded):
    row = {"kode": "x", "verdi": 1, "enhet": "bp", "gyldig_fra": date(2026, 1, 1), "kilde": "k"}
    loaded.execute(insert(Sats).values({"bekreftet": True, **row}))
    assert queries.get_sats(loaded, kode="x", dato=date(2026, 1, 1)).verdi == 1


@pytest.mark.parametrize(
    "wrong",
    [{"kilde": ""}, {"gyldig_til": date(2025, 1, 1)}, {"enhet": "kroner"}, {"bekreftet": None}],
)
def test_a_rate_without_source_or_with_a_turned_period_is_refused_by_the_database(loaded, wrong):
    row = {"kode": "x", "verdi": 1, "enhet": "bp", "gyldig_fra": date(2026, 1, 1), "kilde": "k"}
    with pytest.raises((IntegrityError, StatementError)), loaded.begin_nested():
        loaded.execute(insert(Sats).values({"bekreftet": True, **row, **wrong}))


@pytest.mark.parametrize("table", ["kommune", "postnummer", "sats", "lovregel"])
def test_the_app_reads_but_never_writes_register_data(session, table):
    assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() >= 0
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(text(f"DELETE FROM {table}"))


def test_municipality_rows_agree_with_the_file(loaded):
    stored = {row.nr: row.navn for row in loaded.execute(select(Kommune.nr, Kommune.navn))}
    assert stored == {row.nr: row.navn for row in files.read_kommuner()}
