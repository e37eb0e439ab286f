"""Many at once, for real: numbers without gaps, one effect per key, nothing credited or billed beyond what there is."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.faktura.drafts import lag_manuell
from portal.faktura.grunnlag.actions import lag_utkast
from portal.faktura.innbetalinger.actions import fordel_innbetaling, registrer_for_kunde
from portal.faktura.innbetalinger.rules import Betalingsdata
from portal.faktura.kreditering.actions import Kreditvalg, krediter_faktura
from portal.faktura.models import (
    Dokumentkind,
    Fakturasaldo,
    Innbetaling,
    Kreditgrunn,
    Nummerserie,
    Salgsdokument,
    Salgslinje,
    Salgsmva,
    Timefordeling,
)
from portal.faktura.queries import get_faktura
from portal.faktura.reverseringer.actions import angre_innbetaling
from portal.faktura.utstedelse.actions import utsted_faktura
from portal.faktura.verification import verify
from portal.jobs.models import Utboks
from portal.oppdrag.models import Timelinje
from portal.tenancy.session import tenant_session
from tests.support.make import Make
from tests.support.make_faktura import FROM, TO

pytestmark = pytest.mark.commits
THREADS, COPIES = 16, 50
FULL = pytest.mark.drill


class Rolled(Exception):
    """Thrown after the number is taken."""


def maybe(chance: random.Random) -> None:
    """Fails one time in five."""
    if chance.random() < 0.2:
        raise Rolled


@dataclass
class House:
    """One agency in a database of its own, entered by many threads."""

    engine: Engine
    tenant_id: int
    app: Flask

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session of a thread's own; commits at the end, rolls back when something is raised."""
        with self.app.app_context(), tenant_session(self.engine, tenant_id=self.tenant_id) as session:
            session.execute(text("SET LOCAL lock_timeout = '60s'"))  # a busy machine is no failure
            yield session
            session.commit()

    def at_once(self, works: list[Callable[[Session], Any]]) -> list[Any]:
        """Each in a thread and session of its own, all let go together; what it answered, or the refusal."""
        gate = Barrier(len(works))

        def run(work: Callable[[Session], Any]) -> Any:
            gate.wait()
            try:
                with self.session() as session:
                    return work(session)
            except (Refused, DBAPIError) as refusal:
                return refusal

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(run, works))

    def faults(self) -> list[str]:
        with self.session() as session:
            return list(verify(session))


@pytest.fixture
def house(own_database, tenants, _app):
    engine = own_database.engine(pool_size=COPIES)
    yield House(engine, tenants["nordvik"], _app)
    engine.dispose()


def many_drafts(house: House, count: int) -> list[UUID]:
    """Copies of one draft, written in bulk: what is tried here is their issue."""
    ids = [uuid7() for _ in range(count)]
    with house.session() as session:
        draft = get_faktura(session, faktura_id=Make(session).fakturautkast().id)
        head, line = columns(draft), columns(draft.linjer[0])
        session.execute(insert(Salgsdokument), [{**head, "id": id_, "idempotens": id_} for id_ in ids])
        session.execute(insert(Salgslinje), [{**line, "id": uuid7(), "dokument_id": id_} for id_ in ids])
    return ids


def columns(row: Salgsdokument | Salgslinje) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


def issue(session: Session, draft_id: UUID) -> int:
    draft = get_faktura(session, faktura_id=draft_id)
    return utsted_faktura(session, faktura_id=draft_id, versjon=draft.versjon).nummer or 0


def issued_numbers(session: Session) -> list[int | None]:
    return list(
        session.scalars(
            select(Salgsdokument.nummer)
            .where(Salgsdokument.kind == Dokumentkind.FAKTURA, Salgsdokument.nummer.is_not(None))
            .order_by(Salgsdokument.nummer)
        )
    )


