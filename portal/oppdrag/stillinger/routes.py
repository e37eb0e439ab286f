"""Requests: the overview, the form, the page, opening and closing."""

from uuid import UUID

from flask import Response, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.rules import Handling
from portal.oppdrag.feltposter import load_egne_felt
from portal.oppdrag.lister import list_stillinger
from portal.oppdrag.models import LedigStilling, Stillingstilstand
from portal.oppdrag.ord import GRUNNLAG, KOBLING, TILSTAND, UKEDAGER
from portal.oppdrag.queries import get_stilling
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rules.arbeidstid import read_plan, week_minutes
from portal.oppdrag.soek import propose_stilling
from portal.oppdrag.stillinger.actions import aapne_stilling, endre_stilling, lukk_stilling, opprett_stilling
from portal.oppdrag.stillinger.forms import EndreStillingForm, LukkForm, NyStillingForm, reader
from portal.oppdrag.stillinger.forslag import NOTHING_PROPOSED, Forslag, proposed_form
from portal.oppdrag.stillinger.queries import get_koblingsliste, get_navn, get_valg
from portal.oppdrag.unntak import exception_way, find_stop, warning
from portal.web.forms import WriteForm
from portal.web.pages import done, show
from portal.web.room import Room

room = Room("stillinger", __name__)
LISTE, SKJEMA, VIS = (f"oppdrag/stillinger/{name}.html" for name in ("liste", "skjema", "vis"))


@room.get("/stillinger", needs=Permission.OPPDRAG_LES)
def liste(session: Session) -> Response:
    soek, lukkede = request.args.get("q", "").strip(), request.args.get("vis") == "lukkede"
    side = list_stillinger(session, aapne=not lukkede, soek=soek, etter=request.args.get("etter"))
    mente = None if side.rows else propose_stilling(session, q=soek)
    return show(LISTE, side=side, soek=soek, forslag=mente, lukkede=lukkede, tilstander=TILSTAND)


@room.get("/kunder/<uuid:kunde_id>/stillinger/ny", needs=Permission.OPPDRAG_ENDRE)
def ny(session: Session, kunde_id: UUID) -> Response:
    """The form with the card's defaults, `?mal=` and `?skift=` too; the stop instead when the status says no."""
    here = current_user.avdeling_id
    form, forslag = proposed_form(session, kunde_id=kunde_id, asked=request.args, avdeling_id=here)
    return _form(session, form, kunde_id=kunde_id, forslag=forslag)


@room.post("/kunder/<uuid:kunde_id>/stillinger", needs=Permission.OPPDRAG_ENDRE)
def opprett(session: Session, kunde_id: UUID) -> Response:
    form = NyStillingForm()
    form.choose(get_kundestandard(session, kunde_id=kunde_id), get_valg(session))
    if form.validate():
        with form.attempt(session):
            stilling = opprett_stilling(
                session,
                kunde_id=kunde_id,
                data=form.verdier(),
                aapen=not form.kladd.data,
                idempotens=form.idempotens.data,
            )
    if form.errors:
        return _form(session, form, kunde_id=kunde_id, status=422)
    return done(_page(stilling.id), toast=_("%(nummer)s er opprettet.", nummer=stilling.nummer))


@room.get("/stillinger/<uuid:stilling_id>", needs=Permission.OPPDRAG_LES)
def vis(session: Session, stilling_id: UUID) -> Response:
    stilling = get_stilling(session, stilling_id=stilling_id)
    plan = read_plan(stilling.arbeidstid)
    return show(
        VIS,
        stilling=stilling,
        navn=get_navn(session, stilling=stilling),
        **get_koblingsliste(session, stilling=stilling),
        stopp=find_stop(session, kunde_id=stilling.kunde_id, handling=Handling.NYTT_OPPDRAG),
        plan=[(UKEDAGER[day], vakt) for day, vakt in plan.items()],
        uke_min=week_minutes(plan),
        tilstander=TILSTAND,
        koblingsord=KOBLING,
        grunnlagsord=GRUNNLAG,
        egne_felt=load_egne_felt(session, LedigStilling, stilling_id),
        lukk=LukkForm(None),
        blank=WriteForm(None),
        unntaksvei=exception_way,
    )


@room.get("/stillinger/<uuid:stilling_id>/endre", needs=Permission.OPPDRAG_ENDRE)
def endre(session: Session, stilling_id: UUID) -> Response:
    stilling = get_stilling(session, stilling_id=stilling_id)
    form = EndreStillingForm(stored=reader(session, stilling_id=stilling_id))
    return _form(session, form, kunde_id=stilling.kunde_id, stilling=stilling)


@room.post("/stillinger/<uuid:stilling_id>", needs=Permission.OPPDRAG_ENDRE)
def lagre(session: Session, stilling_id: UUID) -> Response:
    stilling = get_stilling(session, stilling_id=stilling_id)
    form = EndreStillingForm(stored=reader(session, stilling_id=stilling_id))
    standard = get_kundestandard(session, kunde_id=stilling.kunde_id)
    form.choose(standard, get_valg(session, stilling=stilling), stilling=stilling)
    if form.validate():
        with form.attempt(session):
            endre_stilling(session, stilling_id=stilling_id, data=form.verdier(), versjon=form.versjon.data)
    if form.errors:
        stilling = get_stilling(session, stilling_id=stilling_id)
        return _form(session, form, kunde_id=stilling.kunde_id, stilling=stilling, status=422)
    return done(_page(stilling_id), toast=_("Stillingen er lagret."))


@room.post("/stillinger/<uuid:stilling_id>/lukk", needs=Permission.OPPDRAG_ENDRE)
def lukk(session: Session, stilling_id: UUID) -> Response:
    form = LukkForm()
    stilling = lukk_stilling(session, stilling_id=stilling_id, avlyst=form.avlyst.data, grunn=form.grunntekst)
    return done(_page(stilling_id), toast=_("%(nummer)s er lukket.", nummer=stilling.nummer))


@room.post("/stillinger/<uuid:stilling_id>/aapne", needs=Permission.OPPDRAG_ENDRE)
def aapne(session: Session, stilling_id: UUID) -> Response:
    stilling = aapne_stilling(session, stilling_id=stilling_id)
    return done(_page(stilling_id), toast=_("%(nummer)s er åpen.", nummer=stilling.nummer))


def _form(
    session: Session,
    form: NyStillingForm | EndreStillingForm,
    *,
    kunde_id: UUID,
    stilling: LedigStilling | None = None,
    forslag: Forslag = NOTHING_PROPOSED,
    status: int = 200,
) -> Response:
    standard = get_kundestandard(session, kunde_id=kunde_id)
    form.choose(standard, get_valg(session, stilling=stilling), stilling=stilling)
    new = stilling is None or stilling.tilstand is not Stillingstilstand.AAPEN
    return show(
        SKJEMA,
        status=status,
        form=form,
        forslag=forslag,
        standard=standard,
        stilling=stilling,
        stopp=find_stop(session, kunde_id=kunde_id, handling=Handling.NY_STILLING) if new else None,
        advarsel=warning(session, kunde_id=kunde_id, handling=Handling.NY_STILLING) if new else None,
        unntaksvei=exception_way,
    )


def _page(stilling_id: UUID) -> str:
    return url_for("oppdrag.stillinger.vis", stilling_id=stilling_id)
