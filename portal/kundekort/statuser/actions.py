"""Setting up statuses and the rules for entering them. A status is taken out of use, never removed."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.models import Bruker
from portal.identity.permissions import Permission
from portal.kundekort.models import Kundestatus, Regelmottaker, Regelslag, Statusregel
from portal.kundekort.rules import Handling
from portal.kundekort.statuser.queries import get_regel, get_status
from portal.kundekort.statuser.rules import DELER, START, Regeldata, Statusdata
from portal.kundekort.statusregler import FELTER, unknown_names


def opprett_status(session: Session, *, kode: str, data: Statusdata) -> Kundestatus:
    """A status of the agency's own. Raises Refused: code or name is taken, or a credit stop without the right."""
    if session.scalar(select(Kundestatus.id).where(Kundestatus.kode == kode)) is not None:
        raise Refused(_("Koden er i bruk. Velg en annen."), field="kode")
    _check_name(session, data.navn, but=None)
    if data.er_sperre:
        _check_finance(session)
    row = Kundestatus(id=uuid7(), kode=kode)
    _fill(row, data)
    session.add(row)
    record(session, "kundestatus.opprettet", subject=row, navn=row.navn)
    return row


def endre_status(session: Session, *, status_id: UUID, data: Statusdata, versjon: int) -> Kundestatus:
    """Change a status; it holds at once for the customers that have it. Locks it.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: the name is taken; new customers get it and it would go
            out of use; a credit stop loosened or made by someone who may not.
    """
    row = get_status(session, status_id=status_id, lock=True)
    if row.versjon != versjon:
        raise Stale(_("Noen andre har endret statusen mens du skrev."))
    _check_name(session, data.navn, but=row.id)
    if row.kode == START and not data.kan_velges:
        raise Refused(_("Nye kunder får denne statusen, så den må være i bruk."), field="kan_velges")
    stops = {name: getattr(row, name) for name in data.flagg}
    if row.er_sperre != data.er_sperre or (row.er_sperre and stops != data.flagg):
        _check_finance(session)
    _fill(row, data)
    row.versjon += 1
    record(session, "kundestatus.endret", subject=row, navn=row.navn)
    return row


def lagre_regel(
    session: Session,
    *,
    status_id: UUID,
    slag: Regelslag,
    data: Regeldata,
    regel_id: UUID | None = None,
    versjon: int = 0,
) -> Statusregel:
    """Make a rule for a status, or change one. Locks it.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: no one to give it to, unknown names in braces.
    """
    status = get_status(session, status_id=status_id)
    if regel_id is None:
        row = Statusregel(id=uuid7(), status_id=status.id, slag=slag, versjon=0)
    else:
        row = get_regel(session, status_id=status_id, regel_id=regel_id, lock=True)
        if row.versjon != versjon:
            raise Stale(_("Noen andre har endret regelen mens du skrev."))
    _check_rule(session, row.slag, data)
    for name in DELER[row.slag]:
        value = getattr(data, name)
        setattr(row, name, list(value) if name == "felter" else value)
    row.er_aktiv = data.er_aktiv
    row.versjon += 1
    session.add(row)
    record(session, "kundestatus.regel", subject=status, navn=status.navn)
    return row


def _check_rule(session: Session, slag: Regelslag, data: Regeldata) -> None:
    if slag is Regelslag.FELT and not set(data.felter) <= set(FELTER):
        raise Refused(_("Velg felter fra listen."), field="felter")
    for name in {"tittel", "tekst"} & set(DELER[slag]):
        if unknown := unknown_names(getattr(data, name)):
            raise Refused(
                _(
                    "Ukjent flettefelt: %(navn)s.",
                    navn=", ".join(f"{{{each}}}" for each in unknown),
                ),
                field=name,
            )
    if data.mottaker is Regelmottaker.BRUKER and not _works_here(session, data.bruker_id):
        raise Refused(_("Velg kollegaen."), field="bruker_id")
    if data.mottaker is Regelmottaker.ADRESSE and not data.epost:
        raise Refused(_("Skriv adressen."), field="epost")


def _works_here(session: Session, bruker_id: UUID | None) -> bool:
    stmt = select(Bruker.id).where(Bruker.id == bruker_id, Bruker.er_aktiv)
    return bruker_id is not None and session.scalar(stmt) is not None


def _check_name(session: Session, navn: str, *, but: UUID | None) -> None:
    taken = select(Kundestatus.id).where(Kundestatus.navn == navn)
    if but is not None:
        taken = taken.where(Kundestatus.id != but)
    if session.scalar(taken.limit(1)) is not None:
        raise Refused(_("Det finnes alt en status med dette navnet."), field="navn")


def _check_finance(session: Session) -> None:
    """What a credit stop stops is not for others to loosen than those who may lift it."""
    if not actor_of(session).may(Permission.KUNDE_KREDITTSPERRE):
        raise Refused(_("Bare økonomi kan endre hva en kredittsperre stopper."), field="er_sperre")


def _fill(row: Kundestatus, data: Statusdata) -> None:
    row.navn, row.rekkefoelge, row.tone = data.navn, data.rekkefoelge, data.tone
    row.aktiv, row.i_soek = data.aktiv, data.i_soek
    row.er_sperre, row.krever_ingen_oppdrag = data.er_sperre, data.krever_ingen_oppdrag
    row.kan_velges, row.krav = data.kan_velges, list(data.krav)
    for handling in Handling:
        setattr(row, handling.value, data.flagg[handling.value])
