"""Reads of register data. Rates and thresholds are asked for by date; none is a constant in code."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db.sorting import sort_key
from portal.errors import NotFound
from portal.registers.models import Enhet, Kommune, Lovregel, Postnummer, Sats, Virkning


@dataclass(frozen=True)
class Gjeldende:
    """A rate on a date: its value in `enhet`, where it comes from, and whether somebody has checked it."""

    kode: str
    variant: str
    verdi: int
    enhet: Enhet
    bekreftet: bool
    kilde: str
    merknad: str
    gyldig_fra: date
    gyldig_til: date | None


@dataclass(frozen=True)
class Regel:
    """A legal rule on a date. `verdi` is None for a list or a rule that simply holds."""

    kode: str
    verdi: int | None
    enhet: Enhet | None
    liste: tuple[str, ...]
    virkning: Virkning
    overstyres_av: str
    bekreftet: bool
    hjemmel: str
    kilde: str
    merknad: str


@dataclass(frozen=True)
class Poststed:
    """A post code with its municipality. `noeyaktig` is False when the place is only the municipality's centre."""

    nr: str
    poststed: str
    kommunenr: str | None
    kommune: str | None
    fylke: str | None
    breddegrad: float | None
    lengdegrad: float | None
    noeyaktig: bool


@dataclass(frozen=True)
class AgaSone:
    """The zone of a municipality. `sone` None or `delt` not empty: somebody must choose; `bekreftet`: checked."""

    sone: str | None
    delt: str
    bekreftet: bool
    kilde: str


_SATS = (
    Sats.kode,
    Sats.variant,
    Sats.verdi,
    Sats.enhet,
    Sats.bekreftet,
    Sats.kilde,
    Sats.merknad,
    Sats.gyldig_fra,
    Sats.gyldig_til,
)


def get_sats(session: Session, *, kode: str, dato: date, variant: str = "") -> Gjeldende:
    """The rate in force on `dato`. One statement. Raises NotFound when the register has none for that day."""
    stmt = select(*_SATS).where(Sats.kode == kode, Sats.variant == variant, Sats.gyldig_fra <= dato)
    row = session.execute(stmt.order_by(Sats.gyldig_fra.desc()).limit(1)).one_or_none()
    if row is None or (row.gyldig_til is not None and row.gyldig_til <= dato):
        raise NotFound(f"sats {kode} {variant} {dato}")
    return Gjeldende(**row._mapping)


def list_satser(session: Session, *, kode: str = "") -> list[Gjeldende]:
    """Every rate, of one code or all, newest first within its code. One statement."""
    stmt = select(*_SATS).order_by(Sats.kode, Sats.variant, Sats.gyldig_fra.desc())
    if kode:
        stmt = stmt.where(Sats.kode == kode)
    return [Gjeldende(**row._mapping) for row in session.execute(stmt)]


def list_variants(session: Session, *, kode: str, dato: date) -> dict[str, Gjeldende]:
    """Every variant of a rate in force on `dato`, by variant (the zones of `aga`, say). One statement."""
    stmt = select(*_SATS).where(Sats.kode == kode, Sats.gyldig_fra <= dato).order_by(Sats.gyldig_fra)
    rates = [Gjeldende(**row._mapping) for row in session.execute(stmt)]
    return {r.variant: r for r in rates if r.gyldig_til is None or r.gyldig_til > dato}


def get_lovregel(session: Session, *, kode: str, dato: date) -> Regel:
    """The rule in force on `dato`. One statement. Raises NotFound when there is none."""
    stmt = select(Lovregel).where(Lovregel.kode == kode, Lovregel.gyldig_fra <= dato)
    rule = session.scalar(stmt.order_by(Lovregel.gyldig_fra.desc()).limit(1))
    if rule is None or (rule.gyldig_til is not None and rule.gyldig_til <= dato):
        raise NotFound(f"lovregel {kode} {dato}")
    return _regel(rule)


