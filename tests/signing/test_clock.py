"""What the clock does: reminders by day and never at night, the end of a deadline, and the states' own rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from portal.db.clock import OSLO, frozen
from portal.identity.actor import SYSTEM
from portal.jobs.handlers import NotYet, each_night
from portal.jobs.models import Utboks
from portal.jobs.outbox import enqueue
from portal.signing import jobs
from portal.signing.actions import purr
from portal.signing.models import Partstilstand, Tilstand
from portal.signing.rules import (
    ALLOWED,
    OPEN,
    RANK,
    TILSTAND_NAVN,
    end_of,
    is_quiet,
    last_day,
    next_loud,
    reminder_due,
)
from portal.signing.tilstand import flytt, flytt_signatar
from tests.signing.conftest import contact, mails, same_row, send, signers, work
from tests.signing.test_signing import SIV, TERJE, sign, told
from tests.support.statements import statements


def oslo(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=OSLO)


class TestRules:
    @pytest.mark.parametrize(
        ("moment", "quiet"),
        [
            (oslo(1, 6, 59), True),
            (oslo(1, 7), False),
            (oslo(1, 20, 59), False),
            (oslo(1, 21), True),
            (oslo(1, 2), True),
        ],
    )
    def test_the_night_is_quiet(self, moment, quiet) -> None:
        assert is_quiet(moment.astimezone(UTC)) is quiet

    def test_what_waits_for_the_morning(self) -> None:
        assert next_loud(oslo(1, 2, 17)) == oslo(1, 7)
        assert next_loud(oslo(1, 22)) == oslo(2, 7)
        assert next_loud(oslo(1, 12)) == oslo(1, 12)

    def test_reminded_three_days_and_one_day_before(self) -> None:
        frist = end_of(oslo(15, 12).date())
        due = [
            day for day in range(1, 17)
            if reminder_due(frist_tid=frist, dag=oslo(day, 12).date())
        ]  # fmt: skip
        assert due == [12, 14]

    def test_the_last_day_is_the_last_day(self) -> None:
        assert last_day(end_of(oslo(15, 0).date())) == oslo(15, 0).date()

    def test_an_end_is_an_end(self) -> None:
        ends = {state for state in Tilstand if not ALLOWED[state]}
        assert ends == {
            Tilstand.FULLFOERT, Tilstand.AVSLAATT, Tilstand.UTLOEPT, Tilstand.TRUKKET, Tilstand.FEILET,
        }  # fmt: skip
        assert ends == set(Tilstand) - OPEN
        assert set(ALLOWED) == set(TILSTAND_NAVN) == set(Tilstand)
        assert set(RANK) == set(Partstilstand)

    def test_a_move_that_cannot_be_is_refused(self, session, aapen) -> None:
        with pytest.raises(ValueError, match="aapen → fullfoert"):
            flytt(session, aapen, Tilstand.FULLFOERT)

    def test_a_signer_never_goes_back(self, session, aapen) -> None:
        sign(session, TERJE)
        terje = signers(session, aapen)["Terje"]
        assert not flytt_signatar(session, aapen, terje, Partstilstand.AAPNET)
        assert terje.tilstand is Partstilstand.SIGNERT


def night(session) -> None:
    """The night's round."""
    enqueue(session, "signering.ettersyn", key=uuid4())
    work(session, "signering.ettersyn")
    work(session, "signering.utloep")


