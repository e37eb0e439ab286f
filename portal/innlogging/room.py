"""Signing in: staff by password, contacts and workers by invitation and one-time code; own sessions and settings."""

from flask import Blueprint, Flask

from portal.audit import sentences
from portal.audit.sentences import Hendelsetype
from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.innlogging.ansatt import routes as ansatt
from portal.innlogging.avdeling import routes as avdeling
from portal.innlogging.oekter import routes as oekter
from portal.innlogging.passord import routes as passord
from portal.innlogging.portal import routes as portal
from portal.innlogging.velkommen import routes as velkommen
from portal.web import palette

room = Blueprint("innlogging", __name__, template_folder="templates")
for feature in (
    ansatt.room,
    portal.kunde,
    portal.vikar,
    portal.invitasjon,
    oekter.ansatt,
    passord.room,
    velkommen.room,
    avdeling.room,
    oekter.kontakt,
    oekter.vikar,
):
    room.register_blueprint(feature)


def setup(app: Flask) -> None:
    """Words for what happens here."""
    palette.register(
        app,
        palette.Handling(
            _l("Mine økter"), "innlogging.oekter.vis", "monitor-smartphone", Permission.EGEN_BRUK
        ),
        palette.Handling(_l("Arbeider i …"), "innlogging.avdeling.vis", "building-2", Permission.EGEN_BRUK),
    )
    sentences.register(
        Hendelsetype("konto.innlogget", "log-out", _l("logget inn i portalen"), gruppe="portal"),
        Hendelsetype("bruker.innlogget", "log-out", _l("logget inn"), gruppe="portal"),
        Hendelsetype("bruker.passord-byttet", "key-round", _l("byttet passord"), gruppe="portal"),
        Hendelsetype("bruker.passord-valgt", "key-round", _l("valgte passord"), gruppe="portal"),
        Hendelsetype("oekt.avsluttet", "log-out", _l("logget ut"), gruppe="portal"),
    )
