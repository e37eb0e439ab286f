"""What passes by itself is answered 503 with a way on; a bug is 500 with a number."""

import pytest
from flask import Flask
from psycopg import OperationalError
from psycopg.errors import LockNotAvailable, QueryCanceled, UndefinedTable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm import Session

from portal.errors import Undecided
from portal.tenancy.session import TenantSession
from portal.web.errors import register


def _raise(app: Flask, error: Exception):
    with app.test_request_context("/nordvik/kunder", base_url="https://localhost"):
        return app.make_response(app.handle_user_exception(error))


@pytest.mark.parametrize("original", [LockNotAvailable(), QueryCanceled(), OperationalError("no server")])
def test_a_queue_is_not_a_bug(app: Flask, original: Exception) -> None:
    response = _raise(app, DBAPIError("SELECT 1", {}, original))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Ingenting ble lagret" in response.get_data(as_text=True)


def test_no_free_connection_is_a_queue(app: Flask) -> None:
    assert _raise(app, NoFreeConnection("QueuePool limit")).status_code == 503


def test_a_commit_without_an_answer_does_not_say_that_nothing_was_kept(app: Flask) -> None:
    response = _raise(app, Undecided())
    said = response.get_data(as_text=True)
    assert response.status_code == 503
    assert "Vi vet ikke om det ble lagret" in said
    assert "Ingenting ble lagret" not in said


def test_the_route_asks_how_the_commit_broke(client, session, monkeypatch) -> None:
    """Broken on the way: undecided. An error the server answered: nothing was kept, and it is our bug."""
    form = {"epost": "marte@nordvik.example", "passord": "feil passord"}
    for broken, said in ((True, "Vi vet ikke om det ble lagret"), (False, "Noe gikk galt hos oss")):

        def commit(_session: Session, *, broken: bool = broken) -> None:
            raise DBAPIError("COMMIT", {}, UndefinedTable(), connection_invalidated=broken)

        with monkeypatch.context() as patch:
            patch.setattr(TenantSession, "commit", commit, raising=False)
            response = client.as_("ingen").post("/logg-inn", form)
        assert said in response.text


def test_a_missing_table_is_a_bug(app: Flask) -> None:
    response = _raise(app, DBAPIError("SELECT 1", {}, UndefinedTable()))
    assert response.status_code == 500
    assert "SELECT" not in response.get_data(as_text=True)


def test_the_handlers_are_there(app: Flask) -> None:
    bare = Flask("bar")
    assert DBAPIError not in bare.error_handler_spec[None][None]
    register(bare)
    assert DBAPIError in bare.error_handler_spec[None][None]
