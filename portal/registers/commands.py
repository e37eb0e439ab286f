"""`python -m portal register oppdater [FIL]`: the dated facts that come with the portal, and fresh post codes."""

import argparse
import sys
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from portal.db.embedded import role_url, running
from portal.db.engines import open_engine
from portal.errors import Refused
from portal.registers import loaded
from portal.registers.actions import (
    last_inn_kommuner,
    last_inn_lovregler,
    last_inn_satser,
    oppdater_postnumre,
)
from portal.registers.models import Postnummer
from portal.registers.sources.bundled import files
from portal.settings import Settings

PACKAGE_NAME = "norwegian-postalcodes-mapper"
#: Our own table, for an installation that has not the package.
OWN_TABLE = "poststeder.csv"


def main(arguments: list[str]) -> int:
    """Refresh the register data; `FIL` is Bring's public file or a sheet with postnr, poststed and kommunenr."""
    parser = argparse.ArgumentParser(
        prog="python3 -m portal register",
        description="Satser, lovregler, kommuner og postnumre. Trygg å gjenta.",
    )
    commands = parser.add_subparsers(dest="kommando", required=True)
    refresh = commands.add_parser("oppdater", help="legg inn det som følger med, og postnumre fra FIL")
    refresh.add_argument(
        "fil",
        nargs="?",
        type=Path,
        metavar="FIL",
        help="Brings postnummerfil, eller et regneark (CSV) med postnr, poststed og kommunenr, gjerne med "
        "breddegrad og lengdegrad. Uten FIL brukes den installerte pakken, ellers tabellen som følger med.",
    )
    options = parser.parse_args(arguments)
    if options.fil is not None and not options.fil.is_file():
        parser.error(f"Filen {options.fil} finnes ikke.")
    settings = Settings.from_env()
    with running(settings, say=_say):
        owner = open_engine(role_url(settings, "portal_eier"))
        for line in refresh_all(owner, root=settings.root, file=options.fil):
            _say(line)
        owner.dispose()
    return 0


def ensure_loaded(owner_url: str, *, root: Path) -> bool:
    """Load the bundled facts when this version of them is not in the database yet. True when something was done.

    Post codes that somebody refreshed from a file are newer than what comes with the portal, and are left alone.
    """
    if loaded.is_loaded(owner_url, root=root):
        return False
    owner = open_engine(owner_url)
    with owner.connect() as connection:
        source = connection.execute(select(Postnummer.kilde).limit(1)).scalar()
    refresh_all(owner, root=root, postcodes=source in {None, PACKAGE_NAME, OWN_TABLE})
    owner.dispose()
    return True


def refresh_all(owner: Engine, *, root: Path, file: Path | None = None, postcodes: bool = True) -> list[str]:
    """Everything in one transaction as the owner of the tables; what was done, as sentences.

    Raises Refused when a file cannot be used; nothing is changed then.
    """
    codes, source = _postnumre(root, file) if postcodes else ([], "")
    with owner.begin() as connection:
        if connection.execute(text("SELECT to_regclass('sats')")).scalar() is None:
            raise Refused("Databasen har ikke noe skjema ennå. Kjør «python3 -m portal start» først.")
        session = Session(connection)
        kommuner = last_inn_kommuner(session, rader=files.read_kommuner())
        satser = last_inn_satser(session, rader=files.read_satser())
        regler = last_inn_lovregler(session, rader=files.read_lovregler())
        done = [
            f"Kommuner: {kommuner.lagret}.",
            f"Satser: {satser.lagret} lagret, {satser.fjernet} fjernet.",
            f"Lovregler: {regler.lagret} lagret, {regler.fjernet} fjernet.",
        ]
        if codes:
            stored = oppdater_postnumre(session, rader=codes, kilde=source)
            done.append(f"Postnumre fra {source}: {stored.lagret} lagret, {stored.fjernet} fjernet.")
        else:
            done.append("Postnumre: som før.")
        # Where the next start sees which version is loaded; the digest is hexadecimal, so it may be written in.
        connection.execute(text(f"COMMENT ON TABLE sats IS '{loaded.bundled_digest(root)}'"))
    return done


def _postnumre(root: Path, file: Path | None) -> tuple[list[files.Postnummerrad], str]:
    if file is not None:
        return files.read_file(file), file.name
    if not (root / loaded.PACKAGE).exists():
        return files.read_poststeder(), OWN_TABLE
    return files.with_coordinates(files.read_package(root)), PACKAGE_NAME


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
