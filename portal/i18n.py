"""Languages: source strings are Bokmål, catalogues nb, nn and en are complete. User, then tenant, then browser."""

from typing import Any

from flask import g, has_request_context, request
from flask_babel import Babel, force_locale, gettext, lazy_gettext, lazy_pgettext, ngettext, pgettext

LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}

_ = gettext
_l = lazy_gettext
babel = Babel()


def select_language() -> str:
    """The reader's language: the signed-in person's choice, the tenant's, then what the browser prefers."""
    if not has_request_context():
        return "nb"
    chosen = getattr(g, "language", None)
    if chosen in LANGUAGES:
        return str(chosen)
    best = request.accept_languages.best_match([*LANGUAGES, "no"])
    return "nb" if best in (None, "no") else str(best)


def in_language(language: str | None) -> Any:
    """A context in which texts come out in `language`: for mail and documents, which follow the receiver."""
    return force_locale(language if language in LANGUAGES else "nb")


__all__ = ["LANGUAGES", "_", "_l", "babel", "in_language", "lazy_pgettext", "ngettext", "pgettext"]
