"""Writes of register data: the bundled facts and post codes (by the owner), and answers a tenant keeps."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.db import clock
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.db.words import fold
from portal.errors import Refused
from portal.i18n import _l as _
from portal.registers.base import Registerenhet
from portal.registers.models import Kommune, Lovregel, Postnummer, RegisterSvar, Sats
from portal.registers.remembered import ENHETSREGISTERET, enhet_to_json
from portal.registers.sources.bundled.files import Kommunerad, Lovregelrad, Postnummerrad, Satsrad

#: A refresh that would drop more of the post codes than this is a wrong file.
MOST_LOST = 0.1


@dataclass(frozen=True)
class Oppdatering:
    """What a refresh did, in rows."""

    lagret: int
    fjernet: int


def last_inn_kommuner(session: Session, *, rader: Sequence[Kommunerad]) -> Oppdatering:
    """Store the municipalities, changed or new; none is removed, for customers may still point at its number."""
    values = [
        {
            **{key: value for key, value in asdict(row).items() if key != "sted"},
            "breddegrad": row.sted[0] if row.sted else None,
            "lengdegrad": row.sted[1] if row.sted else None,
            "sortering": sort_key(row.navn),
        }
        for row in rader
    ]
    stmt = insert(Kommune).values(values)
    fresh = {name: stmt.excluded[name] for name in values[0] if name != "nr"}
    session.execute(stmt.on_conflict_do_update(index_elements=["nr"], set_=fresh))
    return Oppdatering(len(values), 0)


def last_inn_satser(session: Session, *, rader: Sequence[Satsrad]) -> Oppdatering:
    """Store the rates by code, variant and first day, and remove rows the file no longer has."""
    values = [{"id": uuid7(), **asdict(row)} for row in rader]
    stmt = insert(Sats).values(values)
    key = ["kode", "variant", "gyldig_fra"]
    fresh = {name: stmt.excluded[name] for name in values[0] if name not in {"id", *key}}
    session.execute(stmt.on_conflict_do_update(index_elements=key, set_=fresh))
    kept = [(row.kode, row.variant, row.gyldig_fra) for row in rader]
    columns = tuple_(Sats.kode, Sats.variant, Sats.gyldig_fra)
    gone = session.execute(delete(Sats).where(columns.not_in(kept)).returning(Sats.id))
    return Oppdatering(len(values), len(gone.all()))


def last_inn_lovregler(session: Session, *, rader: Sequence[Lovregelrad]) -> Oppdatering:
    """Store the legal rules by code and first day, and remove rows the file no longer has."""
    values = [{"id": uuid7(), **asdict(row), "liste": list(row.liste)} for row in rader]
    stmt = insert(Lovregel).values(values)
    key = ["kode", "gyldig_fra"]
    fresh = {name: stmt.excluded[name] for name in values[0] if name not in {"id", *key}}
    session.execute(stmt.on_conflict_do_update(index_elements=key, set_=fresh))
    kept = [(row.kode, row.gyldig_fra) for row in rader]
    columns = tuple_(Lovregel.kode, Lovregel.gyldig_fra)
    gone = session.execute(delete(Lovregel).where(columns.not_in(kept)).returning(Lovregel.id))
    return Oppdatering(len(values), len(gone.all()))


def oppdater_postnumre(session: Session, *, rader: Sequence[Postnummerrad], kilde: str) -> Oppdatering:
    """Replace the post codes by those of a file or package. Coordinates are kept where the new rows have none.

    Raises:
        Refused: the same code twice, or a tenth of the codes we have would vanish: the file is not whole.
    """
    codes = {row.nr for row in rader}
    if len(codes) != len(rader):
        raise Refused(_("Samme postnummer står flere ganger i filen. Ingenting er endret."))
    before = session.scalar(select(func.count()).select_from(Postnummer)) or 0
    lost = (
        session.scalar(select(func.count()).select_from(Postnummer).where(Postnummer.nr.not_in(codes))) or 0
    )
    if lost > before * MOST_LOST:
        raise Refused(_("Filen mangler %(antall)s av postnumrene vi har. Ingenting er endret.", antall=lost))
    today = clock.today()
    stmt = insert(Postnummer).values([_postnummer(row, kilde=kilde, today=today) for row in rader])
    new = stmt.excluded
    fresh = {
        "poststed": new.poststed,
        "sortering": new.sortering,
        "kommunenr": new.kommunenr,
        "breddegrad": func.coalesce(new.breddegrad, Postnummer.breddegrad),
        "lengdegrad": func.coalesce(new.lengdegrad, Postnummer.lengdegrad),
        "kilde": new.kilde,
        "oppdatert_dato": new.oppdatert_dato,
    }
    session.execute(stmt.on_conflict_do_update(index_elements=["nr"], set_=fresh))
    session.execute(delete(Postnummer).where(Postnummer.nr.not_in(codes)))
    return Oppdatering(len(rader), lost)


def _postnummer(row: Postnummerrad, *, kilde: str, today: date) -> dict[str, object]:
    return {
        "nr": row.nr,
        "poststed": row.poststed,
        "sortering": sort_key(row.poststed),
        "kommunenr": row.kommunenr,
        "breddegrad": row.sted[0] if row.sted else None,
        "lengdegrad": row.sted[1] if row.sted else None,
        "kilde": kilde,
        "oppdatert_dato": today,
    }


def husk_enheter(session: Session, *, enheter: Sequence[Registerenhet]) -> None:
    """Keep answers of the register for this tenant, the newest of each orgnr. One statement.

    Called by the action that uses the answer (a new customer, a new worksite), never by a page that only shows it.
    """
    if not enheter:
        return
    values = [
        {
            "tenant_id": session.info["tenant"],
            "id": uuid7(),
            "kilde": ENHETSREGISTERET,
            "noekkel": unit.orgnr,
            "navn_soek": fold(unit.navn),
            "overordnet": unit.overordnet if unit.er_underenhet else "",
            "svar": enhet_to_json(unit),
            "hentet_tid": clock.now(),
        }
        for unit in {unit.orgnr: unit for unit in enheter}.values()
    ]
    stmt = insert(RegisterSvar).values(values)
    fresh = {name: stmt.excluded[name] for name in ("navn_soek", "overordnet", "svar", "hentet_tid")}
    key = ["tenant_id", "kilde", "noekkel"]
    session.execute(stmt.on_conflict_do_update(index_elements=key, set_=fresh))
