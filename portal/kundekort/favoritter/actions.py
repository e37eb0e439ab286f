"""The star on a record: each employee's own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound
from portal.kundekort.models import Favoritt, Favorittpost
from portal.kundekort.queries import get_kunde
from portal.kundekort.registry import Koblingsslag, koblingsslag


def sett_favoritt(session: Session, *, kunde_id: UUID, paa: bool) -> str:
    """Give the customer the actor's star, or take it away; answers its name. A second time changes nothing.

    Raises NotFound.
    """
    kunde = get_kunde(session, kunde_id=kunde_id)
    bruker_id = actor_of(session).id
    if not paa:
        session.execute(
            delete(Favoritt).where(Favoritt.kunde_id == kunde.id, Favoritt.bruker_id == bruker_id)
        )
        return kunde.navn
    session.execute(
        insert(Favoritt)
        .values(
            tenant_id=kunde.tenant_id,
            id=uuid7(),
            bruker_id=bruker_id,
            kunde_id=kunde.id,
            opprettet_tid=now(),
        )
        .on_conflict_do_nothing()
    )
    return kunde.navn


def sett_favorittpost(
    session: Session, *, slag: str, post_id: UUID, paa: bool
) -> tuple[Koblingsslag, str, Mapping[str, Any]]:
    """The same of any other kind of record; answers the kind, its text and what its endpoint takes.

    Raises NotFound: no such kind for the actor, or no such record.
    """
    actor = actor_of(session)
    kind = next((each for each in koblingsslag.all() if each.key == slag and actor.may(each.needs)), None)
    if kind is None:
        raise NotFound(f"koblingsslag {slag}")
    text, values = kind.les(session, [post_id]).get(post_id, ("", None))
    if values is None:
        raise NotFound(f"{slag} {post_id}")
    if slag == "kunde":
        sett_favoritt(session, kunde_id=post_id, paa=paa)
    elif paa:
        session.execute(
            insert(Favorittpost)
            .values(
                tenant_id=session.info["tenant"],
                id=uuid7(),
                bruker_id=actor.id,
                slag=slag,
                post_id=post_id,
                opprettet_tid=now(),
            )
            .on_conflict_do_nothing()
        )
    else:
        mine = (
            Favorittpost.bruker_id == actor.id,
            Favorittpost.slag == slag,
            Favorittpost.post_id == post_id,
        )
        session.execute(delete(Favorittpost).where(*mine))
    return kind, text, values
