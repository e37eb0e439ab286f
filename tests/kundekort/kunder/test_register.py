"""Enhetsregisteret in the form of a new customer: found, silent, and what the worker learns afterwards."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.errors import Unavailable
from portal.jobs import handlers
from portal.jobs.models import Utboks
from portal.kundekort.actions import oppdater_fra_register
from portal.kundekort.models import Kunde
from portal.registers.sources.brreg.source import BrregSource
from tests.support.brreg_server import DATA, answers, register
from tests.support.forms import fields, form_of

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared data are not beside the repository")


ORGNR = "112233445"  # as in the public answers; it fails mod 11 on purpose


@pytest.fixture
def brreg(app):
    """The app asks the stand-in."""
    settings = app.extensions["settings"]
    with register() as (address, told):
        app.extensions["settings"] = replace(settings, brreg_url=address)
        yield told
    app.extensions["settings"] = settings


def test_a_number_fills_the_form_and_says_from_where(client, brreg) -> None:
    page = client.get(f"/kunder/ny?orgnr={ORGNR}").text
    known = answers("enheter-details-response.json")
    values = fields(page, action="/ny")
    assert values["navn"] == known["navn"]
    assert values["orgnr"].replace(" ", "").replace("\u00a0", "") == ORGNR
    assert values["kilde"] == "Enhetsregisteret"
    assert "fra Enhetsregisteret" in page


def test_hits_are_links_into_the_form(client, brreg) -> None:
    hits = client.htmx("/kunder/ny/register?q=sesam").text
    assert "/kunder/ny?orgnr=" in hits
    assert "<html" not in hits
    assert "/kunder/ny?orgnr=" in client.get("/kunder/ny/register?q=sesam").text
    assert "Ingen treff" in client.htmx("/kunder/ny/register?q=finnes ikke").text
    assert client.htmx("/kunder/ny/register?q=ab").text.strip() == ""


def test_a_silent_register_is_told_and_the_form_works(client, brreg) -> None:
    brreg.status = 503
    assert "svarer ikke nå" in client.htmx("/kunder/ny/register?q=hvem som helst").text
    page = client.get(f"/kunder/ny?orgnr={ORGNR}").text
    assert "svarer ikke nå" in page
    data = {**fields(page, action="/ny"), "navn": "Skrevet For Hånd AS", "orgnr": "310889474"}
    assert client.post("/kunder/ny", data).status_code == 303


def test_the_worker_asks_and_keeps_what_the_register_knows(client, brreg, session) -> None:
    data = {**form_of(client, "/kunder/ny"), "navn": "Fra Register AS", "orgnr": "310889474"}
    card = client.post("/kunder/ny", data).location
    row = session.scalars(select(Utboks).where(Utboks.slag == "kunde.register")).one()
    kunde = session.scalars(select(Kunde).where(Kunde.navn == "Fra Register AS")).one()
    kunde.orgnr = ORGNR
    session.flush()
    brreg.status = 503
    with pytest.raises(Unavailable):
        handlers.run(session, row=row)
    assert kunde.register_tid is None
    brreg.status = 200
    handlers.run(session, row=row)
    session.flush()
    assert kunde.register_tid is not None
    assert kunde.antall_ansatte == answers("enheter-details-response.json").get("antallAnsatte")
    assert "Enhetsregisteret sier" not in client.get(card).text
    brreg.status = 503  # what was used is remembered
    page = client.get(f"/kunder/ny?orgnr={ORGNR}").text
    assert "Dette er hentet tidligere" in page


def test_bankruptcy_is_shown_and_told_once(client, brreg, session, make) -> None:
    found = BrregSource(client.app.extensions["settings"].brreg_url).get(ORGNR)
    kunde = make.kunde(navn="Konkurs AS")
    session.flush()
    for _time in range(2):
        oppdater_fra_register(session, kunde_id=kunde.id, enhet=replace(found, konkurs=True))
        session.flush()
    page = client.get(f"/kunder/{kunde.id}").text
    assert "Økonomi bør vurdere kredittsperre" in page
    assert page.count("at kunden er konkurs") == 1
