"""Setting up the funnel, the agency's words for sales, and its teams. What is taken out of use is never removed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.one import get_one
from portal.db.types import uuid7
from portal.errors import NotFound, Refused, Stale
from portal.i18n import _, ngettext
from portal.identity.models import Bruker
from portal.kundekort.models import (
    Mulighet,
    Salgskode,
    Salgskodeslag,
    Salgsteam,
    Salgsteammedlem,
    Salgstrinn,
    Trinnslag,
)
from portal.kundekort.salg.rules import KRAV, SHIPPED_KODER, SHIPPED_TRINN

Oppsett = TypeVar("Oppsett", Salgstrinn, Salgskode, Salgsteam)


@dataclass(frozen=True)
class Trinndata:
    """A stage as written."""

    navn: str
    slag: Trinnslag
    rekkefoelge: int
    sannsynlighet_bp: int
    maks_dager: int | None
    krav: list[str]
    er_aktiv: bool


@dataclass(frozen=True)
class Kodedata:
    """A word as written."""

    navn: str
    slag: Salgskodeslag
    rekkefoelge: int
    er_aktiv: bool


@dataclass(frozen=True)
class Teamdata:
    """A team as written."""

    navn: str
    er_aktiv: bool


def seed_salg(session: Session) -> None:
    """Give a new agency the shipped funnel and words; one that has any keeps its own. Two statements."""
    if not session.scalar(select(func.count()).select_from(Salgstrinn)):
        session.add_all(
            Salgstrinn(
                navn=navn, slag=slag, rekkefoelge=place * 10, sannsynlighet_bp=share, maks_dager=days, krav=[]
            )
            for place, (navn, slag, share, days) in enumerate(SHIPPED_TRINN, start=1)
        )
    if not session.scalar(select(func.count()).select_from(Salgskode)):
        session.add_all(
            Salgskode(navn=navn, slag=slag, rekkefoelge=place * 10)
            for place, (slag, navn) in enumerate(SHIPPED_KODER, start=1)
        )


def get_oppsett(session: Session, *, kind: type[Oppsett], row_id: UUID, lock: bool = False) -> Oppsett:
    """One stage, word or team, fresh. Raises NotFound."""
    return get_one(session, kind, kind.id == row_id, lock=lock)


def lagre_trinn(
    session: Session, *, data: Trinndata, trinn_id: UUID | None = None, versjon: int = 0
) -> Salgstrinn:
    """Make or change a stage. Raises NotFound; Stale; Refused: name taken, no open stage would be left, or it is to
    become open, won or lost under those who stand in it.
    """
    _check_name(session, select(Salgstrinn.id).where(Salgstrinn.navn == data.navn), but=trinn_id)
    if not set(data.krav) <= set(KRAV):
        raise Refused(_("Velg fra listen."), field="krav")
    others = select(Salgstrinn.id).where(Salgstrinn.slag == Trinnslag.AAPEN, Salgstrinn.er_aktiv)
    if trinn_id is not None:
        others = others.where(Salgstrinn.id != trinn_id)
    still_open = data.er_aktiv and data.slag is Trinnslag.AAPEN
    if not still_open and session.scalar(others.limit(1)) is None:
        raise Refused(_("Trakten må ha minst ett åpent trinn i bruk."), field="er_aktiv")
    if trinn_id is not None:
        _check_kind(session, get_oppsett(session, kind=Salgstrinn, row_id=trinn_id, lock=True), data.slag)
    return _store(session, Salgstrinn, trinn_id, vars(data), versjon)


def lagre_kode(
    session: Session, *, data: Kodedata, kode_id: UUID | None = None, versjon: int = 0
) -> Salgskode:
    """Make or change a word of a list. Raises NotFound; Stale; Refused: the list has it."""
    same = select(Salgskode.id).where(Salgskode.navn == data.navn, Salgskode.slag == data.slag)
    _check_name(session, same, but=kode_id)
    return _store(session, Salgskode, kode_id, vars(data), versjon)


def lagre_team(
    session: Session, *, data: Teamdata, team_id: UUID | None = None, versjon: int = 0
) -> Salgsteam:
    """Make or change a team. Raises NotFound; Stale; Refused: the name is taken."""
    _check_name(session, select(Salgsteam.id).where(Salgsteam.navn == data.navn), but=team_id)
    return _store(session, Salgsteam, team_id, vars(data), versjon)


def ta_inn_medlem(session: Session, *, team_id: UUID, bruker_id: UUID, fra: date) -> Salgsteammedlem:
    """Put an employee into a team from a day. Locks the team.

    Raises NotFound. Refused: not one of ours, or already in it that day or later.
    """
    get_oppsett(session, kind=Salgsteam, row_id=team_id, lock=True)
    if session.scalar(select(Bruker.id).where(Bruker.id == bruker_id, Bruker.er_aktiv)) is None:
        raise Refused(_("Velg fra listen."), field="bruker_id")
    held = select(Salgsteammedlem.id).where(
        Salgsteammedlem.team_id == team_id,
        Salgsteammedlem.bruker_id == bruker_id,
        Salgsteammedlem.gyldig_til.is_(None) | (Salgsteammedlem.gyldig_til > fra),
    )
    if session.scalar(held.limit(1)) is not None:
        raise Refused(_("Er alt med i teamet i den tiden."), field="bruker_id")
    row = Salgsteammedlem(id=uuid7(), team_id=team_id, bruker_id=bruker_id, gyldig_fra=fra)
    session.add(row)
    return row


def avslutt_medlem(
    session: Session, *, team_id: UUID, medlem_id: UUID, siste_dag: date, versjon: int
) -> Salgsteammedlem:
    """Let a membership end after a day. Locks it. Raises NotFound; Stale; Refused: before it began."""
    row = session.scalar(
        select(Salgsteammedlem)
        .where(Salgsteammedlem.id == medlem_id, Salgsteammedlem.team_id == team_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound(f"salgsteammedlem {medlem_id}")
    if row.versjon != versjon:
        raise Stale(_("Noen andre har endret medlemskapet."))
    if siste_dag < row.gyldig_fra:
        raise Refused(_("Siste dag kan ikke være før første dag i teamet."), field="siste_dag")
    row.gyldig_til = siste_dag + timedelta(days=1)
    row.versjon += 1
    return row


def _check_kind(session: Session, row: Salgstrinn, slag: Trinnslag) -> None:
    """An opportunity is closed or reopened by being moved, with a reason and a day; not under its feet."""
    if row.slag is slag:
        return
    held = session.scalar(select(func.count()).where(Mulighet.trinn_id == row.id)) or 0
    if held:
        raise Refused(
            ngettext(
                "%(num)d mulighet står i trinnet. Flytt den først, eller lag et nytt trinn.",
                "%(num)d muligheter står i trinnet. Flytt dem først, eller lag et nytt trinn.",
                held,
            ),
            field="slag",
        )


def _check_name(session: Session, same: object, *, but: UUID | None) -> None:
    if any(found != but for found in session.scalars(same)):  # type: ignore[call-overload]
        raise Refused(_("Navnet er i bruk."), field="navn")


def _store(
    session: Session, kind: type[Oppsett], row_id: UUID | None, values: dict[str, object], versjon: int
) -> Oppsett:
    if row_id is None:
        row = kind(id=uuid7(), versjon=0)
    else:
        row = get_oppsett(session, kind=kind, row_id=row_id, lock=True)
        if row.versjon != versjon:
            raise Stale(_("Noen andre har endret dette mens du skrev."))
    for name, value in values.items():
        setattr(row, name, value)
    row.versjon += 1
    session.add(row)
    record(session, f"{kind.__tablename__}.lagret", subject=row, navn=row.navn)
    return row
