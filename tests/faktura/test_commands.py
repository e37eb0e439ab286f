"""`portal faktura ehf` and `verifiser`: every document comes out; a change made around the triggers is found."""

import subprocess
import sys

import psycopg
import pytest
from sqlalchemy import select

from portal.errors import NotFound
from portal.faktura import jobs
from portal.faktura.commands import export_all, verify_all
from portal.faktura.dokumentdata import dokumentdata
from portal.faktura.grunnlag.actions import lag_utkast
from portal.faktura.models import Salgsfil
from portal.faktura.queries import get_faktura
from portal.faktura.utsendelse.ehf import make_ehf
from portal.faktura.utstedelse.actions import utsted_faktura
from portal.filestore import registry
from portal.filestore.models import Dokumentversjon
from portal.jobs.models import Utboks
from portal.kundekort.models import Fakturakanal
from portal.settings import ROOT
from portal.tenancy.session import tenant_session
from tests.faktura.utsendelse.official_rules import fired, need_rules, schema_faults
from tests.support.database import plain_url
from tests.support.make import Make

pytestmark = pytest.mark.commits


@pytest.fixture
def own_engine(own_database):
    engine = own_database.engine()
    yield engine
    engine.dispose()


@pytest.fixture
def app_context(_app):
    with _app.app_context():
        yield


@pytest.fixture
def issued(own_engine, tenants, app_context):
    """Names → ids: an invoice of hours, one typed, a part credit of it, and one whose files are made."""
    with tenant_session(own_engine, tenant_id=tenants["nordvik"]) as session:
        make = Make(session)
        kunde = make.fakturakunde()
        make.behandlede_timer(kunde_id=kunde.id)
        draft = lag_utkast(session, kunde_id=kunde.id, idempotens=kunde.id)
        hours = utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)
        typed = make.faktura(kunde_id=kunde.id, linjer=[make.linje(), make.linje(mva_bp=0)])
        nota = make.kreditnota(faktura_id=typed.id, mengder=[100, 0])
        person = make.faktura(
            kunde_id=make.fakturakunde(navn="Kari Privat", orgnr=None, fakturakanal=Fakturakanal.PAPIR).id
        )
        row = session.scalars(select(Utboks).where(Utboks.noekkel == typed.id)).one()
        jobs.send_utsendelse(session, row=row)
        session.commit()
        return {"timer": hours.id, "skrevet": typed.id, "kredit": nota.id, "person": person.id}


def superuser(own_database, *statements):
    """What nobody can do through the portal: triggers off, then the statements."""
    with psycopg.connect(plain_url(own_database.url("portal_admin"))) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement, values in statements:
            assert connection.execute(statement, values).rowcount == 1, statement


def test_every_document_comes_out_as_a_checked_file(own_engine, tenants, issued, tmp_path, capsys):
    assert export_all(own_engine, tenant="nordvik", folder=tmp_path / "ehf") == 0
    files = {path.name: path.read_bytes() for path in (tmp_path / "ehf").iterdir()}
    with tenant_session(own_engine, tenant_id=tenants["nordvik"]) as session:
        for name in ("timer", "skrevet", "kredit"):
            data = dokumentdata(session, faktura_id=issued[name])
            assert files[f"310888001-{data.kind}-{data.nummer}.xml"] == make_ehf(data)
        private = get_faktura(session, faktura_id=issued["person"]).nummer
    assert f"310888001-faktura-{private}.xml" not in files
    out = capsys.readouterr()
    assert f"nordvik: {len(files)} EHF-filer" in out.out
    assert f"1 uten EHF, kjøperen har ingen EHF-adresse: faktura {private}." in out.err


def test_the_stored_bytes_are_what_comes_out(own_engine, tenants, issued, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "portal.faktura.commands.make_ehf",
        lambda data: b"" if data.id == issued["skrevet"] else make_ehf(data),
    )
    assert export_all(own_engine, tenant="nordvik", folder=tmp_path) == 0


def test_a_broken_ehf_is_named_and_not_written(own_engine, issued, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        "portal.faktura.commands.make_ehf", lambda data: make_ehf(data).replace(b"380", b"999")
    )
    assert export_all(own_engine, tenant="nordvik", folder=tmp_path) == 1
    assert "P0100" in capsys.readouterr().err


def test_an_unknown_agency_is_said(own_engine, app_context, tmp_path):
    with pytest.raises(NotFound, match="finnes ikke"):
        export_all(own_engine, tenant="ukjent", folder=tmp_path)
    with pytest.raises(NotFound, match="finnes ikke"):
        verify_all(own_engine, tenant="ukjent")


def test_what_nobody_touched_is_right(own_engine, issued, capsys):
    assert verify_all(own_engine, tenant=None) == 0
    out = capsys.readouterr().out
    assert "nordvik:" in out
    assert "solvik:" in out
    assert "FEIL" not in out


