"""What waits for one person, one statement a queue: the first rows, and a count capped at a thousand."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, or_, select
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


def list_timelister(
    session: Session,
    *,
    tilstand: Timelistetilstand,
    eldste_til: date | None = None,
    konsulent_id: UUID | None = None,
) -> Rows:
    """Timesheets in one state, oldest week first; of one consultant's oppdrag, or everybody's."""
    stmt = (
        select(
            Timeliste.id,
            Timeliste.fra_dato,
            Timeliste.levert_tid,
            Timeliste.godkjent_tid,
            Kunde.navn.label("kunde"),
            Kunde.id.label("kunde_id"),
            _VIKAR,
        )
        .join(Kunde, Kunde.id == Timeliste.kunde_id)
        .join(Kandidat, Kandidat.id == Timeliste.kandidat_id)
        .where(Timeliste.tilstand == tilstand)
        .order_by(Timeliste.fra_dato, Timeliste.id)
    )
    if eldste_til is not None:
        stmt = stmt.where(Timeliste.til_dato < eldste_til)
    if konsulent_id is not None:
        stmt = stmt.join(Utleieoppdrag, Utleieoppdrag.id == Timeliste.oppdrag_id)
        stmt = stmt.where(Utleieoppdrag.konsulent_id == konsulent_id)
    return _first(session, stmt)


def list_mine_aktiviteter(session: Session, *, bruker_id: UUID) -> Rows:
    """My planned activities until the end of today in Oslo, those overdue first."""
    midnight = datetime.combine(today() + timedelta(days=1), time(), OSLO)
    return _first(
        session,
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
        .outerjoin(Kunde, Kunde.id == Dagbokaktivitet.kunde_id)
        .where(
            Dagbokaktivitet.bruker_id == bruker_id,
            Dagbokaktivitet.tilstand == Aktivitetstilstand.PLANLAGT,
            Dagbokaktivitet.slettet_tid.is_(None),
            Dagbokaktivitet.tid < midnight,
        )
        .order_by(Dagbokaktivitet.tid, Dagbokaktivitet.id),
    )


def list_mine_oppgaver(session: Session, *, bruker_id: UUID) -> Rows:
    """My open tasks due within a week, the most urgent first."""
    return _first(
        session,
        select(Oppgave.id, Oppgave.tittel, Oppgave.frist_dato, Kunde.navn.label("kunde"))
        .outerjoin(Kunde, Kunde.id == Oppgave.kunde_id)
        .where(
            Oppgave.ansvarlig_id == bruker_id,
            Oppgave.tilstand == Oppgavetilstand.AAPEN,
            Oppgave.frist_sort <= today() + DUE_SOON,
        )
        .order_by(Oppgave.frist_sort, Oppgave.id),
    )


def list_aa_ringe(session: Session, *, bruker_id: UUID) -> Rows:
    """Contacts on my call list whose day has come, those who have waited longest first."""
    return _first(
        session,
        select(
            Ringelinje.id,
            Ringelinje.neste_dato,
            Person.navn,
            func.coalesce(func.nullif(Person.mobil, ""), Engasjement.telefon).label("telefon"),
            Kunde.navn.label("kunde"),
        )
        .join(Engasjement, Engasjement.id == Ringelinje.engasjement_id)
        .join(Person, Person.id == Engasjement.person_id)
        .join(Kunde, Kunde.id == Engasjement.kunde_id)
        .where(Ringelinje.bruker_id == bruker_id, Ringelinje.neste_dato <= today())
        .order_by(Ringelinje.neste_dato, Ringelinje.id),
    )


def list_aapne_stillinger(session: Session, *, konsulent_id: UUID | None = None) -> Rows:
    """Requests with positions left, the nearest start first; one consultant's, or everybody's."""
    left = (LedigStilling.plasser - LedigStilling.besatte_plasser).label("ledige")
    return _first(
        session,
        select(
            LedigStilling.id,
            LedigStilling.nummer,
            LedigStilling.tittel,
            LedigStilling.fra_dato,
            left,
            Kunde.navn.label("kunde"),
        )
        .join(Kunde, Kunde.id == LedigStilling.kunde_id)
        .where(
            LedigStilling.tilstand == Stillingstilstand.AAPEN,
            left > 0,
            *([LedigStilling.konsulent_id == konsulent_id] if konsulent_id is not None else []),
        )
        .order_by(LedigStilling.fra_dato, LedigStilling.id),
    )


def list_slutter_snart(session: Session, *, konsulent_id: UUID | None = None) -> Rows:
    """Oppdrag that end within two weeks; one consultant's, or everybody's."""
    return _first(
        session,
        select(
            Utleieoppdrag.id,
            Utleieoppdrag.nummer,
            Utleieoppdrag.tittel,
            Utleieoppdrag.til_dato,
            Kunde.navn.label("kunde"),
            _VIKAR,
        )
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .where(
            Utleieoppdrag.til_dato.between(today(), today() + ENDS_SOON),
            *([Utleieoppdrag.konsulent_id == konsulent_id] if konsulent_id is not None else []),
        )
        .order_by(Utleieoppdrag.til_dato, Utleieoppdrag.id),
    )


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
