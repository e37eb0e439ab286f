"""Addresses in templates: a list links every row, so the pattern of an address is built once and filled in per row."""

from typing import Any
from uuid import UUID

from flask import Flask, g, request
from flask import url_for as flask_url_for

#: One stands for each id while a pattern is built; no other part of an address looks like it.
_MARK = "00000000-0000-0000-0000-{:012d}"


def register(app: Flask) -> None:
    """Templates find `url_for` here; what is not built of ids alone goes to Flask's."""
    patterns: dict[tuple[str, ...], tuple[str, tuple[str, ...]] | None] = {}

    def url_for(endpoint: str, **values: Any) -> str:
        """Flask's `url_for`. Raises BuildError like it."""
        if endpoint[0] == "." or not all(type(value) is UUID for value in values.values()):
            return flask_url_for(endpoint, **values)
        if (carrier := g.get("carrier_id")) is not None and carrier in values.values():
            return flask_url_for(
                endpoint, **values
            )  # its addresses carry more than ids on this page (url_defaults)
        key = (request.environ.get("SCRIPT_NAME", ""), endpoint, *values)
        if key not in patterns:
            if len(patterns) > 20_000:  # addresses × agencies × orders of names; beyond it nothing is won
                patterns.clear()
            patterns[key] = _pattern(endpoint, tuple(values))
        found = patterns[key]
        if found is None:
            return flask_url_for(endpoint, **values)
        text, names = found
        return text % tuple(values[name] for name in names)

    app.jinja_env.globals["url_for"] = url_for


def _pattern(endpoint: str, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """The address with `%s` for each id, and the names in their order; None when something else stands in it."""
    marks = {_MARK.format(place): name for place, name in enumerate(names)}
    ids: dict[str, Any] = {name: UUID(mark) for mark, name in marks.items()}
    address = flask_url_for(endpoint, **ids)
    if "?" in address or "://" in address:
        return None
    order = sorted(marks, key=address.index)
    text = address.replace("%", "%%")
    for mark in order:
        text = text.replace(mark, "%s")
    return text, tuple(marks[mark] for mark in order)
