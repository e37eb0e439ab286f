"""The room: mounts its features under /kunder and fills the registries of others."""

from flask import Flask

from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kundekort import frame, handlinger, jobs, kortoppsett
from portal.kundekort.detaljer.routes import room as detaljer
from portal.kundekort.eksport.routes import room as eksport
from portal.kundekort.enheter.queries import load_tree
from portal.kundekort.enheter.routes import room as enheter
from portal.kundekort.favoritter import sider as favorittsider
from portal.kundekort.favoritter.routes import room as favoritter
from portal.kundekort.files import connect_files
from portal.kundekort.fylker.routes import room as fylker
from portal.kundekort.hendelser import register_sentences
from portal.kundekort.importer.routes import room as importer
from portal.kundekort.kommentarer.queries import list_kommentarer
from portal.kundekort.kommentarer.routes import room as kommentarer
from portal.kundekort.kunder.like import room as like
from portal.kundekort.kunder.routes import room as kunder
from portal.kundekort.lister import oppsett as listeoppsett
from portal.kundekort.lister.medlemmer import room as listemedlemmer
from portal.kundekort.lister.poster import room as listeposter
from portal.kundekort.lister.routes import room as lister
from portal.kundekort.masse.routes import room as masse
from portal.kundekort.oppsett.routes import room as oppsett
from portal.kundekort.oversikt.routes import room as oversikt
from portal.kundekort.purreprofiler.routes import room as purreprofiler
from portal.kundekort.registry import Boks, hodeknapper
from portal.kundekort.registry import oversikt as bokser
from portal.kundekort.sammenslaaing import pekere
from portal.kundekort.sammenslaaing.routes import room as sammenslaaing
from portal.kundekort.status.routes import room as status
from portal.kundekort.statuser.routes import room as statuser
from portal.kundekort.treffliste.routes import room as treffliste
from portal.kundekort.velg.routes import room as velg
from portal.kundekort.visninger.routes import room as visninger
from portal.web import innstillinger, nav, palette
from portal.web.innstillinger import Innstilling
from portal.web.nav import Navpunkt
from portal.web.room import Room

room = Room("kundekort", __name__, url_prefix="/kunder", template_folder="templates")
for feature in (
    kunder,
    like,
    visninger,
    favoritter,
    lister,
    listemedlemmer,
    listeposter,
    fylker,
    masse,
    eksport,
    treffliste,
    velg,
    oversikt,
    oppsett,
    sammenslaaing,
    kommentarer,
    status,
    statuser,
    purreprofiler,
    enheter,
    importer,
    detaljer,
    *kortoppsett.FEATURES,
):
    room.register_blueprint(feature)


def setup(app: Flask) -> None:
    """Sentences, menu entry, job handlers and boxes."""
    connect_files(app.extensions["settings"])
    register_sentences()
    pekere.register()
    frame.register(app)
    app.extensions.setdefault("portal_handlers", []).append(jobs.__name__)
    kortoppsett.setup(app)
    favorittsider.setup(app)
    listeoppsett.setup(app)
    nav.register(
        app,
        Navpunkt(
            "kunder",
            _l("Kunder"),
            "kundekort.kunder.liste",
            "building-2",
            Permission.KUNDE_LES,
            20,
            "k",
            covers=("oppdrag.kontrakt", "rapporter.kunde"),  # pages of the card that other rooms make
            group=nav.SALG,
        ),
    )
    palette.register(
        app,
        palette.Handling(_l("Ny kunde"), "kundekort.kunder.ny", "plus", Permission.KUNDE_ENDRE, alt="2"),
        palette.Handling(
            _l("Importer kunder"), "kundekort.importer.liste", "upload", Permission.KUNDE_IMPORTER
        ),
        palette.Handling(_l("Lister"), "kundekort.lister.liste", "list-checks", Permission.KUNDE_LES),
        palette.Handling(_l("Ny aktivitet"), "dagbok.ny", "plus", Permission.DAGBOK_ENDRE),
    )
    hodeknapper.register(*handlinger.HANDLINGER)
    innstillinger.register(
        app,
        Innstilling(
            _l("Kundestatuser"),
            _l("Hva hver status tillater, hva den krever, og hva som skjer når en kunde får den."),
            "kundekort.statuser.liste",
            "shield-check",
            Permission.INNSTILLING_ENDRE,
            order=10,
        ),
        Innstilling(
            _l("Aktivitetstyper"),
            _l("Egne typer i dagboken, med ikon og forslag til oppfølging."),
            "dagbok.typer.liste",
            "calendar-days",
            Permission.DAGBOK_ENDRE,
            order=20,
        ),
    )
    bokser.register(
        Boks(
            "kommentarer",
            _l("Faste kommentarer"),
            Permission.KUNDE_LES,
            lambda session, kunde_id: list_kommentarer(session, kunde_id=kunde_id),
            "kundekort/kommentarer/_boks.html",
            order=10,
            column=1,
        ),
        Boks(
            "fakta",
            _l("Fakta"),
            Permission.KUNDE_LES,
            lambda _session, _kunde_id: (),
            "kundekort/oversikt/_fakta.html",
            order=20,
            column=1,
        ),
        Boks(
            "faktura.detaljer",
            _l("Fakturadetaljer"),
            Permission.KUNDE_LES,
            lambda _session, _kunde_id: (),
            "kundekort/oversikt/_fakturadetaljer.html",
            order=60,
        ),
        Boks(
            "enheter",
            _l("Enheter"),
            Permission.KUNDE_LES,
            lambda session, kunde_id: load_tree(session, kunde_id=kunde_id),
            "kundekort/enheter/_boks.html",
            order=50,
        ),
    )
