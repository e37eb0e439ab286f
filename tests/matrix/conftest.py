"""One world per run of the matrix: the twin is copied once, every request is rolled back."""

import pytest

from portal.db.embedded import EmbeddedServer
from portal.settings import Settings
from tests.matrix.run import Plan, plan
from tests.matrix.twin import Twin
from tests.matrix.world import World, open_world, prepare
from tests.support.database import Database, clone


@pytest.fixture(scope="session")
def twinned(server: EmbeddedServer, settings: Settings):
    """One database with the twin in it: every world is a copy, so that a plan made in one has its rows in the other."""
    with clone(server) as database:
        yield database, prepare(database, settings)


@pytest.fixture(scope="session")
def world(server: EmbeddedServer, settings: Settings, twinned: tuple[Database, Twin]):
    original, twin = twinned
    with clone(server, of=original.name) as database, open_world(database, twin, settings) as world:
        yield world


@pytest.fixture(scope="session")
def open_floor(server: EmbeddedServer, settings: Settings, twinned: tuple[Database, Twin]):
    """The same without PostgreSQL's wall."""
    original, twin = twinned
    with (
        clone(server, of=original.name) as database,
        open_world(database, twin, settings, database_wall=False) as world,
    ):
        yield world


@pytest.fixture(scope="session")
def made(world: World) -> Plan:
    return plan(world)
