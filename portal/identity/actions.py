"""Making roles and users. Nothing here commits."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.base import add_in_order
from portal.db.types import uuid7
from portal.identity.models import Bruker, Brukeravdeling, Brukerrolle, Rolle
from portal.identity.passwords import hash_password
from portal.identity.permissions import SHIPPED_ROLES


def opprett_roller(session: Session) -> dict[str, Rolle]:
    """The shipped roles, by name; those that exist are left as the tenant has them."""
    held = {rolle.navn: rolle for rolle in session.scalars(select(Rolle))}
    fresh = [
        Rolle(id=uuid7(), navn=navn, rettigheter=sorted(map(str, rights)))
        for navn, rights in SHIPPED_ROLES.items()
        if navn not in held
    ]
    add_in_order(session, fresh)
    return held | {rolle.navn: rolle for rolle in fresh}


def opprett_bruker(
    session: Session,
    *,
    navn: str,
    epost: str,
    passord: str | None,
    roller: list[Rolle],
    avdeling_id: UUID | None = None,
    bruker_id: UUID | None = None,
    er_demo: bool = False,
) -> Bruker:
    """A user with roles, who may work in his office; the e-mail is stored in lower case.

    Without a password he cannot sign in before he has chosen one himself (`codes.make_password_link`).
    """
    bruker = Bruker(
        id=bruker_id or uuid7(),
        navn=navn,
        epost=epost.strip().lower(),
        passord_hash=hash_password(passord) if passord is not None else None,
        avdeling_id=avdeling_id,
        er_demo=er_demo,
    )
    add_in_order(
        session,
        [bruker],
        [Brukerrolle(id=uuid7(), bruker_id=bruker.id, rolle_id=rolle.id) for rolle in roller],
        [Brukeravdeling(id=uuid7(), bruker_id=bruker.id, avdeling_id=avdeling_id)] if avdeling_id else [],
    )
    return bruker
