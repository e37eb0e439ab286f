"""A clone with Nordvik and its twin, one connection that is rolled back after each request, and people who ask."""

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, event, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.db.clock import frozen, now
from portal.dev import demo_signering
from portal.dev.cast import NORDVIK
from portal.dev.demo_kort import file_papers
from portal.dev.demo_papirer import file_scans
from portal.filestore import registry as filestore
from portal.identity.models import Oektslag, Portalkonto
from portal.identity.scope import _narrow as scope_wall
from portal.identity.sessions import begin_oekt
from portal.jobs.models import Utboks, Utbokstilstand
from portal.jobs.runner import run_row
from portal.kundekort.models import Kontoroppsett
from portal.settings import Settings
from portal.signing.models import Signeringsforespoersel, Tilstand
from portal.signing.tilstand import flytt
from portal.tenancy.context import sign
from portal.tenancy.session import _narrow as tenant_wall
from portal.tenancy.session import tenant_session
from portal.web.current import cookie_name
from tests.matrix.twin import CANARY, FILE, SLUG, Twin, file_keys, make_twin, tenant_tables, twin_id
from tests.support.client import PORTAL, tenant_ids
from tests.support.database import CONTEXT_KEY, Database, take_time
from tests.support.pictures import png

#: Everyone who asks, and one who has not signed in.
STAFF = ("marte", "lise", "jon", "berit")
CONTACTS = ("terje", "siv", "anne")
WORKERS = ("piotr",)
NOBODY = "ingen"
CAST = (*STAFF, *CONTACTS, *WORKERS)
HTMX = {"HX-Request": "true", "HX-Target": "innhold"}
_CANARY = re.compile(rf"{CANARY}_\w+", re.I)


@dataclass
class Person:
    """One signed-in person of Nordvik or of its twin. The cookie goes by hand: no answer can sign the person out."""

    key: str
    slug: str
    http: FlaskClient
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, *, htmx: bool = False, data: Any = None) -> TestResponse:
        """Send one request; `path` is without the agency."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies} if cookies else {}
        return self.http.open(
            f"/{self.slug}{path}",
            method=method,
            base_url="https://localhost",
            headers=headers | HTMX if htmx else headers,
            data=data,
        )


@dataclass
class World:
    """What every run of the matrix shares."""

    app: Flask
    connection: Connection
    twin: Twin
    log: io.StringIO
    people: dict[tuple[str, str], Person] = field(default_factory=dict)
    _hashes: dict[str, str] = field(default_factory=dict)

    def person(self, key: str, slug: str = "nordvik") -> Person:
        """The same one each time."""
        return self.people[slug, key]

    def sign_in_all(self) -> None:
        """Before anything is rolled back, so that the sessions stay."""
        for slug in ("nordvik", SLUG):
            for key in (*CAST, NOBODY):
                if self.knows(key):
                    self.people[slug, key] = self._sign_in(key, slug)

    def knows(self, key: str) -> bool:
        """Whether the demo has this contact or worker yet."""
        return key in STAFF or key == NOBODY or self._account(key, self.twin.own) is not None

    def _account(self, key: str, tenant: int) -> UUID | None:
        _slug, slag, epost = PORTAL[key]
        with tenant_session(self.connection, tenant_id=tenant) as session:
            return session.scalar(
                select(Portalkonto.id).where(Portalkonto.epost == epost, Portalkonto.slag == str(slag))
            )

    def _sign_in(self, key: str, slug: str) -> Person:
        tenant = self.twin.own if slug == "nordvik" else self.twin.other
        person = Person(key, slug, FlaskClient(self.app, use_cookies=False))
        if key == NOBODY:
            return person
        if key in STAFF:
            own = NORDVIK.id(key)
            slag, owner = Oektslag.ANSATT, {"bruker_id": own if slug == "nordvik" else twin_id(own)}
        else:
            slag, owner = PORTAL[key][1], {"konto_id": self._account(key, tenant)}
        with tenant_session(self.connection, tenant_id=tenant) as session:
            secret = begin_oekt(session, slag=slag, **owner)
            session.commit()
        person.cookies[cookie_name(slug, slag)] = secret
        return person

    @cached_property
    def back(self) -> dict[str, str]:
        """The twin's ids → Nordvik's."""
        held: dict[str, str] = {}
        self._as(self.twin.own)
        for table in (t for t in tenant_tables() if "id" in t.c):
            ids = self.connection.scalars(
                text(f"SELECT id FROM {table.name} WHERE tenant_id = :own"), {"own": self.twin.own}
            )
            held |= {str(twin_id(UUID(str(own)))): str(own) for own in ids}
        return held

    def keep_files(self) -> None:
        """The bytes of the twin's documents."""
        self._as(self.twin.other)
        for key in file_keys(self.connection, self.twin.other):
            if not filestore.store().exists(key):
                filestore.store().put(
                    key, io.BytesIO(FILE), size=len(FILE), sha256=hashlib.sha256(FILE).digest()
                )

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever happens inside is rolled back."""
        savepoint = self.connection.begin_nested()
        self.log.seek(0)
        self.log.truncate()
        try:
            yield
        finally:
            savepoint.rollback()

    def written(self) -> dict[str, int]:
        """Table → rows written in this transaction so far, also by parts of it that were rolled back."""
        return dict(
            self.connection.execute(
                text(
                    "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
                    "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
                )
            ).all()
        )

    def remember(self) -> None:
        """Take the twin's rows as they are now for what they must remain."""
        self._hashes = {name: self._hash(name) for name in self.twin.rows}

    def faults(self, response: TestResponse, before: dict[str, int], ids: list[str]) -> list[str]:
        """What of the twin this answer showed, changed or linked to."""
        found = [f"answer shows {word}" for word in self.shown(response)]
        found += [f"log shows {word}" for word in sorted(set(_CANARY.findall(self.log.getvalue())))]
        after = self.written()
        for name in (name for name, count in after.items() if count != before.get(name, 0)):
            if name not in self.twin.rows:
                continue
            if name in self._hashes and self._hash(name) != self._hashes[name]:
                found.append(f"changed {name} of the other")
            if self._linked(name, ids):
                found.append(f"wrote a row of {name} that names the other's")
        return found

    def shown(self, response: TestResponse) -> list[str]:
        """Canaries in body or headers."""
        held = response.get_data() + str(response.headers).encode()
        return sorted(set(_CANARY.findall(held.decode("utf-8", "replace"))))

    def _as(self, tenant: int) -> None:
        self.connection.execute(
            text("SELECT set_config('portal.ctx', :ctx, true)"), {"ctx": sign(tenant, key=CONTEXT_KEY)}
        )

    def _hash(self, table: str) -> str:
        self._as(self.twin.other)
        return self.connection.execute(
            text(
                f"SELECT coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') "
                f"FROM {table} t WHERE tenant_id = :other"
            ),
            {"other": self.twin.other},
        ).scalar_one()

    def _linked(self, table: str, ids: list[str]) -> bool:
        self._as(self.twin.own)
        return self.connection.execute(
            text(
                f"SELECT EXISTS (SELECT 1 FROM {table} t WHERE tenant_id = :own "
                "AND (t::text ILIKE :word OR EXISTS (SELECT 1 FROM unnest(CAST(:ids AS text[])) i "
                "WHERE t::text LIKE '%' || i || '%')))"
            ),
            {"own": self.twin.own, "word": f"%{CANARY}%", "ids": ids},
        ).scalar_one()


