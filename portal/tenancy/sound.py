"""May we serve? Only when the schema is ours and every table stands behind its wall."""

from sqlalchemy import Engine, text

from portal.db.migrate import head
from portal.tenancy.rls import audit


class UnsoundWall(RuntimeError):
    """The catalogue audit found a table without its wall, or the schema is behind. The app refuses to serve."""


def refuse_unsound(engine: Engine) -> None:
    """Audit the catalogue as the app role.

    Raises:
        UnsoundWall: names every fault.
    """
    with engine.execution_options(scope="upkeep").connect() as connection:
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))
        found = audit(connection)
    if version != head():
        raise UnsoundWall(
            f"Databasen er på {version}, koden venter {head()}. Kjør «python3 -m portal migrate»."
        )
    if found:
        raise UnsoundWall("; ".join(f"{f.subject}: {f.fault}" for f in found))
