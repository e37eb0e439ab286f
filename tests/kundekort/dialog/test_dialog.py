"""The tab Dialog: mail to the customer's own contacts, what the system sent, calls and notes."""

import re
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from portal.audit.models import Hendelse
from portal.jobs.models import Utboks, Utbokstilstand
from portal.kundekort.models import Aktivitetstilstand, Dagbokaktivitet, Kunde
from portal.messaging.actions import send_epost
from portal.messaging.models import Dialogmelding


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


@pytest.fixture
def kontakt(make, kunde):
    return make.kontakt(kunde_id=kunde.id, navn="Terje Prøve", epost="terje.p@fjordtre.example")


def address(kunde, *more: object) -> str:
    return "/".join(["/kunder", str(kunde.id), "dialog", *map(str, more)])


def write(client, kunde, kontakt, how: str = "post", **changed: object):
    data = {"kontakt": str(kontakt.id), "emne": "Prisliste 2027", "tekst": "Hei.\n\nSe vedlagt."}
    return getattr(client, how)(address(kunde, "epost"), {**data, "idempotens": str(uuid4()), **changed})


def the_message(session, kunde) -> Dialogmelding:
    session.expire_all()
    return session.scalars(select(Dialogmelding).where(Dialogmelding.kunde_id == kunde.id)).one()


def put(session, kunde, tilstand: Utbokstilstand, feil: str = "") -> None:
    row = the_message(session, kunde)
    session.execute(update(Utboks).where(Utboks.id == row.utboks_id).values(tilstand=tilstand, feil=feil))
    session.commit()


class TestMail:
    def test_it_goes_to_the_contact_and_answers_come_to_the_writer(
        self, client, kunde, kontakt, session
    ) -> None:
        assert write(client, kunde, kontakt).status_code == 303
        melding = the_message(session, kunde)
        assert (melding.til, melding.til_navn, melding.svar_til) == (
            "terje.p@fjordtre.example",
            "Terje Prøve",
            "marte@nordvik.example",
        )
        page = client.get(address(kunde)).text
        assert "Prisliste 2027" in page
        assert "Venter" in page

    def test_a_contact_of_another_customer_is_blocked(self, client, kunde, make, session) -> None:
        other = make.kunde(navn="En annen AS")
        stranger = make.kontakt(kunde_id=other.id, navn="Fremmed", epost="fremmed@annen.example")
        refused = write(client, kunde, stranger)
        assert refused.status_code == 422
        assert session.scalar(select(func.count()).where(Dialogmelding.kunde_id == kunde.id)) == 0
        assert "fremmed@annen.example" not in client.get(address(kunde, "epost")).text

    @pytest.mark.parametrize("who", ["an address", "a former contact", "a contact without address"])
    def test_nobody_else_can_be_written_to(self, client, kunde, make, session, who: str) -> None:
        chosen = {
            "an address": lambda: "hvem@som.example",
            "a former contact": lambda: (
                make.kontakt(
                    kunde_id=kunde.id, navn="Borte", til=date(2026, 2, 1), epost="borte@fjordtre.example"
                ).id
            ),
            "a contact without address": lambda: make.kontakt(kunde_id=kunde.id, navn="Uten", epost="").id,
        }[who]()
        data = {"kontakt": str(chosen), "emne": "x", "tekst": "y", "idempotens": str(uuid4())}
        assert client.post(address(kunde, "epost"), data).status_code == 422
        assert session.scalar(select(func.count()).where(Dialogmelding.kunde_id == kunde.id)) == 0

    def test_a_document_of_the_customer_goes_along_and_no_other(
        self, client, kunde, kontakt, make, session
    ) -> None:
        mine, other = make.dokument(kunde_id=kunde.id), make.dokument(kunde_id=make.kunde(navn="Annen").id)
        assert write(client, kunde, kontakt, vedlegg=[str(other.id)]).status_code == 422
        assert write(client, kunde, kontakt, vedlegg=[str(mine.id)]).status_code == 303
        assert the_message(session, kunde).vedlegg == [str(mine.id)]

    def test_a_double_click_is_one_mail(self, client, kunde, kontakt, session) -> None:
        key = str(uuid4())
        assert [write(client, kunde, kontakt, idempotens=key).status_code for _ in range(2)] == [303, 303]
        the_message(session, kunde)

    def test_a_line_break_in_the_subject_is_one_line(self, client, kunde, kontakt, session) -> None:
        write(client, kunde, kontakt, emne="Hei\r\nBcc: alle@b.example")
        assert "\n" not in the_message(session, kunde).emne

    def test_it_counts_as_contact(self, client, kunde, kontakt, session) -> None:
        write(client, kunde, kontakt)
        assert session.scalar(select(Kunde.sist_kontakt_tid).where(Kunde.id == kunde.id)) is not None

    def test_the_dialog_keeps_what_was_typed(self, client, kunde, kontakt) -> None:
        assert client.htmx(address(kunde, "epost")).text.lstrip().startswith("<dialog")
        wrong = write(client, kunde, kontakt, how="htmx_post", emne="", tekst="Beholdes")
        assert wrong.status_code == 422
        assert "Beholdes" in wrong.text


