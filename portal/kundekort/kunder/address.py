"""The list's address with its filter."""

from typing import Any
from urllib.parse import urlencode

from flask import request, url_for


def list_address(**changes: Any) -> str:
    """The list's address with these parts of the filter changed; a page mark never survives a change."""
    kept = {key: value for key, value in request.args.items() if value and key != "etter"}
    kept |= changes
    query = urlencode({key: value for key, value in kept.items() if value})
    return url_for("kundekort.kunder.liste") + (f"?{query}" if query else "")
