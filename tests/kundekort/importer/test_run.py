"""From file to undo, with small lists: what is made, changed, left, linked and taken back."""

import pytest
from sqlalchemy import func, select

from portal.errors import Refused
from portal.kundekort.importer.actions import les_fil, proev_import, start_import
from portal.kundekort.importer.queries import list_rader
from portal.kundekort.importer.run import kjoer_del
from portal.kundekort.importer.tables import read_table
from portal.kundekort.importer.undo import angre_import
from portal.kundekort.kommentarer.actions import skriv_kommentar
from portal.kundekort.kunder.queries import Filter, list_kunder
from portal.kundekort.models import (
    Adresse,
    Arbeidssted,
    Import,
    Importtilstand,
    Kommentarslag,
    Kunde,
    KundeForelder,
    Kundestatus,
    Soekeord,
)

HEADER = "Id;Overordnet id;Navn;Organisasjonsnummer;Telefon;Postnummer;Poststed\n"


def run(session, text: str, *, kilde: str = "import", part: int = 1_000) -> Import:
    kjoering = les_fil(
        session, filnavn="liste.csv", tabell=read_table("liste.csv", text.encode()), kilde=kilde
    )
    proev_import(session, import_id=kjoering.id)
    start_import(session, import_id=kjoering.id)
    while not kjoer_del(session, import_id=kjoering.id, storrelse=part).ferdig:
        pass
    session.flush()
    return kjoering


def counts(kjoering: Import) -> tuple[int, int, int, int, int]:
    return kjoering.nye, kjoering.oppdatert, kjoering.uendret, kjoering.duplikat, kjoering.feil


def found(session, q: str) -> list[str]:
    rows = list_kunder(session, valg=Filter(q=q), bruker_id=None, avdeling_id=None).rows
    return [row.navn for row in rows]


def kunde(session, navn: str) -> Kunde:
    stmt = select(Kunde).where(Kunde.navn == navn).execution_options(populate_existing=True)
    return session.scalars(stmt).one()


def remarks(session, kjoering: Import) -> dict[int, list[str]]:
    rows = list_rader(session, import_id=kjoering.id, utfall=None).rows
    return {row.linje: [m["kode"] for m in row.merknader] for row in rows if row.merknader}


def test_new_ones_are_whole_customers(session) -> None:
    kjoering = run(session, HEADER + "7;;  Ny   Importert AS ;310 889 474;55 90 12 34;5003;Bergen\n")
    assert counts(kjoering) == (1, 0, 0, 0, 0)
    row = kunde(session, "Ny Importert AS")
    assert (row.orgnr, row.telefon, row.poststed, row.kommunenr) == (
        "310889474",
        "+4755901234",
        "Bergen",
        "4601",
    )
    assert (row.ekstern_kilde, row.ekstern_id, row.import_id) == ("import", "7", kjoering.id)
    for q in ("importert", "310889474", "55901234", "bergen ny", str(row.kundenr)):
        assert "Ny Importert AS" in found(session, q), q


def test_the_visiting_address_of_a_new_one_is_its_first_worksite(session) -> None:
    head = "Navn;Besøksadresse;Besøksadresse postnummer;Postnummer\n"
    run(session, head + "Sted Import AS;Kaia 1;5003;\nBare Post AS;;;5003\n")
    made = session.scalars(
        select(Arbeidssted).where(Arbeidssted.kunde_id == kunde(session, "Sted Import AS").id)
    )
    sted = made.one()
    assert (sted.navn, sted.adresse, sted.postnr, sted.poststed) == (
        "Sted Import AS",
        "Kaia 1",
        "5003",
        "Bergen",
    )
    assert (sted.kommunenr, sted.er_standard, sted.er_aktiv) == ("4601", True, True)
    assert sted.breddegrad is not None
    other = select(Arbeidssted).where(Arbeidssted.kunde_id == kunde(session, "Bare Post AS").id)
    assert session.scalars(other).all() == []
    run(session, head + "Sted Import AS;Kaia 2;5003;\n")
    again = select(func.count()).where(Arbeidssted.kunde_id == kunde(session, "Sted Import AS").id)
    assert session.scalar(again) == 1, "a customer that is there has its own"


def test_the_second_time_makes_nothing(session) -> None:
    text = HEADER + "1;;Alfa Import AS;310889474;;;\n2;1;Beta Import AS;;;;\n"
    run(session, text)
    assert counts(run(session, text)) == (0, 0, 2, 0, 0)


def test_a_change_updates_and_blank_cells_say_nothing(session) -> None:
    run(session, HEADER + "1;;Alfa Import AS;310889474;02770;5003;Bergen\n")
    before = kunde(session, "Alfa Import AS").versjon
    changed = run(session, HEADER + "1;;Alfa Nytt Navn AS;;;;\n")
    assert counts(changed) == (0, 1, 0, 0, 0)
    row = kunde(session, "Alfa Nytt Navn AS")
    assert (row.orgnr, row.telefon, row.versjon) == ("310889474", "02770", before + 1)
    assert found(session, "alfa nytt") == ["Alfa Nytt Navn AS"]
    assert found(session, "alfa import") == []


