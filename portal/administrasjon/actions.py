"""What acts on users and on roles ask: someone must always be able to administer, no right is lost to the agency, and
nobody gives himself what he lacks.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.administrasjon.queries import rights_held
from portal.administrasjon.rules import beyond
from portal.audit.record import actor_of
from portal.errors import Refused
from portal.i18n import _
from portal.identity.models import Bruker, Brukerrolle, Rolle
from portal.identity.permissions import Permission
from portal.identity.rettighetsord import named

_GIVES = Rolle.rettigheter.contains([str(Permission.BRUKER_ENDRE)])


def lock_administrasjon(session: Session) -> frozenset[str]:
    """First of all: two who take a right from each other at once must wait for each other. Two statements.

    Answers the rights that are held now, for `check_kept`.
    """
    session.scalars(select(Rolle.id).where(_GIVES).order_by(Rolle.id).with_for_update()).all()
    return rights_held(session)


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


def check_kept(session: Session, *, before: frozenset[str], field: str | None = None) -> None:
    """After `check_administrator`: what somebody had before the act, somebody has still. One statement.

    Otherwise it would be lost for good where only one administers: nobody gives it to himself.

    Raises:
        Refused: a right would be nobody's; says which.
    """
    session.flush()  # what was just changed counts
    if lost := before - rights_held(session):
        raise Refused(
            _(
                "Da har ingen lenger disse rettene: %(retter)s. Gi dem til en annen som logger inn, og prøv igjen.",
                retter=", ".join(named(lost)),
            ),
            field=field,
        )


def check_own(session: Session, *, rights: Iterable[str], field: str) -> None:
    """The actor gives this to himself: nothing that he does not have. Raises Refused, and says who could."""
    if more := beyond(actor_of(session), rights):
        raise Refused(
            _(
                "Du kan ikke gi deg selv retter du ikke har: %(retter)s."
                " En annen som administrerer brukere, må gjøre det.",
                retter=", ".join(named(more)),
            ),
            field=field,
        )


def flush_unique(session: Session, *, said: str, field: str) -> None:
    """Write what was changed; a key that another has taken meanwhile is refused with `said`.

    The caller undoes: the database takes nothing more before that.
    """
    try:
        session.flush()  # here, not at the end of the request: the refusal belongs to a field
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != "23505":  # unique_violation
            raise
        raise Refused(said, field=field) from error
