"""What an act on many customers came to, in words."""

from portal.i18n import ngettext
from portal.kundekort.models import Massehandling, Masseslag
from portal.web import formats


def receipt(masse: Massehandling, maal: str) -> str:
    """How many were changed, and to whom or what they were given."""
    if masse.slag is Masseslag.ANSVARLIG:
        ansvar: str = ngettext(
            "%(navn)s er ansvarlig for %(tall)s kunde til.",
            "%(navn)s er ansvarlig for %(tall)s kunder til.",
            masse.endret,
            tall=formats.antall(masse.endret),
            navn=maal,
        )
        return ansvar
    lagt: str = ngettext(
        "%(tall)s kunde er lagt i «%(navn)s».",
        "%(tall)s kunder er lagt i «%(navn)s».",
        masse.endret,
        tall=formats.antall(masse.endret),
        navn=maal,
    )
    return lagt
