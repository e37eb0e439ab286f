"""Backup, restore and the way from one PostgreSQL to the next, on real servers with the real schema."""

import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from portal import database
from portal.db.backup import DUMP, FILES, MANIFEST, read_manifest, restore, take_backup, upgrade_server
from portal.db.embedded import DatabaseNotReady, EmbeddedServer
from portal.db.migrate import upgrade
from portal.settings import Settings

silent = lambda _sentence: None  # noqa: E731


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_env({"PORTAL_DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def filled(settings: Settings) -> Iterator[EmbeddedServer]:
    """A running server with the schema, one agency and one file."""
    with EmbeddedServer(settings.data_dir, throwaway=True) as server:
        upgrade(server.url("portal_eier"), context_key=settings.context_key)
        add_agency(server, "foerste")
        file = settings.data_dir / "filer" / "ab" / "kontrakt.pdf"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"%PDF")
        yield server


def owner(server: EmbeddedServer) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(server.url("portal_eier").replace("+psycopg", ""), autocommit=True)


def add_agency(server: EmbeddedServer, slug: str) -> None:
    with owner(server) as connection:
        connection.execute("INSERT INTO tenant (slug, navn) VALUES (%s, 'Byrå')", (slug,))


def agencies(server: EmbeddedServer) -> list[str]:
    with owner(server) as connection:
        return [str(row[0]) for row in connection.execute("SELECT slug FROM tenant ORDER BY slug").fetchall()]


def to_head(settings: Settings) -> "partial[None]":
    return partial(upgrade, context_key=settings.context_key)


def test_a_restore_brings_back_what_was_and_keeps_what_it_replaced(filled, settings, tmp_path):
    folder = take_backup(settings, into=tmp_path / "kopier")
    add_agency(filled, "andre")
    (settings.data_dir / "filer" / "ab" / "kontrakt.pdf").unlink()

    restore(filled, settings, folder=folder, upgrade=to_head(settings), say=silent)

    assert agencies(filled) == ["foerste"]
    assert (settings.data_dir / "filer" / "ab" / "kontrakt.pdf").read_bytes() == b"%PDF"
    previous = psycopg.connect(filled.url("portal_eier", "portal_foer").replace("+psycopg", ""))
    assert previous.execute("SELECT count(*) FROM tenant").fetchone() == (2,)
    previous.close()
    # Twice in a row, as after a first try with the wrong folder.
    restore(filled, settings, folder=folder, upgrade=to_head(settings), say=silent)
    assert agencies(filled) == ["foerste"]


def test_the_walls_and_the_rights_come_back_too(filled, settings, tmp_path, monkeypatch, capsys):
    folder = take_backup(settings, into=tmp_path / "kopier")
    restore(filled, settings, folder=folder, upgrade=to_head(settings), say=silent)
    monkeypatch.setattr(Settings, "from_env", classmethod(lambda cls, environ=None: settings))
    assert database.main(["audit"]) == 0, capsys.readouterr().err
    with owner(filled) as connection:
        connection.execute("ALTER TABLE bruker NO FORCE ROW LEVEL SECURITY")
    assert database.main(["audit"]) == 1
    assert "bruker" in capsys.readouterr().err


def test_the_manifest_counts_every_table_behind_its_wall(filled, settings, tmp_path):
    folder = take_backup(settings, into=tmp_path / "kopier")
    manifest = read_manifest(folder)
    assert manifest.rader["public.tenant"] == 1
    assert manifest.rader["portal_privat.noekkel"] == 1
    assert manifest.postgres.startswith("18.")
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("part", [DUMP, FILES, MANIFEST])
def test_a_damaged_backup_is_refused_and_changes_nothing(filled, settings, tmp_path, part):
    folder = take_backup(settings, into=tmp_path / "kopier")
    add_agency(filled, "andre")
    (folder / part).write_bytes((folder / part).read_bytes()[:-7] + b"endret!")
    with pytest.raises(DatabaseNotReady, match=r"endret|ingen hel"):
        restore(filled, settings, folder=folder, upgrade=to_head(settings), say=silent)
    assert agencies(filled) == ["andre", "foerste"]


def test_a_backup_that_does_not_add_up_is_refused(filled, settings, tmp_path):
    folder = take_backup(settings, into=tmp_path / "kopier")
    content = json.loads((folder / MANIFEST).read_text())
    content["rader"]["public.tenant"] = 2
    (folder / MANIFEST).write_text(json.dumps(content))
    with pytest.raises(DatabaseNotReady, match=r"public\.tenant"):
        restore(filled, settings, folder=folder, upgrade=to_head(settings), say=silent)


def test_a_backup_of_another_key_is_refused(filled, settings, tmp_path):
    folder = take_backup(settings, into=tmp_path / "kopier")
    (settings.secrets_dir / "field_key").write_text(uuid4().hex * 2)
    other = Settings.from_env({"PORTAL_DATA_DIR": str(settings.data_dir)})
    with pytest.raises(DatabaseNotReady, match="field_key"):
        restore(filled, other, folder=folder, upgrade=to_head(other), say=silent)


def test_a_restore_under_a_running_portal_is_refused(filled, settings, tmp_path):
    folder = take_backup(settings, into=tmp_path / "kopier")
    add_agency(filled, "andre")
    with (
        psycopg.connect(filled.url("portal_app").replace("+psycopg", "")),
        pytest.raises(DatabaseNotReady, match="Stopp"),
    ):
        restore(filled, settings, folder=folder, upgrade=to_head(settings), say=silent)
    assert agencies(filled) == ["andre", "foerste"]


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(filled, settings, tmp_path):
    with owner(filled) as connection:
        connection.execute("ALTER TABLE alembic_version RENAME TO borte")
    with pytest.raises(DatabaseNotReady):
        take_backup(settings, into=tmp_path / "kopier")
    assert list((tmp_path / "kopier").iterdir()) == []


def test_the_oldest_postgres_takes_the_schema_and_moves_to_the_newest(settings, tmp_path):
    with EmbeddedServer(settings.data_dir, throwaway=True, durable=True, major=16) as old:
        upgrade(old.url("portal_eier"), context_key=settings.context_key)
        add_agency(old, "foerste")
        old.stop()
        into = tmp_path / "kopier"

        def refuse(_address: str) -> None:
            raise DatabaseNotReady("avbrutt")

        with pytest.raises(DatabaseNotReady, match="avbrutt"):
            upgrade_server(settings, into=into, upgrade=refuse, say=silent)
        assert (old.place.data / "PG_VERSION").read_text() == "16\n", "a failure puts the old one back"
        shutil.rmtree(into)

        assert upgrade_server(settings, into=into, upgrade=to_head(settings), say=silent)
        with EmbeddedServer(settings.data_dir) as new:
            assert agencies(new) == ["foerste"]
            assert (new.place.data / "PG_VERSION").read_text() == "18\n"
        assert upgrade_server(settings, into=into, upgrade=to_head(settings), say=silent) is None


def test_the_address_is_alone_on_standard_output(filled, settings, monkeypatch, capsys):
    monkeypatch.setattr(Settings, "from_env", classmethod(lambda cls, environ=None: settings))
    for role in ("eier", "portal_app"):
        assert database.main(["url", "--rolle", role]) == 0
        address = capsys.readouterr().out.strip()
        assert address.startswith("postgresql://portal_")
        psycopg.connect(address).close()
