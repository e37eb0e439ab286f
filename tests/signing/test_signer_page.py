"""The signer's own page as a browser without script meets it: link, code, signature, and every way it may stand."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.db.clock import frozen, now
from portal.signing.actions import trekk
from portal.signing.models import Partstilstand, Signatar, Tilstand
from portal.signing.rules import LINK_DAYS
from tests.signing.conftest import code_of, contact, same_row, send, signers, token_of, work
from tests.support.forms import fields

TERJE, SIV = "terje@fjordtre.example", "siv@fjordtre.example"


class Visitor:
    """One signer's browser."""

    def __init__(self, client, session, til: str) -> None:
        self.client, self.session, self.til = client.as_("ingen"), session, til
        self.token = token_of(session, til)
        self.path = f"/signer/{self.token}"

    def page(self):
        return self.client.get(self.path)

    def press(self, what: str, **values):
        form = fields(self.page().text, action=what)
        return self.client.post(f"{self.path}/{what}", {**form, **values})

    def confirm(self) -> None:
        assert self.press("kode").status_code == 303
        assert self.press("bekreft", kode=code_of(self.session, self.til)).status_code == 303


@pytest.fixture
def terje(client, session, aapen) -> Visitor:
    session.commit()
    return Visitor(client, session, TERJE)


def test_link_code_and_signature(terje, session, aapen) -> None:
    first = terje.page()
    assert first.status_code == 200
    for words in ("Rammeavtale 2027", "Marte Solheim", "ikke BankID", "Send meg koden"):
        assert words in first.text, words
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in first.headers["X-Robots-Tag"]
    assert signers(session, aapen)["Terje"].tilstand is Partstilstand.INVITERT  # a fetch is no opening
    terje.confirm()
    assert "Jeg har lest dokumentet" in terje.page().text
    assert terje.press("signer", samtykke="y").status_code == 303
    assert "Du har signert" in terje.page().text
    assert signers(session, aapen)["Terje"].tilstand is Partstilstand.SIGNERT


def test_the_paper_can_be_read_and_the_signed_one_when_it_is_done(
    terje, client, session, aapen, kontrakt_pdf
) -> None:
    def fetch() -> bytes:
        answer = terje.client.get(f"{terje.path}/fil")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        data = answer.get_data()
        answer.close()
        return data

    assert fetch() == kontrakt_pdf
    for visitor in (terje, Visitor(client, session, SIV)):
        visitor.confirm()
        visitor.press("signer", samtykke="y")
    session.expire_all()
    work(session, "signering.segl")
    session.commit()
    assert "Last ned det signerte" in terje.page().text
    signed = fetch()
    assert signed.startswith(kontrakt_pdf)
    assert b"/ByteRange" in signed
    with frozen(now() + timedelta(days=LINK_DAYS - 1)):
        assert fetch() == signed
    with frozen(now() + timedelta(days=LINK_DAYS + 1)):  # whoever finds the mail then has no contract by it
        assert terje.client.get(f"{terje.path}/fil").status_code == 404
        assert "Be avsenderen om en kopi" in terje.page().text


def test_a_second_click_is_harmless(terje, session, aapen) -> None:
    terje.confirm()
    form = fields(terje.page().text, action="signer")
    answers = [terje.client.post(f"{terje.path}/signer", {**form, "samtykke": "y"}) for _ in range(2)]
    again = terje.client.post(f"{terje.path}/signer", {"idempotens": str(uuid4()), "samtykke": "y"})
    assert [answer.status_code for answer in (*answers, again)] == [303, 303, 303]


def test_five_wrong_codes(terje, session, aapen) -> None:
    terje.press("kode")
    right = code_of(session, TERJE)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(4):
        refused = terje.press("bekreft", kode=wrong)
        assert (refused.status_code, "Koden er feil." in refused.text) == (422, True)
    # The limits of signing in pause him from here on; the code itself is used up after the fifth.
    assert "For mange forsøk" in terje.press("bekreft", kode=right).text
    session.expire_all()
    assert signers(session, aapen)["Terje"].kode_forsoek == 4


def test_without_the_consent_it_says_so_and_keeps_the_page(terje) -> None:
    terje.confirm()
    refused = terje.press("signer")
    assert refused.status_code == 422
    assert "Kryss av" in refused.text


def test_no_with_a_reason_ends_it(terje, session, aapen) -> None:
    terje.confirm()
    assert "Fyll ut" in terje.press("avslaa", grunn="").text
    assert terje.press("avslaa", grunn="Feil pris").status_code == 303
    assert "sagt nei" in terje.page().text
    assert same_row(session, aapen.id).tilstand is Tilstand.AVSLAATT


def test_another_browser_is_asked_for_a_code_of_its_own(terje, client, session) -> None:
    terje.confirm()
    other = Visitor(client, session, TERJE)
    assert "Jeg har lest" not in other.page().text
    refused = other.client.post(f"{other.path}/signer", {"idempotens": str(uuid4()), "samtykke": "y"})
    assert refused.status_code == 422
    assert "ny kode" in refused.text


class TestStands:
    def test_a_wrong_link_has_a_sentence(self, client, aapen) -> None:
        page = client.as_("ingen").get("/signer/finnes-ikke")
        assert page.status_code == 404
        assert "Lenken er feil" in page.text

    def test_a_link_of_another_agency_opens_nothing(self, client, terje) -> None:
        other = client.as_("ingen")
        other.slug = "solvik"
        assert other.get(terje.path).status_code == 404
        assert other.post(f"{terje.path}/kode", {"idempotens": str(uuid4())}).status_code == 404

    def test_withdrawn(self, terje, session, aapen) -> None:
        trekk(session, forespoersel_id=aapen.id, grunn="Feil")
        session.commit()
        assert "trukket dokumentet tilbake" in terje.page().text
        assert terje.client.get(f"{terje.path}/fil").status_code == 404

    def test_the_deadline_has_passed(self, terje, aapen) -> None:
        with frozen(now() + timedelta(days=16)):
            assert "Fristen for å signere er ute" in terje.page().text
            assert terje.client.get(f"{terje.path}/fil").status_code == 404
            assert terje.client.post(f"{terje.path}/kode", {"idempotens": str(uuid4())}).status_code == 422

    def test_in_the_language_it_was_sent_in(self, client, session, cast, dokument) -> None:
        send(session, dokument, [contact(cast, "terje")], sprak="en")
        work(session, "signering.opprett")
        session.commit()
        visitor = Visitor(client, session, TERJE)
        assert "not BankID" in visitor.page().text
        visitor.press("kode")
        assert "The code is wrong." in visitor.press("bekreft", kode="x").text

    def test_not_his_turn_yet(self, client, session, cast, dokument) -> None:
        foresp = send(session, dokument, [contact(cast, "terje"), contact(cast, "siv", turn=2)])
        work(session, "signering.opprett")
        session.commit()
        from portal.signing.post import link_of

        siv = session.scalars(
            select(Signatar).where(Signatar.forespoersel_id == foresp.id, Signatar.navn == "Siv")
        ).one()
        token = link_of(session, foresp, siv).rpartition("/")[2]
        page = client.as_("ingen").get(f"/signer/{token}")
        assert "ikke din tur" in page.text
