"""How far a contact or a worker sees: the one function that pages, lists, counts, searches, exports and mails share.

A portal session carries `info["scope"]`; models marked KundeScoped, EgenScoped or KandidatScoped are narrowed to it in
every ORM read, on top of the tenant's wall.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria


class KundeScoped:
    """Marker: rows belong to a customer, `kunde_id`. A contact sees those of the enheter in his scope."""

    # A column, not only a type: the criteria are first made against the marker itself.
    kunde_id: Mapped[UUID] = mapped_column()


class EgenScoped(KundeScoped):
    """Marker: `godkjenner_id` (engasjement) narrows further when the contact's scope is `egne`."""

    godkjenner_id: Mapped[UUID | None] = mapped_column()


class KandidatScoped:
    """Marker: rows belong to a worker, `kandidat_id`; he sees only his own."""

    kandidat_id: Mapped[UUID] = mapped_column()


@dataclass(frozen=True)
class Scope:
    """Frozen at the start of a request. `kunde_ids` are the enheter in reach; `egne` the engagement, when only own."""

    kunde_ids: tuple[UUID, ...] = ()
    egne: UUID | None = None
    kandidat_id: UUID | None = None


def bind_scope(session: Session, scope: Scope) -> None:
    """From here on every ORM read of this session is narrowed. For life, like the tenant."""
    if "scope" in session.info:
        raise RuntimeError("the scope of a session is set once")
    session.info["scope"] = scope


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    scope: Scope | None = state.session.info.get("scope")
    if scope is None:
        return
    if scope.kandidat_id is not None:
        kandidat_id = scope.kandidat_id
        state.statement = state.statement.options(
            with_loader_criteria(
                KandidatScoped, lambda cls: cls.kandidat_id == kandidat_id, include_aliases=True
            )
        )
        return
    kunde_ids, egne = list(scope.kunde_ids), scope.egne
    state.statement = state.statement.options(
        with_loader_criteria(KundeScoped, lambda cls: cls.kunde_id.in_(kunde_ids), include_aliases=True)
    )
    if egne is not None:
        state.statement = state.statement.options(
            with_loader_criteria(EgenScoped, lambda cls: cls.godkjenner_id == egne, include_aliases=True)
        )
