"""What own fields put into registries: the page of settings, the box on Oversikt, sentences."""

from flask import Flask

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kundekort.feltverdi import box_values, shown_values
from portal.kundekort.registry import Boks, oversikt
from portal.web import innstillinger
from portal.web.innstillinger import Innstilling


def setup(app: Flask) -> None:
    """Called when the room is set up."""
    register(
        Hendelsetype("egetfelt.opprettet", "tags", _l("laget feltet %(navn)s"), gruppe="oppsett"),
        Hendelsetype("egetfelt.endret", "tags", _l("endret feltet %(navn)s"), gruppe="oppsett"),
        Hendelsetype("kunde.egne-felt", "tags", _l("endret egne felt"), gruppe="kunde"),
        Hendelsetype("kontakt.egne-felt", "tags", _l("endret egne felt på %(navn)s"), gruppe="kontakt"),
    )
    innstillinger.register(
        app,
        Innstilling(
            _l("Egne felt"),
            _l(
                "Det dere vil vite om kunder, kontakter, kandidater, stillinger og oppdrag utover det som følger med."
            ),
            "kundekort.felt.liste",
            "tags",
            Permission.INNSTILLING_ENDRE,
            order=45,
        ),
    )
    app.jinja_env.globals.update(egne_feltverdier=shown_values)
    oversikt.register(
        Boks(
            "felt",
            _l("Egne felt"),
            Permission.KUNDE_LES,
            lambda _session, _kunde_id: None,
            "kundekort/felt/_boks.html",
            order=25,
            column=1,
            verdi=box_values,
        )
    )
