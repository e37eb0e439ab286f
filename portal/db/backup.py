"""A backup is a folder: the database as pg_dump writes it, the files, and a manifest that lets a restore be proved.

The dump and the counts in the manifest come from one snapshot. Files are taken after it: they are only ever added,
so every file the dump names is there. Keys are not in it (`data_dir/secrets` is kept apart), only a fingerprint
of the one without which national numbers cannot be read.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from portal.db.embedded import DATABASE, DatabaseNotReady, EmbeddedServer, Say, role_url
from portal.db.embedded_place import find_binaries
from portal.db.embedded_roles import Role, open_database
from portal.settings import Settings

#: Folders under `data_dir` that belong to the data.
FOLDERS = ("filer", "utboks")
MANIFEST, DUMP, FILES = "innhold.json", "database.dump", "filer.tar"
INCOMING, PREVIOUS = f"{DATABASE}_ny", f"{DATABASE}_foer"
NEWEST_MAJOR = 18
#: Seconds a connection that was closed a moment ago may take to be gone.
LEAVING_S = 3.0
IN_USE = (
    "Noen bruker databasen. Stopp portalen (Ctrl-C der den kjører) og prøv igjen. Ingenting er tatt i bruk."
)

Connection = psycopg.Connection[tuple[Any, ...]]
Upgrade = Callable[[str], None]


@dataclass(frozen=True)
class Manifest:
    """What the folder must hold. `rader`: rows per table; `sha256`: file → digest."""

    tatt: str
    skjema: str
    postgres: str
    rader: dict[str, int]
    sha256: dict[str, str]
    feltnoekkel: str
    filer_i_s3: bool


def take_backup(settings: Settings, *, into: Path) -> Path:
    """Write a backup into a new folder under `into`; the database is running. Answers the folder.

    It has its name only when it is whole: a backup that was cut short is never taken for one.

    Raises:
        DatabaseNotReady: the backup role does not get in, or pg_dump failed.
    """
    name = datetime.now(UTC).strftime("portal-%Y%m%d-%H%M%S")
    draft = into / f".{name}.ny"
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft.mkdir(mode=0o700)
    try:
        with _connect(settings, "portal_backup") as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = _scalar(connection, "SELECT pg_export_snapshot()")
            options = ["--format=custom", f"--snapshot={snapshot}", f"--file={draft / DUMP}"]
            _run("pg_dump", settings, "portal_backup", [*options, _target(settings, "portal_backup")])
            rows = count_rows(connection)
            version = _scalar(connection, "SELECT version_num FROM alembic_version")
            postgres = _scalar(connection, "SHOW server_version")
        _pack_files(settings.data_dir, draft / FILES)
        manifest = Manifest(
            tatt=datetime.now(UTC).isoformat(timespec="seconds"),
            skjema=version,
            postgres=postgres,
            rader=rows,
            sha256={part: _digest(draft / part) for part in (DUMP, FILES)},
            feltnoekkel=_key_print(settings),
            filer_i_s3=settings.s3_bucket is not None,
        )
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
        (draft / MANIFEST).write_text(text + "\n", encoding="utf-8")
        for part in (DUMP, FILES, MANIFEST):
            (draft / part).chmod(0o600)
        draft.rename(into / name)
    except psycopg.Error as error:
        raise DatabaseNotReady(f"Sikkerhetskopien ble ikke tatt: {error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return into / name


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a whole and unchanged backup.

    Raises:
        DatabaseNotReady: not a backup, or a file is missing or changed.
    """
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        damaged = [part for part, digest in manifest.sha256.items() if _digest(folder / part) != digest]
    except (OSError, ValueError, TypeError) as error:
        raise DatabaseNotReady(f"{folder} er ingen hel sikkerhetskopi: {error}") from error
    if damaged:
        raise DatabaseNotReady(f"{', '.join(damaged)} i {folder} er endret siden kopien ble tatt.")
    return manifest


def restore(server: EmbeddedServer, settings: Settings, *, folder: Path, upgrade: Upgrade, say: Say) -> None:
    """Put a backup in the place of the database, which stays as `portal_foer` until the next restore.

    The copy is made whole beside the old one, counted against the manifest and brought to head by `upgrade`
    (which takes the owner's address); only then do the two change names, in one transaction.

    Raises:
        DatabaseNotReady: the backup is damaged, belongs to other keys, or somebody is still using the database.
    """
    manifest = read_manifest(folder)
    if manifest.feltnoekkel != _key_print(settings):
        raise DatabaseNotReady(
            "Kopien hører til en annen field_key: fødselsnumrene i den kan ikke leses her. "
            f"Legg nøkkelen fra den gangen i {settings.secrets_dir / 'field_key'} først."
        )
    with _connect(settings, "portal_admin", database="postgres") as admin:
        _refuse_visitors(admin)
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(INCOMING)))
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER portal_eier").format(sql.Identifier(INCOMING)))
    say("Legger inn kopien ved siden av den gamle databasen.")
    options = ["--jobs=2", "--exit-on-error", _target(settings, "portal_admin", INCOMING)]
    _run("pg_restore", settings, "portal_admin", [*options, str(folder / DUMP)])
    with _connect(settings, "portal_admin", database=INCOMING) as admin:
        open_database(admin)
        found = count_rows(admin)
        if found != manifest.rader:
            differ = sorted(t for t in found.keys() | manifest.rader if found.get(t) != manifest.rader.get(t))
            raise DatabaseNotReady(f"Kopien ble ikke lik: {', '.join(differ)} har et annet antall rader.")
        admin.execute("ANALYZE")
    upgrade(server.url("portal_eier", INCOMING))
    _unpack_files(folder / FILES, settings.data_dir)
    _swap(settings)


