"""The card that went in: out of lists and tree, leading to the other; and back where it was."""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.kundekort.models import Kunde, KundeForelder, Kundesammenslaaing, KundestatusLogg
from portal.kundekort.sammenslaaing.queries import get_status_id
from portal.kundekort.tree import holds_on

#: The status of a card that went into another one.
FEILREGISTRERT = "X"


def hide(session: Session, *, inn: Kunde, kunde: Kunde) -> dict[str, str | None]:
    """Out of lists and tree, its address leads to `kunde`; answers what it was."""
    status_id = get_status_id(session, kode=FEILREGISTRERT)
    if status_id is None:
        raise Refused(_("Kundestatusene er ikke satt opp ennå."))
    before = _open_link(session, inn.id)
    foer = {"status_id": str(inn.status_id), "forelder_id": None, "gyldig_fra": None}
    holding = session.scalar(
        select(KundeForelder).where(KundeForelder.kunde_id == inn.id, holds_on(KundeForelder, today()))
    )
    for link in {row.id: row for row in (before, holding) if row is not None}.values():
        if link is holding:  # where it stands today; a move that is to come is not made
            foer |= {"forelder_id": str(link.forelder_id), "gyldig_fra": link.gyldig_fra.isoformat()}
        if link.gyldig_fra < today():
            link.gyldig_til = today()
        else:
            session.delete(link)
    session.flush()  # one open link at a time
    made = KundeForelder(id=uuid7(), kunde_id=inn.id, forelder_id=kunde.id, gyldig_fra=today())
    session.add(made)
    foer["lenke_id"] = str(made.id)
    _log_status(
        session, kunde=inn, status_id=status_id, grunn=str(_("Slått sammen med %(nr)s", nr=kunde.kundenr))
    )
    inn.slaatt_sammen_med_id = kunde.id
    # What had gone into it earlier leads to the one that remains, in one step.
    session.execute(
        update(Kunde).where(Kunde.slaatt_sammen_med_id == inn.id).values(slaatt_sammen_med_id=kunde.id)
    )
    return foer


def show_again(session: Session, *, merge: Kundesammenslaaing, inn: Kunde) -> None:
    """Its place in the tree, its status, and what had gone into it before."""
    foer = merge.foer
    made = (
        KundeForelder.id == UUID(foer["lenke_id"])
        if foer.get("lenke_id")
        else KundeForelder.gyldig_til.is_(None)
    )
    session.execute(
        delete(KundeForelder).where(
            KundeForelder.kunde_id == inn.id, KundeForelder.forelder_id == merge.kunde_id, made
        )
    )
    if foer["forelder_id"]:
        held = session.scalar(
            select(KundeForelder)
            .where(KundeForelder.kunde_id == inn.id, KundeForelder.forelder_id == UUID(foer["forelder_id"]))
            .order_by(KundeForelder.gyldig_fra.desc())
            .limit(1)
        )
        if held is not None and held.gyldig_fra.isoformat() == foer["gyldig_fra"]:
            held.gyldig_til = None
        else:
            session.add(
                KundeForelder(kunde_id=inn.id, forelder_id=UUID(foer["forelder_id"]), gyldig_fra=today())
            )
    _log_status(
        session, kunde=inn, status_id=UUID(foer["status_id"]), grunn=str(_("Sammenslåingen ble angret"))
    )
    inn.slaatt_sammen_med_id = None
    # Those that had gone into it earlier come back with it.
    earlier = select(Kundesammenslaaing.inn_id).where(
        Kundesammenslaaing.kunde_id == inn.id, Kundesammenslaaing.angret_tid.is_(None)
    )
    session.execute(
        update(Kunde)
        .where(Kunde.id.in_(earlier))
        .values(slaatt_sammen_med_id=inn.id)
        .execution_options(synchronize_session=False)
    )


def _open_link(session: Session, kunde_id: UUID) -> KundeForelder | None:
    return session.scalar(
        select(KundeForelder).where(KundeForelder.kunde_id == kunde_id, KundeForelder.gyldig_til.is_(None))
    )


def _log_status(session: Session, *, kunde: Kunde, status_id: UUID, grunn: str) -> None:
    actor = actor_of(session)
    session.add(
        KundestatusLogg(
            kunde_id=kunde.id,
            fra_status_id=kunde.status_id,
            til_status_id=status_id,
            tid=now(),
            aktoer_id=actor.id,
            aktoer_navn=actor.navn,
            grunn=grunn,
        )
    )
    kunde.status_id = status_id