def test_the_same_id_from_another_source_is_another_customer(session) -> None:
    run(session, HEADER + "1;;Alfa Import AS;;;;\n")
    other = run(session, HEADER + "1;;Gamma Import AS;;;;\n", kilde="regnskap")
    assert counts(other) == (1, 0, 0, 0, 0)
    assert kunde(session, "Alfa Import AS").ekstern_kilde == "import"


def test_a_customer_made_by_hand_is_met_by_number_and_name(session, cast) -> None:
    met = run(session, HEADER + "9;;Fjordtre AS;310889105;;;\n")
    assert counts(met) == (0, 1, 0, 0, 0)
    assert kunde(session, "Fjordtre AS").id == cast.id("fjordtre")
    assert kunde(session, "Fjordtre AS").ekstern_id == "9"


def test_duplicates_errors_and_remarks_name_their_lines(session) -> None:
    kjoering = run(
        session,
        HEADER
        + "1;;Alfa Import AS;310889474;;;\n"
        + "1;;Alfa igjen;;;;\n"
        + "2;;;310889482;;;\n"
        + "3;;Feil Nummer AS;123456789;;;\n"
        + "4;;Delt Nummer AS;310889474;ring kontoret;;\n"
        + "5;77;Foreldreløs AS;;;;\n",
    )
    assert counts(kjoering) == (3, 0, 0, 1, 2)
    assert remarks(session, kjoering) == {
        2: ["orgnr_finnes"],
        3: ["samme_id"],
        4: ["mangler_navn"],
        5: ["orgnr"],
        6: ["telefon", "orgnr_finnes"],
        7: ["ukjent_forelder"],
    }
    assert kunde(session, "Delt Nummer AS").telefon == "ring kontoret"


def test_children_may_come_before_parents_and_rings_are_left_out(session) -> None:
    kjoering = run(
        session,
        HEADER
        + "3;2;Nederst Import;;;;\n2;1;Midten Import;;;;\n1;;Toppen Import;;;;\n"
        + "8;9;Ring A Import;;;;\n9;8;Ring B Import;;;;\n",
        part=2,
    )
    links = {
        (row.kunde_id, row.forelder_id)
        for row in session.execute(select(KundeForelder.kunde_id, KundeForelder.forelder_id))
    }
    top, middle, low = (kunde(session, f"{navn} Import").id for navn in ("Toppen", "Midten", "Nederst"))
    assert {(low, middle), (middle, top)} <= links
    assert not {kunde(session, "Ring A Import").id, kunde(session, "Ring B Import").id} & {
        c for c, _p in links
    }
    assert remarks(session, kjoering) == {5: ["ring"], 6: ["ring"]}


def test_undo_takes_back_what_was_made_and_what_was_changed(session) -> None:
    run(session, HEADER + "1;;Alfa Import AS;310889474;02770;5003;Bergen\n")
    words = _words(session, "Alfa Import AS")
    second = run(session, HEADER + "1;;Alfa Endret AS;;55901234;0150;Oslo\n2;1;Beta Import AS;;;;\n")
    undone = angre_import(session, import_id=second.id)
    session.flush()
    assert (undone.antall, undone.antall_beholdt) == (2, 0)
    row = kunde(session, "Alfa Import AS")
    assert (row.telefon, row.poststed) == ("02770", "Bergen")
    assert _words(session, "Alfa Import AS") == words
    assert found(session, "beta import") == []
    assert _status(session, "Beta Import AS") == "X"
    assert _links(session, "Beta Import AS") == 0
    assert angre_import(session, import_id=second.id).antall == 0


def test_undo_leaves_what_somebody_has_touched_and_names_it(session) -> None:
    kjoering = run(session, HEADER + "1;;Alfa Import AS;;;;\n2;1;Beta Import AS;;;;\n")
    skriv_kommentar(
        session, kunde_id=kunde(session, "Beta Import AS").id, slag=Kommentarslag.GENERELT, tekst="Ring"
    )
    session.flush()
    undone = angre_import(session, import_id=kjoering.id)
    session.flush()
    assert [navn for _id, navn in undone.beholdt] == ["Beta Import AS"]
    assert _status(session, "Beta Import AS") == "P"
    assert _status(session, "Alfa Import AS") == "X"
    assert _links(session, "Beta Import AS") == 0


def test_what_was_taken_back_comes_again_under_its_old_number(session) -> None:
    text = HEADER + "1;;Alfa Import AS;;;;\n"
    first = run(session, text)
    number = kunde(session, "Alfa Import AS").kundenr
    angre_import(session, import_id=first.id)
    assert counts(run(session, text)) == (1, 0, 0, 0, 0)
    assert (kunde(session, "Alfa Import AS").kundenr, _status(session, "Alfa Import AS")) == (number, "P")


