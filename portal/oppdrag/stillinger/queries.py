"""What the pages of a request show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.identity.models import Bruker
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Arbeidssted, Engasjement, Kunde, Person
from portal.oppdrag.koblinger.queries import list_papirvarsler
from portal.oppdrag.models import Innleiegrunnlag, Kandidatkobling, LedigStilling, Utleieoppdrag
from portal.oppdrag.queries_kontroll import list_grounds
from portal.oppdrag.sperring import barred_at
from portal.registers.models import Sats
from portal.tenancy.models import Avdeling


@dataclass(frozen=True)
class Valg:
    """Choices of the form that do not come from the customer's card."""

    avdelinger: Sequence[tuple[str, str]]
    konsulenter: Sequence[tuple[str, str]]
    mva: Sequence[tuple[int, str]]
    grunnlag: Sequence[Innleiegrunnlag]
    kontaktnavn: Mapping[UUID, str] = field(default_factory=dict)
    stednavn: Mapping[UUID, str] = field(default_factory=dict)


def get_valg(session: Session, *, stilling: LedigStilling | None = None) -> Valg:
    """Four statements; two more for the names a stored stilling holds."""
    offices = session.execute(select(Avdeling.id, Avdeling.navn).order_by(Avdeling.navn)).all()
    users = session.execute(
        select(Bruker.id, Bruker.navn).where(Bruker.er_aktiv.is_(True)).order_by(Bruker.navn)
    ).all()
    rates = session.execute(
        select(Sats.variant, Sats.verdi)
        .where(
            Sats.kode == "mva",
            Sats.variant.in_(["hoey", "null"]),
            Sats.gyldig_fra <= today(),
            or_(Sats.gyldig_til.is_(None), Sats.gyldig_til > today()),
        )
        .order_by(Sats.verdi.desc())
    ).all()
    contacts: dict[UUID, str] = {}
    sites: dict[UUID, str] = {}
    if stilling is not None:
        held = [i for i in (stilling.bestiller_id, stilling.godkjenner_id) if i is not None]
        rows = session.execute(
            select(Engasjement.id, Person.navn)
            .join(Person, Person.id == Engasjement.person_id)
            .where(Engasjement.id.in_(held))
        )
        contacts = {row.id: row.navn for row in rows}
        places = session.execute(
            select(Arbeidssted.id, Arbeidssted.navn).where(Arbeidssted.id == stilling.arbeidssted_id)
        )
        sites = {row.id: row.navn for row in places}
    return Valg(
        avdelinger=[(str(i), n) for i, n in offices],
        konsulenter=[(str(i), n) for i, n in users],
        mva=[(rate.verdi, f"{rate.verdi // 100} %") for rate in rates],
        grunnlag=list_grounds(session),
        kontaktnavn=contacts,
        stednavn=sites,
    )


def get_navn(session: Session, *, stilling: LedigStilling) -> Any:
    """(kunde, avdeling, konsulent, arbeidssted, bestiller, godkjenner) as names. One statement."""
    bestiller = _contact_name(stilling.bestiller_id)
    godkjenner = _contact_name(stilling.godkjenner_id)
    return session.execute(
        select(
            Kunde.navn.label("kunde"),
            Avdeling.navn.label("avdeling"),
            select(Bruker.navn)
            .where(Bruker.id == stilling.konsulent_id)
            .scalar_subquery()
            .label("konsulent"),
            select(Arbeidssted.navn)
            .where(Arbeidssted.id == stilling.arbeidssted_id)
            .scalar_subquery()
            .label("arbeidssted"),
            bestiller.label("bestiller"),
            godkjenner.label("godkjenner"),
        )
        .select_from(Kunde)
        .join(Avdeling, Avdeling.id == stilling.avdeling_id)
        .where(Kunde.id == stilling.kunde_id)
    ).one()


def _contact_name(engasjement_id: UUID | None) -> Any:
    return (
        select(Person.navn)
        .join(Engasjement, Engasjement.person_id == Person.id)
        .where(Engasjement.id == engasjement_id)
        .scalar_subquery()
    )


def list_koblinger(session: Session, *, stilling: LedigStilling) -> Sequence[Any]:
    """(kandidat_id, fornavn, etternavn, yrke, tilgjengelig_fra, status, kommentar, oppdrag_id, oppdrag_nummer,
    sperret_hos), furthest first. One statement.
    """
    return session.execute(
        select(
            Kandidatkobling.kandidat_id,
            Kandidat.fornavn,
            Kandidat.etternavn,
            Kandidat.yrke,
            Kandidat.tilgjengelig_fra,
            Kandidatkobling.status,
            Kandidatkobling.kommentar,
            Kandidatkobling.oppdrag_id,
            Utleieoppdrag.nummer.label("oppdrag_nummer"),
            barred_at(
                Kandidatkobling.kandidat_id,
                kunde_id=stilling.kunde_id,
                arbeidssted_id=stilling.arbeidssted_id,
                fra=stilling.fra_dato,
                til=stilling.til_dato,
            ).label("sperret_hos"),
        )
        .join(Kandidat, Kandidat.id == Kandidatkobling.kandidat_id)
        .outerjoin(Utleieoppdrag, Utleieoppdrag.id == Kandidatkobling.oppdrag_id)
        .where(Kandidatkobling.stilling_id == stilling.id)
        .order_by(Kandidatkobling.endret_tid.desc())
        .limit(200)
    ).all()


def get_koblingsliste(session: Session, *, stilling: LedigStilling) -> dict[str, Any]:
    """What the list of candidates is made from: the links, and what lacks of papers. Four statements."""
    koblinger = list_koblinger(session, stilling=stilling)
    return {
        "koblinger": koblinger,
        "papirer": list_papirvarsler(session, stilling=stilling, koblinger=koblinger),
    }
