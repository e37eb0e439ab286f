"""What a merge of two customers does with the rows of this room."""

from portal.i18n import _l
from portal.kundekort.registry import (
    Kundepeker,
    Sammenslaaingsmerknad,
    kundepekere,
    sammenslaaingsmerknader,
)
from portal.oppdrag.models import LedigStilling, Timeliste, Utleieoppdrag
from portal.oppdrag.models_kontrakt import Kontrakt
from portal.oppdrag.models_regler import Paaslagsfaktor, Stoppunntak, Tilleggsregel
from portal.oppdrag.models_rekruttering import Rekruttering
from portal.oppdrag.models_sperre import Sperre
from portal.oppdrag.sperring import list_tapte_sperrer


def register() -> None:
    """Called in `setup`."""
    kundepekere.register(
        Kundepeker(LedigStilling.kunde_id, _l("Ledige stillinger"), order=50),
        Kundepeker(Utleieoppdrag.kunde_id, _l("Oppdrag"), order=51),
        Kundepeker(Rekruttering.kunde_id, _l("Rekrutteringer"), order=52),
        Kundepeker(Timeliste.kunde_id, _l("Timelister"), order=53),
        Kundepeker(Kontrakt.kunde_id, _l("Kontrakter"), order=53),
        Kundepeker(
            Paaslagsfaktor.kunde_id,
            blir="what new things begin with is what the remaining card says",
            order=54,
        ),
        Kundepeker(Tilleggsregel.kunde_id, order=54),
        Kundepeker(Stoppunntak.kunde_id, order=55),
        Kundepeker(Sperre.kunde_id, _l("Sperrede vikarer"), order=56),
    )
    sammenslaaingsmerknader.register(Sammenslaaingsmerknad("sperrer", list_tapte_sperrer))