class TestState:
    @pytest.fixture(autouse=True)
    def _written(self, client, kunde, kontakt) -> None:
        write(client, kunde, kontakt)

    def act(self, client, kunde, session, what: str):
        return client.post(address(kunde, the_message(session, kunde).id, what), {"idempotens": str(uuid4())})

    @pytest.mark.parametrize(
        ("tilstand", "words", "button"),
        [
            (Utbokstilstand.NY, "Venter", "Trekk tilbake"),
            (Utbokstilstand.SENDER, "Sendes nå", None),
            (Utbokstilstand.SENDT, "Sendt", None),
            (Utbokstilstand.FEILET, "Ikke sendt", "Prøv igjen"),
            (Utbokstilstand.USIKKER, "Usikker", "Send på nytt likevel"),
        ],
    )
    def test_each_state_has_its_words_and_button(
        self, client, kunde, session, tilstand, words, button
    ) -> None:
        put(session, kunde, tilstand)
        page = client.get(address(kunde)).text
        assert words in page
        for other in ("Trekk tilbake", "Prøv igjen", "Send på nytt likevel"):
            assert (f"{other}</button>" in page) == (other == button), other

    @pytest.mark.parametrize("tilstand", [Utbokstilstand.FEILET, Utbokstilstand.USIKKER])
    def test_one_click_by_a_person_tries_again(self, client, kunde, session, tilstand) -> None:
        put(session, kunde, tilstand)
        before = the_message(session, kunde).utboks_id
        assert self.act(client, kunde, session, "proev-igjen").status_code == 303
        assert the_message(session, kunde).utboks_id != before
        assert "Venter" in client.get(address(kunde)).text

    def test_what_was_sent_is_not_sent_again(self, client, kunde, session) -> None:
        put(session, kunde, Utbokstilstand.SENDT)
        assert self.act(client, kunde, session, "proev-igjen").status_code == 409

    def test_it_is_taken_back_in_time_and_not_after(self, client, kunde, session) -> None:
        assert self.act(client, kunde, session, "trekk").status_code == 303
        assert "Trukket tilbake" in client.get(address(kunde)).text
        told = session.scalars(select(Hendelse.kode).where(Hendelse.kode == "melding.trukket")).all()
        assert len(told) == 1

    def test_sent_is_too_late(self, client, kunde, session) -> None:
        put(session, kunde, Utbokstilstand.SENDT)
        assert self.act(client, kunde, session, "trekk").status_code == 409

    def test_a_reason_is_shown(self, client, kunde, session) -> None:
        put(session, kunde, Utbokstilstand.FEILET, feil="550 no such user")
        assert "550 no such user" in client.get(address(kunde)).text

    def test_another_customers_message_is_not_found(self, client, make, kunde, session) -> None:
        other = make.kunde(navn="En annen AS")
        where = address(other, the_message(session, kunde).id, "trekk")
        assert client.post(where, {"idempotens": str(uuid4())}).status_code == 404


