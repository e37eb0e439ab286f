"""The page of one payment, for every route that answers with it."""

from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from portal.faktura.innbetalinger.forms import FordelForm
from portal.faktura.innbetalinger.queries import get_innbetaling, list_aapne, list_foelger, list_fordelt
from portal.faktura.innbetalinger.rules import oldest_first
from portal.faktura.models import Innbetalingsslag
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kunde
from portal.web.current import rights
from portal.web.forms import WriteForm
from portal.web.pages import show


def show_innbetaling(
    session: Session,
    *,
    innbetaling_id: UUID,
    form: FordelForm | None = None,
    knapp: WriteForm | None = None,
    status: int = 200,
) -> Response:
    """Where the money came from, what it is laid on and what may be done; at most eight statements."""
    row = get_innbetaling(session, innbetaling_id=innbetaling_id)
    foelger = list_foelger(session, innbetaling_id=innbetaling_id)
    may = Permission.FAKTURA_BETALING in rights()
    aapne = list_aapne(session, innbetaling=row) if row.rest_oere and may else []
    proposed = oldest_first(row.rest_oere, ((f.id, f.rest_oere) for f in aapne))
    form = form or FordelForm(None)
    return show(
        "faktura/innbetalinger/vis.html",
        status=status,
        innbetaling=row,
        kunde=get_kunde(session, kunde_id=row.kunde_id, replaced=True),
        foelger=foelger,
        angret=next((f for f in foelger if f.slag is Innbetalingsslag.REVERSERING), None),
        fordelt=list_fordelt(session, innbetaling_id=innbetaling_id),
        rader=list(form.rows(aapne, proposed)),
        form=form,
        knapp=knapp or WriteForm(None),
        kan_fordele=may,
    )
