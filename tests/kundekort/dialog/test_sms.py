"""Text messages in the dialog: to a contact's mobile, counted, taken back, shown with what became of them."""

import re
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update

from portal.audit.models import Hendelse
from portal.jobs.models import Utboks, Utbokstilstand
from portal.jobs.runner import run_row
from portal.kundekort.kontakter.rules import cannot_get
from portal.kundekort.models import Kunde, Person
from portal.messaging import registry
from portal.messaging.channels.local.sms import LocalSmsChannel
from portal.messaging.models import Dialogmelding, Kanal
from tests.support.statements import statements

MOBIL, SENTRALBORD = "+4759902001", "+4755900100"


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


@pytest.fixture
def person(make, session, kunde):
    """Makes a contact with these numbers."""

    def made(navn: str, mobil: str = MOBIL, telefon: str = "", **more):
        kontakt = make.kontakt(kunde_id=kunde.id, navn=navn, **more)
        kontakt.telefon = telefon
        session.execute(update(Person).where(Person.id == kontakt.person_id).values(mobil=mobil))
        session.commit()
        return kontakt

    return made


def address(kunde, *more: object) -> str:
    return "/".join(["/kunder", str(kunde.id), "dialog", *map(str, more)])


def write(client, kunde, kontakt, how: str = "post", **changed: object):
    data = {"kontakt": str(kontakt.id), "tekst": "Kan Terje møte kl. 7?", "idempotens": str(uuid4())}
    return getattr(client, how)(address(kunde, "sms"), {**data, **changed})


def count(session, kunde) -> int:
    return session.scalar(select(func.count()).where(Dialogmelding.kunde_id == kunde.id))


def the_message(session, kunde) -> Dialogmelding:
    session.expire_all()
    return session.scalars(select(Dialogmelding).where(Dialogmelding.kunde_id == kunde.id)).one()


