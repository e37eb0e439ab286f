"""The tabs Kontakter and Dokumenter: what they mount and what they put into the card's registries."""

from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import ColumnElement, func, select

from portal.db.clock import today
from portal.filestore.models import Dokument
from portal.identity.permissions import Permission
from portal.kundekort import hendelser_kort
from portal.kundekort.dokumenter import routes as dokumenter
from portal.kundekort.kontakter import routes as kontakter
from portal.kundekort.models import Engasjement
from portal.kundekort.registry import Fanetall, fanetall
from portal.web.paging import COUNT_CAP

FEATURES = (kontakter.room, dokumenter.room)


def setup(_app: Flask) -> None:
    """Sentences and counts."""
    hendelser_kort.register_sentences()
    fanetall.register(
        Fanetall("kontakter", Permission.KUNDE_LES, _kontakter),
        Fanetall("dokumenter", Permission.DOKUMENT_LES, _dokumenter),
    )


def _kontakter(kunde_id: UUID) -> ColumnElement[int]:
    ended = Engasjement.gyldig_til.is_not(None) & (Engasjement.gyldig_til <= today())
    return _capped(select(Engasjement.id).where(Engasjement.kunde_id == kunde_id, ~ended))


def _dokumenter(kunde_id: UUID) -> ColumnElement[int]:
    return _capped(select(Dokument.id).where(Dokument.kunde_id == kunde_id, Dokument.slettet_tid.is_(None)))


def _capped(stmt: Any) -> ColumnElement[int]:
    counted: ColumnElement[int] = (
        select(func.count()).select_from(stmt.limit(COUNT_CAP).subquery()).scalar_subquery()
    )
    return counted
