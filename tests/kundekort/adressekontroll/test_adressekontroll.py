"""Post code and place held together: off, recommended, required; foreign addresses pass; coordinates follow."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.rules import Adressedata, Kundedata
from portal.kundekort.models import Adresse, Adressekontroll, Adresseslag, Kunde
from portal.kundekort.steder import set_coordinates, set_next_coordinates
from tests.support.forms import form_of, theirs

OSLO_FOR_BERGEN = {"besoek_linje1": "Kaia 1", "besoek_postnr": "5003", "besoek_poststed": "Oslo"}


def register(client, **typed: object):
    data = {"navn": "Prøve AS", "betalingsdager": "14", "sprak": "nb", "idempotens": str(uuid4())}
    return client.post("/kunder/ny", {**data, **typed})


def choose(client, **levels: str):
    jon = client.as_("jon")
    shown = form_of(jon, "/adressekontroll", action="/adressekontroll")
    answer = jon.post("/adressekontroll", {**shown, **levels})
    assert answer.status_code == 303
    return answer


def stored(session, response) -> Kunde:
    kunde_id = response.headers["Location"].rsplit("/", 1)[-1]
    return session.scalars(select(Kunde).where(Kunde.id == kunde_id)).one()


@pytest.fixture(autouse=True)
def statuses(make):
    make.kunde()  # the agency's statuses, and one that is there before


def test_a_place_that_does_not_fit_is_told_at_the_field_and_may_be_kept(client, session) -> None:
    refused = register(client, **OSLO_FOR_BERGEN)
    assert refused.status_code == 422
    assert "5003 hører til Bergen." in refused.text
    assert 'value="Kaia 1"' in refused.text
    assert "Behold adressen" in refused.text
    kept = register(client, **OSLO_FOR_BERGEN, behold_adresse="y")
    assert kept.status_code == 303
    assert stored(session, kept).poststed == "Oslo"


def test_what_stands_is_not_asked_about_again(client, session) -> None:
    kept = stored(session, register(client, **OSLO_FOR_BERGEN, behold_adresse="y"))
    path = f"/kunder/{kept.id}/endre"
    shown = form_of(client, path)
    assert client.post(path, {**shown, "telefon": "59 90 00 01"}).status_code == 303
    changed = {**form_of(client, path), "besoek_linje1": "Kaia 2"}
    assert client.post(path, changed).status_code == 422


def test_required_does_not_let_it_through(client) -> None:
    choose(client, besoek="paakrevd")
    for keep in ({}, {"behold_adresse": "y"}):
        refused = register(client, **OSLO_FOR_BERGEN, **keep)
        assert refused.status_code == 422
        assert "5003 hører til Bergen." in refused.text
    assert (
        register(client, besoek_linje1="Kaia 1").status_code == 422
    )  # without post code nothing can be checked
    assert register(client, **{**OSLO_FOR_BERGEN, "besoek_poststed": "bergen"}).status_code == 303


def test_off_says_nothing_and_only_of_its_kind(client) -> None:
    choose(client, besoek="av")
    assert register(client, **OSLO_FOR_BERGEN).status_code == 303
    other = {name.replace("besoek", "faktura"): value for name, value in OSLO_FOR_BERGEN.items()}
    assert register(client, **other).status_code == 422


def test_an_unknown_post_code_is_told(client) -> None:
    refused = register(client, besoek_postnr="9999", besoek_linje1="Ukjent 1")
    assert refused.status_code == 422
    assert "Postnummeret 9999 finnes ikke." in refused.text
    assert "Et postnummer har fire sifre." in register(client, besoek_postnr="99").text


def test_an_address_abroad_is_kept_as_written(client, session) -> None:
    choose(client, besoek="paakrevd")
    abroad = {"besoek_linje1": "Storgatan 1", "besoek_postnr": "111 22", "besoek_poststed": "Stockholm"}
    kept = register(client, **abroad, besoek_land="SE")
    assert kept.status_code == 303
    kunde = stored(session, kept)
    row = session.scalars(select(Adresse).where(Adresse.kunde_id == kunde.id)).one()
    assert (row.postnr, row.land, row.kommunenr, row.breddegrad) == ("111 22", "SE", None, None)
    assert (kunde.kommunenr, kunde.breddegrad) == (None, None)
    danish = register(client, besoek_postnr="5003", besoek_poststed="Odense", besoek_land="DK")
    assert stored(session, danish).kommunenr is None  # Bergen's post code, and not in Bergen
    assert register(client, **abroad).status_code == 422  # in Norway it would be wrong


def test_a_customer_that_moves_abroad_is_in_no_municipality(client, session) -> None:
    kunde = stored(session, register(client, besoek_linje1="Kaia 1", besoek_postnr="5003"))
    path = f"/kunder/{kunde.id}/endre"
    moved = {"besoek_postnr": "111 22", "besoek_poststed": "Stockholm", "besoek_land": "SE"}
    assert client.post(path, {**form_of(client, path), **moved}).status_code == 303
    session.expire_all()
    assert (kunde.poststed, kunde.kommunenr, kunde.breddegrad) == ("Stockholm", None, None)


def test_municipality_and_coordinates_are_kept_on_the_address_and_the_customer(client, session) -> None:
    made = register(client, besoek_linje1="Kaia 1", besoek_postnr="5003")
    kunde = stored(session, made)
    row = session.scalars(select(Adresse).where(Adresse.kunde_id == kunde.id)).one()
    assert (row.poststed, row.kommunenr) == ("Bergen", "4601")
    session.refresh(kunde)
    assert (kunde.breddegrad, kunde.lengdegrad) == (row.breddegrad, row.lengdegrad)
    assert kunde.breddegrad == pytest.approx(60.4, abs=0.3)


def test_coordinates_follow_an_address_that_moves(client, session, make) -> None:
    kunde = registrer_kunde(
        session,
        data=Kundedata(
            navn="Flytter AS", adresser={Adresseslag.BESOEK: Adressedata("A 1", "5003", "Bergen")}
        ),
    )
    session.flush()
    path = f"/kunder/{kunde.id}/endre"
    moved = client.post(path, {**form_of(client, path), "besoek_postnr": "0150", "besoek_poststed": "Oslo"})
    assert moved.status_code == 303
    session.expire_all()
    assert (kunde.poststed, kunde.kommunenr) == ("Oslo", "0301")
    assert kunde.breddegrad == pytest.approx(59.9, abs=0.2)
    emptied = {**form_of(client, path), "besoek_linje1": "", "besoek_postnr": "", "besoek_poststed": ""}
    assert client.post(path, emptied).status_code == 303
    session.expire_all()
    assert kunde.breddegrad is not None  # the municipality's centre


def test_the_night_gives_coordinates_to_those_without(session, make) -> None:
    kunde = registrer_kunde(
        session,
        data=Kundedata(navn="Uten AS", adresser={Adresseslag.POST: Adressedata("Boks 1", "5003", "Bergen")}),
    )
    session.flush()
    session.refresh(kunde)
    before, kunde.breddegrad, kunde.lengdegrad = kunde.breddegrad, None, None
    set_coordinates(session, kunde_ids=[])
    session.refresh(kunde)
    assert kunde.breddegrad is None
    last, parts = None, 0
    while (last := set_next_coordinates(session, after=last, size=10)) is not None:
        parts += 1
    assert parts >= 2  # the demo has that many customers
    session.refresh(kunde)
    assert kunde.breddegrad == before


def test_the_worksite_is_checked_by_its_own_choice(client, make) -> None:
    kunde = make.kunde(navn="Sted AS")
    wrong = {"navn": "Lageret", "slag": "fast", "postnr": "5003", "poststed": "Oslo"}
    path = f"/kunder/{kunde.id}/arbeidssteder/ny"
    refused = client.post(path, {**wrong, "idempotens": str(uuid4())})
    assert refused.status_code == 422
    assert "5003 hører til Bergen." in refused.text
    assert client.post(path, {**wrong, "behold_adresse": "y", "idempotens": str(uuid4())}).status_code == 303
    choose(client, arbeidssted="paakrevd")
    kept = client.post(path, {**wrong, "navn": "Annet", "behold_adresse": "y", "idempotens": str(uuid4())})
    assert kept.status_code == 422


def test_the_choice_is_shown_as_stored_and_a_stale_copy_is_told(client, session) -> None:
    jon = client.as_("jon")
    shown = form_of(jon, "/adressekontroll", action="/adressekontroll")
    assert {shown[name] for name in ("besoek", "post", "faktura", "arbeidssted")} == {"anbefalt"}
    choose(client, post="av")
    conflict = jon.post("/adressekontroll", {**shown, "post": "paakrevd", "idempotens": str(uuid4())})
    assert conflict.status_code == 422
    assert theirs(conflict.text) == {"Postadresse": "Av"}
    assert session.scalars(select(Adressekontroll)).one().post == "av"


def test_a_consultant_does_not_decide_it(client) -> None:
    assert client.get("/adressekontroll").status_code == 403
    assert client.post("/adressekontroll", {"idempotens": str(uuid4())}).status_code == 403
