"""Seeing the portal as a colleague sees it: the session stays the administrator's, and nothing is written in it."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.administrasjon.brukere.queries import get_bruker
from portal.audit.record import actor_of, record
from portal.errors import Refused
from portal.i18n import _
from portal.identity.models import Bruker, Brukerrolle, Oekt, Rolle
from portal.identity.rettighetsord import named


def vis_som(session: Session, *, bruker_id: UUID, oekt_id: UUID) -> Bruker:
    """From the next page on this session reads with the colleague's name, offices and rights.

    Raises:
        NotFound. Refused: oneself, one who does not get in, or one who may do what the actor may not: the view would
            otherwise be a way to rights.
    """
    actor, bruker = actor_of(session), get_bruker(session, bruker_id=bruker_id)
    if bruker.id == actor.id:
        raise Refused(_("Du ser alt portalen som deg selv."))
    if not bruker.er_aktiv:
        raise Refused(_("%(navn)s er deaktivert og ser ikke portalen.", navn=bruker.navn))
    held = session.scalars(
        select(Rolle.rettigheter)
        .join(Brukerrolle, Brukerrolle.rolle_id == Rolle.id)
        .where(Brukerrolle.bruker_id == bruker.id)
    )
    if more := {right for bundle in held for right in bundle} - actor.permissions:
        raise Refused(
            _(
                "%(navn)s kan mer enn du kan, og derfor kan du ikke se portalen slik: %(mer)s.",
                navn=bruker.navn,
                mer=", ".join(named(more)),
            )
        )
    session.execute(update(Oekt).where(Oekt.id == oekt_id).values(som_bruker_id=bruker.id))
    record(session, "bruker.vist-som", subject=bruker, navn=bruker.navn)
    return bruker


def avslutt_visning(session: Session, *, oekt_id: UUID) -> UUID | None:
    """Back to oneself; whom the portal was seen as, None when it was not."""
    seen = session.scalar(select(Oekt.som_bruker_id).where(Oekt.id == oekt_id).with_for_update())
    if seen is None:
        return None
    session.execute(update(Oekt).where(Oekt.id == oekt_id).values(som_bruker_id=None))
    bruker = get_bruker(session, bruker_id=seen)
    record(session, "bruker.vist-som-slutt", subject=bruker, navn=bruker.navn)
    return seen
