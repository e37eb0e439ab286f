"""From the click that sends to the sealed file: who may sign, when, and what never happens twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from portal.audit.models import Hendelse
from portal.db.clock import frozen, now
from portal.errors import NotFound, Refused, Stale
from portal.filestore.actions import store_file
from portal.filestore.gateway import open_file
from portal.jobs.models import Utboks, Utbokstilstand
from portal.signing.actions import forleng, forsegl_igjen, gi_opp, purr, trekk
from portal.signing.models import Partstilstand, Signatarslag, Signeringsforespoersel, Tilstand
from portal.signing.queries import list_hendelser, list_undelivered
from portal.signing.rules import broken_at, last_day
from portal.signing.sending import Person
from portal.signing.signer.actions import avslaa, bekreft_kode, send_engangskode, signer
from portal.tenancy.session import tenant_session
from tests.signing.conftest import (
    KILDE,
    code_of,
    contact,
    mails,
    same_row,
    send,
    signers,
    staff,
    token_of,
    work,
)
from tests.support.client import tenant_ids

SPOILT = Person(Signatarslag.KONTAKT, uuid4(), "Siv Ås", "siv@@fjordtre", "Fjordtre AS")
TERJE, SIV, MARTE = "terje@fjordtre.example", "siv@fjordtre.example", "marte@nordvik.example"


def confirm(session, til: str, *, browser: str = "b") -> str:
    """Ask for the code and give it; answers the token."""
    token = token_of(session, til)
    send_engangskode(session, token=token, browser=browser, noekkel=uuid4(), kilde=KILDE)
    assert bekreft_kode(session, token=token, kode=code_of(session, til), browser=browser, kilde=KILDE)
    return token


def sign(session, til: str) -> None:
    signer(session, token=confirm(session, til), browser="b", samtykke=True, kilde=KILDE)


def told(session, foresp) -> list[str]:
    """Codes on the customer's timeline, oldest first."""
    session.flush()
    rows = session.scalars(select(Hendelse).where(Hendelse.subjekt_id == foresp.id).order_by(Hendelse.id))
    return [row.kode.removeprefix("signering.") for row in rows]


class TestWholeWay:
    def test_two_sign_and_the_worker_makes_the_file(self, session, aapen, kontrakt_pdf) -> None:
        sign(session, TERJE)
        assert aapen.tilstand is Tilstand.DELVIS
        sign(session, SIV)
        assert aapen.tilstand is Tilstand.SIGNERT  # not finished before the file is there
        work(session, "signering.segl")
        assert aapen.tilstand is Tilstand.FULLFOERT, aapen.grunn
        assert (aapen.signert_nr, aapen.segl_nivaa, len(aapen.kontroll)) == (2, "B-B", 2)
        signed = open_file(session, dokument_id=aapen.dokument_id).read()
        assert signed.startswith(kontrakt_pdf)
        assert open_file(session, dokument_id=aapen.rapport_id).read().startswith(b"%PDF")
        assert told(session, aapen) == [
            "sendt", "aapnet", "signert", "aapnet", "signert", "ferdig",
        ]  # fmt: skip
        assert "Last ned det signerte" in mails(session, TERJE)[-1].tekst

    def test_one_after_the_other(self, session, cast, dokument) -> None:
        foresp = send(session, dokument, [contact(cast, "terje"), staff(cast, "marte", turn=2)])
        work(session, "signering.opprett")
        assert mails(session, MARTE) == []
        assert signers(session, foresp)["Marte"].tilstand is Partstilstand.VENTER
        sign(session, TERJE)
        assert signers(session, foresp)["Marte"].tilstand is Partstilstand.INVITERT
        sign(session, MARTE)
        work(session, "signering.segl")
        assert foresp.tilstand is Tilstand.FULLFOERT

    def test_the_chain_holds_and_a_change_is_seen(self, session, aapen) -> None:
        sign(session, TERJE)
        events = list_hendelser(session, forespoersel_id=aapen.id)
        assert broken_at(events) is None
        session.expunge_all()
        events[3].aktoer = "En annen"
        assert broken_at(events) == 4
        assert broken_at([*events[:1], *events[2:]]) == 2

    def test_the_app_cannot_change_an_event(self, session, aapen) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
            session.execute(text("UPDATE signeringshendelse SET aktoer = 'x'"))


