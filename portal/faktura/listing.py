"""The list of documents: filters in the address, keyset pages, one statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.faktura.models import Dokumentkind, Dokumenttilstand, Fakturasaldo, Salgsdokument
from portal.faktura.ord import STATUS
from portal.faktura.purretrinn import step, with_profile
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
    #: True: also how far each overdue invoice has come by the customer's profile of reminders, as `trinn`.
    med_trinn: bool = False


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
            Fakturasaldo.fordelt_oere,
            Fakturasaldo.rest_oere,
            Kunde.id.label("kunde_id"),
            Kunde.navn.label("kunde"),
        )
        .join(Kunde, Kunde.id == Salgsdokument.kunde_id)
        .outerjoin(Fakturasaldo, Fakturasaldo.id == Salgsdokument.id),
        valg,
    )
    if valg.med_trinn:
        stmt = with_profile(stmt.add_columns(step().label("trinn")))
    if (mark := read_mark(etter, moment, UUID)) is not None:
        stmt = stmt.where(Salgsdokument.id < mark[1])
    rows = session.execute(stmt.order_by(Salgsdokument.id.desc()).limit(size + 1)).all()
    return cut(rows, mark=lambda row: (row.opprettet_tid, row.id), size=size)


def _narrowed(stmt: Select[*tuple[Any, ...]], valg: Valg) -> Select[*tuple[Any, ...]]:
    issued = Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT
    rest = Fakturasaldo.rest_oere > 0  # a row there is an issued invoice
    by_filter = {
        "utstedte": issued,
        "utkast": Salgsdokument.tilstand == Dokumenttilstand.UTKAST,
        "aapne": rest,
        "forfalt": and_(rest, Fakturasaldo.forfall_dato < today()),
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


def status_of(row: Any, *, fordelt_oere: int | None = None, day: date | None = None) -> Status:
    """Draft, credit note, credited, paid, overdue, paid or credited in part, or issued.

    `fordelt_oere` is what payments have given, where the row does not carry it.
    """
    if row.tilstand is Dokumenttilstand.UTKAST:
        return Status("utkast", "info")
    if row.kind is Dokumentkind.KREDITNOTA:
        return Status("kreditnota", "alt")
    given = fordelt_oere if fordelt_oere is not None else (getattr(row, "fordelt_oere", 0) or 0)
    return _invoice_status(row, given, day or today())


def _invoice_status(row: Any, given: int, day: date) -> Status:
    if row.sum_oere and row.kreditert_oere >= row.sum_oere:
        return Status("kreditert", "alt")
    if given and row.kreditert_oere + given >= row.sum_oere:
        return Status("betalt", "ok")
    if row.forfall_dato is not None and row.forfall_dato < day and row.sum_oere:
        return Status("forfalt", "bad")
    if given:
        return Status("delbetalt", "info")
    return Status("delvis", "alt") if row.kreditert_oere else Status("utstedt", "ok")
