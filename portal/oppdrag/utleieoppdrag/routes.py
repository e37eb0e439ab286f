"""Oppdrag: the overview, the page, changing and ending."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.oppdrag.feltposter import load_egne_felt
from portal.oppdrag.lister import Utvalg, list_oppdrag
from portal.oppdrag.models import Utleieoppdrag
from portal.oppdrag.ord import AVSLUTNING, GRUNNLAG, KATEGORI, TILSTAND_OPPDRAG, UKEDAGER, UTVALG
from portal.oppdrag.queries import get_oppdrag, has_hours, list_priser
from portal.oppdrag.queries_kalkyle import get_kost
from portal.oppdrag.rules.arbeidstid import read_plan, week_minutes
from portal.oppdrag.rules.tilstand import oppdragstilstand
from portal.oppdrag.soek import propose_oppdrag
from portal.oppdrag.utleieoppdrag.actions import avslutt_oppdrag, endre_oppdrag
from portal.oppdrag.utleieoppdrag.forms import AvsluttForm, EndreOppdragForm, stored_oppdrag
from portal.oppdrag.utleieoppdrag.queries import get_navn, get_valg, list_oppdragets_mangler
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room
from portal.web.stored import Stored

room = Room("utleieoppdrag", __name__, url_prefix="/oppdrag")
LISTE, SKJEMA, VIS = (f"oppdrag/utleieoppdrag/{name}.html" for name in ("liste", "skjema", "vis"))


@room.get("", needs=Permission.OPPDRAG_LES)
def liste(session: Session) -> Response:
    soek, valgt = request.args.get("q", "").strip(), request.args.get("vis", "")
    utvalg = Utvalg(valgt) if valgt in set(Utvalg) else Utvalg.AKTIVE
    side = list_oppdrag(session, utvalg=utvalg, soek=soek, etter=request.args.get("etter"))
    forslag = None if side.rows else propose_oppdrag(session, q=soek)
    return show(LISTE, side=side, soek=soek, forslag=forslag, utvalg=utvalg, utvalgsord=UTVALG, i_dag=today())


@room.get("/<uuid:oppdrag_id>", needs=Permission.OPPDRAG_LES)
def vis(session: Session, oppdrag_id: UUID) -> Response:
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id)
    return _page(session, oppdrag)


@room.get("/<uuid:oppdrag_id>/endre", needs=Permission.OPPDRAG_ENDRE)
def endre(session: Session, oppdrag_id: UUID) -> Response:
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id)
    form = EndreOppdragForm(stored=_reader(session, oppdrag_id))
    form.choose(get_valg(session, oppdrag=oppdrag))
    return show(SKJEMA, form=form, oppdrag=oppdrag)


@room.post("/<uuid:oppdrag_id>", needs=Permission.OPPDRAG_ENDRE)
def lagre(session: Session, oppdrag_id: UUID) -> Response:
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id)
    form = EndreOppdragForm(stored=_reader(session, oppdrag_id))
    form.choose(get_valg(session, oppdrag=oppdrag))
    if form.validate():
        with form.attempt(session):
            endre_oppdrag(session, oppdrag_id=oppdrag_id, data=form.verdier(), versjon=form.versjon.data)
    if form.errors:
        oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id)
        return show(SKJEMA, status=422, form=form, oppdrag=oppdrag)
    return done(_address(oppdrag_id), toast=_("Oppdraget er lagret."))


@room.post("/<uuid:oppdrag_id>/avslutt", needs=Permission.OPPDRAG_ENDRE)
def avslutt(session: Session, oppdrag_id: UUID) -> Response:
    form = AvsluttForm(stored=_reader(session, oppdrag_id))
    if form.validate():
        with form.attempt(session):
            avslutt_oppdrag(
                session,
                oppdrag_id=oppdrag_id,
                siste_dag=form.siste_dag.data,
                grunn=form.grunn.data,
                kommentar=form.kommentar.data or "",
                versjon=form.versjon.data,
            )
    if form.errors:
        return _page(session, get_oppdrag(session, oppdrag_id=oppdrag_id), form=form, status=422)
    return done(_address(oppdrag_id), toast=_("Oppdraget er avsluttet."))


def _page(
    session: Session, oppdrag: Utleieoppdrag, *, form: AvsluttForm | None = None, status: int = 200
) -> Response:
    plan = read_plan(oppdrag.arbeidstid)
    priser = list_priser(session, oppdrag_id=oppdrag.id)
    dag = max(today(), oppdrag.fra_dato)
    kost = get_kost(session, dato=dag, arbeidssted_id=oppdrag.arbeidssted_id, vilkaar=oppdrag.vilkaar)
    navn = get_navn(session, oppdrag=oppdrag)
    return show(
        VIS,
        status=status,
        oppdrag=oppdrag,
        navn=navn,
        papirer=list_oppdragets_mangler(session, oppdrag=oppdrag, navn=navn.kandidat),
        tilstand=TILSTAND_OPPDRAG[
            oppdragstilstand(
                fra=oppdrag.fra_dato, til=oppdrag.til_dato, grunn=oppdrag.avsluttet_grunn, dag=today()
            )
        ],
        priser=[
            (pris, kost.kalkyle(loenn_oere=pris.loenn_oere, pris_oere=pris.pris_oere)) for pris in priser
        ],
        kost=kost,
        plan=[(UKEDAGER[day], vakt) for day, vakt in plan.items()],
        uke_min=week_minutes(plan),
        kan_angres=oppdrag.ledig_stilling_id is not None and not has_hours(session, oppdrag_id=oppdrag.id),
        egne_felt=load_egne_felt(session, Utleieoppdrag, oppdrag.id),
        form=form or AvsluttForm(None, stored=_reader(session, oppdrag.id), siste_dag=today()),
        blank=WriteForm(None),
        kategoriord=KATEGORI,
        grunnlagsord=GRUNNLAG,
        avslutningsord=AVSLUTNING,
    )


def _reader(session: Session, oppdrag_id: UUID) -> Callable[[], Stored]:
    return lambda: stored_oppdrag(get_oppdrag(session, oppdrag_id=oppdrag_id))


def _address(oppdrag_id: UUID) -> str:
    return url_for("oppdrag.utleieoppdrag.vis", oppdrag_id=oppdrag_id)
