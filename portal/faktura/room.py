"""The invoice room: mounts its features, its entry in the sidebar and its words for the timeline."""

from flask import Blueprint, Flask, url_for

from portal.audit import sentences
from portal.audit.sentences import Hendelsetype
from portal.faktura import jobs
from portal.faktura.fakturaer import routes as fakturaer
from portal.faktura.grunnlag import routes as grunnlag
from portal.faktura.innbetalinger import hendelser as innbetalingshendelser
from portal.faktura.innbetalinger import routes as innbetalinger
from portal.faktura.kreditering import routes as kreditering
from portal.faktura.kundefane import mottaker
from portal.faktura.kundefane import routes as kundefane
from portal.faktura.kundefane.noekkeltall import (
    invoiced,
    invoiced_per_kunde,
    outstanding,
    show_invoiced,
    show_outstanding,
    show_waiting,
    waiting,
)
from portal.faktura.kundefane.oekonomi import load_oekonomi
from portal.faktura.listing import status_of
from portal.faktura.models import Dokumenttilstand, Fakturasaldo, Innbetaling, Salgsdokument
from portal.faktura.ord import ENHET, ENHETSVALG, GRUNN
from portal.faktura.purretrinn import TONE, TRINN
from portal.faktura.purring import routes as purring
from portal.faktura.quantity import show_mengde
from portal.faktura.reverseringer import routes as reverseringer
from portal.faktura.utstedelse import routes as utstedelse
from portal.i18n import _l, lazy_pgettext
from portal.identity.permissions import Permission
from portal.kundekort.handlinger import stopped
from portal.kundekort.registry import (
    Boks,
    Fanetall,
    Hodeknapp,
    Kortvarsel,
    Kredittbruk,
    Kundepeker,
    Noekkeltall,
    Trekolonne,
    fanetall,
    hodeknapper,
    kortvarsler,
    kredittbruk,
    kundepekere,
    noekkeltall,
    oversikt,
    trekolonner,
)
from portal.kundekort.rules import Handling
from portal.web import nav, palette
from portal.web.formats import kroner
from portal.web.nav import Navpunkt

room = Blueprint("faktura", __name__, template_folder="templates")
for feature in (
    grunnlag.room,
    kreditering.room,
    utstedelse.room,
    fakturaer.room,
    innbetalinger.room,
    purring.room,
    reverseringer.room,
    kundefane.room,
):
    room.register_blueprint(feature)


