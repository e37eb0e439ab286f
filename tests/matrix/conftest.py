"""One world per run of the matrix: the twin is copied once, every request is rolled back."""

import pytest

from portal.db.embedded import EmbeddedServer
from portal.settings import Settings
from tests.matrix.run import Plan, plan
from tests.matrix.world import World, open_world
from tests.support.database import clone


@pytest.fixture(scope="session")
def world(server: EmbeddedServer, settings: Settings):
    with clone(server) as database, open_world(database, settings) as world:
        yield world


@pytest.fixture(scope="session")
def open_floor(server: EmbeddedServer, settings: Settings):
    """The same without PostgreSQL's wall."""
    with clone(server) as database, open_world(database, settings, database_wall=False) as world:
        yield world


@pytest.fixture(scope="session")
def made(world: World) -> Plan:
    return plan(world)
