"""`python -m portal faktura …`: the EHF of every issued document as files, and the proof that none was changed."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from flask.ctx import AppContext
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.db.embedded import role_url, running
from portal.errors import NotFound
from portal.faktura.dokumentdata import Dokumentdata, dokumentdata
from portal.faktura.models import Dokumenttilstand, Salgsdokument, Salgsfil
from portal.faktura.utsendelse.ehf import make_ehf
from portal.faktura.utsendelse.ehf_check import faults
from portal.faktura.verification import name_of, verify
from portal.filestore.gateway import open_file
from portal.settings import Settings
from portal.tenancy.context import make_engine
from portal.tenancy.models import Tenant
from portal.tenancy.session import tenant_session

#: Say how far we are after so many documents.
STEP = 250


def main(arguments: list[str]) -> int:
    """`faktura ehf|verifiser`; 1 when something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python3 -m portal faktura", description="Utstedte fakturaer og kreditnotaer."
    )
    commands = parser.add_subparsers(dest="kommando", required=True, metavar="KOMMANDO")
    ehf = commands.add_parser("ehf", help="EHF-filen til hvert utstedt dokument, kontrollert")
    ehf.add_argument(
        "--tenant", required=True, metavar="BYRÅ", help="byråets navn i adressen, f.eks. nordvik"
    )
    ehf.add_argument("--til", required=True, type=Path, metavar="MAPPE", help="mappen filene legges i")
    check = commands.add_parser("verifiser", help="nummerserier, hash-kjede, summer, timer og filer")
    check.add_argument("--tenant", metavar="BYRÅ", help="bare dette byrået (ellers alle)")
    chosen = parser.parse_args(arguments)
    settings = Settings.from_env()
    with running(settings, say=_say), _engine(settings) as engine, _app_context(settings, engine):
        if chosen.kommando == "ehf":
            return export_all(engine, tenant=chosen.tenant, folder=chosen.til)
        return verify_all(engine, tenant=chosen.tenant)


def export_all(engine: Engine, *, tenant: str, folder: Path) -> int:
    """Write the files of one agency; each is the stored one where the worker has made it.

    Raises:
        NotFound: no such agency.
    """
    [(slug, tenant_id)] = _tenants(engine, tenant).items()
    folder.mkdir(parents=True, exist_ok=True)
    written, without, wrong = 0, [], []
    with tenant_session(engine, tenant_id=tenant_id) as session:
        for faktura_id in _issued(session):
            data = dokumentdata(session, faktura_id=faktura_id)
            session.expunge_all()
            name = name_of(data.kind, data.nummer)
            if not data.kan_ehf:
                without.append(name)
                continue
            xml = _stored(session, faktura_id) or make_ehf(data)
            if broken := faults(xml, data=data):
                wrong.append(f"{name}: {'; '.join(map(str, broken))}")
                continue
            (folder / _file_name(data)).write_bytes(xml)
            written += 1
            if written % STEP == 0:
                _say(f"{written} filer …")
    for line in wrong:
        _say(f"Feil: {line}")
    if without:
        _say(f"{len(without)} uten EHF, kjøperen har ingen EHF-adresse: {', '.join(without[:10])}.")
    sys.stdout.write(f"{slug}: {written} EHF-filer i {folder}.\n")
    return 1 if wrong else 0


def verify_all(engine: Engine, *, tenant: str | None) -> int:
    """Verify one agency or all of them; every fault is named.

    Raises:
        NotFound: no such agency.
    """
    found = 0
    for slug, tenant_id in _tenants(engine, tenant).items():
        with tenant_session(engine, tenant_id=tenant_id) as session:
            wrong = 0
            for fault in verify(session, tell=_progress):
                wrong += 1
                sys.stdout.write(f"{slug}: FEIL: {fault}\n")
            documents = len(_issued(session))
        verdict = "alt stemmer" if not wrong else f"{wrong} feil"
        sys.stdout.write(f"{slug}: {documents} utstedte dokumenter, {verdict}.\n")
        found += wrong
    return 1 if found else 0


def _issued(session: Session) -> list[UUID]:
    return list(
        session.scalars(
            select(Salgsdokument.id)
            .where(Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT)
            .order_by(Salgsdokument.selskap_id, Salgsdokument.kind, Salgsdokument.nummer)
        )
    )


def _stored(session: Session, faktura_id: UUID) -> bytes | None:
    fil_id = session.scalar(
        select(Salgsfil.fil_id).where(Salgsfil.dokument_id == faktura_id, Salgsfil.slag == "ehf")
    )
    return None if fil_id is None else open_file(session, dokument_id=fil_id).read()


def _file_name(data: Dokumentdata) -> str:
    """Two selskaper may have the same number, so the seller stands first."""
    return f"{data.selger.orgnr}-{data.kind}-{data.nummer}.xml"


def _tenants(engine: Engine, slug: str | None) -> dict[str, int]:
    stmt = select(Tenant.slug, Tenant.id).order_by(Tenant.slug)
    with engine.execution_options(scope="resolve").connect() as connection:
        rows = connection.execute(stmt if slug is None else stmt.where(Tenant.slug == slug)).all()
    if slug is not None and not rows:
        raise NotFound(f"Det finnes ikke noe byrå som heter «{slug}».")
    return {row.slug: row.id for row in rows}


def _app_context(settings: Settings, engine: Engine) -> AppContext:
    """The app's, because its rooms choose the filestore and the catalogues."""
    return create_app(settings, engine=engine).app_context()


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    # The worker's role: reading a whole agency takes longer than a page may.
    engine = make_engine(role_url(settings, "portal_worker"), context_key=settings.context_key, pool_size=2)
    try:
        yield engine
    finally:
        engine.dispose()


def _progress(count: int) -> None:
    if count % STEP == 0:
        _say(f"{count} dokumenter lest …")


def _say(sentence: str) -> None:
    """Beside the answer, so that the answer can be piped."""
    sys.stderr.write(f"{sentence}\n")
