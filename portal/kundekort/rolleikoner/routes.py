"""Where the agency chooses the icon of each role a contact can have."""

from typing import Any

from flask import Response, url_for
from sqlalchemy.orm import Session
from wtforms import SelectField

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.kontakter.rules import ROLLE_IKON, ROLLE_NAVN
from portal.kundekort.models import Rolle
from portal.kundekort.rolleikoner.actions import velg_ikoner
from portal.kundekort.rolleikoner.queries import list_valgte
from portal.kundekort.rolleikoner.rules import IKONER, version_of
from portal.web.choices import choices
from portal.web.forms import WriteRowForm
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("rolleikoner", __name__, url_prefix="/rolleikoner")
NEEDS = Permission.INNSTILLING_ENDRE
#: A choice for each role, named by its code.
_Form: Any = type(
    "RolleikonForm",
    (WriteRowForm,),
    {rolle.value: SelectField(navn, choices=choices(IKONER)) for rolle, navn in ROLLE_NAVN.items()},
)


@room.get("", needs=NEEDS)
def vis(session: Session) -> Response:
    """Two statements with the identity."""
    return _page(_form(session))


@room.post("", needs=NEEDS)
def lagre(session: Session) -> Response:
    form = _form(session)
    if form.validate():
        with form.attempt(session):
            velg_ikoner(
                session,
                ikoner={rolle: form[rolle.value].data for rolle in Rolle},
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for(".vis"), toast=_("Ikonene er lagret."))
    return _page(form)


def _form(session: Session) -> Any:
    def stored() -> Stored:
        rows = list_valgte(session)
        chosen = {rolle.value: ikon for rolle, ikon in ROLLE_IKON.items()}
        return Stored(version_of(rows), chosen | {row.rolle.value: row.ikon for row in rows})

    return _Form(stored=stored)


def _page(form: Any) -> Response:
    return show(
        "kundekort/rolleikoner/vis.html",
        status=422 if form.errors else 200,
        form=form,
        felter=[(form[rolle.value], _shown(form, rolle)) for rolle in ROLLE_NAVN],
    )


def _shown(form: Any, rolle: Rolle) -> str:
    """The chosen icon; the product's own where what was sent is none."""
    chosen = form[rolle.value].data
    return chosen if chosen in IKONER else ROLLE_IKON[rolle]
