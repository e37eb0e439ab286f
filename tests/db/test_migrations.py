"""Migrations go down as well as up, on a database with rows in it; data migrations change what they say."""

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from portal.db.migrate import config, head
from tests.support.database import Database, clone

#: Further down nobody goes: what stands there is the first release.
FIRST = "20261127_1310_papirgodkjenning"
RIGHTS = "20261127_1550_avtaler"
USERS = "20261127_1810_rolleikon"


@pytest.fixture
def filled(server):
    with clone(server) as database:
        yield database


def revision(database: Database) -> str:
    return _ask(database, "SELECT version_num FROM alembic_version")


def _ask(database: Database, statement: str) -> str:
    engine = create_engine(database.url("portal_admin"))  # no wall, no tenant
    with engine.begin() as connection:
        found = connection.execute(text(statement))
        answer = found.scalar() if found.returns_rows else ""
    engine.dispose()
    return str(answer)


def test_down_to_the_first_release_and_up_again(filled) -> None:
    command.downgrade(config(url=filled.url("portal_eier")), FIRST)
    assert revision(filled) == FIRST
    command.upgrade(config(url=filled.url("portal_eier")), "head")
    assert revision(filled) == head()


def test_roles_get_the_rights_that_came_later_beside_the_ones_they_belong_to(filled) -> None:
    command.downgrade(config(url=filled.url("portal_eier")), RIGHTS)
    _ask(filled, "UPDATE rolle SET rettigheter = rettigheter - 'kunde:eksporter' - 'timeliste:godkjenn'")
    command.upgrade(config(url=filled.url("portal_eier")), "head")
    counted = "SELECT string_agg(DISTINCT navn, ' ' ORDER BY navn) FROM rolle WHERE rettigheter ? "
    assert _ask(filled, f"{counted} 'kunde:eksporter'") == "Admin Konsulent Salgsleder Økonomi"
    assert _ask(filled, f"{counted} 'timeliste:godkjenn'") == "Admin Konsulent Salgsleder Økonomi"
    walls = "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = 'rolle'"
    assert _ask(filled, walls) == "True"


def test_the_shipped_role_admin_alone_gets_the_right_to_administer_users(filled) -> None:
    command.downgrade(config(url=filled.url("portal_eier")), USERS)
    _ask(filled, "UPDATE rolle SET rettigheter = rettigheter - 'bruker:endre'")
    _ask(
        filled, "UPDATE rolle SET rettigheter = rettigheter || '[\"innstilling:endre\"]' WHERE navn = 'Leser'"
    )
    command.upgrade(config(url=filled.url("portal_eier")), "head")
    names = "SELECT string_agg(DISTINCT navn, ' ') FROM rolle WHERE rettigheter ? 'bruker:endre'"
    assert _ask(filled, names) == "Admin", "who sets up the portal is not asked to administer people too"
    walls = "SELECT bool_and(relforcerowsecurity AND relrowsecurity) FROM pg_class WHERE relname IN "
    assert _ask(filled, f"{walls} ('rolle', 'bruker', 'oekt')") == "True"
