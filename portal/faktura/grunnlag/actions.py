"""Approved hours → a draft whose lines hold them in the ledger. Nothing here commits."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.base import add_in_order
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused
from portal.faktura.grunnlag.queries import list_billable
from portal.faktura.models import (
    Dokumentkind,
    Enhet,
    Fordeling,
    Mvakategori,
    Salgsdokument,
    Salgslinje,
    Timefordeling,
)
from portal.faktura.queries import find_by_idempotens
from portal.faktura.rules import line_net
from portal.i18n import _, in_language
from portal.kundekort.queries import get_kunde, get_statusflagg
from portal.kundekort.rules import Handling, require
from portal.oppdrag.ord import KATEGORI

#: Hiring out health staff is outside the MVA act; without a reason EHF refuses category E.
EXEMPT_REASON = "Unntatt fra merverdiavgift, merverdiavgiftsloven § 3-2"


def lag_alle_utkast(session: Session, *, kunde_id: UUID, idempotens: UUID) -> list[Salgsdokument]:
    """Drafts of everything a customer has waiting: one per Selskap and PO number. Raises as lag_utkast."""
    made = [lag_utkast(session, kunde_id=kunde_id, idempotens=idempotens)]
    while list_billable(session, kunde_id=kunde_id):
        key = uuid5(idempotens, str(len(made)))
        made.append(lag_utkast(session, kunde_id=kunde_id, idempotens=key))
    return made


def lag_utkast(session: Session, *, kunde_id: UUID, idempotens: UUID) -> Salgsdokument:
    """One draft with the billable hours of a customer that share Selskap and PO number, reserved.

    Two PO numbers never meet on one document: it could name neither, and a customer that requires one would be
    refused its invoice. Locks the hour lines by id.

    Raises:
        Refused: nothing to invoice, a price is missing, or the customer's status forbids invoices.
        NotFound: no such customer.
    """
    if first := find_by_idempotens(session, idempotens=idempotens):
        return first
    kunde = get_kunde(session, kunde_id=kunde_id)
    require(get_statusflagg(session, kunde_id=kunde_id), Handling.FAKTURA)
    rows = list_billable(session, kunde_id=kunde_id, lock=True)
    if not rows:
        raise Refused(_("Det er ingen behandlede timer å fakturere på denne kunden."))
    _require_prices(rows)
    selskap_id, po_nummer = rows[0].selskap_id, rows[0].po_nummer
    rows = [row for row in rows if (row.selskap_id, row.po_nummer) == (selskap_id, po_nummer)]
    utkast = Salgsdokument(
        id=uuid7(),
        kind=Dokumentkind.FAKTURA,
        selskap_id=selskap_id,
        kunde_id=kunde_id,
        sprak=kunde.sprak,
        po_nummer=po_nummer,
        deres_ref=_common(row.referanse for row in rows),
        vaar_ref=actor_of(session).navn,
        levering_fra=min(row.dato for row in rows),
        levering_til=max(row.dato for row in rows),
        leveringssted=_common(row.arbeidssted or "" for row in rows),
        opprettet_tid=now(),
        opprettet_av=actor_of(session).navn,
        idempotens=idempotens,
    )
    linjer: list[Salgslinje] = []
    held: list[Timefordeling] = []
    key = lambda row: (row.oppdrag_nummer, row.fra_dato, row.kategori, row.pris_oere, row.mva_bp)  # noqa: E731
    with in_language(kunde.sprak):  # the customer reads the lines, not the one who makes the draft
        for posisjon, (_key, group) in enumerate(groupby(sorted(rows, key=key), key=key), start=1):
            linje, hours = _line(utkast.id, posisjon, list(group))
            linjer.append(linje)
            held += hours
    add_in_order(session, [utkast], linjer, held)
    record(session, "faktura.utkast", kunde_id=kunde_id, subject=utkast, linjer=len(linjer))
    return utkast


def _line(
    dokument_id: UUID, posisjon: int, group: Sequence[Row[Any]]
) -> tuple[Salgslinje, list[Timefordeling]]:
    row = group[0]
    minutter = sum(r.minutter for r in group)
    exempt = row.mva_bp == 0
    linje = Salgslinje(
        id=uuid7(),
        dokument_id=dokument_id,
        posisjon=posisjon,
        tekst=f"{row.vikar}, {row.tittel}, {KATEGORI[row.kategori]}",
        enhet=Enhet.TIME,
        mengde=minutter,
        pris_oere=row.pris_oere,
        netto_oere=line_net(minutter, row.pris_oere, Enhet.TIME),
        mva_kategori=Mvakategori.UNNTATT if exempt else Mvakategori.STANDARD,
        mva_bp=row.mva_bp,
        mva_grunn=EXEMPT_REASON if exempt else "",
        oppdrag_id=row.oppdrag_id,
        vikar=row.vikar,
        arbeidssted=row.arbeidssted or "",
        fra_dato=min(r.dato for r in group),
        til_dato=max(r.dato for r in group),
    )
    hours = [
        Timefordeling(
            id=uuid7(),
            timelinje_id=r.id,
            salgslinje_id=linje.id,
            minutter=r.minutter,
            tilstand=Fordeling.RESERVERT,
        )
        for r in group
    ]
    return linje, hours


def _require_prices(rows: Sequence[Row[Any]]) -> None:
    missing = sorted(
        {f"{row.oppdrag_nummer} ({KATEGORI[row.kategori]})" for row in rows if row.pris_oere is None}
    )
    if missing:
        raise Refused(
            _("Pris mangler på %(liste)s. Legg den inn på oppdraget først.", liste=", ".join(missing))
        )


def _common(values: Any) -> str:
    """The value when all agree, else empty: a document has one reference."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else ""
