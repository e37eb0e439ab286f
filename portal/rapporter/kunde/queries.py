"""The rows of a customer's reports: of the given customers, in a period. One statement each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, or_, select, union_all
from sqlalchemy.orm import Session

from portal.faktura.models import Dokumentkind, Dokumenttilstand, Salgsdokument
from portal.identity.models import Bruker
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Aktivitetstype, Dagbokaktivitet, Engasjement, Kunde, Person
from portal.messaging.models import Dialogmelding, Kanal
from portal.oppdrag.models import Timelinje, Timeliste, Utleieoppdrag
from portal.rapporter.periode import Periode

Kunder = Sequence[UUID]
_VIKAR = func.concat_ws(" ", Kandidat.fornavn, Kandidat.etternavn).label("vikar")


def list_oppdrag(session: Session, *, kunder: Kunder, periode: Periode, most: int) -> Sequence[Any]:
    """Assignments that run in the period, with the hours approved in it."""
    hours = (
        select(func.coalesce(func.sum(Timelinje.minutter), 0))
        .join(Timeliste, Timeliste.id == Timelinje.timeliste_id)
        .where(
            Timeliste.oppdrag_id == Utleieoppdrag.id,
            Timelinje.godkjent_tid.is_not(None),
            Timelinje.dato.between(periode.fra, periode.til),
        )
        .correlate(Utleieoppdrag)
        .scalar_subquery()
    )
    return session.execute(
        select(
            Utleieoppdrag.nummer,
            Utleieoppdrag.tittel,
            _VIKAR,
            Kunde.navn.label("kunde"),
            Utleieoppdrag.fra_dato,
            Utleieoppdrag.til_dato,
            hours.label("minutter"),
        )
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .where(
            Utleieoppdrag.kunde_id.in_(kunder),
            Utleieoppdrag.fra_dato <= periode.til,
            or_(Utleieoppdrag.til_dato.is_(None), Utleieoppdrag.til_dato >= periode.fra),
        )
        .order_by(Utleieoppdrag.fra_dato, Utleieoppdrag.id)
        .limit(most)
    ).all()


def list_timer(session: Session, *, kunder: Kunder, periode: Periode, most: int) -> Sequence[Any]:
    """Approved hours, a line for each day and category."""
    return session.execute(
        select(
            Timelinje.dato,
            _VIKAR,
            Utleieoppdrag.nummer,
            Utleieoppdrag.tittel,
            Kunde.navn.label("kunde"),
            Timelinje.kategori,
            Timelinje.minutter,
        )
        .join(Timeliste, Timeliste.id == Timelinje.timeliste_id)
        .join(Utleieoppdrag, Utleieoppdrag.id == Timeliste.oppdrag_id)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .join(Kunde, Kunde.id == Timeliste.kunde_id)
        .where(
            Timeliste.kunde_id.in_(kunder),
            Timelinje.godkjent_tid.is_not(None),
            Timelinje.dato.between(periode.fra, periode.til),
        )
        .order_by(Timelinje.dato, Kandidat.etternavn, Timelinje.id)
        .limit(most)
    ).all()


def list_fakturaer(session: Session, *, kunder: Kunder, periode: Periode, most: int) -> Sequence[Any]:
    """Documents issued in the period; the amounts of credit notes are negative here."""
    credit = Salgsdokument.kind == Dokumentkind.KREDITNOTA

    def signed(column: Any) -> Any:
        return case((credit, -column), else_=column).label(column.key)

    return session.execute(
        select(
            Salgsdokument.nummer,
            Salgsdokument.kind,
            Salgsdokument.utstedt_dato,
            Salgsdokument.forfall_dato,
            Kunde.navn.label("kunde"),
            signed(Salgsdokument.netto_oere),
            signed(Salgsdokument.mva_oere),
            signed(Salgsdokument.sum_oere),
        )
        .join(Kunde, Kunde.id == Salgsdokument.kunde_id)
        .where(
            Salgsdokument.kunde_id.in_(kunder),
            Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT,
            Salgsdokument.utstedt_dato.between(periode.fra, periode.til),
        )
        .order_by(Salgsdokument.utstedt_dato, Salgsdokument.id)
        .limit(most)
    ).all()


def list_dialog(session: Session, *, kunder: Kunder, periode: Periode, most: int) -> Sequence[Any]:
    """Activities of the diary and mails that were sent, in order of time. Secret mail is never in."""
    activities = (
        select(
            Dagbokaktivitet.id,
            Dagbokaktivitet.tid,
            Aktivitetstype.navn.label("slag"),
            Dagbokaktivitet.emne,
            Person.navn.label("kontakt"),
            Bruker.navn.label("bruker"),
            Kunde.navn.label("kunde"),
        )
        .join(Aktivitetstype, Aktivitetstype.id == Dagbokaktivitet.type_id)
        .join(Bruker, Bruker.id == Dagbokaktivitet.bruker_id)
        .join(Kunde, Kunde.id == Dagbokaktivitet.kunde_id)
        .outerjoin(Engasjement, Engasjement.id == Dagbokaktivitet.engasjement_id)
        .outerjoin(Person, Person.id == Engasjement.person_id)
        .where(
            Dagbokaktivitet.kunde_id.in_(kunder),
            Dagbokaktivitet.slettet_tid.is_(None),
            Dagbokaktivitet.tid >= periode.begin,
            Dagbokaktivitet.tid < periode.end,
        )
    )
    mails = (
        select(
            Dialogmelding.id,
            Dialogmelding.opprettet_tid,
            case((Dialogmelding.kanal == Kanal.SMS, "SMS"), else_="E-post"),
            Dialogmelding.emne,
            Dialogmelding.til_navn,
            Dialogmelding.aktoer_navn,
            Kunde.navn,
        )
        .join(Kunde, Kunde.id == Dialogmelding.kunde_id)
        .where(
            Dialogmelding.kunde_id.in_(kunder),
            Dialogmelding.hemmelig.is_(False),
            Dialogmelding.trukket_tid.is_(None),
            Dialogmelding.opprettet_tid >= periode.begin,
            Dialogmelding.opprettet_tid < periode.end,
        )
    )
    both = union_all(activities, mails).subquery()
    return session.execute(select(both).order_by(both.c.tid, both.c.id).limit(most)).all()
