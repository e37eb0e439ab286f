"""What the templates of the timeline need: its rows by day, and the addresses of its looks."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import request, url_for
from sqlalchemy.orm import Session

from portal.db.clock import OSLO
from portal.i18n import _
from portal.kundekort.linse import FILTERS, read_linse, write_linse
from portal.kundekort.oversikt.queries import list_hendelser
from portal.kundekort.oversikt.timeline import group_by_day
from portal.kundekort.queries import Kort
from portal.web.paging import moment, read_mark


def load_timeline(session: Session, *, kort: Kort) -> dict[str, Any]:
    """The timeline as the address asks for it. One statement."""
    linse, faults = read_linse(request.args)
    etter = request.args.get("etter")
    page = list_hendelser(session, kunde_id=kort.id, innslaatte=kort.innslaatte, linse=linse, etter=etter)
    labels = {"alt": _("Alt"), "samtaler": _("Samtaler"), "system": _("System")}

    def address(**changed: Any) -> str:
        return url_for("kundekort.oversikt.tidslinje", kunde_id=kort.id, **{**linse.address(), **changed})

    return {
        "dager": group_by_day(page.rows, kunde_id=kort.id, after=_day_of(etter)),
        "eldre": page.next_mark and address(etter=page.next_mark),
        "tidslinjevalg": [
            {"label": labels[key], "url": address(tidslinje=key), "current": key == linse.vis}
            for key in FILTERS
        ],
        "linse": linse,
        "linsetekst": write_linse(linse),
        "feildatoer": faults,
        "alle_filtre": address(),
    }


def _day_of(etter: str | None) -> date | None:
    """The day the page before ended on, so that its heading is not said twice."""
    mark = read_mark(etter, moment, UUID)
    return mark[0].astimezone(OSLO).date() if mark else None
