"""The acts of the card's own room in the menu of its head; upper rooms register theirs beside them."""

from uuid import UUID

from flask import url_for
from flask_login import current_user

from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kundekort.queries import Kort
from portal.kundekort.registry import Hodeknapp
from portal.kundekort.rules import Handling


def stopped(kort: Kort, handling: Handling) -> str | None:
    """Why the status stops an act; nothing for one who may decide a single exception: the page asks him for it."""
    stopp = kort.flagg.stop(handling)
    if stopp is None or Permission.OPPDRAG_UNNTAK in current_user.permissions:
        return None
    return str(stopp.regel)


def _under(kunde_id: UUID) -> str:
    return url_for("kundekort.kunder.ny", under=kunde_id)


HANDLINGER = (
    Hodeknapp(
        "kontakt",
        _l("Ny kontakt"),
        "kundekort.kontakter.ny",
        "user-plus",
        Permission.KONTAKT_ENDRE,
        order=50,
        i_meny=True,
        dialog=True,
    ),
    Hodeknapp(
        "dokument",
        _l("Last opp dokument"),
        "kundekort.dokumenter.ny",
        "upload",
        Permission.DOKUMENT_ENDRE,
        order=51,
        i_meny=True,
        dialog=True,
    ),
    Hodeknapp(
        "epost",
        _l("Skriv e-post"),
        "kundekort.dialog.ny",
        "mail",
        Permission.DIALOG_SEND,
        order=52,
        i_meny=True,
        dialog=True,
        ord=("epost", "mail", "send"),
    ),
    Hodeknapp(
        "sms",
        _l("Skriv SMS"),
        "kundekort.dialog.ny_sms",
        "message-square",
        Permission.DIALOG_SEND,
        order=53,
        i_meny=True,
        dialog=True,
        ord=("sms", "tekstmelding", "send"),
    ),
    Hodeknapp(
        "liste",
        _l("Legg i en liste"),
        "kundekort.listemedlemmer.velg",
        "list-checks",
        Permission.KUNDE_ENDRE,
        order=60,
        i_meny=True,
        dialog=True,
    ),
    Hodeknapp(
        "detaljer",
        _l("Detaljer"),
        "kundekort.detaljer.vis",
        "id-card",
        Permission.KUNDE_LES,
        order=59,
        i_meny=True,
    ),
    Hodeknapp(
        "enhet",
        _l("Ny enhet"),
        "kundekort.kunder.ny",
        "plus",
        Permission.KUNDE_ENDRE,
        order=61,
        i_meny=True,
        adresse=_under,
    ),
    Hodeknapp(
        "flytt",
        _l("Flytt i kundetreet"),
        "kundekort.enheter.velg",
        "layers",
        Permission.KUNDE_ENDRE,
        order=62,
        i_meny=True,
    ),
    Hodeknapp(
        "status",
        _l("Endre status"),
        "kundekort.status.vis",
        "shield-check",
        Permission.KUNDE_STATUS,
        order=63,
        i_meny=True,
    ),
    Hodeknapp(
        "slaa-sammen",
        _l("Slå sammen med …"),
        "kundekort.sammenslaaing.velg",
        "layers",
        Permission.KUNDE_STATUS,
        order=64,
        i_meny=True,
    ),
)
