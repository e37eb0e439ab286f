"""A document's signing as a column of other rooms' lists."""

from typing import Any

from sqlalchemy import ScalarSelect, select

from portal.signing.models import Signeringsforespoersel, Tilstand


def newest_state_of(dokument_id: Any) -> ScalarSelect[Tilstand]:
    """The state of the newest request of the document in that column; null without one."""
    return (
        select(Signeringsforespoersel.tilstand)
        .where(Signeringsforespoersel.dokument_id == dokument_id)
        .order_by(Signeringsforespoersel.id.desc())
        .limit(1)
        .correlate_except(Signeringsforespoersel)
        .scalar_subquery()
    )
