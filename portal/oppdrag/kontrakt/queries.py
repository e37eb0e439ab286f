"""Agreements of an opportunity, and the two sides of a new one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.db.one import get_one
from portal.kundekort.models import Adresse, Adresseslag, Engasjement, Kunde, Person
from portal.oppdrag.kontrakt.content import Part
from portal.oppdrag.models_kontrakt import Kontrakt
from portal.signing.columns import newest_state_of
from portal.tenancy.models import Selskap


def list_kontrakter(session: Session, *, mulighet_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Latest first: (id, tittel, tilstand, dokument_id, opprettet_tid, opprettet_av_navn, signering). One statement."""
    return session.execute(
        select(
            Kontrakt.id,
            Kontrakt.tittel,
            Kontrakt.tilstand,
            Kontrakt.dokument_id,
            Kontrakt.opprettet_tid,
            Kontrakt.opprettet_av_navn,
            newest_state_of(Kontrakt.dokument_id).label("signering"),
        )
        .where(Kontrakt.mulighet_id == mulighet_id)
        .order_by(Kontrakt.id.desc())
        .limit(100)
    ).all()


def get_kontrakt(session: Session, *, kontrakt_id: UUID, lock: bool = False) -> Kontrakt:
    """One agreement, fresh. Raises NotFound."""
    return get_one(session, Kontrakt, Kontrakt.id == kontrakt_id, lock=lock)


def get_parter(session: Session, *, kunde: Kunde, kontakt_id: UUID | None) -> tuple[Part, Part]:
    """Ours and the customer's side. Two statements, one more for the contact."""
    ours = session.scalars(select(Selskap).where(Selskap.id == kunde.selskap_id)).one()
    address = session.execute(
        select(Adresse.linje1, Adresse.postnr, Adresse.poststed)
        .where(Adresse.kunde_id == kunde.id, Adresse.slag.in_((Adresseslag.BESOEK, Adresseslag.POST)))
        .order_by(Adresse.slag)
        .limit(1)
    ).one_or_none()
    name = session.scalar(
        select(Person.navn)
        .join(Engasjement, Engasjement.person_id == Person.id)
        .where(Engasjement.id == kontakt_id, Engasjement.kunde_id == kunde.id)
    )
    theirs = _address(*address) if address else kunde.poststed
    return (
        Part(ours.navn, ours.orgnr, _address(ours.adresse, ours.postnr, ours.poststed)),
        Part(kunde.navn, kunde.orgnr or "", theirs, name or ""),
    )


def _address(line: str, postnr: str, place: str) -> str:
    return ", ".join(part for part in (line, f"{postnr} {place}".strip()) if part)
