"""What waits for one person, one statement a queue: the first rows, and a count capped at a thousand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import Session

from portal.db.clock import OSLO, today
from portal.faktura.billable import select_billable
from portal.faktura.models import Dokumenttilstand, Salgsdokument
from portal.jobs.models import Utboks, Utbokstilstand
from portal.kandidater.models import Kandidat, Kandidatpapir
from portal.kundekort.models import (
    Aktivitetstilstand,
    Aktivitetstype,
    Dagbokaktivitet,
    Engasjement,
    Kunde,
    Oppgave,
    Oppgavetilstand,
    Person,
    Ringelinje,
)
from portal.messaging.models import Dialogmelding
from portal.oppdrag.models import (
    LedigStilling,
    Stillingstilstand,
    Timeliste,
    Timelistetilstand,
    Utleieoppdrag,
)
from portal.oppdrag.papirvarsler import in_use

Rows = Sequence[Row[*tuple[Any, ...]]]
#: Rows of a queue shown on the page; the rest is one click away.
SHOWN = 6
#: An oppdrag that ends within this is news.
ENDS_SOON = timedelta(days=14)
#: A task that falls due within this waits; the list of tasks begins with the same.
DUE_SOON = timedelta(days=7)

_VIKAR = func.concat_ws(" ", Kandidat.fornavn, Kandidat.etternavn).label("vikar")


def _first(session: Session, stmt: Select[*tuple[Any, ...]]) -> Rows:
    """The first rows, each with `antall`: how many there are, at most a thousand and one."""
    inner = stmt.limit(1_001).cte("koe")
    total = select(func.count()).select_from(inner).scalar_subquery()
    return session.execute(select(inner, total.label("antall")).limit(SHOWN)).all()


@dataclass(frozen=True)
class _Queue:
    """What waits: rows of `of` under `where`, in `order`. `join` is what the conditions need, `shown` what is told."""

    of: Any
    shown: Select[*tuple[Any, ...]]
    where: Sequence[ColumnElement[bool]]
    order: Sequence[Any]
    join: tuple[Any, ColumnElement[bool]] | None = None

    def first(self) -> Select[*tuple[Any, ...]]:
        """The first rows with `antall`. They are counted bare: what is told is looked up for those shown alone."""
        keys = select(self.of.id, *[column.label(f"o{n}") for n, column in enumerate(self.order)])
        if self.join is not None:
            keys = keys.join(*self.join)
        koe = keys.where(*self.where).order_by(*self.order).limit(1_001).cte()
        places = [koe.c[f"o{n}"] for n in range(len(self.order))]
        total = select(func.count()).select_from(koe).scalar_subquery()
        few = select(koe.c.id).order_by(*places).limit(SHOWN)
        stmt = self.shown.add_columns(total.label("antall"))
        return stmt.where(self.of.id.in_(few)).order_by(*self.order)


@dataclass(frozen=True)
class Timekoe:
    """A queue of timesheets: their state, and the day before which the week must have ended."""

    tilstand: Timelistetilstand
    eldste_til: date | None = None


def list_timelister(
    session: Session, *, koer: Sequence[Timekoe], konsulent_id: UUID | None = None
) -> Mapping[Timelistetilstand, Rows]:
    """Timesheets in each state, oldest week first; of one consultant's oppdrag, or everybody's. One statement."""
    shown = (
        select(
            Timeliste.tilstand,
            Timeliste.id,
            Timeliste.fra_dato,
            Kunde.navn.label("kunde"),
            _VIKAR,
        )
        .join(Kunde, Kunde.id == Timeliste.kunde_id)
        .join(Kandidat, Kandidat.id == Timeliste.kandidat_id)
    )
    parts = []
    for koe in koer:
        where = [Timeliste.tilstand == koe.tilstand]
        if koe.eldste_til is not None:
            where.append(Timeliste.til_dato < koe.eldste_til)
        join = None
        if konsulent_id is not None:
            join = (Utleieoppdrag, Utleieoppdrag.id == Timeliste.oppdrag_id)
            where.append(Utleieoppdrag.konsulent_id == konsulent_id)
        queue = _Queue(Timeliste, shown, where, (Timeliste.fra_dato, Timeliste.id), join)
        parts.append(select(queue.first().subquery()))
    found: dict[Timelistetilstand, list[Row[*tuple[Any, ...]]]] = {koe.tilstand: [] for koe in koer}
    for row in session.execute(union_all(*parts)):
        found[row.tilstand].append(row)
    return {each: sorted(rows, key=lambda row: (row.fra_dato, row.id)) for each, rows in found.items()}


def list_mine_aktiviteter(session: Session, *, bruker_id: UUID) -> Rows:
    """My planned activities until the end of today in Oslo, those overdue first."""
    midnight = datetime.combine(today() + timedelta(days=1), time(), OSLO)
    queue = _Queue(
        Dagbokaktivitet,
        select(
            Dagbokaktivitet.id,
            Dagbokaktivitet.tid,
            Dagbokaktivitet.emne,
            Aktivitetstype.navn.label("type"),
            Aktivitetstype.ikon,
            Kunde.id.label("kunde_id"),
            Kunde.navn.label("kunde"),
        )
        .join(Aktivitetstype, Aktivitetstype.id == Dagbokaktivitet.type_id)
        .outerjoin(Kunde, Kunde.id == Dagbokaktivitet.kunde_id),
        [
            Dagbokaktivitet.bruker_id == bruker_id,
            Dagbokaktivitet.tilstand == Aktivitetstilstand.PLANLAGT,
            Dagbokaktivitet.slettet_tid.is_(None),
            Dagbokaktivitet.tid < midnight,
        ],
        (Dagbokaktivitet.tid, Dagbokaktivitet.id),
    )
    return session.execute(queue.first()).all()


def list_mine_oppgaver(session: Session, *, bruker_id: UUID) -> Rows:
    """My open tasks due within a week, the most urgent first."""
    queue = _Queue(
        Oppgave,
        select(Oppgave.id, Oppgave.tittel, Oppgave.frist_dato, Kunde.navn.label("kunde")).outerjoin(
            Kunde, Kunde.id == Oppgave.kunde_id
        ),
        [
            Oppgave.ansvarlig_id == bruker_id,
            Oppgave.tilstand == Oppgavetilstand.AAPEN,
            Oppgave.frist_sort <= today() + DUE_SOON,
        ],
        (Oppgave.frist_sort, Oppgave.id),
    )
    return session.execute(queue.first()).all()


def list_aa_ringe(session: Session, *, bruker_id: UUID) -> Rows:
    """Contacts on my call list whose day has come, those who have waited longest first."""
    queue = _Queue(
        Ringelinje,
        select(
            Ringelinje.id,
            Ringelinje.neste_dato,
            Person.navn,
            func.coalesce(func.nullif(Person.mobil, ""), Engasjement.telefon).label("telefon"),
            Kunde.navn.label("kunde"),
        )
        .join(Engasjement, Engasjement.id == Ringelinje.engasjement_id)
        .join(Person, Person.id == Engasjement.person_id)
        .join(Kunde, Kunde.id == Engasjement.kunde_id),
        [Ringelinje.bruker_id == bruker_id, Ringelinje.neste_dato <= today()],
        (Ringelinje.neste_dato, Ringelinje.id),
    )
    return session.execute(queue.first()).all()


def list_aapne_stillinger(session: Session, *, konsulent_id: UUID | None = None) -> Rows:
    """Requests with positions left, the nearest start first; one consultant's, or everybody's."""
    left = LedigStilling.plasser - LedigStilling.besatte_plasser
    queue = _Queue(
        LedigStilling,
        select(
            LedigStilling.id,
            LedigStilling.nummer,
            LedigStilling.tittel,
            LedigStilling.fra_dato,
            Kunde.navn.label("kunde"),
        ).join(Kunde, Kunde.id == LedigStilling.kunde_id),
        [
            LedigStilling.tilstand == Stillingstilstand.AAPEN,
            left > 0,
            *([LedigStilling.konsulent_id == konsulent_id] if konsulent_id is not None else []),
        ],
        (LedigStilling.fra_dato, LedigStilling.id),
    )
    return session.execute(queue.first()).all()


def list_slutter_snart(session: Session, *, konsulent_id: UUID | None = None) -> Rows:
    """Oppdrag that end within two weeks; one consultant's, or everybody's."""
    queue = _Queue(
        Utleieoppdrag,
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Utleieoppdrag.tittel,
            Utleieoppdrag.til_dato,
            Kunde.navn.label("kunde"),
            _VIKAR,
        )
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id),
        [
            Utleieoppdrag.til_dato.between(today(), today() + ENDS_SOON),
            *([Utleieoppdrag.konsulent_id == konsulent_id] if konsulent_id is not None else []),
        ],
        (Utleieoppdrag.til_dato, Utleieoppdrag.id),
    )
    return session.execute(queue.first()).all()


def list_utloepte_papirer(session: Session, *, konsulent_id: UUID | None = None) -> Rows:
    """Papers that have run out of workers who are out today, the oldest first; one consultant's, or everybody's.

    Whether the customer demands them is told on the page of the oppdrag.
    """
    dag = today()
    return _first(
        session,
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Kandidatpapir.id.label("papir_id"),
            Kandidatpapir.navn,
            Kandidatpapir.gyldig_til,
            Kunde.navn.label("kunde"),
            _VIKAR,
        )
        .join(Kandidatpapir, Kandidatpapir.kandidat_id == Utleieoppdrag.kandidat_id)
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .where(
            *in_use(),
            Kandidatpapir.gyldig_til <= dag,
            Utleieoppdrag.fra_dato <= dag,
            or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= dag),
            *([Utleieoppdrag.konsulent_id == konsulent_id] if konsulent_id is not None else []),
        )
        .order_by(Kandidatpapir.gyldig_til, Kandidatpapir.id, Utleieoppdrag.id),
    )


def list_utkast(session: Session) -> Rows:
    """Invoice drafts nobody has issued."""
    return _first(
        session,
        select(Salgsdokument.id, Salgsdokument.opprettet_tid, Kunde.navn.label("kunde"))
        .join(Kunde, Kunde.id == Salgsdokument.kunde_id)
        .where(Salgsdokument.tilstand == Dokumenttilstand.UTKAST)
        .order_by(Salgsdokument.opprettet_tid, Salgsdokument.id),
    )


def list_til_fakturering(session: Session) -> Rows:
    """Customers with processed hours that are not invoiced, those that have waited longest first."""
    hours = select_billable().subquery()
    return _first(
        session,
        select(
            Kunde.id,
            Kunde.navn.label("kunde"),
            func.sum(hours.c.minutter).label("minutter"),
            func.min(hours.c.dato).label("eldste"),
        )
        .join(hours, hours.c.kunde_id == Kunde.id)
        .group_by(Kunde.id, Kunde.navn)
        .order_by(func.min(hours.c.dato), Kunde.id),
    )


def list_usikre(session: Session) -> Rows:
    """Mails and invoices that may or may not have left, and those that failed; people decide what then.

    Those without a customer (a code to somebody who wants to sign in) are asked for again by the one who wanted them.
    """
    kunde_id = func.coalesce(Dialogmelding.kunde_id, Salgsdokument.kunde_id)
    return _first(
        session,
        select(
            Utboks.id,
            Utboks.tilstand,
            Utboks.opprettet_tid,
            Dialogmelding.emne,
            Salgsdokument.id.label("faktura_id"),
            Salgsdokument.nummer,
            Kunde.id.label("kunde_id"),
            Kunde.navn.label("kunde"),
        )
        .outerjoin(Dialogmelding, Dialogmelding.utboks_id == Utboks.id)
        .outerjoin(Salgsdokument, and_(Utboks.slag == "utsendelse.send", Salgsdokument.id == Utboks.noekkel))
        .join(Kunde, Kunde.id == kunde_id)
        .where(Utboks.tilstand.in_([Utbokstilstand.USIKKER, Utbokstilstand.FEILET]))
        .order_by(Utboks.opprettet_tid, Utboks.id),
    )
