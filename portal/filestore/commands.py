"""`python -m portal filer`: compare the store with the documents, and remove what nobody needs."""

import argparse
import sys

from sqlalchemy import select

from portal.db.embedded import role_url, running
from portal.filestore import registry, sweep
from portal.settings import Settings
from portal.tenancy.context import make_engine
from portal.tenancy.models import Tenant
from portal.tenancy.session import tenant_session


def main(arguments: list[str]) -> int:
    """Say what is found for every agency; exit code 1 when bytes are missing."""
    parser = argparse.ArgumentParser(
        prog="python3 -m portal filer",
        description="Sammenligner fillageret med dokumentene. Uten --rydd endres ingenting.",
    )
    parser.add_argument(
        "--rydd", action="store_true", help="fjern filer uten dokument og dokumenter slettet for lenge siden"
    )
    options = parser.parse_args(arguments)
    settings = Settings.from_env()
    registry.configure(settings)
    missing = 0
    with running(settings, say=_say):
        engine = make_engine(role_url(settings, "portal_worker"), context_key=settings.context_key)
        with engine.execution_options(scope="resolve").connect() as connection:
            agencies = connection.execute(select(Tenant.id, Tenant.slug).order_by(Tenant.id)).all()
        for tenant_id, slug in agencies:
            with tenant_session(engine, tenant_id=tenant_id) as session:
                funn = sweep.find(session)
            removed = sweep.remove(funn) if options.rydd else 0
            missing += len(funn.mangler)
            _say(
                f"{slug}: {len(funn.foreldreloese)} filer uten dokument, {len(funn.slettede)} slettet for lenge "
                f"siden, {len(funn.mangler)} mangler. Fjernet {removed}."
            )
            for key in funn.mangler:
                _say(f"  mangler: {key}")
        engine.dispose()
    return 1 if missing else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