class TestReminders:
    def test_the_clock_asks_for_the_round_every_night(self) -> None:
        assert "signering.ettersyn" in {slag for slag, _data in each_night()}

    def test_only_those_who_have_not_signed_and_once(self, session, aapen) -> None:
        sign(session, TERJE)
        before = {til: len(mails(session, til)) for til in (TERJE, SIV)}
        day = end_of(last_day(aapen.frist_tid) - timedelta(days=4))  # its first moment
        with frozen(day.astimezone(OSLO).replace(hour=2, minute=17)):
            night(session)
            night(session)  # twice the same night
            assert len(mails(session, SIV)) == before[SIV]  # nobody is written to at night
        rows = session.scalar(
            select(func.count()).select_from(Utboks).where(Utboks.slag == "signering.purring")
        )
        assert rows == 1
        with frozen(day.astimezone(OSLO).replace(hour=7, minute=5)):
            work(session, "signering.purring")
        assert len(mails(session, SIV)) == before[SIV] + 1
        assert len(mails(session, TERJE)) == before[TERJE]
        assert told(session, aapen).count("purret") == 1

    def test_a_late_row_waits_for_the_morning_and_is_worth_the_same_then(self, session, aapen) -> None:
        before = len(mails(session, SIV))
        day = end_of(last_day(aapen.frist_tid) - timedelta(days=4)).astimezone(OSLO)  # its first moment
        with frozen(day.replace(hour=2)):
            night(session)
        with frozen(day.replace(hour=23, minute=5)), pytest.raises(NotYet) as waits:
            work(session, "signering.purring")
        assert waits.value.seconds == 8 * 3600 - 5 * 60 + 60
        session.info["actor"] = SYSTEM
        assert len(mails(session, SIV)) == before
        with frozen(day.replace(hour=7, minute=1) + timedelta(days=1)):
            work(session, "signering.purring")
        assert len(mails(session, SIV)) == before + 1

    def test_one_who_was_written_to_since_is_left_in_peace(self, session, aapen) -> None:
        day = end_of(last_day(aapen.frist_tid) - timedelta(days=4)).astimezone(OSLO)
        with frozen(day.replace(hour=2)):
            night(session)
        with frozen(day.replace(hour=6, minute=30)):  # an early consultant
            purr(session, forespoersel_id=aapen.id, signatar_id=signers(session, aapen)["Siv"].id)
        before = {til: len(mails(session, til)) for til in (TERJE, SIV)}
        with frozen(day.replace(hour=7, minute=5)):
            work(session, "signering.purring")
        assert len(mails(session, SIV)) == before[SIV]
        assert len(mails(session, TERJE)) == before[TERJE] + 1  # the control


class TestExpiry:
    def test_it_runs_out(self, session, aapen) -> None:
        sign(session, TERJE)
        with frozen(aapen.frist_tid + timedelta(hours=2)):
            night(session)
        assert aapen.tilstand is Tilstand.UTLOEPT
        assert {name: each.tilstand for name, each in signers(session, aapen).items()} == {
            "Terje": Partstilstand.SIGNERT,
            "Siv": Partstilstand.UTLOEPT,
        }
        assert told(session, aapen)[-1] == "utloept"

    def test_one_that_cannot_be_ended_holds_up_no_other(self, session, cast, dokument, aapen) -> None:
        """The round itself touches none of them: each has a row, and a transaction, of its own."""
        aapen.leverandoer = "taken-out"
        with frozen(aapen.frist_tid + timedelta(hours=2)):
            enqueue(session, "signering.ettersyn", key=uuid4())
            work(session, "signering.ettersyn")
            waiting = select(Utboks.data["forespoersel_id"].astext).where(Utboks.slag == "signering.utloep")
            assert session.scalars(waiting).all() == [str(aapen.id)]
            with pytest.raises(KeyError):
                work(session, "signering.utloep")  # the fault is its own row's

    def test_it_does_not_run_out_before(self, session, aapen) -> None:
        with frozen(aapen.frist_tid - timedelta(minutes=1)):
            night(session)
        assert aapen.tilstand is Tilstand.AAPEN

    def test_the_provider_is_read_once_more(self, session, cast, dokument, monkeypatch) -> None:
        """All have signed there, and we had not heard of it: a signed contract is not thrown away."""
        foresp = send(session, dokument, [contact(cast, "terje")])
        work(session, "signering.opprett")
        terje = signers(session, foresp)["Terje"]
        flytt_signatar(session, foresp, terje, Partstilstand.SIGNERT)
        session.flush()
        with frozen(foresp.frist_tid + timedelta(hours=2)):
            night(session)
        assert foresp.tilstand is Tilstand.SIGNERT
        work(session, "signering.segl")
        assert same_row(session, foresp.id).tilstand is Tilstand.FULLFOERT


def test_a_request_that_waits_costs_nothing(session, connection, cast, dokument, kontrakt_pdf) -> None:
    """Those with nothing to do are one row of one statement, and are not locked."""
    from portal.filestore.actions import store_file

    def one() -> UUID:
        paper = store_file(
            session,
            innhold=kontrakt_pdf,
            filnavn="x.pdf",
            slag="annet",
            tittel="X",
            kunde_id=dokument.kunde_id,
        )
        return send(session, paper, [contact(cast, "terje")]).id

    def cost() -> int:
        row = session.scalars(select(Utboks).where(Utboks.slag == "signering.ettersyn")).first()
        with statements(connection) as seen:
            jobs.look_after(session, row=row)
        return len(seen)

    enqueue(session, "signering.ettersyn", key=uuid4())
    one()
    work(session, "signering.opprett")
    first = cost()
    for _ in range(3):
        one()
    work(session, "signering.opprett")
    assert cost() == first == 1
