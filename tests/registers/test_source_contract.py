"""One contract for every source of enheter: the register over the wire, and what a tenant remembers of it."""

import threading
from datetime import date

import pytest

from portal.errors import Unavailable
from portal.registers.actions import husk_enheter
from portal.registers.base import Enhetskilde, Registeradresse
from portal.registers.lookup import Lookup
from portal.registers.sources.brreg.source import BrregSource
from portal.registers.sources.bundled.source import BundledSource
from tests.support.brreg_server import DATA, Behaviour, register

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the answers beside the project are not here")


@pytest.fixture(scope="module")
def brreg():
    with register() as running:
        yield running


@pytest.fixture
def told(brreg) -> Behaviour:
    _address, told = brreg
    told.status, told.garbled, told.silent_until = 200, None, None
    told.asked.clear()
    return told


@pytest.fixture(params=["brreg", "husket"])
def source(request, brreg, told, session) -> Enhetskilde:
    online = BrregSource(brreg[0])
    if request.param == "brreg":
        return online
    found = [online.get(orgnr) for orgnr in ("112233445", "123456789", "776655441", "987123456")]
    husk_enheter(
        session, enheter=[*filter(None, found), *online.search("sesam"), *online.underenheter("443322119")]
    )
    told.asked.clear()
    return BundledSource(session)


def test_an_enhet_is_found_with_what_a_customer_card_needs(source):
    unit = source.get("112233445")
    assert unit is not None
    assert (unit.navn, unit.orgform, unit.naeringskode, unit.ansatte) == ("SESAM STASJON", "AS", "52.292", 50)
    assert unit.besoeksadresse == Registeradresse(("Tyvholmen 1",), "0101", "OSLO", "0301", "NO")
    assert unit.postadresse is not None
    assert unit.postadresse.linjer == ("c/o reder K. Rusing", "Postboks 1752 Vika")
    assert unit.i_mvaregisteret
    assert unit.i_foretaksregisteret
    assert unit.maalform == "bokmaal"
    assert unit.stiftet_dato == date(2017, 10, 20)
    assert unit.er_aktiv
    assert not unit.er_underenhet


def test_a_deleted_enhet_says_so(source):
    unit = source.get("123456789")
    assert unit is not None
    assert unit.slettet_dato == date(2017, 10, 20)
    assert not unit.er_aktiv
    assert unit.besoeksadresse is None


def test_an_underenhet_is_found_by_its_own_number(source):
    unit = source.get("776655441")
    assert unit is not None
    assert unit.er_underenhet
    assert unit.overordnet == "112233445"
    assert unit.slettet_dato == date(2018, 10, 20)


def test_an_unknown_number_is_none(source):
    assert source.get("999999999") is None


def test_search_by_name_and_by_number(source):
    names = [unit.navn for unit in source.search("sesam")]
    assert names
    assert all("SESAM" in name for name in names)
    assert len(source.search("sesam", limit=1)) == 1
    assert [unit.orgnr for unit in source.search("112 233 445")] == ["112233445"]
    assert source.search("finnes ikke") == []
    assert source.search("999 999 999") == []


@pytest.mark.parametrize("text", ["", " ", "s"])
def test_search_waits_for_two_letters(source, text, told):
    assert source.search(text) == []
    assert told.asked == []


def test_open_underenheter_of_an_enhet(source):
    assert [unit.orgnr for unit in source.underenheter("443322119")] == ["334455660"]
    # the one that is closed is left out, also where it is remembered
    assert "776655441" not in [unit.orgnr for unit in source.underenheter("112233445")]
    assert source.underenheter("999999999") == []


def test_roles_are_a_list(source):
    assert isinstance(source.roller("112233445"), list)


# --- the register alone -----------------------------------------------------------------------


