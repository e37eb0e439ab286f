"""What passes by itself is answered 503 with a way on; a bug is 500 with a number."""

import pytest
from flask import Flask
from psycopg.errors import LockNotAvailable, QueryCanceled, UndefinedTable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from portal.web.errors import register


def _raise(app: Flask, error: Exception):
    with app.test_request_context("/nordvik/kunder", base_url="https://localhost"):
        return app.make_response(app.handle_user_exception(error))


@pytest.mark.parametrize("original", [LockNotAvailable(), QueryCanceled()])
def test_a_queue_is_not_a_bug(app: Flask, original: Exception) -> None:
    response = _raise(app, DBAPIError("SELECT 1", {}, original))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Ingenting ble lagret" in response.get_data(as_text=True)


def test_no_free_connection_is_a_queue(app: Flask) -> None:
    assert _raise(app, NoFreeConnection("QueuePool limit")).status_code == 503


def test_a_missing_table_is_a_bug(app: Flask) -> None:
    response = _raise(app, DBAPIError("SELECT 1", {}, UndefinedTable()))
    assert response.status_code == 500
    assert "SELECT" not in response.get_data(as_text=True)


def test_the_handlers_are_there(app: Flask) -> None:
    bare = Flask("bar")
    assert DBAPIError not in bare.error_handler_spec[None][None]
    register(bare)
    assert DBAPIError in bare.error_handler_spec[None][None]
