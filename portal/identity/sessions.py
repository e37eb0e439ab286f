"""Server-side sessions: begin, find, end. The cookie holds a secret, the database its SHA-256."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    LargeBinary,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.identity.actor import Actor
from portal.identity.models import (
    Bruker,
    Brukerrolle,
    Oekt,
    Oektslag,
    Portalkonto,
    Portaltilgang,
    Rolle,
)
from portal.identity.permissions import PORTAL_BASE, WORKER_RIGHTS, Permission, Portalrett
from portal.identity.signed_in import SignedIn
from portal.tenancy.models import Avdeling

#: Idle and absolute life per kind. A worker delivers hours from his own phone once a week; a consultant's screen
#: stands open in an office.
LIFE = {
    Oektslag.ANSATT: (timedelta(minutes=30), timedelta(hours=12)),
    Oektslag.KONTAKT: (timedelta(hours=2), timedelta(hours=12)),
    Oektslag.VIKAR: (timedelta(days=7), timedelta(days=30)),
}
#: `sist_sett_tid` is written at most this often.
TOUCH = timedelta(seconds=60)
_STAFF_RIGHTS = frozenset(str(p) for p in Permission)
_PORTAL_RIGHTS = frozenset(str(p) for p in Portalrett)


def digest(secret: str) -> bytes:
    """What the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def begin_oekt(
    session: Session,
    *,
    slag: Oektslag,
    bruker_id: UUID | None = None,
    konto_id: UUID | None = None,
    ip: str = "",
    agent: str = "",
) -> str:
    """A new session; answers the cookie's secret (256 bits), which is nowhere else."""
    secret = secrets.token_urlsafe(32)
    session.add(
        Oekt(
            id=uuid7(),
            slag=slag,
            hemmelig_hash=digest(secret),
            bruker_id=bruker_id,
            konto_id=konto_id,
            opprettet_tid=now(),
            sist_sett_tid=now(),
            utloeper_tid=now() + LIFE[slag][1],
            ip=ip,
            agent=agent[:200],
        )
    )
    return secret


def find_signed_in(session: Session, *, slag: Oektslag, secret: str) -> SignedIn | None:
    """The person behind a cookie, with the rights he has now; one statement. None when the session has ended."""
    values = {
        "hemmelig_hash": digest(secret),
        "naa": now(),
        "sett_etter": now() - LIFE[slag][0],
        "dag": today(),
    }
    if slag is Oektslag.ANSATT:
        return _employee(session, values)
    return _portal_person(session, values, slag)


def _alive(slag: Oektslag) -> ColumnElement[bool]:
    """The session that `values` ask for, when it has not ended. The statements are made once: every request asks."""
    return and_(
        Oekt.hemmelig_hash == bindparam("hemmelig_hash", type_=LargeBinary),
        Oekt.slag == slag,
        Oekt.avsluttet_tid.is_(None),
        Oekt.utloeper_tid > bindparam("naa", type_=Oekt.utloeper_tid.type),
        Oekt.sist_sett_tid > bindparam("sett_etter", type_=Oekt.sist_sett_tid.type),
    )


@cache
def _select_employee() -> Select[*tuple[Any, ...]]:
    own = aliased(Bruker)
    return (
        select(
            Oekt.id.label("oekt_id"),
            Oekt.sist_sett_tid,
            Oekt.som_bruker_id,
            own.id.label("egen_id"),
            own.navn.label("egen_navn"),
            case((Oekt.som_bruker_id.is_not(None), _rights_of(own.id))).label("egne_rettigheter"),
            Bruker.id,
            Bruker.navn,
            Bruker.epost,
            Bruker.sprak,
            Bruker.tema,
            Bruker.tetthet,
            Bruker.avdeling_id,
            Avdeling.navn.label("avdeling"),
            _rights_of(Bruker.id).label("rettigheter"),
        )
        .join(own, own.id == Oekt.bruker_id)
        .join(Bruker, Bruker.id == func.coalesce(Oekt.som_bruker_id, Oekt.bruker_id))
        .outerjoin(Avdeling, Avdeling.id == Bruker.avdeling_id)
        .where(_alive(Oektslag.ANSATT), own.er_aktiv, Bruker.er_aktiv)
    )


def _rights_of(bruker_id: Any) -> Any:
    return (
        select(func.jsonb_agg(Rolle.rettigheter))
        .join(Brukerrolle, Brukerrolle.rolle_id == Rolle.id)
        .where(Brukerrolle.bruker_id == bruker_id)
        .scalar_subquery()
    )


def _bundled(bundles: Any) -> frozenset[str]:
    return frozenset(right for bundle in bundles or [] for right in bundle) & _STAFF_RIGHTS


