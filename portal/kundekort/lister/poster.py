"""Records of other kinds in a list: put in from their page or their list, taken out, put back."""

from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.errors import NotFound, Refused
from portal.i18n import _, ngettext
from portal.identity.permissions import Permission
from portal.kundekort.hotlister import KUNDE, find_slag, get_liste, list_velgbare
from portal.kundekort.leser import current_leser
from portal.kundekort.lister.actions import Lagt, angre_bunke, legg_poster_i_liste, ta_ut_post
from portal.kundekort.lister.forms import LeggPosterForm
from portal.kundekort.lister.queries import list_for_post, read_poster
from portal.kundekort.registry import Koblingsslag
from portal.kundekort.skjema import show_skjema
from portal.kundekort.utvalg import MOST_TICKED, Utvalg, ticked
from portal.web import formats
from portal.web.current import rights
from portal.web.pages import done
from portal.web.room import Room

room = Room("listeposter", __name__, url_prefix="/lister")
NEEDS = Permission.KUNDE_ENDRE


@room.get("/poster", needs=NEEDS)
def velg(session: Session) -> Response:
    """Which list shall `?valgt=`, a record of `?slag=`, stand in? And where it stands already."""
    return _ask(session, _asked(), opens=True)


@room.preview("/poster/velg", needs=NEEDS)
def velg_valgte(session: Session) -> Response:
    """The same of those that are ticked in the list of the kind."""
    return _ask(session, _asked(), opens=True)


def _asked() -> LeggPosterForm:
    chosen = Utvalg(ticked(request.values).ids[:MOST_TICKED])
    return LeggPosterForm(None, data={"slag": request.values.get("slag", ""), "valgte": str(chosen)})


@room.post("/poster", needs=NEEDS)
def legg(session: Session) -> Response:
    """Put them in a list that is there, or in a new one of one's own."""
    form, leser = LeggPosterForm(), current_leser()
    slag = _slag(form)
    form.offer(list_velgbare(session, leser=leser, slag=slag.key))
    if form.validate():
        with form.attempt(session):
            lagt = legg_poster_i_liste(
                session,
                liste_id=form.take(session, leser, slag=slag.key),
                slag=slag.key,
                post_ids=form.post_ids,
                leser=leser,
            )
        if not form.errors:
            return _put_in(lagt)
    return _ask(session, form)


def _put_in(lagt: Lagt) -> Response:
    """One stays where one was; without script one is led to the list."""
    bunke = lagt.bunke_id
    return done(
        url_for("kundekort.lister.vis", liste_id=lagt.liste.id),
        None,
        "kundekort/lister/_lagt.html",
        toast=ngettext(
            "%(tall)s er lagt i listen «%(navn)s».",
            "%(tall)s er lagt i listen «%(navn)s».",
            lagt.antall,
            tall=formats.antall(lagt.antall),
            navn=lagt.liste.navn,
        )
        if bunke
        else _("Sto alt i listen «%(navn)s».", navn=lagt.liste.navn),
        undo=url_for(".angre", liste_id=lagt.liste.id, listepost_id=bunke) if bunke else None,
    )


@room.post("/<uuid:liste_id>/poster/<uuid:listepost_id>/ta-ut", needs=NEEDS)
def ta_ut(session: Session, liste_id: UUID, listepost_id: UUID) -> Response:
    """Take one out; the undo is for those one can see."""
    liste, post_id = ta_ut_post(session, liste_id=liste_id, listepost_id=listepost_id, leser=current_leser())
    known = read_poster(session, slag=liste.slag, post_ids=[post_id] if post_id else [], permissions=rights())
    return done(
        url_for("kundekort.lister.vis", liste_id=liste_id),
        toast=_("Tatt ut av listen «%(navn)s».", navn=liste.navn),
        undo=url_for(".legg_tilbake", liste_id=liste_id, post_id=post_id) if known else None,
    )


@room.post("/<uuid:liste_id>/poster/<uuid:post_id>/legg-tilbake", needs=NEEDS)
def legg_tilbake(session: Session, liste_id: UUID, post_id: UUID) -> Response:
    """Undo of taking out."""
    leser = current_leser()
    slag = get_liste(session, liste_id=liste_id, leser=leser).slag
    lagt = legg_poster_i_liste(session, liste_id=liste_id, slag=slag, post_ids=[post_id], leser=leser)
    return done(
        url_for("kundekort.lister.vis", liste_id=liste_id),
        toast=_("Lagt i listen «%(navn)s».", navn=lagt.liste.navn),
    )


@room.post("/<uuid:liste_id>/poster/<uuid:listepost_id>/angre", needs=NEEDS)
def angre(session: Session, liste_id: UUID, listepost_id: UUID) -> Response:
    """Undo of putting in: all that came in together."""
    liste = angre_bunke(session, liste_id=liste_id, bunke_id=listepost_id, leser=current_leser())
    return done(
        url_for("kundekort.lister.vis", liste_id=liste_id),
        toast=_("Tatt ut av listen «%(navn)s».", navn=liste.navn),
    )


def _slag(form: LeggPosterForm) -> Koblingsslag:
    if not form.slag.data:
        raise Refused(_("Det mangler hva listen er over. Last siden på nytt og prøv igjen."))
    slag = find_slag(form.slag.data or "", rights())
    if slag is None or slag.key == KUNDE:
        raise NotFound(f"koblingsslag {form.slag.data}")
    return slag


def _ask(session: Session, form: LeggPosterForm, *, opens: bool | None = None) -> Response:
    slag, leser = _slag(form), current_leser()
    known = read_poster(session, slag=slag.key, post_ids=form.post_ids, permissions=rights())
    form.offer(list_velgbare(session, leser=leser, slag=slag.key))
    one = next(iter(known.items())) if len(known) == 1 else None
    return show_skjema(
        form,
        felt="kundekort/lister/_legg_poster.html",
        tittel=_("Legg %(navn)s i en liste", navn=one[1][0]) if one else _("Legg i liste"),
        url=url_for(".legg"),
        tilbake=url_for(slag.endpoint, **one[1][1]) if one else url_for("kundekort.lister.liste"),
        knapp=_("Legg i listen"),
        kan_sendes=bool(known),
        opens=opens,
        antall=len(known),
        staar_i=list_for_post(session, post_id=one[0], leser=leser) if one else (),
    )
