"""Kartverket over the wire: what a form needs, and a sentence when it is slow, broken or talks nonsense."""

import threading
from dataclasses import replace

import pytest

from portal.errors import Unavailable
from portal.registers.base import Adressetreff
from portal.registers.sources.kartverket.source import KartverketSource
from tests.support.brreg_server import Behaviour, register


@pytest.fixture
def kartverket():
    with register() as (address, told):
        yield KartverketSource(address, timeout_s=0.5), told


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
