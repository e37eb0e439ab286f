"""What acts on users and on roles ask: someone must always be able to administer, and nobody gives what he lacks."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.administrasjon.rules import beyond
from portal.audit.record import actor_of
from portal.errors import Refused
from portal.i18n import _
from portal.identity.models import Bruker, Brukerrolle, Rolle
from portal.identity.permissions import Permission
from portal.identity.rettighetsord import named

_GIVES = Rolle.rettigheter.contains([str(Permission.BRUKER_ENDRE)])


def lock_administrasjon(session: Session) -> None:
    """First of all: two who take the right from each other at once must wait for each other. One statement."""
    session.scalars(select(Rolle.id).where(_GIVES).order_by(Rolle.id).with_for_update()).all()


def check_administrator(session: Session, *, field: str | None = None) -> None:
    """Last of all: someone who is active and has chosen a password may still administer. One statement.

    Raises:
        Refused: nobody would.
    """
    session.flush()  # what was just changed counts
    left = (
        select(Bruker.id)
        .join(Brukerrolle, Brukerrolle.bruker_id == Bruker.id)
        .join(Rolle, Rolle.id == Brukerrolle.rolle_id)
        .where(Bruker.er_aktiv, Bruker.passord_hash.is_not(None), _GIVES)
        .limit(1)
    )
    if session.scalar(left) is None:
        raise Refused(
            _(
                "Da kan ingen lenger administrere brukere og roller."
                " Gi retten til en annen som logger inn, og prøv igjen."
            ),
            field=field,
        )


def check_giving(session: Session, *, rights: Iterable[str], field: str) -> None:
    """Nobody gives what he does not have. Raises Refused, and says who could."""
    if more := beyond(actor_of(session), rights):
        raise Refused(
            _(
                "Du kan ikke gi retter du ikke har selv: %(retter)s."
                " En som har dem og administrerer brukere, må gjøre det.",
                retter=", ".join(named(more)),
            ),
            field=field,
        )
