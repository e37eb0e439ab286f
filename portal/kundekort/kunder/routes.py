"""The list of customers, a new one, and changing one."""

from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.identity.queries import list_brukere, names_of
from portal.jobs.outbox import enqueue
from portal.kundekort.adressesjekk import list_adressefeil
from portal.kundekort.avstand import VALG_KM, VANLIG_KM
from portal.kundekort.duplikater import Kjennetegn, list_like
from portal.kundekort.feltfilter import look
from portal.kundekort.kunder.actions import endre_kunde, registrer_kunde
from portal.kundekort.kunder.address import list_address
from portal.kundekort.kunder.forms import EndreKundeForm, KundeForm, stored_kunde
from portal.kundekort.kunder.lookup import Registersvar, find_enhet, prefill, search_register
from portal.kundekort.kunder.queries import (
    get_kommunenr,
    list_adresser,
    list_avdelinger,
    list_kunder,
    list_places,
    list_valgbare,
)
from portal.kundekort.queries import get_kort, get_kunde
from portal.kundekort.search import propose_spelling
from portal.kundekort.utvalg import placed, read_filter, write_filter
from portal.web.choices import hold
from portal.web.pages import done, show
from portal.web.read_ids import read_uuid
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("kunder", __name__)


@room.get("", needs=Permission.KUNDE_LES)
def liste(session: Session) -> Response:
    """The list as its address asks. Five statements, four while typing; own fields or a new place add one."""
    valg = placed(session, read_filter(request.args))
    who = {"bruker_id": current_user.id, "avdeling_id": current_user.avdeling_id}
    funnet = list_kunder(session, valg=valg, etter=request.args.get("etter"), **who)
    return show(
        "kundekort/kunder/liste.html",
        "kundekort/kunder/_tabell.html",
        funnet=funnet,
        forslag=propose_spelling(session, q=valg.q) if valg.q and funnet.antall == 0 else None,
        valg=valg,
        egne=look(session, request.args, valg.felt),
        adresse=list_address,
        filtertekst=write_filter(valg),
        visning_id=read_uuid(request.args.get("visning")),
        valgbare=lambda: list_valgbare(session, **who, liste_id=valg.liste_id),
        steder=lambda: list_places(session, fylke=valg.fylke),
        punkt=valg.punkt,
        valg_km=VALG_KM,
        vanlig_km=VANLIG_KM,
    )


@room.get("/ny", needs=Permission.KUNDE_ENDRE)
def ny(session: Session) -> Response:
    """A new customer. `?orgnr=` fills the form from Enhetsregisteret; when it is silent the form works without."""
    funnet = find_enhet(session, orgnr=request.args.get("orgnr", ""))
    known = prefill(funnet.enhet) if funnet and funnet.enhet else {"navn": request.args.get("navn", "")}
    form = KundeForm(data={**known, "under": read_uuid(request.args.get("under"))})
    return _new_page(session, form, funnet=funnet)


@room.post("/ny", needs=Permission.KUNDE_ENDRE)
def registrer(session: Session) -> Response:
    form = KundeForm()
    _offer(session, form)
    if form.validate() and form.accept(list_adressefeil(session, adresser=form.skrevne())):
        data = form.kundedata(kommunenr=get_kommunenr(session, postnr=form.norsk_postnr()))
        with form.attempt(session):
            kunde = registrer_kunde(session, data=data, forelder_id=form.under.data)
        if not form.errors:
            if kunde.orgnr:
                enqueue(session, "kunde.register", key=kunde.id, kunde_id=kunde.id)
            toast = _("%(navn)s er registrert som kunde %(nr)s.", navn=kunde.navn, nr=kunde.kundenr)
            return done(url_for("kundekort.oversikt.vis", kunde_id=kunde.id), toast=toast)
    return _new_page(session, form)


def _new_page(session: Session, form: KundeForm, *, funnet: Registersvar | None = None) -> Response:
    _offer(session, form)
    return show(
        "kundekort/kunder/ny.html",
        status=422 if form.errors else 200,
        form=form,
        funnet=funnet,
        like=list_like(session, kjennetegn=form.kjennetegn()),
        over=get_kort(session, kunde_id=form.under.data) if form.under.data else None,
    )


@room.get("/ny/register", needs=Permission.KUNDE_ENDRE)
def register(session: Session) -> Response:
    return show(
        "kundekort/kunder/register.html",
        "kundekort/kunder/_register.html",
        svar=search_register(session, text=request.args.get("q", "")),
    )


@room.get("/<uuid:kunde_id>/endre", needs=Permission.KUNDE_ENDRE)
def endre(session: Session, kunde_id: UUID) -> Response:
    return _edit_page(session, kunde_id, _filled(session, kunde_id))


@room.post("/<uuid:kunde_id>/endre", needs=Permission.KUNDE_ENDRE)
def lagre(session: Session, kunde_id: UUID) -> Response:
    form = _filled(session, kunde_id)
    if form.validate() and form.accept(list_adressefeil(session, adresser=form.skrevne())):
        held = None if form.er_utenlandsk() else get_kunde(session, kunde_id=kunde_id).kommunenr
        data = form.kundedata(kommunenr=get_kommunenr(session, postnr=form.norsk_postnr()) or held)
        with form.attempt(session):
            endre_kunde(session, kunde_id=kunde_id, data=data, versjon=form.versjon.data)
        if not form.errors:
            here = url_for("kundekort.oversikt.vis", kunde_id=kunde_id)
            return done(here, toast=_("Endringene er lagret."))
    return _edit_page(session, kunde_id, form)


def _filled(session: Session, kunde_id: UUID) -> EndreKundeForm:
    def stored() -> Stored:
        return stored_kunde(get_kunde(session, kunde_id=kunde_id), list_adresser(session, kunde_id=kunde_id))

    _offer(session, form := EndreKundeForm(stored=stored))
    hold(form.kundeansvarlig_id, lambda ids: names_of(session, ids=ids))
    return form


def _edit_page(session: Session, kunde_id: UUID, form: EndreKundeForm) -> Response:
    return show(
        "kundekort/kunder/endre.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id),
        form=form,
        like=list_like(session, kjennetegn=Kjennetegn(orgnr=form.orgnr.data), unntatt=kunde_id),
    )


def _offer(session: Session, form: KundeForm) -> None:
    form.offer(avdelinger=list_avdelinger(session), ansvarlige=list_brukere(session))
