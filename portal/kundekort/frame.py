"""What the card's frame needs in a template: its tabs and its buttons, as this person may use them."""

from typing import Any
from uuid import UUID

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from portal.kundekort import spor
from portal.kundekort.faner import DETALJER, FANER
from portal.kundekort.queries import Kort
from portal.kundekort.registry import Hodeknapp, hodeknapper
from portal.kundekort.skjema import filter_address


def register(app: Flask) -> None:
    """Template names for `_kort.html`."""
    spor.register(app)
    app.jinja_env.globals.update(
        kortfaner=kortfaner,
        kortdetaljer=kortdetaljer,
        kortknapper=kortknapper,
        kortspor=spor.current_spor,
        filteradresse=filter_address,
    )


def kortfaner(kort: Kort) -> list[dict[str, Any]]:
    """The tabs in order: label, url, current, count. Those not mounted or not allowed are left out."""
    here = request.endpoint or ""
    known = any(_within(here, fane.endpoint) for fane in FANER)
    return [
        {
            "label": fane.label,
            "url": url_for(fane.endpoint, kunde_id=kort.id),
            "current": _within(here, fane.endpoint) if known else fane.key == "oversikt",
            "count": capped(kort.tall.get(fane.key)),
        }
        for fane in FANER
        if fane.endpoint in current_app.view_functions and fane.needs in current_user.permissions
    ]


def kortdetaljer(kort: Kort) -> list[dict[str, Any]]:
    """The sub-tabs of Detaljer, on the pages that are one of them and of no other tab; nothing elsewhere."""
    here = request.endpoint or ""
    if here not in {fane.endpoint for fane in DETALJER} or fane_of(here) != FANER[0].endpoint:
        return []
    return [
        {
            "label": fane.label,
            "url": url_for(fane.endpoint, kunde_id=kort.id),
            "current": here == fane.endpoint,
        }
        for fane in DETALJER
        if fane.endpoint in current_app.view_functions and fane.needs in current_user.permissions
    ]


def fane_of(endpoint: str) -> str:
    """The page of the tab that a page of the card belongs to; Oversikt when it belongs to none."""
    return next((fane.endpoint for fane in FANER if _within(endpoint, fane.endpoint)), FANER[0].endpoint)


def _within(here: str, endpoint: str) -> bool:
    """The page belongs to the feature of the tab, or to a part of it."""
    return here.startswith(f"{endpoint.rsplit('.', 1)[0]}.")


def capped(count: int | None) -> str | None:
    """A count as a tab shows it: nothing for none, `1 000+` where the counting stopped."""
    if not count:
        return None
    return "1\u00a0000+" if count > 1_000 else str(count)


def button_url(knapp: Hodeknapp, kunde_id: UUID) -> str:
    """Where a button of the head leads for one customer."""
    return knapp.adresse(kunde_id) if knapp.adresse else url_for(knapp.endpoint, kunde_id=kunde_id)


def kortknapper(kort: Kort) -> list[dict[str, Any]]:
    """The buttons of the head that other features and rooms have registered."""
    return [
        {
            "text": knapp.label,
            "url": button_url(knapp, kort.id),
            "icon": knapp.icon,
            "key": knapp.shortcut or None,
            "kind": "primary" if knapp.primary else "",
            "dialog": knapp.dialog,
            "i_meny": knapp.i_meny,
            "sperret": knapp.sperret(kort) if knapp.sperret else None,
        }
        for knapp in hodeknapper.allowed(current_user.permissions)
        if knapp.endpoint in current_app.view_functions
    ]
