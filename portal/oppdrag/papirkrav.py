"""The papers that are demanded at a customer, whether workers have them, and the exception that lets one pass (G4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.clock import today
from portal.errors import NotFound, Refused
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kandidater.papirer.queries import list_gjeldende
from portal.kandidater.rules import skill_key
from portal.kundekort.models import Standardslag, Standardverdi
from portal.kundekort.rules import Handling
from portal.kundekort.standard.queries import Nivaa, list_effective
from portal.kundekort.standardseksjoner import find_section
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.rules.kontroll import Kontroll, Utfall, as_refused, stops
from portal.oppdrag.rules.papirer import Papir, Papirkrav, check_papers
from portal.oppdrag.unntak import use_one
from portal.registers.politiattest import is_police_certificate


def list_papirkrav(session: Session, *, kunde_id: UUID) -> list[Papirkrav]:
    """The demands in force for the customer, with whose they are. One statement."""
    section = find_section(Standardslag.DOKUMENTKRAV)
    if section is None:  # pragma: no cover - registered in `setup`
        return []
    level, rows = list_effective(session, seksjon=section, kunde_id=kunde_id)
    return [
        Papirkrav(
            row.id,
            kunde_id,
            row.navn,
            skill_key(row.navn),
            stopper=bool(row.data.get("stopper")),
            hjemmel=row.data.get("hjemmel") or "",
            politiattest=is_police_certificate(row.navn),
            satt_av=set_by(level),
        )
        for row in rows
    ]


def get_papirkrav(session: Session, *, kunde_id: UUID, krav_id: UUID) -> Papirkrav:
    """One demand that is in force for the customer. One statement. Raises NotFound."""
    for krav in list_papirkrav(session, kunde_id=kunde_id):
        if krav.id == krav_id:
            return krav
    raise NotFound(f"dokumentkrav {krav_id} of kunde {kunde_id}")


def set_by(level: Nivaa) -> str:
    """«Satt av», in a sentence."""
    if level.nivaa == "system":
        return _("byrået")
    if level.nivaa == "enhet":
        return _("enheten %(navn)s", navn=level.navn)
    return _("kunden %(navn)s", navn=level.navn)


def list_krav_navn(session: Session) -> Sequence[str]:
    """What demands call their papers, of the agency and its customers. One statement."""
    stmt = select(Standardverdi.navn).where(
        Standardverdi.slag == Standardslag.DOKUMENTKRAV, Standardverdi.er_aktiv
    )
    return session.scalars(stmt.distinct().order_by(Standardverdi.navn).limit(200)).all()


def kontroller_papirer(
    session: Session,
    *,
    kunde_id: UUID,
    kandidat_id: UUID,
    navn: str,
    fra: date,
    til: date | None,
    handling: Handling,
) -> list[Kontroll]:
    """Each demand and how it stands for one worker on the days, exceptions counted in. Three statements."""
    krav = list_papirkrav(session, kunde_id=kunde_id)
    given = set(session.scalars(select(Stoppunntak.krav_id).where(*_usable(kunde_id, kandidat_id, handling))))
    krav = [replace(each, unntak=not each.hjemmel and each.id in given) for each in krav]
    papirer = _papers(session, [kandidat_id])
    return check_papers(
        krav, papirer.get(kandidat_id, []), kandidat_id=kandidat_id, navn=navn, fra=fra, til=til
    )


def list_mangler(
    session: Session, *, kunde_id: UUID, folk: Mapping[UUID, str], fra: date, til: date | None
) -> dict[UUID, list[Kontroll]]:
    """What each of the workers (id → name) lacks, or will lack before the end. Two statements."""
    return find_mangler(session, kunde_id=kunde_id, folk=folk, fra=fra, til=til)[1]


def find_mangler(
    session: Session, *, kunde_id: UUID, folk: Mapping[UUID, str], fra: date, til: date | None
) -> tuple[list[Papirkrav], dict[UUID, list[Kontroll]]]:
    """The demands, and as `list_mangler`. Two statements."""
    krav = list_papirkrav(session, kunde_id=kunde_id) if folk else []
    if not krav:
        return [], {}
    papirer = _papers(session, folk)
    found = {}
    for kandidat_id, navn in folk.items():
        checks = check_papers(
            krav, papirer.get(kandidat_id, []), kandidat_id=kandidat_id, navn=navn, fra=fra, til=til
        )
        if lacking := [check for check in checks if check.utfall is not Utfall.OK]:
            found[kandidat_id] = lacking
    return krav, found


def pass_papers(
    session: Session,
    *,
    kunde_id: UUID,
    kandidat_id: UUID,
    navn: str,
    dager: Sequence[tuple[date, date | None]],
    handling: Handling,
    brukt_id: UUID,
) -> None:
    """Let the act through, using up an exception for each hard demand that is not met on the first of the days.

    The guarded UPDATE lets one act through per exception, however many try at once.

    Raises:
        Refused: a demand stops it; says which paper, whose demand it is, and the page that mends it.
    """
    krav = list_papirkrav(session, kunde_id=kunde_id)
    papirer = _papers(session, [kandidat_id]).get(kandidat_id, [])
    passed: set[UUID] = set()
    for fra, til in dager:
        for each in krav:
            checks = check_papers([each], papirer, kandidat_id=kandidat_id, navn=navn, fra=fra, til=til)
            if each.id in passed or not stops(checks):
                continue
            usable = (*_usable(kunde_id, kandidat_id, handling), Stoppunntak.krav_id == each.id)
            if each.hjemmel or not use_one(session, usable, brukt_id=brukt_id):
                raise _refused(session, stops(checks)[0])
            passed.add(each.id)


def _refused(session: Session, stop: Kontroll) -> Refused:
    """The stop, with the way to an exception for those who may decide one."""
    refused = as_refused(stop)
    if stop.unntaksvei and actor_of(session).may(Permission.OPPDRAG_UNNTAK):
        refused.links.append((_("Gi ett unntak"), stop.unntaksvei))
    return refused


def has_exception(
    session: Session, *, kunde_id: UUID, kandidat_id: UUID, krav_id: UUID, handling: Handling
) -> bool:
    """An exception is decided and not used. One statement."""
    usable = (*_usable(kunde_id, kandidat_id, handling), Stoppunntak.krav_id == krav_id)
    return session.scalar(select(Stoppunntak.id).where(*usable).limit(1)) is not None


def _usable(kunde_id: UUID, kandidat_id: UUID, handling: Handling) -> tuple[ColumnElement[bool], ...]:
    return (
        Stoppunntak.kunde_id == kunde_id,
        Stoppunntak.kandidat_id == kandidat_id,
        Stoppunntak.gjelder == str(handling),
        Stoppunntak.brukt_tid.is_(None),
        Stoppunntak.gyldig_til > today(),
    )


def _papers(session: Session, kandidat_ids: Iterable[UUID]) -> dict[UUID, list[Papir]]:
    rows: Sequence[Any] = list_gjeldende(session, kandidat_ids=kandidat_ids)
    found: dict[UUID, list[Papir]] = {}
    for r in rows:
        papir = Papir(r.id, r.noekkel, r.hjemmel, r.bedt_dato, r.mottatt_dato, r.gyldig_fra, r.gyldig_til)
        found.setdefault(r.kandidat_id, []).append(papir)
    return found