def test_roles_of_persons_and_of_enheter(brreg, told):
    source = BrregSource(brreg[0])
    (chair,) = source.roller("112233445")
    assert (chair.gruppe, chair.kode, chair.navn) == ("STYR", "LEDE", "Ove Olsen")
    assert chair.tittel == "Styrets leder"
    assert chair.foedselsdato == date(1981, 1, 1)
    partners = source.roller("810005912")
    assert [partner.navn for partner in partners] == ["Rolfsens Deltakerorganisasjon AS", "Sult AS"]
    assert {partner.orgnr for partner in partners} == {"810006242", "810004282"}
    assert source.roller("999999999") == []


@pytest.mark.parametrize("mark", ["fratraadt", "avregistrert"])
def test_roles_given_up_are_left_out_whatever_the_register_calls_it(brreg, told, mark):
    import json

    from tests.support.brreg_server import answers

    answer = answers("enheter-roller-person-response.json")
    role = answer["rollegrupper"][0]["roller"][0]
    role.pop("fratraadt", None)
    told.garbled = json.dumps(answer)
    assert len(BrregSource(brreg[0]).roller("112233445")) == 1
    role[mark] = True
    told.garbled = json.dumps(answer)
    assert BrregSource(brreg[0]).roller("112233445") == []


ASK = {
    "search": lambda source: source.search("sesam"),
    "get": lambda source: source.get("112233445"),
    "underenheter": lambda source: source.underenheter("443322119"),
    "roller": lambda source: source.roller("112233445"),
}


@pytest.mark.parametrize("ask", ASK.values(), ids=list(ASK))
@pytest.mark.parametrize("fault", ["500", "503", "garbled", "silent", "gone"])
def test_a_register_that_fails_is_unavailable_with_a_sentence(brreg, told, ask, fault):
    address = brreg[0]
    if fault in {"500", "503"}:
        told.status = int(fault)
    elif fault == "garbled":
        told.garbled = "<html>vedlikehold</html>"
    elif fault == "silent":
        told.silent_until = threading.Event()
    else:
        address = "http://127.0.0.1:9"
    try:
        with pytest.raises(Unavailable) as caught:
            ask(BrregSource(address, timeout_s=0.2))
    finally:
        if told.silent_until:
            told.silent_until.set()
    assert str(caught.value.sentence).startswith("Enhetsregisteret svarer ikke")


@pytest.mark.parametrize("ask", ASK.values(), ids=list(ASK))
def test_control_the_same_questions_are_answered_when_it_works(brreg, told, ask):
    assert ask(BrregSource(brreg[0], timeout_s=5))


def test_what_was_remembered_last_counts_and_stays_with_its_tenant(brreg, told, session, connection, tenants):
    from dataclasses import replace

    from portal.tenancy.session import tenant_session

    unit = BrregSource(brreg[0]).get("112233445")
    husk_enheter(session, enheter=[unit])
    husk_enheter(session, enheter=[unit, replace(unit, navn="NYTT NAVN AS")])
    assert BundledSource(session).get("112233445") == replace(unit, navn="NYTT NAVN AS")
    assert [found.navn for found in BundledSource(session).search("nytt")] == ["NYTT NAVN AS"]
    assert BundledSource(session).search("sesam stasjon") == []
    husk_enheter(session, enheter=[])
    session.close()
    with tenant_session(connection, tenant_id=tenants["solvik"]) as other:
        assert BundledSource(other).get("112233445") is None


def test_a_silent_register_is_answered_from_memory_and_says_so(brreg, told, session):
    online, remembered = BrregSource(brreg[0]), BundledSource(session)
    lookup = Lookup(online, remembered)
    unit = lookup.get("112233445")
    assert lookup.answered_by == "enhetsregisteret"
    husk_enheter(session, enheter=[unit])
    told.status = 503
    assert lookup.get("112233445") == unit
    assert lookup.answered_by == "husket"
    assert lookup.search("sesam") == [unit]
    with pytest.raises(Unavailable):
        lookup.underenheter("443322119")
    # what nobody remembers is not claimed to be missing
    for ask in (
        lambda: lookup.get("776655441"),
        lambda: lookup.search("ukjent"),
        lambda: lookup.roller("112233445"),
    ):
        with pytest.raises(Unavailable):
            ask()
    told.status = 200
    assert lookup.get("999999999") is None
