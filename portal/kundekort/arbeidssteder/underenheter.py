"""Underenheter of Enhetsregisteret, offered as worksites: ticked, and made."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _, ngettext
from portal.identity.permissions import Permission
from portal.kundekort.adressesjekk import Adressesjekk, Skrevet, list_feil_i_mange
from portal.kundekort.arbeidssteder.actions import lag_arbeidssteder
from portal.kundekort.arbeidssteder.queries import list_steder
from portal.kundekort.arbeidssteder.rules import Stedsdata, place_key
from portal.kundekort.queries import get_kort, get_kunde
from portal.kundekort.registeroppslag import Registersvar, ask_register
from portal.registers.base import Registeradresse, Registerenhet
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.parse import BadInput, parse_postnr
from portal.web.room import Room

room = Room("underenheter", __name__, url_prefix="/<uuid:kunde_id>/underenheter")
NEEDS = Permission.KUNDE_ENDRE
#: What a row of the form carries of an underenhet, so that making it need not ask the register again.
LONGEST = {"navn": 120, "adresse": 200, "postnr": 20}
#: Underenheter that can be ticked at a time.
MOST = 100


class UnderenhetForm(Adressesjekk, WriteForm):
    """Those that are ticked; their addresses are checked as typed ones are, for anybody may post what he likes."""

    def check_addresses(self, session: Session, steder: Sequence[Stedsdata]) -> None:
        """Faults stand on top, each with the name of its place. Two statements."""
        for sted in steder:
            try:
                if sted.postnr:
                    parse_postnr(sted.postnr)
            except BadInput as bad:
                self.form_errors.append(f"{sted.navn}: {bad.sentence}")
        if self.form_errors:
            return
        typed = [("arbeidssted", Skrevet(s.adresse, s.postnr, "", s.navn, s.navn)) for s in steder]
        feil = list_feil_i_mange(session, adresser=typed)
        self.spoer_om_adresse = bool(feil) and all(each.kan_beholdes for each in feil)
        if not (self.spoer_om_adresse and self.behold_adresse.data):
            self.form_errors += [f"{each.felt}: {each.tekst}" for each in feil]


@room.get("", needs=NEEDS)
def velg(session: Session, kunde_id: UUID) -> Response:
    """What the register has; a silent one is told, and what was used before is shown."""
    return _page(session, kunde_id, UnderenhetForm(None))


@room.post("", needs=NEEDS)
def lag(session: Session, kunde_id: UUID) -> Response:
    """Worksites of those that are ticked."""
    form = UnderenhetForm()
    steder = [_read(nr) for nr in request.form.getlist("valgt")[:MOST]]
    if form.validate() and not steder:
        form.form_errors.append(_("Velg minst én underenhet."))
    form.check_addresses(session, steder)
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
        return _tidy(name, request.form.get(f"{name}-{nr}", ""))

    return Stedsdata(navn=part("navn"), adresse=part("adresse"), postnr=part("postnr"))


def _tidy(name: str, text: str) -> str:
    return " ".join(text.replace("\0", "").split())[: LONGEST[name]]


def _asked(session: Session, orgnr: str | None) -> Registersvar:
    """One more than is shown tells that there are more."""
    if not orgnr:
        return Registersvar([])
    return ask_register(session, lambda lookup: lookup.underenheter(orgnr, limit=MOST + 1))


def _page(session: Session, kunde_id: UUID, form: UnderenhetForm) -> Response:
    svar = _asked(session, get_kunde(session, kunde_id=kunde_id).orgnr)
    steder = list_steder(session, kunde_id=kunde_id)
    held = {place_key(sted.navn, sted.adresse, sted.postnr) for sted in steder}
    return show(
        "kundekort/arbeidssteder/underenheter.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        form=form,
        svar=svar,
        rader=[(enhet, _address(enhet), _key(enhet) in held) for enhet in svar.enheter[:MOST]],
        flere=len(svar.enheter) > MOST,
        mest=MOST,
        valgte=request.form.getlist("valgt"),
    )


def _key(enhet: Registerenhet) -> tuple[str, str, str]:
    """As the worksite made of it has it."""
    place = _address(enhet)
    lines = ", ".join(place.linjer) if place else ""
    return place_key(_tidy("navn", enhet.navn), _tidy("adresse", lines), place.postnr if place else "")


def _address(enhet: Registerenhet) -> Registeradresse | None:
    """Where it is, in Norway."""
    place = enhet.besoeksadresse or enhet.postadresse
    return place if place is not None and place.landkode in {"", "NO"} else None
