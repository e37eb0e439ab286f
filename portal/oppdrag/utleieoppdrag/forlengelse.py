"""Days an oppdrag is given beside those it had: bars and demanded papers are asked about for them alone."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.kandidater.queries import get_kandidat
from portal.kundekort.rules import Handling
from portal.oppdrag.models import Utleieoppdrag
from portal.oppdrag.papirkrav import pass_papers
from portal.oppdrag.queries_kunde import Kundestandard
from portal.oppdrag.rules.tilstand import added_days, days_left
from portal.oppdrag.sperring import pass_bars


def refuse_new_days(
    session: Session,
    *,
    oppdrag: Utleieoppdrag,
    standard: Kundestandard,
    fra: date,
    til: date | None,
    arbeidssted_id: UUID | None,
) -> None:
    """Running oppdrag go on; the days it is given are new ones, and those left at another customer's worksite.

    Papers are demanded by the customer alone: another worksite asks for no others. Raises Refused.
    """
    new = added_days(fra=oppdrag.fra_dato, til=oppdrag.til_dato, ny_fra=fra, ny_til=til)
    own = (None, oppdrag.kunde_id, standard.owner(oppdrag.arbeidssted_id))
    moved = standard.owner(arbeidssted_id) not in own
    elsewhere = days_left(fra=fra, til=til, dag=today()) if moved else []
    if not new and not elsewhere:
        return
    navn = get_kandidat(session, kandidat_id=oppdrag.kandidat_id, lock=True).navn
    pass_bars(
        session,
        kandidat_id=oppdrag.kandidat_id,
        navn=navn,
        kunde_id=oppdrag.kunde_id,
        arbeidssted_id=arbeidssted_id,
        dager=[*new, *elsewhere],
        handling=Handling.FORLENG,
        brukt_id=oppdrag.id,
    )
    if new:
        pass_papers(
            session,
            kandidat_id=oppdrag.kandidat_id,
            navn=navn,
            kunde_id=oppdrag.kunde_id,
            dager=new,
            handling=Handling.FORLENG,
            brukt_id=oppdrag.id,
        )