@pytest.mark.parametrize("issues", [10, pytest.param(60, marks=FULL)])
def test_numbers_have_no_gaps_and_no_doubles_however_many_issues_and_rollbacks(house, issues):
    drafts = many_drafts(house, THREADS * issues)
    with house.session() as session:
        before = len(issued_numbers(session))

    def issue_all(own: list[UUID], chance: random.Random) -> tuple[list[int], int]:
        taken, thrown, left = [], 0, list(own)
        while left:
            try:
                with house.session() as session:
                    number = issue(session, left[0])
                    maybe(chance)
                taken.append(number)
            except Rolled:
                thrown += 1
            except OperationalError:
                continue  # waited too long behind the others: a person would press again
            left.pop(0)
        return taken, thrown

    with ThreadPoolExecutor(THREADS) as pool:
        done = list(
            pool.map(
                issue_all, [drafts[n::THREADS] for n in range(THREADS)], map(random.Random, range(THREADS))
            )
        )
    numbers = [number for taken, _thrown in done for number in taken]
    thrown = sum(thrown for _taken, thrown in done)
    assert thrown > THREADS * issues / 10, "the control: some must have been rolled back"
    assert len(numbers) == THREADS * issues - thrown
    assert len(set(numbers)) == len(numbers)
    with house.session() as session:
        serie = session.scalars(select(Nummerserie).where(Nummerserie.kind == Dokumentkind.FAKTURA)).one()
        stored = issued_numbers(session)
        assert stored == list(range(serie.foerste, serie.neste))
        assert len(stored) == len(numbers) + before
        jobs = session.scalar(select(func.count()).where(Utboks.slag == "utsendelse.send"))
        assert jobs >= len(numbers)
    assert house.faults() == []


def test_fifty_copies_of_each_money_post_have_one_effect(house):
    with house.session() as session:
        make = Make(session)
        kunde_id = make.fakturakunde().id
        other_id = make.fakturakunde(navn="Timekunde AS").id
        make.behandlede_timer(kunde_id=other_id)
        line = make.linje()
        draft_id = make.fakturautkast(kunde_id=kunde_id).id
        faktura = make.faktura(kunde_id=kunde_id)
        faktura_id, linje_id, shown = faktura.id, faktura.linjer[0].id, faktura.versjon
    manual, from_hours, credit = uuid4(), uuid4(), uuid4()

    def make_manual(session: Session) -> UUID:
        return lag_manuell(
            session,
            kunde_id=kunde_id,
            linjer=[line],
            levering_fra=FROM,
            levering_til=TO,
            leveringssted="Lageret",
            po_nummer="PO",
            deres_ref="Siv",
            merknad="",
            idempotens=manual,
        ).id

    def make_from_hours(session: Session) -> UUID:
        return lag_utkast(session, kunde_id=other_id, idempotens=from_hours).id

    def make_credit(session: Session) -> UUID:
        return krediter_faktura(
            session,
            faktura_id=faktura_id,
            valg=[Kreditvalg(linje_id, 60, frigi=False)],
            grunn=Kreditgrunn.FEIL_TIMER,
            grunn_tekst="",
            versjon=shown,
            idempotens=credit,
        ).id

    posts: dict[str, Callable[[Session], Any]] = {
        "manuell": make_manual,
        "timer": make_from_hours,
        "utsted": lambda session: issue(session, draft_id),
        "krediter": make_credit,
    }
    answers = {name: house.at_once([post] * COPIES) for name, post in posts.items()}
    for name, given in answers.items():
        good = {answer for answer in given if not isinstance(answer, Exception)}
        assert len(good) == 1, (name, given[:5])
    assert not [a for a in answers["krediter"] if isinstance(a, Exception)], (
        "the same key answers the first note"
    )
    with house.session() as session:
        for key in (manual, from_hours, credit):
            assert session.scalar(select(func.count()).where(Salgsdokument.idempotens == key)) == 1
        stored = get_faktura(session, faktura_id=faktura_id)
        assert stored.linjer[0].kreditert_mengde == 60
    assert house.faults() == []


