"""«Gjør om til oppdrag»: the dialog, its consequences while typing, the making and the undoing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.oppdrag.konvertering.actions import angre_konvertering, gjoer_om_til_oppdrag
from portal.oppdrag.konvertering.egnefelt import get_avgjort
from portal.oppdrag.konvertering.forms import KonverterForm, stored_forslag
from portal.oppdrag.konvertering.forslag import propose
from portal.oppdrag.konvertering.queries import Foelger, get_foelger, list_valgbare
from portal.oppdrag.models import LedigStilling
from portal.oppdrag.ord import KOBLING
from portal.oppdrag.queries import get_stilling
from portal.oppdrag.queries_kontroll import list_grounds
from portal.oppdrag.queries_kunde import Kundestandard, get_kundestandard
from portal.oppdrag.rules.kontroll import Utfall
from portal.oppdrag.rules.konvertering import Forslag, left_behind
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("konvertering", __name__)
PAGE, DIALOG, CHECKS = (f"oppdrag/konvertering/{n}.html" for n in ("side", "_dialog", "_kontroll"))


@room.get("/stillinger/<uuid:stilling_id>/gjoer-om", needs=Permission.OPPDRAG_ENDRE)
def gjoer_om(session: Session, stilling_id: UUID) -> Response:
    """The dialog, as a page of its own without htmx."""
    stilling = get_stilling(session, stilling_id=stilling_id)
    standard = get_kundestandard(session, kunde_id=stilling.kunde_id)
    valgbare = list_valgbare(session, stilling=stilling)
    forslag = propose(stilling=stilling, standard=standard)
    first = valgbare[0].kandidat_id if valgbare else None
    form = _form(session, stilling_id, kandidat_id=str(first or ""))
    return _dialog(
        session, stilling=stilling, standard=standard, form=form, valgbare=valgbare, forslag=forslag
    )


@room.preview("/stillinger/<uuid:stilling_id>/gjoer-om/kontroll", needs=Permission.OPPDRAG_ENDRE)
def kontroll(session: Session, stilling_id: UUID) -> Response:
    """Margin and checks of what is typed so far. A post, so that no name stands in an address."""
    stilling = get_stilling(session, stilling_id=stilling_id)
    standard = get_kundestandard(session, kunde_id=stilling.kunde_id)
    form = _form(session, stilling_id)
    foelger = get_foelger(session, stilling=stilling, standard=standard, utkast=form.utkast())
    return show(CHECKS, stilling=stilling, foelger=foelger, mangler=form.missing(standard), Utfall=Utfall)


@room.post("/stillinger/<uuid:stilling_id>/gjoer-om", needs=Permission.OPPDRAG_ENDRE)
def opprett(session: Session, stilling_id: UUID) -> Response:
    stilling = get_stilling(session, stilling_id=stilling_id)
    standard = get_kundestandard(session, kunde_id=stilling.kunde_id)
    valgbare = list_valgbare(session, stilling=stilling)
    form = _form(session, stilling_id)
    form.choose(standard, grunnlag=list_grounds(session), valgbare=valgbare)
    if form.validate():
        with form.attempt(session):
            oppdrag = gjoer_om_til_oppdrag(
                session,
                stilling_id=stilling_id,
                avtalt=form.avtalt(),
                behold_aapen=form.behold_aapen.data,
                versjon=form.versjon.data,
                idempotens=form.idempotens.data,
            )
    if form.errors:
        stilling = get_stilling(session, stilling_id=stilling_id)
        forslag = propose(stilling=stilling, standard=standard)
        return _dialog(
            session,
            stilling=stilling,
            standard=standard,
            form=form,
            valgbare=valgbare,
            forslag=forslag,
            status=422,
        )
    return done(
        url_for("oppdrag.utleieoppdrag.vis", oppdrag_id=oppdrag.id),
        toast=_("%(nummer)s er opprettet fra %(stilling)s.", nummer=oppdrag.nummer, stilling=stilling.nummer),
    )


@room.post("/oppdrag/<uuid:oppdrag_id>/angre", needs=Permission.OPPDRAG_ENDRE)
def angre(session: Session, oppdrag_id: UUID) -> Response:
    """Until hours exist."""
    stilling = angre_konvertering(session, oppdrag_id=oppdrag_id)
    return done(
        url_for("oppdrag.stillinger.vis", stilling_id=stilling.id),
        toast=_("Oppdraget er angret. Plassen på %(nummer)s er ledig igjen.", nummer=stilling.nummer),
    )


def _form(session: Session, stilling_id: UUID, **chosen: str) -> KonverterForm:
    def stored() -> Stored:
        stilling = get_stilling(session, stilling_id=stilling_id)
        standard = get_kundestandard(session, kunde_id=stilling.kunde_id)
        return stored_forslag(stilling, propose(stilling=stilling, standard=standard))

    return KonverterForm(stored=stored, **chosen)


def _dialog(
    session: Session,
    *,
    stilling: LedigStilling,
    standard: Kundestandard,
    form: KonverterForm,
    valgbare: Any,
    forslag: Mapping[str, Forslag],
    status: int = 200,
) -> Response:
    form.choose(standard, grunnlag=list_grounds(session), valgbare=valgbare)
    egne = get_avgjort(session)
    foelger: Foelger = get_foelger(session, stilling=stilling, standard=standard, utkast=form.utkast())
    return show(
        PAGE,
        DIALOG,
        status=status,
        stilling=stilling,
        standard=standard,
        form=form,
        valgbare=valgbare,
        kilder=form.kilder(forslag),
        utelatt={**left_behind(), **egne.utelates},
        egne_felt=egne.navn,
        foelger=foelger,
        mangler=form.missing(standard),
        koblingsord=KOBLING,
        Utfall=Utfall,
    )
