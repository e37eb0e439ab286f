"""What an office decides for itself: the risk class of its new customers, where answers go, and its dated zone."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.dev.cast import NORDVIK, SOLVIK
from portal.kundekort.importer.actions import les_fil, proev_import, start_import
from portal.kundekort.importer.run import kjoer_del
from portal.kundekort.importer.tables import read_table
from portal.kundekort.models import Agasone, Kontorsone, Kunde, Standardbruk, Standardslag, Standardverdi
from portal.messaging.actions import send_epost
from tests.support.forms import form_of

BERGEN, OSLO = NORDVIK.id("Bergen"), NORDVIK.id("Oslo")
HERE = f"/innstillinger/organisasjon/avdelinger/{BERGEN}/kontor"
RISK = Standardslag.RISIKOKLASSE


@pytest.fixture
def jon(client):
    return client.as_("jon")


@pytest.fixture
def klasse(session) -> Standardverdi:
    stmt = select(Standardverdi).where(Standardverdi.kunde_id.is_(None), Standardverdi.slag == RISK)
    return session.scalars(stmt).first()


def save(jon, path=HERE, **more):
    return jon.post(path, {**form_of(jon, path, action="/kontor"), **more})


def set_zone(jon, sone, fra, **more):
    return jon.post(f"{HERE}/sone", {**form_of(jon, HERE, action="/sone"), "sone": sone, "fra": fra, **more})


def new_customer(client, session, navn: str) -> Kunde:
    marte = client.as_("marte")
    assert marte.post("/kunder/ny", {**form_of(marte, "/kunder/ny"), "navn": navn}).status_code == 303
    return session.scalars(select(Kunde).where(Kunde.navn == navn)).one()


def classes(session, kunde) -> list[str]:
    stmt = select(Standardverdi.navn).where(Standardverdi.kunde_id == kunde.id, Standardverdi.slag == RISK)
    return list(session.scalars(stmt))


def test_new_customers_begin_with_the_offices_class_and_old_ones_do_not(client, jon, session, klasse):
    before = new_customer(client, session, "Før Prøve AS")
    assert classes(session, before) == []
    assert save(jon, risikoklasse=str(klasse.id)).status_code == 303
    after = new_customer(client, session, "Etter Prøve AS")
    assert classes(session, after) == [klasse.navn]
    uses = select(Standardbruk.bruk_egne).where(
        Standardbruk.kunde_id == after.id, Standardbruk.slag == RISK.value
    )
    assert session.scalars(uses).one()
    assert klasse.navn in client.get(f"/kunder/{after.id}/standardverdier/rader?slag=risikoklasse").text
    assert classes(session, before) == []
    # Out of use: nobody begins with it.
    klasse.er_aktiv = False
    session.commit()
    assert classes(session, new_customer(client, session, "Sist Prøve AS")) == []
    kept = save(jon, svar_epost="bergen@nordvik.example")
    assert kept.status_code == 303, "what is stored may stay"


def test_imported_customers_begin_with_it_too_and_their_enheter_have_what_they_have(jon, session, klasse):
    assert save(jon, risikoklasse=str(klasse.id)).status_code == 303
    text = "Id;Overordnet id;Navn\n1;;Topp Prøve AS\n2;1;Del Prøve AS\n"
    kjoering = les_fil(session, filnavn="l.csv", tabell=read_table("l.csv", text.encode()))
    kjoering.bruker_id = NORDVIK.id("marte")  # whose office they go to
    session.flush()  # read by statements
    proev_import(session, import_id=kjoering.id)
    start_import(session, import_id=kjoering.id)
    assert kjoer_del(session, import_id=kjoering.id).ferdig
    made = {row.navn: row for row in session.scalars(select(Kunde).where(Kunde.import_id == kjoering.id))}
    assert classes(session, made["Topp Prøve AS"]) == [klasse.navn]
    assert classes(session, made["Del Prøve AS"]) == []


@pytest.mark.parametrize("other", ["skift", "nobody"])
def test_only_a_class_of_the_agencys_own_is_taken(jon, session, other):
    stmt = select(Standardverdi.id).where(Standardverdi.slag == Standardslag.SKIFT)
    chosen = session.scalars(stmt).first() if other == "skift" else uuid4()
    assert save(jon, risikoklasse=str(chosen)).status_code == 422


def test_answers_about_the_offices_customers_go_to_it_unless_the_writer_says_another(jon, session, make):
    kunde = make.kunde(navn="Svar Prøve AS")
    kunde.avdeling_id = BERGEN
    session.commit()

    def reply_to(**more) -> str:
        mail = send_epost(
            session,
            til="noen@kunde.example",
            navn="Noen",
            emne="Hei",
            tekst="Hei",
            sprak="nb",
            noekkel=uuid4(),
            kunde_id=kunde.id,
            **more,
        )
        return mail.svar_til

    assert reply_to() == ""
    assert save(jon, svar_epost="bergen@nordvik.example").status_code == 303
    assert reply_to() == "bergen@nordvik.example"
    assert reply_to(svar_til="marte@nordvik.example") == "marte@nordvik.example"
    assert reply_to(hemmelig=True) == "", "nobody answers a code"
    kunde.avdeling_id = None
    session.commit()
    assert reply_to() == ""


def test_zones_are_dated_and_the_present_one_is_named(jon, session):
    assert "Ingen sone er valgt" in jon.get(HERE).text
    assert set_zone(jon, "IVa", "01.01.2026").status_code == 303
    assert set_zone(jon, "V", "01.01.2030").status_code == 303
    page = jon.get(HERE).text
    assert page.count("Gjelder nå") == 1
    assert page.index("01.01.2030") < page.index("01.01.2026") < page.index("Gjelder nå")
    same = set_zone(jon, "IVa", "01.06.2026")
    assert same.status_code == 422
    assert "alt i denne sonen" in same.text
    assert set_zone(jon, "IV", "01.01.2026").status_code == 303, "the same day again replaces it"
    session.expire_all()
    rows = select(Kontorsone.sone, Kontorsone.gyldig_fra).where(Kontorsone.avdeling_id == BERGEN)
    assert session.execute(rows.order_by(Kontorsone.gyldig_fra)).all() == [
        (Agasone.IV, date(2026, 1, 1)),
        (Agasone.V, date(2030, 1, 1)),
    ]
    assert set_zone(jon, "VI", "01.01.2031").status_code == 422
    assert set_zone(jon, "I", "").status_code == 422


def test_two_who_change_the_same_office_see_each_other(jon):
    mine = form_of(jon, HERE, action="/kontor")
    zone = form_of(jon, HERE, action="/sone")
    assert jon.post(HERE, {**mine, "svar_epost": "a@nordvik.example"}).status_code == 303
    late = jon.post(HERE, {**mine, "svar_epost": "b@nordvik.example", "idempotens": str(uuid4())})
    assert late.status_code == 422
    assert "endret siden" in late.text
    assert "a@nordvik.example" in late.text
    stale = jon.post(f"{HERE}/sone", {**zone, "sone": "I", "fra": "01.01.2027"})
    assert stale.status_code == 422
    assert "endret siden" in stale.text


def test_the_door_is_for_those_who_may_and_one_agency_does_not_see_another(client, jon):
    assert client.get(HERE).status_code == 403
    foreign = HERE.replace(str(BERGEN), str(SOLVIK.id("Førde")))
    assert jon.get(foreign).status_code == 404
    assert jon.post(f"{foreign}/sone", {"idempotens": str(uuid4())}).status_code == 404
    assert f"{OSLO}/kontor" in jon.get(f"/innstillinger/organisasjon/avdelinger/{OSLO}").text
