"""The worker's side: open a week, save a draft, deliver, withdraw. Nothing here commits."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.base import add_in_order
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.oppdrag.models import (
    Linjetilstand,
    Timelinje,
    Timeliste,
    Timelistetilstand,
    Timelisteversjon,
)
from portal.oppdrag.queries import get_oppdrag
from portal.oppdrag.queries_timer import current_lines, get_timeliste, get_versjon, list_linjer
from portal.oppdrag.rules.timer import Dag, ahead, faults, measure, monday_of
from portal.oppdrag.timelister.linjer import FAULTS, copy_line, lines_of
from portal.oppdrag.timer_gang import require_version, varsle_godkjenner

#: The worker may write in these states.
OPEN = {Timelistetilstand.AAPEN, Timelistetilstand.KLADD, Timelistetilstand.RETURNERT}


def opprett_uke(session: Session, *, oppdrag_id: UUID, dag: date) -> Timeliste:
    """The timesheet of the week around `dag`, cut to the oppdrag's dates; made the first time, found afterwards.

    Raises:
        NotFound: no such oppdrag.
        Refused: the oppdrag has no day in that week.
    """
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id)
    monday = monday_of(dag)
    fra = max(monday, oppdrag.fra_dato)
    til = (
        monday + timedelta(days=6)
        if oppdrag.til_dato is None
        else min(monday + timedelta(days=6), oppdrag.til_dato)
    )
    if til < fra:
        raise Refused(_("Oppdraget har ingen dager i den uken."))
    moment = now()
    session.execute(
        insert(Timeliste)
        .values(
            tenant_id=session.info["tenant"],
            id=uuid7(),
            oppdrag_id=oppdrag.id,
            kunde_id=oppdrag.kunde_id,
            kandidat_id=oppdrag.kandidat_id,
            fra_dato=fra,
            til_dato=til,
            tilstand=Timelistetilstand.AAPEN,
            versjon_nr=0,
            opprettet_tid=moment,
            endret_tid=moment,
            versjon=1,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "oppdrag_id", "fra_dato"])
    )
    return session.scalars(
        select(Timeliste).where(Timeliste.oppdrag_id == oppdrag.id, Timeliste.fra_dato == fra)
    ).one()


def lagre_kladd(
    session: Session, *, timeliste_id: UUID, dager: Sequence[Dag], kommentar: str, versjon: int
) -> Timelisteversjon:
    """Save the week without delivering it. Days the customer has approved are left as they are.

    Raises:
        NotFound: not his timesheet. Stale: it was changed meanwhile; the sentence says by whom and when.
        Refused: it is delivered, or a day cannot be right.
    """
    liste = get_timeliste(session, timeliste_id=timeliste_id, lock=True)
    require_version(session, liste=liste, versjon=versjon)
    if liste.tilstand not in OPEN:
        raise Refused(_("Timelisten er levert. Trekk den tilbake for å endre."))
    dager = [measure(dag) for dag in dager]
    if wrong := faults(dager, fra=liste.fra_dato, til=liste.til_dato):
        day, code = next(iter(sorted(wrong.items())))
        raise Refused(FAULTS[code](), field=f"dag-{day.isoformat()}")
    linjer = list_linjer(session, timeliste_id=liste.id)
    approved = {linje.dato for linje in linjer if linje.godkjent_tid is not None}
    draft = _draft(session, liste, kommentar)
    session.execute(delete(Timelinje).where(Timelinje.versjon_id == draft.id))
    returned = {linje.dato: linje.id for linje in linjer if linje.tilstand is Linjetilstand.RETURNERT}
    rows = [
        row
        for dag in dager
        if dag.dato not in approved
        for row in lines_of(liste, draft, dag, returned.get(dag.dato))
    ]
    liste.tilstand, liste.endret_tid, liste.versjon = Timelistetilstand.KLADD, now(), liste.versjon + 1
    add_in_order(session, rows)
    session.flush()  # delivering in the same post reads the row anew
    return draft


def _draft(session: Session, liste: Timeliste, kommentar: str) -> Timelisteversjon:
    newest = get_versjon(session, liste=liste)
    if newest is not None and newest.levert_tid is None:
        newest.kommentar = kommentar
        return newest
    liste.versjon_nr += 1
    draft = Timelisteversjon(
        id=uuid7(), timeliste_id=liste.id, nr=liste.versjon_nr, kommentar=kommentar, opprettet_tid=now()
    )
    add_in_order(session, [draft])
    return draft


def lever(session: Session, *, timeliste_id: UUID, versjon: int) -> Timeliste:
    """Deliver the draft; its version and lines are locked from now. The approver is told by mail.

    Raises:
        NotFound, Stale. Refused: nothing to deliver, or a day that is not worked yet.
    """
    liste = get_timeliste(session, timeliste_id=timeliste_id, lock=True)
    if liste.tilstand is Timelistetilstand.LEVERT:
        return liste
    require_version(session, liste=liste, versjon=versjon)
    draft = get_versjon(session, liste=liste)
    if liste.tilstand is not Timelistetilstand.KLADD or draft is None or draft.levert_tid is not None:
        raise Refused(_("Lagre timene før du leverer."))
    linjer = current_lines(list_linjer(session, timeliste_id=liste.id), versjon_id=draft.id)
    if not any(linje.minutter for linje in linjer):
        raise Refused(_("Timelisten er tom. Skriv timer på minst én dag."))
    if early := ahead({linje.dato: linje.minutter for linje in linjer if linje.minutter}, i_dag=today()):
        raise Refused(
            _("Dagen er ikke arbeidet ennå. Tøm den, eller lever når uken er over."),
            field=f"dag-{early[0].isoformat()}",
        )
    actor = actor_of(session)
    draft.levert_tid, draft.levert_av, draft.levert_av_slag = now(), actor.navn, actor.slag
    liste.tilstand, liste.levert_tid = Timelistetilstand.LEVERT, draft.levert_tid
    liste.endret_tid, liste.versjon = now(), liste.versjon + 1
    record(
        session,
        "timeliste.levert",
        kunde_id=liste.kunde_id,
        subject=liste,
        uke=liste.fra_dato.isocalendar().week,
        minutter=sum(linje.minutter for linje in linjer),
    )
    varsle_godkjenner(session, liste=liste)
    return liste


def trekk(session: Session, *, timeliste_id: UUID, versjon: int) -> Timeliste:
    """Take a delivered timesheet back, until the customer has answered; the delivered version stays visible.

    Raises:
        NotFound, Stale. Refused: it is answered, or not delivered.
    """
    liste = get_timeliste(session, timeliste_id=timeliste_id, lock=True)
    if liste.tilstand is not Timelistetilstand.LEVERT:
        require_version(session, liste=liste, versjon=versjon)
        raise Refused(_("Timelisten kan ikke trekkes tilbake nå."))
    require_version(session, liste=liste, versjon=versjon)
    delivered = get_versjon(session, liste=liste)
    if delivered is None:  # pragma: no cover - a delivered timesheet has a version
        raise Refused(_("Timelisten kan ikke trekkes tilbake nå."))
    delivered.trukket_tid = now()
    old = [linje for linje in list_linjer(session, timeliste_id=liste.id) if linje.versjon_id == delivered.id]
    draft = _draft(session, liste, delivered.kommentar)
    add_in_order(session, [copy_line(linje, draft.id) for linje in old])
    liste.tilstand, liste.levert_tid = Timelistetilstand.KLADD, None
    liste.endret_tid, liste.versjon = now(), liste.versjon + 1
    record(
        session,
        "timeliste.trukket",
        kunde_id=liste.kunde_id,
        subject=liste,
        uke=liste.fra_dato.isocalendar().week,
    )
    return liste
