"""Kills where it hurts most: while the counter is locked, between a commit and its answer, between a mail and its mark.

The moments are found from outside: a lock of ours makes the transaction stand still there, the mail server keeps its
answer to itself. Nothing in the product knows of it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import pytest

from tests.drill.account import account, whole_account
from tests.drill.checker import Evidence, Told, faults
from tests.drill.clerk import Clerk
from tests.drill.house import House, holding
from tests.support.started import DATABASE, WORKER, eventually

pytestmark = pytest.mark.kills
LONG = pytest.mark.drill
WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
COUNTED = "pid IN (SELECT pid FROM pg_locks WHERE relation = 'nummerserie'::regclass)"


@contextmanager
def at_work(act: Callable[[], Told]) -> Iterator["Future[Told]"]:
    """The act in a thread of its own, its answer waited for at the end."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(act)


@pytest.fixture(scope="module")
def clerk(house: House) -> Clerk:
    return house.clerk()


@pytest.fixture
def kunde_id(house: House) -> UUID:
    return house.customer("Drap AS")


def settle(house: House) -> None:
    """Let the dead workers be found dead, then check the account."""
    house.forget_workers()
    house.quiet()
    assert faults(now(house)) == []


def now(house: House) -> Evidence:
    with house.admin() as connection:
        return account(house, connection)


@pytest.mark.parametrize(
    "target",
    [
        "backend",
        pytest.param("database", marks=LONG),
        pytest.param("web", marks=LONG),
        pytest.param("web process", marks=LONG),
    ],
)
def test_while_the_counter_row_is_locked(house: House, clerk: Clerk, kunde_id: UUID, target: str) -> None:
    draft = clerk.manual_draft(kunde_id)
    before = len(house.log.told)
    asked = house.log.asked_again
    with at_work(lambda: clerk.issue(draft)) as issuing:
        with house.locked("utboks"):
            pid = house.blocked("portal_app", "utboks", holding="nummerserie")
            pids = (
                house.web_processes() if target == "web process" else [pid if target == "backend" else None]
            )
            recoveries = [house.strike(target, one) for one in pids]
        for recovered in recoveries:
            recovered()
        told = issuing.result()
    assert house.log.asked_again > asked, "the control: the first answer never came"
    assert house.log.told[before:] == [told]
    settle(house)


@LONG
@pytest.mark.parametrize("target", ["backend", "database"])
def test_between_the_commit_and_its_answer(house: House, clerk: Clerk, kunde_id: UUID, target: str) -> None:
    """A standby that does not exist is waited for after the commit is on disk: it is kept, and nobody is told."""
    draft = clerk.manual_draft(kunde_id)
    form, undecided = clerk.form(draft, f"{draft}/utsted"), house.log.undecided
    conf = house.server.place.home / "postgresql.conf"
    sound = conf.read_text(encoding="utf-8")
    try:
        with conf.open("a", encoding="utf-8") as file:
            file.write("synchronous_standby_names = 'finnes_ikke'\n")
        house.rows("SELECT pg_reload_conf()")
        eventually(lambda: house.rows(f"{WAITING}"), what="the worker's heartbeat waits first")
        with at_work(lambda: clerk.issue(draft, form)) as issuing:
            pid = eventually(lambda: house.rows(f"{WAITING} AND usename = 'portal_app' AND {COUNTED}"))[0][
                "pid"
            ]
            conf.write_text(sound, encoding="utf-8")
            recovered = house.strike(target, pid if target == "backend" else None)
            eventually(lambda: house.quietly("SELECT pg_reload_conf()"))
            recovered()
            issuing.result()
    finally:
        conf.write_text(sound, encoding="utf-8")
        eventually(lambda: house.quietly("SELECT pg_reload_conf()"))
    assert house.log.undecided > undecided, "the clerk was not told that it is undecided"
    settle(house)


@pytest.mark.parametrize("target", ["worker", pytest.param("database", marks=LONG)])
@pytest.mark.parametrize("rescue", ["at once", pytest.param("by the clock", marks=LONG)])
def test_when_the_mail_server_has_the_text_and_has_not_answered(
    house: House, clerk: Clerk, kunde_id: UUID, target: str, rescue: str
) -> None:
    draft = clerk.manual_draft(kunde_id)
    with holding(house.started) as (taken, let_go):
        told = clerk.issue(draft)
        eventually(taken.is_set)
        recovered = house.strike(target)
        let_go.set()
        recovered()
    if rescue == "by the clock":
        house.quiet()
    settle(house)
    [letter] = [letter for letter in now(house).letters if letter.document_id == told.document_id]
    assert letter.state == "usikker"
    assert letter.shown == "Usikker"