@pytest.mark.parametrize("rounds", [15, pytest.param(100, marks=FULL)])
def test_simultaneous_credits_never_pass_what_is_left(house, rounds):
    with house.session() as session:
        make = Make(session)
        kunde_id, line = make.fakturakunde().id, make.linje(mengde=600)
    beaten = 0
    for _ in range(rounds):
        with house.session() as session:
            faktura = Make(session).faktura(kunde_id=kunde_id, linjer=[line])
            faktura_id, linje_id, shown = faktura.id, faktura.linjer[0].id, faktura.versjon

        def take(session: Session, faktura_id=faktura_id, linje_id=linje_id, shown=shown) -> None:
            # The newest version is shown, so that the guarded counter and not the version has to say no.
            current = session.scalar(select(Salgsdokument.versjon).where(Salgsdokument.id == faktura_id))
            krediter_faktura(
                session,
                faktura_id=faktura_id,
                valg=[Kreditvalg(linje_id, 250, frigi=False)],
                grunn=Kreditgrunn.AVTALE,
                grunn_tekst="",
                versjon=max(shown, current or 0),
                idempotens=uuid4(),
            )

        answers = house.at_once([take] * 4)
        assert all(answer is None or isinstance(answer, Refused) for answer in answers), answers
        beaten += sum(isinstance(answer, Refused) for answer in answers)
        with house.session() as session:
            row = get_faktura(session, faktura_id=faktura_id)
            assert row.linjer[0].kreditert_mengde <= 500
            assert row.kreditert_oere <= row.sum_oere
    assert beaten >= rounds * 2, "the control: four times 250 minutes do not fit in 600"
    assert house.faults() == []


@pytest.mark.parametrize("rounds", [5, pytest.param(40, marks=FULL)])
def test_two_drafts_of_the_same_hours_at_once_one_wins(house, rounds):
    for _ in range(rounds):
        with house.session() as session:
            make = Make(session)
            kunde_id = make.fakturakunde().id
            liste_id = make.behandlede_timer(kunde_id=kunde_id).id

        def draft(session: Session, kunde_id=kunde_id) -> UUID:
            return lag_utkast(session, kunde_id=kunde_id, idempotens=uuid4()).id

        answers = house.at_once([draft, draft])
        won = [answer for answer in answers if isinstance(answer, UUID)]
        lost = [answer for answer in answers if isinstance(answer, Refused)]
        assert (len(won), len(lost)) == (1, 1), answers
        with house.session() as session:
            held = session.scalar(
                select(func.sum(Timefordeling.minutter))
                .join(Timelinje, Timelinje.id == Timefordeling.timelinje_id)
                .where(Timelinje.timeliste_id == liste_id)
            )
            assert held == 1350


def test_the_same_draft_issued_at_once_gets_one_number_that_everyone_is_told(house):
    with house.session() as session:
        make = Make(session)
        kunde_id = make.fakturakunde().id
        draft = make.fakturautkast(kunde_id=kunde_id)
        draft_id, shown = draft.id, draft.versjon

    def issue_shown(session: Session) -> int | None:
        return utsted_faktura(session, faktura_id=draft_id, versjon=shown).nummer

    answers = house.at_once([issue_shown] * 8)
    assert len({answer for answer in answers if isinstance(answer, int)}) == 1
    assert not [answer for answer in answers if isinstance(answer, Stale)]
    assert house.faults() == []


RAW = {
    "endre dokument": update(Salgsdokument).values(merknad="x"),
    "senke teller": update(Salgsdokument).values(kreditert_oere=Salgsdokument.kreditert_oere - 1),
    "slette dokument": delete(Salgsdokument),
    "endre linje": update(Salgslinje).values(pris_oere=1),
    "slette linje": delete(Salgslinje),
    "endre mva": update(Salgsmva).values(mva_oere=0),
    "slette mva": delete(Salgsmva),
    "endre minutter": update(Timefordeling).values(minutter=1),
    "slette minutter": delete(Timefordeling),
    "senke serie": update(Nummerserie).values(neste=1),
    "slette serie": delete(Nummerserie),
    "tømme": text("TRUNCATE salgslinje CASCADE"),
}


@pytest.fixture
def booked(house):
    """Issued from hours, and partly credited."""
    with house.session() as session:
        make = Make(session)
        kunde_id = make.fakturakunde().id
        make.behandlede_timer(kunde_id=kunde_id)
        draft = lag_utkast(session, kunde_id=kunde_id, idempotens=uuid4())
        faktura = utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)
        make.kreditnota(faktura_id=faktura.id, mengder=[100])
        return faktura.id


