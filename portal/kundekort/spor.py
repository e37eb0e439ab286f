"""From card to card: the list a reader came from goes along in the address through every page of the card.

The address holds the filter, not the hits: what others change meanwhile is seen, and what he changes himself loses
neither his place nor his way back. A form, or a dialog, that is posted says where it stood.
"""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from flask import Flask, g, request

from portal.kundekort.utvalg import Filter, read_text, write_filter

#: The name in the address; the list of all customers has the filter ALLE.
NAVN, ALLE = "treff", "alle"


def register(app: Flask) -> None:
    """Read it from each request about a customer, and put it into every address of the same one."""

    @app.url_value_preprocessor
    def read(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.carrier_id, g.spor = None, None
        if values and (kunde_id := values.get("kunde_id")) is not None:
            g.spor = request.args.get(NAVN) or _stood_at(kunde_id)
            g.carrier_id = kunde_id if g.spor else None

    @app.url_defaults
    def write(endpoint: str, values: dict[str, Any]) -> None:
        same = g.get("carrier_id") is not None and values.get("kunde_id") == g.carrier_id
        if same and app.url_map.is_endpoint_expecting(endpoint, "kunde_id"):
            values.setdefault(NAVN, g.spor)


def current_spor() -> Filter | None:
    """The filter of the list this reader came from; None when he came another way."""
    return read_text(g.spor) if g.get("spor") else None


def write_spor(valg: Filter) -> str:
    """The filter as a card's address has it."""
    return write_filter(valg) or ALLE


def _stood_at(kunde_id: UUID) -> str | None:
    """What the page a form or a dialog stood on had in its address, when it was of the same customer."""
    page = request.headers.get("HX-Current-URL")
    if page is None and request.method == "POST":
        page = request.headers.get("Referer")
    parts = urlsplit(page or "")
    if f"/{kunde_id}" not in parts.path:
        return None
    found = parse_qs(parts.query).get(NAVN)
    return found[0] if found else None