def count_rows(connection: Connection) -> dict[str, int]:
    """Rows of each table of the portal; the connection sees past the walls."""
    tables = connection.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 'portal_privat')"
    ).fetchall()
    counted = {}
    for schema, table in tables:
        statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        counted[f"{schema}.{table}"] = int(_scalar(connection, statement))
    return counted


def _refuse_visitors(admin: Connection) -> None:
    """Early, before the long work; the exchange of names refuses them again."""
    visitors = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    deadline = time.monotonic() + LEAVING_S
    while admin.execute(visitors, (DATABASE,)).fetchone():
        if time.monotonic() > deadline:
            raise DatabaseNotReady(IN_USE)
        time.sleep(0.1)


def _swap(settings: Settings) -> None:
    with _connect(settings, "portal_admin", database="postgres") as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(PREVIOUS)))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        try:
            with admin.transaction():
                if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
                    admin.execute(rename.format(sql.Identifier(DATABASE), sql.Identifier(PREVIOUS)))
                admin.execute(rename.format(sql.Identifier(INCOMING), sql.Identifier(DATABASE)))
        except psycopg.errors.ObjectInUse as error:
            raise DatabaseNotReady(IN_USE) from error


def _pack_files(data_dir: Path, target: Path) -> None:
    with tarfile.open(target, "w") as archive:
        for name in FOLDERS:
            if (data_dir / name).is_dir():
                archive.add(data_dir / name, arcname=name)


def _unpack_files(archive_path: Path, data_dir: Path) -> None:
    """Files are create-only: what is here already stays, what is missing is added."""
    with tarfile.open(archive_path) as archive:
        for member in archive:
            if member.isfile() and not (data_dir / member.name).exists():
                archive.extract(member, data_dir, filter="data")
                (data_dir / member.name).chmod(0o600)


def _run(program: str, settings: Settings, role: Role, arguments: list[str]) -> None:
    """One of PostgreSQL's programs from the wheel; the password goes by environment, which `ps` does not show."""
    password = conninfo_to_dict(_plain(role_url(settings, role))).get("password")
    found = subprocess.run(  # noqa: S603 – our own binaries
        [str(find_binaries(NEWEST_MAJOR) / "bin" / program), *arguments],
        env={"PATH": os.defpath, "LC_ALL": "C", "PGPASSWORD": str(password or "")},
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise DatabaseNotReady(f"{program} feilet: {found.stderr.strip()[-1500:]}")


def _target(settings: Settings, role: Role, database: str | None = None) -> str:
    """The option that names the database, without the password."""
    facts = conninfo_to_dict(_plain(role_url(settings, role, database=database)))
    shown = {name: str(fact) for name, fact in facts.items() if name != "password"}
    return f"--dbname={make_conninfo('', **shown)}"


def _connect(settings: Settings, role: Role, *, database: str | None = None) -> Connection:
    address = _plain(role_url(settings, role, database=database))
    return psycopg.connect(address, autocommit=True, connect_timeout=5)


def _plain(address: str) -> str:
    return address.replace("postgresql+psycopg://", "postgresql://", 1)


def _scalar(connection: Connection, statement: Any) -> str:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return str(row[0])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key_print(settings: Settings) -> str:
    return hashlib.sha256(b"portal field_key" + settings.field_key).hexdigest()[:16]


def upgrade_server(settings: Settings, *, into: Path, upgrade: Upgrade, say: Say) -> Path | None:
    """Move the embedded database to the newest PostgreSQL by way of a backup. None when it is there already.

    The old data directory stays beside the new one; a failure puts it back. Answers the backup.
    """
    place = EmbeddedServer(settings.data_dir).place
    version_file = place.data / "PG_VERSION"
    if not version_file.exists():
        return None
    found = int(version_file.read_text(encoding="ascii"))
    if found == NEWEST_MAJOR:
        return None
    say(f"Tar sikkerhetskopi av PostgreSQL {found}.")
    with EmbeddedServer(settings.data_dir, major=found, say=say) as old:
        folder = take_backup(settings, into=into)
        old.stop()
    kept = place.home / f"data.pg{found}"
    place.data.rename(kept)
    new = EmbeddedServer(settings.data_dir, say=say)
    try:
        with new:
            restore(new, settings, folder=folder, upgrade=upgrade, say=say)
    except BaseException:
        new.stop()  # leaving it is not enough: while another uses it, it would write where we remove
        shutil.rmtree(place.data, ignore_errors=True)
        kept.rename(place.data)
        place.roles_stamp.unlink(missing_ok=True)
        raise
    return folder
