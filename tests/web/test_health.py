"""What the load balancer and Prometheus are told: ready only when it is true, numbers without names."""

import shutil
import subprocess
import sys
from collections import namedtuple
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from portal.app import create_app
from portal.settings import Settings, SettingsError, web_environment
from portal.tenancy.context import make_engine
from tests.support.database import CONTEXT_KEY

TOKEN = "t" * 40
CANARY = "kanarifugl"
Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def owned(own_database):
    """A database of its own, as its owner."""
    engine = create_engine(own_database.url("portal_eier"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def own_app(own_database, settings):
    """The app on the database of its own, without the outer transaction."""
    engine = own_database.engine()
    app = create_app(settings, engine=engine)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    yield app
    engine.dispose()


@pytest.fixture
def plain_app(settings, engine):
    """Reads on connections of its own, outside the test's transaction; what is counted belongs to the process."""
    return create_app(settings, engine=engine)


def heard(owned, *, seconds_ago: int) -> None:
    owned.execute(text("DELETE FROM procrastinate_workers"))
    owned.execute(
        text(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => :ago))"
        ),
        {"ago": seconds_ago},
    )


def ready(app) -> tuple[int, list[str]]:
    answer = app.test_client().get("/helse/klar")
    assert answer.json["status"] == ("ok" if answer.status_code == 200 else "feil")
    return answer.status_code, answer.json["feil"]


@pytest.mark.commits
def test_ready_is_said_when_all_is_well_and_not_otherwise(own_app, owned, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Disk(1000, 500, 500))
    assert ready(own_app) == (503, ["worker"]), "no worker has been heard"
    heard(owned, seconds_ago=5)
    assert ready(own_app) == (200, [])

    heard(owned, seconds_ago=61)
    assert ready(own_app) == (503, ["worker"])
    heard(owned, seconds_ago=5)

    held = owned.scalar(text("SELECT version_num FROM alembic_version"))
    owned.execute(text("UPDATE alembic_version SET version_num = 'en_annen'"))
    assert ready(own_app) == (503, ["skjema"])
    owned.execute(text("UPDATE alembic_version SET version_num = :held"), {"held": held})

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Disk(1000, 901, 99))
    assert ready(own_app) == (503, ["disk"])
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Disk(1000, 900, 100))
    assert ready(own_app) == (200, [])

    owned.execute(text("REVOKE EXECUTE ON FUNCTION portal_privat.siste_hjerteslag() FROM portal_app"))
    assert ready(own_app) == (503, ["database"]), "a check that cannot be made refuses"


def test_a_database_that_is_away_is_said_and_the_process_still_lives(settings, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Disk(1000, 950, 50))
    away = make_engine("postgresql+psycopg://portal_app:x@127.0.0.1:1/borte", context_key=CONTEXT_KEY)
    app = create_app(settings, engine=away, audit_walls=False)
    assert ready(app) == (503, ["database", "disk"])
    assert app.test_client().get("/helse/live").status_code == 200
    told = scrape(app)
    assert "portal_database_up 0.0" in told
    assert "portal_outbox_rows" not in told
    away.dispose()


def scrape(app, **headers: str) -> str:
    answer = app.test_client().get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return answer.text


@pytest.mark.commits
def test_the_page_tells_what_was_asked_what_waits_and_who_is_silent(own_app, owned) -> None:
    heard(owned, seconds_ago=42)
    http = own_app.test_client()
    for _ in range(3):
        assert http.get("/nordvik/logg-inn", base_url="https://localhost").status_code == 200
    http.post(
        "/nordvik/kundeportal/logg-inn",
        data={"epost": "terje@fjordtre.example"},
        base_url="https://localhost",
    )
    told = scrape(own_app)
    asked = 'portal_requests_total{endpoint="innlogging.ansatt.vis",method="GET",status="200"}'
    line = next(line for line in told.splitlines() if line.startswith(asked))
    assert float(line.split()[-1]) >= 3
    assert 'portal_request_seconds_bucket{endpoint="innlogging.ansatt.vis",le="0.5"}' in told
    assert 'portal_outbox_rows{state="ny"}' in told
    waiting = next(line for line in told.splitlines() if line.startswith('portal_outbox_rows{state="ny"}'))
    assert float(waiting.split()[-1]) >= 1
    age = next(line for line in told.splitlines() if line.startswith("portal_worker_heartbeat_age_seconds "))
    assert 42 <= float(age.split()[-1]) < 600
    assert "portal_database_up 1.0" in told


