"""Several consultants at once, with real commits: never more oppdrag than positions, no number twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.errors import Refused
from portal.oppdrag.actions import next_number
from portal.oppdrag.konvertering.actions import gjoer_om_til_oppdrag
from portal.oppdrag.models import LedigStilling, Utleieoppdrag
from portal.tenancy.session import tenant_session
from tests.support.client import tenant_ids
from tests.support.make_kandidater import kandidat as make_kandidat
from tests.support.make_oppdrag import avtalt_of, oppdragskunde
from tests.support.make_oppdrag import stilling as make_stilling

pytestmark = pytest.mark.commits
AT_ONCE = 6


@pytest.fixture
def office(own_database, _app):
    """(app, engine, tenant id) on a database of its own."""
    engine = own_database.engine(pool_size=AT_ONCE)
    yield _app, engine, tenant_ids(engine)["nordvik"]
    engine.dispose()


def prepare(office, make):
    app, engine, tenant_id = office
    with app.app_context(), tenant_session(engine, tenant_id=tenant_id) as session:
        made = make(session)
        session.commit()
        return made


def race(office, works):
    """Run each work in its own thread and transaction, started together; what each answered or raised."""
    app, engine, tenant_id = office
    start = Barrier(len(works))

    def run(work):
        with app.app_context(), tenant_session(engine, tenant_id=tenant_id) as session:
            start.wait(timeout=30)
            try:
                answer = work(session)
                session.commit()
            except Refused as refused:
                session.rollback()
                return refused
            return answer

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def conversion(stilling, kandidat, key=None):
    def work(session):
        return gjoer_om_til_oppdrag(
            session,
            stilling_id=stilling.id,
            avtalt=avtalt_of(stilling, kandidat),
            behold_aapen=True,
            versjon=stilling.versjon,
            idempotens=key or uuid4(),
        ).nummer

    return work


def stored(office, stmt):
    return prepare(office, lambda session: session.execute(stmt).all())


def test_six_conversions_of_two_positions_make_two_oppdrag(office):
    def make(session):
        return make_stilling(session, plasser=2), [make_kandidat(session) for _ in range(AT_ONCE)]

    stilling, people = prepare(office, make)
    answers = race(office, [conversion(stilling, person) for person in people])
    made = [answer for answer in answers if isinstance(answer, str)]
    assert len(made) == 2
    assert len(set(made)) == 2
    rows = stored(office, select(Utleieoppdrag.nummer).where(Utleieoppdrag.ledig_stilling_id == stilling.id))
    assert {row.nummer for row in rows} == set(made)
    (row,) = stored(
        office,
        select(LedigStilling.besatte_plasser, LedigStilling.tilstand).where(LedigStilling.id == stilling.id),
    )
    assert tuple(row) == (2, "lukket")


def test_one_person_cannot_be_put_in_two_places_at_once(office):
    def make(session):
        kunde = oppdragskunde(session)
        return [make_stilling(session, kunde=kunde) for _ in range(3)], make_kandidat(session)

    stillinger, person = prepare(office, make)
    answers = race(office, [conversion(stilling, person) for stilling in stillinger])
    assert len([answer for answer in answers if isinstance(answer, str)]) == 1


def test_the_same_post_many_times_at_once_makes_one(office):
    def make(session):
        return make_stilling(session, plasser=5), make_kandidat(session)

    stilling, person = prepare(office, make)
    key = uuid4()
    answers = race(office, [conversion(stilling, person, key) for _ in range(4)])
    assert len(set(answers)) == 1
    assert isinstance(answers[0], str)


def test_no_number_is_given_twice(office):
    answers = race(office, [lambda session: next_number(session, slag="LS")] * AT_ONCE)
    assert len(set(answers)) == AT_ONCE
