"""What the pages of an oppdrag show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.identity.models import Bruker
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Arbeidssted, Engasjement, Kunde, Person
from portal.oppdrag.models import Innleiegrunnlag, LedigStilling, Utleieoppdrag
from portal.oppdrag.papirkrav import list_mangler
from portal.oppdrag.queries_kontroll import list_grounds
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rules.kontroll import Kontroll
from portal.tenancy.models import Avdeling


@dataclass(frozen=True)
class Oppdragsvalg:
    """Choices of the form. A contact or worksite the oppdrag already has stays choosable."""

    steder: Sequence[tuple[str, str]]
    kontakter: Sequence[tuple[str, str]]
    konsulenter: Sequence[tuple[str, str]]
    grunnlag: Sequence[Innleiegrunnlag]


def get_navn(session: Session, *, oppdrag: Utleieoppdrag) -> Any:
    """(kunde, avdeling, kandidat, konsulent, arbeidssted, bestiller, godkjenner, stilling) as names. One statement."""
    return session.execute(
        select(
            Kunde.navn.label("kunde"),
            Avdeling.navn.label("avdeling"),
            (Kandidat.fornavn + " " + Kandidat.etternavn).label("kandidat"),
            select(Bruker.navn).where(Bruker.id == oppdrag.konsulent_id).scalar_subquery().label("konsulent"),
            select(Arbeidssted.navn)
            .where(Arbeidssted.id == oppdrag.arbeidssted_id)
            .scalar_subquery()
            .label("arbeidssted"),
            _contact_name(oppdrag.bestiller_id).label("bestiller"),
            _contact_name(oppdrag.godkjenner_id).label("godkjenner"),
            select(LedigStilling.nummer)
            .where(LedigStilling.id == oppdrag.ledig_stilling_id)
            .scalar_subquery()
            .label("stilling"),
        )
        .select_from(Kunde)
        .join(Avdeling, Avdeling.id == oppdrag.avdeling_id)
        .join(Kandidat, Kandidat.id == oppdrag.kandidat_id)
        .where(Kunde.id == oppdrag.kunde_id)
    ).one()


def list_oppdragets_mangler(session: Session, *, oppdrag: Utleieoppdrag, navn: str) -> Sequence[Kontroll]:
    """What the worker lacks of demanded papers in the days that are left, or will lack. Three statements.

    Nothing of an oppdrag that is over: it is not stopped, and there is nothing to mend.
    """
    fra = max(today(), oppdrag.fra_dato)
    if oppdrag.til_dato is not None and oppdrag.til_dato < fra:
        return ()
    found = list_mangler(
        session,
        kunde_id=oppdrag.kunde_id,
        folk={oppdrag.kandidat_id: navn},
        fra=fra,
        til=oppdrag.til_dato,
    )
    return found.get(oppdrag.kandidat_id, ())


def get_valg(session: Session, *, oppdrag: Utleieoppdrag) -> Oppdragsvalg:
    """Seven statements."""
    standard = get_kundestandard(session, kunde_id=oppdrag.kunde_id)
    navn = get_navn(session, oppdrag=oppdrag)
    steder = {str(s.id): s.navn for s in standard.steder}
    kontakter = {str(k.id): f"{k.navn}, {k.stilling}" if k.stilling else k.navn for k in standard.kontakter}
    for held, name, known in (
        (oppdrag.arbeidssted_id, navn.arbeidssted, steder),
        (oppdrag.godkjenner_id, navn.godkjenner, kontakter),
        (oppdrag.bestiller_id, navn.bestiller, kontakter),
    ):
        if held is not None:
            known.setdefault(str(held), name)
    users = session.execute(
        select(Bruker.id, Bruker.navn).where(Bruker.er_aktiv.is_(True)).order_by(Bruker.navn)
    ).all()
    return Oppdragsvalg(
        steder=list(steder.items()),
        kontakter=list(kontakter.items()),
        konsulenter=[(str(i), n) for i, n in users],
        grunnlag=sorted({*list_grounds(session), oppdrag.innleiegrunnlag}, key=list(Innleiegrunnlag).index),
    )


def _contact_name(engasjement_id: UUID | None) -> Any:
    return (
        select(Person.navn)
        .join(Engasjement, Engasjement.person_id == Person.id)
        .where(Engasjement.id == engasjement_id)
        .scalar_subquery()
    )