def setup(app: Flask) -> None:
    """Sidebar, timeline, template names."""
    for words, endpoint, icon in (
        (_l("Til fakturering"), "faktura.grunnlag.liste", "clipboard-check"),
        (_l("Til purring"), "faktura.purring.liste", "bell"),
    ):
        palette.register(app, palette.Handling(words, endpoint, icon, Permission.FAKTURA_LES))
    nav.register(
        app,
        Navpunkt(
            "faktura",
            lazy_pgettext("meny", "Faktura"),
            "faktura.fakturaer.liste",
            "receipt-text",
            Permission.FAKTURA_LES,
            60,
            "f",
            group=nav.OEKONOMI,
        ),
    )
    nav.register(
        app,
        Navpunkt(
            "innbetalinger",
            _l("Innbetalinger"),
            "faktura.innbetalinger.liste",
            "banknote",
            Permission.FAKTURA_LES,
            61,
            covers=("faktura.innbetalinger", "faktura.purring", "faktura.reverseringer"),
            group=nav.OEKONOMI,
        ),
    )
    noekkeltall.register(
        Noekkeltall(
            "faktura.fakturert",
            _l("Fakturert i år"),
            Permission.FAKTURA_LES,
            invoiced,
            show_invoiced,
            order=20,
        ),
        Noekkeltall(
            "faktura.utestaaende",
            _l("Utestående"),
            Permission.FAKTURA_LES,
            outstanding,
            show_outstanding,
            order=25,
        ),
        Noekkeltall(
            "faktura.venter", _l("Til fakturering"), Permission.FAKTURA_LES, waiting, show_waiting, order=30
        ),
    )
    kredittbruk.register(
        Kredittbruk("faktura.aapent", Permission.FAKTURA_LES, lambda hos: outstanding(hos)[0])
    )
    oversikt.register(
        Boks(
            "faktura.oekonomi",
            _l("Økonomi"),
            Permission.FAKTURA_LES,
            load_oekonomi,
            "faktura/kundefane/_oekonomi.html",
            order=15,
            senere=True,
        )
    )
    trekolonner.register(
        Trekolonne(
            "faktura.fakturert",
            _l("Fakturert i år"),
            Permission.FAKTURA_LES,
            invoiced_per_kunde,
            kroner,
            order=20,
        )
    )
    fanetall.register(Fanetall(mottaker.KEY, Permission.FAKTURA_LES, mottaker.missing_receiver))
    kortvarsler.register(Kortvarsel(mottaker.KEY, Permission.FAKTURA_LES, mottaker.warn))
    kundepekere.register(
        Kundepeker(
            Salgsdokument.kunde_id,
            _l("Fakturaer"),
            hvilke=lambda: Salgsdokument.tilstand == Dokumenttilstand.UTKAST,  # an issued one never changes
            order=60,
        ),
        Kundepeker(Innbetaling.kunde_id, blir="a payment is never changed"),
        Kundepeker(Fakturasaldo.kunde_id, blir="stands beside its invoice, which is never changed"),
    )
    hodeknapper.register(
        Hodeknapp(
            "faktura.manuell",
            _l("Manuell faktura"),
            "faktura.utstedelse.ny",
            "receipt-text",
            Permission.FAKTURA_ENDRE,
            "f",
            order=40,
            i_meny=True,
            adresse=lambda kunde_id: url_for("faktura.utstedelse.ny", kunde=kunde_id),
            sperret=lambda kort: stopped(kort, Handling.FAKTURA),
            ord=("ny", "new", "fakturer"),
        ),
        Hodeknapp(
            "faktura.kreditnota",
            _l("Krediter en faktura"),
            "faktura.kundefane.liste",
            "undo-2",
            Permission.FAKTURA_KREDITER,
            "c",
            order=41,
            i_meny=True,
            adresse=lambda kunde_id: url_for("faktura.kundefane.liste", kunde_id=kunde_id, filter="aapne"),
            ord=("kreditnota", "credit"),
        ),
        Hodeknapp(
            "faktura.innbetaling",
            _l("Registrer betaling"),
            "faktura.innbetalinger.ny_for_kunde",
            "banknote",
            Permission.FAKTURA_BETALING,
            order=42,
            i_meny=True,
            ord=("innbetaling", "betalt", "payment"),
        ),
    )
    app.jinja_env.globals.update(
        status_of=status_of,
        show_mengde=show_mengde,
        enhet_ord=ENHET,
        enhetsvalg=ENHETSVALG,
        grunn_ord=GRUNN,
        trinn_ord=TRINN,
        trinn_tone=TONE,
    )
    link = "faktura.fakturaer.vis"
    jobs.register_sentences()
    innbetalingshendelser.register()
    sentences.register(
        Hendelsetype("faktura.utkast", "receipt-text", _l("laget et fakturautkast"), gruppe="faktura"),
        Hendelsetype("faktura.utkast_slettet", "trash-2", _l("slettet et fakturautkast"), gruppe="faktura"),
        Hendelsetype(
            "faktura.utstedt",
            "receipt-text",
            _l("utstedte faktura %(nummer)s"),
            link,
            "faktura_id",
            "faktura",
        ),
        Hendelsetype(
            "faktura.kreditert",
            "undo-2",
            _l("utstedte kreditnota %(nummer)s til faktura %(faktura_nummer)s"),
            link,
            "faktura_id",
            "faktura",
        ),
    )
