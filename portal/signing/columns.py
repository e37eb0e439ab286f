"""Signing as other rooms' statements have it: a document's state, and where somebody has still to sign."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, select

from portal.signing.models import Partstilstand, Signatar, Signeringsforespoersel, Tilstand
from portal.signing.rules import OPEN, WAITS


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


def left_to_sign(whose: ColumnElement[bool]) -> Select[UUID]:
    """Ids of the places where somebody has still to sign, oldest first: `Signatar.bruker_id == …`."""
    return (
        select(Signatar.id)
        .join(Signeringsforespoersel, Signeringsforespoersel.id == Signatar.forespoersel_id)
        .where(
            whose,
            Signatar.tilstand.in_(WAITS | {Partstilstand.VENTER}),
            Signeringsforespoersel.tilstand.in_(OPEN),
        )
        .order_by(Signatar.id)
    )
