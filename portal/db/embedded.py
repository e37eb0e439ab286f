"""The database of the installation: our own supervisor of an embedded PostgreSQL, or any server by address.

Everybody asks here: `with running(settings):` makes the database ready, `role_url(settings, role)` gives an
address.

The supervisor never believes a PID: a server is ready when it answers `SELECT 1`, and it is waited for as
long as recovery takes. Several processes may start at once (a file lock lets one do it), each may be
killed at any moment, and the last one to leave cleanly stops the server.
"""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from portal.db import embedded_process as process
from portal.db.embedded_config import last_words, prune_logs, write_configuration
from portal.db.embedded_lock import FileLock
from portal.db.embedded_place import (
    NOTE,
    THROWAWAY_PREFIX,
    DatabaseNotReady,
    Place,
    find_place,
)
from portal.db.embedded_roles import ROLES, Role, ServerTooOld, fingerprint, make_roles, open_database
from portal.settings import Settings, kept_secret

__all__ = ["DatabaseNotReady", "EmbeddedServer", "ensure_external", "role_url", "running"]

DATABASE = "portal"
#: Seconds to wait for backends of a killed server to let go of its memory.
ORPHANS_S = 60.0
STILL_IN_USE = "is still in use"

Say = Callable[[str], None]


def _silent(_sentence: str) -> None:
    """Nobody listens."""


