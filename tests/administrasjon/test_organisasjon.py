"""Companies, offices and who may work where; and the office one works in now."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from portal.audit.models import Hendelse
from portal.db.types import uuid7
from portal.dev.cast import NORDVIK, SOLVIK
from portal.identity.models import Bruker, Brukeravdeling
from portal.kundekort.models import Kunde
from portal.tenancy.models import Avdeling, Selskap
from tests.support.forms import form_of

HERE = "/innstillinger/organisasjon"
OSLO, BERGEN = NORDVIK.id("Oslo"), NORDVIK.id("Bergen")


@pytest.fixture
def jon(client):
    return client.as_("jon")


def works_in(session, key: str):
    session.expire_all()
    return session.scalars(select(Bruker.avdeling_id).where(Bruker.id == NORDVIK.id(key))).one()


def test_what_stands_on_the_documents_is_changed_and_told(jon, session):
    selskap = session.scalars(select(Selskap)).one()
    path = f"{HERE}/selskap/{selskap.id}"
    data = {**form_of(jon, path), "navn": "Nordvik Bemanning Vest AS", "poststed": "BERGEN"}
    assert jon.post(path, data).status_code == 303
    session.expire_all()
    assert session.scalars(select(Selskap.navn)).one() == "Nordvik Bemanning Vest AS"
    assert "Nordvik Bemanning Vest AS" in jon.get(HERE).text
    stale = jon.post(path, {**data, "idempotens": str(uuid4())})
    assert stale.status_code in {409, 422}
    assert "endret siden" in stale.text


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [("kontonummer", "1234 56 78901", "kontonummer"), ("orgnr", "123456789", "orgnr")],
)
def test_numbers_are_checked_and_what_was_typed_stays(jon, session, name, typed, said):
    path = f"{HERE}/selskap/{session.scalars(select(Selskap.id)).one()}"
    answer = jon.post(path, {**form_of(jon, path), name: typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_new_office_takes_people_in_and_they_choose_it(client, jon, session):
    path = f"{HERE}/avdelinger/ny"
    form = form_of(jon, path)
    answer = jon.post(path, {**form, "navn": "Stavanger", "ansatte": [str(NORDVIK.id("marte"))]})
    assert answer.status_code == 303, answer.text
    stavanger = session.scalars(select(Avdeling.id).where(Avdeling.navn == "Stavanger")).one()
    marte = client.as_("marte")
    page = marte.get("/meg/avdeling").text
    assert "Stavanger" in page
    assert "Stavanger" not in client.as_("berit").get("/meg/avdeling").text
    moved = client.as_("marte").post(
        "/meg/avdeling", {"avdeling": str(stavanger), "idempotens": str(uuid4())}
    )
    assert moved.status_code == 303
    assert works_in(session, "marte") == stavanger
    client.as_("marte").post("/kunder/ny", {**form_of(client, "/kunder/ny"), "navn": "Nyhavn Prøve AS"})
    kunde = session.scalars(select(Kunde).where(Kunde.navn == "Nyhavn Prøve AS")).one()
    assert kunde.avdeling_id == stavanger  # what he makes is put where he works


@pytest.mark.parametrize("office", [OSLO, SOLVIK.id("Førde"), uuid4()])
def test_one_works_only_where_one_may(client, session, office):
    session.execute(Brukeravdeling.__table__.delete())
    session.commit()
    answer = client.post("/meg/avdeling", {"avdeling": str(office), "idempotens": str(uuid4())})
    assert answer.status_code == 422
    assert works_in(session, "marte") == BERGEN


def test_taken_out_he_works_on_until_he_changes(client, jon, session):
    path = f"{HERE}/avdelinger/{BERGEN}"
    form = {name: value for name, value in form_of(jon, path).items() if name != "ansatte"}
    assert jon.post(path, form).status_code == 303
    assert works_in(session, "marte") == BERGEN
    assert re.search(
        r'value="[0-9a-f-]+"[^>]*checked|checked[^>]*value="', client.as_("marte").get("/meg/avdeling").text
    )


def test_one_who_is_deactivated_keeps_his_offices_and_it_is_told_who_came_and_went(client, jon, session):
    marte, lise, berit = (NORDVIK.id(key) for key in ("marte", "lise", "berit"))
    session.execute(Brukeravdeling.__table__.delete())
    session.add_all(Brukeravdeling(id=uuid7(), bruker_id=b, avdeling_id=OSLO) for b in (berit, marte))
    session.execute(update(Bruker).where(Bruker.id == berit).values(er_aktiv=False))
    session.commit()
    path = f"{HERE}/avdelinger/{OSLO}"
    assert jon.post(path, {**form_of(jon, path), "ansatte": [str(lise)]}).status_code == 303
    held = select(Brukeravdeling.bruker_id).where(Brukeravdeling.avdeling_id == OSLO)
    assert set(session.scalars(held)) == {lise, berit}, "Marte, who could be chosen, is out"
    told = session.scalars(select(Hendelse).where(Hendelse.kode == "oppsett.avdeling-lagret")).one()
    names = dict(session.execute(select(Bruker.id, Bruker.navn)).all())
    assert (told.data["inn"], told.data["ut"]) == ([names[lise]], [names[marte]])
    assert told.data["felter"] == {}
    assert jon.post(path, {**form_of(jon, path), "navn": "Oslo sentrum"}).status_code == 303
    last = select(Hendelse).where(Hendelse.kode == "oppsett.avdeling-lagret").order_by(Hendelse.id.desc())
    assert session.scalars(last).first().data["felter"] == {"navn": ["Oslo", "Oslo sentrum"]}


def test_a_name_is_not_given_twice_and_setting_up_is_for_those_who_may(client, jon):
    path = f"{HERE}/avdelinger/ny"
    answer = jon.post(path, {**form_of(jon, path), "navn": "Oslo"})
    assert answer.status_code == 422
    assert "alt en avdeling med dette navnet" in answer.text
    assert client.as_("marte").get(HERE).status_code == 403
    assert client.as_("jon").get(f"{HERE}/avdelinger/{SOLVIK.id('Førde')}").status_code == 404
