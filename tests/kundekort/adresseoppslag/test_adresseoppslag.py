"""Addresses are proposed while a street is typed, and never stand in the way."""

from dataclasses import replace

import pytest

from tests.support.brreg_server import register
from tests.support.forms import form_of
from tests.support.page import parse

PATH = "/kunder/adresseoppslag"


@pytest.fixture
def kartverket(app):
    """The app asks the stand-in."""
    settings = app.extensions["settings"]
    with register() as (address, told):
        app.extensions["settings"] = replace(settings, kartverket_url=address)
        yield told
    app.extensions["settings"] = settings


def fills(html: str) -> list[str]:
    tree = parse(html)
    return [button.get("data-fill") for button in tree.iter("button")] if tree is not None else []


def test_a_street_is_answered_with_buttons_that_fill_its_own_fields(client, kartverket) -> None:
    hits = fills(client.htmx(f"{PATH}?post_linje1=Havnegata 10").text)
    assert hits == ['{"post_linje1": "Havnegata 10", "post_postnr": "5003", "post_poststed": "Bergen"}']
    assert '"adresse": "Havnegata 10"' in client.htmx(f"{PATH}?adresse=Havnegata 10").text.replace(
        "&#34;", '"'
    )
    assert "Kartverket" in client.get(f"{PATH}?adresse=Havnegata 10").text  # a page of its own without script


def test_what_stands_already_is_not_proposed(client, kartverket) -> None:
    whole = client.htmx(f"{PATH}?besoek_linje1=Havnegata 10&besoek_postnr=5003").text
    assert fills(whole) == []
    assert fills(client.htmx(f"{PATH}?besoek_linje1=Havnegata 10&besoek_postnr=5004").text)


def test_abroad_and_switched_off_nobody_is_asked(client, kartverket) -> None:
    assert fills(client.htmx(f"{PATH}?besoek_linje1=Havnegata 1&besoek_land=SE").text) == []
    jon = client.as_("jon")
    off = {**form_of(jon, "/adressekontroll"), "besoek": "av"}
    assert jon.post("/adressekontroll", off).status_code == 303
    assert fills(client.as_("marte").htmx(f"{PATH}?besoek_linje1=Havnegata 1").text) == []
    assert kartverket.asked == []
    assert fills(client.htmx(f"{PATH}?post_linje1=Havnegata 1").text)  # that kind is still on


def test_a_silent_register_is_told_of_and_the_form_stores(client, kartverket) -> None:
    kartverket.status = 503
    assert "Skriv adressen selv" in client.htmx(f"{PATH}?besoek_linje1=Havnegata 1").text
    typed = {**form_of(client, "/kunder/ny", action="/ny"), "navn": "Uten oppslag AS"}
    address = {"besoek_linje1": "Havnegata 1", "besoek_postnr": "5003", "besoek_poststed": "Bergen"}
    assert client.post("/kunder/ny", {**typed, **address}).status_code == 303


def test_the_forms_ask_it(client, cast) -> None:
    assert client.get("/kunder/ny").text.count('hx-target="#forslag-') == 3
    place = client.get(f"/kunder/{cast.id('nydalen')}/arbeidssteder/ny").text
    assert 'hx-target="#forslag-arbeidssted"' in place


def test_readers_have_no_lookup(client, kartverket) -> None:
    assert client.as_("berit").get(PATH).status_code == 403


@pytest.mark.parametrize(
    ("street", "status"),
    [
        ("Havnegata 10", 303),
        ("havnegata  10", 303),
        ("Havnegata 12", 422),
        ("Havnegata", 422),  # no number
        ("Postboks 12", 303),  # no street at all
    ],
)
def test_a_required_street_must_be_there(client, kartverket, street, status) -> None:
    jon = client.as_("jon")
    required = {**form_of(jon, "/adressekontroll"), "besoek": "paakrevd"}
    assert jon.post("/adressekontroll", required).status_code == 303
    marte = client.as_("marte")
    typed = {**form_of(marte, "/kunder/ny", action="/ny"), "navn": "Påkrevd AS"}
    address = {"besoek_linje1": street, "besoek_postnr": "5003", "besoek_poststed": "Bergen"}
    answer = marte.post("/kunder/ny", {**typed, **address, "behold_adresse": "y"})
    assert answer.status_code == status
    assert (f"Kartverket har ingen adresse som heter {street} i 5003 Bergen" in answer.text) == (
        status == 422
    )
    if status == 422:
        assert f'value="{street}"' in answer.text  # nothing is lost
        kartverket.status = 503  # one that is silent stops nobody; without a number it need not be asked
        silent = marte.post("/kunder/ny", {**typed, **address}).status_code
        assert silent == (303 if street == "Havnegata 12" else 422)


def test_a_required_place_of_work_is_asked_for_too(client, cast, kartverket) -> None:
    jon = client.as_("jon")
    required = {**form_of(jon, "/adressekontroll"), "arbeidssted": "paakrevd"}
    assert jon.post("/adressekontroll", required).status_code == 303
    path = f"/kunder/{cast.id('nydalen')}/arbeidssteder/ny"
    marte = client.as_("marte")
    typed = {
        **form_of(marte, path),
        "navn": "Lager",
        "adresse": "Havnegata 12",
        "postnr": "5003",
        "poststed": "Bergen",
    }
    assert "Kartverket har ingen adresse" in marte.post(path, typed).text
    assert marte.post(path, {**typed, "adresse": "Havnegata 10"}).status_code == 303
