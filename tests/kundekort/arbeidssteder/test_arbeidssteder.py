"""Worksites: made, changed, one standard, taken out of use and back; contacts of the tree alone; what uses them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from portal.db.clock import today
from portal.identity.models import Rolle
from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.rules import Adressedata, Kundedata
from portal.kundekort.models import Adresseslag, Arbeidssted, Arbeidsstedslag, KundeForelder
from portal.oppdrag.models import LedigStilling
from portal.oppdrag.stillinger.actions import opprett_stilling
from tests.support.forms import form_of
from tests.support.statements import statements


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


def post(client, kunde, path: str = "/ny", **typed: object):
    data = {"navn": "Lageret", "slag": "fast", "idempotens": str(uuid4()), **typed}
    return client.post(f"/kunder/{kunde.id}/arbeidssteder{path}", data)


def step(client, kunde, sted, what: str):
    return client.post(f"/kunder/{kunde.id}/arbeidssteder/{sted.id}/{what}", {"idempotens": str(uuid4())})


def sites(session, kunde) -> dict[str, Arbeidssted]:
    session.expire_all()
    rows = session.scalars(select(Arbeidssted).where(Arbeidssted.kunde_id == kunde.id))
    return {row.navn: row for row in rows}


def test_the_post_code_gives_place_municipality_and_coordinates(client, session, kunde) -> None:
    assert post(client, kunde, adresse="Kaia 1", postnr="5003", slag="byggeplass").status_code == 303
    sted = sites(session, kunde)["Lageret"]
    assert (sted.poststed, sted.kommunenr, sted.slag) == ("Bergen", "4601", Arbeidsstedslag.BYGGEPLASS)
    assert sted.breddegrad == pytest.approx(60.4, abs=0.3)
    page = client.get(f"/kunder/{kunde.id}/arbeidssteder").text
    assert "Kaia 1" in page
    assert "Byggeplass" in page
    post(client, kunde, navn="Ukjent", postnr="9999", behold_adresse="y")
    assert sites(session, kunde)["Ukjent"].kommunenr is None


def test_the_first_is_standard_and_there_is_never_another(client, session, kunde) -> None:
    post(client, kunde, navn="Første")
    post(client, kunde, navn="Andre")
    held = sites(session, kunde)
    assert [name for name, row in held.items() if row.er_standard] == ["Første"]
    assert step(client, kunde, held["Andre"], "standard").status_code == 303
    assert [name for name, row in sites(session, kunde).items() if row.er_standard] == ["Andre"]


def test_the_standard_one_is_not_taken_away_from_under_the_others(client, session, kunde) -> None:
    post(client, kunde, navn="Første")
    post(client, kunde, navn="Andre")
    refused = step(client, kunde, sites(session, kunde)["Første"], "ta-ut")
    assert refused.status_code == 422
    assert "Velg et annet standard arbeidssted" in refused.text
    assert step(client, kunde, sites(session, kunde)["Andre"], "ta-ut").status_code == 303
    assert step(client, kunde, sites(session, kunde)["Første"], "ta-ut").status_code == 303
    held = sites(session, kunde)
    assert not any(row.er_aktiv or row.er_standard for row in held.values())
    assert len(held) == 2
    assert step(client, kunde, held["Andre"], "standard").status_code == 422
    assert step(client, kunde, held["Andre"], "ta-inn").status_code == 303
    assert sites(session, kunde)["Andre"].er_standard


def test_what_uses_it_is_named_and_holds_it(client, session, make) -> None:
    kunde = make.oppdragskunde()
    stilling = opprett_stilling(
        session, kunde_id=kunde.id, data=make.stillingsdata(kunde), idempotens=uuid4(), aapen=True
    )
    session.flush()
    sted = sites(session, kunde)["Hovedlageret"]
    page = client.get(f"/kunder/{kunde.id}/arbeidssteder/{sted.id}").text
    assert stilling.nummer in page
    refused = step(client, kunde, sted, "ta-ut")
    assert refused.status_code == 422
    assert f"/nordvik/stillinger/{stilling.id}" in refused.text
    konsulent = update(Rolle).where(Rolle.navn == "Konsulent")
    held = session.scalars(select(Rolle.rettigheter).where(Rolle.navn == "Konsulent")).one()
    fewer = [each for each in held if not each.startswith("oppdrag:")]
    session.execute(konsulent.values(rettigheter=fewer))
    hidden = step(client, kunde, sted, "ta-ut")
    assert hidden.status_code == 422
    for text in (hidden.text, client.get(f"/kunder/{kunde.id}/arbeidssteder/{sted.id}").text):
        assert stilling.nummer not in text
        assert str(stilling.id) not in text
        assert "i bruk nå på 1 stilling eller oppdrag du ikke har tilgang til" in text.replace(
            "I bruk", "i bruk"
        )
    session.execute(konsulent.values(rettigheter=held))
    assert sites(session, kunde)["Hovedlageret"].er_aktiv
    row = session.scalars(select(LedigStilling).where(LedigStilling.id == stilling.id)).one()
    row.tilstand, row.lukket_grunn, row.lukket_tid = "avlyst", "Prøve", row.opprettet_tid
    session.flush()
    assert step(client, kunde, sted, "ta-ut").status_code == 303


def test_contacts_are_people_of_the_tree_today(client, session, make, kunde) -> None:
    over, annen = make.kunde(navn="Konsern Prøve AS"), make.kunde(navn="Annen Prøve AS")
    session.add(KundeForelder(kunde_id=kunde.id, forelder_id=over.id, gyldig_fra=today() - timedelta(days=1)))
    session.flush()
    here = make.kontakt(kunde_id=kunde.id, navn="Her Nå")
    above = make.kontakt(kunde_id=over.id, navn="Over Nå")
    gone = make.kontakt(kunde_id=kunde.id, navn="Har Sluttet", til=today())
    other = make.kontakt(kunde_id=annen.id, navn="Hos En Annen")
    page = client.get(f"/kunder/{kunde.id}/arbeidssteder/ny").text
    assert "Her Nå" in page
    assert "Over Nå, Konsern Prøve AS" in page
    assert "Har Sluttet" not in page
    assert "Hos En Annen" not in page
    for wrong in (gone, other):
        assert post(client, kunde, kontakt_id=str(wrong.id)).status_code == 422
    assert post(client, kunde, kontakt_id=str(here.id), hms_kontakt_id=str(above.id)).status_code == 303
    listed = client.get(f"/kunder/{kunde.id}/arbeidssteder").text
    assert "Her Nå" in listed
    assert "Over Nå" in listed


def test_a_contact_who_leaves_is_followed_by_another(client, session, make, kunde) -> None:
    goes, stays = (make.kontakt(kunde_id=kunde.id, navn=name) for name in ("Går Nå", "Blir Her"))
    post(client, kunde, kontakt_id=str(goes.id), hms_kontakt_id=str(goes.id))
    page = client.get(f"/kunder/{kunde.id}/kontakter/{goes.id}/avslutt").text
    assert "Kontakt på arbeidssteder" in page
    sent = client.post(
        f"/kunder/{kunde.id}/kontakter/{goes.id}/avslutt",
        {
            **form_of(client, f"/kunder/{kunde.id}/kontakter/{goes.id}/avslutt"),
            "siste_dag": f"{today():%d.%m.%Y}",
            "overtar_arbeidssteder": str(stays.id),
        },
    )
    assert sent.status_code in {204, 303}
    sted = sites(session, kunde)["Lageret"]
    assert (sted.kontakt_id, sted.hms_kontakt_id) == (stays.id, stays.id)


def test_changed_and_a_stale_copy_is_shown(client, session, kunde) -> None:
    post(client, kunde)
    sted = sites(session, kunde)["Lageret"]
    typed = {"oppmoete": "Port 3", "versjon": "1"}
    assert post(client, kunde, f"/{sted.id}", **typed).status_code == 303
    assert sites(session, kunde)["Lageret"].oppmoete == "Port 3"
    conflict = post(client, kunde, f"/{sted.id}", **{**typed, "oppmoete": "Port 4"})
    assert conflict.status_code == 422
    assert "Port 4" in conflict.text
    assert "Port 3" in conflict.text
    assert "endret arbeidsstedet Lageret" in client.get(f"/kunder/{kunde.id}/tidslinje").text


def test_without_a_name_it_is_refused_at_the_field(client, session, kunde) -> None:
    refused = post(client, kunde, navn=" ", oppmoete="Bak bygget")
    assert refused.status_code == 422
    assert "Skriv navnet på arbeidsstedet." in refused.text
    assert "Bak bygget" in refused.text
    assert sites(session, kunde) == {}


def test_the_rules_of_a_building_site_are_those_of_the_register(client, kunde) -> None:
    page = client.get(f"/kunder/{kunde.id}/arbeidssteder/ny").text
    assert "HMS-kort" in page
    for county in ("Oslo", "Østfold", "Vestfold"):
        assert county in page
    assert "forskrift om innleie fra bemanningsforetak § 4" in page


def test_a_new_customers_visiting_address_is_its_first_worksite(client, session, make) -> None:
    make.kunde()  # the agency's statuses
    typed = {"navn": "Med Adresse AS", "betalingsdager": "14", "sprak": "nb", "idempotens": str(uuid4())}
    address = {"besoek_linje1": "Kaia 1", "besoek_postnr": "5003", "besoek_poststed": "Bergen"}
    kunde_id = client.post("/kunder/ny", {**typed, **address}).headers["Location"].rsplit("/", 1)[-1]
    sted = session.scalars(select(Arbeidssted).where(Arbeidssted.kunde_id == kunde_id)).one()
    assert (sted.navn, sted.adresse, sted.kommunenr, sted.er_standard) == (
        "Med Adresse AS",
        "Kaia 1",
        "4601",
        True,
    )
    uten = registrer_kunde(
        session,
        data=Kundedata(navn="Uten AS", adresser={Adresseslag.POST: Adressedata("Boks 1", "5003", "Bergen")}),
    )
    session.flush()
    count = select(func.count()).where(Arbeidssted.kunde_id == uten.id)
    assert session.scalar(count) == 0


def test_the_visiting_address_can_be_copied_without_script(client, session, make) -> None:
    make.kunde()
    kunde = registrer_kunde(
        session,
        data=Kundedata(
            navn="Kopi AS", adresser={Adresseslag.BESOEK: Adressedata("Kaia 1", "5003", "Bergen")}
        ),
    )
    session.flush()
    empty = form_of(client, f"/kunder/{kunde.id}/arbeidssteder/ny")
    assert empty["adresse"] == ""
    copied = form_of(client, f"/kunder/{kunde.id}/arbeidssteder/ny?kopier=besoek")
    assert (copied["adresse"], copied["postnr"], copied["poststed"]) == ("Kaia 1", "5003", "Bergen")


def test_the_invoice_address_has_its_copy_button(client, kunde) -> None:
    page = client.get("/kunder/ny").text
    assert 'data-copyfields="besoek faktura"' in page
    assert 'data-copyfields="besoek post"' in page
    assert 'data-copyfields="besoek besoek"' not in page


def test_a_reader_sees_and_cannot_change(client, session, kunde) -> None:
    post(client, kunde)
    berit = client.as_("berit")
    page = berit.get(f"/kunder/{kunde.id}/arbeidssteder")
    assert "Lageret" in page.text
    assert "Nytt arbeidssted" not in page.text
    assert post(berit, kunde).status_code == 403


def test_many_worksites_cost_as_few_statements_as_one(client, connection, kunde) -> None:
    counts = []
    for number in range(6):
        post(client, kunde, navn=f"Sted {number}")
        client.get(f"/kunder/{kunde.id}/arbeidssteder")  # says what was stored
        with statements(connection) as seen:
            client.get(f"/kunder/{kunde.id}/arbeidssteder")
        counts.append(len(seen))
    assert set(counts) == {counts[0]}