class TestSending:
    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"personer": []}, "Velg minst én"),
            ({"frist": now().date() - timedelta(days=1)}, "alt forbi"),
            ({"frist": now().date() + timedelta(days=200)}, "høyst 90 dager"),
            ({"personer": [SPOILT]}, "E-postadressen til Siv Ås kan ikke brukes"),
        ],
        ids=["nobody", "past", "far", "no address"],
    )
    def test_what_cannot_be_sent(self, session, cast, dokument, changed, words) -> None:
        with pytest.raises(Refused, match=words):
            send(session, dokument, **{"personer": [contact(cast, "terje")], **changed})

    def test_a_double_click_is_one_request(self, session, cast, dokument) -> None:
        key = uuid4()
        both = [send(session, dokument, [contact(cast, "terje")], noekkel=key) for _ in range(2)]
        assert both[0].id == both[1].id

    def test_one_at_a_time_for_a_document(self, session, cast, dokument) -> None:
        send(session, dokument, [contact(cast, "terje")])
        with pytest.raises(Refused, match="alt til signering"):
            send(session, dokument, [contact(cast, "siv")])

    def test_a_document_of_another_customer_is_not_found(self, session, cast, dokument) -> None:
        with pytest.raises(NotFound):
            send(session, dokument, [contact(cast, "terje")], kunde_id=cast.id("solbakken"))

    def test_a_file_nobody_can_seal_fails_before_anyone_is_asked(
        self, session, cast, make, dokument, kontrakt_pdf
    ) -> None:
        broken = store_file(
            session,
            innhold=kontrakt_pdf[:400] + b"\n%%EOF\n",
            filnavn="x.pdf",
            slag="annet",
            tittel="Ødelagt",
            kunde_id=dokument.kunde_id,
        )
        foresp = send(session, broken, [contact(cast, "terje")])
        work(session, "signering.opprett")
        assert foresp.tilstand is Tilstand.FEILET
        assert mails(session, TERJE) == []


class TestCode:
    def test_five_wrong_and_the_right_one_is_no_use(self, session, aapen) -> None:
        token = token_of(session, TERJE)
        send_engangskode(session, token=token, browser="b", noekkel=uuid4(), kilde=KILDE)
        right = code_of(session, TERJE)
        wrong = "000000" if right != "000000" else "111111"
        for _ in range(5):
            assert not bekreft_kode(session, token=token, kode=wrong, browser="b", kilde=KILDE)
        with pytest.raises(Refused, match="brukt opp"):
            bekreft_kode(session, token=token, kode=right, browser="b", kilde=KILDE)

    def test_it_is_good_in_the_browser_that_asked_only(self, session, aapen) -> None:
        token = token_of(session, TERJE)
        send_engangskode(session, token=token, browser="b", noekkel=uuid4(), kilde=KILDE)
        with pytest.raises(Refused):
            bekreft_kode(session, token=token, kode=code_of(session, TERJE), browser="c", kilde=KILDE)

    def test_it_lives_ten_minutes_and_works_once(self, session, aapen) -> None:
        token = token_of(session, TERJE)
        send_engangskode(session, token=token, browser="b", noekkel=uuid4(), kilde=KILDE)
        code = code_of(session, TERJE)
        with frozen(now() + timedelta(minutes=11)), pytest.raises(Refused):
            bekreft_kode(session, token=token, kode=code, browser="b", kilde=KILDE)
        assert bekreft_kode(session, token=token, kode=code, browser="b", kilde=KILDE)
        with pytest.raises(Refused):
            bekreft_kode(session, token=token, kode=code, browser="b", kilde=KILDE)

    def test_six_an_hour(self, session, aapen) -> None:
        token = token_of(session, TERJE)
        for _ in range(6):
            send_engangskode(session, token=token, browser="b", noekkel=uuid4(), kilde=KILDE)
        with pytest.raises(Refused, match="mange koder"):
            send_engangskode(session, token=token, browser="b", noekkel=uuid4(), kilde=KILDE)

    def test_without_it_nobody_signs(self, session, aapen) -> None:
        token = token_of(session, TERJE)
        with pytest.raises(Refused, match="ny kode"):
            signer(session, token=token, browser="b", samtykke=True, kilde=KILDE)
        assert aapen.tilstand is Tilstand.AAPEN

    def test_a_wrong_token_finds_nothing(self, session, aapen) -> None:
        with pytest.raises(NotFound):
            send_engangskode(session, token="nei", browser="b", noekkel=uuid4(), kilde=KILDE)

    def test_secrets_are_not_in_the_database(self, session, aapen) -> None:
        token = token_of(session, TERJE)
        send_engangskode(session, token=token, browser="b", noekkel=uuid4(), kilde=KILDE)
        row = str(session.execute(text("SELECT * FROM signatar WHERE epost = :e"), {"e": TERJE}).one())
        assert token not in row
        assert code_of(session, TERJE) not in row


