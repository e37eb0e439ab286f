"""A blueprint whose every route names the permission it needs and runs in one transaction (style.md §7.1)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from flask import Blueprint, abort, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.errors import NotFound, Refused, Undecided
from portal.i18n import _
from portal.identity.models import Oektslag
from portal.identity.permissions import Permission, Portalrett
from portal.identity.signed_in import SignedIn
from portal.tenancy.session import tenant_session
from portal.web.idempotency import Replay, finish, first_or_replay, forget

View = Callable[..., ResponseReturnValue]
READ_ONLY = frozenset({"GET", "HEAD", "OPTIONS"})


class Room(Blueprint):
    """Every route states `needs`; leaving it out is a TypeError at import."""

    def __init__(
        self, name: str, import_name: str, *, audience: Oektslag = Oektslag.ANSATT, **options: Any
    ) -> None:
        super().__init__(name, import_name, **options)
        self.audience = audience

    def route(  # type: ignore[override]
        self, rule: str, *, needs: Permission | Portalrett, **options: Any
    ) -> Callable[[View], View]:
        """Register `view(session, **url)` at `rule`."""

        def register(view: View) -> View:
            guarded = _guarded(
                view,
                needs,
                self.audience,
                writes=options.pop("writes", True),
                while_seeing=options.pop("while_seeing", False),
            )
            self.add_url_rule(rule, options.pop("endpoint", view.__name__), guarded, **options)
            return view

        return register

    def get(self, rule: str, *, needs: Permission | Portalrett, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """A page; it changes nothing."""
        return self.route(rule, needs=needs, methods=["GET"], **options)

    def post(self, rule: str, *, needs: Permission | Portalrett, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """A write; harmless the second time. `while_seeing`: also for one who sees the portal as another."""
        return self.route(rule, needs=needs, methods=["POST"], **options)

    def preview(self, rule: str, *, needs: Permission | Portalrett, **options: Any) -> Callable[[View], View]:
        """What a form would come to while it is being filled in: posted as the form is, never kept."""
        return self.route(rule, needs=needs, methods=["POST"], writes=False, **options)


class OpenRoom(Blueprint):
    """Routes without a signed-in person; each says why it is open. A gate lists them."""

    def route(self, rule: str, *, open_because: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Register `view(session, **url)` inside a tenant, or `view(None)` when the address has none."""

        def register(view: View) -> View:
            self.add_url_rule(
                rule, options.pop("endpoint", view.__name__), _open(view, open_because), **options
            )
            return view

        return register


def _guarded(
    view: View, needs: Permission | Portalrett, audience: Oektslag, *, writes: bool, while_seeing: bool
) -> View:
    @wraps(view)
    def run(**url: Any) -> ResponseReturnValue:
        with request_session() as session:
            g.audience = audience
            who: SignedIn | None = current_user if current_user.is_authenticated else None
            if who is None:
                abort(401)
            if needs not in who.permissions:
                abort(403)
            changes = writes and request.method not in READ_ONLY
            if changes and who.bak is not None and not while_seeing:
                raise Refused(
                    _(
                        "Du ser portalen som %(navn)s, og da endres ingenting. Avslutt visningen først.",
                        navn=who.navn,
                    )
                )
            session.info["actor"] = who.person if changes else who.actor
            if (narrow := current_app.extensions["portal_scope"].get(audience)) is not None:
                narrow(session, who)
            return _in_transaction(session, view, url, writes=writes)

    run.needs = needs  # type: ignore[attr-defined]  # read by the gates and `portal routes`
    run.audience = audience  # type: ignore[attr-defined]
    run.writes = writes  # type: ignore[attr-defined]
    return run


def _open(view: View, reason: str) -> View:
    @wraps(view)
    def run(**url: Any) -> ResponseReturnValue:
        if g.tenant is None:
            return view(None, **url)
        with request_session() as session:
            return _in_transaction(session, view, url)

    run.open_because = reason  # type: ignore[attr-defined]
    return run


@contextmanager
def request_session() -> Iterator[Session]:
    """A session of the request's tenant; 404 when the address names none."""
    if g.tenant is None:
        raise NotFound("no such tenant")
    with tenant_session(current_app.extensions["engine"], tenant_id=g.tenant.id) as session:
        g.db = session
        try:
            yield session
        finally:
            g.db = None  # an error page must not begin a new transaction on it


def _in_transaction(
    session: Session, view: View, url: dict[str, Any], *, writes: bool = True
) -> ResponseReturnValue:
    if request.method in READ_ONLY or not writes:
        response = make_response(view(session, **url))
        session.rollback()  # a page changes nothing, nor does a preview
        return response
    try:
        key = first_or_replay(session)
    except Replay as second:
        session.rollback()
        return second.response
    response = make_response(view(session, **url))
    if response.status_code >= 400 and not g.get("keep_counters"):
        session.rollback()
    elif response.status_code >= 400:
        forget(session, key)
        _commit(session)
    else:
        finish(session, key, response)
        _commit(session)
        for effect in g.pop("after_commit", []):
            effect(response)
    return response


def _commit(session: Session) -> None:
    """The only commit in the web process."""
    try:
        session.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Undecided("commit without an answer") from error
        raise
