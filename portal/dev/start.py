"""`python3 -m portal start`: database, schema, demo data, web and worker, and the address to open."""

import argparse
import contextlib
import errno
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from types import FrameType

import psycopg

from portal.cli import load
from portal.db.embedded import EmbeddedServer, ensure_external, role_url
from portal.dev.cast import NORDVIK, PASSWORD
from portal.dev.children import Child, stop_all
from portal.errors import PortalError
from portal.registers.loaded import is_loaded
from portal.serve import web_command
from portal.settings import Settings, web_environment

DATABASE_CHECK_S = 1.0
UPKEEP_S = 3600.0


class Stopped(Exception):
    """Someone asked us to stop while things were being set up."""


class StartRefused(PortalError):
    """The portal cannot start here; the sentence says what to do."""


def main(arguments: list[str]) -> int:
    """Start everything and keep it running until Ctrl-C or SIGTERM. Safe to repeat."""
    parser = argparse.ArgumentParser(
        prog="python3 -m portal start",
        description="Setter opp det som mangler og starter database, nettside og arbeider. Trygg å gjenta.",
    )
    parser.parse_args(arguments)
    begun = time.monotonic()
    settings = Settings.from_env()
    orders = _Orders()
    try:
        _refuse_busy_port(settings)
        with _database(settings) as server:
            _prepare(settings)
            children = _children(settings)
            try:
                for child in children:
                    child.start()
                _wait_for_web(settings, children[0])
                _greet(settings, seconds=time.monotonic() - begun)
                orders.setting_up = False
                _watch(children, server, orders)
            finally:
                _say("Stopper.")
                stop_all(children, hurry=lambda: orders.count > 1)
    except Stopped:
        pass
    return 0


class _Orders:
    """SIGTERM and SIGINT: during set-up they break in, later the watching loop sees them."""

    def __init__(self) -> None:
        self.count = 0
        self.setting_up = True
        for order in (signal.SIGTERM, signal.SIGINT):
            signal.signal(order, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.setting_up:
            self.setting_up = False
            raise Stopped


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _refuse_busy_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StartRefused(
                    f"Port {settings.port} er opptatt. Kanskje portalen alt kjører? "
                    f"Velg ellers en annen, for eksempel PORTAL_PORT={settings.port + 1}."
                ) from error
            raise StartRefused(
                f"Portalen får ikke lytte på {settings.host}:{settings.port}: {error.strerror}. "
                "Sett PORTAL_HOST og PORTAL_PORT."
            ) from error


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[EmbeddedServer | None]:
    if not settings.embedded:
        _say("Kobler til databasen.")
        ensure_external(settings, say=_say)
        yield None
        return
    _say("Starter den innebygde databasen.")
    with EmbeddedServer(settings.data_dir, say=_say) as server:
        yield server


def _prepare(settings: Settings) -> None:
    """Schema to head, register data of this version, and demo data on an empty embedded database."""
    owner = role_url(settings, "portal_eier")
    if not _schema_is_current(settings, owner):
        _say("Oppdaterer databaseskjemaet.")
        upgrade: Callable[..., None] = load("portal.db.migrate:upgrade")
        upgrade(owner, context_key=settings.context_key)
    if not is_loaded(owner, root=settings.root):
        _say("Legger inn satser, lovregler, kommuner og postnumre.")
        ensure_loaded: Callable[..., bool] = load("portal.registers.commands:ensure_loaded")
        ensure_loaded(owner, root=settings.root)
    if (settings.embedded or settings.demo) and _is_empty(owner):
        _say("Lager demodata (bare første gang).")
        fill: Callable[[Settings], None] = load("portal.dev.demo:fill_if_empty")
        fill(settings)
    _set_hooks(settings)


def _schema_is_current(settings: Settings, owner: str) -> bool:
    """Ask the database itself: Alembic and all models, loaded for nothing, would be most of a second start."""
    head = (settings.root / "migrations" / "HEAD").read_text(encoding="ascii").strip()
    try:
        with psycopg.connect(owner.replace("+psycopg", "", 1)) as connection:
            found = connection.execute(
                "SELECT version_num, EXISTS (SELECT 1 FROM portal_privat.noekkel WHERE verdi = %s) "
                "FROM alembic_version",
                (settings.context_key,),
            ).fetchall()
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        return False
    return found == [(head, True)]


def _is_empty(owner: str) -> bool:
    with psycopg.connect(owner.replace("+psycopg", "", 1)) as connection:
        return connection.execute("SELECT 1 FROM tenant LIMIT 1").fetchone() is None


def _children(settings: Settings) -> list[Child]:
    """Web first; its grace covers a request, the worker's the longest job."""
    children = [Child("Nettsiden", web_command(settings), settings.root, 35, web_environment(settings))]
    worker = [sys.executable, "-m", "portal.cli", "worker"]
    return [*children, Child("Arbeideren", worker, settings.root, grace_s=60)]


def _wait_for_web(settings: Settings, web: Child) -> None:
    _say("Starter nettside og arbeider.")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/helse/live"
    while True:
        if not web.is_alive():
            raise StartRefused("Nettsiden startet ikke. Feilen står over.")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers; what it thinks of itself is shown on /helse/klar
        except OSError:
            time.sleep(0.05)


def _greet(settings: Settings, *, seconds: float) -> None:
    demo = settings.embedded or settings.demo
    address = f"{settings.base_url}/{NORDVIK.slug}/" if demo else f"{settings.base_url}/"
    lines = ["", f"Bemanningsportalen er klar ({seconds:.1f} s).", "", f"  {address}", ""]
    if demo:
        lines.append(f"  Demoinnlogginger, alle med passordet {PASSWORD}:")
        lines += [f"    {NORDVIK.epost(who.key):<24}{', '.join(who.roller)}" for who in NORDVIK.members]
        lines.append("")
    if settings.embedded:
        lines.append("  Innebygd database: for prøve og én maskin, ikke for produksjon med flere byråer.")
    lines.append("  Ctrl-C stopper alt.")
    _say("\n".join(lines))


def _watch(children: list[Child], server: EmbeddedServer | None, orders: _Orders) -> None:
    """Keep everything alive until we are told to stop."""
    upkeep = time.monotonic()
    while not orders.count:
        time.sleep(DATABASE_CHECK_S)
        now = time.monotonic()
        if server and (server.pid() is None or now - upkeep > UPKEEP_S):
            if server.pid() is None:
                _say("Databasen stanset. Starter den igjen.")
            upkeep = now
            server.ensure_running()
        for child in children:
            if not orders.count:
                child.keep_alive(say=_say)


def _set_hooks(settings: Settings) -> None:
    """In a clone of its own, let `check --fast` run before each commit; a hook path someone chose is kept."""
    if (settings.root / ".git").is_dir() and not _git(settings, "config", "--get", "core.hooksPath"):
        _git(settings, "config", "core.hooksPath", "portal/dev/githooks")


def _git(settings: Settings, *arguments: str) -> str:
    try:
        found = subprocess.run(
            ["git", *arguments], cwd=settings.root, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""  # no git here, and no commits either
    return found.stdout.strip()
