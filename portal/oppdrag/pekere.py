"""What a merge of two customers does with the rows of this room."""

from portal.i18n import _l
from portal.kundekort.registry import Kundepeker, kundepekere
from portal.oppdrag.models import LedigStilling, Timeliste, Utleieoppdrag
from portal.oppdrag.models_regler import Stoppunntak, Tilleggsregel
from portal.oppdrag.models_rekruttering import Rekruttering


def register() -> None:
    """Called in `setup`."""
    kundepekere.register(
        Kundepeker(LedigStilling.kunde_id, _l("Ledige stillinger"), order=50),
        Kundepeker(Utleieoppdrag.kunde_id, _l("Oppdrag"), order=51),
        Kundepeker(Rekruttering.kunde_id, _l("Rekrutteringer"), order=52),
        Kundepeker(Timeliste.kunde_id, _l("Timelister"), order=53),
        Kundepeker(Tilleggsregel.kunde_id, order=54),
        Kundepeker(Stoppunntak.kunde_id, order=55),
    )