class TestEnds:
    def test_a_second_click_is_harmless(self, session, aapen) -> None:
        token = confirm(session, TERJE)
        first = signer(session, token=token, browser="b", samtykke=True, kilde=KILDE).signert_tid
        assert signer(session, token=token, browser="b", samtykke=True, kilde=KILDE).signert_tid == first
        assert told(session, aapen).count("signert") == 1

    def test_the_consent_must_be_ticked(self, session, aapen) -> None:
        token = confirm(session, TERJE)
        with pytest.raises(Refused) as refused:
            signer(session, token=token, browser="b", samtykke=False, kilde=KILDE)
        assert refused.value.field == "samtykke"

    def test_one_no_ends_it_for_all(self, session, aapen) -> None:
        token = confirm(session, TERJE)
        avslaa(session, token=token, browser="b", grunn="Feil pris", kilde=KILDE)
        assert (aapen.tilstand, aapen.grunn) == (Tilstand.AVSLAATT, "Feil pris")
        assert signers(session, aapen)["Siv"].tilstand is Partstilstand.BORTFALT
        assert "avsluttet" in mails(session, SIV)[-1].tekst
        with pytest.raises(Refused, match="kan ikke signeres"):
            send_engangskode(session, token=token_of(session, SIV), browser="b", noekkel=uuid4(), kilde=KILDE)
        assert told(session, aapen) == ["sendt", "aapnet", "avslaatt"]

    def test_withdrawn_before_the_last_signed(self, session, aapen) -> None:
        sign(session, TERJE)
        token = confirm(session, SIV)
        trekk(session, forespoersel_id=aapen.id, grunn="Feil vedlegg")
        with pytest.raises(Refused):
            signer(session, token=token, browser="b", samtykke=True, kilde=KILDE)
        assert same_row(session, aapen.id).tilstand is Tilstand.TRUKKET
        assert signers(session, aapen)["Terje"].tilstand is Partstilstand.SIGNERT  # never goes back

    def test_signed_before_it_was_withdrawn(self, session, aapen) -> None:
        sign(session, TERJE)
        sign(session, SIV)
        with pytest.raises(Refused, match="Alle har signert"):
            trekk(session, forespoersel_id=aapen.id, grunn="For sent")

    def test_withdrawing_needs_a_reason_and_twice_is_once(self, session, aapen) -> None:
        with pytest.raises(Refused, match="hvorfor"):
            trekk(session, forespoersel_id=aapen.id, grunn=" ")
        for _ in range(2):
            trekk(session, forespoersel_id=aapen.id, grunn="Feil")
        assert told(session, aapen).count("trukket") == 1


