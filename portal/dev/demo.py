"""Demo data for the cast (architecture.md §9). Each room fills its own part with its real actions."""

from importlib import import_module
from pathlib import Path

from flask import Flask
from flask.ctx import AppContext
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.orm import Session

from portal.db import crypto
from portal.db.base import add_in_order
from portal.db.embedded import role_url
from portal.db.embedded_roles import Role
from portal.db.engines import open_engine
from portal.db.types import uuid7
from portal.dev.cast import AGENCIES, PASSWORD, Cast
from portal.filestore import registry as filestore
from portal.i18n import babel
from portal.identity.actions import opprett_bruker, opprett_roller
from portal.identity.models import Bruker, Brukeravdeling
from portal.messaging import registry as messaging
from portal.registers.commands import ensure_loaded
from portal.settings import ROOT, Settings
from portal.tables import import_all
from portal.tenancy.context import make_engine
from portal.tenancy.create import create_tenant
from portal.tenancy.models import Avdeling, Selskap
from portal.tenancy.session import tenant_session
from portal.web.catalogues import compile_catalogues

#: The worker's role: an agency is one transaction, which takes longer on a busy machine than a page's may.
FILLS: Role = "portal_worker"
#: Each room's part, in the order its rows depend on each other.
PARTS = (
    "kundekort",
    "kandidater",
    "kort",
    "salg",
    "standard",
    "papirer",
    "felt",
    "grupper",
    "kontrakt",
    "signering",
    "oppdrag",
    "sperrer",
    "oppgaver",
    "postfelt",
    "timelister",
    "faktura",
    "dobbel",
    "brukere",
    "sms",
)


def fill_if_empty(settings: Settings) -> bool:
    """Make the demo agencies when the database has no agency but those of the demo; a half-made demo is finished.

    True when something was made.
    """
    owner = open_engine(role_url(settings, "portal_eier"))
    with owner.begin() as connection:
        others = connection.execute(
            text("SELECT EXISTS (SELECT 1 FROM tenant WHERE NOT er_demo)")
        ).scalar_one()
    made = False
    if not others:
        engine = make_engine(role_url(settings, FILLS), context_key=settings.context_key)
        crypto.install(settings.field_key)
        filestore.configure(settings)
        messaging.configure(settings)
        import_module("portal.dev.demo_signering").configure(settings)
        made = fill(owner, engine)
        engine.dispose()
    owner.dispose()
    return made


def fill(owner: Engine, engine: Engine) -> bool:
    """The tenants as the owner role, everything else of an agency in one transaction: all of it or nothing.

    An agency that has employees is left as it is. True when something was made.
    """
    import_all()
    ensure_loaded(owner.url.render_as_string(hide_password=False), root=ROOT)
    with _words():
        return _fill_all(owner, engine)


def _words() -> AppContext:
    """Letters of the demo are written in their readers' languages, as those of people are."""
    app = Flask("demo")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(compile_catalogues(ROOT))
    babel.init_app(app, default_locale="nb")
    return app.app_context()


def _fill_all(owner: Engine, engine: Engine) -> bool:
    made = False
    for cast in AGENCIES:
        with owner.begin() as connection:
            tenant_id = create_tenant(
                connection,
                slug=cast.slug,
                navn=cast.navn,
                sprak=cast.sprak,
                fargetone=cast.fargetone,
                er_demo=True,
            )
        with engine.connect().execution_options(tenant=tenant_id) as connection, connection.begin():
            made = _fill_agency(connection, tenant_id, cast) or made
    return made


def _fill_agency(connection: Connection, tenant_id: int, cast: Cast) -> bool:
    with tenant_session(connection, tenant_id=tenant_id) as session:
        if session.scalar(select(func.count()).select_from(Bruker)):
            return False
        fill_agency(session, cast)
        session.commit()
    for part in PARTS:
        with tenant_session(connection, tenant_id=tenant_id) as session:
            fill_part(part, session, cast)
            session.commit()
    return True


def fill_part(part: str, session: Session, cast: Cast) -> None:
    """One room's demo rows."""
    if (Path(__file__).parent / f"demo_{part}.py").exists():
        import_module(f"portal.dev.demo_{part}").fill(session, cast)


def fill_agency(session: Session, cast: Cast) -> None:
    """Selskap, avdelinger, roles and the employees."""
    address, postnr, poststed = cast.adresse
    selskap = Selskap(
        id=cast.id("selskap"),
        navn=cast.navn,
        orgnr=cast.orgnr,
        adresse=address,
        postnr=postnr,
        poststed=poststed,
        epost=f"faktura@{cast.slug}.example",
        telefon="+4759900100",
        kontonummer=cast.kontonummer,
    )
    offices = [Avdeling(id=cast.id(navn), selskap_id=selskap.id, navn=navn) for navn in cast.avdelinger]
    add_in_order(session, [selskap], offices)
    roles = opprett_roller(session)
    for member in cast.members:
        opprett_bruker(
            session,
            bruker_id=cast.id(member.key),
            navn=member.navn,
            epost=cast.epost(member.key),
            passord=PASSWORD,
            roller=[roles[name] for name in member.roller],
            avdeling_id=cast.id(member.avdeling),
            er_demo=True,
        )
    add_in_order(
        session,
        [
            Brukeravdeling(id=uuid7(), bruker_id=cast.id(member.key), avdeling_id=office.id)
            for member in cast.members[:2]
            for office in offices
            if office.navn != member.avdeling
        ],
    )
