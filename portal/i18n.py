"""Languages: source strings are Bokmål, catalogues nb, nn and en are complete. User, then tenant, then browser.

A page asks for a text or the language some hundred times, so what Flask-Babel finds anew each time is kept beside the
locale it was found for.
"""

from typing import Any

from babel import Locale
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale, lazy_gettext, lazy_pgettext, ngettext, pgettext
from flask_babel import get_locale as _find_locale
from flask_babel import get_translations as _find_translations
from markupsafe import Markup

LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}

_l = lazy_gettext
babel = Babel()


def gettext(string: str, **variables: Any) -> str:
    """The text in the reader's language, with the values it names filled in."""
    text: str = _translations().ugettext(string)
    return text % variables if variables else text


_ = gettext


def current_locale() -> Locale | None:
    """The reader's language; None outside requests and forced languages."""
    kept = _kept()
    locale: Locale | None = getattr(kept, "babel_locale", None)
    return _find_locale() if locale is None else locale


def _kept() -> Any:
    """Where Flask-Babel keeps the locale of this context; None before it was asked, and without a context."""
    try:
        return g._get_current_object().get("_flask_babel")
    except RuntimeError:  # outside a context
        return None


def _translations() -> Any:
    """The catalogue of the current locale; a forced language is another locale, and so another catalogue."""
    return _held()[1]


def _held() -> tuple[Any, Any, dict[str, Markup]]:
    """The current locale, its catalogue, and its texts without values as markup."""
    kept = _kept()
    locale = getattr(kept, "babel_locale", None)
    if locale is None:
        return None, _find_translations(), {}
    held: tuple[Any, Any, dict[str, Markup]] | None = getattr(kept, "portal_catalogue", None)
    if held is None or held[0] is not locale:
        held = kept.portal_catalogue = (locale, _find_translations(), _plain.setdefault(str(locale), {}))
    return held


#: Language → text → markup. Filled by what the templates ask for, so it is no larger than the catalogues.
_plain: dict[str, dict[str, Markup]] = {}


def template_texts(app: Flask) -> None:
    """Let templates find their texts the same way."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda s: _translations().ugettext(s),
        ngettext=lambda s, p, n: _translations().ungettext(s, p, n),
        newstyle=True,
        pgettext=lambda c, s: _translations().upgettext(c, s),
        npgettext=lambda c, s, p, n: _translations().unpgettext(c, s, p, n),
    )
    app.jinja_env.globals.update(_=_markup, gettext=_markup)


def _markup(string: str, /, **values: Any) -> Markup:
    """What Jinja's own does: the text is markup, values are escaped. One without values is made once per language."""
    _locale, catalogue, plain = _held()
    if values:
        return Markup(catalogue.ugettext(string)) % values  # noqa: S704 - our own texts
    found = plain.get(string)
    if found is None:
        found = plain[string] = Markup(catalogue.ugettext(string)) % {}  # noqa: S704
    return found


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


__all__ = [
    "LANGUAGES",
    "_",
    "_l",
    "babel",
    "current_locale",
    "gettext",
    "in_language",
    "lazy_pgettext",
    "ngettext",
    "pgettext",
    "template_texts",
]
