"""Calendar addresses, and what one shows: no more than its owner may see when it is read."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.db.clock import now, today
from portal.identity.models import Bruker, Brukerrolle, Rolle
from portal.identity.sessions import digest
from portal.kundekort.ical import Hendelse
from portal.kundekort.models import (
    Avtale,
    Avtaledeltaker,
    Avtaletilstand,
    Dagbokaktivitet,
    Kalenderadresse,
    Kunde,
    Oppgave,
    Oppgavetilstand,
)
from portal.kundekort.registry import Kalendersak

#: How far back and ahead a calendar reaches, and how many entries of a kind it holds.
BACK, AHEAD, MOST = timedelta(days=60), timedelta(days=400), 2_000


def list_adresser(session: Session, *, bruker_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """A colleague's own addresses, newest first: (id, kunde, sak_slag, sak_id, opprettet_tid,
    trukket_tid). One statement.
    """
    return session.execute(
        select(
            Kalenderadresse.id,
            Kunde.navn.label("kunde"),
            Kalenderadresse.sak_slag,
            Kalenderadresse.sak_id,
            Kalenderadresse.opprettet_tid,
            Kalenderadresse.trukket_tid,
        )
        .outerjoin(Kunde, Kunde.id == Kalenderadresse.kunde_id)
        .where(Kalenderadresse.bruker_id == bruker_id)
        .order_by(Kalenderadresse.id.desc())
        .limit(50)
    ).all()


def find_adresse(session: Session, *, token: str) -> Row[*tuple[Any, ...]] | None:
    """The address of a secret, with what its owner may do now: (…, er_aktiv, rettigheter). One statement."""
    rights = (
        select(func.jsonb_agg(Rolle.rettigheter))
        .join(Brukerrolle, Brukerrolle.rolle_id == Rolle.id)
        .where(Brukerrolle.bruker_id == Bruker.id)
        .correlate(Bruker)
        .scalar_subquery()
    )
    return session.execute(
        select(
            Kalenderadresse.bruker_id,
            Kalenderadresse.kunde_id,
            Kalenderadresse.sak_slag,
            Kalenderadresse.sak_id,
            Kalenderadresse.trukket_tid,
            Bruker.navn.label("bruker"),
            Bruker.er_aktiv,
            Bruker.sprak,
            Kunde.navn.label("kunde"),
            rights.label("rettigheter"),
        )
        .join(Bruker, Bruker.id == Kalenderadresse.bruker_id)
        .outerjoin(Kunde, Kunde.id == Kalenderadresse.kunde_id)
        .where(Kalenderadresse.hemmelig_hash == digest(token))
    ).one_or_none()


def list_sakens(session: Session, *, sak: tuple[Kalendersak, UUID]) -> Iterator[Hendelse]:
    """The entries of a record's calendar, at most MOST. One statement."""
    kind, sak_id = sak
    yield from islice(kind.hendelser(session, sak_id, today() - BACK, today() + AHEAD), MOST)


def list_hendelser(session: Session, *, bruker_id: UUID, kunde_id: UUID | None) -> Iterator[Hendelse]:
    """A colleague's appointments, diary and due dates; or those of one customer. Three statements."""
    yield from _avtaler(session, bruker_id, kunde_id)
    yield from _aktiviteter(session, bruker_id, kunde_id)
    yield from _frister(session, bruker_id, kunde_id)


def _avtaler(session: Session, bruker_id: UUID, kunde_id: UUID | None) -> Iterator[Hendelse]:
    invited = select(Avtaledeltaker.avtale_id).where(Avtaledeltaker.bruker_id == bruker_id)
    own = (Avtale.bruker_id == bruker_id) | Avtale.id.in_(invited)
    rows = session.scalars(
        select(Avtale)
        .where(
            Avtale.kunde_id == kunde_id if kunde_id else own,
            Avtale.start_tid.between(now() - BACK, now() + AHEAD),
        )
        .order_by(Avtale.start_tid)
        .limit(MOST)
    )
    for avtale in rows:
        yield Hendelse(
            id=avtale.id,
            tittel=avtale.tittel,
            start=avtale.start_tid,
            slutt=avtale.slutt_tid,
            endret=avtale.endret_tid,
            sted=avtale.sted,
            beskrivelse=avtale.beskrivelse,
            sekvens=avtale.sekvens,
            avlyst=avtale.tilstand is Avtaletilstand.AVLYST,
        )


def _aktiviteter(session: Session, bruker_id: UUID, kunde_id: UUID | None) -> Iterator[Hendelse]:
    rows = session.execute(
        select(
            Dagbokaktivitet.id,
            Dagbokaktivitet.emne,
            Dagbokaktivitet.sted,
            Dagbokaktivitet.tid,
            Dagbokaktivitet.varighet_min,
            Dagbokaktivitet.opprettet_tid,
            Dagbokaktivitet.versjon,
            Kunde.navn.label("kunde"),
        )
        .outerjoin(Kunde, Kunde.id == Dagbokaktivitet.kunde_id)
        .where(
            Dagbokaktivitet.kunde_id == kunde_id if kunde_id else Dagbokaktivitet.bruker_id == bruker_id,
            Dagbokaktivitet.slettet_tid.is_(None),
            Dagbokaktivitet.tid.between(now() - BACK, now() + AHEAD),
        )
        .order_by(Dagbokaktivitet.tid)
        .limit(MOST)
    )
    for row in rows:
        title = row.emne if kunde_id else " – ".join(part for part in (row.emne, row.kunde) if part)
        yield Hendelse(
            id=row.id,
            tittel=title or "–",
            start=row.tid,
            slutt=row.tid + timedelta(minutes=row.varighet_min or 15),
            endret=row.opprettet_tid,
            sted=row.sted,
            sekvens=row.versjon - 1,
        )


def _frister(session: Session, bruker_id: UUID, kunde_id: UUID | None) -> Iterator[Hendelse]:
    rows = session.execute(
        select(Oppgave.id, Oppgave.tittel, Oppgave.frist_dato, Oppgave.opprettet_tid, Oppgave.versjon)
        .where(
            Oppgave.kunde_id == kunde_id if kunde_id else Oppgave.ansvarlig_id == bruker_id,
            Oppgave.tilstand == Oppgavetilstand.AAPEN,
            Oppgave.frist_sort.between(today() - BACK, today() + AHEAD),
        )
        .order_by(Oppgave.frist_sort)
        .limit(MOST)
    )
    for row in rows:
        yield Hendelse(
            id=row.id,
            tittel=row.tittel,
            start=row.frist_dato,
            endret=row.opprettet_tid,
            sekvens=row.versjon - 1,
        )
