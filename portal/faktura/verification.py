"""Is every issued document still what it was? Series, chain, sums, credits, ledger and stored bytes, read again.

Nothing here trusts a trigger: each rule is computed anew from the rows, so that a change made around the triggers, by
whoever owns the database, is found. Faults are Norwegian sentences for the command line.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, selectinload

from portal.errors import PortalError
from portal.faktura.canonical import canonical
from portal.faktura.models import (
    Dokumentkind,
    Dokumenttilstand,
    Fordeling,
    Nummerserie,
    Salgsdokument,
    Salgsfil,
    Salgslinje,
    Timefordeling,
)
from portal.faktura.rules import Mvagrunnlag, content_hash, line_net, mva_rows
from portal.faktura.verification_betaling import verify_payments
from portal.filestore.gateway import open_file
from portal.filestore.models import Dokument
from portal.oppdrag.models import Timelinje

#: Documents held in memory at once.
BATCH = 200


def verify(session: Session, *, tell: Callable[[int], None] = lambda _count: None) -> Iterator[str]:
    """Every fault of the session's tenant; `tell` hears how many documents have been read."""
    for serie in session.scalars(select(Nummerserie).order_by(Nummerserie.kind, Nummerserie.id)).all():
        yield from _series(session, serie, tell)
    yield from _without_series(session)
    yield from _credits(session)
    yield from verify_payments(session)
    yield from _ledger(session)
    yield from _files(session)


def name_of(kind: Any, nummer: int | None) -> str:
    """`faktura 10001`, as the faults say it."""
    return f"{kind} {nummer if nummer is not None else 'uten nummer'}"


def _series(session: Session, serie: Nummerserie, tell: Callable[[int], None]) -> Iterator[str]:
    """One chain from its first number to its newest: no gap, no double, dates in order, every hash computed again."""
    expected, previous, newest = serie.foerste, "", None
    for count, row in enumerate(_issued(session, serie), start=1):
        name = name_of(row.kind, row.nummer)
        if row.nummer != expected:
            yield f"{name}: serien har et hull eller en dublett, {expected} var ventet."
        if newest is not None and row.utstedt_dato is not None and row.utstedt_dato < newest:
            yield f"{name}: eldre dato enn dokumentet foran i serien."
        if row.forrige_hash != previous:
            yield f"{name}: kjeden er brutt, hash-en til dokumentet foran stemmer ikke."
        if content_hash(row.forrige_hash, canonical(row, list(row.linjer))) != row.hash:
            yield f"{name}: innholdet er endret etter utstedelsen, hash-en stemmer ikke."
        yield from (f"{name}: {fault}" for fault in _sums(row))
        expected, previous, newest = (row.nummer or 0) + 1, row.hash, row.utstedt_dato
        tell(count)
    if serie.neste != expected:
        yield f"Serien for {serie.kind}: neste nummer er {serie.neste}, {expected} var ventet."
    if serie.siste_hash != previous:
        yield f"Serien for {serie.kind}: den siste hash-en er ikke det nyeste dokumentets."


def _issued(session: Session, serie: Nummerserie) -> Iterator[Salgsdokument]:
    last = -1
    while True:
        batch = session.scalars(
            select(Salgsdokument)
            .where(
                Salgsdokument.selskap_id == serie.selskap_id,
                Salgsdokument.kind == serie.kind,
                Salgsdokument.nummer > last,
            )
            .order_by(Salgsdokument.nummer)
            .limit(BATCH)
            .options(selectinload(Salgsdokument.linjer), selectinload(Salgsdokument.mva))
            .execution_options(populate_existing=True)
        ).all()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].nummer or 0
        for row in batch:
            session.expunge(row)


def _sums(row: Salgsdokument) -> Iterator[str]:
    net = sum(linje.netto_oere for linje in row.linjer)
    if net != row.netto_oere or sum(rad.grunnlag_oere for rad in row.mva) != net:
        yield "linjene og MVA-grunnlaget gir ikke nettosummen."
    if sum(rad.mva_oere for rad in row.mva) != row.mva_oere:
        yield "MVA-radene gir ikke MVA-summen."
    if row.sum_oere != row.netto_oere + row.mva_oere:
        yield "netto og MVA gir ikke summen."
    if row.kind is not Dokumentkind.FAKTURA:
        return  # a credit note's øre follow from its invoice: see _credits
    for linje in row.linjer:
        if linje.netto_oere != line_net(linje.mengde, linje.pris_oere, linje.enhet):
            yield f"linje {linje.posisjon} er ikke antall ganger pris."
    told = {(rad.kategori, rad.mva_bp): (rad.grunnlag_oere, rad.mva_oere) for rad in row.mva}
    due = {
        (rad.kategori, rad.mva_bp): (rad.grunnlag_oere, rad.mva_oere)
        for rad in mva_rows(
            Mvagrunnlag(linje.mva_kategori, linje.mva_bp, linje.mva_grunn, linje.netto_oere)
            for linje in row.linjer
        )
    }
    if told != due:
        yield "MVA er ikke satsen av grunnlaget."


