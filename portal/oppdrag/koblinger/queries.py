"""Finding candidates for a stilling."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kandidater.models import Kandidat, Kandidatstatus, Kompetanse
from portal.kandidater.rules import skill_key
from portal.kandidater.soek import matching_ids
from portal.oppdrag.models import Kandidatkobling, LedigStilling
from portal.oppdrag.papirkrav import list_mangler
from portal.oppdrag.rules.kontroll import Kontroll
from portal.oppdrag.sperring import barred_at

SHOWN = 20


def find_kandidater(session: Session, *, stilling: LedigStilling, soek: str) -> Sequence[Any]:
    """(id, fornavn, etternavn, yrke, tilgjengelig_fra, oppfylt, sperret_hos), at most 20, those who meet most
    of the requirements first. Already linked and inactive ones are left out. One statement.
    """
    keys = [skill_key(krav) for krav in stilling.krav]
    met = (
        select(func.count(func.distinct(Kompetanse.noekkel)))
        .where(
            Kompetanse.kandidat_id == Kandidat.id,
            Kompetanse.noekkel.in_(keys),
            (Kompetanse.gyldig_til.is_(None)) | (Kompetanse.gyldig_til > stilling.fra_dato),
        )
        .correlate(Kandidat)
        .scalar_subquery()
    )
    linked = select(Kandidatkobling.kandidat_id).where(Kandidatkobling.stilling_id == stilling.id)
    stmt = (
        select(
            Kandidat.id,
            Kandidat.fornavn,
            Kandidat.etternavn,
            Kandidat.yrke,
            Kandidat.tilgjengelig_fra,
            met.label("oppfylt"),
            barred_at(
                Kandidat.id,
                kunde_id=stilling.kunde_id,
                arbeidssted_id=stilling.arbeidssted_id,
                fra=stilling.fra_dato,
                til=stilling.til_dato,
            ).label("sperret_hos"),
        )
        .where(Kandidat.status != Kandidatstatus.INAKTIV, Kandidat.id.not_in(linked))
        .order_by(met.desc(), Kandidat.sortering, Kandidat.id)
        .limit(SHOWN)
    )
    for ids in matching_ids(soek):
        stmt = stmt.where(Kandidat.id.in_(ids))
    return session.execute(stmt).all()


def list_papirvarsler(
    session: Session, *, stilling: LedigStilling, koblinger: Iterable[Any]
) -> dict[UUID, list[Kontroll]]:
    """What those linked lack of the papers that are demanded there; no oppdrag yet. Three statements."""
    folk = {k.kandidat_id: f"{k.fornavn} {k.etternavn}" for k in koblinger if not k.oppdrag_id}
    return _lacking(session, stilling, folk)


def list_funnvarsler(
    session: Session, *, stilling: LedigStilling, funn: Iterable[Any]
) -> dict[UUID, list[Kontroll]]:
    """The same of those found by `find_kandidater`. Three statements."""
    return _lacking(session, stilling, {k.id: f"{k.fornavn} {k.etternavn}" for k in funn})


def _lacking(
    session: Session, stilling: LedigStilling, folk: Mapping[UUID, str]
) -> dict[UUID, list[Kontroll]]:
    return list_mangler(
        session, kunde_id=stilling.kunde_id, folk=folk, fra=stilling.fra_dato, til=stilling.til_dato
    )


def get_kobling_status(session: Session, *, stilling_id: UUID, kandidat_id: UUID) -> Any:
    """(status, kommentar, fornavn, etternavn) of a link, None when there is none. One statement."""
    return session.execute(
        select(Kandidatkobling.status, Kandidatkobling.kommentar, Kandidat.fornavn, Kandidat.etternavn)
        .join(Kandidat, Kandidat.id == Kandidatkobling.kandidat_id)
        .where(Kandidatkobling.stilling_id == stilling_id, Kandidatkobling.kandidat_id == kandidat_id)
    ).one_or_none()
