"""The page Kreditt under Oversikt: terms, what the register says, and every assessment of the customer."""

from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.audit.read_log import note_read
from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.kreditt.actions import noter_vurdering
from portal.kundekort.kreditt.forms import VurderingForm
from portal.kundekort.kreditt.queries import get_kredittkunde, list_vurderinger
from portal.kundekort.kreditt.rules import KILDE_NAVN, PERSONFORETAK, Kredittstand
from portal.kundekort.models import Kunde
from portal.kundekort.purreprofiler.actions import velg_profil
from portal.kundekort.purreprofiler.forms import VelgProfilForm
from portal.kundekort.purreprofiler.queries import get_profil, list_i_bruk
from portal.kundekort.queries import get_kort, get_kunde
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("kreditt", __name__, url_prefix="/<uuid:kunde_id>/kreditt")


@room.get("", needs=Permission.KUNDE_LES)
def vis(session: Session, kunde_id: UUID) -> Response:
    return _vis(session, kunde_id)


def _vis(session: Session, kunde_id: UUID, profilform: VelgProfilForm | None = None) -> Response:
    """Four statements besides the identity. What was found about a person is for those who decide on credit."""
    kunde, brukt = get_kredittkunde(session, kunde_id=kunde_id, permissions=current_user.permissions)
    person = kunde.organisasjonsform in PERSONFORETAK
    aapent = not person or Permission.KUNDE_KREDITTSPERRE in current_user.permissions
    if person and aapent:
        note_read("kunde", kunde_id, "kredittvurdering")
    form = profilform or _profilform(session, kunde)
    return show(
        "kundekort/kreditt/vis.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        kunde=kunde,
        aapent=aapent,
        vurderinger=list_vurderinger(session, kunde_id=kunde_id),
        kilde_navn=KILDE_NAVN,
        i_dag=today(),
        stand=Kredittstand(kunde.kredittgrense_oere, brukt),
        profilform=form,
    )


@room.post("/purreprofil", needs=Permission.KUNDE_KREDITTSPERRE)
def velg_purreprofil(session: Session, kunde_id: UUID) -> Response:
    """Which profile the customer is reminded by."""
    form = _profilform(session, get_kunde(session, kunde_id=kunde_id))
    if form.validate():
        with form.attempt(session):
            velg_profil(session, kunde_id=kunde_id, profil_id=form.chosen(), versjon=form.versjon.data)
    if form.errors:
        return _vis(session, kunde_id, form)
    return done(url_for(".vis", kunde_id=kunde_id), toast=_("Purreprofilen er valgt."))


def _profilform(session: Session, kunde: Kunde) -> VelgProfilForm:
    """The customer as it was read fills it; a Stale reads it anew."""
    held = get_profil(session, profil_id=kunde.purreprofil_id) if kunde.purreprofil_id else None
    read = [kunde]

    def stored() -> Stored:
        row = read.pop() if read else get_kunde(session, kunde_id=kunde.id)
        return Stored(row.versjon, {"profil": str(row.purreprofil_id or "")})

    return VelgProfilForm(stored=stored).offer(list_i_bruk(session), held=held)


@room.get("/ny", needs=Permission.KUNDE_KREDITTSPERRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    form = VurderingForm()
    form.dato.data = today()
    return _page(session, kunde_id, form)


@room.post("/ny", needs=Permission.KUNDE_KREDITTSPERRE)
def noter(session: Session, kunde_id: UUID) -> Response:
    form = VurderingForm()
    if form.validate():
        with form.attempt(session):
            noter_vurdering(session, kunde_id=kunde_id, data=form.data_of())
        if not form.errors:
            return done(url_for(".vis", kunde_id=kunde_id), toast=_("Vurderingen er notert."))
    return _page(session, kunde_id, form)


def _page(session: Session, kunde_id: UUID, form: VurderingForm) -> Response:
    kort = get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions)
    kunde = get_kunde(session, kunde_id=kunde_id)
    return show(
        "kundekort/kreditt/ny.html",
        status=422 if form.errors else 200,
        kort=kort,
        form=form,
        person=kunde.organisasjonsform in PERSONFORETAK,
    )
