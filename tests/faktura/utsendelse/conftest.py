"""Issued documents of every sort, made by the room's own actions and read back as `Dokumentdata`."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from portal.faktura.dokumentdata import Dokumentdata, dokumentdata
from portal.faktura.models import Enhet
from portal.tenancy.models import Selskap
from portal.tenancy.session import tenant_session
from tests.support.make import Make

Documents = dict[str, Dokumentdata]


@pytest.fixture(scope="module")
def documents(engine: Engine, tenants: dict[str, int], _app: Flask) -> Iterator[Documents]:
    """Name → data. The rows are rolled back when the module is done."""
    tenant_id = tenants["nordvik"]
    with engine.connect().execution_options(tenant=tenant_id) as connection:
        outer = connection.begin()
        with _app.app_context(), tenant_session(connection, tenant_id=tenant_id) as session:
            yield {
                name: dokumentdata(session, faktura_id=faktura_id)
                for name, faktura_id in _issue(session, Make(session)).items()
            }
        outer.rollback()


@pytest.fixture
def application(_app: Flask) -> Flask:
    """The app on its own engine: for tests with a database of their own."""
    return _app


@pytest.fixture
def in_app(_app: Flask) -> Iterator[None]:
    """Sentences can be made."""
    with _app.app_context():
        yield


def _issue(session: Session, make: Make) -> dict:
    kunde = make.fakturakunde().id
    found = {"timer": make.faktura(kunde_id=kunde, linjer=_hours(make)).id}
    found["blandet"] = make.faktura(
        kunde_id=kunde,
        linjer=[make.linje(), make.linje(tekst="Helsefagarbeider, ordinær tid", mva_bp=0, mengde=605)],
    ).id
    found["unntatt"] = make.faktura(kunde_id=kunde, linjer=[make.linje(mva_bp=0)]).id
    found["null"] = make.faktura(kunde_id=kunde, linjer=[make.linje(pris_oere=0)]).id
    found["enheter"] = make.faktura(
        kunde_id=kunde,
        linjer=[make.linje(enhet=enhet, mengde=1_250 * n) for n, enhet in enumerate(Enhet, start=1)],
    ).id
    found["bare-po"] = make.faktura(kunde_id=kunde, deres_ref="").id
    hard = make.fakturakunde(navn="Ærlig & <Ørn> Åsen «AS» " + "navn " * 60).id
    found["tegn"] = make.faktura(
        kunde_id=hard,
        linjer=[make.linje(tekst='Rør & <ventil> "æøå" ' + "x" * 280)],
        merknad="Linje 1\nLinje 2 \x0b& <b>ikke markering</b> 🙂",
        deres_ref="Øyvind & <Sønn>",
    ).id
    found["mange"] = make.faktura(
        kunde_id=kunde,
        linjer=[make.linje(mengde=7 + 13 * n, pris_oere=33_333 + n) for n in range(60)],
    ).id
    found["uten-referanse"] = make.faktura(
        kunde_id=make.fakturakunde(navn="E-postkunde AS", fakturakanal="epost").id, po_nummer="", deres_ref=""
    ).id
    credited = make.faktura(kunde_id=kunde, linjer=[make.linje(mengde=450, pris_oere=39_933)]).id
    for name, part in (("kredit-del", [100]), ("kredit-del-2", [200]), ("kredit-rest", None)):
        found[name] = make.kreditnota(
            faktura_id=credited, mengder=part, grunn_tekst="Timene sto på feil uke & <måned>"
        ).id
    english = make.fakturakunde(navn="Harbour Ltd", sprak="en").id
    found["engelsk"] = make.faktura(kunde_id=english).id
    nynorsk = make.fakturakunde(navn="Voss Mølle AS", sprak="nn").id
    found["nynorsk"] = make.faktura(kunde_id=nynorsk).id
    session.execute(update(Selskap).values(mva_registrert=False, organisasjonsform="ENK"))
    found["uregistrert"] = make.faktura(kunde_id=kunde, linjer=[make.linje(mva_bp=0)]).id
    return found


def _hours(make: Make) -> list:
    return [
        make.linje(),
        make.linje(tekst="Lagerarbeid, overtid 50 %", mengde=100, pris_oere=59_850),
        make.linje(tekst="Reise", enhet=Enhet.KILOMETER, mengde=240_000, pris_oere=530),
    ]
