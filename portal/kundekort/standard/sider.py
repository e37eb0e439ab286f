"""The pages of defaults, alike for the agency (no customer) and for a customer."""

from typing import Any
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms import BooleanField

from portal.i18n import _, _l
from portal.kundekort.queries import get_kort
from portal.kundekort.standard.actions import lagre_rad, velg_bruk
from portal.kundekort.standard.queries import (
    SYSTEM,
    count_rader,
    find_nivaaer,
    find_seksjon,
    get_bruk,
    get_rad,
    list_rader,
)
from portal.kundekort.standardseksjoner import Seksjon, all_sections, find_section
from portal.web.forms import WriteRowForm
from portal.web.pages import done, show
from portal.web.stored import Stored


class BrukForm(WriteRowForm):
    """Own or those above, and whether enheter below see them."""

    bruk_egne = BooleanField(_l("Bruk egne"))
    gjelder_underenheter = BooleanField(_l("Gjelder underenheter"))


def overview(session: Session, kunde_id: UUID | None) -> Response:
    """Every kind with its number of rows and who has set it. Three statements besides the identity."""
    nivaaer = find_nivaaer(session, kunde_id=kunde_id) if kunde_id else {}
    return show(
        "kundekort/standard/vis.html",
        **_frame(session, kunde_id),
        seksjoner=all_sections(),
        nivaaer=nivaaer,
        system=SYSTEM,
        antall=count_rader(session, nivaaer=nivaaer, kunde_id=kunde_id),
    )


def rows(session: Session, kunde_id: UUID | None, *, form: Any = None) -> Response:
    """One kind: what holds, who has set it, and the switch."""
    seksjon = section()
    level = find_nivaaer(session, kunde_id=kunde_id).get(seksjon.slag, SYSTEM) if kunde_id else SYSTEM
    own = level.node_id == kunde_id
    return show(
        "kundekort/standard/rader.html",
        status=422 if form else 200,
        **_frame(session, kunde_id),
        seksjon=seksjon,
        nivaa=level,
        egne=own,
        rader=list_rader(session, seksjon=seksjon, node_id=level.node_id, alle=own),
        hviler=[] if own else list_rader(session, seksjon=seksjon, node_id=kunde_id, alle=True),
        form=form or (_use_form(session, kunde_id, seksjon) if kunde_id else None),
    )


def choose(session: Session, kunde_id: UUID) -> Response:
    """Store the switch."""
    seksjon = section()
    form = _use_form(session, kunde_id, seksjon)
    if form.validate():
        with form.attempt(session):
            velg_bruk(
                session,
                seksjon=seksjon,
                kunde_id=kunde_id,
                bruk_egne=form.bruk_egne.data,
                gjelder_underenheter=form.gjelder_underenheter.data,
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for(".rader", kunde_id=kunde_id, slag=seksjon.slag), toast=_("Lagret."))
    return rows(session, kunde_id, form=form)


def row_page(session: Session, kunde_id: UUID | None, rad_id: UUID | None, *, form: Any = None) -> Response:
    """The form of one row."""
    seksjon = _section_of(session, rad_id)
    return show(
        "kundekort/standard/rad.html",
        status=422 if form else 200,
        **_frame(session, kunde_id),
        seksjon=seksjon,
        rad_id=rad_id,
        form=form or _row_form(session, seksjon, kunde_id, rad_id),
    )


def save_row(session: Session, kunde_id: UUID | None, rad_id: UUID | None) -> Response:
    """Make or change one row of this level."""
    seksjon = _section_of(session, rad_id)
    form = _row_form(session, seksjon, kunde_id, rad_id)
    if form.validate():
        with form.attempt(session):
            lagre_rad(
                session,
                seksjon=seksjon,
                node_id=kunde_id,
                fill=lambda row: seksjon.fill(row, form),
                rad_id=rad_id,
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for(".rader", kunde_id=kunde_id, slag=seksjon.slag), toast=_("Lagret."))
    return row_page(session, kunde_id, rad_id, form=form)


def section() -> Seksjon:
    """The kind the address asks for, the first when it asks for none; 404 when there is none such."""
    wanted = request.args.get("slag")
    return all_sections()[0] if wanted is None else find_section(wanted) or abort(404)


def _section_of(session: Session, rad_id: UUID | None) -> Seksjon:
    return section() if rad_id is None else find_seksjon(session, rad_id=rad_id)


def _frame(session: Session, kunde_id: UUID | None) -> dict[str, Any]:
    """The card around the page, or the agency's own."""
    if kunde_id is None:
        return {"ramme": "kundekort/standard/byraa.html", "kort": None, "kan_endre": "innstilling:endre"}
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    return {"ramme": "kundekort/_kort.html", "kort": kort, "kan_endre": "kunde:endre"}


def _use_form(session: Session, kunde_id: UUID, seksjon: Seksjon) -> BrukForm:
    def stored() -> Stored:
        row = get_bruk(session, kunde_id=kunde_id, slag=seksjon.slag)
        below = row is None or row.gjelder_underenheter
        values = {"bruk_egne": bool(row and row.bruk_egne), "gjelder_underenheter": below}
        return Stored(row.versjon if row else 0, values)

    return BrukForm(stored=stored)


def _row_form(session: Session, seksjon: Seksjon, kunde_id: UUID | None, rad_id: UUID | None) -> WriteRowForm:
    def stored() -> Stored:
        if rad_id is None:
            return Stored(0, seksjon.values(None))
        row = get_rad(session, seksjon=seksjon, node_id=kunde_id, rad_id=rad_id)
        return Stored(row.versjon, seksjon.values(row))

    return seksjon.form(stored=stored)