class TestAgency:
    def test_a_reminder_carries_the_same_link(self, session, aapen) -> None:
        first, siv = token_of(session, TERJE), signers(session, aapen)["Siv"]
        terje = signers(session, aapen)["Terje"]
        with pytest.raises(Refused, match="mindre enn en time"):
            purr(session, forespoersel_id=aapen.id, signatar_id=terje.id)
        with frozen(now() + timedelta(hours=2)):
            purr(session, forespoersel_id=aapen.id, signatar_id=terje.id)
        assert (token_of(session, TERJE), terje.purringer, siv.purringer) == (first, 1, 0)

    def test_a_mail_that_did_not_leave_is_told_and_may_be_sent_at_once(self, session, aapen) -> None:
        terje, mail = signers(session, aapen)["Terje"], mails(session, TERJE)[-1]
        assert list_undelivered(session, parties=[terje]) == set()
        row = session.scalars(select(Utboks).where(Utboks.id == mail.utboks_id)).one()
        row.tilstand = Utbokstilstand.FEILET
        session.flush()
        assert list_undelivered(session, parties=[terje]) == {terje.id}
        purr(session, forespoersel_id=aapen.id, signatar_id=terje.id)
        assert list_undelivered(session, parties=[terje]) == set()

    def test_one_who_has_signed_is_not_reminded(self, session, aapen) -> None:
        sign(session, TERJE)
        with frozen(now() + timedelta(hours=2)), pytest.raises(Refused, match="venter ikke"):
            purr(session, forespoersel_id=aapen.id, signatar_id=signers(session, aapen)["Terje"].id)

    def test_the_deadline_moves_forward_only(self, session, aapen) -> None:
        day = last_day(aapen.frist_tid)
        with pytest.raises(Stale):
            forleng(
                session, forespoersel_id=aapen.id, frist=day + timedelta(days=1), versjon=aapen.versjon - 1
            )
        with pytest.raises(Refused, match="ikke tilbake"):
            forleng(session, forespoersel_id=aapen.id, frist=day - timedelta(days=1), versjon=aapen.versjon)
        forleng(session, forespoersel_id=aapen.id, frist=day + timedelta(days=7), versjon=aapen.versjon)
        assert last_day(aapen.frist_tid) == day + timedelta(days=7)

    def test_a_failed_seal_is_held_and_tried_again_by_a_person(self, session, aapen, monkeypatch) -> None:
        from portal.signing import jobs

        def spoilt(signed, **_more):
            raise jobs.Invalid("planted")

        sign(session, TERJE)
        sign(session, SIV)
        with monkeypatch.context() as patch:
            patch.setattr(jobs, "check_file", spoilt)
            work(session, "signering.segl")
        assert (aapen.tilstand, aapen.grunn) == (
            Tilstand.HOLDT,
            "Den signerte filen besto ikke kontrollen.",
        )
        chain = list_hendelser(session, forespoersel_id=aapen.id)
        assert "Invalid: planted" in {
            row.data.get("feil") for row in chain
        }  # for those who must find out why
        assert aapen.rapport_id is None
        forsegl_igjen(session, forespoersel_id=aapen.id)
        work(session, "signering.segl")
        assert aapen.tilstand is Tilstand.FULLFOERT
        with pytest.raises(Refused):
            gi_opp(session, forespoersel_id=aapen.id, grunn="x")

    def test_a_person_gives_a_held_one_up(self, session, aapen, monkeypatch) -> None:
        from portal.signing import jobs

        sign(session, TERJE)
        sign(session, SIV)
        monkeypatch.setattr(jobs, "check_file", lambda *_a, **_k: (_ for _ in ()).throw(jobs.Invalid("x")))
        work(session, "signering.segl")
        gi_opp(session, forespoersel_id=aapen.id, grunn="Tas på papir")
        assert aapen.tilstand is Tilstand.FEILET

    def test_the_job_a_second_time_changes_nothing(self, session, aapen) -> None:
        sign(session, TERJE)
        sign(session, SIV)
        rows = work(session, "signering.segl")
        before = aapen.versjon
        from portal.jobs import handlers

        handlers.run(session, row=rows[0])
        session.flush()
        assert aapen.versjon == before
        count = (
            select(func.count())
            .select_from(Signeringsforespoersel)
            .where(Signeringsforespoersel.id == aapen.id)
        )
        assert session.scalar(count) == 1


@pytest.mark.commits
def test_withdrawing_waits_for_a_signature_and_then_finds_it(app, own_database, cast, kontrakt_pdf) -> None:
    """Cancel against sign, in two transactions at once: whoever has the lock decides, and the other sees it."""
    engine = own_database.engine()
    tenant_id = tenant_ids(engine)["nordvik"]
    with app.app_context():
        with tenant_session(engine, tenant_id=tenant_id) as first:
            paper = store_file(
                first,
                innhold=kontrakt_pdf,
                filnavn="x.pdf",
                slag="kontrakt",
                tittel="Avtale",
                kunde_id=cast.id("fjordtre"),
            )
            foresp_id = send(first, paper, [contact(cast, "terje")]).id
            work(first, "signering.opprett")
            token = confirm(first, TERJE)
            first.commit()
        with (
            tenant_session(engine, tenant_id=tenant_id) as signs,
            tenant_session(engine, tenant_id=tenant_id) as withdraws,
        ):
            signer(signs, token=token, browser="b", samtykke=True, kilde=KILDE)
            withdraws.execute(text("SET LOCAL lock_timeout = '200ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                trekk(withdraws, forespoersel_id=foresp_id, grunn="For sent")
            withdraws.rollback()
            signs.commit()
            with pytest.raises(Refused, match="Alle har signert"):
                trekk(withdraws, forespoersel_id=foresp_id, grunn="For sent")
    engine.dispose()
