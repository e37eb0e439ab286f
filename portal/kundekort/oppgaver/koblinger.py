"""What a task is about: link a record, take a link away. The first customer becomes the task's own."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.errors import NotFound, Refused
from portal.i18n import _
from portal.kundekort.models import Oppgave, Oppgavekobling
from portal.kundekort.oppgaver.queries import MOST_LINKS, get_oppgave
from portal.kundekort.registry import Koblingsslag, koblingsslag


def koble_oppgave(session: Session, *, oppgave_id: UUID, slag: str, post_id: UUID) -> Oppgave:
    """Link a record to a task. The same one again changes nothing. Locks the task.

    Raises:
        NotFound: no such task or record, or one the actor may not see. Refused: too many.
    """
    oppgave = get_oppgave(session, oppgave_id=oppgave_id)
    if post_id not in _kind(session, slag).les(session, [post_id]):
        raise NotFound(f"{slag} {post_id}")
    if slag == "kunde" and oppgave.kunde_id is None:
        oppgave.kunde_id = post_id
        oppgave.versjon += 1
        return oppgave
    own = {("kunde", oppgave.kunde_id), ("engasjement", oppgave.engasjement_id)}
    held = select(Oppgavekobling.slag, Oppgavekobling.post_id).where(Oppgavekobling.oppgave_id == oppgave_id)
    if (slag, post_id) in own | {(row.slag, row.post_id) for row in session.execute(held)}:
        return oppgave
    count = select(func.count()).where(Oppgavekobling.oppgave_id == oppgave_id)
    if (session.scalar(count) or 0) >= MOST_LINKS:
        raise Refused(_("Oppgaven har så mange koblinger den kan ha."))
    session.add(Oppgavekobling(oppgave_id=oppgave_id, slag=slag, post_id=post_id))
    return oppgave


def loesne_kobling(session: Session, *, oppgave_id: UUID, kobling_id: UUID) -> Oppgave:
    """Take a further record away. A second time changes nothing. Raises NotFound: no such task."""
    oppgave = get_oppgave(session, oppgave_id=oppgave_id)
    session.execute(
        delete(Oppgavekobling).where(Oppgavekobling.id == kobling_id, Oppgavekobling.oppgave_id == oppgave_id)
    )
    return oppgave


def loesne_kunde(session: Session, *, oppgave_id: UUID) -> Oppgave:
    """Take the task off its customer, and off the contact there. Raises NotFound."""
    oppgave = get_oppgave(session, oppgave_id=oppgave_id)
    oppgave.kunde_id = oppgave.engasjement_id = None
    oppgave.versjon += 1
    return oppgave


def _kind(session: Session, slag: str) -> Koblingsslag:
    actor = actor_of(session)
    for kind in koblingsslag.all():
        if kind.key == slag and actor.may(kind.needs):
            return kind
    raise NotFound(f"koblingsslag {slag}")
