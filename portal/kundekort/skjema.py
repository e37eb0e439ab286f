"""A small form that opens as a dialog over the list or the card, and as a page of its own without script."""

from typing import Any

from flask import Response, url_for

from portal.i18n import _
from portal.kundekort.utvalg import Filter, write_filter
from portal.web.forms import Form
from portal.web.pages import show


def show_skjema(
    form: Form,
    *,
    felt: str,
    tittel: Any,
    url: str,
    tilbake: str,
    knapp: Any = None,
    kan_sendes: bool = True,
    slett: Form | None = None,
    slett_url: str = "",
    opens: bool | None = None,
    **context: Any,
) -> Response:
    """`felt` is the template of the fields, `url` what the form posts to, `tilbake` where «Avbryt» leads on a page.

    `opens` says that the answer is the whole dialog; else a posted form comes back alone, to its place in it.
    """
    whole = not form.is_submitted() if opens is None else opens
    return show(
        "kundekort/skjema/side.html",
        f"kundekort/skjema/{'_dialog' if whole else '_form'}.html",
        status=422 if form.errors else 200,
        form=form,
        felt=felt,
        tittel=tittel,
        url=url,
        tilbake=tilbake,
        knapp=(knapp or _("Lagre")) if kan_sendes else None,
        slett=slett,
        slett_url=slett_url,
        **context,
    )


def filter_address(valg: Filter, **more: Any) -> str:
    """The list of customers under a filter."""
    address, query = url_for("kundekort.kunder.liste", **more), write_filter(valg)
    return f"{address}{'&' if '?' in address else '?'}{query}" if query else address
