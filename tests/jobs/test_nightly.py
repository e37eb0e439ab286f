"""What the clock asks for every night: a row for each agency and kind, once a day, done by the worker as any other."""

import pytest
from sqlalchemy import select

from portal.app import create_app
from portal.db.clock import frozen, now
from portal.jobs import handlers
from portal.jobs.models import Utboks, Utbokstilstand
from portal.jobs.runner import enqueue_nightly, run_row
from portal.tenancy.session import tenant_session
from tests.support.client import tenant_ids

pytestmark = pytest.mark.commits


def rows(engine, tenant_id: int) -> list[tuple[str, str]]:
    kinds = {slag for slag, _data in handlers.each_night()}
    with tenant_session(engine, tenant_id=tenant_id) as session:
        found = session.scalars(select(Utboks).where(Utboks.slag.in_(kinds)))
        return sorted((row.slag, row.data.get("kilde", "")) for row in found)


def test_every_agency_gets_its_rows_once_a_night(own_database, settings) -> None:
    engine, pages = own_database.engine("portal_worker"), own_database.engine()
    app = create_app(settings, engine=pages)
    expected = sorted((slag, data.get("kilde", "")) for slag, data in handlers.each_night())
    assert ("kunde.registerstroem", "enheter") in expected
    for _twice in range(2):
        assert enqueue_nightly(engine) == len(expected) * len(tenant_ids(engine))
        for tenant_id in tenant_ids(engine).values():
            assert rows(engine, tenant_id) == expected
    with frozen(now().replace(year=2027)):
        enqueue_nightly(engine)
    for tenant_id in tenant_ids(engine).values():
        assert len(rows(engine, tenant_id)) == 2 * len(expected)
    tenant_id = tenant_ids(engine)["nordvik"]
    with tenant_session(engine, tenant_id=tenant_id) as session:
        row_id = session.scalars(select(Utboks.id).where(Utboks.slag == "kunde.koordinater").limit(1)).one()
    with app.app_context():
        assert run_row(engine, tenant_id=tenant_id, utboks_id=row_id) is Utbokstilstand.SENDT
    engine.dispose()
    pages.dispose()
