"""Defaults: made, changed, and whether a customer uses its own. What was made from a default is never touched."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.models import Standardbruk, Standardverdi
from portal.kundekort.queries import get_kunde
from portal.kundekort.standard.queries import find_nivaaer, get_bruk, get_rad, list_rader
from portal.kundekort.standardseksjoner import Seksjon


def lagre_rad(
    session: Session,
    *,
    seksjon: Seksjon,
    node_id: UUID | None,
    fill: Callable[[Any], None],
    rad_id: UUID | None = None,
    versjon: int = 0,
) -> Any:
    """Make or change a default of one level; `fill` writes what was typed.

    Raises:
        NotFound. Stale: changed since `versjon`.
        Refused: the level has one in use of that name already, or the kind itself says no.
    """
    if node_id is not None:
        get_kunde(session, kunde_id=node_id)
    if rad_id is None:
        row = _new_row(seksjon, node_id)
        row.versjon = 0
    else:
        row = get_rad(session, seksjon=seksjon, node_id=node_id, rad_id=rad_id, lock=True)
        if row.versjon != versjon:
            raise Stale(_("Noen andre har endret dette mens du skrev."))
    with session.no_autoflush:
        fill(row)
        if row.er_aktiv and seksjon.model is Standardverdi:
            _check_name(session, seksjon, row)
        if row.er_aktiv and seksjon.check is not None:
            seksjon.check(session, row)
    row.versjon += 1
    session.add(row)
    record(
        session, "standard.lagret", kunde_id=node_id, subject=row, seksjon=str(seksjon.label), navn=row.navn
    )
    return row


def velg_bruk(
    session: Session,
    *,
    seksjon: Seksjon,
    kunde_id: UUID,
    bruk_egne: bool,
    gjelder_underenheter: bool,
    versjon: int,
) -> Standardbruk:
    """Let a customer use its own defaults of a kind, or go back to those above; its rows rest meanwhile.

    The first time its own are a copy of what held until now. Locks the customer. Raises NotFound; Stale.
    """
    get_kunde(session, kunde_id=kunde_id, lock=True)
    row = get_bruk(session, kunde_id=kunde_id, slag=seksjon.slag, lock=True)
    if row is None:
        row = Standardbruk(id=uuid7(), kunde_id=kunde_id, slag=seksjon.slag, versjon=0)
    if row.versjon != versjon:
        raise Stale(_("Noen andre har endret dette mens du skrev."))
    if bruk_egne and not row.bruk_egne:
        _begin_with_a_copy(session, seksjon, kunde_id)
    row.bruk_egne, row.gjelder_underenheter = bruk_egne, gjelder_underenheter
    row.versjon += 1
    session.add(row)
    what = "standard.egne" if bruk_egne else "standard.arvet"
    record(session, what, kunde_id=kunde_id, subject=row, seksjon=str(seksjon.label))
    return row


def _new_row(seksjon: Seksjon, node_id: UUID | None) -> Any:
    """An empty row of the kind at a level."""
    row = seksjon.model(id=uuid7(), kunde_id=node_id, er_aktiv=True)
    if seksjon.model is Standardverdi:
        row.slag, row.data = seksjon.slag, {}
    return row


def _begin_with_a_copy(session: Session, seksjon: Seksjon, kunde_id: UUID) -> None:
    """What holds now, as the customer's own rows, unless it has some from before."""
    if list_rader(session, seksjon=seksjon, node_id=kunde_id, alle=True):
        return
    level = find_nivaaer(session, kunde_id=kunde_id).get(seksjon.slag)
    held = list_rader(session, seksjon=seksjon, node_id=level.node_id if level else None)
    columns = {column.key for column in inspect(seksjon.model).column_attrs} - {"tenant_id", "id", "kunde_id"}
    for row in held:
        values = {name: getattr(row, name) for name in columns} | {"versjon": 1}
        session.add(seksjon.model(id=uuid7(), kunde_id=kunde_id, **values))


def _check_name(session: Session, seksjon: Seksjon, row: Any) -> None:
    model = seksjon.model
    level = model.kunde_id.is_(None) if row.kunde_id is None else model.kunde_id == row.kunde_id
    same = select(model.id).where(
        level, model.slag == seksjon.slag, model.navn == row.navn, model.er_aktiv, model.id != row.id
    )
    if session.scalar(same.limit(1)) is not None:
        raise Refused(_("Navnet er i bruk."), field="navn")
