"""The own fields as administrators see them, and who has a value in one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, String, case, cast, func, select
from sqlalchemy.orm import Session, aliased

from portal.db.one import get_one
from portal.kundekort.feltverdi import Post
from portal.kundekort.models import EgetFelt, Engasjement, Feltgjelder, Feltverdier, Kunde
from portal.kundekort.registry import koblingsslag

#: Fields of the agency, in use or not.
MOST_LISTED = 300

_ORDER = case({kind.value: place for place, kind in enumerate(Feltgjelder)}, value=EgetFelt.gjelder)


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
        .order_by(_ORDER, EgetFelt.rekkefoelge, EgetFelt.navn)
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


def find_holder(session: Session, *, felt: EgetFelt, verdi: Any, unntatt: UUID | None) -> str | None:
    """Who has this value: the customer, that of the contact, or the record; None when nobody else has.

    A card that was merged into another keeps its values and counts no more. One statement, and one for the name of a
    record of an upper room.
    """
    stmt = _holders().add_columns(Feltverdier.post_id)
    stmt = stmt.where(Feltverdier.verdier[str(felt.id)] == func.to_jsonb(_plain(verdi)))
    if unntatt is not None:
        stmt = stmt.where(Feltverdier.id != unntatt)
    found = session.execute(stmt.limit(1)).first()
    if found is None:
        return None
    kunde, post_id = found
    slag = koblingsslag.get(felt.gjelder)
    return slag.les(session, [post_id]).get(post_id, ("–",))[0] if post_id and slag else kunde or "–"


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
        .where(Feltverdier.verdier.has_key(str(felt_id)), Feltverdier.post_id.is_(None))
        .distinct()
    )
    if etter is not None:
        stmt = stmt.where(kunde_id > etter)
    return session.scalars(stmt.order_by(kunde_id).limit(antall)).all()


def list_poster_med(session: Session, *, felt_id: UUID, etter: UUID | None, antall: int) -> Sequence[UUID]:
    """Records of upper rooms with a value in the field, by id. One statement."""
    stmt = select(Feltverdier.post_id).where(
        Feltverdier.verdier.has_key(str(felt_id)), Feltverdier.post_id.is_not(None)
    )
    if etter is not None:
        stmt = stmt.where(Feltverdier.post_id > etter)
    return session.scalars(stmt.order_by(Feltverdier.post_id).limit(antall)).all()  # type: ignore[return-value]


def get_verdier(session: Session, *, post: Post) -> Feltverdier | None:
    """The row of a record, locked; None before anything was written. One statement."""
    stmt = select(Feltverdier).where(post.own).with_for_update()
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
