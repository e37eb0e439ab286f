"""What is stored and nobody can choose any more stays stored when the rest of a form is saved unread."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.dev.cast import NORDVIK
from portal.identity.actor import Actor
from portal.identity.models import Bruker
from portal.kundekort.grupper.actions import lag_gruppe
from portal.kundekort.grupper.rules import Vilkaar
from portal.kundekort.models import (
    Dagbokaktivitet,
    Deling,
    Engasjement,
    Gruppeslag,
    Kunde,
    Kundesalg,
    Salgskode,
    Salgskodeslag,
    Salgsteam,
)
from portal.kundekort.salg.actions import lagre_salg
from portal.kundekort.salg.rules import Salgsdata
from portal.kundekort.utvalg import Leser
from tests.support.forms import fields, form_of

MARTE, LISE = NORDVIK.id("marte"), NORDVIK.id("lise")


@pytest.fixture
def kunde(session, make) -> Kunde:
    session.info["actor"] = Actor("ansatt", MARTE, "Marte", frozenset())
    return make.kunde(navn="Valgkunden AS")


def leave(session, bruker_id=LISE) -> None:
    session.get_one(Bruker, (session.info["tenant"], bruker_id)).er_aktiv = False
    session.flush()


def end(session, kontakt) -> None:
    held = session.get_one(Engasjement, (session.info["tenant"], kontakt.id))
    held.gyldig_til = today()
    session.flush()


def test_an_opportunity_keeps_its_owner_and_contact_who_have_left(client, session, make, kunde) -> None:
    kontakt = make.kontakt(kunde_id=kunde.id, navn="Siv Sluttet")
    row = make.mulighet(kunde.id, ansvarlig_id=LISE, kontakt_id=kontakt.id)
    leave(session)
    end(session, kontakt)
    path = f"/kunder/{kunde.id}/muligheter/{row.id}"
    typed = {**form_of(client, path, action=f"/muligheter/{row.id}"), "tittel": "Nye ord"}
    assert client.post(path, typed).status_code == 303
    session.expire_all()
    assert (row.tittel, row.ansvarlig_id, row.kontakt_id) == ("Nye ord", LISE, kontakt.id)
    other = make.mulighet(kunde.id, ansvarlig_id=MARTE)
    elsewhere = f"/kunder/{kunde.id}/muligheter/{other.id}"
    stolen = {**form_of(client, elsewhere, action=f"/{other.id}"), "ansvarlig_id": str(LISE)}
    assert client.post(elsewhere, stolen).status_code == 422  # not offered where it is not stored


def test_the_sales_side_keeps_what_is_out_of_use(client, session, make, kunde) -> None:
    first = {
        slag: session.scalars(select(Salgskode).where(Salgskode.slag == slag).limit(1)).one()
        for slag in Salgskodeslag
        if slag in {Salgskodeslag.KILDE, Salgskodeslag.SEGMENT}
    }
    team = session.scalars(select(Salgsteam).limit(1)).one()
    kept = Salgsdata(
        vara_id=LISE,
        team_id=team.id,
        kilde_id=first[Salgskodeslag.KILDE].id,
        segment_id=first[Salgskodeslag.SEGMENT].id,
    )
    lagre_salg(session, kunde_id=kunde.id, data=kept, versjon=0)
    for row in (team, *first.values()):
        row.er_aktiv = False
    leave(session)
    path = f"/kunder/{kunde.id}/salg/endre"
    assert client.post(path, {**form_of(client, path), "aarsverk": "7"}).status_code == 303
    session.expire_all()
    held = session.scalars(select(Kundesalg).where(Kundesalg.kunde_id == kunde.id)).one()
    assert held.aarsverk == 7
    for name in ("vara_id", "team_id", "kilde_id", "segment_id"):
        assert getattr(held, name) == getattr(kept, name), name
    fresh = form_of(client, f"/kunder/{make.kunde(navn='Ny AS').id}/salg/endre")
    assert fresh["team_id"] == ""


def test_an_activity_keeps_a_contact_who_has_left(client, session, make, kunde) -> None:
    kontakt = make.kontakt(kunde_id=kunde.id, navn="Siv Sluttet")
    new = f"/kunder/{kunde.id}/dagbok/ny?kontakt={kontakt.id}"
    typed = {**form_of(client, new), "emne": "Møte", "kontakt": str(kontakt.id)}
    assert client.post(f"/kunder/{kunde.id}/dagbok", typed).status_code == 303
    row = session.scalars(select(Dagbokaktivitet).where(Dagbokaktivitet.kunde_id == kunde.id)).one()
    end(session, kontakt)
    page = client.get(f"/kunder/{kunde.id}/dagbok/{row.id}").text
    saved = {**fields(page, action=f"/aktiviteter/{row.id}"), "emne": "Møte om 2027"}
    assert client.post(f"/dagbok/aktiviteter/{row.id}", saved).status_code == 303
    session.expire_all()
    assert (row.emne, row.engasjement_id) == ("Møte om 2027", kontakt.id)
    again = {**typed, "idempotens": str(uuid4())}
    assert client.post(f"/kunder/{kunde.id}/dagbok", again).status_code == 422  # nobody new is him


def test_a_rule_of_a_group_keeps_one_who_has_left(client, session) -> None:
    gruppe = lag_gruppe(
        session,
        navn="Lises kunder",
        deling=Deling.MEG,
        slag=Gruppeslag.REGEL,
        vilkaar=Vilkaar(ansvarlige=(str(LISE),)),
        leser=Leser(MARTE, None),
    )
    leave(session)
    path = f"/kontaktgrupper/{gruppe.id}"
    typed = {**form_of(client, f"{path}/endre"), "navn": "Kundene til Lise"}
    assert client.post(f"{path}/endre", typed).status_code == 303
    session.expire_all()
    assert (gruppe.navn, gruppe.vilkaar) == ("Kundene til Lise", {"ansvarlige": [str(LISE)]})
    assert "Lise Haugland" in client.get(path).text
    assert "Lise Haugland" not in client.get("/kontaktgrupper/ny").text


def test_a_customer_keeps_an_account_manager_who_has_left(client, session, kunde) -> None:
    kunde.kundeansvarlig_id = LISE
    leave(session)
    path = f"/kunder/{kunde.id}/endre"
    assert client.post(path, {**form_of(client, path), "nettside": "https://valg.example"}).status_code == 303
    session.expire_all()
    assert (kunde.nettside, kunde.kundeansvarlig_id) == ("https://valg.example", LISE)


def test_one_who_takes_over_is_chosen_as_ever(client, session, make, kunde) -> None:
    row = make.mulighet(kunde.id, ansvarlig_id=LISE)
    leave(session)
    path = f"/kunder/{kunde.id}/muligheter/{row.id}"
    typed = form_of(client, path, action=f"/{row.id}")
    assert client.post(path, {**typed, "ansvarlig_id": str(MARTE)}).status_code == 303
    assert "Lise Haugland" not in re.findall(r"<option[^>]*>([^<]*)", client.get(path).text)


def test_a_task_opened_again_keeps_a_contact_who_left_meanwhile(client, session, make, kunde) -> None:
    kontakt = make.kontakt(kunde_id=kunde.id, navn="Siv Sluttet")
    new = f"/oppgaver/ny?kunde={kunde.id}&kontakt={kontakt.id}"
    frist = f"{today() + timedelta(days=3):%d.%m.%Y}"
    typed = {**form_of(client, new), "tittel": "Send pris til Siv", "frist": frist}
    assert client.post("/oppgaver", typed).status_code == 303
    task = re.search(r"/oppgaver/([0-9a-f-]{36})", client.get(f"/kunder/{kunde.id}/dagbok").text)[1]
    path = f"/oppgaver/{task}"
    assert client.post(f"{path}/ferdig", {"idempotens": str(uuid4())}).status_code == 303
    end(session, kontakt)
    assert client.post(f"{path}/gjenaapne", {"idempotens": str(uuid4())}).status_code == 303
    saved = form_of(client, path, action=path)
    assert saved["kontakt"] == str(kontakt.id)
    assert client.post(path, {**saved, "tittel": "Send pris til den nye"}).status_code == 303
    assert client.post("/oppgaver", {**typed, "idempotens": str(uuid4())}).status_code == 422
