"""Deciding a single exception from a demanded paper."""

from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.queries import get_kandidat
from portal.kundekort.queries import get_kunde
from portal.kundekort.rules import Handling
from portal.oppdrag.papirkrav import get_papirkrav
from portal.oppdrag.papirunntak.actions import gi_papirunntak
from portal.oppdrag.papirunntak.forms import PapirunntakForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room(
    "papirunntak",
    __name__,
    url_prefix="/kunder/<uuid:kunde_id>/papirunntak/<uuid:kandidat_id>/<uuid:krav_id>",
)
SKJEMA = "oppdrag/papirer/unntak.html"


@room.get("", needs=Permission.OPPDRAG_UNNTAK)
def ny(session: Session, kunde_id: UUID, kandidat_id: UUID, krav_id: UUID) -> Response:
    return _page(session, kunde_id, kandidat_id, krav_id, PapirunntakForm(None))


@room.post("", needs=Permission.OPPDRAG_UNNTAK)
def gi(session: Session, kunde_id: UUID, kandidat_id: UUID, krav_id: UUID) -> Response:
    form = PapirunntakForm()
    if form.validate():
        with form.attempt(session):
            gi_papirunntak(
                session,
                kunde_id=kunde_id,
                kandidat_id=kandidat_id,
                krav_id=krav_id,
                handling=Handling(form.gjelder.data),
                grunn=form.grunn.data,
            )
    if form.errors:
        return _page(session, kunde_id, kandidat_id, krav_id, form, status=422)
    return done(
        url_for("oppdrag.kundefane.liste", kunde_id=kunde_id),
        toast=_("Unntaket er gitt. Det gjelder én gang, i 14 dager."),
    )


def _page(
    session: Session,
    kunde_id: UUID,
    kandidat_id: UUID,
    krav_id: UUID,
    form: PapirunntakForm,
    *,
    status: int = 200,
) -> Response:
    return show(
        SKJEMA,
        status=status,
        form=form,
        kunde=get_kunde(session, kunde_id=kunde_id),
        kandidat=get_kandidat(session, kandidat_id=kandidat_id),
        krav=get_papirkrav(session, kunde_id=kunde_id, krav_id=krav_id),
    )