def test_what_the_system_sends_comes_by_itself_and_secrets_do_not(client, kunde, session) -> None:
    common = {"til": "terje@fjordtre.example", "navn": "Terje", "sprak": "nb", "kunde_id": kunde.id}
    send_epost(session, emne="Faktura 10001", tekst="Vedlagt.", noekkel=uuid4(), **common)
    send_epost(session, emne="Koden din", tekst="Koden er 123456", noekkel=uuid4(), hemmelig=True, **common)
    session.commit()
    page = client.get(address(kunde)).text
    assert "Faktura 10001" in page
    assert "Koden" not in page


class TestLog:
    def log(self, client, kunde, **changed: object):
        data = {"slag": "telefon", "kontakt": "", "tekst": "Vil ha to ekstra på kveld."}
        return client.post(address(kunde, "logg"), {**data, "idempotens": str(uuid4()), **changed})

    def test_a_call_stands_in_the_dialog_and_in_the_diary(self, client, kunde, kontakt, session) -> None:
        assert self.log(client, kunde, kontakt=str(kontakt.id)).status_code == 303
        row = session.scalars(select(Dagbokaktivitet).where(Dagbokaktivitet.kunde_id == kunde.id)).one()
        assert row.tilstand is Aktivitetstilstand.UTFOERT
        for page in (client.get(address(kunde)).text, client.get(f"/kunder/{kunde.id}/dagbok").text):
            assert "Vil ha to ekstra" in page
            assert "Terje Prøve" in page

    def test_it_is_told_once(self, client, kunde, session) -> None:
        self.log(client, kunde)
        of_kunde = (Hendelse.kunde_id == kunde.id) & Hendelse.kode.startswith("aktivitet.")
        told = session.scalars(select(Hendelse.kode).where(of_kunde)).all()
        assert told == ["aktivitet.telefon"]

    def test_nothing_said_is_nothing_logged(self, client, kunde) -> None:
        refused = self.log(client, kunde, tekst=" ")
        assert refused.status_code == 422
        assert "Fyll ut dette feltet" in refused.text

    def test_someone_elses_contact_is_refused(self, client, kunde, make) -> None:
        other = make.kontakt(kunde_id=make.kunde(navn="Annen").id)
        assert self.log(client, kunde, kontakt=str(other.id)).status_code == 422


def test_the_stream_is_filtered_and_comes_in_pages(client, kunde, kontakt, session) -> None:
    common = {"til": "t@fjordtre.example", "navn": "T", "sprak": "nb", "kunde_id": kunde.id, "tekst": "x"}
    for number in range(52):
        send_epost(session, emne=f"Brev {number:02}", noekkel=uuid4(), **common)
    session.commit()
    client.post(
        address(kunde, "logg"),
        {"slag": "notat", "kontakt": "", "tekst": "Bare et ord", "idempotens": str(uuid4())},
    )
    first = client.get(address(kunde)).text
    assert ("Brev 51" in first, "Brev 02" in first, "Bare et ord" in first) == (True, False, True)
    more = re.search(r'href="([^"]*etter=[^"]*)"', first)[1].replace("&amp;", "&")
    second = client.get(more).text
    assert ("Brev 51" in second, "Brev 02" in second) == (False, True)
    assert "Bare et ord" not in client.get(f"{address(kunde)}?vis=epost").text
    only = client.get(f"{address(kunde)}?vis=samtale").text
    assert ("Bare et ord" in only, "Brev" in only) == (True, False)


def test_a_reader_reads(client, kunde, kontakt) -> None:
    write(client, kunde, kontakt)
    page = client.as_("berit").get(address(kunde)).text
    assert "Prisliste 2027" in page
    assert "Skriv e-post" not in page
    assert "Trekk tilbake" not in page
    assert write(client.as_("berit"), kunde, kontakt).status_code == 403
    assert client.as_("carl").get(address(kunde)).status_code == 404
