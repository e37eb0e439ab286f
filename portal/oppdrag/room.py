"""The room: mounts its features, and shows itself on the customer's and the candidate's cards."""

from typing import Any
from uuid import UUID

from flask import Flask, url_for
from sqlalchemy.orm import Session

from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kandidater.models import Kandidat
from portal.kandidater.registry import Kandidatboks, kort_bokser, offer_papirnavn
from portal.kundekort.handlinger import stopped
from portal.kundekort.queries import Kort
from portal.kundekort.registry import (
    Binding,
    Boks,
    Fanetall,
    Hodeknapp,
    Mulighetsboks,
    Noekkeltall,
    Stedsbruk,
    Trekolonne,
    Varsel,
    ansvar,
    bindinger,
    fanetall,
    hodeknapper,
    kalendersaker,
    koblingsslag,
    mulighetsbokser,
    noekkeltall,
    oversikt,
    stedsbruk,
    tidslinjesaker,
    trekolonner,
    varsler,
)
from portal.kundekort.rules import Handling
from portal.oppdrag import feltposter, jobs, kalendersak, pekere, tidslinjesak
from portal.oppdrag.egnefelt import routes as egnefelt
from portal.oppdrag.feltposter import load_egne_felt
from portal.oppdrag.hendelser import register_sentences
from portal.oppdrag.kandidatboks import list_kandidatens_oppdrag
from portal.oppdrag.koblinger import routes as koblinger
from portal.oppdrag.kontaktansvar import ansvar_i_oppdrag
from portal.oppdrag.kontrakt import routes as kontrakt
from portal.oppdrag.kontrakt.queries import list_kontrakter
from portal.oppdrag.konvertering import routes as konvertering
from portal.oppdrag.kundefane import routes as kundefane
from portal.oppdrag.kundefane.etterlevelse import load_etterlevelse
from portal.oppdrag.kundefane.oversikt import (
    figures,
    list_loepende,
    list_varsler,
    out_per_kunde,
    show_figures,
)
from portal.oppdrag.kundefane.tall import count_faner, list_bindinger
from portal.oppdrag.oppgavekobling import koblinger_til_oppgaver
from portal.oppdrag.ord import TIMELISTETILSTAND
from portal.oppdrag.paaslag.seksjon import register_section
from portal.oppdrag.papirkrav import list_krav_navn
from portal.oppdrag.papirunntak import routes as papirunntak
from portal.oppdrag.priser import routes as priser
from portal.oppdrag.rekruttering import routes as rekruttering
from portal.oppdrag.rules.arbeidstid import read_plan, week_minutes
from portal.oppdrag.satser import routes as satser
from portal.oppdrag.sperrer import routes as sperrer
from portal.oppdrag.sperrer import side as sperre
from portal.oppdrag.sperrer import unntak as sperreunntak
from portal.oppdrag.sperrer.queries import list_for_kandidat
from portal.oppdrag.sperring import count_sperrer
from portal.oppdrag.stedsbruk import list_stedsbruk
from portal.oppdrag.stillinger import routes as stillinger
from portal.oppdrag.stopp import routes as stopp
from portal.oppdrag.timelister import routes as timelister
from portal.oppdrag.unntak import count_usable
from portal.oppdrag.utleieoppdrag import routes as utleieoppdrag
from portal.oppdrag.vilkaar import told_whole
from portal.web import nav
from portal.web.nav import Navpunkt
from portal.web.room import Room

room = Room("oppdrag", __name__, template_folder="templates")
kundefane.room.register_blueprint(sperrer.room)
kundefane.room.register_blueprint(satser.room)
for feature in (
    stillinger,
    egnefelt,
    koblinger,
    konvertering,
    kontrakt,
    rekruttering,
    utleieoppdrag,
    priser,
    kundefane,
    stopp,
    sperre,
    sperreunntak,
    papirunntak,
    timelister,
):
    room.register_blueprint(feature.room)


