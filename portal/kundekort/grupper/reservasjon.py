"""A person's no to being written to with others: kept with who, when and how we know; shown at every customer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from wtforms import BooleanField

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.errors import Refused, Stale
from portal.i18n import _, _l
from portal.identity.permissions import Permission
from portal.kundekort.grupper.lov import find_rule
from portal.kundekort.kontakter.queries import get_kontakt
from portal.kundekort.models import Person
from portal.kundekort.queries import get_kort
from portal.web.fields import Required, TekstField
from portal.web.forms import WriteRowForm
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("reservasjon", __name__, url_prefix="/<uuid:kunde_id>/kontakter/<uuid:kontakt_id>/reservasjon")


class ReservasjonForm(WriteRowForm):
    """Whether, and how we know."""

    reservert = BooleanField(_l("Reservert mot henvendelser"))
    kilde = TekstField(_l("Hvordan vi vet det"), [Required()], max_length=200)


def sett_reservasjon(
    session: Session, *, kunde_id: UUID, kontakt_id: UUID, reservert: bool, kilde: str, versjon: int
) -> Person:
    """A person says no to being written to with others, or takes it back; kept with who, when and how we know.

    Holds for the person wherever he is a contact. Locks him. The same again changes nothing. Raises NotFound,
    Stale; Refused: no source, or he had not said no.
    """
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id, lock=True)
    if person.versjon != versjon:
        raise Stale(_("Noen andre har endret kontakten mens du skrev."))
    if not kilde.strip():
        raise Refused(_("Skriv hvordan vi vet det."), field="kilde")
    before = (person.reservert, person.reservert_kilde)
    if before == (reservert, kilde.strip()):
        return person
    if not (reservert or person.reservert):
        raise Refused(_("Personen er ikke reservert, så det er ingenting å lagre."), field="reservert")
    person.reservert, person.reservert_kilde = reservert, kilde.strip()
    person.reservert_tid, person.reservert_av_navn = now(), actor_of(session).navn
    person.versjon += 1
    record(
        session,
        _code(before=before[0], after=reservert),
        kunde_id=kunde_id,
        person_id=person.id,
        subject=kontakt,
        navn=person.navn,
        kilde=person.reservert_kilde,
    )
    return person


def _code(*, before: bool, after: bool) -> str:
    if before and after:
        return "kontakt.reservasjon-kilde"
    return "kontakt.reservert" if after else "kontakt.reservasjon-opphevet"


@room.get("", needs=Permission.KONTAKT_ENDRE)
def vis(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    """What we know, with who wrote it and when."""
    return _page(session, kunde_id, kontakt_id, _form(session, kunde_id, kontakt_id))


@room.post("", needs=Permission.KONTAKT_ENDRE)
def lagre(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Response:
    form = _form(session, kunde_id, kontakt_id)
    if form.validate():
        with form.attempt(session):
            sett_reservasjon(
                session,
                kunde_id=kunde_id,
                kontakt_id=kontakt_id,
                reservert=form.reservert.data,
                kilde=form.kilde.data,
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(
                url_for("kundekort.kontakter.liste", kunde_id=kunde_id), toast=_("Reservasjonen er lagret.")
            )
    return _page(session, kunde_id, kontakt_id, form)


def _form(session: Session, kunde_id: UUID, kontakt_id: UUID) -> ReservasjonForm:
    return ReservasjonForm(stored=_reader(session, kunde_id, kontakt_id))


def _reader(session: Session, kunde_id: UUID, kontakt_id: UUID) -> Callable[[], Stored]:
    def stored() -> Stored:
        person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)[1]
        return Stored(person.versjon, {"reservert": person.reservert, "kilde": person.reservert_kilde})

    return stored


def _page(session: Session, kunde_id: UUID, kontakt_id: UUID, form: Any) -> Response:
    _kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    return show(
        "kundekort/grupper/reservasjon.html",
        "kundekort/grupper/_reservasjon.html"
        if form.errors
        else "kundekort/grupper/_reservasjon_dialog.html",
        status=422 if form.errors else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        person=person,
        form=form,
        regel=find_rule(session),
        url=url_for(".lagre", kunde_id=kunde_id, kontakt_id=kontakt_id),
        tilbake=url_for("kundekort.kontakter.liste", kunde_id=kunde_id),
    )