class TestWriting:
    def test_it_goes_to_the_mobile_and_stands_in_the_dialog(self, client, kunde, person, session) -> None:
        kontakt = person("Terje Prøve", telefon=SENTRALBORD)
        assert write(client, kunde, kontakt).status_code == 303
        melding = the_message(session, kunde)
        assert (melding.kanal, melding.til, melding.til_navn, melding.emne) == (
            Kanal.SMS,
            MOBIL,
            "Terje Prøve",
            "Kan Terje møte kl. 7?",
        )
        assert not melding.bare_dagtid
        page = client.get(address(kunde)).text
        assert "Terje Prøve (599\N{NO-BREAK SPACE}02\N{NO-BREAK SPACE}001)" in page
        assert "Venter" in page
        assert session.scalar(select(Kunde.sist_kontakt_tid).where(Kunde.id == kunde.id)) is not None

    def test_the_number_of_the_job_serves_when_it_is_a_mobile(self, client, kunde, person, session) -> None:
        write(client, kunde, person("Terje Prøve", mobil="", telefon=MOBIL))
        assert the_message(session, kunde).til == MOBIL

    @pytest.mark.parametrize("who", ["fixed line", "none", "a former contact", "another customer's"])
    def test_nobody_else_can_be_written_to(self, client, kunde, person, make, session, who: str) -> None:
        chosen = {
            "fixed line": lambda: person("Fast", mobil=SENTRALBORD, telefon=SENTRALBORD),
            "none": lambda: person("Uten", mobil=""),
            "a former contact": lambda: person("Borte", til=date(2026, 2, 1)),
            "another customer's": lambda: make.kontakt(kunde_id=make.kunde(navn="Annen").id, navn="Fremmed"),
        }[who]()
        assert write(client, kunde, chosen).status_code == 422
        assert count(session, kunde) == 0

    def test_who_has_no_mobile_stands_there_and_cannot_be_chosen(self, client, kunde, person) -> None:
        person("Anne Mobil")
        mute = person("Una Uten", mobil="", telefon=SENTRALBORD)
        page = client.get(address(kunde, "sms")).text
        [option] = re.findall(rf'<option[^>]*value="{mute.id}"[^>]*>[^<]*', page)
        assert "disabled" in option
        assert "Una Uten (uten mobilnummer)" in option
        assert "Send SMS</button>" in page

    def test_without_any_mobile_there_is_nothing_to_send(self, client, kunde, person) -> None:
        person("Una Uten", mobil="")
        page = client.get(address(kunde, "sms")).text
        assert "Ingen av kontaktene har et mobilnummer ennå." in page
        assert "Send SMS</button>" not in page

    def test_a_double_click_is_one_message(self, client, kunde, person, session) -> None:
        kontakt, key = person("Terje Prøve"), str(uuid4())
        codes = [write(client, kunde, kontakt, idempotens=key).status_code for _ in range(2)]
        assert codes == [303, 303]
        the_message(session, kunde)

    def test_too_long_is_refused_with_the_number_and_the_text_kept(
        self, client, kunde, person, session
    ) -> None:
        kontakt = person("Terje Prøve")
        refused = write(client, kunde, kontakt, how="htmx_post", tekst="č" * 403)
        assert refused.status_code == 422
        assert "den går som 7 SMS, og 6 er det meste" in refused.text
        assert "č" * 403 in refused.text
        assert "403 tegn, 7 av høyst 6 SMS" in refused.text
        assert write(client, kunde, kontakt, tekst="č" * 402).status_code == 303
        assert len(the_message(session, kunde).emne) <= 60

    def test_the_dialog_counts_what_stands_there_and_opens_over_the_page(self, client, kunde, person) -> None:
        kontakt = person("Terje Prøve")
        opened = client.htmx(f"{address(kunde, 'sms')}?kontakt={kontakt.id}").text
        assert opened.lstrip().startswith("<dialog")
        assert re.search(rf'<option selected value="{kontakt.id}"', opened)
        assert "0 tegn, 0 av høyst 6 SMS" in opened
        empty = write(client, kunde, kontakt, how="htmx_post", tekst=" ")
        assert empty.status_code == 422
        assert "Fyll ut dette feltet" in empty.text

    def test_without_a_gateway_it_says_so_and_nothing_waits(self, client, kunde, person, session) -> None:
        kontakt, held = person("Terje Prøve"), registry.sms_channel()
        registry.use_sms(None)
        try:
            page = client.get(address(kunde, "sms")).text
            refused = write(client, kunde, kontakt)
        finally:
            registry.use_sms(held)
        assert "SMS er ikke satt opp" in page
        assert "Send SMS</button>" not in page
        assert refused.status_code == 422
        assert count(session, kunde) == 0

    def test_a_reader_cannot(self, client, kunde, person) -> None:
        kontakt = person("Terje Prøve")
        assert write(client.as_("berit"), kunde, kontakt).status_code == 403
        assert "Skriv SMS" not in client.as_("berit").get(address(kunde)).text
        assert client.as_("carl").get(address(kunde, "sms")).status_code == 404


