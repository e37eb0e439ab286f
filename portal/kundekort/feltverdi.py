"""The agency's own fields as the features share them: which there are, and how a value is read, shown and exported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.i18n import _
from portal.kundekort.models import EgetFelt, Engasjement, Feltgjelder, Feltslag, Feltverdier
from portal.kundekort.tree import holds_on
from portal.web.decimals import PLACES, write_desimal
from portal.web.formats import antall, dato, kr

#: Fields of one kind of record that can be in use.
MOST = 60


@dataclass(frozen=True)
class Felt:
    """A field as forms, filters and files need it."""

    id: UUID
    navn: str
    slag: Feltslag
    valg: tuple[str, ...] = ()
    hjelp: str = ""
    paakrevd: bool = False
    er_noekkel: bool = False

    @property
    def key(self) -> str:
        """Its name in a row of values."""
        return str(self.id)

    def text(self, value: Any) -> str:
        """A stored value as people read it; nothing is an empty text."""
        return "" if value in (None, "", []) else _SHOWN.get(self.slag, str)(value)

    def cell(self, value: Any) -> Any:
        """A stored value in a file."""
        return "" if value in (None, "", []) else _CELLS.get(self.slag, self.text)(value)


def _yes_or_no(value: Any) -> str:
    return str(_("Ja") if value else _("Nei"))


def _day(value: Any) -> date:
    return date.fromisoformat(value)


_SHOWN: dict[Feltslag, Any] = {
    Feltslag.HELTALL: antall,
    Feltslag.DESIMAL: write_desimal,
    Feltslag.BELOEP: kr,
    Feltslag.DATO: lambda value: dato(_day(value)),
    Feltslag.JANEI: _yes_or_no,
    Feltslag.FLERVALG: ", ".join,
}
_CELLS: dict[Feltslag, Any] = {
    Feltslag.HELTALL: int,
    Feltslag.DESIMAL: lambda value: Decimal(value).scaleb(-PLACES).normalize() + 0,
    Feltslag.BELOEP: lambda value: Decimal(value).scaleb(-2),
    Feltslag.DATO: _day,
}


def from_json(felt: Felt, value: Any) -> Any:
    """A stored value as the field of a form holds it."""
    if value is None:
        return None
    if felt.slag is Feltslag.DATO:
        return _day(value)
    if felt.slag is Feltslag.KLOKKESLETT:
        return time.fromisoformat(value)
    return ("ja" if value else "nei") if felt.slag is Feltslag.JANEI else value


def to_json(felt: Felt, value: Any) -> Any:
    """What a form holds, as it is stored; None for nothing."""
    if value in (None, "", []):
        return None
    if felt.slag is Feltslag.DATO:
        return value.isoformat()
    if felt.slag is Feltslag.KLOKKESLETT:
        return f"{value:%H:%M}"
    return value == "ja" if felt.slag is Feltslag.JANEI else value


#: What a stored value is in JSON.
_STORED: Mapping[Feltslag, type] = {
    **dict.fromkeys((Feltslag.HELTALL, Feltslag.DESIMAL, Feltslag.BELOEP), int),
    Feltslag.JANEI: bool,
    Feltslag.FLERVALG: list,
}


def fits(felt: Felt, value: Any) -> bool:
    """Whether a value can stand in the field: one of another kind could never be read again."""
    if type(value) is not _STORED.get(felt.slag, str):
        return False
    try:
        from_json(felt, value)
    except ValueError:
        return False
    return True


def list_felt(session: Session, *, gjelder: Feltgjelder, hold: bool = False) -> list[Felt]:
    """The fields in use, in the agency's order. One statement. `hold`: none becomes another before commit."""
    stmt = _select(gjelder)
    if hold:  # FOR KEY SHARE: many may save at once, and whoever changes the field waits for them
        stmt = stmt.with_for_update(read=True, key_share=True)
    return [read_felt(row) for row in session.execute(stmt)]


@dataclass(frozen=True)
class Post:
    """Whose values: a record of a kind."""

    gjelder: Feltgjelder
    id: UUID

    @property
    def own(self) -> ColumnElement[bool]:
        """Condition: the row of values is this record's."""
        if self.gjelder is Feltgjelder.KUNDE:
            return Feltverdier.kunde_id == self.id
        if self.gjelder is Feltgjelder.KONTAKT:
            return Feltverdier.engasjement_id == self.id
        return Feltverdier.post_id == self.id


