"""Alembic's environment: one connection as the owner, an advisory lock, short lock waits."""

from alembic import context
from sqlalchemy import Connection, text

from portal.db.base import Base
from portal.db.engines import open_engine
from portal.tables import import_all

LOCK = 4_601_021  # any number, the same in every process


def _include(name: str | None, kind: str, _parents: dict[str, str | None]) -> bool:
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=_include,
        compare_server_default=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


import_all()
given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    engine = open_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
        connection.execute(text("SET lock_timeout = '1s'"))
        connection.execute(text("SET statement_timeout = '10min'"))
        connection.commit()
        try:
            _run(connection)
        finally:
            connection.rollback()
            connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))
            connection.commit()
    engine.dispose()
