"""The pool: a connection its server has closed is not handed out; one that breaks in use is no bug of ours."""

import psycopg
import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from portal.tenancy import context
from portal.tenancy.session import tenant_session
from tests.support.database import Database, plain_url

pytestmark = pytest.mark.commits


@pytest.fixture
def pool(own_database: Database):
    engine = own_database.engine()
    yield engine
    engine.dispose()


def _end(database: Database) -> None:
    """The server ends every connection of the app, as it does when it stops."""
    with psycopg.connect(plain_url(database.url("portal_admin")), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
            "WHERE usename = 'portal_app' AND datname = current_database()"
        )


def _ask(engine: Engine, tenant_id: int) -> int:
    with tenant_session(engine, tenant_id=tenant_id) as session:
        return int(session.scalar(text("SELECT 1")) or 0)


def test_after_a_restart_nobody_meets_an_old_connection(own_database, pool, tenants) -> None:
    for _ in range(2):
        assert _ask(pool, tenants["nordvik"]) == 1
        _end(own_database)
    assert _ask(pool, tenants["nordvik"]) == 1


def test_without_the_look_at_checkout_the_next_one_meets_it(own_database, pool, tenants) -> None:
    """The control. And it is an error of the connection, whatever statement it was."""
    event.remove(pool, "checkout", context._refuse_broken)
    _ask(pool, tenants["nordvik"])
    _end(own_database)
    with pytest.raises(OperationalError) as broken:
        _ask(pool, tenants["nordvik"])
    assert broken.value.connection_invalidated
    assert _ask(pool, tenants["nordvik"]) == 1