def _employee(session: Session, values: dict[str, Any]) -> SignedIn | None:
    row = session.execute(_select_employee(), values).one_or_none()
    if row is None:
        return None
    held, behind = _bundled(row.rettigheter), None
    if row.som_bruker_id is not None:
        # Seeing as another never shows what one may not read oneself, whatever either's roles have become since.
        own = _bundled(row.egne_rettigheter)
        held, behind = held & own, Actor(str(Oektslag.ANSATT), row.egen_id, row.egen_navn, own)
    return SignedIn(
        id=row.id,
        oekt_id=row.oekt_id,
        slag=Oektslag.ANSATT,
        navn=row.navn,
        epost=row.epost,
        permissions=held,
        sprak=row.sprak,
        tema=row.tema,
        tetthet=row.tetthet,
        avdeling_id=row.avdeling_id,
        avdeling=row.avdeling,
        sist_sett_tid=row.sist_sett_tid,
        bak=behind,
    )


@cache
def _select_portal_person(slag: Oektslag) -> Select[*tuple[Any, ...]]:
    valid = or_(Portaltilgang.gyldig_til.is_(None), Portaltilgang.gyldig_til > bindparam("dag", type_=Date))
    return (
        select(
            Oekt.id.label("oekt_id"),
            Oekt.sist_sett_tid,
            Portalkonto.id,
            Portalkonto.navn,
            Portalkonto.epost,
            Portalkonto.sprak,
            Portalkonto.kandidat_id,
            Portaltilgang.id.label("tilgang_id"),
            Portaltilgang.kunde_id,
            Portaltilgang.engasjement_id,
            Portaltilgang.rettigheter,
            Portaltilgang.omfang,
            Portaltilgang.enheter,
            Portaltilgang.tak_oere,
        )
        .join(Portalkonto, Portalkonto.id == Oekt.konto_id)
        .outerjoin(Portaltilgang, (Portaltilgang.konto_id == Portalkonto.id) & valid)
        .where(_alive(slag), Portalkonto.er_aktiv)
        .order_by((Portaltilgang.id == Oekt.tilgang_id).desc().nulls_last(), Portaltilgang.id)
        .limit(1)
    )


def _portal_person(session: Session, values: dict[str, Any], slag: Oektslag) -> SignedIn | None:
    row = session.execute(_select_portal_person(slag), values).one_or_none()
    if row is None or (slag is Oektslag.KONTAKT and row.tilgang_id is None):
        return None
    if slag is Oektslag.VIKAR:
        held: frozenset[str] = frozenset(map(str, WORKER_RIGHTS))
    else:
        held = (frozenset(row.rettigheter) & _PORTAL_RIGHTS) | frozenset(map(str, PORTAL_BASE))
    return SignedIn(
        id=row.id,
        oekt_id=row.oekt_id,
        slag=slag,
        navn=row.navn,
        epost=row.epost,
        permissions=held,
        sprak=row.sprak,
        tilgang=row if slag is Oektslag.KONTAKT else None,
        kandidat_id=row.kandidat_id,
        sist_sett_tid=row.sist_sett_tid,
    )


def end_oekt(
    session: Session, *, oekt_id: UUID, bruker_id: UUID | None = None, konto_id: UUID | None = None
) -> bool:
    """End one session of this person; False when it is not his."""
    owner = Oekt.bruker_id == bruker_id if bruker_id else Oekt.konto_id == konto_id
    ended = session.scalar(
        update(Oekt)
        .where(Oekt.id == oekt_id, owner, Oekt.avsluttet_tid.is_(None))
        .values(avsluttet_tid=now())
        .returning(Oekt.id)
    )
    return ended is not None


def end_all(
    session: Session, *, bruker_id: UUID | None = None, konto_id: UUID | None = None, but: UUID | None = None
) -> None:
    """End every session of a person: password change, deactivation, rights withdrawn. `but` is spared."""
    owner = Oekt.bruker_id == bruker_id if bruker_id else Oekt.konto_id == konto_id
    stmt = update(Oekt).where(owner, Oekt.avsluttet_tid.is_(None))
    if but is not None:
        stmt = stmt.where(Oekt.id != but)
    session.execute(stmt.values(avsluttet_tid=now()))


def list_oekter(
    session: Session, *, bruker_id: UUID | None = None, konto_id: UUID | None = None
) -> Sequence[Row[tuple[object, ...]]]:
    """A person's open sessions, newest first; one statement."""
    owner = Oekt.bruker_id == bruker_id if bruker_id else Oekt.konto_id == konto_id
    return session.execute(
        select(Oekt.id, Oekt.opprettet_tid, Oekt.sist_sett_tid, Oekt.ip, Oekt.agent)
        .where(owner, Oekt.avsluttet_tid.is_(None), Oekt.utloeper_tid > now())
        .order_by(Oekt.sist_sett_tid.desc())
        .limit(50)
    ).all()  # type: ignore[return-value]


def touch(session: Session, *, oekt_id: UUID) -> None:
    """The session was seen now; run after the response, on its own connection."""
    session.execute(update(Oekt).where(Oekt.id == oekt_id).values(sist_sett_tid=now()))
