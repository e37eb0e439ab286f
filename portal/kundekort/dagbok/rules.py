"""What a row of the diary says about itself."""

from typing import Any

from portal.kundekort.models import Aktivitetstilstand


def is_done(row: Any) -> bool:
    """Whether a row of these lists has been done."""
    return bool(row.tilstand == Aktivitetstilstand.UTFOERT)
