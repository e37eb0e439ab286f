"""Reading requests and signers. Everything goes through the session's walls."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select, tuple_
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.errors import NotFound
from portal.filestore.models import Dokument
from portal.identity.models import Bruker
from portal.identity.sessions import digest
from portal.jobs.models import Utboks, Utbokstilstand
from portal.messaging.models import Dialogmelding
from portal.signing.columns import newest_state_of
from portal.signing.lenker import newest_key
from portal.signing.models import (
    Partstilstand,
    Signatar,
    Signeringsforespoersel,
    Signeringshendelse,
    Signeringssegl,
    Tilstand,
)
from portal.signing.rules import OPEN, RUNNING, WAITS
from portal.web.paging import PAGE_SIZE, Page, cut, read_mark

F = Signeringsforespoersel
_SIGNERS = select(func.count()).where(Signatar.forespoersel_id == F.id).correlate(F).scalar_subquery()
_SIGNED = (
    select(func.count())
    .where(Signatar.forespoersel_id == F.id, Signatar.tilstand == Partstilstand.SIGNERT)
    .correlate(F)
    .scalar_subquery()
)
COLUMNS = (
    F.id,
    F.kunde_id,
    F.dokument_id,
    F.tittel,
    F.tilstand,
    F.tilstand_tid,
    F.frist_tid,
    F.opprettet_tid,
    F.opprettet_av_navn,
    _SIGNERS.label("antall"),
    _SIGNED.label("signert"),
)


def get_forespoersel(
    session: Session, *, forespoersel_id: UUID, lock: bool = False
) -> Signeringsforespoersel:
    """One request, fresh; one statement. Raises NotFound."""
    return get_one(session, F, F.id == forespoersel_id, lock=lock)


def list_signatarer(session: Session, *, forespoersel_id: UUID) -> list[Signatar]:
    """Its signers in their order, fresh; one statement. The request's lock is theirs too."""
    return list(
        session.scalars(
            select(Signatar)
            .where(Signatar.forespoersel_id == forespoersel_id)
            .order_by(Signatar.rekkefoelge, Signatar.id)
            .execution_options(populate_existing=True)
        )
    )


def list_hendelser(session: Session, *, forespoersel_id: UUID) -> list[Signeringshendelse]:
    """The chain from its beginning; one statement. Bounded by what can happen to a request."""
    return list(
        session.scalars(
            select(Signeringshendelse)
            .where(Signeringshendelse.forespoersel_id == forespoersel_id)
            .order_by(Signeringshendelse.nr)
        )
    )


def find_by_token(session: Session, *, token: str, lock: bool = False) -> tuple[F, Signatar]:
    """The request and the signer a link is for. One statement; with `lock` the request is locked first.

    Raises:
        NotFound: no such link, one that was replaced, or an employee's who does not work here any longer.
    """
    works_here = or_(Signatar.bruker_id.is_(None), Bruker.er_aktiv)
    found = (
        select(Signatar)
        .outerjoin(Bruker, Bruker.id == Signatar.bruker_id)
        .where(Signatar.lenke_hash == digest(token), works_here)
    )
    signatar = session.scalar(found)
    if signatar is None:
        raise NotFound("no such link to sign by")
    foresp = get_forespoersel(session, forespoersel_id=signatar.forespoersel_id, lock=lock)
    if lock:  # what stood there before we had to wait is old
        session.refresh(signatar)
    return foresp, signatar


def find_by_noekkel(session: Session, *, noekkel: UUID) -> Signeringsforespoersel | None:
    """The request a form has made already."""
    return session.scalar(select(F).where(F.noekkel == noekkel))


def find_open_of(session: Session, *, dokument_id: UUID) -> UUID | None:
    """A request of the document that has not ended; one statement."""
    return session.scalar(select(F.id).where(F.dokument_id == dokument_id, F.tilstand.in_(OPEN)).limit(1))


def list_of_dokument(session: Session, *, dokument_id: UUID) -> Sequence[Row[Any]]:
    """The document's requests, newest first, at most 20; one statement."""
    return session.execute(
        select(*COLUMNS).where(F.dokument_id == dokument_id).order_by(F.id.desc()).limit(20)
    ).all()


def states_of(session: Session, *, dokument_ids: Iterable[UUID]) -> dict[UUID, Tilstand]:
    """Document → state of its newest request, those that have one. One statement."""
    rows = session.execute(
        select(Dokument.id, newest_state_of(Dokument.id).label("tilstand")).where(
            Dokument.id.in_(list(dokument_ids))
        )
    )
    return {row.id: row.tilstand for row in rows if row.tilstand is not None}


def list_forespoersler(
    session: Session,
    *,
    kunde_id: UUID | None = None,
    tilstander: Iterable[Tilstand] = (),
    bruker_id: UUID | None = None,
    etter: str | None = None,
) -> Page[Row[Any]]:
    """Newest first; of one customer, in some states, or those where an employee is to sign now. One statement."""
    stmt = select(*COLUMNS)
    if kunde_id is not None:
        stmt = stmt.where(F.kunde_id == kunde_id)
    if chosen := list(tilstander):
        stmt = stmt.where(F.tilstand.in_(chosen))
    if bruker_id is not None:
        mine = select(Signatar.forespoersel_id).where(
            Signatar.bruker_id == bruker_id,
            Signatar.tilstand.in_(WAITS),
        )
        stmt = stmt.where(F.id.in_(mine), F.tilstand.in_(RUNNING))
    if mark := read_mark(etter, UUID):
        stmt = stmt.where(tuple_(F.id) < mark)
    rows = session.execute(stmt.order_by(F.id.desc()).limit(PAGE_SIZE + 1)).all()
    return cut(rows, mark=lambda row: (row.id,))


def list_for_kontakt(session: Session, *, engasjement_id: UUID) -> Sequence[Row[F, Signatar]]:
    """What a contact is to sign now, the nearest deadline first, at most 50. One statement."""
    return session.execute(
        select(F, Signatar)
        .join(Signatar, Signatar.forespoersel_id == F.id)
        .where(
            Signatar.engasjement_id == engasjement_id,
            Signatar.tilstand.in_(WAITS),
            F.tilstand.in_(RUNNING),
        )
        .order_by(F.frist_tid, F.id)
        .limit(50)
    ).all()


def list_left(session: Session, *, parties: Iterable[Signatar]) -> set[UUID]:
    """Those of the signers who do not work here any longer; one statement, none without employees."""
    staff = {each.bruker_id: each.id for each in parties if each.bruker_id is not None}
    if not staff:
        return set()
    gone = session.scalars(select(Bruker.id).where(Bruker.id.in_(staff), Bruker.er_aktiv.is_(False)))
    return {staff[bruker_id] for bruker_id in gone}


def list_undelivered(session: Session, *, parties: Iterable[Signatar], finished: bool = False) -> set[UUID]:
    """Those whose last mail did not leave, or of whom nobody knows. One statement."""
    keys = {newest_key(each, finished=finished): each.id for each in parties}
    failed = session.scalars(
        select(Dialogmelding.noekkel)
        .join(Utboks, Utboks.id == Dialogmelding.utboks_id)
        .where(
            Dialogmelding.noekkel.in_(keys),
            Utboks.tilstand.in_((Utbokstilstand.FEILET, Utbokstilstand.USIKKER)),
        )
    )
    return {keys[key] for key in failed}


def newest_seal(session: Session) -> Signeringssegl | None:
    """The agency's seal in use; one statement."""
    return session.scalar(select(Signeringssegl).order_by(Signeringssegl.nr.desc()).limit(1))
