"""create_app: mounts the rooms, fills the registries, starts the machines, nothing else."""

from importlib import import_module
from typing import Any
from uuid import uuid4

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from htmx_flask import Htmx
from jinja2 import StrictUndefined
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.db.embedded import role_url
from portal.i18n import LANGUAGES, babel, ngettext, select_language, template_texts
from portal.jobs import standing
from portal.settings import Settings
from portal.tables import import_all
from portal.tenancy.context import make_engine
from portal.tenancy.resolve import TenantDirectory, TenantPrefix
from portal.tenancy.sound import refuse_unsound
from portal.web import (
    address_guard,
    addresses,
    afterwards,
    assets,
    current,
    errors,
    formats,
    headers,
    health,
    logs,
    metrics,
    nav,
    pages,
    palette,
    platform,
    remembered_macros,
)
from portal.web.catalogues import compile_catalogues
from portal.web.compact import Compact
from portal.web.forms import hidden_fields
from portal.web.hues import hue_class, initials
from portal.web.quick_context import QuickContext

#: Every room, in the order of the stairs. A room's `setup(app)` registers what others show of it.
ROOMS = (
    "innlogging",
    "kundekort",
    "kandidater",
    "oppdrag",
    "faktura",
    "rapporter",
    "arbeidsbord",
    "administrasjon",
    "kundeportal",
    "vikarportal",
    "messaging",
    "signing",
)


def create_app(
    settings: Settings | None = None, *, engine: Engine | None = None, audit_walls: bool = True
) -> Flask:
    """The WSGI application. Tests give their own engine; `audit_walls=False` only where walls are off on purpose."""
    settings = settings or Settings.from_env()
    logs.configure(settings.log_level)
    import_all()
    app = Flask(__name__, static_folder=None, template_folder="web/templates")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-portal",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # bound to the session cookie, which ends with the browser
        WTF_CSRF_SSL_STRICT=False,  # our own Origin and Sec-Fetch-Site check says no earlier
        MAX_CONTENT_LENGTH=30 * 1024 * 1024,
        BABEL_DEFAULT_LOCALE="nb",
        BABEL_DEFAULT_TIMEZONE="Europe/Oslo",
        BABEL_TRANSLATION_DIRECTORIES=str(compile_catalogues(settings.root)),
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.context_class = QuickContext
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Compact)
    engine = engine or make_engine(
        role_url(settings, "portal_app"), context_key=settings.context_key, pool_size=settings.web_threads
    )
    if audit_walls:
        refuse_unsound(engine)
    directory = TenantDirectory(engine)
    app.extensions.update(
        engine=engine,
        settings=settings,
        tenants=directory,
        portal_scope={},
        demo_allowed=settings.embedded or settings.demo,
    )
    metrics.register(app)  # first, so that what others refuse is counted too
    metrics.add(app, health.figures)
    metrics.add(app, lambda: standing.figures(app.extensions["engine"]))
    CSRFProtect(app)
    Htmx(app)
    babel.init_app(app, locale_selector=select_language)
    template_texts(app)
    current.register(app)
    errors.register(app)
    headers.register(app)
    formats.register_filters(app)
    _per_request(app, directory)
    address_guard.register(app)
    _template_names(app)
    addresses.register(app)
    remembered_macros.register(app)
    assets.register(app, settings.root)
    app.register_blueprint(health.room)
    app.register_blueprint(platform.room)
    for name in ROOMS:
        if not (settings.root / "portal" / name / "room.py").exists():
            continue
        module = import_module(f"portal.{name}.room")
        app.register_blueprint(module.room)
        module.setup(app)
    app.wsgi_app = TenantPrefix(app.wsgi_app)  # type: ignore[method-assign]
    if hops := settings.proxy_hops:
        # Never the host: a proxy that does not set it would hand on what the visitor wrote.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=1, x_host=0)  # type: ignore[method-assign]
    return app


def _per_request(app: Flask, directory: TenantDirectory) -> None:
    @app.before_request
    def tenant_from_address() -> None:
        g.db = None
        slug = request.environ.get("portal.tenant")
        g.tenant = directory.find(slug) if slug else None
        g.language = g.tenant.sprak if g.tenant else None

    app.after_request(afterwards.write_afterwards)

    @app.after_request
    def forget_language(response: Response) -> Response:
        g.language = None
        return response


def _template_names(app: Flask) -> None:
    app.jinja_env.globals.update(
        kan=pages.kan,
        hue_class=hue_class,
        initials=initials,
        hidden_fields=hidden_fields,
        languages=LANGUAGES,
        asset_url=assets.asset_url,
        icon_url=assets.icon_url,
        own_base=current.own_base,
        csrf=generate_csrf,
        ngettext=ngettext,
        new_key=uuid4,
        nav=_nav,
        nav_groups=lambda: nav.groups(_nav()),
        alt_handlinger=lambda: palette.shortcuts(current.rights()),
    )

    @app.context_processor
    def known() -> dict[str, Any]:
        return {"tenant": g.get("tenant"), "audience": g.get("audience"), "language": select_language()}


def _nav() -> list[dict[str, Any]]:
    who = current.signed_in()
    return nav.entries(who.permissions, audience=str(who.slag)) if who is not None else []
