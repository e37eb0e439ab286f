"""Saved views of the list of customers, and of the timeline of any of them: a new one, changing it, taking it away."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.linse import read_text as read_linsetekst
from portal.kundekort.models import LagretVisning, Visningsslag
from portal.kundekort.skjema import filter_address, show_skjema
from portal.kundekort.utvalg import read_text
from portal.kundekort.visninger.actions import endre_visning, lagre_visning, slett_visning
from portal.kundekort.visninger.forms import EndreVisningForm, SlettForm, VisningForm, reader
from portal.kundekort.visninger.queries import get_egen_visning
from portal.kundekort.visninger.rules import normal
from portal.web.pages import done
from portal.web.read_ids import read_uuid
from portal.web.room import Room

room = Room("visninger", __name__, url_prefix="/visninger")


@room.get("/ny", needs=Permission.EGEN_ENDRE)
def ny(session: Session) -> Response:
    """A name for the filter in the address; `?slag=tidslinje&kunde=` for the look at a timeline."""
    slag = _read_slag(request.args)
    query = request.query_string.decode(errors="replace")
    data = {"slag": slag.value, "filtertekst": normal(slag, query), "kunde": request.args.get("kunde", "")}
    return _new_page(VisningForm(data=data))


@room.post("/ny", needs=Permission.EGEN_ENDRE)
def lagre(session: Session) -> Response:
    """Keep it."""
    form = VisningForm()
    if form.validate():
        with form.attempt(session):
            visning = lagre_visning(
                session,
                slag=_read_slag({"slag": form.slag.data or ""}),
                navn=form.navn.data,
                filtertekst=form.filtertekst.data or "",
                deling=form.deling.deling,
                avdeling_id=current_user.avdeling_id,
            )
        if not form.errors:
            toast = _("Visningen «%(navn)s» er lagret.", navn=visning.navn)
            return done(_address(visning, form.kunde.data), toast=toast, whole=True)
    return _new_page(form)


def _read_slag(sent: Mapping[str, str]) -> Visningsslag:
    asked = sent.get("slag", "")
    return Visningsslag(asked) if asked in set(Visningsslag) else Visningsslag.KUNDER


def _new_page(form: VisningForm) -> Response:
    return show_skjema(
        form,
        felt="kundekort/visninger/_felt.html",
        tittel=_("Lagre visning"),
        url=url_for(".lagre"),
        tilbake=_stood_at(form.kunde.data),
    )


@room.get("/<uuid:visning_id>/endre", needs=Permission.EGEN_ENDRE)
def endre(session: Session, visning_id: UUID) -> Response:
    """Name and sharing of one's own view; with a filter in the address the view may take it over."""
    form = EndreVisningForm(stored=reader(session, visning_id=visning_id))
    visning = get_egen_visning(session, visning_id=visning_id)
    form.kunde.data = request.args.get("kunde", "")
    form.filtertekst.data = normal(visning.slag, request.query_string.decode(errors="replace"))
    form.bytt_filter.data = form.filtertekst.data != visning.filter
    return _edit_page(session, visning_id, form)


@room.post("/<uuid:visning_id>/endre", needs=Permission.EGEN_ENDRE)
def bytt(session: Session, visning_id: UUID) -> Response:
    """Store the changes."""
    form = EndreVisningForm(stored=reader(session, visning_id=visning_id))
    if form.validate():
        with form.attempt(session):
            visning = endre_visning(
                session,
                visning_id=visning_id,
                navn=form.navn.data,
                deling=form.deling.deling,
                avdeling_id=current_user.avdeling_id,
                filtertekst=(form.filtertekst.data or "") if form.bytt_filter.data else None,
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(_address(visning, form.kunde.data), toast=_("Visningen er endret."), whole=True)
    return _edit_page(session, visning_id, form)


def _edit_page(session: Session, visning_id: UUID, form: EndreVisningForm) -> Response:
    visning = get_egen_visning(session, visning_id=visning_id)
    return show_skjema(
        form,
        felt="kundekort/visninger/_felt.html",
        tittel=_("Endre visningen «%(navn)s»", navn=visning.navn),
        url=url_for(".bytt", visning_id=visning_id),
        tilbake=_address(visning, form.kunde.data),
        slett=SlettForm(None),
        slett_url=url_for(".slett", visning_id=visning_id, kunde=form.kunde.data or None),
    )


@room.post("/<uuid:visning_id>/slett", needs=Permission.EGEN_ENDRE)
def slett(session: Session, visning_id: UUID) -> Response:
    """Take it away. Nothing can refuse it."""
    navn = slett_visning(session, visning_id=visning_id)
    toast = _("Visningen «%(navn)s» er slettet.", navn=navn)
    return done(_stood_at(request.args.get("kunde")), toast=toast)


def _address(visning: LagretVisning, kunde: str | None) -> str:
    """Where the view is looked through: the list, or the timeline of the customer one stood at."""
    if visning.slag is Visningsslag.KUNDER or (kunde_id := read_uuid(kunde)) is None:
        return filter_address(read_text(visning.filter), visning=visning.id)
    linse = read_linsetekst(visning.filter)
    return url_for("kundekort.oversikt.tidslinje", kunde_id=kunde_id, visning=visning.id, **linse.address())


def _stood_at(kunde: str | None) -> str:
    if (kunde_id := read_uuid(kunde)) is not None:
        return url_for("kundekort.oversikt.tidslinje", kunde_id=kunde_id)
    return url_for("kundekort.kunder.liste")