def test_a_trial_touches_no_customer(session) -> None:
    before = session.scalar(select(func.count()).select_from(Kunde))
    kjoering = les_fil(session, filnavn="x", tabell=read_table("x", (HEADER + "1;;Prøvd AS;;;;\n").encode()))
    proev_import(session, import_id=kjoering.id)
    session.flush()
    assert kjoering.tilstand is Importtilstand.PROEVD
    assert kjoering.nye == 1
    assert session.scalar(select(func.count()).select_from(Kunde)) == before


def test_steps_out_of_order_are_refused(session) -> None:
    kjoering = les_fil(session, filnavn="x", tabell=read_table("x", b"Firmanavn hos oss;By\nAlfa;Bergen\n"))
    with pytest.raises(Refused):
        proev_import(session, import_id=kjoering.id)  # no column holds the name
    with pytest.raises(Refused):
        start_import(session, import_id=kjoering.id)
    with pytest.raises(Refused):
        angre_import(session, import_id=kjoering.id)
    proev_import(
        session, import_id=kjoering.id, kolonner={"navn": 0, "post_poststed": 1, "tull": 0, "orgnr": 9}
    )
    assert kjoering.kolonner == {"navn": 0, "post_poststed": 1}
    start_import(session, import_id=kjoering.id)
    with pytest.raises(Refused):
        proev_import(session, import_id=kjoering.id)


def _words(session, navn: str) -> set[str]:
    return set(session.scalars(select(Soekeord.ord).where(Soekeord.id == kunde(session, navn).id)))


def _status(session, navn: str) -> str:
    row = kunde(session, navn)
    return session.scalars(select(Kundestatus.kode).where(Kundestatus.id == row.status_id)).one()


def _links(session, navn: str) -> int:
    stmt = select(func.count()).select_from(KundeForelder)
    return session.scalar(stmt.where(KundeForelder.kunde_id == kunde(session, navn).id))


def test_one_met_by_number_and_name_in_two_sources_stays_one(session) -> None:
    run(session, HEADER + "1;;Delt Kilde AS;310889474;;;\n")
    other = run(session, HEADER + "77;;Delt Kilde AS;310889474;55901234;;\n", kilde="regnskap")
    assert counts(other) == (0, 1, 0, 0, 0)
    row = kunde(session, "Delt Kilde AS")
    assert (row.ekstern_kilde, row.ekstern_id, row.telefon) == ("import", "1", "+4755901234")
    twice = HEADER + "77;;Delt Kilde AS;310889474;;;\n78;;Delt Kilde AS;310889474;;;\n"
    assert counts(run(session, twice, kilde="regnskap")) == (0, 0, 1, 1, 0)


def test_without_ids_name_and_place_tell_who_it_is(session) -> None:
    head = "Navn;Poststed;Telefon\n"
    run(session, head + "Uten Id AS;Bergen;\nUten Id AS;Oslo;\n")
    again = run(
        session, head + "Uten Id AS;bergen;55901234\nUten Id AS;Oslo;\nUten Id AS;Molde;\nUten Id AS;Molde;\n"
    )
    assert counts(again) == (1, 1, 1, 1, 0)
    assert remarks(session, again) == {4: ["navn_finnes"], 5: ["samme_kunde"]}


def test_a_parent_people_chose_is_kept(session, cast) -> None:
    first = HEADER + "1;;Fjordtre AS;310889105;;;\n2;;Annen Mor AS;;;;\n3;2;Fjordtre Lager;310889121;;;\n"
    kjoering = run(session, first)
    assert remarks(session, kjoering)[4] == ["egen_forelder"]
    links = select(KundeForelder.forelder_id).where(KundeForelder.kunde_id == cast.id("fjordtre.lager"))
    assert session.scalars(links).all() == [cast.id("fjordtre")]


def test_undo_puts_addresses_back_and_takes_new_ones_away(session) -> None:
    head = "Id;Navn;Besøksadresse;Besøk postnummer;Besøk poststed;Postadresse\n"
    run(session, head + "1;Adresse AS;Gamleveien 1;5003;Bergen;\n")
    second = run(session, head + "1;Adresse AS;Nyveien 2;;;Boks 9\n")
    assert counts(second) == (0, 1, 0, 0, 0)
    stmt = (
        select(Adresse.linje1)
        .where(Adresse.kunde_id == kunde(session, "Adresse AS").id)
        .order_by(Adresse.linje1)
    )
    assert session.scalars(stmt).all() == ["Boks 9", "Nyveien 2"]
    angre_import(session, import_id=second.id)
    session.flush()
    assert session.scalars(stmt).all() == ["Gamleveien 1"]


def test_a_finished_run_does_nothing_more(session) -> None:
    kjoering = run(session, HEADER + "1;;Alfa Import AS;;;;\n2;;Beta Import AS;;;;\n", part=2)
    assert counts(kjoering) == (2, 0, 0, 0, 0)
    assert kjoer_del(session, import_id=kjoering.id).ferdig
    assert start_import(session, import_id=kjoering.id) is kjoering
    assert counts(kjoering) == (2, 0, 0, 0, 0)
