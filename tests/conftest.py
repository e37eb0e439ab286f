"""Fixtures for everyone; what they are made of lives in tests/support/."""

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.db.embedded import EmbeddedServer
from portal.dev.cast import NORDVIK, SOLVIK, Cast
from portal.settings import Settings
from portal.tables import import_all
from portal.tenancy.session import tenant_session
from tests.support.client import PortalClient, tenant_ids
from tests.support.database import (
    CONTEXT_KEY,
    FIELD_KEY,
    Database,
    clone,
    start_server,
    take_time,
)
from tests.support.make import Make
from tests.support.started import installation  # noqa: F401 - a fixture

import_all()  # before any test module asks a mapper for something


@pytest.fixture(scope="session")
def server() -> EmbeddedServer:
    return start_server()


@pytest.fixture(scope="session")
def database(server: EmbeddedServer):
    """This worker process's own clone; ordinary tests roll back in it."""
    with clone(server) as database:
        yield database


@pytest.fixture(scope="session")
def engine(database: Database):
    engine = database.engine()
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.from_env(
        {
            "PORTAL_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "PORTAL_CONTEXT_KEY": CONTEXT_KEY.hex(),
            "PORTAL_FIELD_KEY": FIELD_KEY.hex(),
            "PORTAL_BASE_URL": "https://localhost",
            "PORTAL_DEMO": "ja",
        }
    )


@pytest.fixture(scope="session")
def _app(engine: Engine, settings: Settings) -> Flask:
    app = create_app(settings, engine=engine)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture(scope="session")
def tenants(engine: Engine) -> dict[str, int]:
    """Slug → id of the cast's agencies."""
    return tenant_ids(engine)


@pytest.fixture
def connection(engine: Engine, tenants: dict[str, int]):
    """One connection in one outer transaction, rolled back at the end."""
    with engine.connect().execution_options(tenant=tenants["nordvik"]) as connection:
        outer = connection.begin()
        take_time(connection)  # a page may not take 30 s; a whole test on a busy machine may
        yield connection
        outer.rollback()


@pytest.fixture
def app(_app: Flask, connection: Connection):
    """The app, its sessions joined to the test's outer transaction."""
    engine = _app.extensions["engine"]
    _app.extensions["engine"] = connection
    yield _app
    _app.extensions["engine"] = engine


@pytest.fixture
def session(connection: Connection, tenants: dict[str, int], app: Flask):
    """A session at Nordvik, in an app context so that sentences can be made."""
    with app.app_context(), tenant_session(connection, tenant_id=tenants["nordvik"]) as session:
        yield session


@pytest.fixture
def client(app: Flask, connection: Connection, tenants: dict[str, int]) -> PortalClient:
    """Signed in as Marte at Nordvik; `client.as_("lise")` is another one."""
    return PortalClient(app, connection, tenants).as_("marte")


@pytest.fixture
def cast() -> Cast:
    return NORDVIK


@pytest.fixture
def other_cast() -> Cast:
    return SOLVIK


@pytest.fixture
def make(session: Session) -> Make:
    """Factories: `make.kunde(navn=…)`; each room adds its own in tests/support/make_<room>.py."""
    return Make(session)


@pytest.fixture
def own_database(server: EmbeddedServer):
    """A clone for tests that need real commits (marker `commits`)."""
    with clone(server) as database:
        yield database
