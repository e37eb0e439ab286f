"""Underenheter of Enhetsregisteret as worksites, and its roles as hints for a new contact."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from portal.kundekort.models import Arbeidssted, Person
from tests.support.brreg_server import DATA, register
from tests.support.forms import form_of

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared data are not beside the repository")

PARENT, WITH_ROLES = "443322119", "112233445"  # as in the public answers


@pytest.fixture
def brreg(app):
    """The app asks the stand-in."""
    settings = app.extensions["settings"]
    with register() as (address, told):
        app.extensions["settings"] = replace(settings, brreg_url=address)
        yield told
    app.extensions["settings"] = settings


@pytest.fixture
def kunde(session, make):
    kunde = make.kunde(navn="Har Underenheter AS")
    kunde.orgnr = PARENT
    session.flush()
    return kunde


def tick(client, kunde, *numbers: str):
    path = f"/kunder/{kunde.id}/underenheter"
    return client.post(path, {**form_of(client, path, action="/underenheter"), "valgt": list(numbers)})


def test_the_ticked_become_worksites(client, session, brreg, kunde) -> None:
    page = client.get(f"/kunder/{kunde.id}/underenheter").text
    assert "TRYLLEBUTIKKEN SESAM" in page
    assert tick(client, kunde, "334455660").status_code == 303
    sted = session.scalars(select(Arbeidssted).where(Arbeidssted.kunde_id == kunde.id)).one()
    assert (sted.navn, sted.adresse, sted.postnr, sted.er_standard) == (
        "TRYLLEBUTIKKEN SESAM",
        "Sagstua",
        "2120",
        True,
    )
    assert sted.kommunenr is not None
    assert "er et arbeidssted alt" in client.get(f"/kunder/{kunde.id}/underenheter").text
    assert tick(client, kunde, "334455660").status_code == 303  # once is enough
    assert session.scalar(select(func.count()).where(Arbeidssted.kunde_id == kunde.id)) == 1


def test_two_of_one_name_at_two_places_are_two_worksites(client, session, brreg, kunde) -> None:
    there = {"adresse": ["Havnegata 1"], "postnummer": "5003", "poststed": "BERGEN", "landkode": "NO"}
    brreg.units = [{}, {"organisasjonsnummer": "310889474", "beliggenhetsadresse": there}]
    assert tick(client, kunde, "334455660").status_code == 303
    page = client.get(f"/kunder/{kunde.id}/underenheter").text
    assert page.count("er et arbeidssted alt") == 1
    assert tick(client, kunde, "334455660", "310889474").status_code == 303
    stmt = select(Arbeidssted.postnr).where(Arbeidssted.kunde_id == kunde.id)
    assert sorted(session.scalars(stmt)) == ["2120", "5003"]
    assert client.get(f"/kunder/{kunde.id}/underenheter").text.count("er et arbeidssted alt") == 2


def test_a_posted_address_is_checked_as_a_typed_one(client, session, brreg, kunde) -> None:
    path = f"/kunder/{kunde.id}/underenheter"
    form = {**form_of(client, path, action="/underenheter"), "valgt": ["334455660"]}
    refused = client.post(path, {**form, "postnr-334455660": "abcd"})
    assert refused.status_code == 422
    assert "TRYLLEBUTIKKEN SESAM: Et postnummer har fire sifre." in refused.text
    asked = client.post(path, {**form, "postnr-334455660": "9999"})
    assert asked.status_code == 422
    assert "Postnummeret 9999 finnes ikke." in asked.text
    assert "checked" in asked.text.split('value="334455660"')[1].split(">")[0]
    assert session.scalar(select(func.count()).where(Arbeidssted.kunde_id == kunde.id)) == 0
    kept = client.post(path, {**form, "postnr-334455660": "9999", "behold_adresse": "y"})
    assert kept.status_code == 303


def test_more_than_is_shown_is_said(client, brreg, kunde, monkeypatch) -> None:
    brreg.units = [{}, {"organisasjonsnummer": "310889474"}]
    path = f"/kunder/{kunde.id}/underenheter"
    assert "Bare de første vises" not in client.get(path).text
    monkeypatch.setattr("portal.kundekort.arbeidssteder.underenheter.MOST", 1)
    page = client.get(path).text
    assert "flere enn 1 underenheter. Bare de første vises." in page
    assert "310889474" not in page


def test_nothing_ticked_and_a_silent_register_are_told(client, session, brreg, kunde) -> None:
    refused = tick(client, kunde)
    assert refused.status_code == 422
    assert "Velg minst én underenhet." in refused.text
    brreg.status = 503
    assert "svarer ikke nå" in client.get(f"/kunder/{kunde.id}/underenheter").text
    kunde.orgnr = None
    session.flush()
    assert "har ikke organisasjonsnummer" in client.get(f"/kunder/{kunde.id}/underenheter").text
    assert session.scalar(select(func.count()).where(Arbeidssted.kunde_id == kunde.id)) == 0


def test_who_leads_the_customer_is_a_hint_and_never_stored(client, session, brreg, kunde) -> None:
    kunde.orgnr = WITH_ROLES
    session.flush()
    assert f"/kunder/{kunde.id}/registerroller" in client.htmx(f"/kunder/{kunde.id}/kontakter/ny").text
    hints = client.htmx(f"/kunder/{kunde.id}/registerroller").text
    assert "Ove Olsen" in hints
    assert "Styrets leder" in hints
    assert "1981" not in hints
    assert "<html" not in hints
    assert "Ove Olsen" in client.get(f"/kunder/{kunde.id}/registerroller").text
    assert session.scalar(select(func.count()).where(Person.navn == "Ove Olsen")) == 0
    brreg.status = 503
    assert "svarer ikke nå" in client.htmx(f"/kunder/{kunde.id}/registerroller").text
    assert client.as_("berit").get(f"/kunder/{kunde.id}/registerroller").status_code == 403


def test_a_contact_that_is_there_gets_no_hints(client, brreg, make, kunde) -> None:
    kontakt = make.kontakt(kunde_id=kunde.id)
    page = client.htmx(f"/kunder/{kunde.id}/kontakter/{kontakt.id}/endre").text
    assert "registerroller" not in page
