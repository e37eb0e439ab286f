"""Tasks: register, change, do, open again, drop; a task that repeats makes the next one when it is done."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.models import Bruker
from portal.kundekort.models import (
    Aktivitetstype,
    Gjentakelse,
    Oppgave,
    Oppgavekobling,
    Oppgavetilstand,
)
from portal.kundekort.mottakere import find_kontakt
from portal.kundekort.oppgaver.queries import get_oppgave
from portal.kundekort.oppgaver.rules import Oppgavedata, next_due
from portal.kundekort.queries import get_kunde


def registrer_oppgave(
    session: Session, *, data: Oppgavedata, kunde_id: UUID | None = None, oppgave_id: UUID | None = None
) -> Oppgave:
    """Give somebody a task, at a customer when there is one.

    Raises:
        NotFound: no such customer. Refused: see `_check`.
    """
    if kunde_id is not None:
        get_kunde(session, kunde_id=kunde_id)
    _check(session, data, kunde_id=kunde_id, held=None)
    oppgave = Oppgave(
        id=oppgave_id or uuid7(),
        kunde_id=kunde_id,
        opprettet_tid=now(),
        opprettet_av_id=actor_of(session).id,
    )
    _fill(oppgave, data)
    session.add(oppgave)
    session.flush()  # links point at it
    _tell(session, oppgave, "registrert")
    return oppgave


def endre_oppgave(session: Session, *, oppgave_id: UUID, data: Oppgavedata, versjon: int) -> Oppgave:
    """Change an open task. Locks it.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: it is done or dropped, or see `_check`.
    """
    oppgave = get_oppgave(session, oppgave_id=oppgave_id)
    if oppgave.versjon != versjon:
        raise Stale(_("Noen andre har endret oppgaven mens du skrev."))
    if oppgave.tilstand is not Oppgavetilstand.AAPEN:
        raise Refused(_("Oppgaven er ikke åpen. Åpne den igjen først."))
    _check(session, data, kunde_id=oppgave.kunde_id, held=oppgave)
    _fill(oppgave, data)
    oppgave.versjon += 1
    return oppgave


def fullfoer_oppgave(session: Session, *, oppgave_id: UUID) -> Oppgave:
    """Do a task, one's own or a colleague's. One that repeats makes the next one. A second time changes nothing.

    Raises:
        NotFound. Refused: it was dropped.
    """
    oppgave = get_oppgave(session, oppgave_id=oppgave_id)
    if oppgave.tilstand is Oppgavetilstand.UTFOERT:
        return oppgave
    if oppgave.tilstand is Oppgavetilstand.AVLYST:
        raise Refused(_("Oppgaven er avlyst. Åpne den igjen først."))
    oppgave.tilstand, oppgave.utfoert_tid = Oppgavetilstand.UTFOERT, now()
    oppgave.utfoert_av_id = actor_of(session).id
    oppgave.versjon += 1
    _tell(session, oppgave, "utfoert")
    if oppgave.gjentakelse is not Gjentakelse.INGEN:
        _make_next(session, oppgave)
    return oppgave


def gjenaapne_oppgave(session: Session, *, oppgave_id: UUID) -> Oppgave:
    """Undo: the task waits again, and the next of its series that nobody has touched is taken back.

    A second time changes nothing.

    Raises:
        NotFound. Refused: the next of its series has been worked on.
    """
    oppgave = get_oppgave(session, oppgave_id=oppgave_id)
    if oppgave.tilstand is Oppgavetilstand.AAPEN:
        return oppgave
    if oppgave.tilstand is Oppgavetilstand.UTFOERT:
        _take_back_next(session, oppgave)
    oppgave.tilstand, oppgave.utfoert_tid, oppgave.utfoert_av_id = Oppgavetilstand.AAPEN, None, None
    oppgave.versjon += 1
    _tell(session, oppgave, "gjenaapnet")
    return oppgave


def avlys_oppgave(session: Session, *, oppgave_id: UUID) -> Oppgave:
    """Drop a task; a series ends with it. A second time changes nothing.

    Raises:
        NotFound. Refused: it is done.
    """
    oppgave = get_oppgave(session, oppgave_id=oppgave_id)
    if oppgave.tilstand is Oppgavetilstand.UTFOERT:
        raise Refused(_("Oppgaven er alt utført."))
    if oppgave.tilstand is Oppgavetilstand.AAPEN:
        oppgave.tilstand = Oppgavetilstand.AVLYST
        oppgave.versjon += 1
        _tell(session, oppgave, "avlyst")
    return oppgave


def _check(session: Session, data: Oppgavedata, *, kunde_id: UUID | None, held: Oppgave | None) -> None:
    """The colleague works here, the contact is the customer's, the type exists; those it has may have left since."""
    if not data.tittel.strip():
        raise Refused(_("Skriv hva som skal gjøres."), field="tittel")
    stmt = select(Bruker.er_aktiv).where(Bruker.id == data.ansvarlig_id)
    if not session.scalar(stmt) and (held is None or data.ansvarlig_id != held.ansvarlig_id):
        raise Refused(_("Velg en kollega som arbeider her."), field="ansvarlig")
    if data.gjentakelse is not Gjentakelse.INGEN and data.frist_dato is None:
        raise Refused(_("En oppgave som gjentas, må ha en frist."), field="frist")
    kind = select(Aktivitetstype.id).where(Aktivitetstype.id == data.type_id)
    if data.type_id is not None and session.scalar(kind) is None:
        raise Refused(_("Velg en type."), field="type")
    if data.kontakt_id is None or (held is not None and data.kontakt_id == held.engasjement_id):
        return
    if not (kunde_id and find_kontakt(session, kunde_id=kunde_id, kontakt_id=data.kontakt_id)):
        raise Refused(_("Kontakten hører ikke til denne kunden."), field="kontakt")


