"""The sales side of one customer: who follows it up, what it could buy, and whom one competes with there."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.base import Base
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.models import Bruker
from portal.kundekort.ansvar import find_ansvarlig
from portal.kundekort.models import (
    Konkurrent,
    Kunde,
    Kundesalg,
    Oppgave,
    Oppgavetilstand,
    Salgskode,
    Salgskodeslag,
    Salgsteam,
)
from portal.kundekort.queries import get_kunde
from portal.kundekort.salg.queries import get_konkurrent, get_salg
from portal.kundekort.salg.rules import Konkurrentdata, Salgsdata


def lagre_salg(session: Session, *, kunde_id: UUID, data: Salgsdata, versjon: int) -> Kundesalg:
    """Write the sales side of a customer; `versjon` is 0 while there is none. Locks the customer.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: the deputy is the account manager himself, or a link to
            what the agency does not have.
    """
    kunde = get_kunde(session, kunde_id=kunde_id, lock=True)
    row = get_salg(session, kunde_id=kunde_id, lock=True) or Kundesalg(
        id=uuid7(), kunde_id=kunde.id, versjon=0
    )
    if row.versjon != versjon:
        raise Stale(_("Noen andre har endret salgsopplysningene mens du skrev."))
    if data.vara_id is not None and data.vara_id == kunde.kundeansvarlig_id:
        raise Refused(_("Velg en annen enn den som er kundeansvarlig."), field="vara_id")
    _check(session, Bruker, data.vara_id, "vara_id")
    _check(session, Salgsteam, data.team_id, "team_id")
    _check_code(session, data.kilde_id, Salgskodeslag.KILDE, "kilde_id")
    _check_code(session, data.segment_id, Salgskodeslag.SEGMENT, "segment_id")
    for name, value in vars(data).items():
        setattr(row, name, value)
    row.versjon += 1
    session.add(row)
    record(session, "salg.endret", kunde_id=kunde_id, subject=row)
    return row


def lagre_konkurrent(
    session: Session,
    *,
    kunde_id: UUID,
    data: Konkurrentdata,
    konkurrent_id: UUID | None = None,
    versjon: int = 0,
) -> Konkurrent:
    """Note a competitor, or change one. The end of its contract is a task for who is responsible; it moves with it.

    Raises NotFound. Stale: changed since `versjon`.
    """
    kunde = get_kunde(session, kunde_id=kunde_id, lock=True)
    if konkurrent_id is None:
        row = Konkurrent(id=uuid7(), kunde_id=kunde.id, versjon=0)
    else:
        row = get_konkurrent(session, kunde_id=kunde_id, konkurrent_id=konkurrent_id, lock=True)
        if row.versjon != versjon:
            raise Stale(_("Noen andre har endret konkurrenten mens du skrev."))
    before = (row.avtaleslutt, row.varsel_dager, row.er_aktiv)
    for name, value in vars(data).items():
        setattr(row, name, value)
    row.versjon += 1
    if konkurrent_id is None or (row.avtaleslutt, row.varsel_dager, row.er_aktiv) != before:
        _remind(session, row, kunde=kunde, moved=before[:2] != (row.avtaleslutt, row.varsel_dager))
    else:
        _rename(session, row, kunde=kunde)
    session.add(row)
    what = "konkurrent.notert" if konkurrent_id is None else "konkurrent.endret"
    record(session, what, kunde_id=kunde_id, subject=row, navn=row.navn)
    return row


def _rename(session: Session, row: Konkurrent, *, kunde: Kunde) -> None:
    """The open task has the competitor's name; its day is left to those who have it."""
    task, title = _task(session, row), _title(row, kunde)
    if task is not None and task.tilstand is Oppgavetilstand.AAPEN and task.tittel != title:
        task.tittel = title
        task.versjon += 1


def _task(session: Session, row: Konkurrent) -> Oppgave | None:
    """The competitor's task, locked."""
    if row.oppgave_id is None:
        return None
    stmt = select(Oppgave).where(Oppgave.id == row.oppgave_id).with_for_update()
    return session.scalar(stmt.execution_options(populate_existing=True))


def _title(row: Konkurrent, kunde: Kunde) -> str:
    return _("Avtalen til %(konkurrent)s hos %(kunde)s går ut", konkurrent=row.navn, kunde=kunde.navn)


def _remind(session: Session, row: Konkurrent, *, kunde: Kunde, moved: bool) -> None:
    """One open task as long as a contract ends: made, moved or dropped with it.

    One that is done or dropped by a person stays so, until the contract ends or is asked for another day: `moved`.
    """
    task = _task(session, row)
    due = (
        max(row.avtaleslutt - timedelta(days=row.varsel_dager), today())
        if row.er_aktiv and row.avtaleslutt and row.avtaleslutt >= today()
        else None
    )
    if due is None:
        if task is not None and task.tilstand is Oppgavetilstand.AAPEN:
            task.tilstand = Oppgavetilstand.AVLYST
            task.versjon += 1
            row.oppgave_id = None
        return
    title = _title(row, kunde)
    if task is not None and task.tilstand is Oppgavetilstand.AAPEN:
        if (task.tittel, task.frist_dato) != (title, due):
            task.tittel, task.frist_dato = title, due
            task.versjon += 1
        return
    if task is not None and not (moved and task.frist_dato != due):
        return
    actor = actor_of(session)
    responsible = find_ansvarlig(session, kunde=kunde)
    if responsible is None:
        raise Refused(
            _("Kunden har ingen å minne om avtaleslutt. Velg en kundeansvarlig først."),
            field="avtaleslutt",
            link=f"/kunder/{kunde.id}/endre",
            link_text=_("Endre kunden"),
        )
    fresh = Oppgave(
        id=uuid7(),
        tittel=title,
        ansvarlig_id=responsible,
        kunde_id=kunde.id,
        frist_dato=due,
        opprettet_tid=now(),
        opprettet_av_id=actor.id if actor.slag == "ansatt" else None,
    )
    session.add(fresh)
    session.flush()  # the competitor points at it
    row.oppgave_id = fresh.id


def _check(session: Session, kind: type[Base], wanted: UUID | None, field: str) -> None:
    table = kind.__table__
    if wanted is not None and session.scalar(select(table.c.id).where(table.c.id == wanted)) is None:
        raise Refused(_("Velg fra listen."), field=field)


def _check_code(session: Session, wanted: UUID | None, slag: Salgskodeslag, field: str) -> None:
    stmt = select(Salgskode.id).where(Salgskode.id == wanted, Salgskode.slag == slag)
    if wanted is not None and session.scalar(stmt) is None:
        raise Refused(_("Velg fra listen."), field=field)
