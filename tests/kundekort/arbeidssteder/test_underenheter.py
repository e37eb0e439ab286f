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
