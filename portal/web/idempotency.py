"""Every form post is harmless the second time (law 11).

The form's hidden `idempotens` is inserted first thing in the transaction: a copy that arrives meanwhile waits for the
first one's commit, then answers as the first did. A refused post rolls the key back, so the next try counts as first.
"""

import hashlib
from uuid import UUID

from flask import Response, redirect, request
from flask_login import current_user
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.errors import Refused
from portal.i18n import _
from portal.web.models import Idempotens

#: Fields that differ between two copies of one post without meaning anything.
_IGNORED = frozenset({"csrf_token", "idempotens"})


class Replay(Exception):
    """Not an error: this post was answered before."""

    def __init__(self, response: Response) -> None:
        super().__init__("replay")
        self.response = response


def first_or_replay(session: Session) -> UUID | None:
    """Take the form's key. None when the post carries none (the gates see to it that forms do).

    Raises:
        Replay: the key is known; carries the first answer.
        Refused: the key was used for something else.
    """
    try:
        key = UUID(request.form.get("idempotens", ""))
    except ValueError:
        return None
    print_ = _fingerprint()
    inserted = session.scalar(
        insert(Idempotens)
        .values(
            tenant_id=session.info["tenant"],
            id=key,
            endepunkt=request.endpoint,
            aktoer_id=getattr(current_user, "id", None),
            avtrykk=print_,
            opprettet_tid=now(),
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "id"])
        .returning(Idempotens.id)
    )
    if inserted is not None:
        return key
    first = session.execute(
        select(
            Idempotens.endepunkt, Idempotens.aktoer_id, Idempotens.avtrykk, Idempotens.status, Idempotens.maal
        ).where(Idempotens.id == key)
    ).one()
    if first[:3] != (request.endpoint, getattr(current_user, "id", None), print_):
        raise Refused(_("Skjemaet er alt sendt, med et annet innhold. Last siden på nytt og prøv igjen."))
    raise Replay(_again(first.status, first.maal))


def finish(session: Session, key: UUID | None, response: Response) -> None:
    """Keep where the answer went, in the same transaction as what it did."""
    if key is None:
        return
    target = response.headers.get("Location") or response.headers.get("X-Portal-Location")
    session.execute(
        update(Idempotens).where(Idempotens.id == key).values(status=response.status_code, maal=target)
    )


def forget(session: Session, key: UUID | None) -> None:
    """A refused post that is committed for its counters only: the same form may be sent again."""
    if key is not None:
        session.execute(delete(Idempotens).where(Idempotens.id == key))


def _again(status: int | None, target: str | None) -> Response:
    if target is None:
        return Response(status=204)
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Location": target})
    return redirect(target, code=303 if status is None or status < 300 else status)  # type: ignore[return-value]


def _fingerprint() -> str:
    digest = hashlib.sha256((request.path + "\0").encode())
    for name in sorted(request.form):
        # A quick hash of a password, kept, would be a gift to whoever reads the table.
        if name not in _IGNORED and not name.startswith("passord"):
            for value in request.form.getlist(name):
                digest.update(f"{name}\0{value}\0".encode())
    return digest.hexdigest()
