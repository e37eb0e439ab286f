"""Demo bars: one that meets a proposed candidate, one that reaches every unit, one that was lifted.

Fixed ids: `cast.id("sperre.<key>")`.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import uuid5

from sqlalchemy.orm import Session

from portal.db.clock import OSLO, frozen, today
from portal.dev.cast import NAMESPACE, Cast
from portal.dev.demo_kandidater import actor
from portal.oppdrag.sperrer.actions import Sperredata, opphev_sperre, sperr_vikar


@dataclass(frozen=True)
class Demosperre:
    """One bar: set so many days ago, perhaps for a time, perhaps lifted after some days."""

    key: str
    kandidat: str
    kunde: str
    grunn: str
    dager_siden: int
    varer_dager: int | None = None
    under: bool = False
    opphevet_etter: int | None = None


ROWS = {
    "nordvik": (
        Demosperre("mikkel", "mikkel", "nordhav", "Kom ikke til avtalt oppmøte to ganger.", 12, 180),
        Demosperre(
            "abdi", "abdi", "fjordtre", "Kunden og vikaren er enige om ikke å fortsette.", 40, under=True
        ),
        Demosperre(
            "ingrid", "ingrid", "solbakken", "Nær familie arbeider i mottaket.", 90, opphevet_etter=30
        ),
    ),
    "solvik": (
        Demosperre("sunniva", "sunniva", "jolster", "Ønskjer ikkje å arbeide der att.", 20, under=True),
    ),
}


def fill(session: Session, cast: Cast) -> None:
    """Set and lifted with the room's own actions, dated in the past."""
    session.info["actor"] = actor(cast, "marte" if cast.slug == "nordvik" else "carl")
    for row in ROWS[cast.slug]:
        day = today() - timedelta(days=row.dager_siden)
        with frozen(datetime.combine(day, time(10, 20), OSLO)):
            sperre = sperr_vikar(
                session,
                kunde_id=cast.id(row.kunde),
                kandidat_id=cast.id(row.kandidat),
                data=Sperredata(
                    fra=day,
                    siste_dag=None if row.varer_dager is None else day + timedelta(days=row.varer_dager),
                    med_underenheter=row.under,
                    grunn=row.grunn,
                    slettes_dato=day + timedelta(days=365),
                ),
                idempotens=uuid5(NAMESPACE, f"{cast.slug}/sperre/{row.key}"),
                sperre_id=cast.id(f"sperre.{row.key}"),
            )
            session.flush()  # locked and read when it is lifted
        if row.opphevet_etter is not None:
            with frozen(datetime.combine(day + timedelta(days=row.opphevet_etter), time(9, 5), OSLO)):
                opphev_sperre(session, sperre_id=sperre.id, versjon=sperre.versjon)
                session.flush()  # the next one is read by statements
