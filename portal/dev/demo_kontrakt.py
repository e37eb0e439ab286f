"""Demo of agreements: one that comes from an opportunity of each agency; the worker makes its document."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.kundekort.models import Mulighet
from portal.oppdrag.kontrakt.actions import lag_kontrakt
from portal.oppdrag.kontrakt.content import Kontraktdata
from portal.oppdrag.paaslag.queries import list_faktorer

FROM = {"nordvik": "Rammeavtale helsefag 2027", "solvik": "Helgeskift på pakkeriet"}


def fill(session: Session, cast: Cast) -> None:
    """With the factor that is proposed for the customer."""
    session.info["actor"] = actor(cast, cast.members[0].key)
    row = session.scalars(select(Mulighet).where(Mulighet.tittel == FROM[cast.slug])).one()
    _level, factors = list_faktorer(session, kunde_id=row.kunde_id, dag=today())
    lag_kontrakt(
        session,
        kunde_id=row.kunde_id,
        mulighet_id=row.id,
        data=Kontraktdata(
            tittel=f"Rammeavtale, {row.tittel}",
            stilling=row.tittel,
            gyldig_fra=date(today().year + 1, 1, 1),
            loenn_oere=240_00,
        ),
        faktor_id=factors[0].id,
    )
