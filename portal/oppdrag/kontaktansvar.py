"""What of this room hangs on a customer's contact, and how it goes on when he leaves (kundekort's registry Ansvar)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now, today
from portal.i18n import _l, ngettext
from portal.kandidater.models import Kandidat
from portal.kundekort.registry import MOST_SHOWN, Ansvar
from portal.oppdrag.models import LedigStilling, Timeliste, Timelistetilstand, Utleieoppdrag
from portal.oppdrag.models import Stillingstilstand as Tilstand
from portal.oppdrag.models_rekruttering import Rekruttering, Rekrutteringstilstand

Rader = list[tuple[str, str, Mapping[str, Any]]]
_OPEN = (Tilstand.KLADD, Tilstand.AAPEN)
_WAITS = (Timeliste.oppdrag_id == Utleieoppdrag.id) & (Timeliste.tilstand == Timelistetilstand.LEVERT)


def ansvar_i_oppdrag() -> tuple[Ansvar, ...]:
    """Approvals, orders, requests and recruitments; registered in `setup`."""
    return (
        Ansvar(
            "oppdrag.godkjenner", _l("Godkjenner timer på oppdrag"), "clipboard-check",
            _list_approvals, _move_approvals, order=20,
        ),
        Ansvar("oppdrag.bestiller", _l("Bestilte oppdrag"), "briefcase", _list_orders, _move_orders, order=21),
        Ansvar("stillinger", _l("Ledige stillinger"), "megaphone", _list_requests, _move_requests, order=22),
        Ansvar(
            "rekrutteringer", _l("Rekrutteringer"), "user-search",
            _list_recruitments, _move_recruitments, order=23,
        ),
    )  # fmt: skip


def _running(column: Any, kontakt_id: UUID) -> Any:
    """Running and coming oppdrag, and ended ones whose hours still wait for his answer."""
    waits = exists().where(_WAITS).correlate(Utleieoppdrag)
    return (column == kontakt_id) & or_(
        Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= today(), waits
    )


def _list_oppdrag(session: Session, column: Any, kontakt_id: UUID, *, waiting: bool) -> Rader:
    weeks = select(func.count()).where(_WAITS).correlate(Utleieoppdrag).scalar_subquery()
    rows = session.execute(
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Kandidat.fornavn,
            Kandidat.etternavn,
            weeks.label("uker"),
        )
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .where(_running(column, kontakt_id))
        .order_by(Utleieoppdrag.fra_dato, Utleieoppdrag.id)
        .limit(MOST_SHOWN + 1)
    )
    found: Rader = []
    for row in rows:
        text = f"{row.nummer} {row.fornavn} {row.etternavn}"
        if waiting and row.uker:
            wait = ngettext(
                "%(num)s uke venter på godkjenning", "%(num)s uker venter på godkjenning", row.uker
            )
            text = f"{text}: {wait}"
        found.append((text, "oppdrag.utleieoppdrag.vis", {"oppdrag_id": row.id}))
    return found


def _list_approvals(session: Session, kontakt_id: UUID) -> Rader:
    return _list_oppdrag(session, Utleieoppdrag.godkjenner_id, kontakt_id, waiting=True)


def _list_orders(session: Session, kontakt_id: UUID) -> Rader:
    return _list_oppdrag(session, Utleieoppdrag.bestiller_id, kontakt_id, waiting=False)


def _move_approvals(session: Session, *, kontakt_id: UUID, etterfoelger_id: UUID | None, fra: date) -> int:
    return _move_oppdrag(session, "godkjenner_id", kontakt_id, etterfoelger_id)


def _move_orders(session: Session, *, kontakt_id: UUID, etterfoelger_id: UUID | None, fra: date) -> int:
    return _move_oppdrag(session, "bestiller_id", kontakt_id, etterfoelger_id)


def _move_oppdrag(session: Session, column: str, kontakt_id: UUID, til: UUID | None) -> int:
    rows = session.scalars(
        select(Utleieoppdrag)
        .where(_running(getattr(Utleieoppdrag, column), kontakt_id))
        .order_by(Utleieoppdrag.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for oppdrag in rows:
        setattr(oppdrag, column, til)
        oppdrag.versjon += 1
        oppdrag.endret_tid = now()
        record(
            session,
            "oppdrag.endret",
            kunde_id=oppdrag.kunde_id,
            subject=oppdrag,
            nummer=oppdrag.nummer,
            felt=[column],
        )
    session.flush()  # the next kind reads the rows anew
    return len(rows)


def _list_requests(session: Session, kontakt_id: UUID) -> Rader:
    rows = session.execute(
        select(LedigStilling.id, LedigStilling.nummer, LedigStilling.tittel)
        .where(_asked_by(kontakt_id))
        .order_by(LedigStilling.fra_dato, LedigStilling.id)
        .limit(MOST_SHOWN + 1)
    )
    return [(f"{row.nummer} {row.tittel}", "oppdrag.stillinger.vis", {"stilling_id": row.id}) for row in rows]


def _move_requests(session: Session, *, kontakt_id: UUID, etterfoelger_id: UUID | None, fra: date) -> int:
    rows = session.scalars(
        select(LedigStilling).where(_asked_by(kontakt_id)).order_by(LedigStilling.id).with_for_update()
    ).all()
    for stilling in rows:
        for column in ("bestiller_id", "godkjenner_id"):
            if getattr(stilling, column) == kontakt_id:
                setattr(stilling, column, etterfoelger_id)
        stilling.versjon += 1
        stilling.endret_tid = now()
    return len(rows)


def _asked_by(kontakt_id: UUID) -> Any:
    return LedigStilling.tilstand.in_(_OPEN) & or_(
        LedigStilling.bestiller_id == kontakt_id, LedigStilling.godkjenner_id == kontakt_id
    )


def _list_recruitments(session: Session, kontakt_id: UUID) -> Rader:
    rows = session.execute(
        select(Rekruttering.id, Rekruttering.nummer, Rekruttering.tittel)
        .where(_recruits(kontakt_id))
        .order_by(Rekruttering.opprettet_tid, Rekruttering.id)
        .limit(MOST_SHOWN + 1)
    )
    return [
        (f"{row.nummer} {row.tittel}", "oppdrag.rekruttering.vis", {"rekruttering_id": row.id})
        for row in rows
    ]


def _move_recruitments(session: Session, *, kontakt_id: UUID, etterfoelger_id: UUID | None, fra: date) -> int:
    rows = session.scalars(
        select(Rekruttering).where(_recruits(kontakt_id)).order_by(Rekruttering.id).with_for_update()
    ).all()
    for rekruttering in rows:
        rekruttering.kontakt_id = etterfoelger_id
        rekruttering.versjon += 1
        rekruttering.endret_tid = now()
    return len(rows)


def _recruits(kontakt_id: UUID) -> Any:
    return (Rekruttering.tilstand == Rekrutteringstilstand.AAPEN) & (Rekruttering.kontakt_id == kontakt_id)