def test_no_name_no_number_and_no_address_is_among_the_numbers(client, session, make, plain_app) -> None:
    kunde = make.kunde(navn=f"{CANARY} AS")
    session.flush()
    assert CANARY in client.get(f"/kunder/{kunde.id}").text, "the control: it is there to be seen"
    client.get("/kunder", query_string={"q": CANARY})
    client.get(f"/{CANARY}")
    client.get("/kunder", headers={"User-Agent": CANARY, "X-Request-Id": CANARY})
    client.http.open(f"/{CANARY}/", method="GET", base_url="https://localhost")
    client.http.open("/nordvik/kunder", method=CANARY.upper(), base_url="https://localhost")
    told = scrape(plain_app)
    assert 'endpoint="kundekort.kunder.liste"' in told
    for secret in (CANARY, CANARY.upper(), str(kunde.id), "nordvik", "marte"):
        assert secret not in told


def test_others_get_no_such_page(settings, engine) -> None:
    app = create_app(settings, engine=engine)
    http = app.test_client()
    assert http.get("/metrics").status_code == 200, "this machine itself"
    assert http.get("/metrics", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200
    for address in ("10.0.0.7", "198.51.100.7", ""):
        assert http.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 404, address
    for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert http.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404, header


def test_with_a_token_only_who_knows_it(settings, engine) -> None:
    http = create_app(replace(settings, metrics_token=TOKEN), engine=engine).test_client()
    outside = {"REMOTE_ADDR": "198.51.100.7"}
    for shown in (
        {},
        {"Authorization": "Bearer feil"},
        {"Authorization": TOKEN},
        {"Authorization": "Bearer æ"},
    ):
        assert http.get("/metrics", headers=shown).status_code == 404, shown
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert http.get("/metrics", headers=right, environ_base=outside).status_code == 200
    with pytest.raises(SettingsError, match="PORTAL_METRICS_TOKEN"):
        Settings.from_env({"PORTAL_METRICS_TOKEN": "kort"})


def test_processes_count_together(settings, tmp_path) -> None:
    """Two processes as the web server starts them; a third reads what both did."""
    environment = web_environment(replace(settings, data_dir=tmp_path))
    count = "from portal.web.metrics import REQUESTS; REQUESTS.labels('x', 'GET', '200').inc()"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", count], check=True, env=environment)
    read = (
        "from flask import Flask; from portal.web import metrics; app = Flask('x'); app.extensions['figures'] = []\n"
        "with app.app_context(): print(metrics.render().decode())"
    )
    told = subprocess.run(
        [sys.executable, "-c", read], check=True, env=environment, capture_output=True, text=True
    )
    assert 'portal_requests_total{endpoint="x",method="GET",status="200"} 2.0' in told.stdout
    web_environment(replace(settings, data_dir=tmp_path))
    assert list((tmp_path / "maalinger").iterdir()) == [], "what an earlier server counted is gone"


def test_the_harness_would_see_a_name_in_a_label(plain_app) -> None:
    """The control of the canary: a label that held an address would be shown."""
    from portal.web.metrics import REQUESTS

    REQUESTS.labels(f"/kunder?q={CANARY}", "GET", "200").inc()
    try:
        assert CANARY in scrape(plain_app)
    finally:
        REQUESTS.remove(f"/kunder?q={CANARY}", "GET", "200")
    assert CANARY not in scrape(plain_app)
