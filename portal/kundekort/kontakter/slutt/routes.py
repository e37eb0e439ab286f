"""«Sluttet hos kunde» and «Flyttet til …»: one page that shows what hangs on the contact, one act that moves it."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.kontakter.forms import reader
from portal.kundekort.kontakter.queries import get_kontakt
from portal.kundekort.kontakter.slutt.actions import avslutt_kontakt, flytt_kontakt
from portal.kundekort.kontakter.slutt.forms import AvsluttKontaktForm, FlyttKontaktForm, with_ansvar
from portal.kundekort.kontakter.slutt.queries import list_etterfoelgere, list_henger
from portal.kundekort.queries import get_kort, get_kunde, search_kunder
from portal.web.pages import done, show
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("slutt", __name__, url_prefix="/<uuid:kontakt_id>")
END = ("kundekort/kontakter/slutt/avslutt.html", "kundekort/kontakter/slutt/_dialog.html")
END_FORM = "kundekort/kontakter/slutt/_avslutt.html"
MOVE = "kundekort/kontakter/slutt/flytt.html"


@room.get("/avslutt", needs=Permission.KONTAKT_ENDRE)
def avslutning(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    form = _form(session, AvsluttKontaktForm, kunde_id, kontakt_id, None, siste_dag=today())
    return show(*END, **_context(session, kunde_id, kontakt_id, form))


@room.post("/avslutt", needs=Permission.KONTAKT_ENDRE)
def avslutt(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    form = _form(session, AvsluttKontaktForm, kunde_id, kontakt_id)
    if form.validate():
        with form.attempt(session):
            avslutt_kontakt(
                session,
                kunde_id=kunde_id,
                kontakt_id=kontakt_id,
                data=form.sluttdata(),
                versjon=form.versjon.data,
            )
    context = _context(session, kunde_id, kontakt_id, form)
    if form.errors:
        return show(END[0], END_FORM, status=422, **context)
    toast = _("%(navn)s er avsluttet her.", navn=context["person"].navn)
    return done(url_for("kundekort.kontakter.liste", kunde_id=kunde_id), toast=toast)


@room.get("/flytt", needs=Permission.KONTAKT_ENDRE)
def flytting(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    """First `?q=` finds the new employer; `?til=` (a customer) or `?ny=` (a name) is the one chosen."""
    values: dict[str, Any] = {"siste_dag": today(), "til": read_uuid(request.args.get("til"))}
    values["ny_kunde"] = request.args.get("ny", "")[:200]
    form = _form(session, FlyttKontaktForm, kunde_id, kontakt_id, None, **values)
    return _move_page(session, kunde_id, kontakt_id, form)


@room.post("/flytt", needs=Permission.KONTAKT_ENDRE)
def flytt(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    form = _form(session, FlyttKontaktForm, kunde_id, kontakt_id)
    if form.validate():
        with form.attempt(session):
            ny = flytt_kontakt(
                session,
                kunde_id=kunde_id,
                kontakt_id=kontakt_id,
                data=form.sluttdata(),
                jobb=form.jobb(),
                versjon=form.versjon.data,
            )
    if form.errors:
        return _move_page(session, kunde_id, kontakt_id, form, status=422)
    return done(
        url_for("kundekort.kontakter.liste", kunde_id=ny.kunde_id), toast=_("Kontakten er flyttet hit.")
    )


def _form(
    session: Session,
    kind: type[AvsluttKontaktForm],
    kunde_id: UUID,
    kontakt_id: UUID,
    *formdata: Any,
    **values: Any,
) -> Any:
    """The form with everything that hangs on the contact. Two statements and one a kind."""
    return with_ansvar(
        kind,
        *formdata,
        stored=reader(session, kunde_id=kunde_id, kontakt_id=kontakt_id),
        henger=list_henger(session, kontakt_id=kontakt_id),
        etterfoelgere=list_etterfoelgere(session, kunde_id=kunde_id, kontakt_id=kontakt_id),
        **values,
    )


def _context(session: Session, kunde_id: UUID, kontakt_id: UUID, form: Any) -> dict[str, Any]:
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    return {"kort": kort, "form": form, "kontakt": kontakt, "person": person}


def _move_page(
    session: Session, kunde_id: UUID, kontakt_id: UUID, form: Any, *, status: int = 200
) -> Response:
    q = request.args.get("q", "").strip()
    til = form.til.data
    return show(
        MOVE,
        status=status,
        q=q,
        treff=[hit for hit in search_kunder(session, q=q) if hit[0] != kunde_id] if q else [],
        til=get_kunde(session, kunde_id=til) if til else None,
        **_context(session, kunde_id, kontakt_id, form),
    )