def setup(app: Flask) -> None:
    """Sentences, menu entries, the tab's count, what holds a customer, the box on the candidate's card."""
    pekere.register()
    feltposter.register()
    register_sentences()
    offer_papirnavn(list_krav_navn)
    app.jinja_env.filters["uketimer"] = _week_minutes
    app.jinja_env.filters["vilkaarsord"] = told_whole
    read = Permission.OPPDRAG_LES
    nav.register(
        app,
        Navpunkt(
            "oppdrag",
            _l("Oppdrag"),
            "oppdrag.utleieoppdrag.liste",
            "briefcase",
            read,
            40,
            "O",
            covers=("oppdrag.priser",),
            group=nav.SALG,
        ),
    )
    nav.register(
        app,
        Navpunkt(
            "stillinger",
            _l("Ledige stillinger"),
            "oppdrag.stillinger.liste",
            "megaphone",
            read,
            41,
            "L",
            covers=("oppdrag.koblinger", "oppdrag.konvertering", "oppdrag.rekruttering"),
            group=nav.SALG,
        ),
    )
    app.jinja_env.globals.update(timelistetilstand=TIMELISTETILSTAND)
    nav.register(
        app,
        Navpunkt(
            "timer",
            _l("Timer"),
            "oppdrag.timelister.liste",
            "clock",
            Permission.TIMELISTE_LES,
            50,
            "t",
            group=nav.OEKONOMI,
        ),
    )
    fanetall.register(
        Fanetall("oppdrag", read, count_faner),
        Fanetall("sperrer", read, count_sperrer),
        Fanetall("unntak", read, lambda kunde_id: count_usable(kunde_id, Handling.NY_STILLING)),
    )
    hodeknapper.register(
        Hodeknapp(
            "stilling",
            _l("Ny ledig stilling"),
            "oppdrag.stillinger.ny",
            "plus",
            Permission.OPPDRAG_ENDRE,
            "l",
            order=20,
            primary=True,
            sperret=_closed,
        )
    )
    hodeknapper.register(
        Hodeknapp(
            "oppdrag",
            _l("Gjør en stilling om til oppdrag"),
            "oppdrag.kundefane.liste",
            "arrow-right",
            Permission.OPPDRAG_ENDRE,
            "o",
            order=30,
            i_meny=True,
            adresse=lambda kunde_id: url_for(
                "oppdrag.kundefane.liste", kunde_id=kunde_id, _anchor="g-stillinger"
            ),
        ),
        Hodeknapp(
            "rekruttering",
            _l("Ny rekruttering"),
            "oppdrag.rekruttering.ny",
            "user-search",
            Permission.OPPDRAG_ENDRE,
            order=31,
            i_meny=True,
            sperret=_closed,
        ),
        Hodeknapp(
            "oppdrag.aktive",
            _l("Se aktive oppdrag"),
            "oppdrag.kundefane.liste",
            "briefcase",
            Permission.OPPDRAG_LES,
            order=32,
            i_meny=True,
        ),
    )
    hodeknapper.register(
        Hodeknapp(
            "sperrer",
            _l("Sperrede vikarer"),
            "oppdrag.kundefane.sperrer.liste",
            "user-x",
            read,
            order=33,
            i_meny=True,
            ord=("sperre", "sperr"),
        ),
        Hodeknapp(
            "satser",
            _l("Endre satser for mange oppdrag"),
            "oppdrag.kundefane.satser.vis",
            "banknote",
            Permission.OPPDRAG_ENDRE,
            order=34,
            i_meny=True,
            ord=("sats", "satser", "pris"),
        ),
    )
    oversikt.register(
        Boks(
            "oppdrag.loepende",
            _l("Løpende oppdrag"),
            read,
            list_loepende,
            "oppdrag/kundefane/_boks.html",
            order=20,
            column=1,
        )
    )
    oversikt.register(
        Boks(
            "oppdrag.etterlevelse",
            _l("Etterlevelse"),
            read,
            load_etterlevelse,
            "oppdrag/kundefane/_etterlevelse.html",
            order=60,
            senere=True,
        )
    )
    trekolonner.register(Trekolonne("oppdrag.ute", _l("Ute nå"), read, out_per_kunde, str, order=10))
    noekkeltall.register(Noekkeltall("oppdrag.ute", _l("Ute nå"), read, figures, show_figures, order=10))
    varsler.register(Varsel("oppdrag.slutter", read, list_varsler, order=50))
    register_section()
    app.extensions.setdefault("portal_handlers", []).append(jobs.__name__)
    mulighetsbokser.register(
        Mulighetsboks(
            "kontrakter",
            read,
            lambda session, mulighet_id: list_kontrakter(session, mulighet_id=mulighet_id),
            "oppdrag/kontrakt/_boks.html",
        )
    )
    bindinger.register(Binding("oppdrag", _l("Løpende oppdrag"), _bindings))
    stedsbruk.register(Stedsbruk("oppdrag", list_stedsbruk, needs=read))
    koblingsslag.register(*koblinger_til_oppgaver())
    tidslinjesaker.register(tidslinjesak.OPPDRAG)
    kalendersaker.register(kalendersak.OPPDRAG)
    ansvar.register(*ansvar_i_oppdrag())
    kort_bokser.register(
        Kandidatboks(
            "egne-felt",
            _l("Egne felt"),
            Permission.KANDIDAT_LES,
            lambda session, kandidat_id: load_egne_felt(session, Kandidat, kandidat_id),
            "oppdrag/egnefelt/_kandidatboks.html",
            order=50,
        )
    )
    kort_bokser.register(
        Kandidatboks(
            "oppdrag",
            _l("Oppdrag"),
            read,
            list_kandidatens_oppdrag,
            "oppdrag/utleieoppdrag/_kandidatboks.html",
        )
    )
    kort_bokser.register(
        Kandidatboks(
            "sperrer",
            _l("Sperret hos kunder"),
            read,
            lambda session, kandidat_id: list_for_kandidat(session, kandidat_id=kandidat_id),
            "oppdrag/sperrer/_kandidatboks.html",
            order=110,
        )
    )


def _bindings(session: Session, kunde_id: UUID) -> list[tuple[str, str]]:
    return [
        (label, url_for("oppdrag.utleieoppdrag.vis", oppdrag_id=oppdrag_id))
        for label, oppdrag_id in list_bindinger(session, kunde_id)
    ]


def _week_minutes(stored: dict[str, Any]) -> int:
    """Jinja filter: a stored weekly plan as minutes per week."""
    return week_minutes(read_plan(stored))


def _closed(kort: Kort) -> str | None:
    """Why no request may be made now; a single exception that is decided and not used opens for it."""
    return None if kort.tall.get("unntak") else stopped(kort, Handling.NY_STILLING)
