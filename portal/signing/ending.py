"""How a request goes on and how it ends: who is asked next, and what becomes of those who have not signed."""

from uuid import uuid5

from sqlalchemy.orm import Session

from portal.jobs.outbox import enqueue
from portal.signing import avsender, post
from portal.signing.models import Partstilstand, Signatar, Signeringsforespoersel, Tilstand
from portal.signing.rules import WAITS
from portal.signing.tilstand import BRUKER, LEVERANDOER, Kilde, flytt, flytt_signatar

SEGL, OPPRETT = "signering.segl", "signering.opprett"
PURR, UTLOEP = "signering.purring", "signering.utloep"
_PART_END = {
    Tilstand.AVSLAATT: Partstilstand.BORTFALT,
    Tilstand.FEILET: Partstilstand.BORTFALT,
    Tilstand.UTLOEPT: Partstilstand.UTLOEPT,
    Tilstand.TRUKKET: Partstilstand.TRUKKET,
}


def ask_next(
    session: Session, foresp: Signeringsforespoersel, parties: list[Signatar], kilde: Kilde = BRUKER
) -> None:
    """Invite those whose turn it is: the lowest number that has not signed."""
    left = [each for each in parties if each.tilstand is not Partstilstand.SIGNERT]
    turn = min((each.rekkefoelge for each in left), default=None)
    for signatar in left:
        if signatar.rekkefoelge == turn and flytt_signatar(
            session, foresp, signatar, Partstilstand.INVITERT, kilde
        ):
            post.invite(session, foresp, signatar)


def go_on(
    session: Session, foresp: Signeringsforespoersel, parties: list[Signatar], kilde: Kilde = BRUKER
) -> None:
    """After a signature: ask the next, or let the worker make the file when it was the last."""
    if all(each.tilstand is Partstilstand.SIGNERT for each in parties):
        flytt(session, foresp, Tilstand.SIGNERT, kilde)
        ask_for_seal(session, foresp)
        return
    if foresp.tilstand is Tilstand.AAPEN:
        flytt(session, foresp, Tilstand.DELVIS, kilde)
    ask_next(session, foresp, parties, kilde)


def ask_for_seal(session: Session, foresp: Signeringsforespoersel) -> None:
    """An outbox row for the file; people's further tries have keys of their own."""
    enqueue(session, SEGL, key=uuid5(foresp.id, f"segl {foresp.segl_forsoek}"), forespoersel_id=foresp.id)


def end(
    session: Session,
    foresp: Signeringsforespoersel,
    parties: list[Signatar],
    til: Tilstand,
    kilde: Kilde = BRUKER,
    *,
    grunn: str = "",
    tell: bool = True,
) -> None:
    """End it without a signed file. Those who signed keep their mark; those who were asked are told, and the sender."""
    for signatar in parties:
        asked = signatar.tilstand in WAITS
        flytted = signatar.tilstand not in {Partstilstand.SIGNERT, Partstilstand.AVSLAATT}
        if flytted:
            flytt_signatar(session, foresp, signatar, _PART_END[til], kilde)
        if tell and (asked or signatar.tilstand is Partstilstand.SIGNERT) and not _sent_it(foresp, signatar):
            post.tell_ended(session, foresp, signatar)
    flytt(session, foresp, til, kilde, grunn=grunn)
    avsender.tell_sender(session, foresp, parties)


def finish(session: Session, foresp: Signeringsforespoersel, parties: list[Signatar]) -> None:
    """The signed file is there and was read back: everyone hears of it."""
    flytt(session, foresp, Tilstand.FULLFOERT, LEVERANDOER)
    for signatar in parties:
        if not _sent_it(foresp, signatar):
            post.tell_finished(session, foresp, signatar)
    avsender.tell_sender(session, foresp, parties)


def hold(session: Session, foresp: Signeringsforespoersel, grunn: str) -> None:
    """The signed file did not come, or is not good: a person decides, and the sender hears that one must."""
    flytt(session, foresp, Tilstand.HOLDT, LEVERANDOER, grunn=grunn)
    avsender.tell_sender(session, foresp, [])


def _sent_it(foresp: Signeringsforespoersel, signatar: Signatar) -> bool:
    """He hears as the sender, once."""
    return signatar.bruker_id is not None and signatar.bruker_id == foresp.opprettet_av_id
