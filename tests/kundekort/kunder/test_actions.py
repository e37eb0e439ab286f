"""Registering and changing: defaults, refusals, conflicts told in words, addresses."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from portal.errors import NotFound, Refused, Stale
from portal.identity.actor import Actor
from portal.kundekort.actions import index_kunde
from portal.kundekort.kunder.actions import endre_kunde, registrer_kunde
from portal.kundekort.kunder.queries import Filter, get_kommunenr, list_kunder
from portal.kundekort.kunder.rules import Adressedata, Kundedata
from portal.kundekort.models import Adresse, Adresseslag, Kunde, Soekeord
from portal.kundekort.queries import get_kort, get_root_id, get_statusflagg, search_kunder
from portal.kundekort.search import propose_spelling

BESOEK, POST = Adresseslag.BESOEK, Adresseslag.POST
HOME = Adressedata("Gata 1", "5003", "Bergen")


def test_responsible_and_office_default_to_who_registers(session, cast) -> None:
    session.info["actor"] = Actor("ansatt", cast.id("berit"), "Berit Aasen")
    kunde = registrer_kunde(session, data=Kundedata(navn="Standard AS"))
    assert (kunde.kundeansvarlig_id, kunde.avdeling_id) == (cast.id("berit"), cast.id("Oslo"))
    assert kunde.selskap_id == cast.id("selskap")
    chosen = Kundedata(navn="Valgt AS", kundeansvarlig_id=cast.id("lise"), avdeling_id=cast.id("Bergen"))
    kunde = registrer_kunde(session, data=chosen)
    assert (kunde.kundeansvarlig_id, kunde.avdeling_id) == (cast.id("lise"), cast.id("Bergen"))


def test_numbers_follow_each_other(session) -> None:
    first, second = (registrer_kunde(session, data=Kundedata(navn=f"Nummer {n} AS")).kundenr for n in "12")
    assert second == first + 1


@pytest.mark.parametrize(
    ("data", "field"), [(Kundedata(navn="  "), "navn"), (Kundedata(navn="X", orgnr="310889475"), "orgnr")]
)
def test_what_cannot_be_registered(session, data: Kundedata, field: str) -> None:
    with pytest.raises(Refused) as refused:
        registrer_kunde(session, data=data)
    assert refused.value.field == field


def test_an_agency_that_is_not_set_up_is_told(session) -> None:
    with pytest.raises(Refused):
        registrer_kunde(session, data=Kundedata(navn="X"), status_kode="finnes ikke")


def test_an_unknown_parent_is_not_found(session, cast) -> None:
    with pytest.raises(NotFound):
        registrer_kunde(session, data=Kundedata(navn="X"), forelder_id=cast.id("marte"))


def test_a_conflict_names_what_is_stored_in_words(session, cast) -> None:
    data = Kundedata(
        navn="Konflikt AS",
        kredittgrense_oere=5_000_000,
        po_paakrevd=True,
        kundeansvarlig_id=cast.id("lise"),
        avdeling_id=cast.id("Oslo"),
        adresser={BESOEK: HOME},
    )
    kunde = registrer_kunde(session, data=data)
    typed = replace(
        data,
        navn="Annet AS",
        kredittgrense_oere=None,
        po_paakrevd=False,
        epost="ny@konflikt.example",
        kundeansvarlig_id=cast.id("marte"),
        avdeling_id=cast.id("Bergen"),
        adresser={BESOEK: Adressedata("Gata 2", "5003", "Bergen"), POST: Adressedata()},
    )
    with pytest.raises(Stale):
        endre_kunde(session, kunde_id=kunde.id, data=typed, versjon=99)
    session.refresh(kunde)
    assert (kunde.navn, kunde.versjon) == ("Konflikt AS", 1)


def test_addresses_come_change_and_go(session) -> None:
    data = Kundedata(navn="Adresse AS", adresser={BESOEK: HOME, POST: Adressedata("Boks 1", "0150", "Oslo")})
    kunde = registrer_kunde(session, data=data)
    assert kunde.poststed == "Bergen"
    changed = replace(data, adresser={BESOEK: Adressedata(), POST: Adressedata("Boks 1", "0150", "Oslo")})
    endre_kunde(session, kunde_id=kunde.id, data=changed, versjon=1)
    session.flush()
    rows = session.scalars(select(Adresse.slag).where(Adresse.kunde_id == kunde.id)).all()
    assert rows == [POST]
    assert (kunde.poststed, kunde.versjon) == ("Oslo", 2)
    endre_kunde(session, kunde_id=kunde.id, data=changed, versjon=2)
    assert kunde.versjon == 2  # nothing differed


def test_reads_of_what_is_not_there(session, cast) -> None:
    nobody = cast.id("marte")
    for read in (get_kort, get_statusflagg, index_kunde):
        with pytest.raises(NotFound):
            read(session, kunde_id=nobody)
    assert get_root_id(session, kunde_id=nobody) == nobody
    assert search_kunder(session, q="  ") == []
    assert search_kunder(session, q="zzzzzz") == []
    assert get_kommunenr(session, postnr=None) is None
    assert get_kommunenr(session, postnr="9999") is None


def test_a_common_word_in_the_palette_is_walked(session, monkeypatch) -> None:
    monkeypatch.setattr("portal.kundekort.search.PROBE", 3)
    assert [navn for _id, navn, _nr, _sted in search_kunder(session, q="as", antall=2)] == [
        "Alna Lager og Logistikk AS",
        "Bergen Verftservice AS",
    ]


def test_numbers_and_short_words_have_no_spelling(session) -> None:
    assert propose_spelling(session, q="123456 ab") is None
    assert propose_spelling(session, q="nordhaw") == "nordhav"


def test_words_follow_the_customer(session) -> None:
    kunde: Kunde = registrer_kunde(session, data=Kundedata(navn="Quizord AS"))
    session.execute(delete(Soekeord).where(Soekeord.id == kunde.id))
    assert list_kunder(session, valg=Filter(q="quizord"), bruker_id=None, avdeling_id=None).antall == 0
    index_kunde(session, kunde_id=kunde.id)
    assert list_kunder(session, valg=Filter(q="quizord"), bruker_id=None, avdeling_id=None).antall == 1
