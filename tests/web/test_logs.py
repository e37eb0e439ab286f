"""What reaches the log: never a value that was bound, a fødselsnummer or an address (CWE-532)."""

import io
import json
import logging

import pytest
import structlog
from sqlalchemy import Engine, Uuid, bindparam, cast, create_engine, select, text
from sqlalchemy.exc import DBAPIError

from portal.web import logs
from tests.support.numbers import NUMBER, SPACED

CANARY = "kanarifugl"


@pytest.fixture
def written():
    """Everything the process logs meanwhile."""
    stream = io.StringIO()
    logs.configure("INFO", stream)
    yield stream
    logs.configure("INFO")


def refused_by_the_database(bind) -> DBAPIError:
    value = bindparam("verdi", f"{CANARY} {NUMBER}", type_=None)
    with pytest.raises(DBAPIError) as caught:
        bind.execute(select(cast(value, Uuid), text("'x'")))
    return caught.value


def test_a_database_error_is_logged_without_what_was_bound(app, session, written):
    with session.begin_nested() as savepoint:
        error = refused_by_the_database(session)
        savepoint.rollback()
    with app.test_request_context("/nordvik/kunder", base_url="https://localhost"):
        answer = app.make_response(app.handle_user_exception(error))
    line = json.loads(written.getvalue())
    assert answer.status_code == 500
    assert line["event"] == "bug"
    assert "sqlstate=22P02" in line["exception"]
    assert "CAST" in line["exception"], "the statement itself helps whoever mends it"
    assert CANARY not in written.getvalue()
    assert NUMBER not in written.getvalue()


def test_without_our_engine_and_our_steps_both_would_be_seen(database, written):
    plain: Engine = create_engine(database.url("portal_app"))
    with plain.connect() as connection:
        error = refused_by_the_database(connection)
    plain.dispose()
    shown = structlog.processors.format_exc_info(None, "", {"event": "bug", "exc_info": error})["exception"]
    assert f"[parameters: {{'verdi': '{CANARY} {NUMBER}'" in shown
    assert CANARY in str(error.orig), "PostgreSQL repeats the value it did not like"
    structlog.get_logger().error("bug", exc_info=error)
    assert CANARY not in written.getvalue(), "whichever engine it came from"


def test_numbers_and_addresses_are_covered_wherever_they_stand(written):
    log = structlog.get_logger()
    log.info(
        "søk", q=f"etter {SPACED}", data={"epost": ["kari@fjordtre.example"]}, konto="1234 56 78903", antall=3
    )
    try:
        int(f"{NUMBER} til kari@fjordtre.example")
    except ValueError:
        log.exception("feil")
    for secret in (NUMBER, SPACED, "kari@"):
        assert secret not in written.getvalue()
    first, second = map(json.loads, written.getvalue().splitlines())
    assert first["konto"] == "1234 56 78903", "eleven digits that are no number are left"
    assert first["antall"] == 3
    assert "ValueError: invalid literal" in second["exception"]
    assert "test_logs.py" in second["exception"]


def test_lines_of_libraries_pass_the_same_steps(written):
    library = logging.getLogger("smtplib")
    library.warning("svar til %s: %s", "kari@fjordtre.example", SPACED)
    try:
        {}[NUMBER]
    except KeyError:
        library.exception("feil")
    first, second = map(json.loads, written.getvalue().splitlines())
    assert first["level"] == "warning"
    assert first["event"].startswith("svar til •••: •")
    assert "builtins.KeyError" in second["exception"]
    assert NUMBER not in written.getvalue()


def test_an_error_is_shown_with_what_led_to_it_and_a_circle_ends(written):
    first = OSError("borte")
    group = ExceptionGroup("to ting", [ValueError("inne"), first])
    group.__cause__, first.__cause__ = first, group
    structlog.get_logger().error("feil", exc_info=group)
    shown = json.loads(written.getvalue())["exception"]
    assert (
        shown.index("OSError: borte")
        < shown.index("ExceptionGroup: to ting")
        < shown.index("ValueError: inne")
    )
