"""The list, the card and the forms of a candidate."""

from functools import partial
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.audit.read_log import note_read
from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.fnr import unseal
from portal.kandidater.kandidater.actions import endre_kandidat, lagre_foedselsnummer, opprett_kandidat
from portal.kandidater.kandidater.forms import EndreKandidatForm, FnrForm, NyKandidatForm, stored_kandidat
from portal.kandidater.kandidater.queries import list_choices, list_kandidater
from portal.kandidater.models import Kandidatstatus
from portal.kandidater.ord import STATUS, TILGJENGELIGHET
from portal.kandidater.queries import find_konto, get_kandidat, list_kompetanser, list_tilgjengelighet
from portal.kandidater.registry import kort_bokser
from portal.kandidater.rules import last_day
from portal.kandidater.soek import propose_spelling
from portal.web.current import signed_in
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("kandidater", __name__)
LISTE, SKJEMA, VIS = (f"kandidater/kandidater/{name}.html" for name in ("liste", "skjema", "vis"))


@room.get("", needs=Permission.KANDIDAT_LES)
def liste(session: Session) -> Response:
    soek, valgt = request.args.get("q", "").strip(), request.args.get("status", "")
    status = Kandidatstatus(valgt) if valgt in set(Kandidatstatus) else None
    side = list_kandidater(session, soek=soek, status=status, etter=request.args.get("etter"))
    forslag = None if side.rows else propose_spelling(session, q=soek)
    return show(
        LISTE, side=side, soek=soek, forslag=forslag, valgt_status=status, statuser=list(STATUS.items())
    )


@room.get("/ny", needs=Permission.KANDIDAT_ENDRE)
def ny(session: Session) -> Response:
    form = NyKandidatForm(None)
    form.choose(*list_choices(session))
    return show(SKJEMA, form=form, kandidat=None)


@room.post("", needs=Permission.KANDIDAT_ENDRE)
def opprett(session: Session) -> Response:
    form = NyKandidatForm()
    form.choose(*list_choices(session))
    if form.validate():
        with form.attempt(session):
            kandidat = opprett_kandidat(
                session, data=form.verdier(), fnr=form.fnr.data, idempotens=form.idempotens.data
            )
    if form.errors:
        return show(SKJEMA, status=422, form=form, kandidat=None)
    return done(
        url_for("kandidater.kandidater.vis", kandidat_id=kandidat.id),
        toast=_("%(navn)s er registrert.", navn=kandidat.navn),
    )


@room.get("/<uuid:kandidat_id>", needs=Permission.KANDIDAT_LES)
def vis(session: Session, kandidat_id: UUID) -> Response:
    return _card(session, kandidat_id)


@room.get("/<uuid:kandidat_id>/endre", needs=Permission.KANDIDAT_ENDRE)
def endre(session: Session, kandidat_id: UUID) -> Response:
    kandidat = get_kandidat(session, kandidat_id=kandidat_id)
    form = _edit_form(session, kandidat_id)
    form.choose(*list_choices(session))
    note_read("kandidat", kandidat_id, "skjema")
    return show(SKJEMA, form=form, kandidat=kandidat)


@room.post("/<uuid:kandidat_id>", needs=Permission.KANDIDAT_ENDRE)
def lagre(session: Session, kandidat_id: UUID) -> Response:
    form = _edit_form(session, kandidat_id)
    form.choose(*list_choices(session))
    if form.validate():
        with form.attempt(session):
            endre_kandidat(session, kandidat_id=kandidat_id, data=form.verdier(), versjon=form.versjon.data)
    kandidat = get_kandidat(session, kandidat_id=kandidat_id)
    if form.errors:
        return show(SKJEMA, status=422, form=form, kandidat=kandidat)
    return done(
        url_for("kandidater.kandidater.vis", kandidat_id=kandidat_id), toast=_("Kandidaten er lagret.")
    )


@room.get("/<uuid:kandidat_id>/foedselsnummer", needs=Permission.KANDIDAT_FNR)
def foedselsnummer(session: Session, kandidat_id: UUID) -> Response:
    """The number in clear, for those who hold the permission; every look is in the read log."""
    kandidat = get_kandidat(session, kandidat_id=kandidat_id)
    number = None
    if kandidat.fnr_kryptert is not None:
        number = unseal(kandidat.fnr_kryptert, tenant_id=session.info["tenant"], kandidat_id=kandidat.id)
        note_read("kandidat", kandidat_id, "foedselsnummer")
    return _card(session, kandidat_id, number=number)


@room.post("/<uuid:kandidat_id>/foedselsnummer", needs=Permission.KANDIDAT_ENDRE)
def lagre_nummer(session: Session, kandidat_id: UUID) -> Response:
    form = FnrForm()
    if form.validate():
        with form.attempt(session):
            lagre_foedselsnummer(session, kandidat_id=kandidat_id, fnr=form.fnr.data)
    if form.errors:
        return _card(session, kandidat_id, form=form, status=422)
    text = _("Fødselsnummeret er lagret.") if form.fnr.data else _("Fødselsnummeret er fjernet.")
    return done(url_for("kandidater.kandidater.vis", kandidat_id=kandidat_id), toast=text)


def _edit_form(session: Session, kandidat_id: UUID) -> EndreKandidatForm:
    return EndreKandidatForm(stored=lambda: stored_kandidat(get_kandidat(session, kandidat_id=kandidat_id)))


def _card(
    session: Session,
    kandidat_id: UUID,
    *,
    number: str | None = None,
    form: FnrForm | None = None,
    status: int = 200,
) -> Response:
    kandidat = get_kandidat(session, kandidat_id=kandidat_id)
    note_read("kandidat", kandidat_id, "kort")
    who = signed_in()
    allowed = kort_bokser.allowed(who.permissions if who else frozenset())
    return show(
        VIS,
        status=status,
        kandidat=kandidat,
        konto=find_konto(session, kandidat_id=kandidat_id),
        number=number,
        form=form or FnrForm(None),
        kompetanser=list_kompetanser(session, kandidat_id=kandidat_id),
        perioder=list_tilgjengelighet(session, kandidat_id=kandidat_id, fra=today()),
        bokser=[(boks, data) for boks in allowed if (data := boks.load(session, kandidat_id)) is not None],
        statuser=STATUS,
        slag_navn=TILGJENGELIGHET,
        blank=partial(WriteForm, None),
        i_dag=today(),
        siste_dag=last_day,
    )
