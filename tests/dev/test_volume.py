"""`demo --kunder` and `bench`: the same rows every time, found, proved and behind the walls; every page is measured."""

import pytest
from sqlalchemy import create_engine, func, select, text

from portal.app import create_app
from portal.audit.models import Hendelse
from portal.db.sorting import sort_key
from portal.db.words import search_words
from portal.dev.bench import measure_all
from portal.dev.bench_floor import Floor, compile_page
from portal.dev.bench_pages import RATIO, Side
from portal.dev.bench_people import open_site
from portal.dev.bench_table import table
from portal.dev.cast import NORDVIK, SOLVIK
from portal.dev.volume import fill_volume, is_half
from portal.dev.volume_names import orgnr_from
from portal.errors import Refused
from portal.faktura.models import Salgsdokument
from portal.faktura.verification import verify
from portal.kundekort.models import Engasjement, Kunde, Soekeord
from portal.kundekort.rules import valid_orgnr
from portal.tenancy.models import Selskap
from portal.tenancy.rls import audit
from portal.tenancy.session import tenant_session
from tests.support.client import tenant_ids
from tests.support.database import CONTEXT_KEY, Database, clone, plain_url

KUNDER = 50
#: Pages known to ask more than they should; docs/ytelse.md says so too.
OVER: dict[str, int] = {}


@pytest.fixture(scope="module")
def filled(server):
    """A clone with a small volume at Nordvik, really committed."""
    with clone(server) as database:
        _fill(database)
        yield database


def _fill(database: Database, slug: str = "nordvik") -> dict[str, int]:
    owner, worker = create_engine(database.url("portal_eier")), database.engine("portal_worker")
    try:
        return fill_volume(owner, worker, slug=slug, kunder=KUNDER, say=lambda _sentence: None)
    finally:
        worker.dispose()
        owner.dispose()


@pytest.fixture(scope="module")
def engine_of(filled: Database):
    engine = filled.engine()
    yield engine
    engine.dispose()


@pytest.fixture
def session_of(engine_of):
    with tenant_session(engine_of, tenant_id=tenant_ids(engine_of)["nordvik"]) as session:
        yield session


@pytest.fixture(scope="module")
def big_app(engine_of, settings):
    app = create_app(settings, engine=engine_of)
    app.config.update(PROPAGATE_EXCEPTIONS=True)
    return app


def test_it_is_as_much_as_was_asked_for(session_of) -> None:
    ours = Kunde.selskap_id == NORDVIK.id("volum")
    kunder = select(Kunde.id).where(ours)
    assert session_of.scalar(select(func.count()).select_from(kunder.subquery())) == KUNDER
    for model, each in ((Engasjement, 2.5), (Hendelse, 10), (Salgsdokument, 3)):
        rows = select(model.id).where(model.kunde_id.in_(kunder)).subquery()
        assert session_of.scalar(select(func.count()).select_from(rows)) == KUNDER * each, model.__name__


def test_keys_words_and_numbers_are_the_products_own(session_of) -> None:
    rows = session_of.execute(
        select(Kunde.id, Kunde.navn, Kunde.sortering, Kunde.orgnr).where(
            Kunde.selskap_id == NORDVIK.id("volum")
        )
    ).all()
    for row in rows:
        assert row.sortering == sort_key(row.navn)
        assert valid_orgnr(row.orgnr)
        words = set(session_of.scalars(select(Soekeord.ord).where(Soekeord.id == row.id)))
        assert search_words(row.navn) <= words
    assert len({row.orgnr for row in rows}) == KUNDER


def test_the_invoices_are_proved_like_any_other(session_of) -> None:
    assert list(verify(session_of)) == []


def test_a_changed_invoice_among_them_is_seen(filled, session_of) -> None:
    """The control: what the check is there to find, made around every trigger."""
    import psycopg

    with psycopg.connect(plain_url(filled.url("portal_admin"))) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(
            "UPDATE salgsdokument SET merknad = 'x' WHERE selskap_id = %s AND nummer = 10005",
            (NORDVIK.id("volum"),),
        )
        with tenant_session(session_of.get_bind().engine, tenant_id=session_of.info["tenant"]) as before:
            assert list(verify(before)) == []
        admin.commit()
        with tenant_session(session_of.get_bind().engine, tenant_id=session_of.info["tenant"]) as after:
            assert any("innholdet er endret" in fault for fault in verify(after))
        admin.execute(
            "UPDATE salgsdokument SET merknad = '' WHERE selskap_id = %s AND nummer = 10005",
            (NORDVIK.id("volum"),),
        )


def test_the_walls_stand_and_the_other_agency_has_none_of_it(filled, engine_of) -> None:
    with engine_of.execution_options(scope="upkeep").connect() as connection:
        assert audit(connection) == []
    with tenant_session(engine_of, tenant_id=tenant_ids(engine_of)["solvik"]) as session:
        assert session.scalar(select(func.count()).select_from(Selskap)) == 1
        volume = select(Kunde.id).where(Kunde.selskap_id == NORDVIK.id("volum"))
        assert session.scalars(volume).all() == []


