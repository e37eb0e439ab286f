"""Schema to head, the app's copy of the context key, and the audit that decides whether we may serve."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from portal.db.engines import open_engine

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def config(*, url: str | None = None, connection: Connection | None = None) -> Config:
    """Alembic's configuration without an ini file."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s"
    )
    made.attributes["url"] = url
    made.attributes["connection"] = connection
    return made


def head() -> str:
    """The revision this code expects; one line in git, so that two branches collide there."""
    return (MIGRATIONS / "HEAD").read_text(encoding="ascii").strip()


def upgrade(owner_url: str, *, context_key: bytes) -> None:
    """Bring the schema to head and store the key that signs tenant contexts. Safe to repeat."""
    command.upgrade(config(url=owner_url), "head")
    engine = open_engine(owner_url)
    with engine.begin() as connection:
        store_context_key(connection, context_key=context_key)
    engine.dispose()


def store_context_key(connection: Connection, *, context_key: bytes) -> None:
    """Make `context_key` the current one; the one before stays valid until the next change (rotation)."""
    connection.execute(
        text(
            "INSERT INTO portal_privat.noekkel (verdi) SELECT :key "
            "WHERE NOT EXISTS (SELECT 1 FROM portal_privat.noekkel WHERE verdi = :key)"
        ),
        {"key": context_key},
    )
    connection.execute(
        text(
            "DELETE FROM portal_privat.noekkel WHERE verdi <> :key AND nr NOT IN "
            "(SELECT nr FROM portal_privat.noekkel ORDER BY nr DESC LIMIT 2)"
        ),
        {"key": context_key},
    )