def test_raw_statements_of_the_app_role_are_refused(house, booked):
    for name, statement in RAW.items():
        with house.app.app_context(), tenant_session(house.engine, tenant_id=house.tenant_id) as session:
            through = True
            try:
                session.execute(statement.execution_options(synchronize_session=False))
            except DBAPIError:
                through = False
            session.rollback()
            assert not through, f"{name} was let through"
    with house.session() as session:
        assert get_faktura(session, faktura_id=booked).merknad == ""
    assert house.faults() == []


@pytest.mark.parametrize("rounds", [8, pytest.param(60, marks=FULL)])
def test_credit_and_payment_at_once_leave_the_open_sum_right(house, rounds):
    """Case 6: a credit note for half and two payments of the whole, let go together; no order makes it negative."""
    with house.session() as session:
        kunde_id = Make(session).fakturakunde().id
    for _ in range(rounds):
        with house.session() as session:
            faktura = Make(session).faktura(kunde_id=kunde_id, linjer=[Make(session).linje(mengde=600)])
            faktura_id, linje_id, shown, total = (
                faktura.id,
                faktura.linjer[0].id,
                faktura.versjon,
                faktura.sum_oere,
            )

        def credit(session: Session, faktura_id=faktura_id, linje_id=linje_id, shown=shown) -> int:
            note = krediter_faktura(
                session,
                faktura_id=faktura_id,
                valg=[Kreditvalg(linje_id, 300, frigi=False)],
                grunn=Kreditgrunn.AVTALE,
                grunn_tekst="",
                versjon=shown,
                idempotens=uuid4(),
            )
            return note.sum_oere

        def pay(session: Session, faktura_id=faktura_id, total=total) -> None:
            Make(session).betaling(faktura_id=faktura_id, beloep_oere=total)

        answers = house.at_once([pay, credit, pay])
        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        with house.session() as session:
            row = session.scalars(select(Fakturasaldo).where(Fakturasaldo.id == faktura_id)).one()
            assert (row.rest_oere, row.kreditert_oere, row.fordelt_oere) == (
                0,
                total // 2,
                total - total // 2,
            )
            loose = session.scalar(
                select(func.sum(Innbetaling.rest_oere)).where(
                    Innbetaling.id.in_(
                        select(Innbetaling.id).order_by(Innbetaling.id.desc()).limit(2).scalar_subquery()
                    )
                )
            )
            assert loose == 2 * total - row.fordelt_oere, "no øre is lost"
    assert house.faults() == []


def test_many_lay_one_payment_at_once_and_undo_it_meanwhile(house):
    with house.session() as session:
        make = Make(session)
        kunde_id = make.fakturakunde().id
        invoices = [make.faktura(kunde_id=kunde_id).id for _ in range(4)]
        data = Betalingsdata(374_063, today())
        payment = registrer_for_kunde(session, kunde_id=kunde_id, data=data, idempotens=uuid4()).id

    def lay(faktura_id: UUID) -> Callable[[Session], None]:
        return lambda session: fordel_innbetaling(session, innbetaling_id=payment, valg={faktura_id: 374_063})

    def undo(session: Session) -> UUID:
        return angre_innbetaling(session, innbetaling_id=payment, grunn="Feil", idempotens=uuid4()).id

    answers = house.at_once([lay(each) for each in invoices] + [undo])
    assert all(answer is None or isinstance(answer, Refused | UUID) for answer in answers), answers
    with house.session() as session:
        given = session.scalar(
            select(func.sum(Fakturasaldo.fordelt_oere)).where(Fakturasaldo.id.in_(invoices))
        )
        left = session.scalar(select(Innbetaling.rest_oere).where(Innbetaling.id == payment))
        undone = isinstance(answers[-1], UUID)
        assert (given, left) == ((0, 0) if undone else (374_063, 0))
    assert sum(isinstance(answer, Refused) for answer in answers) >= 3, "the control: it is laid once"
    assert house.faults() == []