class EmbeddedServer:
    """The PostgreSQL of a data folder. As a context manager it runs for the time of the block."""

    def __init__(
        self,
        data_dir: Path,
        *,
        throwaway: bool = False,
        durable: bool | None = None,
        major: int = 18,
        say: Say = _silent,
    ) -> None:
        """`throwaway`: a temporary folder, removed by the last who leaves; not `durable` unless asked.

        `say` takes Norwegian sentences about what takes time.

        Raises:
            DatabaseNotReady: no binaries for this machine, or a path too long for a socket.
        """
        self._data_dir = data_dir
        self._throwaway = throwaway
        self._durable = not throwaway if durable is None else durable
        self._major = major
        self._say = say
        self._place = find_place(data_dir, throwaway=throwaway, major=major)
        if throwaway:
            _sweep_throwaways(but=self._place.home)
        self._start = FileLock(self._place.start_lock)
        self._use = FileLock(self._place.use_lock)

    @property
    def place(self) -> Place:
        """Where it lives; for backup, upgrade and drills."""
        return self._place

    def __enter__(self) -> Self:
        self.ensure_running()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ensure_running(self) -> None:
        """Return when the server answers and has its roles; start, repair or wait as needed. Safe to repeat.

        From here on this process counts as a user of the server, until `close` or its end.

        Raises:
            DatabaseNotReady: it cannot start, is of another version, or our password does not fit.
        """
        self._place.lay_out()
        with self._start.held():
            self._use.share()
            try:
                if not self.is_ready():
                    self._bring_up()
                self._make_roles()
            except BaseException:
                self._use.leave()
                raise
            prune_logs(self._place)

    def is_ready(self) -> bool:
        """True when the server answers `SELECT 1`."""
        try:
            with self._admin("postgres") as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise DatabaseNotReady(
                    f"Hemmeligheten {self._secret_file('portal_admin')} passer ikke til databasen i "
                    f"{self._place.home}. Hent den tilbake fra sikkerhetskopien."
                ) from error
            return False
        return True

    def pid(self) -> int | None:
        """The PID of the server's first process, None when it does not run."""
        return process.server_pid(self._place)

    def stop(self) -> None:
        """Stop the server, whoever else uses it."""
        if not self._place.home.exists():
            return
        with self._start.held():
            if not self._throwaway:  # the folder of a throwaway stays in use, or the next sweep takes it
                self._use.leave()
            process.shut_down(self._place, at_once=not self._durable)

    def close(self) -> None:
        """Leave; the last user to leave stops the server. A throwaway is then removed."""
        if not self._place.home.exists():
            return
        with self._start.held():
            self._use.leave()
            with self._use.if_unused() as unused:
                if unused:
                    process.shut_down(self._place, at_once=not self._durable)
                    if self._throwaway:
                        self.remove()

    def remove(self) -> None:
        """Stop the server and delete its tree with all data."""
        process.shut_down(self._place, at_once=True)
        shutil.rmtree(self._place.home, ignore_errors=True)
        (self._data_dir / NOTE).unlink(missing_ok=True)

    def url(self, role: Role, database: str = DATABASE) -> str:
        """The address SQLAlchemy takes, over the socket, with the role's password."""
        host = quote(str(self._place.socket_dir), safe="")
        return f"postgresql+psycopg://{role}:{self._password(role)}@/{quote(database, safe='')}?host={host}"

    def _bring_up(self) -> None:
        if process.server_pid(self._place) is None:
            self._make_cluster()
            self._refuse_other_version()
            write_configuration(
                self._place, throwaway=self._throwaway, durable=self._durable, major=self._major
            )
            self._launch()
        else:
            self._say("Databasen er i gang, men svarer ikke ennå. Venter.")
            if not self._wait_until_ready():
                self._bring_up()  # it was on its way down

    def _launch(self) -> None:
        deadline = time.monotonic() + ORPHANS_S
        while True:
            process.clear_stale_locks(self._place)
            child = process.launch(self._place)
            if self._wait_until_ready(child):
                return
            said = last_words(self._place)
            if STILL_IN_USE not in said or time.monotonic() > deadline:
                raise DatabaseNotReady(f"Databasen startet ikke (kode {child.returncode}). Den sa:\n{said}")
            time.sleep(0.1)

    def _wait_until_ready(self, child: "process.Child | None" = None) -> bool:
        """True when the server answers, False when it has ended. No limit: recovery takes what it takes."""
        begun = said = time.monotonic()
        while True:
            if self.is_ready():
                return True
            if (child.poll() is not None) if child else (process.server_pid(self._place) is None):
                return False
            now = time.monotonic()
            if now - said > 5:
                said = now
                self._say(f"Databasen henter seg inn etter en brå stans ({now - begun:.0f} s). Venter.")
            time.sleep(0.02 if now - begun < 2 else 0.2)

    def _make_cluster(self) -> None:
        """Run initdb beside and rename: a killed set-up leaves nothing that looks like a database."""
        place = self._place
        if place.data.exists():
            return
        self._say("Lager databasen (bare første gang).")
        draft, password_file = place.home / "data.ny", place.home / "passord.ny"
        shutil.rmtree(draft, ignore_errors=True)
        password_file.unlink(missing_ok=True)
        draft.mkdir(mode=0o700)
        place.give(draft)
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(self._password("portal_admin"))
            place.give(password_file)
            options = ["--username=portal_admin", f"--pwfile={password_file}", "--auth=scram-sha-256"]
            options += ["--encoding=UTF8", "--locale=C", "--data-checksums", "--no-instructions"]
            place.run("initdb", *options, *([] if self._durable else ["--no-sync"]), "-D", str(draft))
        finally:
            password_file.unlink(missing_ok=True)
        place.roles_stamp.unlink(missing_ok=True)
        draft.rename(place.data)

    def _refuse_other_version(self) -> None:
        found = (self._place.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != str(self._major):
            raise DatabaseNotReady(
                f"Databasen i {self._place.home} er laget av PostgreSQL {found}, portalen kjører "
                f"{self._major}. Kjør python3 -m portal db upgrade."
            )

    def _make_roles(self) -> None:
        """Roles and database, when they were never finished or their description has changed."""
        passwords = {spec.name: self._password(spec.name) for spec in ROLES}
        wanted, stamp = fingerprint(passwords), self._place.roles_stamp
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        with self._admin("postgres") as admin:
            make_roles(admin, passwords=passwords, reset_passwords=True)
            if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
                admin.execute(
                    sql.SQL("CREATE DATABASE {} OWNER portal_eier").format(sql.Identifier(DATABASE))
                )
        with self._admin(DATABASE) as admin:
            open_database(admin)
        stamp.write_text(wanted, encoding="ascii")

    def _admin(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self._place.socket_dir),
            user="portal_admin",
            password=self._password("portal_admin"),
            dbname=database,
            connect_timeout=3,
            autocommit=True,
        )

    def _secret_file(self, role: Role) -> Path:
        return self._data_dir / "secrets" / role

    def _password(self, role: Role) -> str:
        return _kept_password(self._data_dir, role)


