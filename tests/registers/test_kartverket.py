"""Kartverket over the wire: what a form needs, and a sentence when it is slow, broken or talks nonsense."""

import threading
from dataclasses import replace

import pytest

from portal.errors import Unavailable
from portal.registers.base import Adressetreff
from portal.registers.sources.kartverket.source import API, KartverketSource
from tests.support.brreg_server import Behaviour, register


@pytest.fixture
def kartverket():
    with register() as (address, told):
        yield KartverketSource(address, timeout_s=0.5, rest_s=0.0), told


def test_addresses_come_with_place_and_point(kartverket) -> None:
    source, _told = kartverket
    first, second = source.search("havnegata 1")[:2]
    assert first == Adressetreff("Havnegata 1", "5003", "Bergen", "4601", 60.397, 5.324)
    assert second.poststed == "Mo i Rana"
    (ten,) = source.search("Havnegata 10")
    assert (ten.breddegrad, ten.lengdegrad) == (None, None)
    assert source.search("Havnegata 1", postnr="8610") == [second]
    assert source.search("Ukjent vei 3") == []


@pytest.mark.parametrize("typed", ["", "Havnegata", "12", "a 1"])
def test_half_an_address_is_not_asked_about(kartverket, typed) -> None:
    source, told = kartverket
    assert source.search(typed) == []
    assert told.asked == []


def test_a_text_beyond_any_address_is_cut_before_it_is_looked_at(kartverket) -> None:
    source, told = kartverket
    assert source.search("a" * 100_000) == []
    assert told.asked == []
    source.search("Havnegata 1 " + "b" * 100_000)
    assert len(told.asked[0]) < 300


def test_one_that_is_silent_is_left_alone_for_a_while(kartverket) -> None:
    source, told = kartverket
    told.status = 503
    patient = KartverketSource(source._url.removesuffix(API), rest_s=3_600.0)
    for _again in range(3):
        with pytest.raises(Unavailable):
            patient.search("Havnegata 1")
    assert len(told.asked) == 1


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"status": 503}, "svarer ikke nå"),
        ({"silent_until": threading.Event()}, "svarer ikke nå"),
        ({"garbled": "<html>"}, "ikke forstår"),
        ({"garbled": "[]"}, "ikke forstår"),
        ({"garbled": '{"adresser": [{}]}'}, "ikke forstår"),
    ],
    ids=["broken", "silent", "html", "a list", "no address"],
)
def test_what_is_wrong_is_said_in_time(kartverket, fault, sentence) -> None:
    source, told = kartverket
    vars(told).update(vars(replace(Behaviour(), **fault)))
    with pytest.raises(Unavailable) as silent:
        source.search("Havnegata 1")
    assert sentence in str(silent.value.sentence)
