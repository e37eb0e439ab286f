"""The papers of a candidate: registering, changing, asking for, receiving, ending, and the file."""

from uuid import UUID

from flask import Response, request
from sqlalchemy.orm import Session

from portal.audit.read_log import note_read
from portal.db.clock import today
from portal.errors import NotFound
from portal.filestore.gateway import send_dokument
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.papirer import sider
from portal.kandidater.papirer.actions import avslutt_papir, be_om_papir, endre_papir, motta_papir
from portal.kandidater.papirer.forms import NyAttestForm, NyttPapirForm
from portal.kandidater.papirer.queries import get_papir
from portal.registers.politiattest import is_police_certificate, list_attesthjemler
from portal.web.pages import done
from portal.web.room import Room

room = Room("papirer", __name__, url_prefix="/<uuid:kandidat_id>/papirer")
ENDRE = Permission.KANDIDAT_ENDRE


@room.get("/ny", needs=ENDRE)
def ny(session: Session, kandidat_id: UUID) -> Response:
    """`?navn=` as a requirement calls it."""
    navn = request.args.get("navn", "")[:120]
    if is_police_certificate(navn):
        return sider.new_attest(session, kandidat_id, NyAttestForm(None, navn=navn))
    return sider.new(session, kandidat_id, NyttPapirForm(None, navn=navn))


@room.post("", needs=ENDRE)
def registrer(session: Session, kandidat_id: UUID) -> Response:
    form = NyttPapirForm()
    return sider.register(session, kandidat_id, form) or sider.new(session, kandidat_id, form, status=422)


@room.get("/politiattest", needs=ENDRE)
def ny_attest(session: Session, kandidat_id: UUID) -> Response:
    return sider.new_attest(session, kandidat_id, NyAttestForm(None, navn=_("Politiattest")))


@room.post("/politiattest", needs=ENDRE)
def registrer_attest(session: Session, kandidat_id: UUID) -> Response:
    form = NyAttestForm()
    form.choose(list_attesthjemler(session, dato=today()))
    return sider.register(session, kandidat_id, form) or sider.new_attest(
        session, kandidat_id, form, status=422
    )


@room.get("/<uuid:papir_id>", needs=ENDRE)
def vis(session: Session, kandidat_id: UUID, papir_id: UUID) -> Response:
    return sider.page(session, kandidat_id, papir_id)


@room.post("/<uuid:papir_id>", needs=ENDRE)
def lagre(session: Session, kandidat_id: UUID, papir_id: UUID) -> Response:
    form = sider.edit_form(session, kandidat_id, papir_id)
    if form.validate():
        with form.attempt(session):
            endre_papir(
                session,
                kandidat_id=kandidat_id,
                papir_id=papir_id,
                data=form.verdier(),
                fil=form.opplastet(),
                versjon=form.versjon.data,
            )
    if form.errors:
        return sider.page(session, kandidat_id, papir_id, form=form, status=422)
    return done(sider.card(kandidat_id), toast=_("Papiret er lagret."))


@room.post("/<uuid:papir_id>/bedt", needs=ENDRE)
def be_om(session: Session, kandidat_id: UUID, papir_id: UUID) -> Response:
    return sider.step(
        session, kandidat_id, papir_id, be_om_papir, _("Det er notert at papiret er bedt om i dag.")
    )


@room.post("/<uuid:papir_id>/mottatt", needs=ENDRE)
def motta(session: Session, kandidat_id: UUID, papir_id: UUID) -> Response:
    return sider.step(session, kandidat_id, papir_id, motta_papir, _("Papiret er mottatt i dag."))


@room.post("/<uuid:papir_id>/avslutt", needs=ENDRE)
def avslutt(session: Session, kandidat_id: UUID, papir_id: UUID) -> Response:
    return sider.step(session, kandidat_id, papir_id, avslutt_papir, _("Papiret er avsluttet."))


@room.get("/<uuid:papir_id>/fil", needs=Permission.KANDIDAT_LES)
def fil(session: Session, kandidat_id: UUID, papir_id: UUID) -> Response:
    """The newest file; every look is in the read log."""
    papir = get_papir(session, kandidat_id=kandidat_id, papir_id=papir_id)
    if papir.dokument_id is None:
        raise NotFound(f"papir {papir_id} has no file")
    note_read("kandidat", kandidat_id, "papir")
    return send_dokument(session, dokument_id=papir.dokument_id)