def test_it_is_done_once_and_never_beside_real_agencies(filled) -> None:
    with pytest.raises(Refused, match="alt fylt"):
        _fill(filled)
    owner = create_engine(filled.url("portal_eier"))
    with owner.begin() as connection:
        connection.execute(text("UPDATE tenant SET er_demo = false WHERE slug = 'solvik'"))
    try:
        with pytest.raises(Refused, match="ikke hører til demoen"):
            _fill(filled, SOLVIK.slug)
    finally:
        with owner.begin() as connection:
            connection.execute(text("UPDATE tenant SET er_demo = true WHERE slug = 'solvik'"))
        owner.dispose()


def test_a_load_that_was_interrupted_is_told_of_and_never_taken_for_a_whole_one(
    server, settings, monkeypatch
) -> None:
    """What was written stays, batch by batch; nobody can load beside it or measure it."""

    def stopped(*_parts) -> None:
        raise RuntimeError("stopped on the way")

    told: list[str] = []
    with clone(server) as database:
        owner, worker = create_engine(database.url("portal_eier")), database.engine("portal_worker")
        with monkeypatch.context() as patched:
            patched.setattr("portal.dev.volume.write_timelister", stopped)
            with pytest.raises(RuntimeError, match="stopped"):
                fill_volume(owner, worker, slug="nordvik", kunder=KUNDER, say=told.append)
        assert "halv mengde" in told[-1]
        engine = database.engine()
        with tenant_session(engine, tenant_id=tenant_ids(engine)["nordvik"]) as session:
            written = select(func.count()).where(Kunde.selskap_id == NORDVIK.id("volum"))
            assert session.scalar(written) == KUNDER
            assert is_half(session.connection(), NORDVIK)
        with pytest.raises(Refused, match="halv mengde"):
            fill_volume(owner, worker, slug="nordvik", kunder=KUNDER, say=told.append)
        with pytest.raises(Refused, match="halv mengde"):
            measure_all(create_app(settings, engine=engine), None, cast=NORDVIK, rounds=1, acts=0)
        for each in (owner, worker, engine):
            each.dispose()


def test_a_whole_one_is_not_taken_for_half(session_of) -> None:
    """The control: the name says nothing of it once the last batch is written."""
    assert not is_half(session_of.connection(), NORDVIK)
    navn = session_of.scalar(select(Selskap.navn).where(Selskap.id == NORDVIK.id("volum")))
    assert navn == NORDVIK.navn.replace(" AS", " Region AS")


def test_the_same_number_gives_the_same_rows(server, session_of) -> None:
    names = select(Kunde.id, Kunde.navn, Kunde.orgnr).where(Kunde.selskap_id == NORDVIK.id("volum"))
    with clone(server) as again:
        _fill(again)
        engine = again.engine()
        with tenant_session(engine, tenant_id=tenant_ids(engine)["nordvik"]) as session:
            twin = session.execute(names.order_by(Kunde.id)).all()
        engine.dispose()
    assert session_of.execute(names.order_by(Kunde.id)).all() == twin


def test_numbers_of_organisations_are_synthetic() -> None:
    digits, after = orgnr_from(2_000_000)
    assert digits.startswith("3")
    assert valid_orgnr(digits)
    assert orgnr_from(after)[0] != digits


def test_search_finds_them(big_app, session_of) -> None:
    with big_app.app_context():
        site = open_site(big_app, NORDVIK)
    page = site.konsulent.get(f"/kunder?q={site.kunde.split()[0].lower()[:9]}")
    assert page.status == 200
    assert site.kunde in page.text


def test_bench_reports_every_page_within_its_statements(filled, big_app) -> None:
    floor = Floor(plain_url(filled.url("portal_app")), context_key=CONTEXT_KEY)
    try:
        found = measure_all(big_app, floor, cast=NORDVIK, rounds=2, acts=2)
    finally:
        floor.close()
    assert len(found.sider) >= 25
    over = {side.navn: side.setninger for side in found.sider if side.grense and side.setninger > side.grense}
    assert over == OVER
    assert [handling.antall for handling in found.handlinger][1:] == [2, 2, 2, 2]
    told = table(found)
    assert all(side.navn in told for side in found.sider)
    assert found.as_json()["sider"][0]["forhold"] == found.sider[0].forhold


def test_a_page_over_its_limits_says_so() -> None:
    side = Side("prøve", 7, 6, p50=3.0, p95=4.0, gulv=1.0, byte=60_001, pakket=12_000, fragment=None)
    assert side.forhold > RATIO
    assert len(side.over()) == 3
    assert Side("prøve", 6, 6, 1.0, 1.0, 1.0, 60_000, 12_000, 25_000).over() == []


def test_the_floor_answers_the_same_bytes(app) -> None:
    page = '<p class="a">Bjørn &amp; Åse &#39;x&#39;</p>\r\n<textarea>{{ ikke }} {% dette %}</textarea>\n'
    template, texts = compile_page(app, page)
    assert len(texts) == 2
    assert template.render(t=texts) == page
