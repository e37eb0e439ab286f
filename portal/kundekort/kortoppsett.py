"""The tabs Kontakter, Dokumenter, Dialog and Dagbok: what they mount and what they put into registries."""

from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import ColumnElement, func, select

from portal.db.clock import today
from portal.filestore.models import Dokument
from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kundekort import hendelser_kort, kodelister
from portal.kundekort.adressekontroll import routes as adressekontroll
from portal.kundekort.adresseoppslag import routes as adresseoppslag
from portal.kundekort.arbeidssteder import oppsett as arbeidssteder
from portal.kundekort.avtaler import routes as avtaler
from portal.kundekort.dagbok import routes as dagbok
from portal.kundekort.dagbok import uke
from portal.kundekort.dialog import sms as dialog
from portal.kundekort.dokumenter import routes as dokumenter
from portal.kundekort.felt import oppsett as felt
from portal.kundekort.felt import routes as feltsider
from portal.kundekort.felt import sider as feltverdier
from portal.kundekort.grupper import medlemmer as gruppemedlemmer
from portal.kundekort.grupper import oppsett as grupper
from portal.kundekort.grupper import reservasjon
from portal.kundekort.innkommende import receive_mail
from portal.kundekort.kalender import routes as kalender
from portal.kundekort.kontakter import registerroller
from portal.kundekort.kontakter import routes as kontakter
from portal.kundekort.kontakter.queries import list_noekkelkontakter
from portal.kundekort.kontakter.slutt import oppsett as slutt
from portal.kundekort.kontor import find_sender
from portal.kundekort.kreditt import routes as kreditt
from portal.kundekort.models import Aktivitetstilstand, Dagbokaktivitet, Engasjement
from portal.kundekort.oppgaver import oppsett as oppgaver
from portal.kundekort.registre import routes as registre
from portal.kundekort.registry import Boks, Fanetall, Hodeknapp, fanetall, hodeknapper
from portal.kundekort.registry import oversikt as bokser
from portal.kundekort.ringeliste import oppsett as ringeliste
from portal.kundekort.rolleikoner import routes as rolleikoner
from portal.kundekort.salg import mulighetssider, trakt
from portal.kundekort.salg import routes as salg
from portal.kundekort.signering import oppsett as signering
from portal.kundekort.signering import routes as signeringer
from portal.kundekort.signering import sending as signering_sending
from portal.kundekort.standard import routes as standard
from portal.kundekort.standard.seksjoner import register_sections
from portal.messaging.registry import register_receiver, register_sender
from portal.web import innstillinger, nav
from portal.web.innstillinger import Innstilling
from portal.web.nav import Navpunkt
from portal.web.paging import COUNT_CAP

#: Under the tab they belong to, so that it is the one that is marked.
for part in (signeringer.room, signering_sending.room):
    dokumenter.room.register_blueprint(part)
FEATURES = (
    kontakter.room,
    dokumenter.room,
    dialog.room,
    dagbok.room,
    salg.room,
    kreditt.room,
    mulighetssider.room,
    standard.room,
    feltsider.room,
    feltverdier.room,
    gruppemedlemmer.room,
    reservasjon.room,
    arbeidssteder.room,
    arbeidssteder.underenheter,
    adresseoppslag.room,
    registre.kort,
    registerroller.room,
    rolleikoner.room,
)


