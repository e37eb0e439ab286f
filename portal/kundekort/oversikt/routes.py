"""The front of the card: key figures, boxes, fixed comments, timeline."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import OSLO
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.mottakere import list_valg
from portal.kundekort.oppsett.rules import arrange
from portal.kundekort.oversikt.linse import FILTERS, GRUPPER, read_linse
from portal.kundekort.oversikt.queries import (
    get_forside,
    list_faste_kommentarer,
    list_foerste_kontakter,
    list_hendelser,
)
from portal.kundekort.oversikt.timeline import group_by_day
from portal.kundekort.queries import Kort, get_kort
from portal.kundekort.registry import kortvarsler, oversikt, varsler
from portal.kundekort.rules import Handling
from portal.web.forms import WriteForm
from portal.web.pages import show
from portal.web.paging import moment, read_mark
from portal.web.room import Room

room = Room("oversikt", __name__, url_prefix="/<uuid:kunde_id>")


@room.get("", needs=Permission.KUNDE_LES)
def vis(session: Session, kunde_id: UUID) -> Response:
    """The whole front. One statement each: card, figures, timeline, each box."""
    permissions = current_user.permissions
    kort = get_kort(session, kunde_id=kunde_id, permissions=permissions)
    hele = request.args.get("tall") == "hele"
    forside = get_forside(
        session,
        kunde_id=kunde_id,
        bruker_id=current_user.id,
        permissions=permissions,
        bokser=oversikt.allowed(permissions),
        hele=hele,
    )
    bokser = [
        (boks, data)
        for boks in oversikt.allowed(permissions)
        if (data := forside.bokser[boks.key] if boks.verdi else boks.load(session, kunde_id)) is not None
    ]
    return show(
        "kundekort/oversikt/vis.html",
        kort=kort,
        forside=forside,
        tallvalg=[
            {
                "label": label,
                "url": url_for(".vis", kunde_id=kunde_id, tall=value),
                "current": (value == "hele") == hele,
            }
            for label, value in ((_("Denne enheten"), None), (_("Hele kunden"), "hele"))
            if kort.antall_enheter
        ],
        varsler=[varsel for entry in varsler.allowed(permissions) for varsel in entry.load(session, kunde_id)]
        + [varsel for entry in kortvarsler.allowed(permissions) if (varsel := entry.sier(kort)) is not None],
        kolonner=arrange([boks for boks, _data in bokser], forside.plasser),
        data_for={boks.key: data for boks, data in bokser},
        tilbake=WriteForm(None),
        stopp=kort.flagg.stop(Handling.NYTT_OPPDRAG) if kort.flagg.is_held else None,
        **_timeline(session, kort),
    )


@room.get("/forhaandsvis", needs=Permission.KUNDE_LES)
def forhaandsvis(session: Session, kunde_id: UUID) -> Response:
    """The panel beside the list. Four statements."""
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    page = list_hendelser(session, kunde_id=kunde_id, innslaatte=kort.innslaatte, size=5)
    return show(
        "kundekort/oversikt/forhaandsvis.html",
        "kundekort/oversikt/_forhaandsvis.html",
        kort=kort,
        kommentarer=list_faste_kommentarer(session, kunde_id=kunde_id),
        kontakter=list_foerste_kontakter(session, kunde_id=kunde_id),
        dager=group_by_day(page.rows, kunde_id=kunde_id),
    )


@room.get("/tidslinje", needs=Permission.KUNDE_LES)
def tidslinje(session: Session, kunde_id: UUID) -> Response:
    """The timeline alone, with every way to narrow it; for htmx the next rows, or the list under another look."""
    fragment = "_dager.html" if request.args.get("etter") else "_tidslinje.html"
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    return show(
        "kundekort/oversikt/tidslinje.html",
        f"kundekort/oversikt/{fragment}",
        kort=kort,
        grupper=GRUPPER,
        personer=lambda: list_valg(session, kunde_id=kunde_id),
        **_timeline(session, kort),
    )


def _timeline(session: Session, kort: Kort) -> dict[str, Any]:
    linse, faults = read_linse(request.args)
    etter = request.args.get("etter")
    page = list_hendelser(session, kunde_id=kort.id, innslaatte=kort.innslaatte, linse=linse, etter=etter)
    labels = {"alt": _("Alt"), "samtaler": _("Samtaler"), "system": _("System")}

    def address(**changed: Any) -> str:
        return url_for(".tidslinje", kunde_id=kort.id, **{**linse.address(), **changed})

    return {
        "dager": group_by_day(page.rows, kunde_id=kort.id, after=_day_of(etter)),
        "eldre": page.next_mark and address(etter=page.next_mark),
        "tidslinjevalg": [
            {"label": labels[key], "url": address(tidslinje=key), "current": key == linse.vis}
            for key in FILTERS
        ],
        "linse": linse,
        "feildatoer": faults,
        "alle_filtre": address(),
    }


def _day_of(etter: str | None) -> date | None:
    """The day the page before ended on, so that its heading is not said twice."""
    mark = read_mark(etter, moment, UUID)
    return mark[0].astimezone(OSLO).date() if mark else None
