"""What the customer's card proposes for a stilling or an oppdrag: worksites, contacts, meeting place, PO rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.errors import NotFound
from portal.kundekort.models import (
    Arbeidssted,
    Engasjement,
    FastKommentar,
    Kommentarslag,
    Kontaktrolle,
    Kunde,
    Person,
    Rolle,
)
from portal.kundekort.tree import ancestors


@dataclass(frozen=True)
class Sted:
    """A worksite that can be chosen."""

    id: UUID
    navn: str
    kommunenr: str | None
    oppmoete: str
    er_standard: bool
    #: Whose it is: the customer itself, or one above it.
    kunde_id: UUID


@dataclass(frozen=True)
class Kontakt:
    """A contact that can be chosen, with what he does for the customer."""

    id: UUID
    navn: str
    stilling: str
    #: Role → its number: 1 is the usual one, those after step in.
    roller: Mapping[str, int]
    #: 0 at the customer itself, 1 at the one above it, and so on.
    dybde: int = 0


@dataclass(frozen=True)
class Kundestandard:
    """Choices and proposals from the card. Own rows first, then those of the customers above."""

    kunde_id: UUID
    navn: str
    selskap_id: UUID
    avdeling_id: UUID | None
    konsulent_id: UUID | None
    po_paakrevd: bool
    steder: Sequence[Sted]
    kontakter: Sequence[Kontakt]
    oppmoete: str

    def first_with(self, rolle: Rolle) -> Kontakt | None:
        """The contact with a role: the nearest, the usual one before those who step in."""
        held = [kontakt for kontakt in self.kontakter if rolle in kontakt.roller]
        return min(held, key=lambda kontakt: (kontakt.dybde, kontakt.roller[rolle]), default=None)

    @property
    def standardsted(self) -> Sted | None:
        """The default worksite; the only one when there is one."""
        marked = next((s for s in self.steder if s.er_standard), None)
        return marked or (self.steder[0] if len(self.steder) == 1 else None)

    def sted(self, sted_id: UUID | None) -> Sted | None:
        """A worksite by id."""
        return next((s for s in self.steder if s.id == sted_id), None)

    def owner(self, sted_id: UUID | None) -> UUID | None:
        """Whose worksite it is; None when it cannot be chosen."""
        sted = self.sted(sted_id)
        return sted.kunde_id if sted else None

    def kontakt(self, kontakt_id: UUID | None) -> Kontakt | None:
        """A contact by id."""
        return next((k for k in self.kontakter if k.id == kontakt_id), None)


def get_kundestandard(session: Session, *, kunde_id: UUID) -> Kundestandard:
    """Four statements. An enhet may use the worksites and contacts of the customers above it. Raises NotFound."""
    kunde = session.execute(
        select(
            Kunde.navn, Kunde.selskap_id, Kunde.avdeling_id, Kunde.kundeansvarlig_id, Kunde.po_paakrevd
        ).where(Kunde.id == kunde_id)
    ).one_or_none()
    if kunde is None:
        raise NotFound(f"kunde {kunde_id}")
    return Kundestandard(
        kunde_id=kunde_id,
        navn=kunde.navn,
        selskap_id=kunde.selskap_id,
        avdeling_id=kunde.avdeling_id,
        konsulent_id=kunde.kundeansvarlig_id,
        po_paakrevd=kunde.po_paakrevd,
        steder=_sites(session, kunde_id),
        kontakter=_contacts(session, kunde_id),
        oppmoete=_meeting_place(session, kunde_id),
    )


def _sites(session: Session, kunde_id: UUID) -> list[Sted]:
    opp = ancestors(kunde_id)
    rows = session.execute(
        select(
            Arbeidssted.id,
            Arbeidssted.navn,
            Arbeidssted.kommunenr,
            Arbeidssted.oppmoete,
            Arbeidssted.bekledning,
            Arbeidssted.er_standard,
            Arbeidssted.kunde_id,
        )
        .join(opp, opp.c.id == Arbeidssted.kunde_id)
        .where(Arbeidssted.er_aktiv.is_(True))
        .order_by(opp.c.dybde, Arbeidssted.sortering)
        .limit(200)
    ).all()
    return [
        Sted(
            r.id,
            r.navn,
            r.kommunenr,
            ". ".join(t for t in (r.oppmoete, r.bekledning) if t),
            r.er_standard,
            r.kunde_id,
        )
        for r in rows
    ]


def _contacts(session: Session, kunde_id: UUID) -> list[Kontakt]:
    opp, dag = ancestors(kunde_id), today()
    active_role = or_(Kontaktrolle.gyldig_til.is_(None), Kontaktrolle.gyldig_til > dag)
    usual = func.min(case((active_role, Kontaktrolle.rekkefoelge), else_=9))
    rows = session.execute(
        select(
            Engasjement.id,
            Person.navn,
            Engasjement.stilling,
            func.jsonb_object_agg(Kontaktrolle.rolle, Kontaktrolle.rekkefoelge)
            .filter(active_role, Kontaktrolle.rolle.is_not(None))
            .label("roller"),
            opp.c.dybde,
        )
        .select_from(Engasjement)
        .join(opp, opp.c.id == Engasjement.kunde_id)
        .join(Person, Person.id == Engasjement.person_id)
        .outerjoin(Kontaktrolle, Kontaktrolle.engasjement_id == Engasjement.id)
        .where(or_(Engasjement.gyldig_til.is_(None), Engasjement.gyldig_til > dag))
        .group_by(Engasjement.id, Person.navn, Person.sortering, Engasjement.stilling, opp.c.dybde)
        .order_by(opp.c.dybde, usual, Person.sortering)
        .limit(200)
    ).all()
    return [Kontakt(r.id, r.navn, r.stilling, r.roller or {}, r.dybde) for r in rows]


def _meeting_place(session: Session, kunde_id: UUID) -> str:
    text = session.scalar(
        select(FastKommentar.tekst)
        .where(
            FastKommentar.kunde_id == kunde_id,
            FastKommentar.slag == Kommentarslag.OPPMOETE,
            FastKommentar.avsluttet_tid.is_(None),
        )
        .order_by(FastKommentar.opprettet_tid.desc())
        .limit(1)
    )
    return text or ""
