"""The list's filter as it stands in the address, both ways."""

from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from portal.kundekort.kunder.queries import Filter
from portal.web.read_ids import read_uuid


def read_filter() -> Filter:
    """What the list shall show; words that mean nothing are left to the query to ignore."""
    args = request.args
    return Filter(
        q=args.get("q", "")[:100],
        status=args.get("status", ""),
        hvem=args.get("hvem", "alle"),
        fylke=args.get("fylke", "")[:2],
        kommune=args.get("kommune", "")[:4],
        ansvarlig_id=read_uuid(args.get("ansvarlig")),
    )


def list_address(**changes: Any) -> str:
    """The list's address with these parts of the filter changed; a page mark never survives a change."""
    kept = {key: value for key, value in request.args.items() if value and key != "etter"}
    kept |= changes
    query = urlencode({key: value for key, value in kept.items() if value})
    return url_for("kundekort.kunder.liste") + (f"?{query}" if query else "")