def _without_series(session: Session) -> Iterator[str]:
    rows = session.execute(
        select(Salgsdokument.kind, Salgsdokument.nummer)
        .outerjoin(
            Nummerserie,
            (Nummerserie.selskap_id == Salgsdokument.selskap_id) & (Nummerserie.kind == Salgsdokument.kind),
        )
        .where(Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT)
        .where((Nummerserie.id.is_(None)) | (Salgsdokument.nummer < Nummerserie.foerste))
        .limit(100)
    )
    for kind, nummer in rows:
        yield f"{name_of(kind, nummer)}: hører ikke til noen serie."


def _credits(session: Session) -> Iterator[str]:
    """What invoices and lines say is credited is what their notes took, and never more than there was."""
    note = aliased(Salgsdokument)
    taken = (
        select(note.krediterer_id, func.sum(note.sum_oere).label("tatt"))
        .where(note.krediterer_id.is_not(None))
        .group_by(note.krediterer_id)
        .subquery()
    )
    said = func.coalesce(taken.c.tatt, 0)
    for row in session.execute(
        select(Salgsdokument.nummer, Salgsdokument.sum_oere, Salgsdokument.kreditert_oere, said)
        .outerjoin(taken, taken.c.krediterer_id == Salgsdokument.id)
        .where(Salgsdokument.kind == Dokumentkind.FAKTURA)
        .where((Salgsdokument.kreditert_oere != said) | (said > Salgsdokument.sum_oere))
        .limit(100)
    ):
        yield (
            f"faktura {row[0]}: {row[2]} øre er ført som kreditert av {row[1]}, kreditnotaene er på {row[3]}."
        )
    credit = aliased(Salgslinje)
    parts = (
        select(
            credit.krediterer_linje_id,
            func.sum(credit.netto_oere).label("oere"),
            func.sum(credit.mengde).label("mengde"),
        )
        .where(credit.krediterer_linje_id.is_not(None))
        .group_by(credit.krediterer_linje_id)
        .subquery()
    )
    oere, mengde = func.coalesce(parts.c.oere, 0), func.coalesce(parts.c.mengde, 0)
    for row in session.execute(
        select(Salgsdokument.nummer, Salgslinje.posisjon)
        .join(Salgsdokument, Salgsdokument.id == Salgslinje.dokument_id)
        .outerjoin(parts, parts.c.krediterer_linje_id == Salgslinje.id)
        .where(Salgsdokument.kind == Dokumentkind.FAKTURA)
        .where(
            (Salgslinje.kreditert_oere != oere)
            | (Salgslinje.kreditert_mengde != mengde)
            | (oere > Salgslinje.netto_oere)
            | (mengde > Salgslinje.mengde)
        )
        .limit(100)
    ):
        yield f"faktura {row[0]}, linje {row[1]}: det krediterte stemmer ikke med kreditnotaene."


def _ledger(session: Session) -> Iterator[str]:
    """No hour is billed beyond what was approved, and a line of hours holds exactly its minutes (law 5)."""
    used = func.sum(Timefordeling.minutter)
    for row in session.execute(
        select(Timelinje.id, Timelinje.dato, Timelinje.minutter, used)
        .join(Timelinje, Timelinje.id == Timefordeling.timelinje_id)
        .group_by(Timelinje.id, Timelinje.dato, Timelinje.minutter, Timelinje.godkjent_tid)
        .having((used > Timelinje.minutter) | (used < 0) | (Timelinje.godkjent_tid.is_(None)))
        .limit(100)
    ):
        yield (
            f"Timelinje {row[0]} ({row[1]:%d.%m.%Y}): {row[3]} minutter er fakturert, {row[2]} er godkjent."
        )
    bound = func.coalesce(func.sum(Timefordeling.minutter), 0)
    for line in session.execute(
        select(Salgsdokument.nummer, Salgslinje.posisjon, Salgslinje.mengde, bound)
        .join(Salgsdokument, Salgsdokument.id == Salgslinje.dokument_id)
        .outerjoin(
            Timefordeling,
            (Timefordeling.salgslinje_id == Salgslinje.id) & (Timefordeling.tilstand == Fordeling.BUNDET),
        )
        .where(
            Salgsdokument.kind == Dokumentkind.FAKTURA,
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            Salgslinje.oppdrag_id.is_not(None),
        )
        .group_by(Salgsdokument.nummer, Salgslinje.id, Salgslinje.posisjon, Salgslinje.mengde)
        .having(bound != Salgslinje.mengde)
        .limit(100)
    ):
        yield f"faktura {line[0]}, linje {line[1]}: {line[3]} minutter er bundet, linjen har {line[2]}."


def _files(session: Session) -> Iterator[str]:
    """Every stored file has the bytes it was made with; the gateway reads and checks them."""
    rows = session.execute(
        select(Salgsdokument.kind, Salgsdokument.nummer, Salgsfil.slag, Salgsfil.sha256, Dokument.id)
        .join(Salgsdokument, Salgsdokument.id == Salgsfil.dokument_id)
        .join(Dokument, Dokument.id == Salgsfil.fil_id)
        .order_by(Salgsdokument.kind, Salgsdokument.nummer, Salgsfil.slag)
    ).all()
    for row in rows:
        name = name_of(row.kind, row.nummer)
        try:
            fil = open_file(session, dokument_id=row.id)
        except PortalError:
            yield f"{name}: {row.slag} kan ikke leses, eller innholdet er endret."
            continue
        fil.innhold.close()
        if fil.sha256.hex() != row.sha256:
            yield f"{name}: {row.slag} er ikke filen som ble laget."
