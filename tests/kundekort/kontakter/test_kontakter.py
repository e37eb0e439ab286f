"""The tab Kontakter: register, change with both values shown, end with what hangs on it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.audit.models import Hendelse
from portal.db.clock import today
from portal.identity.models import Oekt, Oektslag, Portaltilgang
from portal.identity.sessions import begin_oekt
from portal.kundekort.kontakter.actions import endre_kontakt
from portal.kundekort.kontakter.queries import ROWS, get_kontakt
from portal.kundekort.kontakter.rules import Kontaktdata, combined_version
from portal.kundekort.models import Engasjement, Kontaktrolle, Person, Rolle, Soekeord
from portal.oppdrag.queries_kunde import get_kundestandard


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


def address(kunde, *more: object) -> str:
    return "/".join(["/kunder", str(kunde.id), "kontakter", *map(str, more)])


def values(**changed: object) -> dict[str, object]:
    plain = {"navn": "Terje Ås", "paavirkning": "ingen", "sprak": "", "idempotens": str(uuid4())}
    return {**plain, **changed}


def register(client, kunde, **changed: object):
    return client.post(address(kunde), values(**changed))


def test_only_the_name_is_needed(client, kunde, session) -> None:
    assert register(client, kunde).status_code == 303
    page = client.get(address(kunde)).text
    assert "Terje Ås" in page
    refused = register(client, kunde, navn="")
    assert refused.status_code == 422
    assert "Skriv navnet." in refused.text


def test_a_contact_is_shown_with_roles_and_numbers(client, kunde) -> None:
    register(
        client,
        kunde,
        stilling="driftsleder",
        mobil="412 34 567",
        epost="Terje@Fjordtre.example",
        roller=["timegodkjenner", "leder"],
        er_noekkel="y",
    )
    page = client.get(address(kunde)).text
    for words in (
        "driftsleder",
        "tel:+4741234567",
        "terje@fjordtre.example",
        "Godkjenner timer",
        "Nøkkelkontakt",
    ):
        assert words in page, words


def test_those_who_decide_are_found_by_filter(client, kunde) -> None:
    for navn, paavirkning in (
        ("Bo Beslutter", "beslutter"),
        ("Pia Påvirker", "paavirker"),
        ("Per Vanlig", "ingen"),
    ):
        register(client, kunde, navn=navn, paavirkning=paavirkning)
    client.get(address(kunde))  # says whom one has registered
    page = client.get(f"{address(kunde)}?paavirkning=beslutter").text
    assert "Bo Beslutter" in page
    assert "Pia Påvirker" not in page
    everyone = client.get(f"{address(kunde)}?paavirkning=tull").text
    assert "Per Vanlig" in everyone
    assert everyone.count("i-badge-check") == 1
    assert "Ingen kontakter passer." in client.get(f"{address(kunde)}?paavirkning=bruker").text


def test_those_who_step_in_stand_after_the_usual_approver(client, kunde, session) -> None:
    roles = {"roller": ["timegodkjenner", "leder"]}
    register(client, kunde, navn="Anna Vara", godkjenner_nr="2", **roles)
    register(client, kunde, navn="Ola Fast", **roles)
    assert "Godkjenner timer (vara 1)" in client.get(address(kunde)).text
    standard = get_kundestandard(session, kunde_id=kunde.id)
    assert standard.first_with(Rolle.TIMEGODKJENNER).navn == "Ola Fast"
    anna = next(k for k in standard.kontakter if k.navn == "Anna Vara")
    form = client.get(address(kunde, anna.id, "endre")).text
    assert re.search(r'<option selected value="2">Vara 1', form)
    versjon = re.search(r'name="versjon"[^>]*value="(\d+)"', form)[1]
    data = values(navn="Anna Vara", godkjenner_nr="5", versjon=versjon, **roles)
    assert client.post(address(kunde, anna.id), data).status_code == 303
    assert "Godkjenner timer (vara 4)" in client.get(address(kunde)).text
    told = session.scalars(select(Hendelse).where(Hendelse.kode == "kontakt.endret")).one()
    assert told.data["felter"]["Roller"][1].endswith("(vara 4)")
    assert register(client, kunde, godkjenner_nr="9").status_code == 422


@pytest.mark.parametrize(
    ("field", "typed"), [("mobil", "12"), ("epost", "terje(at)fjordtre"), ("fra", "31.02.2026")]
)
def test_what_cannot_be_read_is_kept_in_the_field(client, kunde, field: str, typed: str) -> None:
    refused = register(client, kunde, **{field: typed})
    assert refused.status_code == 422
    assert f'value="{typed}"' in refused.text


def test_the_form_is_a_page_and_a_dialog(client, kunde) -> None:
    assert "<html" in client.get(address(kunde, "ny")).text
    dialog = client.htmx(address(kunde, "ny")).text
    assert dialog.lstrip().startswith("<dialog")
    wrong = client.htmx_post(address(kunde), values(navn=""))
    assert wrong.status_code == 422
    assert wrong.text.lstrip().startswith("<form")


def test_the_same_post_twice_registers_once(client, kunde, session) -> None:
    data = values()
    assert client.post(address(kunde), data).status_code == 303
    assert client.post(address(kunde), data).status_code == 303
    assert session.scalar(select(func.count()).where(Engasjement.kunde_id == kunde.id)) == 1


def test_it_is_told_once_and_found_by_search(client, kunde, session) -> None:
    register(client, kunde, mobil="412 34 567")
    told = session.scalars(
        select(Hendelse).where(Hendelse.kode == "kontakt.registrert", Hendelse.kunde_id == kunde.id)
    ).all()
    assert [row.data["navn"] for row in told] == ["Terje Ås"]
    words = set(session.scalars(select(Soekeord.ord).where(Soekeord.id == kunde.id)))
    assert any(word.startswith("41234567") for word in words)


class TestChange:
    @pytest.fixture
    def kontakt(self, make, kunde):
        return make.kontakt(kunde_id=kunde.id, navn="Siv Lien", epost="siv@fjordtre.example")

    def version(self, client, kunde, kontakt) -> str:
        page = client.get(address(kunde, kontakt.id, "endre")).text
        return re.search(r'name="versjon"[^>]*value="(\d+)"', page)[1]

    def test_changes_are_kept_and_told(self, client, kunde, kontakt, session) -> None:
        versjon = self.version(client, kunde, kontakt)
        data = values(navn="Siv Lien Berg", epost="siv@fjordtre.example", versjon=versjon)
        assert client.post(address(kunde, kontakt.id), data).status_code == 303
        assert session.scalar(select(Person.navn).where(Person.id == kontakt.person_id)) == "Siv Lien Berg"
        told = session.scalars(select(Hendelse).where(Hendelse.kode == "kontakt.endret")).one()
        assert told.data["felter"]["Navn"] == ["Siv Lien", "Siv Lien Berg"]

    def test_a_stale_copy_shows_both_values_and_then_may_win(self, client, kunde, kontakt, session) -> None:
        versjon = self.version(client, kunde, kontakt)
        engasjement, person = get_kontakt(session, kunde_id=kunde.id, kontakt_id=kontakt.id)
        data = Kontaktdata(navn="Siv L. Berg", epost="siv@fjordtre.example")
        endre_kontakt(
            session,
            kunde_id=kunde.id,
            kontakt_id=kontakt.id,
            data=data,
            versjon=combined_version(person, engasjement),
        )
        session.commit()
        mine = values(navn="Siv Berg", epost="siv@fjordtre.example", versjon=versjon)
        conflict = client.post(address(kunde, kontakt.id), mine)
        assert conflict.status_code == 422
        assert "Siv L. Berg" in conflict.text
        assert 'value="Siv Berg"' in conflict.text
        fresh = re.search(r'name="versjon"[^>]*value="(\d+)"', conflict.text)[1]
        assert fresh != versjon
        assert client.post(address(kunde, kontakt.id), {**mine, "versjon": fresh}).status_code == 303

    def test_roles_end_and_begin(self, client, kunde, kontakt, session) -> None:
        for roller in (["hr", "bestiller"], ["bestiller"]):
            versjon = self.version(client, kunde, kontakt)
            client.post(address(kunde, kontakt.id), values(navn="Siv", roller=roller, versjon=versjon))
        held = session.execute(
            select(Kontaktrolle.rolle, Kontaktrolle.gyldig_til).where(
                Kontaktrolle.engasjement_id == kontakt.id
            )
        ).all()
        assert {(rolle.value, til) for rolle, til in held} == {("hr", today()), ("bestiller", None)}

    def test_another_agency_cannot_see_or_change(self, client, kunde, kontakt) -> None:
        carl = client.as_("carl")
        assert carl.get(address(kunde)).status_code == 404
        assert carl.post(address(kunde, kontakt.id), values(versjon="2")).status_code == 404

    def test_a_contact_is_changed_only_at_his_own_customer(self, client, make, kontakt) -> None:
        other = make.kunde(navn="En annen AS")
        assert client.get(address(other, kontakt.id, "endre")).status_code == 404
        assert client.post(address(other, kontakt.id), values(versjon="2")).status_code == 404


class TestEnd:
    @pytest.fixture
    def kontakt(self, make, kunde):
        return make.kontakt(kunde_id=kunde.id, navn="Anja Vik", epost="anja@fjordtre.example")

    def end(self, client, kunde, kontakt, siste_dag: str):
        page = client.get(address(kunde, kontakt.id, "avslutt")).text
        versjon = re.search(r'name="versjon"[^>]*value="(\d+)"', page)[1]
        data = {"siste_dag": siste_dag, "grunn": "Ny jobb", "versjon": versjon, "idempotens": str(uuid4())}
        return client.post(address(kunde, kontakt.id, "avslutt"), data)

    def test_he_stays_in_the_history(self, client, kunde, kontakt) -> None:
        assert self.end(client, kunde, kontakt, f"{today() - timedelta(days=1):%d.%m.%Y}").status_code == 303
        page = client.get(address(kunde)).text
        assert "Tidligere kontakter (1)" in page
        assert "Ny jobb" in page
        assert "rowlink" not in page

    def test_before_he_began_is_refused(self, client, kunde, kontakt) -> None:
        refused = self.end(client, kunde, kontakt, "01.01.2025")
        assert refused.status_code == 422
        assert "før kontakten begynte" in refused.text

    @pytest.mark.parametrize(("days", "ended"), [(-1, True), (10, False)], ids=["past", "later"])
    def test_portal_access_ends_the_same_day(
        self, client, kunde, kontakt, make, session, days, ended
    ) -> None:
        tilgang = make.tilgang(kunde_id=kunde.id, kontakt_id=kontakt.id)
        begin_oekt(session, slag=Oektslag.KONTAKT, konto_id=tilgang.konto_id)
        session.flush()
        day = today() + timedelta(days=days)
        self.end(client, kunde, kontakt, f"{day:%d.%m.%Y}")
        session.expire_all()
        assert session.scalar(
            select(Portaltilgang.gyldig_til).where(Portaltilgang.id == tilgang.id)
        ) == day + timedelta(days=1)
        closed = session.scalar(select(Oekt.avsluttet_tid).where(Oekt.konto_id == tilgang.konto_id))
        assert (closed is not None) is ended


def test_a_reader_sees_but_has_no_buttons(client, kunde, make) -> None:
    make.kontakt(kunde_id=kunde.id, navn="Terje Ås")
    page = client.as_("berit").get(address(kunde)).text
    assert "Terje Ås" in page
    assert "Ny kontakt" not in page
    assert "Portaltilgang" not in page
    assert client.as_("berit").get(address(kunde, "ny")).status_code == 403
    assert register(client.as_("berit"), kunde).status_code == 403


def test_a_long_list_comes_in_pages(client, kunde, make) -> None:
    for number in range(ROWS + 2):
        make.kontakt(kunde_id=kunde.id, navn=f"Person {number:02}", epost="")
    last, first_of_next, very_last = (f"Person {number:02}" for number in (ROWS - 1, ROWS, ROWS + 1))
    first = client.get(address(kunde)).text
    assert last in first
    assert first_of_next not in first
    more = re.search(r'href="([^"]*etter=[^"]*)"', first)[1].replace("&amp;", "&")
    second = client.get(more).text
    assert very_last in second
    assert last not in second


def test_key_contacts_stand_on_the_front_of_the_card(client, kunde) -> None:
    assert "Nøkkelkontakter" not in client.get(f"/kunder/{kunde.id}").text
    register(client, kunde, navn="Vanlig Kontakt")
    register(client, kunde, navn="Viktig Kontakt", mobil="412 34 567", er_noekkel="y")
    front = client.get(f"/kunder/{kunde.id}").text
    box = front[front.index('id="b-kontakter"') :]
    box = box[: box.index("</section>")]
    assert "Viktig Kontakt" in box
    assert "tel:+4741234567" in box
    assert "Vanlig Kontakt" not in box


def test_what_can_be_done_with_a_contact_is_fetched_when_it_is_asked_for(
    client, kunde, make, session
) -> None:
    """A row carries the way to it, not all of it; without script the way is a page."""
    kontakt = make.kontakt(kunde_id=kunde.id, navn="Aase Handling")
    session.commit()
    path = address(kunde, kontakt.id, "handlinger")
    listed = client.get(address(kunde)).text
    assert f'{path}"' in listed
    assert "Sluttet hos kunden" not in listed
    page, dialog = client.get(path).text, client.get(path, headers={"HX-Request": "true"}).text
    for text in (page, dialog):
        for name in ("Skriv e-post", "Legg i en gruppe", "Gi portaltilgang", "Sluttet hos kunden"):
            assert name in text
    assert "<html" in page
    assert dialog.lstrip().startswith("<dialog")
    berit = client.as_("berit").get(path).text
    assert "Aase Handling" in berit
    assert "Sluttet hos kunden" not in berit
    assert client.as_("marte").get(address(kunde, uuid4(), "handlinger")).status_code == 404
