"""Proposals for the dialog: every field filled, and where each value came from."""

from collections.abc import Mapping
from uuid import UUID

from portal.i18n import _
from portal.kundekort.models import Rolle
from portal.oppdrag.models import LedigStilling
from portal.oppdrag.queries_kunde import Kundestandard
from portal.oppdrag.rules.konvertering import STILLING, Forslag, Skjebne


def propose(*, stilling: LedigStilling, standard: Kundestandard) -> Mapping[str, Forslag]:
    """A value and its source for every field the map copies. The stilling first, then the customer's card."""
    fra = _("fra %(nummer)s", nummer=stilling.nummer)
    found: dict[str, Forslag] = {}
    for navn, felt in STILLING.items():
        if felt.skjebne is not Skjebne.UTELATES and felt.vises:
            value = getattr(stilling, navn)
            found[navn] = Forslag(value, fra if value not in (None, "", {}) else "")
    site = standard.sted(stilling.arbeidssted_id) or standard.standardsted
    if stilling.arbeidssted_id is None and site is not None:
        found["arbeidssted_id"] = Forslag(site.id, _("kundekortet"))
    if not stilling.oppmoete:
        if site is not None and site.oppmoete:
            found["oppmoete"] = Forslag(site.oppmoete, _("arbeidsstedet"))
        elif standard.oppmoete:
            found["oppmoete"] = Forslag(standard.oppmoete, _("fast kommentar"))
    for navn, rolle in (("godkjenner_id", Rolle.TIMEGODKJENNER), ("bestiller_id", Rolle.BESTILLER)):
        held: UUID | None = getattr(stilling, navn)
        if held is not None and standard.kontakt(held) is None:
            found[navn] = Forslag(None)  # has left the customer since
        if found[navn].verdi is None and (contact := standard.first_with(rolle)) is not None:
            found[navn] = Forslag(contact.id, _("kundekortet"))
    return found