def setup(app: Flask) -> None:
    """Sentences, counts, the button that logs an activity, and the diary with its menu entry."""
    hendelser_kort.register_sentences()
    kodelister.setup(app)
    register_sender(find_sender)
    register_receiver(receive_mail)
    fanetall.register(
        Fanetall("kontakter", Permission.KUNDE_LES, _kontakter),
        Fanetall("dokumenter", Permission.DOKUMENT_LES, _dokumenter),
        Fanetall("dagbok", Permission.KUNDE_LES, _planlagt),
    )
    hodeknapper.register(
        Hodeknapp(
            "aktivitet",
            _l("Logg aktivitet"),
            "kundekort.dagbok.ny",
            "square-pen",
            Permission.DAGBOK_ENDRE,
            shortcut="a",
            order=20,
            dialog=True,
            ord=("ny", "new", "dagbok", "diary", "samtale", "call"),
        )
    )
    bokser.register(
        Boks(
            "kontakter",
            _l("Nøkkelkontakter"),
            Permission.KUNDE_LES,
            lambda session, kunde_id: list_noekkelkontakter(session, kunde_id=kunde_id) or None,
            "kundekort/kontakter/_boks.html",
            order=15,
            column=1,
        )
    )
    innstillinger.register(
        app,
        Innstilling(
            _l("Salg"),
            _l("Trinnene i salgstrakten, kilder og segmenter, og salgsteam med medlemmer."),
            "salgstrakt.oppsett.vis",
            "target",
            Permission.INNSTILLING_ENDRE,
            order=30,
        ),
        Innstilling(
            _l("Standardverdier"),
            _l("Påslagsfaktorer, skift, stillingsmaler, krav og klasser som gjelder alle kunder uten egne."),
            "standardverdier.vis",
            "clipboard-list",
            Permission.INNSTILLING_ENDRE,
            order=40,
        ),
        Innstilling(
            _l("Adressekontroll"),
            _l("Om postnummer og poststed skal stemme før en adresse lagres, for hvert slag adresse."),
            "adressekontroll.vis",
            "map-pin",
            Permission.INNSTILLING_ENDRE,
            order=50,
        ),
        Innstilling(
            _l("Enhetsregisteret"),
            _l("Når endringene sist ble lest, om noe feilet, og hvilke kunder registeret har meldt om."),
            "registre.vis",
            "building-2",
            Permission.INNSTILLING_ENDRE,
            order=60,
        ),
        Innstilling(
            _l("Rolleikoner"),
            _l("Ikonet foran hver rolle en kontakt kan ha."),
            "kundekort.rolleikoner.vis",
            "contact",
            Permission.INNSTILLING_ENDRE,
            order=46,
        ),
    )
    register_sections()
    app.register_blueprint(adressekontroll.room)
    app.register_blueprint(registre.room)
    app.register_blueprint(standard.byraa)
    app.register_blueprint(trakt.room)
    nav.register(
        app,
        Navpunkt(
            "salgstrakt",
            _l("Salgstrakt"),
            "salgstrakt.vis",
            "target",
            Permission.KUNDE_LES,
            25,
            shortcut="s",
            group=nav.SALG,
        ),
    )
    app.register_blueprint(uke.room)
    for pages in (avtaler.room, kalender.room, kalender.aapen):
        app.register_blueprint(pages)
    oppgaver.setup(app)
    ringeliste.setup(app)
    slutt.setup()
    felt.setup(app)
    signering.setup(app)
    grupper.setup(app)
    arbeidssteder.setup()
    nav.register(
        app,
        Navpunkt(
            "dagbok",
            _l("Dagbok"),
            "dagbok.vis",
            "calendar-days",
            Permission.DAGBOK_ENDRE,
            50,
            shortcut="d",
            covers=("avtaler", "kalender"),
            group=nav.SALG,
        ),
    )


def _kontakter(kunde_id: UUID) -> ColumnElement[int]:
    ended = Engasjement.gyldig_til.is_not(None) & (Engasjement.gyldig_til <= today())
    return _capped(select(Engasjement.id).where(Engasjement.kunde_id == kunde_id, ~ended))


def _dokumenter(kunde_id: UUID) -> ColumnElement[int]:
    return _capped(select(Dokument.id).where(Dokument.kunde_id == kunde_id, Dokument.slettet_tid.is_(None)))


def _planlagt(kunde_id: UUID) -> ColumnElement[int]:
    """What is planned and not done; what is done is history, not a number to look at."""
    return _capped(
        select(Dagbokaktivitet.id).where(
            Dagbokaktivitet.kunde_id == kunde_id,
            Dagbokaktivitet.tilstand == Aktivitetstilstand.PLANLAGT,
            Dagbokaktivitet.slettet_tid.is_(None),
        )
    )


def _capped(stmt: Any) -> ColumnElement[int]:
    counted: ColumnElement[int] = (
        select(func.count()).select_from(stmt.limit(COUNT_CAP).subquery()).scalar_subquery()
    )
    return counted
