"""`python3 -m portal db …` and `migrate`. Outside the stairs, like `cli.py`: it joins the server with the walls."""

import argparse
import sys
from functools import partial
from pathlib import Path

import psycopg

from portal.db.backup import read_manifest, restore, take_backup, upgrade_server
from portal.db.embedded import DatabaseNotReady, EmbeddedServer, role_url, running
from portal.db.embedded_roles import Role
from portal.db.engines import open_engine
from portal.db.migrate import upgrade
from portal.settings import Settings
from portal.tenancy.rls import audit

ROLES: dict[str, Role] = {
    name: role
    for role in ("portal_app", "portal_eier", "portal_worker", "portal_backup", "portal_admin")
    for name in (role, role.removeprefix("portal_"))
}


def main(arguments: list[str]) -> int:
    """`db url|backup|restore|upgrade|audit`."""
    parser = argparse.ArgumentParser(prog="python3 -m portal db", description="Databasen.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="KOMMANDO")
    url = commands.add_parser("url", help="adressen til databasen, for verktøy")
    url.add_argument("--rolle", default="portal_app", choices=sorted(ROLES))
    backup = commands.add_parser("backup", help="sikkerhetskopi av database og filer, mens portalen går")
    backup.add_argument(
        "--til", type=Path, help="mappen kopien legges i (ellers sikkerhetskopier i datamappen)"
    )
    back = commands.add_parser("restore", help="legg en sikkerhetskopi i stedet for databasen")
    back.add_argument("mappe", type=Path)
    back.add_argument("--ja", action="store_true", help="ikke spør")
    commands.add_parser("upgrade", help="flytt den innebygde databasen til nyeste PostgreSQL")
    commands.add_parser("audit", help="kontroller veggene mellom byråene i databasen")
    chosen = parser.parse_args(arguments)
    settings = Settings.from_env()
    match chosen.command:
        case "url":
            return _url(settings, ROLES[chosen.rolle])
        case "backup":
            return _backup(settings, chosen.til)
        case "restore":
            return _restore(settings, chosen.mappe, sure=chosen.ja)
        case "upgrade":
            return _upgrade(settings)
        case _:
            return _audit(settings)


def migrate(arguments: list[str]) -> int:
    """`migrate`: the schema to head, on the embedded or any other server."""
    parser = argparse.ArgumentParser(
        prog="python3 -m portal migrate", description="Databaseskjemaet til siste versjon. Trygt å gjenta."
    )
    parser.parse_args(arguments)
    settings = Settings.from_env()
    with running(settings, say=_say):
        upgrade(role_url(settings, "portal_eier"), context_key=settings.context_key)
    _say("Skjemaet er på siste versjon.")
    return 0


def _url(settings: Settings, role: Role) -> int:
    """The address alone on standard output; whether anybody answers there is said beside it."""
    address = role_url(settings, role).replace("postgresql+psycopg://", "postgresql://", 1)
    sys.stdout.write(f"{address}\n")
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        _say("Databasen svarer ikke nå. Den innebygde går mens «python3 -m portal start» går.")
    return 0


def _backup(settings: Settings, into: Path | None) -> int:
    _say("Tar sikkerhetskopi.")
    with running(settings, say=_say):
        folder = take_backup(settings, into=into or _backups(settings))
    rows = sum(read_manifest(folder).rader.values())
    _say(
        f"{folder} er hel: {rows} rader. Nøklene i {settings.secrets_dir} er ikke med; ta vare på dem for seg."
    )
    if settings.s3_bucket:
        _say(f"Filene ligger i S3-bøtten {settings.s3_bucket} og er ikke med.")
    return 0


def _restore(settings: Settings, folder: Path, *, sure: bool) -> int:
    if not settings.embedded:
        raise DatabaseNotReady(
            "db restore gjelder den innebygde databasen. På en annen server: pg_restore med database.dump, "
            "så python3 -m portal migrate."
        )
    manifest = read_manifest(folder)
    if not sure:
        _say(
            f"Kopien er fra {manifest.tatt}. Alt som er registrert siden, forsvinner fra portalen. Fortsette? (ja/nei)"
        )
        if sys.stdin.readline().strip().lower() != "ja":
            _say("Intet er endret.")
            return 1
    with EmbeddedServer(settings.data_dir, say=_say) as server:
        to_head = partial(upgrade, context_key=settings.context_key)
        restore(server, settings, folder=folder, upgrade=to_head, say=_say)
    _say("Kopien er i bruk. Databasen slik den var, heter portal_foer til neste gang.")
    return 0


def _upgrade(settings: Settings) -> int:
    if not settings.embedded:
        raise DatabaseNotReady("db upgrade gjelder den innebygde databasen.")
    to_head = partial(upgrade, context_key=settings.context_key)
    folder = upgrade_server(settings, into=_backups(settings), upgrade=to_head, say=_say)
    if folder is None:
        _say("Den innebygde databasen er alt på nyeste PostgreSQL.")
    else:
        _say(f"Ferdig. Den gamle datamappen er tatt vare på; sikkerhetskopien ligger i {folder}.")
    return 0


def _audit(settings: Settings) -> int:
    """Ask as the app role, which is what the walls must hold against."""
    with running(settings, say=_say):
        engine = open_engine(role_url(settings, "portal_app"))
        with engine.connect() as connection:
            found = audit(connection)
        engine.dispose()
    for finding in found:
        _say(f"{finding.subject}: {finding.fault}")
    _say(f"{len(found)} feil." if found else "Veggene står: alle tabeller er delt mellom byråene.")
    return 1 if found else 0


def _backups(settings: Settings) -> Path:
    return settings.data_dir / "sikkerhetskopier"


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
