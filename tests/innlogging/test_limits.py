"""Guessing is slowed and stopped, and nobody can hold the right person out (sikkerhet-drift.md §2.3 B5, E5)."""

from datetime import timedelta

import pytest
from flask import Flask, request
from sqlalchemy import func, select

from portal.app import create_app
from portal.db.clock import frozen, now
from portal.db.types import uuid7
from portal.dev.cast import PASSWORD
from portal.identity import limits
from portal.identity.models import Innloggingsforsoek
from tests.support.database import take_time
from tests.support.statements import statements

HOME, OTHER = "198.51.100.7", "203.0.113.9"
MARTE, SAID = "marte@nordvik.example", "For mange forsøk"


@pytest.fixture
def sign_in(client):
    """Post the sign-in form from an address; every try is a browser of its own."""

    def post(passord="feil", *, ip=OTHER, epost=MARTE):
        return client.as_("ingen").post(
            "/logg-inn",
            {"epost": epost, "passord": passord, "neste": ""},
            environ_base={"REMOTE_ADDR": ip},
            headers={"Accept": "text/html"},  # a thousand pages need not all be read as a validator does
        )

    return post


def counted(session) -> int:
    session.expire_all()
    return session.scalar(
        select(func.count()).select_from(Innloggingsforsoek).where(~Innloggingsforsoek.lyktes)
    )


def wrong(
    session, *, times: int, epost: str = MARTE, ip: str | None = None, ago: timedelta = timedelta()
) -> None:
    """Earlier wrong tries, each from a place of its own unless `ip` is given."""
    noekkel = limits.account_key("ansatt", epost)
    for number in range(times):
        session.add(
            Innloggingsforsoek(
                id=uuid7(),
                konto_noekkel=noekkel,
                ip=ip or f"192.0.2.{number}",
                tid=now() - ago,
                lyktes=False,
            )
        )
    session.commit()


def test_a_thousand_tries_reach_the_hash_ten_times_an_hour(sign_in, session, connection) -> None:
    take_time(connection)
    start = now()
    for number in range(1000):
        with frozen(start + number * timedelta(seconds=3.5)):  # 58 minutes
            refused = sign_in()
    assert counted(session) == limits.PER_ACCOUNT_HOUR
    assert refused.status_code == 422
    assert SAID in refused.text
    with frozen(start + timedelta(minutes=59)):
        assert SAID in sign_in(PASSWORD).text, "there the right one is refused too"
        assert sign_in(PASSWORD, ip=HOME).status_code == 303, "and from another place it opens"
        assert sign_in(PASSWORD, epost="lise@nordvik.example").status_code == 303


def test_the_pause_grows_and_ends(sign_in, session) -> None:
    start = now()
    waits = []
    with frozen(start):
        for _ in range(limits.FREE_HERE):
            assert SAID not in sign_in().text
    for _ in range(5):
        before, seconds = counted(session), 0
        while counted(session) == before:
            seconds += 15
            with frozen(start + timedelta(seconds=seconds)):
                sign_in()
        start += timedelta(seconds=seconds)
        waits.append(seconds)
    assert waits == [15, 30, 60, 120, 240]


def test_refused_tries_count_for_nothing(sign_in, session) -> None:
    start = now()
    with frozen(start):
        for _ in range(limits.FREE_HERE + 200):
            sign_in()
    assert counted(session) == limits.FREE_HERE
    with frozen(start + timedelta(seconds=16)):
        assert sign_in(PASSWORD).status_code == 303


def test_the_sentence_says_how_long(sign_in, session) -> None:
    wrong(session, times=limits.FREE_HERE, ip=OTHER)
    assert "Prøv igjen om ett minutt." in sign_in().text
    wrong(session, times=limits.PER_ACCOUNT_HOUR, ip=OTHER)
    assert "Prøv igjen om 60 minutter." in sign_in().text


def test_many_places_against_one_account_do_not_hold_its_owner_out(sign_in, session) -> None:
    assert sign_in(PASSWORD, ip=HOME).status_code == 303
    wrong(session, times=500)
    assert SAID in sign_in(PASSWORD).text, "a new place waits"
    assert sign_in(PASSWORD, ip=HOME).status_code == 303, "the owner's own does not"
    with frozen(now() + timedelta(seconds=61)):
        assert sign_in(PASSWORD).status_code == 303, "nor the new one for longer than a minute"


def test_one_place_against_many_accounts_is_slowed(sign_in, session) -> None:
    assert sign_in(PASSWORD, ip=HOME).status_code == 303
    for number in range(limits.PER_IP_HOUR):
        wrong(session, times=1, epost=f"ansatt{number}@nordvik.example", ip=HOME)
    assert SAID in sign_in(ip=HOME, epost="lise@nordvik.example").text
    assert sign_in(PASSWORD, ip=HOME).status_code == 303, "a colleague's slips do not lock the office"
    assert sign_in(PASSWORD, epost="lise@nordvik.example").status_code == 303


def test_the_agency_as_a_whole_is_slowed(sign_in, session) -> None:
    for number in range(limits.PER_TENANT_HOUR):
        wrong(session, times=1, epost=f"ansatt{number}@nordvik.example", ip=f"192.0.2.{number % 250}")
    assert SAID in sign_in(PASSWORD).text
    with frozen(now() + timedelta(seconds=6)):
        assert sign_in(PASSWORD).status_code == 303
    assert counted(session) == limits.PER_TENANT_HOUR


def test_old_tries_are_forgotten(sign_in, session) -> None:
    wrong(session, times=limits.PER_ACCOUNT_HOUR, ip=OTHER, ago=timedelta(minutes=61))
    assert sign_in(PASSWORD).status_code == 303


def test_one_statement_decides(app, session, connection) -> None:
    with statements(connection) as seen:
        limits.refuse_if_over(session, noekkel="x", ip=HOME)
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("ip", "counted_as"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_a_household_is_one_place(ip: str, counted_as: str) -> None:
    assert limits.place(ip) == counted_as


@pytest.fixture
def behind(settings, engine):
    """The address the portal sees behind so many proxies of ours, for a header as it arrives."""

    def seen(hops: int, forwarded: str) -> tuple[str, str]:
        from dataclasses import replace

        app: Flask = create_app(replace(settings, proxy_hops=hops), engine=engine)
        app.before_request_funcs.setdefault(None, []).insert(
            0, lambda: {"ip": request.remote_addr, "host": request.host, "scheme": request.scheme}
        )
        headers = {
            "X-Forwarded-For": forwarded,
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "https",
        }
        answer = app.test_client().get("/", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"}).json
        assert answer["host"] == "localhost"
        return answer["ip"], answer["scheme"]

    return seen


def test_a_forged_header_is_no_new_place(behind) -> None:
    assert behind(0, OTHER) == ("10.0.0.1", "http")
    assert behind(1, HOME) == (HOME, "https")
    assert behind(1, f"{OTHER}, {HOME}") == (HOME, "https"), (
        "what the visitor wrote stands before what the proxy saw"
    )
    assert behind(2, f"{OTHER}, {HOME}, 10.0.0.2") == (HOME, "https")
