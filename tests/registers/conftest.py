"""Sessions of the tables' owner, in one transaction that is rolled back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.orm import Session

from portal.registers.actions import (
    last_inn_kommuner,
    last_inn_lovregler,
    last_inn_satser,
    oppdater_postnumre,
)
from portal.registers.sources.bundled import files
from portal.registers.sources.bundled.files import Postnummerrad

CODES = [
    Postnummerrad("5003", "Bergen", "4601", (60.4, 5.3)),
    Postnummerrad("5004", "Bergen", "4601", None),
    Postnummerrad("8601", "Mo i Rana", "1833", None),
    Postnummerrad("9170", "Longyearbyen", None, None),
    *(Postnummerrad(f"{nr:04}", "Oslo", "0301", None) for nr in range(1, 17)),
]


@pytest.fixture(scope="module")
def _loaded(database) -> Iterator[Connection]:
    """The bundled facts and the few post codes of CODES, loaded once per module."""
    engine = create_engine(database.url("portal_eier"))
    with engine.connect() as connection:
        outer = connection.begin()
        session = Session(connection, join_transaction_mode="create_savepoint")
        session.execute(text("DELETE FROM postnummer"))
        last_inn_kommuner(session, rader=files.read_kommuner())
        last_inn_satser(session, rader=files.read_satser())
        last_inn_lovregler(session, rader=files.read_lovregler())
        oppdater_postnumre(session, rader=CODES, kilde="prøve")
        session.commit()
        yield connection
        outer.rollback()
    engine.dispose()


@pytest.fixture
def loaded(_loaded: Connection) -> Iterator[Session]:
    """A session on the loaded tables; what the test changes is undone after it."""
    inner = _loaded.begin_nested()
    with Session(_loaded, join_transaction_mode="create_savepoint") as session:
        yield session
    inner.rollback()
