"""The front of the card: key figures, boxes, fixed comments, timeline."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.leser import current_leser
from portal.kundekort.linse import GRUPPER
from portal.kundekort.models import Visningsslag
from portal.kundekort.oppsett.rules import arrange
from portal.kundekort.oversikt.queries import (
    Forside,
    get_forside,
    list_faste_kommentarer,
    list_foerste_kontakter,
    list_hendelser,
    list_linsevalg,
)
from portal.kundekort.oversikt.tidslinjedata import load_timeline
from portal.kundekort.oversikt.timeline import group_by_day
from portal.kundekort.queries import get_kort
from portal.kundekort.registry import Boks, kortvarsler, oversikt, tidslinjesaker, varsler
from portal.kundekort.rules import Handling
from portal.kundekort.visninger.queries import list_visninger
from portal.web.forms import WriteForm
from portal.web.pages import show
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("oversikt", __name__, url_prefix="/<uuid:kunde_id>")
#: Stands for what a box shows until it is fetched.
LATER = object()


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
        if (data := _load(session, kunde_id, boks, forside)) is not None
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
        **load_timeline(session, kort=kort),
    )


def _load(session: Session, kunde_id: UUID, boks: Boks, forside: Forside) -> Any:
    """What the box shows now: fetched later, read with the figures, or by its own statement. None leaves it out."""
    if boks.senere:
        return LATER
    return forside.bokser[boks.key] if boks.verdi else boks.load(session, kunde_id)


@room.get("/boks", needs=Permission.KUNDE_LES)
def boks(session: Session, kunde_id: UUID) -> Response:
    """A box that is fetched after the page, named by `?boks=`, else the first; alone without script."""
    later = [one for one in oversikt.allowed(current_user.permissions) if one.senere]
    key = request.args.get("boks")
    entry = next((one for one in later if key in {None, one.key}), None)
    if entry is None:
        raise NotFound(f"boks {key}")
    kort = get_kort(session, kunde_id=kunde_id)
    return show(
        "kundekort/oversikt/boks.html",
        entry.template,
        kort=kort,
        boks=entry,
        data=entry.load(session, kunde_id),
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
    saker = tidslinjesaker.allowed(current_user.permissions)
    return show(
        "kundekort/oversikt/tidslinje.html",
        f"kundekort/oversikt/{fragment}",
        kort=kort,
        grupper=GRUPPER,
        saker=saker,
        linsevalg=lambda: list_linsevalg(session, kunde_ids=[kunde_id, *kort.innslaatte], saker=saker),
        visninger=lambda: list_visninger(session, slag=Visningsslag.TIDSLINJE, leser=current_leser()),
        visning_id=read_uuid(request.args.get("visning")),
        **load_timeline(session, kort=kort),
    )
