"""The tenant's kinds of activity: shipped ones with a code, and its own. Shared by the tabs and the diary."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.i18n import _, _l
from portal.kundekort.models import Aktivitetstype

#: Icons the tenant may choose for its own types, with the look of the entry in the week.
IKONER: dict[str, str] = {
    "phone": "call",
    "users": "job",
    "map-pin": "visit",
    "mail": "call",
    "sticky-note": "mute",
    "bell": "warn",
    "video": "visit",
    "coffee": "mute",
    "user-round": "alt",
    "flag": "warn",
    "target": "job",
    "graduation-cap": "alt",
    "square-pen": "mute",
}

IKON_NAVN: dict[str, Any] = {
    "phone": _l("Telefon"),
    "users": _l("Personer"),
    "map-pin": _l("Kartnål"),
    "mail": _l("Konvolutt"),
    "sticky-note": _l("Lapp"),
    "bell": _l("Bjelle"),
    "video": _l("Kamera"),
    "coffee": _l("Kaffekopp"),
    "user-round": _l("Person"),
    "flag": _l("Flagg"),
    "target": _l("Blink"),
    "graduation-cap": _l("Studenthatt"),
    "square-pen": _l("Penn"),
}


def list_typer(session: Session, *, alle: bool = False) -> Sequence[Row[Any]]:
    """The types in use, or all of them, in their order: (id, kode, navn, ikon, oppfoelging_dager,
    krever_neste_steg, er_aktiv).
    """
    stmt: Any = select(
        Aktivitetstype.id,
        Aktivitetstype.kode,
        Aktivitetstype.navn,
        Aktivitetstype.ikon,
        Aktivitetstype.oppfoelging_dager,
        Aktivitetstype.krever_neste_steg,
        Aktivitetstype.er_aktiv,
    ).order_by(Aktivitetstype.rekkefoelge, Aktivitetstype.navn, Aktivitetstype.id)
    if not alle:
        stmt = stmt.where(Aktivitetstype.er_aktiv)
    rows: Sequence[Row[Any]] = session.execute(stmt.limit(200)).all()
    return rows


def get_type_id(session: Session, *, kode: str) -> UUID:
    """The shipped type with this code; one statement. Raises NotFound."""
    found = session.scalar(select(Aktivitetstype.id).where(Aktivitetstype.kode == kode))
    if found is None:
        raise NotFound(f"aktivitetstype {kode}")
    return found


def get_type(session: Session, *, type_id: UUID) -> Aktivitetstype:
    """One type, locked for a change. Raises NotFound."""
    row = session.scalar(select(Aktivitetstype).where(Aktivitetstype.id == type_id).with_for_update())
    if row is None:
        raise NotFound(f"aktivitetstype {type_id}")
    return row


def lagre_type(
    session: Session,
    *,
    type_id: UUID | None,
    navn: str,
    ikon: str,
    oppfoelging_dager: int | None,
    krever_neste_steg: bool = False,
    er_aktiv: bool = True,
) -> Aktivitetstype:
    """Make a type of the tenant's own, or change one. Shipped ones keep their name, which is translated.

    Raises:
        NotFound. Refused: the name is taken, or an unknown icon.
    """
    taken = select(Aktivitetstype.id).where(Aktivitetstype.navn == navn)
    if type_id is not None:
        taken = taken.where(Aktivitetstype.id != type_id)
    if session.scalar(taken) is not None:
        raise Refused(_("Det finnes alt en type med dette navnet."), field="navn")
    if ikon not in IKONER:
        raise Refused(_("Velg et ikon."), field="ikon")
    row = get_type(session, type_id=type_id) if type_id else Aktivitetstype(id=uuid7(), rekkefoelge=200)
    if row.kode is None:
        row.navn = navn
    row.ikon, row.oppfoelging_dager, row.er_aktiv = ikon, oppfoelging_dager, er_aktiv
    row.krever_neste_steg = krever_neste_steg
    session.add(row)
    return row
