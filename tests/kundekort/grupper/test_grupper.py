"""Groups of contacts: fixed and by rule, shared, filled from the tab, written to with those who said no left out."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.audit.models import Hendelse
from portal.db.clock import today
from portal.dev.cast import NORDVIK, SOLVIK
from portal.errors import NotFound, Refused, Stale
from portal.kundekort.grupper.actions import endre_gruppe, lag_gruppe, legg_i_gruppe
from portal.kundekort.grupper.queries import get_gruppe, list_medlemmer, list_til_brev
from portal.kundekort.grupper.reservasjon import sett_reservasjon
from portal.kundekort.grupper.rules import DELER, Vilkaar, divide, read_vilkaar
from portal.kundekort.grupper.utsendelse import reasons, send_til_gruppe
from portal.kundekort.kontakter.actions import endre_kontakt
from portal.kundekort.kontakter.rules import Kontaktdata, combined_version
from portal.kundekort.models import (
    Deling,
    Gruppemedlem,
    Gruppeslag,
    Kontaktgruppe,
    Kontaktrolle,
    Kunde,
    Paavirkning,
    Person,
    Rolle,
)
from portal.kundekort.utvalg import Leser
from portal.messaging.models import Dialogmelding
from tests.support.forms import fields, form_of, theirs
from tests.support.statements import statements

MARTE = Leser(NORDVIK.id("marte"), None)
NEW = "/kontaktgrupper/ny"


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Gruppekunden AS")


def person(session, make, kunde, navn, **more):
    return make.kontakt(
        kunde_id=kunde.id, navn=navn, **{"epost": f"{navn.split()[0].lower()}@grupper.example", **more}
    )


def fixed(session, *contacts, navn="Julekort") -> Kontaktgruppe:
    gruppe = lag_gruppe(session, navn=navn, deling=Deling.MEG, slag=Gruppeslag.FAST, leser=MARTE)
    for kontakt in contacts:
        legg_i_gruppe(
            session, gruppe_id=gruppe.id, kunde_id=kontakt.kunde_id, kontakt_id=kontakt.id, leser=MARTE
        )
    session.flush()
    return gruppe


def by_rule(session, **vilkaar) -> Kontaktgruppe:
    return lag_gruppe(
        session,
        navn=f"Regel {uuid4().hex[:8]}",
        deling=Deling.MEG,
        slag=Gruppeslag.REGEL,
        vilkaar=Vilkaar(**vilkaar),
        leser=MARTE,
    )


def members(session, gruppe) -> list[str]:
    return [row.navn for row in list_medlemmer(session, gruppe=gruppe).rows]


def say_no(session, kontakt, *, reservert=True, kilde="Sa det i telefonen") -> Person:
    held = session.scalars(select(Person).where(Person.id == kontakt.person_id)).one()
    said = sett_reservasjon(
        session,
        kunde_id=kontakt.kunde_id,
        kontakt_id=kontakt.id,
        reservert=reservert,
        kilde=kilde,
        versjon=held.versjon,
    )
    session.flush()
    return said


def send(session, gruppe, key=None, **more):
    return send_til_gruppe(
        session,
        gruppe_id=gruppe.id,
        emne="God jul",
        tekst="Hilsen oss",
        svar_til="marte@nordvik.example",
        noekkel=key or uuid4(),
        leser=MARTE,
        **more,
    )


def mailed(session) -> list[str]:
    return sorted(session.scalars(select(Dialogmelding.til).where(Dialogmelding.emne == "God jul")))


# --- groups and members -----------------------------------------------------------------------


def test_a_contact_is_put_in_from_the_tab_and_taken_out_with_undo(client, session, make, kunde) -> None:
    kontakt = person(session, make, kunde, "Anne Fast")
    path = f"/kunder/{kunde.id}/kontakter/{kontakt.id}/grupper"
    acts = f"/kunder/{kunde.id}/kontakter/{kontakt.id}/handlinger"
    assert acts in client.get(f"/kunder/{kunde.id}/kontakter").text
    assert path in client.get(acts).text
    assert client.post(path, form_of(client, path)).status_code == 422  # neither chosen nor named
    assert client.post(path, {**form_of(client, path), "ny_gruppe": "Julekort"}).status_code == 303
    gruppe = session.scalars(select(Kontaktgruppe).where(Kontaktgruppe.navn == "Julekort")).one()
    again = client.post(path, {**form_of(client, path), "gruppe_id": str(gruppe.id)})
    assert again.status_code == 303  # twice is once
    page = client.get(f"/kontaktgrupper/{gruppe.id}").text
    assert page.count("Anne Fast") >= 1
    assert len(session.scalars(select(Gruppemedlem).where(Gruppemedlem.gruppe_id == gruppe.id)).all()) == 1
    assert "Julekort" in client.get(path).text.split("Er med i:")[1]
    out = client.post(f"{path}/{gruppe.id}/ta-ut", fields(page, action="/ta-ut"))
    after = client.get(out.location).text
    assert "Gruppen er tom" in after
    undo = re.search(r'action="([^"]*legg-tilbake)"', after)
    assert undo
    client.post(undo[1], fields(after, action="/legg-tilbake"))
    assert "Anne Fast" in client.get(f"/kontaktgrupper/{gruppe.id}").text


def test_one_who_left_stays_and_is_said_to_have_left(client, session, make, kunde) -> None:
    gone = person(session, make, kunde, "Borte Nå", til=today())
    here = person(session, make, kunde, "Her Ennå", til=today() + timedelta(days=1))
    gruppe = fixed(session, gone, here)
    page = client.get(f"/kontaktgrupper/{gruppe.id}").text
    assert "sluttet" in page
    assert members(session, gruppe) == ["Borte Nå", "Her Ennå"]
    delt = send(session, gruppe)
    assert [row.navn for row in delt.mottakere] == ["Her Ennå"]
    assert [(row.navn, why) for row, why in delt.utelatt] == [("Borte Nå", "sluttet")]


@pytest.fixture
def two(session, make, kunde):
    """One who fits what is asked, and one who does not."""
    other = make.kunde(navn="En annen AS")
    fits, not_ = person(session, make, kunde, "Passer Godt"), person(session, make, other, "Utenfor Helt")
    session.add(
        Kontaktrolle(
            engasjement_id=fits.id, kunde_id=kunde.id, rolle=Rolle.HR, gyldig_fra=today() - timedelta(days=5)
        )
    )
    fits.paavirkning = Paavirkning.BESLUTTER
    held = session.scalars(select(Kunde).where(Kunde.id == kunde.id)).one()
    held.kommunenr, held.kundeansvarlig_id, held.avdeling_id = "5601", NORDVIK.id("jon"), NORDVIK.id("Oslo")
    theirs = session.scalars(select(Kunde).where(Kunde.id == other.id)).one()
    theirs.kommunenr, theirs.kundeansvarlig_id, theirs.avdeling_id = (
        "0301",
        NORDVIK.id("marte"),
        NORDVIK.id("Bergen"),
    )
    session.flush()
    session.refresh(held)
    return held, fits, not_


@pytest.mark.parametrize("part", DELER)
def test_each_part_of_a_rule_takes_in_those_it_fits(session, two, part) -> None:
    held, _fits, _not = two
    answers = {
        "roller": "hr",
        "paavirkning": "beslutter",
        "statuser": str(held.status_id),
        "avdelinger": str(NORDVIK.id("Oslo")),
        "ansvarlige": str(NORDVIK.id("jon")),
        "fylker": held.fylkesnr,
    }
    inside = members(session, by_rule(session, **{part: (answers[part],)}))
    assert "Passer Godt" in inside
    if part != "statuser":
        assert "Utenfor Helt" not in inside
    nobody = {"roller": "verneombud", "paavirkning": "bruker", "fylker": "99"}.get(part, str(uuid4()))
    assert "Passer Godt" not in members(session, by_rule(session, **{part: (nobody,)}))


def test_every_part_must_fit_and_a_rule_follows_what_happens(session, two) -> None:
    held, fits, _not = two
    gruppe = by_rule(session, roller=("hr", "leder"), fylker=(held.fylkesnr,))
    assert "Passer Godt" in members(session, gruppe)
    assert "Passer Godt" not in members(session, by_rule(session, roller=("hr",), fylker=("99",)))
    fits.gyldig_til = today()
    session.flush()
    assert "Passer Godt" not in members(session, gruppe)


def test_a_rule_is_made_in_the_form_and_shown_in_words(client, session, two) -> None:
    typed = {**form_of(client, NEW), "navn": "HR-folk", "slag": "regel"}
    refused = client.post(NEW, typed)
    assert refused.status_code == 422
    assert "Velg minst ett vilkår" in refused.text
    made = client.post(NEW, {**form_of(client, NEW), "navn": "HR-folk", "slag": "regel", "roller": ["hr"]})
    assert made.status_code == 303
    page = client.get(made.location).text
    assert "Passer Godt" in page
    assert "<dt>Rolle hos kunden</dt>" in page.replace("\n", "")
    path = made.location.removeprefix("/nordvik") + "/endre"
    mine, others = form_of(client, path), form_of(client, path)
    assert client.post(path, {**others, "navn": "HR hos alle", "roller": ["hr"]}).status_code == 303
    stale = client.post(path, {**mine, "navn": "Noe annet", "roller": ["hr"]})
    assert stale.status_code == 422
    assert theirs(stale.text)["Navn"] == "HR hos alle"


@pytest.mark.parametrize(
    ("deling", "colleague", "elsewhere"), [("meg", 404, 404), ("avdeling", 200, 404), ("alle", 200, 200)]
)
def test_who_may_use_a_group(client, deling, colleague, elsewhere) -> None:
    made = client.post(NEW, {**form_of(client, NEW), "navn": "Delt gruppe", "deling": deling})
    path = made.location.removeprefix("/nordvik")
    for key, status in (("marte", 200), ("lise", colleague), ("berit", elsewhere)):
        assert client.as_(key).get(path).status_code == status, key
        assert ("Delt gruppe" in client.as_(key).get("/kontaktgrupper").text) is (status == 200)
    for act in ("endre", "slett"):
        answer = client.as_("jon").post(f"{path}/{act}", {"idempotens": str(uuid4())})
        assert answer.status_code == 404  # another's, shared or not
    assert client.as_("berit").get(f"{path}/epost").status_code == 403
    assert client.as_("berit").get(NEW).status_code == 403


def test_changed_deleted_and_refused(client, session, make, kunde) -> None:
    kontakt = person(session, make, kunde, "Anne Fast")
    gruppe = fixed(session, kontakt)
    with pytest.raises(Refused, match="har alt en gruppe"):
        fixed(session)
    with pytest.raises(Refused, match="avdeling"):
        lag_gruppe(session, navn="Delt", deling=Deling.AVDELING, slag=Gruppeslag.FAST, leser=MARTE)
    with pytest.raises(Refused, match="følger en regel"):
        legg_i_gruppe(
            session,
            gruppe_id=by_rule(session, roller=("hr",)).id,
            kunde_id=kunde.id,
            kontakt_id=kontakt.id,
            leser=MARTE,
        )
    with pytest.raises(Stale):
        endre_gruppe(session, gruppe_id=gruppe.id, navn="x", deling=Deling.MEG, versjon=9, leser=MARTE)
    with pytest.raises(NotFound):
        legg_i_gruppe(
            session,
            gruppe_id=gruppe.id,
            kunde_id=SOLVIK.id("fjellheim"),
            kontakt_id=SOLVIK.id("dina"),
            leser=MARTE,
        )
    with pytest.raises(NotFound):
        get_gruppe(session, gruppe_id=gruppe.id, leser=Leser(NORDVIK.id("lise"), None))
    path = f"/kontaktgrupper/{gruppe.id}"
    assert client.post(f"{path}/slett", form_of(client, f"{path}/endre", action="/slett")).status_code == 303
    assert client.get(path).status_code == 404
    assert client.get(f"/kunder/{kunde.id}/kontakter").text.count("Anne Fast") >= 1


def test_a_stored_rule_with_parts_nobody_knows_is_read() -> None:
    assert read_vilkaar({"roller": ["hr"], "ukjent": ["x"]}) == Vilkaar(roller=("hr",))
    assert not read_vilkaar({})


# --- mail and those who said no ---------------------------------------------------------------


def test_one_mail_each_and_the_others_are_named_with_why(client, session, make, kunde) -> None:
    a, b = person(session, make, kunde, "Anne Får"), person(session, make, kunde, "Bo Får")
    no, mute = person(session, make, kunde, "Nils Nei"), person(session, make, kunde, "Una Uten", epost="")
    twin = person(session, make, kunde, "Bo Igjen", epost="BO@grupper.example")
    coming = person(session, make, kunde, "Kari Kommer", fra=today() + timedelta(days=3))
    say_no(session, no)
    gruppe = fixed(session, a, b, no, mute, twin, coming)
    path = f"/kontaktgrupper/{gruppe.id}/epost"
    page = client.get(path).text
    assert "2 får hver sin e-post" in page
    assert "4 hoppes over" in page
    for words in (
        "Nils Nei",
        "reservert mot henvendelser",
        "uten e-postadresse",
        "samme adresse",
        "ikke begynt",
    ):
        assert words in page
    form = {**form_of(client, path), "emne": "God jul", "tekst": "Hilsen oss"}
    answer = client.post(path, form)
    assert answer.status_code == 303
    assert "Nils Nei (reservert mot henvendelser)" in client.get(answer.location).text
    assert mailed(session) == ["anne@grupper.example", "bo@grupper.example"]
    assert client.post(path, form).status_code == 303  # the same post again
    assert len(mailed(session)) == 2
    logged = session.scalars(select(Hendelse).where(Hendelse.kode == "gruppe.epost")).one()
    assert logged.data["antall"] == 2
    assert {each["navn"] for each in logged.data["utelatt"]} == {
        "Nils Nei",
        "Una Uten",
        "Bo Igjen",
        "Kari Kommer",
    }
    assert "God jul" in client.get(f"/kunder/{kunde.id}/dialog").text


def test_a_no_holds_wherever_the_same_address_stands(session, make, kunde) -> None:
    elsewhere = make.kunde(navn="Den andre AS")
    no = person(session, make, kunde, "Nils Nei", epost="Nils@Grupper.example")
    again = person(session, make, elsewhere, "Nils N. Nei", epost="nils@grupper.example")
    private = person(session, make, elsewhere, "Nils Privat", epost="nils.privat@grupper.example")
    other = person(session, make, elsewhere, "Bo Ja")
    gruppe = fixed(session, again, private, other)
    assert len(divide(list_til_brev(session, gruppe=gruppe)).mottakere) == 3
    said = say_no(session, no)
    said.epost = "NILS.privat@grupper.example"
    session.flush()
    assert [row.reservert for row in list_medlemmer(session, gruppe=gruppe).rows] == [False, True, True]
    delt = send(session, gruppe)
    assert {(row.navn, why) for row, why in delt.utelatt} == {
        ("Nils N. Nei", "reservert"),
        ("Nils Privat", "reservert"),
    }
    assert mailed(session) == ["bo@grupper.example"]


def test_every_mail_says_how_to_get_no_more_in_the_receivers_language(client, session, make, kunde) -> None:
    norsk, engelsk = person(session, make, kunde, "Anne Får"), person(session, make, kunde, "Bo Reads")
    session.scalars(select(Person).where(Person.id == engelsk.person_id)).one().sprak = "en"
    session.flush()
    gruppe = fixed(session, norsk, engelsk)
    assert "Vil du ikke ha slike e-poster" in client.get(f"/kontaktgrupper/{gruppe.id}/epost").text
    send(session, gruppe)
    stmt = select(Dialogmelding.til, Dialogmelding.tekst).where(Dialogmelding.emne == "God jul")
    texts = dict(session.execute(stmt).all())
    assert texts["anne@grupper.example"].startswith("Hilsen oss\n\nVil du ikke ha slike e-poster")
    assert texts["bo@grupper.example"].startswith("Hilsen oss\n\nIf you do not want")


def test_nobody_to_write_to_and_too_many_are_refused(session, make, kunde, monkeypatch) -> None:
    no = person(session, make, kunde, "Nils Nei")
    say_no(session, no)
    gruppe = fixed(session, no)
    with pytest.raises(Refused, match="Ingen i gruppen"):
        send(session, gruppe)
    monkeypatch.setattr("portal.kundekort.grupper.utsendelse.MOST_LETTERS", 0)
    with pytest.raises(Refused, match="over 0 medlemmer"):
        send(session, gruppe)
    assert mailed(session) == []


def test_a_no_is_kept_with_who_when_and_how_and_can_be_taken_back(client, session, make, kunde) -> None:
    kontakt = person(session, make, kunde, "Nils Nei")
    path = f"/kunder/{kunde.id}/kontakter/{kontakt.id}/reservasjon"
    page = client.get(path).text
    assert "Markedsføringsloven § 15" in page
    assert "Ikke kontrollert" in page
    assert (
        client.post(path, {**form_of(client, path), "reservert": "y"}).status_code == 422
    )  # how do we know?
    mine, others = form_of(client, path), form_of(client, path)
    assert client.post(path, {**others, "reservert": "y", "kilde": "Svarte på e-post"}).status_code == 303
    assert "Reservert" in client.get(f"/kunder/{kunde.id}/kontakter").text
    held = session.scalars(select(Person).where(Person.id == kontakt.person_id)).one()
    session.refresh(held)
    assert (held.reservert, held.reservert_kilde, held.reservert_av_navn) == (
        True,
        "Svarte på e-post",
        "Marte Solheim",
    )
    assert held.reservert_tid is not None
    stale = client.post(path, {**mine, "kilde": "Noe annet"})
    assert theirs(stale.text)["Hvordan vi vet det"] == "Svarte på e-post"
    back = {**form_of(client, path), "kilde": "Ombestemte seg"}
    back.pop("reservert")
    assert client.post(path, back).status_code == 303
    codes = session.scalars(
        select(Hendelse.kode).where(Hendelse.person_id == held.id, Hendelse.kode.startswith("kontakt.reserv"))
    ).all()
    assert sorted(codes) == ["kontakt.reservasjon-opphevet", "kontakt.reservert"]
    assert client.as_("lise").get(path).status_code == 403


def test_the_history_tells_only_what_has_happened(session, make, kunde) -> None:
    kontakt = person(session, make, kunde, "Nils Nei")
    codes = (
        select(Hendelse.kode)
        .where(Hendelse.person_id == kontakt.person_id, Hendelse.kode.startswith("kontakt.reserv"))
        .order_by(Hendelse.id)
    )
    with pytest.raises(Refused, match="ikke reservert"):
        say_no(session, kontakt, reservert=False)
    say_no(session, kontakt)
    held = say_no(session, kontakt)  # the same again
    assert held.versjon == 2
    say_no(session, kontakt, kilde="Svarte på e-post")
    assert session.scalars(codes).all() == ["kontakt.reservert", "kontakt.reservasjon-kilde"]
    say_no(session, kontakt, reservert=False)
    assert session.scalars(codes).all()[2:] == ["kontakt.reservasjon-opphevet"]


def test_a_no_outlives_a_change_of_the_contact(session, make, kunde) -> None:
    kontakt = person(session, make, kunde, "Nils Nei")
    held = say_no(session, kontakt)
    endre_kontakt(
        session,
        kunde_id=kunde.id,
        kontakt_id=kontakt.id,
        data=Kontaktdata(navn="Nils Nytt", epost="nils@grupper.example"),
        versjon=combined_version(held, kontakt),
    )
    session.flush()
    assert held.reservert


def test_many_left_out_are_named_and_counted() -> None:
    class Row:
        gyldig_til = None
        gyldig_fra = today()
        reservert = True
        epost = "x@x.example"

        def __init__(self, navn: str) -> None:
            self.navn = navn

    delt = divide([Row(f"Nr {number}") for number in range(7)])
    assert reasons(delt).endswith("+ 2")
    assert reasons(delt).count("Nr ") == 5


# --- cost -------------------------------------------------------------------------------------


def test_pages_cost_the_same_for_one_member_and_for_many(client, connection, session, make, kunde) -> None:
    gruppe = fixed(session)
    counts = []
    for number in range(4):
        kontakt = person(session, make, kunde, f"Nr {number}")
        legg_i_gruppe(session, gruppe_id=gruppe.id, kunde_id=kunde.id, kontakt_id=kontakt.id, leser=MARTE)
        session.flush()
        seen_by_page = []
        for path in ("/kontaktgrupper", f"/kontaktgrupper/{gruppe.id}", f"/kontaktgrupper/{gruppe.id}/epost"):
            with statements(connection) as seen:
                assert client.get(path).status_code == 200
            seen_by_page.append(len(seen))
        counts.append(tuple(seen_by_page))
    assert set(counts) == {counts[0]}
