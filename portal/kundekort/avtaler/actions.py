"""Appointments: agree, change, call off. Everyone invited is told, and his calendar knows which word is the newest."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.models import Bruker
from portal.kundekort.avtaler.innkalling import send_innkalling
from portal.kundekort.avtaler.queries import get_avtale, list_deltakere, with_arrangoer
from portal.kundekort.avtaler.rules import Avtaledata
from portal.kundekort.models import Avtale, Avtaledeltaker, Avtaletilstand
from portal.kundekort.mottakere import list_valg
from portal.kundekort.queries import get_kunde


def registrer_avtale(
    session: Session, *, data: Avtaledata, kunde_id: UUID | None = None, inviter: bool = True
) -> tuple[Avtale, int]:
    """Agree on an appointment and invite those who take part; `inviter` False tells nobody. Answers how many mails.

    Raises:
        NotFound: no such customer. Refused: see `_check`.
    """
    actor = actor_of(session)
    if actor.slag != "ansatt" or actor.id is None:
        raise Refused(_("Bare ansatte lager avtaler."))
    if kunde_id is not None:
        get_kunde(session, kunde_id=kunde_id)
    _check(session, data, kunde_id, held=frozenset())
    avtale = Avtale(id=uuid7(), bruker_id=actor.id, kunde_id=kunde_id, opprettet_tid=now(), sekvens=0)
    _fill(avtale, data)
    session.add(avtale)
    session.flush()  # those who take part point at it
    _set_deltakere(session, avtale, data)
    alle = list_deltakere(session, avtale_id=avtale.id)
    sent = send_innkalling(session, avtale, til=alle, alle=alle) if inviter else 0
    _tell(session, avtale, "planlagt")
    return avtale, sent


def endre_avtale(session: Session, *, avtale_id: UUID, data: Avtaledata, versjon: int) -> tuple[Avtale, int]:
    """Change it. Those who still come get the change, those who do not a calling off, new ones the invitation.

    Whoever called it gets the change when a colleague makes it. Nothing that differs, nothing is sent. Answers how
    many mails. Locks it.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: it is called off, another's own, or see `_check`.
    """
    avtale = _locked(session, avtale_id)
    if avtale.versjon != versjon:
        raise Stale(_("Noen andre har endret avtalen mens du skrev."))
    if avtale.tilstand is Avtaletilstand.AVLYST:
        raise Refused(_("Avtalen er avlyst."))
    before = {deltaker.key: deltaker for deltaker in list_deltakere(session, avtale_id=avtale.id)}
    _check(session, data, avtale.kunde_id, held=frozenset(before))
    same = _written(avtale) == (data.tittel, data.start, data.slutt, data.sted, data.beskrivelse)
    if same and set(before) == data.kontakter | data.kolleger:
        return avtale, 0
    _fill(avtale, data)
    avtale.sekvens += 1
    avtale.versjon += 1
    _set_deltakere(session, avtale, data)
    alle = list_deltakere(session, avtale_id=avtale.id)
    now_in = {deltaker.key for deltaker in alle}
    out = [deltaker for key, deltaker in before.items() if key not in {*now_in, avtale.bruker_id}]
    sent = send_innkalling(session, avtale, til=out, alle=out, avlyst=True)
    sent += send_innkalling(
        session, avtale, til=with_arrangoer(session, avtale=avtale, deltakere=alle), alle=alle
    )
    _tell(session, avtale, "endret")
    return avtale, sent


def avlys_avtale(session: Session, *, avtale_id: UUID) -> tuple[Avtale, int]:
    """Call it off and tell everyone, also who called it. Answers how many mails. A second time changes nothing.

    Raises:
        NotFound. Refused: one without a customer, that somebody else has called.
    """
    avtale = _locked(session, avtale_id)
    if avtale.tilstand is Avtaletilstand.AVLYST:
        return avtale, 0
    avtale.tilstand, avtale.endret_tid = Avtaletilstand.AVLYST, now()
    avtale.sekvens += 1
    avtale.versjon += 1
    alle = list_deltakere(session, avtale_id=avtale.id)
    til = with_arrangoer(session, avtale=avtale, deltakere=alle)
    sent = send_innkalling(session, avtale, til=til, alle=alle, avlyst=True)
    _tell(session, avtale, "avlyst")
    return avtale, sent


def _locked(session: Session, avtale_id: UUID) -> Avtale:
    """At a customer any colleague may step in; what is among ourselves is for the one who called it."""
    actor = actor_of(session)
    avtale = get_avtale(session, avtale_id=avtale_id, lock=True)
    if avtale.kunde_id is None and avtale.bruker_id != actor.id:
        raise Refused(_("Bare den som kalte inn, kan endre avtalen."))
    return avtale


def _check(session: Session, data: Avtaledata, kunde_id: UUID | None, *, held: frozenset[UUID]) -> None:
    """A title, an end after the start, contacts of the customer and colleagues who work here, or were in it before."""
    if not data.tittel.strip():
        raise Refused(_("Skriv hva avtalen gjelder."), field="tittel")
    if data.slutt <= data.start:
        raise Refused(_("Slutten må være etter starten."), field="til")
    known = {row.id for row in list_valg(session, kunde_id=kunde_id)} if kunde_id else set()
    if not data.kontakter <= known | held:
        raise Refused(_("Kontakten hører ikke til denne kunden."), field="kontakter")
    active = set(
        session.scalars(select(Bruker.id).where(Bruker.id.in_(data.kolleger), Bruker.er_aktiv.is_(True)))
    )
    if not data.kolleger <= active | held:
        raise Refused(_("Velg en kollega som arbeider her."), field="kolleger")


def _fill(avtale: Avtale, data: Avtaledata) -> None:
    avtale.tittel, avtale.sted, avtale.beskrivelse = data.tittel, data.sted, data.beskrivelse
    avtale.start_tid, avtale.slutt_tid, avtale.endret_tid = data.start, data.slutt, now()


def _written(avtale: Avtale) -> tuple[object, ...]:
    return (avtale.tittel, avtale.start_tid, avtale.slutt_tid, avtale.sted, avtale.beskrivelse)


def _set_deltakere(session: Session, avtale: Avtale, data: Avtaledata) -> None:
    """Those who do not come any more are taken out, new ones put in."""
    held = {deltaker.key: deltaker.id for deltaker in list_deltakere(session, avtale_id=avtale.id)}
    gone = [row_id for key, row_id in held.items() if key not in data.kontakter | data.kolleger]
    session.execute(delete(Avtaledeltaker).where(Avtaledeltaker.id.in_(gone)))
    session.add_all(
        Avtaledeltaker(id=uuid7(), avtale_id=avtale.id, engasjement_id=key)
        for key in sorted(data.kontakter - held.keys())
    )
    session.add_all(
        Avtaledeltaker(id=uuid7(), avtale_id=avtale.id, bruker_id=key)
        for key in sorted(data.kolleger - held.keys())
    )
    session.flush()  # the invitation reads who comes


def _tell(session: Session, avtale: Avtale, what: str) -> None:
    if avtale.kunde_id is not None:
        record(session, f"avtale.{what}", kunde_id=avtale.kunde_id, subject=avtale, tittel=avtale.tittel)
