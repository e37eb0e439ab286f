"""The own fields as administrators see them, and who has a value in one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, String, cast, func, select
from sqlalchemy.orm import Session, aliased

from portal.db.one import get_one
from portal.kundekort.models import EgetFelt, Engasjement, Feltgjelder, Feltverdier, Kunde

#: Fields of the agency, in use or not.
MOST_LISTED = 300


def list_alle(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every field with how many have a value in it: (felt, antall). One statement."""
    held = select(func.count()).where(_has(EgetFelt.id)).correlate(EgetFelt).scalar_subquery()
    return session.execute(
        select(
            EgetFelt.id,
            EgetFelt.gjelder,
            EgetFelt.navn,
            EgetFelt.hjelp,
            EgetFelt.slag,
            EgetFelt.paakrevd,
            EgetFelt.i_bruk,
            EgetFelt.soekbar,
            EgetFelt.er_noekkel,
            held.label("antall"),
        )
        .order_by(EgetFelt.gjelder.desc(), EgetFelt.rekkefoelge, EgetFelt.navn)
        .limit(MOST_LISTED)
    ).all()


def get_felt(session: Session, *, felt_id: UUID, lock: bool = False) -> EgetFelt:
    """One field, fresh. Raises NotFound."""
    return get_one(session, EgetFelt, EgetFelt.id == felt_id, lock=lock)


def count_verdier(session: Session, *, felt_id: UUID) -> int:
    """How many records have a value. One statement."""
    return session.scalar(select(func.count()).where(Feltverdier.verdier.has_key(str(felt_id)))) or 0


def count_felt(session: Session, *, gjelder: Feltgjelder) -> int:
    """How many fields of a kind of record are in use. One statement."""
    return session.scalar(select(func.count()).where(EgetFelt.gjelder == gjelder, EgetFelt.i_bruk)) or 0


def find_holder(session: Session, *, felt_id: UUID, verdi: Any, unntatt: UUID | None) -> str | None:
    """The customer that has this value, or whose contact has; None when nobody else has. One statement.

    A card that was merged into another keeps its values and counts no more.
    """
    stmt = _holders().where(Feltverdier.verdier[str(felt_id)] == func.to_jsonb(_plain(verdi)))
    if unntatt is not None:
        stmt = stmt.where(Feltverdier.id != unntatt)
    holder: str | None = session.scalar(stmt.limit(1))
    return holder


def has_doubles(session: Session, *, felt_id: UUID) -> bool:
    """Two records have the same value in it. One statement."""
    value = Feltverdier.verdier[str(felt_id)]
    stmt = _holders().with_only_columns(value).where(value.is_not(None)).group_by(value)
    return session.scalar(stmt.having(func.count() > 1).limit(1)) is not None


def list_kunder_med(session: Session, *, felt_id: UUID, etter: UUID | None, antall: int) -> Sequence[UUID]:
    """Customers with a value in the field, or with a contact that has, by id. One statement."""
    kunde_id = func.coalesce(Feltverdier.kunde_id, Engasjement.kunde_id)
    stmt = (
        select(kunde_id)
        .outerjoin(Engasjement, Engasjement.id == Feltverdier.engasjement_id)
        .where(Feltverdier.verdier.has_key(str(felt_id)))
        .distinct()
    )
    if etter is not None:
        stmt = stmt.where(kunde_id > etter)
    return session.scalars(stmt.order_by(kunde_id).limit(antall)).all()


def get_verdier(
    session: Session, *, kunde_id: UUID | None = None, kontakt_id: UUID | None = None
) -> Feltverdier | None:
    """The row of a record, locked; None before anything was written. One statement."""
    own = (
        Feltverdier.kunde_id == kunde_id if kunde_id is not None else Feltverdier.engasjement_id == kontakt_id
    )
    stmt = select(Feltverdier).where(own).with_for_update()
    return session.scalar(stmt.execution_options(populate_existing=True))


def _holders() -> Any:
    """Names of the customers that hold values, themselves or by a contact."""
    own, theirs = aliased(Kunde), aliased(Kunde)
    return (
        select(func.coalesce(own.navn, theirs.navn))
        .select_from(Feltverdier)
        .outerjoin(own, own.id == Feltverdier.kunde_id)
        .outerjoin(Engasjement, Engasjement.id == Feltverdier.engasjement_id)
        .outerjoin(theirs, theirs.id == Engasjement.kunde_id)
        .where(func.coalesce(own.slaatt_sammen_med_id, theirs.slaatt_sammen_med_id).is_(None))
    )


def _has(felt_id: Any) -> Any:
    return Feltverdier.verdier.has_key(cast(felt_id, String))


def _plain(verdi: Any) -> Any:
    return verdi if isinstance(verdi, int) else cast(verdi, String)
