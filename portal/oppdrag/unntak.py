"""Stops by the customer's status, and the single exception an admin may decide (modell.md §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from portal.db.clock import now, today
from portal.i18n import _
from portal.kundekort.queries import get_statusflagg
from portal.kundekort.rules import Handling, Kundeflagg, Statusstopp, require
from portal.oppdrag.models_regler import Stoppunntak


@dataclass(frozen=True)
class Stopp:
    """A stop with its way out. `unntak` is True when an admin has decided an exception that is not used yet."""

    stopp: Statusstopp
    #: Only the credit stop can be passed once by decision; the other statuses must be changed.
    kan_faa_unntak: bool
    unntak: bool


def find_stop(
    session: Session, *, kunde_id: UUID, handling: Handling, flagg: Kundeflagg | None = None
) -> Stopp | None:
    """What stops the act at this customer, None when nothing does.

    One statement, two when something does; one less when the caller has the flags from the card's head.
    """
    flagg = flagg or get_statusflagg(session, kunde_id=kunde_id)
    stopp = flagg.stop(handling)
    if stopp is None:
        return None
    sperre = flagg.strictest(handling).er_sperre
    given = session.scalar(select(func.count(Stoppunntak.id)).where(*_usable(kunde_id, handling)))
    return Stopp(stopp, sperre, sperre and bool(given))


def warning(session: Session, *, kunde_id: UUID, handling: Handling) -> str | None:
    """A sentence when the status warns. One statement."""
    return get_statusflagg(session, kunde_id=kunde_id).warning(handling)


def pass_stop(session: Session, *, kunde_id: UUID, handling: Handling, brukt_id: UUID) -> None:
    """Let the act through, using up an exception when there is a stop and one has been decided.

    The guarded UPDATE lets one act through per exception, however many try at once.

    Raises:
        Refused: the status stops it; says the rule, its source, who may lift it, and where.
    """
    flagg = get_statusflagg(session, kunde_id=kunde_id)
    if flagg.stop(handling) is None:
        return
    credit = flagg.strictest(handling).er_sperre
    if credit and use_one(session, _usable(kunde_id, handling), brukt_id=brukt_id):
        return
    require(flagg, handling)


def use_one(session: Session, usable: Sequence[ColumnElement[bool]], *, brukt_id: UUID) -> bool:
    """Use up the oldest exception of those; False when there is none. One statement."""
    first = select(Stoppunntak.id).where(*usable).order_by(Stoppunntak.besluttet_tid)
    used = session.scalar(
        update(Stoppunntak)
        .where(
            Stoppunntak.id == first.limit(1).with_for_update(skip_locked=True).scalar_subquery(),
            Stoppunntak.brukt_tid.is_(None),
        )
        .values(brukt_tid=now(), brukt_id=brukt_id)
        .returning(Stoppunntak.id)
    )
    return used is not None


def give_back(session: Session, *, brukt_id: UUID) -> None:
    """What they let through is undone: the exceptions may be used again until they lapse."""
    session.execute(
        update(Stoppunntak)
        .where(Stoppunntak.brukt_id == brukt_id)
        .values(brukt_tid=None, brukt_id=None)
        .execution_options(synchronize_session=False)
    )


def count_usable(kunde_id: UUID, handling: Handling) -> ColumnElement[int]:
    """Scalar subquery: exceptions that are decided and not used."""
    return select(func.count(Stoppunntak.id)).where(*_usable(kunde_id, handling)).scalar_subquery()


def _usable(kunde_id: UUID, handling: Handling) -> tuple[ColumnElement[bool], ...]:
    return (
        Stoppunntak.kunde_id == kunde_id,
        Stoppunntak.sperre_id.is_(None),
        Stoppunntak.krav_id.is_(None),
        Stoppunntak.gjelder == str(handling),
        Stoppunntak.brukt_tid.is_(None),
        Stoppunntak.gyldig_til > today(),
    )


def exception_way(stopp: Stopp) -> str:
    """Who may let a single case through, as a sentence."""
    if not stopp.kan_faa_unntak:
        return ""
    return str(_("Administrator kan beslutte ett enkelt unntak med begrunnelse."))
