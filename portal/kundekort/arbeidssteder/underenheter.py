"""Underenheter of Enhetsregisteret, offered as worksites: ticked, and made."""

from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.db.sorting import sort_key
from portal.i18n import _, ngettext
from portal.identity.permissions import Permission
from portal.kundekort.arbeidssteder.actions import lag_arbeidssteder
from portal.kundekort.arbeidssteder.queries import list_steder
from portal.kundekort.arbeidssteder.rules import Stedsdata
from portal.kundekort.queries import get_kort, get_kunde
from portal.kundekort.registeroppslag import Registersvar, ask_register
from portal.registers.base import Registeradresse, Registerenhet
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("underenheter", __name__, url_prefix="/<uuid:kunde_id>/underenheter")
NEEDS = Permission.KUNDE_ENDRE
#: What a row of the form carries of an underenhet, so that making it need not ask the register again.
LONGEST = {"navn": 120, "adresse": 200, "postnr": 4}
#: Underenheter that can be ticked at a time.
MOST = 100


@room.get("", needs=NEEDS)
def velg(session: Session, kunde_id: UUID) -> Response:
    """What the register has; a silent one is told, and what was used before is shown."""
    return _page(session, kunde_id, WriteForm(None))


@room.post("", needs=NEEDS)
def lag(session: Session, kunde_id: UUID) -> Response:
    """Worksites of those that are ticked."""
    form = WriteForm()
    steder = [_read(nr) for nr in request.form.getlist("valgt")[:MOST]]
    if form.validate() and not steder:
        form.form_errors.append(_("Velg minst én underenhet."))
    made = []
    if not form.errors:
        with form.attempt(session):
            made = lag_arbeidssteder(session, kunde_id=kunde_id, steder=steder)
    if form.errors:
        return _page(session, kunde_id, form)
    told = ngettext("%(num)s arbeidssted er laget.", "%(num)s arbeidssteder er laget.", len(made))
    return done(url_for("kundekort.arbeidssteder.liste", kunde_id=kunde_id), toast=told)


def _read(nr: str) -> Stedsdata:
    def part(name: str) -> str:
        text = request.form.get(f"{name}-{nr}", "").replace("\0", "")
        return " ".join(text.split())[: LONGEST[name]]

    return Stedsdata(navn=part("navn"), adresse=part("adresse"), postnr=part("postnr"))


def _asked(session: Session, orgnr: str | None) -> Registersvar:
    return ask_register(session, lambda lookup: lookup.underenheter(orgnr)) if orgnr else Registersvar([])


def _page(session: Session, kunde_id: UUID, form: WriteForm) -> Response:
    svar = _asked(session, get_kunde(session, kunde_id=kunde_id).orgnr)
    held = {sort_key(sted.navn) for sted in list_steder(session, kunde_id=kunde_id)}
    return show(
        "kundekort/arbeidssteder/underenheter.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        form=form,
        svar=svar,
        rader=[(enhet, _address(enhet), sort_key(enhet.navn) in held) for enhet in svar.enheter],
    )


def _address(enhet: Registerenhet) -> Registeradresse | None:
    """Where it is, in Norway."""
    place = enhet.besoeksadresse or enhet.postadresse
    return place if place is not None and place.landkode in {"", "NO"} else None
