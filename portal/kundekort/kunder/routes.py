"""The list of customers, a new one, and changing one."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.kunder.actions import endre_kunde, registrer_kunde
from portal.kundekort.kunder.forms import EndreKundeForm, KundeForm, stored_values
from portal.kundekort.kunder.lookup import find_enhet, prefill, search_register
from portal.kundekort.kunder.queries import (
    Filter,
    count_kunder,
    get_kommunenr,
    list_adresser,
    list_ansvarlige,
    list_avdelinger,
    list_kunder,
    list_like,
    list_places,
    propose_spelling,
)
from portal.kundekort.queries import get_kort, get_kunde
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("kunder", __name__, url_prefix="")


@room.get("", needs=Permission.KUNDE_LES)
def liste(session: Session) -> Response:
    """The list; what it shows stands in the address. Five statements, four while typing."""
    valg = _filter()
    who = {"bruker_id": current_user.id, "avdeling_id": current_user.avdeling_id}
    page = list_kunder(session, valg=valg, etter=request.args.get("etter"), **who)
    antall = count_kunder(session, valg=valg, **who)
    return show(
        "kundekort/kunder/liste.html",
        "kundekort/kunder/_tabell.html",
        page=page,
        antall=antall,
        forslag=propose_spelling(session, q=valg.q) if valg.q and not antall else None,
        valg=valg,
        adresse=_address,
        ansvarlige=lambda: list_ansvarlige(session),
        steder=lambda: list_places(session, fylke=valg.fylke),
    )


@room.route("/ny", needs=Permission.KUNDE_ENDRE, methods=["GET", "POST"])
def ny(session: Session) -> Response:
    """A new customer. `?orgnr=` fills the form from Enhetsregisteret; when it is silent the form works without."""
    found = find_enhet(session, orgnr=request.args.get("orgnr", "")) if request.method == "GET" else None
    known = prefill(found.enhet) if found and found.enhet else {"navn": request.args.get("navn", "")}
    form = KundeForm(data={**known, "under": _uuid(request.args.get("under"))})
    _offer(session, form)
    if form.validate_on_submit():
        data = form.kundedata(
            kommunenr=get_kommunenr(session, postnr=form.besoek_postnr.data or form.post_postnr.data)
        )
        with form.attempt(session):
            kunde = registrer_kunde(session, data=data, forelder_id=form.under.data)
        if not form.errors:
            return done(
                url_for("kundekort.oversikt.vis", kunde_id=kunde.id),
                toast=_("%(navn)s er registrert som kunde %(nr)s.", navn=kunde.navn, nr=kunde.kundenr),
            )
    return show(
        "kundekort/kunder/ny.html",
        status=422 if form.errors else 200,
        form=form,
        funnet=found,
        like=list_like(session, orgnr=form.orgnr.data, navn=form.navn.data or ""),
        over=get_kort(session, kunde_id=form.under.data) if form.under.data else None,
    )


@room.get("/ny/register", needs=Permission.KUNDE_ENDRE)
def register(session: Session) -> Response:
    """Hits in Enhetsregisteret while one types a name or a number."""
    return show(
        "kundekort/kunder/register.html",
        "kundekort/kunder/_register.html",
        svar=search_register(session, text=request.args.get("q", "")),
    )


@room.route("/<uuid:kunde_id>/endre", needs=Permission.KUNDE_ENDRE, methods=["GET", "POST"])
def endre(session: Session, kunde_id: UUID) -> Response:
    """Change the customer's facts; a stale copy is shown with what is stored."""
    kunde = get_kunde(session, kunde_id=kunde_id)
    adresser = list(list_adresser(session, kunde_id=kunde_id))
    form = EndreKundeForm(data=stored_values(kunde, adresser))
    _offer(session, form)
    if form.validate_on_submit():
        nytt_sted = get_kommunenr(session, postnr=form.besoek_postnr.data or form.post_postnr.data)
        data = form.kundedata(kommunenr=nytt_sted or kunde.kommunenr)
        with form.attempt(session):
            endre_kunde(session, kunde_id=kunde_id, data=data, versjon=form.versjon.data)
        if not form.errors:
            return done(
                url_for("kundekort.oversikt.vis", kunde_id=kunde_id), toast=_("Endringene er lagret.")
            )
        if form.theirs:  # shown beside what was typed: the next save is meant
            form.versjon.data = get_kunde(session, kunde_id=kunde_id).versjon
    return show(
        "kundekort/kunder/endre.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id),
        form=form,
        like=list_like(session, orgnr=form.orgnr.data, navn="", unntatt=kunde_id),
    )


def _offer(session: Session, form: KundeForm) -> None:
    form.offer(avdelinger=list_avdelinger(session), ansvarlige=list_ansvarlige(session))


def _filter() -> Filter:
    args = request.args
    return Filter(
        q=args.get("q", "")[:100],
        status=args.get("status", ""),
        hvem=args.get("hvem", "alle"),
        fylke=args.get("fylke", "")[:2],
        kommune=args.get("kommune", "")[:4],
        ansvarlig_id=_uuid(args.get("ansvarlig")),
    )


def _address(**changes: Any) -> str:
    """The list's address with these parts of the filter changed; a page mark never survives a change."""
    kept = {key: value for key, value in request.args.items() if value and key != "etter"}
    kept |= changes
    return url_for(".liste", **{key: value for key, value in kept.items() if value})


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
