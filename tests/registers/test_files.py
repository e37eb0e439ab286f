"""The bundled facts hold together, and files of post codes are read or refused whole."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from portal.errors import Refused
from portal.registers.models import ZONES, Enhet, Virkning
from portal.registers.sources.bundled import files

PACKAGE_TEXT = """"use strict";
const postalCodeMap = {
    "0001": { "city": "OSLO", "municipality": "OSLO" },
    "1592": { "city": "VÅLER I ØSTFOLD", "municipality": "VÅLER (ØSTFOLD)" },
    "2436": { "city": "VÅLER I SOLØR", "municipality": "VÅLER (INNLANDET)" },
    "2350": { "city": "NES PÅ HEDMARKEN", "municipality": "RINGSAKER" },
    "9170": { "city": "LONGYEARBYEN", "municipality": "SVALBARD" },
    "9840": { "city": "VARANGERBOTN", "municipality": "UNJARGGA NESSEBY" },
    "2133": { "city": "GARDVIK-NORD", "municipality": "NORD-ODAL" },
};
function getPostalCodeInfo(postalCode) {
    return postalCodeMap[postalCode];
}
"""


@pytest.fixture
def package(tmp_path):
    """Put a package under a project folder and give the folder."""

    def install(text: str = PACKAGE_TEXT):
        path = tmp_path / files.PACKAGE
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    return install


def test_municipalities_are_357_in_15_counties():
    kommuner = files.read_kommuner()
    assert len(kommuner) == len({row.nr for row in kommuner}) == 357
    counties = {(row.fylkesnr, row.fylke) for row in kommuner}
    assert len(counties) == 15
    assert ("46", "Vestland") in counties
    assert all(row.nr.startswith(row.fylkesnr) for row in kommuner)
    assert all(row.maalform in {"bokmaal", "nynorsk", "noeytral"} for row in kommuner)
    assert all(57 < row.sted[0] < 72 and 4 < row.sted[1] < 32 for row in kommuner if row.sted)
    assert sum(row.sted is None for row in kommuner) <= 1


def test_zones_are_known_ones_and_only_checked_ones_are_called_confirmed():
    kommuner = {row.navn: row for row in files.read_kommuner()}
    assert {row.aga_sone for row in kommuner.values()} == {*ZONES, None}
    assert kommuner["Oslo"].aga_sone == "I"
    assert kommuner["Bodø"].aga_sone == kommuner["Tromsø"].aga_sone == "IVa"
    assert all(row.aga_sone == "V" for row in kommuner.values() if row.fylke == "Finnmark")
    nord_troms = {"Kåfjord", "Skjervøy", "Nordreisa", "Kvænangen", "Karlsøy", "Lyngen", "Storfjord"}
    assert {n for n, row in kommuner.items() if row.fylke == "Troms" and row.aga_sone == "V"} == nord_troms
    assert {row.aga_sone for row in kommuner.values() if row.aga_bekreftet} == {"V"}
    # where no zone counts for the main part, the parts are named
    assert all(row.aga_delt for row in kommuner.values() if row.aga_sone is None)


def test_rates_of_one_kind_never_overlap_and_have_a_source():
    rates = files.read_satser()
    by_kind: dict[tuple[str, str], list] = {}
    for rate in rates:
        by_kind.setdefault((rate.kode, rate.variant), []).append(rate)
        assert rate.kilde
        assert Enhet(rate.enhet)
        assert rate.verdi >= 0
    for kind, rows in by_kind.items():
        rows.sort(key=lambda rate: rate.gyldig_fra)
        for before, after in pairwise(rows):
            assert before.gyldig_til == after.gyldig_fra, kind
    assert {rate.variant for rate in rates if rate.kode == "aga"} == set(ZONES)


def test_fees_follow_from_the_inkassosats():
    rates = {(rate.kode, rate.gyldig_fra): rate.verdi for rate in files.read_satser()}
    for first in (date(2025, 1, 1), date(2026, 1, 1)):
        kroner = rates["inkassosats", first] / 100
        assert rates["purregebyr", first] == int(kroner / 20 + 0.5) * 100
        assert rates["betalingsoppfordring", first] == int(kroner * 3 / 20 + 0.5) * 100


def test_rules_have_a_paragraph_a_source_and_an_effect():
    rules = files.read_lovregler()
    assert len({rule.kode for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.hjemmel, rule.kode
        assert rule.kilde, rule.kode
        assert Virkning(rule.virkning)
        assert (rule.verdi is None) == (rule.enhet is None), rule.kode
    ban = next(rule for rule in rules if rule.kode == "innleie.byggeforbud")
    names = {row.fylkesnr: row.fylke for row in files.read_kommuner()}
    assert {names[nr] for nr in ban.liste} == {"Oslo", "Akershus", "Østfold", "Buskerud", "Vestfold"}


def test_the_package_is_read_with_names_and_municipalities(package):
    rows = {row.nr: row for row in files.read_package(package())}
    assert rows["0001"] == files.Postnummerrad("0001", "Oslo", "0301", None)
    assert (rows["1592"].poststed, rows["1592"].kommunenr) == ("Våler i Østfold", "3114")
    assert (rows["2436"].poststed, rows["2436"].kommunenr) == ("Våler i Solør", "3419")
    assert rows["2350"].poststed == "Nes på Hedmarken"
    assert rows["9170"].kommunenr is None
    assert rows["9840"].kommunenr == "5636"
    assert rows["2133"].poststed == "Gardvik-Nord"


@pytest.mark.parametrize(
    "text", ["", "module.exports = {}", PACKAGE_TEXT.replace("RINGSAKER", "NEDLAGT KOMMUNE")]
)
def test_a_package_of_another_form_is_refused(package, text):
    with pytest.raises(Refused):
        files.read_package(package(text))


def test_a_package_that_is_not_installed_is_refused(tmp_path):
    with pytest.raises(Refused, match="npm"):
        files.read_package(tmp_path)


def test_brings_own_file_is_read_in_its_own_encoding(tmp_path):
    file = tmp_path / "Postnummerregister-ansi.txt"
    file.write_bytes(
        "0001\tOSLO\t0301\tOSLO\tP\r\n8001\tBODØ\t1804\tBODØ\tG\r\n9170\tLONGYEARBYEN\t2100\tSVALBARD\tB\r\n".encode(
            "cp1252"
        )
    )
    rows = files.read_file(file)
    assert [(row.nr, row.poststed, row.kommunenr) for row in rows] == [
        ("0001", "Oslo", "0301"),
        ("8001", "Bodø", "1804"),
        ("9170", "Longyearbyen", None),
    ]


def test_a_sheet_gives_coordinates_where_they_are_the_post_codes_own(tmp_path):
    file = tmp_path / "postnummer.csv"
    file.write_text(
        "\ufeffpostnr;poststed;kommunenr;breddegrad;lengdegrad;noyaktighet\n"
        "0001;Oslo;0301;59.9116;10.7545;postnummer\n"
        "31;Oslo;0301;59.92;10.75;kommune\n",
        encoding="utf-8",
    )
    assert files.read_file(file) == [
        files.Postnummerrad("0001", "Oslo", "0301", (59.9116, 10.7545)),
        files.Postnummerrad("0031", "Oslo", "0301", None),
    ]


@pytest.mark.parametrize(
    "text", ["", "navn;adresse\nOle;Veien 1\n", "postnr;poststed;kommunenr\nABCD;Oslo;0301\n"]
)
def test_a_file_of_something_else_is_refused(tmp_path, text):
    file = tmp_path / "noe.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused):
        files.read_file(file)


def test_our_own_post_codes_lie_in_municipalities_that_exist_and_in_norway():
    rows = files.read_poststeder()
    numbers = {row.nr for row in files.read_kommuner()}
    assert len({row.nr for row in rows}) == len(rows) > 5_000
    assert {row.kommunenr for row in rows if row.kommunenr} <= numbers
    placed = [row.sted for row in rows if row.sted]
    assert len(placed) > 4_500
    assert all(57.5 < lat < 81 and -9 < lon < 32 for lat, lon in placed)  # Jan Mayen is far west
    bergen = next(row for row in rows if row.nr == "5003")
    assert (bergen.poststed, bergen.kommunenr) == ("Bergen", "4601")


def test_rows_without_a_place_get_the_one_of_our_table():
    known = files.Postnummerrad("5003", "Bergen", "4601", (1.0, 2.0))
    given, unknown = files.with_coordinates(
        [replace(known, sted=None), files.Postnummerrad("0000", "Ingen", None, None)]
    )
    assert given.sted is not None
    assert unknown.sted is None
    assert files.with_coordinates([known]) == [known]
