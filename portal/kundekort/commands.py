"""`python3 -m portal import kunder FIL --tenant NAVN`: a list of customers from the command line."""

import argparse
import sys
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal import tables
from portal.db.embedded import role_url, running
from portal.errors import NotFound
from portal.kundekort.importer.actions import DEFAULT_SOURCE, les_fil, proev_import, start_import
from portal.kundekort.importer.queries import list_rader
from portal.kundekort.importer.rules import MERKNADER
from portal.kundekort.importer.run import kjoer_del
from portal.kundekort.importer.tables import ENCODINGS, read_table, refuse_size
from portal.kundekort.models import Import, Radutfall
from portal.settings import Settings
from portal.tenancy.context import make_engine
from portal.tenancy.resolve import TenantDirectory
from portal.tenancy.session import tenant_session


def main(arguments: list[str]) -> int:
    """Import the whole file in one transaction: all of it, or nothing when something stops it.

    Raises Refused for a file that cannot be read; the caller prints its sentence and answers 1.
    """
    options = _options(arguments)
    tables.import_all()
    settings = Settings.from_env()
    with running(settings, say=_say):
        # The worker's role: a long list takes longer than a page may.
        engine = make_engine(role_url(settings, "portal_worker"), context_key=settings.context_key)
        tenant = TenantDirectory(engine).find(options.tenant)
        if tenant is None:
            raise NotFound(f"Fant ikke byrået «{options.tenant}».")
        report = import_file(
            engine,
            tenant_id=tenant.id,
            path=options.fil,
            kilde=options.kilde,
            koding=options.koding,
            only_try=options.proev,
        )
        engine.dispose()
    sys.stdout.write(f"{report}\n")
    return 0


def import_file(
    engine: Engine,
    *,
    tenant_id: int,
    path: Path,
    kilde: str = DEFAULT_SOURCE,
    koding: str | None = None,
    only_try: bool = False,
) -> str:
    """Read, try and run one file, and commit. Answers the lines kept out, and the sums on the last line.

    Raises Refused for a file that cannot be read; nothing is changed then.
    """
    refuse_size(path.stat().st_size)
    tabell = read_table(path.name, path.read_bytes(), koding=koding)
    with tenant_session(engine, tenant_id=tenant_id) as session:
        kjoering = les_fil(session, filnavn=path.name, tabell=tabell, kilde=kilde)
        proev_import(session, import_id=kjoering.id)
        if not only_try:
            _run(session, kjoering)
            session.commit()
        return "\n".join([*_faults(session, kjoering), _sums(kjoering)])


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 -m portal import", description="Leser kunder fra en CSV- eller Excel-fil (.xlsx)."
    )
    commands = parser.add_subparsers(dest="hva", required=True)
    kunder = commands.add_parser("kunder", help="legg inn kunder; trygg å gjenta")
    kunder.add_argument(
        "fil", type=Path, metavar="FIL", help="CSV eller .xlsx med overskrifter i første linje"
    )
    kunder.add_argument("--tenant", required=True, metavar="NAVN", help="byrået, som i adressen: nordvik")
    kunder.add_argument(
        "--kilde",
        default=DEFAULT_SOURCE,
        metavar="NAVN",
        help="systemet listen kommer fra; samme id fra samme kilde er samme kunde",
    )
    kunder.add_argument("--koding", choices=ENCODINGS, help="tegnkoding, når den ikke kjennes igjen")
    kunder.add_argument("--proev", action="store_true", help="vis hva som ville skje, endre ingenting")
    options = parser.parse_args(arguments)
    if not options.fil.is_file():
        parser.error(f"Filen {options.fil} finnes ikke.")
    return options


def _run(session: Session, kjoering: Import) -> None:
    start_import(session, import_id=kjoering.id)
    while True:
        after = kjoer_del(session, import_id=kjoering.id)
        if after.ferdig:
            return
        _say(f"Linje {after.behandlet} av {after.antall + 1}")


def _faults(session: Session, kjoering: Import) -> list[str]:
    """The lines kept out, with their numbers; at most a page of them."""
    rows = list_rader(session, import_id=kjoering.id, utfall=Radutfall.FEIL).rows
    return [
        f"Linje {row.linje}: " + " ".join(str(MERKNADER[m["kode"]]) % m for m in row.merknader)
        for row in rows
    ]


def _sums(kjoering: Import) -> str:
    return (
        f"{kjoering.nye} nye, {kjoering.oppdatert} oppdatert, {kjoering.uendret} uendret, "
        f"{kjoering.duplikat} duplikat, {kjoering.feil} feil"
    )


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
