"""Writes that features of the room share: taking a number, summing, issuing. Nothing here commits."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.base import add_in_order
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused
from portal.faktura.canonical import canonical
from portal.faktura.models import (
    Dokumentkind,
    Dokumenttilstand,
    Nummerserie,
    Salgsdokument,
    Salgslinje,
    Salgsmva,
)
from portal.faktura.rules import Mvarad, content_hash, due_date, make_kid
from portal.faktura.utsendelse.ehf_check import check_before_issue
from portal.i18n import _
from portal.jobs.outbox import enqueue
from portal.tenancy.models import Selskap

#: First number of a new series; two series that cannot be taken for each other.
FIRST = {Dokumentkind.FAKTURA: 10_001, Dokumentkind.KREDITNOTA: 90_001}


def take_number(session: Session, *, selskap_id: UUID, kind: Dokumentkind) -> tuple[int, str]:
    """The series' next number and its newest hash. Locks the counter row until commit: call it last (law 6)."""
    counter = (
        update(Nummerserie)
        .where(Nummerserie.selskap_id == selskap_id, Nummerserie.kind == kind)
        .values(neste=Nummerserie.neste + 1)
        .returning(Nummerserie.neste, Nummerserie.siste_hash)
    )
    row = session.execute(counter).one_or_none()
    if row is None:
        begin_serie(session, selskap_id=selskap_id, kind=kind)
        row = session.execute(counter).one()
    return row.neste - 1, row.siste_hash


def begin_serie(session: Session, *, selskap_id: UUID, kind: Dokumentkind) -> None:
    """The counter row of a series, at the shipped first number; one that is there is left as it is."""
    session.execute(
        insert(Nummerserie)
        .values(
            tenant_id=session.info["tenant"],
            id=uuid7(),
            selskap_id=selskap_id,
            kind=kind,
            foerste=FIRST[kind],
            neste=FIRST[kind],
            siste_hash="",
        )
        .on_conflict_do_nothing()
    )


def sett_mva(session: Session, *, dokument: Salgsdokument, rader: list[Mvarad]) -> None:
    """Write the document's MVA rows and totals; the document is still a draft."""
    dokument.netto_oere = sum(rad.grunnlag_oere for rad in rader)
    dokument.mva_oere = sum(rad.mva_oere for rad in rader)
    dokument.sum_oere = dokument.netto_oere + dokument.mva_oere
    add_in_order(
        session,
        [
            Salgsmva(
                id=uuid7(),
                dokument_id=dokument.id,
                kategori=rad.kategori,
                mva_bp=rad.mva_bp,
                grunn=rad.grunn,
                grunnlag_oere=rad.grunnlag_oere,
                mva_oere=rad.mva_oere,
            )
            for rad in rader
        ],
    )


def sett_utstedt(
    session: Session, *, dokument: Salgsdokument, linjer: list[Salgslinje], betalingsdager: int | None
) -> None:
    """Number, dates, KID and hash, then the document is issued and a job makes PDF and EHF.

    The lines and MVA rows are written before. Locks the counter row, last of all locks. Raises Refused when the EHF
    would break a rule or the KID agreement has no room for the number; the number is then not taken.
    """
    selskap = session.scalars(select(Selskap).where(Selskap.id == dokument.selskap_id)).one()
    invoice = dokument.kind is Dokumentkind.FAKTURA
    issued = today()
    due = due_date(issued, days=betalingsdager or 0) if invoice else None
    session.flush()  # the check reads the rows as they will be issued
    check_before_issue(session, faktura_id=dokument.id, utstedt_dato=issued, forfall_dato=due)
    wants_kid = bool(invoice and selskap.kontonummer and dokument.sum_oere)
    if wants_kid:  # before the number is taken; once more below, since others may take one meanwhile
        _kid(selskap, _coming_number(session, selskap_id=selskap.id, kind=dokument.kind))
    nummer, previous = take_number(session, selskap_id=selskap.id, kind=dokument.kind)
    dokument.nummer = nummer
    dokument.utstedt_dato, dokument.utstedt_tid, dokument.forfall_dato = issued, now(), due
    dokument.utstedt_av = actor_of(session).navn
    if wants_kid:
        dokument.kid = _kid(selskap, nummer)
    dokument.forrige_hash = previous
    dokument.hash = content_hash(previous, canonical(dokument, linjer))
    dokument.tilstand = Dokumenttilstand.UTSTEDT
    session.flush()  # the trigger must see the issued row before the series remembers its hash
    session.execute(
        update(Nummerserie)
        .where(Nummerserie.selskap_id == dokument.selskap_id, Nummerserie.kind == dokument.kind)
        .values(siste_hash=dokument.hash)
    )
    enqueue(session, "utsendelse.send", key=dokument.id, dokument_id=dokument.id)


def _coming_number(session: Session, *, selskap_id: UUID, kind: Dokumentkind) -> int:
    """The number the series would give now; locks nothing, so another may take it."""
    stmt = select(Nummerserie.neste).where(Nummerserie.selskap_id == selskap_id, Nummerserie.kind == kind)
    return session.scalar(stmt) or FIRST[kind]


def _kid(selskap: Selskap, nummer: int) -> str:
    kid = make_kid(nummer, lengde=selskap.kid_lengde, algoritme=selskap.kid_algoritme)
    if kid is None:
        raise Refused(
            _(
                "KID-avtalen til %(selskap)s har %(lengde)s sifre, og fakturanummer %(nummer)s får ikke plass. "
                "Avtal en lengre KID med banken, og rett lengden på selskapet.",
                selskap=selskap.navn,
                lengde=selskap.kid_lengde,
                nummer=nummer,
            )
        )
    return kid
