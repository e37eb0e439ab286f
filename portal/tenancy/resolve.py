"""The tenant comes from the address: the first path segment moves to the script name (style.md §1, row 7)."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Engine, select

from portal.tenancy.models import Tenant

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: First path segments that belong to the platform; no tenant may take them as its slug.
RESERVED = frozenset({"static", "helse", "metrics", "favicon.ico", "robots.txt"})
#: Seconds a known tenant is remembered in this process.
REMEMBER = 30.0


@dataclass(frozen=True)
class TenantInfo:
    """What every request needs of its tenant."""

    id: int
    slug: str
    navn: str
    sprak: str
    fargetone: int
    vikar_ord: str
    er_demo: bool


class TenantPrefix:
    """WSGI middleware: `/nordvik/kunder` → SCRIPT_NAME `/nordvik`, PATH_INFO `/kunder`; the app makes links with it."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Move the first segment unless it is the platform's own; never look anything up here."""
        path: str = environ.get("PATH_INFO", "/")
        first, slash, rest = path.lstrip("/").partition("/")
        if first and first not in RESERVED:
            environ["portal.tenant"] = first
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
            environ["PATH_INFO"] = f"/{rest}" if slash else ""
        return self.app(environ, start_response)


class TenantDirectory:
    """Slug → tenant, remembered for a short while; one statement on its own connection when it is not."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(scope="resolve")
        self._known: dict[str, tuple[float, TenantInfo | None]] = {}
        self._lock = threading.Lock()

    def find(self, slug: str) -> TenantInfo | None:
        """The tenant with this address, or None. An unknown slug is remembered too, bounded to 1 000 of them."""
        now = time.monotonic()
        if (held := self._known.get(slug)) and held[0] > now:
            return held[1]
        with self._engine.connect() as connection:
            row = connection.execute(
                select(
                    Tenant.id,
                    Tenant.slug,
                    Tenant.navn,
                    Tenant.sprak,
                    Tenant.fargetone,
                    Tenant.vikar_ord,
                    Tenant.er_demo,
                ).where(Tenant.slug == slug)
            ).one_or_none()
        info = TenantInfo(*row) if row else None
        with self._lock:
            if len(self._known) > 1_000:
                self._known.clear()
            self._known[slug] = (now + REMEMBER, info)
        return info

    def demo_tenants(self) -> list[TenantInfo]:
        """The demo's agencies, for the start page of a demo installation."""
        with self._engine.connect() as connection:
            slugs = connection.scalars(select(Tenant.slug).where(Tenant.er_demo).order_by(Tenant.id)).all()
        return [info for slug in slugs if (info := self.find(slug))]
