"""The own fields of one candidate, one ledig stilling and one oppdrag."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.audit.read_log import note_read
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.queries import get_kandidat
from portal.kundekort.felt.actions import lagre_postfelt
from portal.kundekort.felt.forms import Verdiform, verdi_form
from portal.kundekort.feltverdi import Post
from portal.kundekort.models import Feltgjelder
from portal.oppdrag.queries import get_oppdrag, get_stilling
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("egnefelt", __name__)


@room.get("/kandidater/<uuid:kandidat_id>/egne-felt", needs=Permission.KANDIDAT_ENDRE)
def kandidat(session: Session, kandidat_id: UUID) -> Response:
    """The candidate's values in a form."""
    note_read("kandidat", kandidat_id, "skjema")
    return _form(session, Post(Feltgjelder.KANDIDAT, kandidat_id))


@room.post("/kandidater/<uuid:kandidat_id>/egne-felt", needs=Permission.KANDIDAT_ENDRE)
def lagre_kandidat(session: Session, kandidat_id: UUID) -> Response:
    return _save(session, Post(Feltgjelder.KANDIDAT, kandidat_id))


@room.get("/stillinger/<uuid:stilling_id>/egne-felt", needs=Permission.OPPDRAG_ENDRE)
def stilling(session: Session, stilling_id: UUID) -> Response:
    """The request's values in a form."""
    return _form(session, Post(Feltgjelder.STILLING, stilling_id))


@room.post("/stillinger/<uuid:stilling_id>/egne-felt", needs=Permission.OPPDRAG_ENDRE)
def lagre_stilling(session: Session, stilling_id: UUID) -> Response:
    return _save(session, Post(Feltgjelder.STILLING, stilling_id))


@room.get("/oppdrag/<uuid:oppdrag_id>/egne-felt", needs=Permission.OPPDRAG_ENDRE)
def oppdrag(session: Session, oppdrag_id: UUID) -> Response:
    """The values of the oppdrag in a form."""
    return _form(session, Post(Feltgjelder.OPPDRAG, oppdrag_id))


@room.post("/oppdrag/<uuid:oppdrag_id>/egne-felt", needs=Permission.OPPDRAG_ENDRE)
def lagre_oppdrag(session: Session, oppdrag_id: UUID) -> Response:
    return _save(session, Post(Feltgjelder.OPPDRAG, oppdrag_id))


def _form(session: Session, post: Post) -> Response:
    return _page(session, post, verdi_form(session, post=post))


def _save(session: Session, post: Post) -> Response:
    _name(session, post)
    form = verdi_form(session, post=post)
    if form.validate():
        with form.attempt(session):
            lagre_postfelt(session, post=post, verdier=form.verdier(), versjon=form.versjon.data)
        if not form.errors:
            return done(_places(post)[1], toast=_("Feltene er lagret."))
    return _page(session, post, form)


def _page(session: Session, post: Post, form: Verdiform) -> Response:
    url, back = _places(post)
    return show(
        "oppdrag/egnefelt/side.html",
        "kundekort/felt/_verdier.html" if form.errors else "oppdrag/egnefelt/_dialog.html",
        status=422 if form.errors else 200,
        form=form,
        navn=_name(session, post),
        url=url,
        tilbake=back,
    )


def _name(session: Session, post: Post) -> str:
    """What the record is called. One statement. Raises NotFound."""
    if post.gjelder is Feltgjelder.KANDIDAT:
        return get_kandidat(session, kandidat_id=post.id).navn
    if post.gjelder is Feltgjelder.STILLING:
        stilling = get_stilling(session, stilling_id=post.id)
        return f"{stilling.nummer} {stilling.tittel}"
    oppdrag = get_oppdrag(session, oppdrag_id=post.id)
    return f"{oppdrag.nummer} {oppdrag.tittel}"


def _places(post: Post) -> tuple[str, str]:
    """Where the form is posted, and the record's own page."""
    if post.gjelder is Feltgjelder.KANDIDAT:
        return (
            url_for(".lagre_kandidat", kandidat_id=post.id),
            url_for("kandidater.kandidater.vis", kandidat_id=post.id),
        )
    if post.gjelder is Feltgjelder.STILLING:
        return (
            url_for(".lagre_stilling", stilling_id=post.id),
            url_for("oppdrag.stillinger.vis", stilling_id=post.id),
        )
    return (
        url_for(".lagre_oppdrag", oppdrag_id=post.id),
        url_for("oppdrag.utleieoppdrag.vis", oppdrag_id=post.id),
    )