TOUCHED = {
    "en bokstav i en linje": (
        "UPDATE salgslinje SET tekst = overlay(tekst placing 'X' from 1)"
        " WHERE dokument_id = %(skrevet)s AND posisjon = 1",
        "innholdet er endret",
    ),
    "kjøperens navn": (
        """UPDATE salgsdokument SET kjoeper = jsonb_set(kjoeper, '{navn}', '"Andre AS"') WHERE id = %(timer)s""",
        "innholdet er endret",
    ),
    "en dato": ("UPDATE salgsdokument SET utstedt_dato = '2020-01-01' WHERE id = %(skrevet)s", "eldre dato"),
    "et dokument borte": ("DELETE FROM salgsdokument WHERE id = %(skrevet)s", "hull eller en dublett"),
    "en ny hash": ("UPDATE salgsdokument SET hash = repeat('0', 64) WHERE id = %(timer)s", "kjeden er brutt"),
    "en mva-rad": (
        "UPDATE salgsmva SET mva_oere = mva_oere + 1 WHERE dokument_id = %(timer)s",
        "MVA-radene gir ikke",
    ),
    "mer betalt": (
        "UPDATE fakturasaldo SET fordelt_oere = fordelt_oere + 1 WHERE id = %(skrevet)s",
        "er ført som betalt",
    ),
    "mer kreditert": (
        "UPDATE salgsdokument SET kreditert_oere = kreditert_oere + 1 WHERE id = %(skrevet)s",
        "er ført som kreditert",
    ),
    "mindre kreditert på linjen": (
        "UPDATE salgslinje SET kreditert_mengde = 0 WHERE dokument_id = %(skrevet)s AND posisjon = 1",
        "det krediterte stemmer ikke",
    ),
    "flere timer enn godkjent": (
        "UPDATE timefordeling SET minutter = minutter * 2 WHERE id = (SELECT t.id FROM timefordeling t"
        " JOIN salgslinje l ON l.id = t.salgslinje_id WHERE l.dokument_id = %(timer)s LIMIT 1)",
        "er godkjent",
    ),
    "en time løsnet": (
        "DELETE FROM timefordeling WHERE id = (SELECT t.id FROM timefordeling t"
        " JOIN salgslinje l ON l.id = t.salgslinje_id WHERE l.dokument_id = %(timer)s LIMIT 1)",
        "er bundet",
    ),
    "et nummer for mye": (
        "UPDATE nummerserie SET neste = neste + 1 WHERE kind = 'faktura' AND tenant_id ="
        " (SELECT tenant_id FROM salgsdokument WHERE id = %(timer)s)",
        "neste nummer er",
    ),
    "en fil byttet": (
        "UPDATE salgsfil SET sha256 = repeat('0', 64) WHERE dokument_id = %(skrevet)s AND slag = 'ehf'",
        "ehf er ikke filen",
    ),
}


@pytest.mark.parametrize("what", TOUCHED)
def test_a_change_around_the_triggers_is_found(own_database, own_engine, issued, capsys, what):
    statement, told = TOUCHED[what]
    superuser(own_database, (statement, {name: str(found) for name, found in issued.items()}))
    assert verify_all(own_engine, tenant="nordvik") == 1
    assert told in capsys.readouterr().out


def test_bytes_changed_in_the_store_are_found(own_engine, tenants, issued, capsys):
    with tenant_session(own_engine, tenant_id=tenants["nordvik"]) as session:
        keys = select(Dokumentversjon.noekkel).join(Salgsfil, Salgsfil.fil_id == Dokumentversjon.dokument_id)
        key = session.scalars(keys.where(Salgsfil.dokument_id == issued["skrevet"])).first()
    path = registry.store()._folder / key
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert verify_all(own_engine, tenant="nordvik") == 1
    assert "innholdet er endret" in capsys.readouterr().out


def test_the_command_explains_itself_in_a_process_of_its_own():
    """Nothing but the command has been imported there, as when a person runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "portal.cli", "faktura", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "verifiser" in done.stdout


@pytest.mark.ehf
def test_the_demo_passes_the_official_rules(own_engine, app_context, tmp_path):
    need_rules()
    documents = {}
    for slug in ("nordvik", "solvik"):
        assert export_all(own_engine, tenant=slug, folder=tmp_path / slug) == 0
        documents |= {f"{slug}-{path.stem}": path.read_bytes() for path in (tmp_path / slug).iterdir()}
    assert len(documents) >= 8
    assert {name: schema_faults(xml) for name, xml in documents.items()} == {name: [] for name in documents}
    assert fired(documents, tmp_path) == {name: set() for name in documents}
