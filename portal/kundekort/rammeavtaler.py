"""Framework agreements among the documents of a customer: what holds on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_

from portal.filestore.models import Dokument, Dokumentslag

#: Kinds of document that are an agreement about hiring out.
SLAG = (Dokumentslag.RAMMEAVTALE, Dokumentslag.KONTRAKT)


def agreed_on(dag: date, kunde_ids: Sequence[Any] | Any) -> list[ColumnElement[bool]]:
    """Conditions: an agreement of one of these customers that was put there by people and holds that day.

    What the portal itself has written is linked to its contract; it counts from the day it is signed and put there.
    """
    return [
        *_in_force(dag, kunde_ids),
        Dokument.kobling_slag.is_(None),
    ]


def written_for(dag: date, kunde_ids: Sequence[Any] | Any) -> list[ColumnElement[bool]]:
    """Conditions: an agreement the portal has written that would hold that day, were it signed."""
    return [*_in_force(dag, kunde_ids), Dokument.kobling_slag == "kontrakt"]


def _in_force(dag: date, kunde_ids: Sequence[Any] | Any) -> list[ColumnElement[bool]]:
    return [
        Dokument.kunde_id.in_(kunde_ids),
        Dokument.slag.in_(SLAG),
        Dokument.slettet_tid.is_(None),
        or_(Dokument.gyldig_fra.is_(None), Dokument.gyldig_fra <= dag),
        or_(Dokument.gyldig_til.is_(None), Dokument.gyldig_til > dag),
    ]