@LONG
@pytest.mark.parametrize("target", ["worker", "backend"])
def test_when_the_mail_has_left_and_is_not_marked(
    house: House, clerk: Clerk, kunde_id: UUID, target: str
) -> None:
    draft = clerk.manual_draft(kunde_id)
    letters = len(house.started.mail.received)
    with holding(house.started) as (taken, let_go):
        told = clerk.issue(draft)
        eventually(taken.is_set)
        with house.locked("hendelse"):
            let_go.set()  # «250 OK», and then it wants to write what it did
            pid = house.blocked("portal_worker", "hendelse")
            recovered = house.strike(target, pid if target == "backend" else None)
        recovered()
    settle(house)
    assert len(house.started.mail.received) == letters + 1
    [letter] = [letter for letter in now(house).letters if letter.document_id == told.document_id]
    assert letter.state == "usikker"


@LONG
@pytest.mark.parametrize("target", ["worker", "backend"])
def test_while_the_files_are_made(house: House, clerk: Clerk, kunde_id: UUID, target: str) -> None:
    draft = clerk.manual_draft(kunde_id)
    with house.locked("salgsfil"):
        told = clerk.issue(draft)
        pid = house.blocked("portal_worker", "salgsfil")
        recovered = house.strike(target, pid if target == "backend" else None)
    recovered()
    settle(house)
    [document] = [row for row in now(house).documents if row.id == told.document_id]
    assert document.files == {"pdf", "ehf"}


@LONG
def test_a_killed_start_is_started_again_by_a_person(house: House, clerk: Clerk, kunde_id: UUID) -> None:
    """Its web and worker end with it; the database goes on, and the next `start` takes it over."""
    draft = clerk.manual_draft(kunde_id)
    children = [house.started.child(sign) for sign in (WORKER, DATABASE)]
    house.started.process.kill()
    house.started.process.wait()
    house.kills.append("start")
    eventually(lambda: house.started.status("/helse/live") == 0)
    assert children[1].is_running()
    house.started.ensure()
    clerk.issue(draft)
    settle(house)


def test_the_account_of_a_real_house_is_not_blind(house: House, clerk: Clerk, kunde_id: UUID) -> None:
    """The control on real rows: what is taken away or forged behind the product's back is seen."""
    told = clerk.issue(clerk.manual_draft(kunde_id))
    house.quiet()
    sound = whole_account(house)
    assert faults(sound) == []
    assert sound.letters
    for statement, word in VANDALISM.items():
        with house.admin() as admin:
            admin.execute("BEGIN")
            admin.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            admin.execute(statement, {"id": told.document_id})
            found = faults(account(house, admin))
            admin.execute("ROLLBACK")
        assert any(word in fault for fault in found), (statement, found)
    house.started.mail.received.append(house.started.mail.received[-1])
    assert any("mail twice" in fault for fault in faults(now(house)))
    house.started.mail.received.pop()
    assert faults(now(house)) == []


VANDALISM = {
    "DELETE FROM salgsdokument WHERE id = %(id)s": "lost: a client was told",
    "DELETE FROM salgsdokument WHERE tenant_id > 0 AND id = %(id)s": "gap: faktura",
    "UPDATE salgsdokument SET nummer = nummer + 1 WHERE id = %(id)s": "beyond the counter: faktura",
    "UPDATE utboks SET tilstand = 'sender' WHERE noekkel = %(id)s": "ended as sender",
    "UPDATE utboks SET tilstand = 'feilet' WHERE noekkel = %(id)s": "ended as feilet",
    "DELETE FROM salgsfil WHERE dokument_id = %(id)s AND slag = 'pdf'": "has no pdf",
    "DELETE FROM hendelse WHERE subjekt_id = %(id)s": "is told 0 times",
    "DELETE FROM dialogmelding WHERE noekkel = %(id)s": "has 0 mails",
}