def _fill(oppgave: Oppgave, data: Oppgavedata) -> None:
    oppgave.tittel, oppgave.beskrivelse = data.tittel, data.beskrivelse
    oppgave.ansvarlig_id, oppgave.prioritet = data.ansvarlig_id, data.prioritet
    oppgave.type_id, oppgave.engasjement_id = data.type_id, data.kontakt_id
    moved = (oppgave.frist_dato, oppgave.gjentakelse) != (data.frist_dato, data.gjentakelse)
    oppgave.frist_dato, oppgave.gjentakelse = data.frist_dato, data.gjentakelse
    if moved:  # a series begins anew where it is moved to
        oppgave.gjentas_fra = None if data.gjentakelse is Gjentakelse.INGEN else data.frist_dato


def _make_next(session: Session, done: Oppgave) -> None:
    if done.frist_dato is None or done.gjentas_fra is None:  # pragma: no cover - the table's own check
        raise ValueError("a series without a date")
    following = Oppgave(
        id=uuid7(),
        forrige_id=done.id,
        frist_dato=next_due(
            done.frist_dato, gjentakelse=done.gjentakelse, gjentas_fra=done.gjentas_fra, today=today()
        ),
        opprettet_tid=now(),
        opprettet_av_id=done.opprettet_av_id,
        **{
            name: getattr(done, name)
            for name in (
                *("tittel", "beskrivelse", "ansvarlig_id", "kunde_id", "engasjement_id", "type_id"),
                *("prioritet", "gjentakelse", "gjentas_fra"),
            )
        },
    )
    session.add(following)
    session.flush()  # the links point at it
    links = session.execute(
        select(Oppgavekobling.slag, Oppgavekobling.post_id).where(Oppgavekobling.oppgave_id == done.id)
    )
    session.add_all(
        Oppgavekobling(oppgave_id=following.id, slag=link.slag, post_id=link.post_id) for link in links
    )


def _take_back_next(session: Session, done: Oppgave) -> None:
    following = session.scalar(select(Oppgave).where(Oppgave.forrige_id == done.id).with_for_update())
    if following is None:
        return
    if following.tilstand is not Oppgavetilstand.AAPEN or following.versjon != 1:
        raise Refused(_("Neste oppgave i rekken er alt endret eller utført. Denne kan ikke åpnes igjen."))
    session.execute(delete(Oppgavekobling).where(Oppgavekobling.oppgave_id == following.id))
    session.delete(following)


def _tell(session: Session, oppgave: Oppgave, what: str) -> None:
    """On the customer's timeline; a task without a customer has none."""
    if oppgave.kunde_id is not None:
        record(
            session,
            f"oppgave.{what}",
            kunde_id=oppgave.kunde_id,
            subject=oppgave,
            tittel=oppgave.tittel,
        )
