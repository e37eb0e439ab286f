"""Macros whose answer follows from their arguments alone: icons, tags, monograms. A page has hundreds."""

from collections.abc import Callable
from functools import lru_cache

from flask import Flask
from jinja2.runtime import Macro
from markupsafe import Markup

KEPT = 4_096


def register(app: Flask) -> None:
    """Templates take remembered macros by `remembered_macros(template, *names)`."""
    held: dict[tuple[str, str], Callable[..., Markup]] = {}

    def remembered_macros(template: str, *names: str) -> list[Callable[..., Markup]]:
        for name in names:
            if (template, name) not in held:
                macro = getattr(app.jinja_env.get_template(template).module, name)
                held[template, name] = _remembered(macro)
        return [held[template, name] for name in names]

    app.jinja_env.globals["remembered_macros"] = remembered_macros


def _remembered(macro: Macro) -> Callable[..., Markup]:
    # `typed`: "<b>" as text and as markup are equal and hash alike, and must not share an answer.
    @lru_cache(maxsize=KEPT, typed=True)
    def answer(*arguments: object, **named: object) -> Markup:
        return Markup(macro(*arguments, **named))  # noqa: S704 - what the macro itself escaped

    return answer