class TestState:
    @pytest.fixture(autouse=True)
    def _written(self, client, kunde, person) -> None:
        write(client, kunde, person("Terje Prøve"))

    def put(self, session, kunde, tilstand: Utbokstilstand) -> None:
        row = the_message(session, kunde)
        session.execute(update(Utboks).where(Utboks.id == row.utboks_id).values(tilstand=tilstand))
        session.commit()

    def act(self, client, kunde, session, what: str):
        return client.post(address(kunde, the_message(session, kunde).id, what), {"idempotens": str(uuid4())})

    @pytest.mark.parametrize(
        ("tilstand", "words", "button"),
        [
            (Utbokstilstand.SENDT, "Sendt", None),
            (Utbokstilstand.FEILET, "Meldingen kom ikke fram.", "Prøv igjen"),
            (Utbokstilstand.USIKKER, "Vi vet ikke om den kom fram", "Send på nytt likevel"),
        ],
    )
    def test_each_state_has_its_words_and_button(
        self, client, kunde, session, tilstand, words, button
    ) -> None:
        self.put(session, kunde, tilstand)
        page = client.get(address(kunde)).text
        assert words in page
        assert button is None or f"{button}</button>" in page

    def test_a_person_may_send_what_is_undecided_again(self, client, kunde, session) -> None:
        self.put(session, kunde, Utbokstilstand.USIKKER)
        before = the_message(session, kunde).utboks_id
        assert self.act(client, kunde, session, "proev-igjen").status_code == 303
        assert the_message(session, kunde).utboks_id != before

    def test_it_is_taken_back_in_time_and_told_as_what_it_was(self, client, kunde, session) -> None:
        answer = self.act(client, kunde, session, "trekk")
        assert "SMS-en er trukket tilbake." in client.get(answer.location).text
        codes = session.scalars(select(Hendelse.kode).where(Hendelse.kunde_id == kunde.id)).all()
        assert "sms.trukket" in codes
        assert "melding.trukket" not in codes

    def test_the_look_of_text_messages_has_them_alone(
        self, client, kunde, session, connection, tmp_path
    ) -> None:
        held = registry.sms_channel()
        registry.use_sms(LocalSmsChannel(tmp_path))
        try:
            utboks_id = the_message(session, kunde).utboks_id
            state = run_row(connection, tenant_id=session.info["tenant"], utboks_id=utboks_id)
        finally:
            registry.use_sms(held)
        assert state is Utbokstilstand.SENDT
        line = f"/kunder/{kunde.id}/tidslinje"
        assert "sendte SMS til Terje Prøve" in client.get(f"{line}?gruppe=sms").text
        assert "sendte SMS til" not in client.get(f"{line}?gruppe=dokument").text
        assert "Kan Terje" in client.get(f"{address(kunde)}?vis=sms").text
        assert "Kan Terje" not in client.get(f"{address(kunde)}?vis=epost").text
        assert "Kan Terje" not in client.get(f"{address(kunde)}?vis=samtale").text


class TestFromTheContacts:
    def test_the_menu_leads_there_or_says_why_not(self, client, kunde, person) -> None:
        anne = person("Anne Mobil", epost="")
        una = person("Una Uten", mobil="", telefon=SENTRALBORD)
        told = ""
        for kontakt, mail, sms in ((anne, True, False), (una, False, True)):
            page = client.get(f"/kunder/{kunde.id}/kontakter/{kontakt.id}/handlinger").text
            told += page
            for way, grey in (("epost", mail), ("sms", sms)):
                [link] = re.findall(
                    rf'<a[^>]*href="[^"]*/dialog/{way}\?kontakt={kontakt.id}"[^>]*>.*?</a>', page, re.DOTALL
                )
                assert ('aria-disabled="true"' in link) is grey, link
        assert "Uten mobilnummer" in told
        assert "Uten e-postadresse" in told

    def test_one_who_has_not_begun_gets_nothing_yet(self) -> None:
        class Row:
            gyldig_fra = date(2999, 1, 1)
            epost = egen_epost = "a@b.example"
            mobil, telefon = MOBIL, ""

        assert [str(why) for why in cannot_get(Row())] == ["Ikke begynt"] * 2
        Row.gyldig_fra = date(2020, 1, 1)
        assert cannot_get(Row()) == ("", "")

    def test_the_palette_finds_the_one_who_is_meant(self, client, kunde, person) -> None:
        kontakt = person("Terje Prøve")
        found = client.htmx("/min-dag/sok?q=sms+fjordtre+prøve").text
        assert f"/dialog/sms?kontakt={kontakt.id}" in found
        assert "sms?kontakt" not in client.as_("berit").htmx("/min-dag/sok?q=sms+fjordtre+prøve").text


def test_pages_cost_the_same_for_one_contact_and_for_many(client, connection, kunde, person) -> None:
    counts = set()
    for number in range(4):
        person(f"Nr {number}")
        seen_by_page = []
        for path in (address(kunde, "sms"), f"/kunder/{kunde.id}/kontakter"):
            with statements(connection) as seen:
                assert client.get(path).status_code == 200
            seen_by_page.append(len(seen))
        counts.add(tuple(seen_by_page))
    assert len(counts) == 1


def test_the_database_knows_no_other_way(session, kunde, client, person) -> None:
    write(client, kunde, person("Terje Prøve"))
    melding = the_message(session, kunde)
    with pytest.raises(Exception, match="ck_dialogmelding__kanal"), session.begin_nested():
        session.execute(text("UPDATE dialogmelding SET kanal = 'brev' WHERE id = :id"), {"id": melding.id})
