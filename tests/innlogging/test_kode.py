"""One-time codes by mail: ten minutes, five tries, one use, one browser, six an hour (sikkerhet-drift.md B8)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.db.clock import frozen, now
from portal.identity.codes import CODE_LIFE, MAX_CODES_HOUR, MAX_TRIES
from portal.identity.models import Engangskode
from portal.identity.sessions import digest
from portal.messaging.models import Dialogmelding
from tests.support.statements import statements

TERJE = "terje@fjordtre.example"
WRONG = "Koden er feil eller for gammel"


@pytest.fixture
def outside(client):
    return client.as_("ingen")


def ask(browser, epost=TERJE):
    response = browser.post("/kundeportal/logg-inn", {"epost": epost, "neste": ""})
    assert response.status_code == 200
    return response


def mails(session, epost=TERJE) -> list[str]:
    session.expire_all()
    stmt = select(Dialogmelding.emne).where(Dialogmelding.til == epost, Dialogmelding.hemmelig)
    return list(session.scalars(stmt.order_by(Dialogmelding.id)))


def code_of(session) -> str:
    found = re.search(r"\d{6}$", mails(session)[-1])
    assert found
    return found[0]


def plain(page: str) -> str:
    """The page without its token, which is another one each time."""
    return re.sub(r'(csrf-token"\s+content|csrf_token"[^>]*?value)="[^"]+"', r"\1", page)


def use(browser, kode, epost=TERJE):
    return browser.post("/kundeportal/kode", {"epost": epost, "kode": kode, "neste": ""})


def other_than(kode: str, by: int = 1) -> str:
    return f"{(int(kode) + by) % 1_000_000:06d}"


def test_the_code_from_the_mail_opens_the_portal(outside, session) -> None:
    ask(outside)
    answer = use(outside, f" {code_of(session)} ")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/nordvik/kundeportal")
    assert outside.get("/kundeportal/timer").status_code == 200


def test_a_wrong_code_is_refused_and_the_right_one_still_works(outside, session) -> None:
    ask(outside)
    refused = use(outside, other_than(code_of(session)))
    assert refused.status_code == 422
    assert WRONG in refused.text
    assert use(outside, code_of(session)).status_code == 303


@pytest.mark.parametrize("wrong_tries", [MAX_TRIES - 1, MAX_TRIES])
def test_the_sixth_try_is_dead(outside, session, wrong_tries: int) -> None:
    start = now()
    with frozen(start):
        ask(outside)
    for number in range(wrong_tries):
        with frozen(start + timedelta(seconds=60 * number)):
            assert WRONG in use(outside, other_than(code_of(session), number + 1)).text
    session.expire_all()
    assert session.scalar(select(Engangskode.forsoek).where(Engangskode.formaal == "kode")) == wrong_tries
    with frozen(start + timedelta(seconds=60 * MAX_TRIES)):
        answer = use(outside, code_of(session))
    assert answer.status_code == (303 if wrong_tries < MAX_TRIES else 422)


def test_another_browser_cannot_use_it(client, outside, session) -> None:
    ask(outside)
    thief = client.as_("ingen")
    assert use(thief, code_of(session)).status_code == 422
    ask(thief, epost="siv@fjordtre.example")  # has a token of its own now
    assert use(thief, code_of(session)).status_code == 422
    assert use(outside, code_of(session)).status_code == 303


def test_another_account_cannot_use_it(outside, session) -> None:
    ask(outside)
    assert use(outside, code_of(session), epost="siv@fjordtre.example").status_code == 422
    assert use(outside, code_of(session)).status_code == 303


def test_a_worker_of_the_same_address_cannot_use_it(outside, session) -> None:
    ask(outside)
    data = {"epost": TERJE, "kode": code_of(session), "neste": ""}
    assert outside.post("/vikar/kode", data).status_code == 422
    assert use(outside, code_of(session)).status_code == 303


def test_it_is_used_once(client, outside, session) -> None:
    ask(outside)
    assert use(outside, code_of(session)).status_code == 303
    assert use(outside, code_of(session)).status_code == 422


def test_a_new_code_makes_the_old_one_useless(outside, session) -> None:
    ask(outside)
    first = code_of(session)
    with frozen(now() + timedelta(seconds=5)):
        ask(outside)
        assert code_of(session) == first or use(outside, first).status_code == 422
        assert use(outside, code_of(session)).status_code == 303


@pytest.mark.parametrize(("late", "status"), [(-1, 303), (1, 422)])
def test_ten_minutes_and_not_a_second_more(outside, session, late: int, status: int) -> None:
    start = now()
    with frozen(start):
        ask(outside)
    with frozen(start + CODE_LIFE + timedelta(seconds=late)):
        assert use(outside, code_of(session)).status_code == status
    assert timedelta(minutes=10) == CODE_LIFE


def test_the_seventh_code_of_the_hour_is_not_sent_and_nobody_can_tell(outside, session) -> None:
    start = now()
    with frozen(start):
        answers = [plain(ask(outside).text) for _ in range(MAX_CODES_HOUR + 1)]
        assert len(mails(session)) == MAX_CODES_HOUR
        assert len(set(answers)) == 1
        assert use(outside, code_of(session)).status_code == 303, "the sixth still works"
    with frozen(start + timedelta(minutes=61)):
        ask(outside)
        assert len(mails(session)) == MAX_CODES_HOUR + 1


def test_the_database_does_not_hold_the_code(outside, session) -> None:
    ask(outside)
    held = session.scalars(select(Engangskode)).one()
    assert held.hemmelig_hash == digest(f"{held.konto_id}:{code_of(session)}")
    assert held.nettleser_hash is not None


def asked_of_the_database(browser, connection, run) -> tuple[list[str], str]:
    """The statements of one request and its page, without the address it was asked for."""
    with statements(connection) as seen:
        answer = run(browser)
    return seen, plain(answer.text)


def test_nobody_can_tell_an_address_that_has_an_account(client, connection, session) -> None:
    """The same statements in the same order, the same page; only the known one gets a mail (B4)."""
    results = {}
    for epost in (TERJE, "ukjent@fjordtre.example", "marte@nordvik.example"):
        browser = client.as_("ingen")
        browser.get("/kundeportal/logg-inn")
        before = session.scalar(select(func.count()).select_from(Dialogmelding))
        seen, page = asked_of_the_database(browser, connection, lambda b, e=epost: ask(b, e))
        sent = session.scalar(select(func.count()).select_from(Dialogmelding)) - before
        results[epost] = (seen, page.replace(epost, "…"), sent)
    known, unknown, staff = results.values()
    assert known[0] == unknown[0] == staff[0]
    assert known[1] == unknown[1] == staff[1]
    assert (known[2], unknown[2], staff[2]) == (1, 0, 0)
    assert len(known[0]) > 6, "the control: the work of a mail is really in it"
    assert session.scalar(select(func.count()).select_from(Engangskode)) == 1


def test_nor_does_the_seventh_code_or_a_wrong_code_tell(client, outside, connection, session) -> None:
    first, _page = asked_of_the_database(outside, connection, ask)
    for _ in range(MAX_CODES_HOUR - 1):
        ask(outside)
    seventh, _page = asked_of_the_database(outside, connection, ask)
    assert seventh == first
    assert len(mails(session)) == MAX_CODES_HOUR
    wrong = other_than(code_of(session))
    known, page = asked_of_the_database(outside, connection, lambda b: use(b, wrong))
    unknown, other = asked_of_the_database(
        outside, connection, lambda b: use(b, wrong, "ukjent@fjordtre.example")
    )
    assert known == unknown
    assert page.replace(TERJE, "…") == other.replace("ukjent@fjordtre.example", "…")
    right, _page = asked_of_the_database(outside, connection, lambda b: use(b, code_of(session)))
    assert right != known, "the control: what signs in is seen to do more"
