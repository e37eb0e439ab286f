"""The list of 4 530 public bodies: in by the command in one go, in again, and out. Real commits."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.kundekort.commands import import_file
from portal.kundekort.importer.undo import angre_import
from portal.kundekort.kunder.queries import Filter, list_kunder
from portal.kundekort.models import Import, Kunde, KundeForelder
from portal.tenancy.session import tenant_session

LISTE = Path(__file__).resolve().parents[4] / "shared" / "data" / "kunder-etatsbasen.csv"


@pytest.mark.commits
@pytest.mark.skipif(not LISTE.exists(), reason="the shared data are not beside the repository")
def test_the_whole_list_goes_in_once_and_out_again(own_database, tenants) -> None:
    engine = own_database.engine("portal_worker")
    first = import_file(engine, tenant_id=tenants["nordvik"], path=LISTE)
    assert first.splitlines()[-1] == "4530 nye, 0 oppdatert, 0 uendret, 0 duplikat, 0 feil"
    second = import_file(engine, tenant_id=tenants["nordvik"], path=LISTE)
    assert second.splitlines()[-1] == "0 nye, 0 oppdatert, 4530 uendret, 0 duplikat, 0 feil"
    with tenant_session(engine, tenant_id=tenants["nordvik"]) as session:
        links = (
            select(func.count()).select_from(KundeForelder).join(Kunde, Kunde.id == KundeForelder.kunde_id)
        )
        assert session.scalar(links.where(Kunde.ekstern_kilde == "import")) == 3_613
        assert found(session, "nav voss") == ["NAV Voss"]
        assert "Aker sykehus" in found(session, "02770")
        voss = session.scalars(select(Kunde).where(Kunde.navn == "NAV Voss")).one()
        assert (voss.telefon, voss.poststed, voss.kommunenr) == ("+4755553333", "Voss", "4621")
        run_id = session.scalars(select(Import.id).where(Import.nye == 4_530)).one()
        undone = angre_import(session, import_id=run_id)
        session.flush()
        assert (undone.antall, undone.antall_beholdt) == (4_530, 0)
        assert found(session, "nav voss") == []
    with tenant_session(engine, tenant_id=tenants["solvik"]) as session:
        assert found(session, "nav voss") == []
    engine.dispose()


def found(session, q: str) -> list[str]:
    rows = list_kunder(session, valg=Filter(q=q), bruker_id=None, avdeling_id=None).rows
    return [row.navn for row in rows]
