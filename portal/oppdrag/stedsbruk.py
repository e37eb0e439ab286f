"""What of this room happens at a worksite now (kundekort's registry Stedsbruk)."""

from uuid import UUID

from flask import url_for
from sqlalchemy import literal, or_, select, union_all
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.kundekort.registry import MOST_SHOWN
from portal.oppdrag.models import LedigStilling, Stillingstilstand, Utleieoppdrag


def list_stedsbruk(session: Session, arbeidssted_id: UUID) -> list[tuple[str, str]]:
    """(text, address) of open requests, and of running and coming oppdrag, at the worksite. One statement."""
    requests = select(
        literal("stilling").label("slag"), LedigStilling.id, LedigStilling.nummer, LedigStilling.tittel
    ).where(
        LedigStilling.arbeidssted_id == arbeidssted_id,
        LedigStilling.tilstand.in_((Stillingstilstand.KLADD, Stillingstilstand.AAPEN)),
    )
    running = select(literal("oppdrag"), Utleieoppdrag.id, Utleieoppdrag.nummer, Utleieoppdrag.tittel).where(
        Utleieoppdrag.arbeidssted_id == arbeidssted_id,
        or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= today()),
    )
    rows = session.execute(union_all(requests.limit(MOST_SHOWN), running.limit(MOST_SHOWN))).all()
    return [
        (
            f"{row.nummer} {row.tittel}",
            url_for("oppdrag.stillinger.vis", stilling_id=row.id)
            if row.slag == "stilling"
            else url_for("oppdrag.utleieoppdrag.vis", oppdrag_id=row.id),
        )
        for row in rows
    ]
