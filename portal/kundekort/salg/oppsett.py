"""Where the agency sets up its sales: the stages of the funnel, sources and segments, and teams with their members."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.identity.queries import list_brukere
from portal.kundekort.models import Salgskode, Salgsteam, Salgstrinn
from portal.kundekort.salg.oppsett_actions import (
    avslutt_medlem,
    get_oppsett,
    lagre_kode,
    lagre_team,
    lagre_trinn,
    ta_inn_medlem,
)
from portal.kundekort.salg.oppsett_forms import (
    KODESLAG,
    TRINNSLAG,
    KodeForm,
    NyttMedlemForm,
    SluttForm,
    TeamForm,
    TrinnForm,
)
from portal.kundekort.salg.oppsett_queries import get_medlem, list_medlemmer
from portal.kundekort.salg.queries import list_koder, list_team, list_trinn
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored, each_row

room = Room("oppsett", __name__, url_prefix="/oppsett")
NEEDS = Permission.INNSTILLING_ENDRE


@room.get("", needs=NEEDS)
def vis(session: Session) -> Response:
    """Three statements besides the identity."""
    return show(
        "kundekort/salg/oppsett.html",
        trinn=list_trinn(session, alle=True),
        koder=list_koder(session, alle=True),
        team=list_team(session, alle=True),
        trinnslag=TRINNSLAG,
        kodeslag=KODESLAG,
    )


@room.get("/trinn/ny", needs=NEEDS)
def nytt_trinn(session: Session) -> Response:
    return _page(_stage_form(session, None), _("Nytt trinn"))


@room.post("/trinn/ny", needs=NEEDS)
def opprett_trinn(session: Session) -> Response:
    return _save(session, _stage_form(session, None), _("Nytt trinn"), lagre_trinn)


@room.get("/trinn/<uuid:trinn_id>", needs=NEEDS)
def trinn(session: Session, trinn_id: UUID) -> Response:
    return _page(_stage_form(session, trinn_id), _("Endre trinn"))


@room.post("/trinn/<uuid:trinn_id>", needs=NEEDS)
def endre_trinn(session: Session, trinn_id: UUID) -> Response:
    return _save(session, _stage_form(session, trinn_id), _("Endre trinn"), lagre_trinn, trinn_id=trinn_id)


@room.get("/koder/ny", needs=NEEDS)
def ny_kode(session: Session) -> Response:
    return _page(_code_form(session, None), _("Nytt valg i en liste"))


@room.post("/koder/ny", needs=NEEDS)
def opprett_kode(session: Session) -> Response:
    return _save(session, _code_form(session, None), _("Nytt valg i en liste"), lagre_kode)


@room.get("/koder/<uuid:kode_id>", needs=NEEDS)
def kode(session: Session, kode_id: UUID) -> Response:
    return _page(_code_form(session, kode_id), _("Endre valg i en liste"))


@room.post("/koder/<uuid:kode_id>", needs=NEEDS)
def endre_kode(session: Session, kode_id: UUID) -> Response:
    return _save(
        session, _code_form(session, kode_id), _("Endre valg i en liste"), lagre_kode, kode_id=kode_id
    )


@room.get("/team/ny", needs=NEEDS)
def nytt_team(session: Session) -> Response:
    return _page(_team_form(session, None), _("Nytt salgsteam"))


@room.post("/team/ny", needs=NEEDS)
def opprett_team(session: Session) -> Response:
    return _save(session, _team_form(session, None), _("Nytt salgsteam"), lagre_team)


@room.get("/team/<uuid:team_id>", needs=NEEDS)
def team(session: Session, team_id: UUID) -> Response:
    return _team_page(session, team_id)


@room.post("/team/<uuid:team_id>", needs=NEEDS)
def endre_team(session: Session, team_id: UUID) -> Response:
    form = _team_form(session, team_id)
    if form.validate():
        with form.attempt(session):
            lagre_team(session, team_id=team_id, data=form.data_of(), versjon=form.versjon.data)
        if not form.errors:
            return done(url_for(".vis"), toast=_("Lagret."))
    return _team_page(session, team_id, form=form)


@room.post("/team/<uuid:team_id>/medlemmer", needs=NEEDS)
def nytt_medlem(session: Session, team_id: UUID) -> Response:
    get_oppsett(session, kind=Salgsteam, row_id=team_id)
    form = NyttMedlemForm()
    form.offer(list_brukere(session))
    if form.validate():
        with form.attempt(session):
            ta_inn_medlem(session, team_id=team_id, bruker_id=form.chosen(), fra=form.fra.data)
        if not form.errors:
            return done(url_for(".team", team_id=team_id), toast=_("Kollegaen er med i teamet."))
    return _team_page(session, team_id, medlem=form)


@room.post("/team/<uuid:team_id>/medlemmer/<uuid:medlem_id>/avslutt", needs=NEEDS)
def avslutt(session: Session, team_id: UUID, medlem_id: UUID) -> Response:
    def stored() -> Stored:
        row = get_medlem(session, team_id=team_id, medlem_id=medlem_id)
        return Stored(row.versjon, facts={_("Kollega"): row.navn})

    form = SluttForm(stored=stored)
    if form.validate():
        with form.attempt(session):
            avslutt_medlem(
                session,
                team_id=team_id,
                medlem_id=medlem_id,
                siste_dag=form.siste_dag.data,
                versjon=form.versjon.data,
            )
        if not form.errors:
            return done(url_for(".team", team_id=team_id), toast=_("Medlemskapet er avsluttet."))
    return _team_page(session, team_id, slutt=form, slutter=medlem_id)


def _save(session: Session, form: Any, tittel: str, action: Callable[..., Any], **which: UUID) -> Response:
    if form.validate():
        with form.attempt(session):
            action(session, data=form.data_of(), versjon=form.versjon.data, **which)
        if not form.errors:
            return done(url_for(".vis"), toast=_("Lagret."))
    return _page(form, tittel)


def _page(form: Any, tittel: str) -> Response:
    return show(
        "kundekort/salg/oppsett_skjema.html", status=422 if form.errors else 200, form=form, tittel=tittel
    )


def _stage_form(session: Session, trinn_id: UUID | None) -> TrinnForm:
    def stored() -> Stored:
        if trinn_id is None:
            return Stored(0, {**_NEW, "slag": "aapen", "sannsynlighet": None, "maks_dager": None, "krav": []})
        row = get_oppsett(session, kind=Salgstrinn, row_id=trinn_id)
        names = ("navn", "maks_dager", "rekkefoelge", "krav", "er_aktiv")
        held = {name: getattr(row, name) for name in names}
        return Stored(row.versjon, {**held, "slag": row.slag.value, "sannsynlighet": row.sannsynlighet_bp})

    return TrinnForm(stored=stored)


def _code_form(session: Session, kode_id: UUID | None) -> KodeForm:
    def stored() -> Stored:
        if kode_id is None:
            return Stored(0, {**_NEW, "slag": "kilde"})
        row = get_oppsett(session, kind=Salgskode, row_id=kode_id)
        held = {name: getattr(row, name) for name in ("navn", "rekkefoelge", "er_aktiv")}
        return Stored(row.versjon, {**held, "slag": row.slag.value})

    return KodeForm(stored=stored)


def _team_form(session: Session, team_id: UUID | None) -> TeamForm:
    def stored() -> Stored:
        if team_id is None:
            return Stored(0, {"navn": "", "er_aktiv": True})
        row = get_oppsett(session, kind=Salgsteam, row_id=team_id)
        return Stored(row.versjon, {"navn": row.navn, "er_aktiv": row.er_aktiv})

    return TeamForm(stored=stored)


def _team_page(
    session: Session,
    team_id: UUID,
    *,
    form: Any = None,
    medlem: Any = None,
    slutt: Any = None,
    slutter: UUID | None = None,
) -> Response:
    fresh = medlem or NyttMedlemForm(None, fra=today())
    fresh.offer(list_brukere(session))
    return show(
        "kundekort/salg/team.html",
        status=422 if form or medlem or slutt else 200,
        rad=get_oppsett(session, kind=Salgsteam, row_id=team_id),
        form=form or _team_form(session, team_id),
        medlem=fresh,
        medlemmer=list_medlemmer(session, team_id=team_id),
        slutt=slutt or SluttForm(None, stored=each_row),
        slutter=slutter,
        today=today(),
    )


_NEW = {"navn": "", "rekkefoelge": 50, "er_aktiv": True}