def list_lovregler(session: Session, *, dato: date, prefiks: str = "") -> dict[str, Regel]:
    """Every rule in force on `dato` whose code begins with `prefiks`, by code. One statement."""
    stmt = select(Lovregel).where(
        Lovregel.gyldig_fra <= dato, Lovregel.kode.startswith(prefiks, autoescape=True)
    )
    rules = session.scalars(stmt.order_by(Lovregel.gyldig_fra))
    return {r.kode: _regel(r) for r in rules if r.gyldig_til is None or r.gyldig_til > dato}


def _regel(rule: Lovregel) -> Regel:
    return Regel(
        kode=rule.kode,
        verdi=rule.verdi,
        enhet=rule.enhet,
        liste=tuple(rule.liste),
        virkning=rule.virkning,
        overstyres_av=rule.overstyres_av,
        bekreftet=rule.bekreftet,
        hjemmel=rule.hjemmel,
        kilde=rule.kilde,
        merknad=rule.merknad,
    )


_POSTSTED = (
    Postnummer.nr,
    Postnummer.poststed,
    Postnummer.kommunenr,
    Kommune.navn.label("kommune"),
    Kommune.fylke,
    func.coalesce(Postnummer.breddegrad, Kommune.breddegrad).label("breddegrad"),
    func.coalesce(Postnummer.lengdegrad, Kommune.lengdegrad).label("lengdegrad"),
    Postnummer.breddegrad.is_not(None).label("noeyaktig"),
)


def get_poststed(session: Session, *, postnr: str) -> Poststed | None:
    """A post code with its municipality, None when unknown. One statement."""
    stmt = select(*_POSTSTED).outerjoin(Kommune, Kommune.nr == Postnummer.kommunenr)
    row = session.execute(stmt.where(Postnummer.nr == postnr)).one_or_none()
    return Poststed(**row._mapping) if row else None


def search_poststeder(session: Session, *, text: str, limit: int = 10) -> list[Poststed]:
    """Post codes that begin with the digits typed, or places that begin with the letters. One statement."""
    typed = text.strip()
    if not sort_key(typed):
        return []
    stmt = select(*_POSTSTED).outerjoin(Kommune, Kommune.nr == Postnummer.kommunenr).limit(limit)
    if typed.isdigit():
        stmt = stmt.where(Postnummer.nr.startswith(typed, autoescape=True)).order_by(Postnummer.nr)
    else:
        stmt = stmt.where(Postnummer.sortering.startswith(sort_key(typed), autoescape=True))
        stmt = stmt.order_by(Postnummer.sortering, Postnummer.nr)
    return [Poststed(**row._mapping) for row in session.execute(stmt)]


def get_aga_sone(session: Session, *, kommunenr: str) -> AgaSone:
    """The zone of arbeidsgiveravgift where the work is done. One statement. Raises NotFound."""
    columns = (Kommune.aga_sone, Kommune.aga_delt, Kommune.aga_bekreftet, Kommune.aga_kilde)
    row = session.execute(select(*columns).where(Kommune.nr == kommunenr)).one_or_none()
    if row is None:
        raise NotFound(f"kommune {kommunenr}")
    return AgaSone(sone=row.aga_sone, delt=row.aga_delt, bekreftet=row.aga_bekreftet, kilde=row.aga_kilde)


def get_kommunenavn(session: Session, *, kommunenr: str) -> str:
    """The name of a municipality; "" when the number is not one of today's. One statement."""
    return session.scalar(select(Kommune.navn).where(Kommune.nr == kommunenr)) or ""


def list_kommuner(session: Session, *, fylkesnr: str = "") -> list[tuple[str, str]]:
    """(number, name) of the municipalities, of one county or all, in Norwegian order. One statement."""
    stmt = select(Kommune.nr, Kommune.navn).order_by(Kommune.sortering, Kommune.nr)
    if fylkesnr:
        stmt = stmt.where(Kommune.fylkesnr == fylkesnr)
    return [(nr, navn) for nr, navn in session.execute(stmt)]


def list_fylker(session: Session) -> list[tuple[str, str]]:
    """(number, name) of the counties in Norwegian order. One statement."""
    rows = session.execute(select(Kommune.fylkesnr, Kommune.fylke).distinct())
    return sorted(((nr, navn) for nr, navn in rows), key=lambda county: sort_key(county[1]))