@contextmanager
def orm_walls_off() -> Iterator[None]:
    """Sessions read whatever the database gives them: neither the tenant nor a contact's scope narrows them."""
    walls = ((Session, "do_orm_execute", tenant_wall), (Session, "do_orm_execute", scope_wall))
    for wall in walls:
        event.remove(*wall)
    try:
        yield
    finally:
        for wall in walls:
            event.listen(*wall)


def take_down_database_wall(database: Database) -> None:
    """PostgreSQL shows every row to everyone, in this clone."""
    owner = create_engine(database.url("portal_eier"))
    with owner.begin() as connection:
        for table in tenant_tables():
            connection.execute(text(f"ALTER TABLE {table.name} NO FORCE ROW LEVEL SECURITY"))
            connection.execute(text(f"ALTER TABLE {table.name} DISABLE ROW LEVEL SECURITY"))
    owner.dispose()


def make_files(database: Database, app: Flask) -> None:
    """Nordvik's papers, and what the worker makes of its issued documents: their PDF, their EHF and the mails."""
    engine = database.engine("portal_worker")
    tenant_id = tenant_ids(engine)["nordvik"]
    demo_signering.configure(app.extensions["settings"])
    with app.app_context(), tenant_session(engine, tenant_id=tenant_id) as session:
        file_papers(session, NORDVIK)
        file_scans(session, NORDVIK)
        session.scalars(select(Kontoroppsett).limit(1)).one().logo = png()
        # Two days ago, so that those who were asked may be reminded.
        with frozen(now() - timedelta(days=2)):
            demo_signering.fill(session, NORDVIK)
        session.commit()
        rows = {
            slag: list(session.scalars(select(Utboks.id).where(Utboks.slag == slag)))
            for slag in ("utsendelse.send", "signering.opprett")
        }
    with app.app_context():
        for row_id in rows["utsendelse.send"]:
            assert run_row(engine, tenant_id=tenant_id, utboks_id=row_id) is Utbokstilstand.SENDT
    with app.app_context(), frozen(now() - timedelta(days=2)):
        for row_id in rows["signering.opprett"]:
            assert run_row(engine, tenant_id=tenant_id, utboks_id=row_id) is Utbokstilstand.SENDT
    with app.app_context(), tenant_session(engine, tenant_id=tenant_id) as session:
        hold_one(session)
        session.commit()
    engine.dispose()


def hold_one(session: Session) -> None:
    """One signing whose file did not stand the check, so that there is something to decide about."""
    foresp = session.scalars(
        select(Signeringsforespoersel).where(Signeringsforespoersel.tittel == "Avrop vinter")
    ).one()
    for state in (Tilstand.SIGNERT, Tilstand.HENTES, Tilstand.HOLDT):
        flytt(session, foresp, state)


def prepare(database: Database, settings: Settings) -> Twin:
    """Give the agency its files and its twin; nobody is connected afterwards, so that worlds are copies of it."""
    engine = database.engine()
    make_files(database, create_app(settings, engine=engine))
    engine.dispose()
    return make_twin(database)


@contextmanager
def open_world(
    database: Database, twin: Twin, settings: Settings, *, database_wall: bool = True
) -> Iterator[World]:
    """The app on one connection in one transaction, in a copy of a prepared database."""
    engine = database.engine()
    app = create_app(settings, engine=engine)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    if not database_wall:
        take_down_database_wall(database)
    log = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
    with engine.connect().execution_options(tenant=twin.own) as connection:
        outer = connection.begin()
        take_time(connection)
        app.extensions["engine"] = connection
        world = World(app, connection, twin, log)
        world.sign_in_all()
        world.keep_files()
        try:
            yield world
        finally:
            app.extensions["engine"] = engine
            outer.rollback()
    engine.dispose()