def list_felt_av(session: Session, *, gjelder: Sequence[Feltgjelder]) -> dict[Feltgjelder, list[Felt]]:
    """The fields in use of several kinds, each in the agency's order. One statement."""
    found: dict[Feltgjelder, list[Felt]] = {kind: [] for kind in gjelder}
    stmt = select(*_COLUMNS, EgetFelt.gjelder).where(EgetFelt.gjelder.in_(gjelder), EgetFelt.i_bruk)
    rows = session.execute(stmt.order_by(EgetFelt.rekkefoelge, EgetFelt.navn).limit(MOST * len(gjelder)))
    for row in rows:
        found[row.gjelder].append(read_felt(row))
    return found


def list_med_verdier(session: Session, *, post: Post) -> tuple[list[Felt], Mapping[str, Any], int]:
    """The fields in use, what one record has in them, and the version of that. One statement."""
    gjelder, own = post.gjelder, post.own
    stmt = _select(gjelder).add_columns(Feltverdier.verdier, Feltverdier.versjon)
    rows = session.execute(stmt.outerjoin(Feltverdier, own)).all()
    held, versjon = (rows[0].verdier, rows[0].versjon) if rows else (None, None)
    return [read_felt(row) for row in rows], held or {}, versjon or 0


def box_values(kunde_id: UUID) -> ColumnElement[Any]:
    """Scalar subquery: the fields in use with the customer's values, in order, as JSON; null while there are none."""
    parts: list[Any] = []
    for name, column in (
        ("id", EgetFelt.id),
        ("navn", EgetFelt.navn),
        ("slag", EgetFelt.slag),
        ("paakrevd", EgetFelt.paakrevd),
        ("verdi", Feltverdier.verdier[cast(EgetFelt.id, Text)]),
    ):
        parts += [literal(name, Text), column]
    in_order = aggregate_order_by(func.jsonb_build_object(*parts), EgetFelt.rekkefoelge, EgetFelt.navn)
    return (
        select(func.jsonb_agg(in_order))
        .select_from(EgetFelt)
        .outerjoin(Feltverdier, Feltverdier.kunde_id == kunde_id)
        .where(EgetFelt.gjelder == Feltgjelder.KUNDE, EgetFelt.i_bruk)
        .scalar_subquery()
    )


def shown_values(held: Sequence[Mapping[str, Any]]) -> list[tuple[Felt, str]]:
    """(field, value in words) of what `box_values` gave."""
    felter = [Felt(UUID(h["id"]), h["navn"], Feltslag(h["slag"]), paakrevd=h["paakrevd"]) for h in held]
    return [(felt, felt.text(h["verdi"])) for felt, h in zip(felter, held, strict=True)]


def list_soeketekster(session: Session, *, kunde_id: UUID) -> Sequence[str]:
    """What the search shall find of the customer's own fields, and of those of its present contacts. One statement."""
    value = Feltverdier.verdier[cast(EgetFelt.id, Text)].astext
    here = select(Engasjement.id).where(Engasjement.kunde_id == kunde_id, holds_on(Engasjement, today()))
    return session.scalars(
        select(value)
        .select_from(EgetFelt)
        .join(
            Feltverdier,
            or_(Feltverdier.kunde_id == kunde_id, Feltverdier.engasjement_id.in_(here)),
        )
        .where(EgetFelt.i_bruk, or_(EgetFelt.soekbar, EgetFelt.er_noekkel), value.is_not(None))
        .limit(200)
    ).all()


def list_postens_soeketekster(session: Session, *, post_id: UUID) -> Sequence[str]:
    """What the search shall find of the own fields of a record of an upper room. One statement."""
    value = Feltverdier.verdier[cast(EgetFelt.id, Text)].astext
    return session.scalars(
        select(value)
        .select_from(EgetFelt)
        .join(Feltverdier, Feltverdier.post_id == post_id)
        .where(EgetFelt.i_bruk, or_(EgetFelt.soekbar, EgetFelt.er_noekkel), value.is_not(None))
        .limit(MOST)
    ).all()


def read_felt(row: Any) -> Felt:
    """A row of egetfelt, or of a statement with its columns."""
    return Felt(row.id, row.navn, row.slag, tuple(row.valg), row.hjelp, row.paakrevd, row.er_noekkel)


_COLUMNS: tuple[Any, ...] = (
    EgetFelt.id,
    EgetFelt.navn,
    EgetFelt.slag,
    EgetFelt.valg,
    EgetFelt.hjelp,
    EgetFelt.paakrevd,
    EgetFelt.er_noekkel,
)


def _select(gjelder: Feltgjelder) -> Any:
    return (
        select(*_COLUMNS)
        .where(EgetFelt.gjelder == gjelder, EgetFelt.i_bruk)
        .order_by(EgetFelt.rekkefoelge, EgetFelt.navn)
        .limit(MOST)
    )
