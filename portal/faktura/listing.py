"""The list of documents: filters in the address, keyset pages, one statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.faktura.models import Dokumentkind, Dokumenttilstand, Salgsdokument
from portal.faktura.ord import STATUS
from portal.kundekort.models import Kunde
from portal.web.paging import PAGE_SIZE, Page, cut, moment, read_mark

#: Filters of the list; the key stands in the address.
FILTERS = ("alle", "utkast", "aapne", "forfalt", "kreditnotaer")


@dataclass(frozen=True)
class Valg:
    """What the list shows. `nummer` finds one document by its number."""

    filter: str = "alle"
    kunde_id: UUID | None = None
    kunde_ids: tuple[UUID, ...] | None = None
    nummer: int | None = None


def list_fakturaer(
    session: Session, *, valg: Valg, etter: str | None = None, size: int = PAGE_SIZE
) -> Page[Row[*tuple[Any, ...]]]:
    """Newest first. One statement, whatever the number of rows."""
    stmt = _narrowed(
        select(
            Salgsdokument.id,
            Salgsdokument.kind,
            Salgsdokument.tilstand,
            Salgsdokument.nummer,
            Salgsdokument.utstedt_dato,
            Salgsdokument.forfall_dato,
            Salgsdokument.levering_fra,
            Salgsdokument.levering_til,
            Salgsdokument.sum_oere,
            Salgsdokument.kreditert_oere,
            Salgsdokument.opprettet_tid,
            Kunde.id.label("kunde_id"),
            Kunde.navn.label("kunde"),
        ).join(Kunde, Kunde.id == Salgsdokument.kunde_id),
        valg,
    )
    if (mark := read_mark(etter, moment, UUID)) is not None:
        stmt = stmt.where(Salgsdokument.id < mark[1])
    rows = session.execute(stmt.order_by(Salgsdokument.id.desc()).limit(size + 1)).all()
    return cut(rows, mark=lambda row: (row.opprettet_tid, row.id), size=size)


def _narrowed(stmt: Select[*tuple[Any, ...]], valg: Valg) -> Select[*tuple[Any, ...]]:
    issued = Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT
    rest = Salgsdokument.sum_oere > Salgsdokument.kreditert_oere
    invoice = Salgsdokument.kind == Dokumentkind.FAKTURA
    by_filter = {
        "utstedte": issued,
        "utkast": Salgsdokument.tilstand == Dokumenttilstand.UTKAST,
        "aapne": and_(issued, invoice, rest),
        "forfalt": and_(issued, invoice, rest, Salgsdokument.forfall_dato < today()),
        "kreditnotaer": Salgsdokument.kind == Dokumentkind.KREDITNOTA,
    }
    if (condition := by_filter.get(valg.filter)) is not None:
        stmt = stmt.where(condition)
    if valg.kunde_id is not None:
        stmt = stmt.where(Salgsdokument.kunde_id == valg.kunde_id)
    if valg.kunde_ids is not None:
        stmt = stmt.where(or_(Salgsdokument.kunde_id.in_(valg.kunde_ids)))
    if valg.nummer is not None:
        stmt = stmt.where(Salgsdokument.nummer == valg.nummer)
    return stmt


@dataclass(frozen=True)
class Status:
    """How a document stands, in words and tone; derived, never stored."""

    kode: str
    tone: str

    @property
    def tekst(self) -> str:
        """In the reader's words."""
        return str(STATUS[self.kode])


def status_of(row: Any, *, day: date | None = None) -> Status:
    """Draft, credit note, credited wholly or in part, overdue, or issued."""
    if row.tilstand is Dokumenttilstand.UTKAST:
        return Status("utkast", "info")
    if row.kind is Dokumentkind.KREDITNOTA:
        return Status("kreditnota", "alt")
    if row.sum_oere and row.kreditert_oere >= row.sum_oere:
        return Status("kreditert", "alt")
    if row.kreditert_oere:
        return Status("delvis", "alt")
    if row.forfall_dato is not None and row.forfall_dato < (day or today()) and row.sum_oere:
        return Status("forfalt", "bad")
    return Status("utstedt", "ok")
