"""Changing the agency's own structure. What is issued keeps what it was issued with; nothing is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.administrasjon.actions import flush_unique
from portal.administrasjon.organisasjon.queries import (
    get_avdeling,
    get_selskap,
    list_ansatte,
    list_i_avdeling,
)
from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.models import Bruker, Brukeravdeling
from portal.tenancy.models import Avdeling, Selskap


@dataclass(frozen=True)
class Selskapsdata:
    """What stands on the documents of a company."""

    navn: str
    orgnr: str
    organisasjonsform: str
    mva_registrert: bool
    adresse: str
    postnr: str
    poststed: str
    epost: str
    telefon: str
    kontonummer: str


def endre_selskap(session: Session, *, selskap_id: UUID, data: Selskapsdata, versjon: int) -> Selskap:
    """Another name, address or account from now on; issued documents keep theirs. Locks the company.

    Raises:
        NotFound. Stale: changed since `versjon`.
    """
    selskap = get_selskap(session, selskap_id=selskap_id, lock=True)
    if selskap.versjon != versjon:
        raise Stale(_("Selskapet er endret siden du åpnet det."))
    changed = {
        name: [getattr(selskap, name), getattr(data, name)]
        for name in vars(data)
        if getattr(selskap, name) != getattr(data, name)
    }
    for name, (_before, after) in changed.items():
        setattr(selskap, name, after)
    selskap.versjon += 1
    record(session, "oppsett.selskap-endret", subject=selskap, navn=selskap.navn, felter=changed)
    return selskap


def lagre_avdeling(
    session: Session,
    *,
    avdeling_id: UUID | None,
    navn: str,
    selskap_id: UUID,
    ansatte: Sequence[UUID],
    versjon: int | None = None,
) -> Avdeling:
    """A new office, or another name, company and staff of one. Who is taken out works on there until he changes.

    Only employees who can be chosen are taken out: one who is deactivated has his offices when he comes back.

    Raises:
        NotFound. Stale. Refused: the name is taken.
    """
    selskap = get_selskap(session, selskap_id=selskap_id)
    taken = select(Avdeling.id).where(Avdeling.navn == navn)
    if avdeling_id is not None:
        taken = taken.where(Avdeling.id != avdeling_id)
    if session.scalar(taken) is not None:
        raise Refused(_taken(), field="navn")
    felter: dict[str, list[str]] = {}
    if avdeling_id is None:
        avdeling = Avdeling(id=uuid7(), navn=navn, selskap_id=selskap_id)
        session.add(avdeling)
    else:
        avdeling = get_avdeling(session, avdeling_id=avdeling_id, lock=True)
        if avdeling.versjon != versjon:
            raise Stale(_("Avdelingen er endret siden du åpnet den."))
        if avdeling.navn != navn:
            felter["navn"] = [avdeling.navn, navn]
        if avdeling.selskap_id != selskap_id:
            before = get_selskap(session, selskap_id=avdeling.selskap_id)
            felter["selskap"] = [before.navn, selskap.navn]
        avdeling.navn, avdeling.selskap_id = navn, selskap_id
        avdeling.versjon += 1
    flush_unique(session, said=_taken(), field="navn")  # staff point at it
    inn, ut = _put_staff(session, avdeling.id, set(ansatte))
    record(session, "oppsett.avdeling-lagret", subject=avdeling, navn=navn, felter=felter, inn=inn, ut=ut)
    return avdeling


def _taken() -> str:
    return _("Det finnes alt en avdeling med dette navnet.")


def _put_staff(session: Session, avdeling_id: UUID, wanted: set[UUID]) -> tuple[list[str], list[str]]:
    """Answers the names of those who came in and of those who went out."""
    names = {row.id: row.navn for row in list_ansatte(session)}
    held = names.keys() & set(list_i_avdeling(session, avdeling_id=avdeling_id))
    wanted &= names.keys()
    if gone := held - wanted:
        session.execute(
            delete(Brukeravdeling).where(
                Brukeravdeling.avdeling_id == avdeling_id, Brukeravdeling.bruker_id.in_(gone)
            )
        )
    for bruker_id in sorted(wanted - held):
        session.add(Brukeravdeling(id=uuid7(), bruker_id=bruker_id, avdeling_id=avdeling_id))
    if touched := held ^ wanted:  # the form of a user holds his offices
        raised = update(Bruker).where(Bruker.id.in_(touched)).values(versjon=Bruker.versjon + 1)
        session.execute(raised.execution_options(synchronize_session=False))
    return sorted(names[each] for each in wanted - held), sorted(names[each] for each in held - wanted)