@contextlib.contextmanager
def running(settings: Settings, *, say: Say = _silent) -> Iterator[None]:
    """The database is up and has its roles for the time of the block, embedded or not.

    Raises:
        DatabaseNotReady: with the reason, in Norwegian.
    """
    if settings.embedded:
        with EmbeddedServer(settings.data_dir, say=say):
            yield
    else:
        ensure_external(settings, say=say)
        yield


def role_url(settings: Settings, role: Role, *, database: str | None = None) -> str:
    """The address for a role, embedded or not. `portal_admin` may create roles and databases.

    PORTAL_DATABASE_APP_URL and PORTAL_DATABASE_WORKER_URL go before what is derived from PORTAL_DATABASE_URL.
    """
    given = {"portal_app": settings.database_app_url, "portal_worker": settings.database_worker_url}.get(role)
    if given is None and settings.database_url is None:
        return EmbeddedServer(settings.data_dir).url(role, database or DATABASE)
    if given is None:
        given = settings.database_url or ""
        if role != "portal_admin":
            given = _as_role(given, role, _kept_password(settings.data_dir, role))
    return urlunsplit(urlsplit(given)._replace(path=f"/{quote(database, safe='')}")) if database else given


def ensure_external(settings: Settings, *, say: Say = _silent) -> None:
    """Make roles on the server of PORTAL_DATABASE_URL, open its database to them, and see that they get in.

    Roles that exist keep their passwords. Safe to repeat, also from several machines at once.

    Raises:
        DatabaseNotReady: no answer, too old, too few rights, or a password that does not fit.
    """
    address = role_url(settings, "portal_admin")
    passwords = {spec.name: _kept_password(settings.data_dir, spec.name) for spec in ROLES}
    try:
        with psycopg.connect(_driverless(address), connect_timeout=5, autocommit=True) as admin:
            missed = make_roles(admin, passwords=passwords, reset_passwords=False)
            open_database(admin)
    except ServerTooOld as error:
        raise DatabaseNotReady(str(error)) from error
    except psycopg.OperationalError as error:
        raise DatabaseNotReady(f"Databasen i PORTAL_DATABASE_URL svarer ikke: {error}") from error
    except psycopg.Error as error:
        raise DatabaseNotReady(
            f"Brukeren i PORTAL_DATABASE_URL må kunne lage roller og eie databasen: {error}"
        ) from error
    if "portal_backup" in missed:
        say("Rollen portal_backup ble ikke laget: den trenger BYPASSRLS, som bare en superbruker kan gi.")
    for role in (spec.name for spec in ROLES if spec.name not in (*missed, "portal_backup")):
        try:
            psycopg.connect(_driverless(role_url(settings, role)), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            raise DatabaseNotReady(
                f"Rollen {role} slipper ikke inn i databasen. Finnes den fra før, må passordet dens stå i "
                f"{settings.secrets_dir / role}. Serveren sa: {error}"
            ) from error


def _kept_password(data_dir: Path, role: Role) -> str:
    """Made once, letters and digits only: safe in an address and on a command line."""
    return kept_secret(data_dir / "secrets" / role, make=lambda: os.urandom(24).hex())


def _as_role(address: str, role: Role, password: str) -> str:
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password, safe='')}@{host}"))


def _driverless(address: str) -> str:
    return address.replace("postgresql+psycopg://", "postgresql://", 1)


def _sweep_throwaways(*, but: Path) -> None:
    """Remove what killed test runs of this user left: servers nobody uses any more, and their folders."""
    for folder in {Path("/tmp"), Path(tempfile.gettempdir())}:  # noqa: S108
        for home in folder.glob(f"{THROWAWAY_PREFIX}*"):
            with contextlib.suppress(OSError):
                left = Place(home=home, bin_dir=home, owner=None)
                if home == but or home.stat().st_uid != os.geteuid() or not left.use_lock.exists():
                    continue
                # Whoever begins to use it does so while holding the first of these.
                with (
                    FileLock(left.start_lock).if_unused() as idle,
                    FileLock(left.use_lock).if_unused() as unused,
                ):
                    if idle and unused:
                        process.shut_down(left, at_once=True)
                        shutil.rmtree(home, ignore_errors=True)
