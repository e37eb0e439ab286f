"""The migrations make the schema the models describe: no column, key or index on one side alone."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from portal.db.base import Base
from portal.tables import import_all
from tests.support.database import clone


def _differences(connection) -> list[str]:
    import_all()
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_name": lambda name, kind, _parents: (
                kind != "table" or not (name or "").startswith(("procrastinate_", "alembic_version"))
            ),
        },
    )
    found = compare_metadata(context, Base.metadata)
    return [str(one) for one in found if "table_comment" not in str(one)]


def test_the_schema_is_the_models_and_a_dropped_index_is_seen(server) -> None:
    with clone(server) as database:
        engine = database.engine("portal_eier")
        with engine.execution_options(scope="upkeep").connect() as connection:
            assert _differences(connection) == []
            connection.execute(text("DROP INDEX ix_salgsdokument__kunde"))
            connection.execute(text("ALTER TABLE kunde DROP COLUMN nettside"))
            seen = " ".join(_differences(connection))
        engine.dispose()
    assert "ix_salgsdokument__kunde" in seen
    assert "nettside" in seen
