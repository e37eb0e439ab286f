"""The ORM wall: a session belongs to one tenant for life, and unbound reads raise (style.md §7.1)."""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from portal.db.base import TenantScoped
from portal.tenancy.context import TenantNotBound, set_context


class TenantSession(Session):
    """A session with `info["tenant"]`, and optionally `info["actor"]` and `info["scope"]` (identity)."""


def tenant_session(bind: Engine | Connection, *, tenant_id: int, **info: Any) -> TenantSession:
    """A session of one tenant for life, and so is its connection. Tests give a connection: it is joined."""
    bound = bind.execution_options(tenant=tenant_id)
    if isinstance(bound, Connection) and bound.in_transaction():
        set_context(bound)  # its `begin` is past
    return TenantSession(
        bound,
        info={"tenant": tenant_id, **info},
        join_transaction_mode="create_savepoint",
        autoflush=False,
        expire_on_commit=False,
    )


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    tenant = state.session.info.get("tenant")
    if tenant is not None:
        mine = with_loader_criteria(TenantScoped, lambda cls: cls.tenant_id == tenant, include_aliases=True)
        state.statement = state.statement.options(mine)
    elif any(issubclass(mapper.class_, TenantScoped) for mapper in state.all_mappers):
        raise TenantNotBound(str(state.statement))


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _context: object, _instances: object) -> None:
    """New rows get the session's tenant; a row that claims another one is a bug."""
    tenant = session.info.get("tenant")
    for row in session.new:
        if isinstance(row, TenantScoped):
            if tenant is None:
                raise TenantNotBound(type(row).__name__)
            if row.tenant_id is None:
                row.tenant_id = tenant
            elif row.tenant_id != tenant:
                raise TenantNotBound(f"{type(row).__name__} of another tenant")
