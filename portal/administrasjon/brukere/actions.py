"""Giving an employee access and changing who he is. Nobody gives a right he does not have himself."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.administrasjon.actions import check_administrator, check_giving, lock_administrasjon
from portal.administrasjon.brukere.lenke import send_lenke, tell_old_address
from portal.administrasjon.brukere.queries import (
    find_by_epost,
    get_bruker,
    list_avdelinger_av,
    list_roller_av,
)
from portal.administrasjon.brukere.rules import Brukerdata
from portal.administrasjon.queries import rights_of
from portal.administrasjon.rules import beyond, union
from portal.audit.record import actor_of, record
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.codes import end_password_links
from portal.identity.models import Bruker, Brukeravdeling, Brukerrolle, Rolle
from portal.identity.rettighetsord import named
from portal.identity.sessions import end_all
from portal.tenancy.models import Avdeling


@dataclass(frozen=True)
class Avsender:
    """What mail to an employee needs: what stands before the token of a link, the agency, and its language."""

    adresse: str
    firma: str
    sprak: str


def inviter_bruker(
    session: Session, *, data: Brukerdata, avsender: Avsender, er_demo: bool = False
) -> Bruker:
    """A new employee without a password, and the mail with the link where he chooses one.

    Raises:
        Refused: the address is taken, a role or an office that is none, or a right the actor does not have.
    """
    _check_address(session, data.epost, but=None)
    roller = _roles(session, data.roller, held=frozenset())
    _check_offices(session, data)
    bruker = Bruker(
        id=uuid7(),
        navn=data.navn,
        epost=data.epost,
        telefon=data.telefon,
        sprak=data.sprak,
        avdeling_id=data.avdeling_id,
        er_demo=er_demo,
    )
    session.add(bruker)
    session.flush()  # roles and offices point at it
    _put(session, bruker.id, data, roles=frozenset(), offices=frozenset())
    record(session, "bruker.invitert", subject=bruker, navn=bruker.navn, roller=sorted(roller.values()))
    send_lenke(session, bruker, adresse=avsender.adresse, firma=avsender.firma, sprak=avsender.sprak)
    return bruker


def endre_bruker(
    session: Session,
    *,
    bruker_id: UUID,
    data: Brukerdata,
    versjon: int,
    avsender: Avsender,
    spar: UUID | None,
) -> Bruker:
    """Another name, address, offices or roles, from his next request. Locks the roles that administer, then him.

    When a right is taken from him, his sessions end; `spar` is the actor's own.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: the address is taken, or is of one who may do more than the
            actor; a right the actor does not have; nobody could administer any more.
    """
    lock_administrasjon(session)
    bruker = get_bruker(session, bruker_id=bruker_id, lock=True)
    if bruker.versjon != versjon:
        raise Stale(_("Noen andre har endret brukeren mens du skrev."))
    before = rights_of(session, bruker_id=bruker_id)
    held, offices = (
        list_roller_av(session, bruker_id=bruker_id),
        list_avdelinger_av(session, bruker_id=bruker_id),
    )
    gammel = bruker.epost
    if data.epost != gammel:
        _check_address(session, data.epost, but=bruker_id)
        _check_reach(session, before)
    names = _roles(session, data.roller, held=held)
    _check_offices(session, data)
    changed = _fill(bruker, data)
    bruker.versjon += 1
    _put(session, bruker_id, data, roles=held, offices=offices)
    if held != data.roller:
        changed["roller"] = [
            sorted(names[each] for each in held),
            sorted(names[each] for each in data.roller),
        ]
        check_administrator(session, field="roller")
        if before - rights_of(session, bruker_id=bruker_id):
            end_all(session, bruker_id=bruker_id, but=spar)
    record(session, "bruker.endret", subject=bruker, navn=bruker.navn, felter=changed)
    if data.epost != gammel:
        end_password_links(session, bruker_id=bruker_id)  # the mail with them went to the other address
        tell_old_address(session, bruker, gammel=gammel, firma=avsender.firma, sprak=avsender.sprak)
    return bruker


def send_ny_lenke(session: Session, *, bruker_id: UUID, avsender: Avsender) -> Bruker:
    """Mail a new link to his own address; the old one dies. Raises NotFound; Refused when he is not active."""
    bruker = get_bruker(session, bruker_id=bruker_id, lock=True)
    if not bruker.er_aktiv:
        raise Refused(_("Brukeren er deaktivert. Aktiver den først."))
    send_lenke(session, bruker, adresse=avsender.adresse, firma=avsender.firma, sprak=avsender.sprak)
    record(session, "bruker.lenke-sendt", subject=bruker, navn=bruker.navn)
    return bruker


def _check_address(session: Session, epost: str, *, but: UUID | None) -> None:
    if (other := find_by_epost(session, epost=epost, but=but)) is None:
        return
    said = (
        _("Det finnes alt en bruker med denne adressen.")
        if other.er_aktiv
        else _("En deaktivert bruker har denne adressen. Aktiver den i stedet.")
    )
    raise Refused(said, field="epost")


def _check_reach(session: Session, rights: frozenset[str]) -> None:
    """Whoever has another's address can take his place: that would be giving oneself his rights."""
    if more := beyond(actor_of(session), rights):
        raise Refused(
            _(
                "Brukeren har retter du ikke har selv: %(retter)s. Da kan du ikke endre adressen den logger inn med.",
                retter=", ".join(named(more)),
            ),
            field="epost",
        )


def _roles(session: Session, wanted: frozenset[UUID], *, held: frozenset[UUID]) -> dict[UUID, str]:
    """Names of the roles he has and shall have; those that are new to him are in use and within the actor's rights.

    They are locked against being taken out of use meanwhile.
    """
    stmt = select(Rolle).where(Rolle.id.in_(wanted | held)).order_by(Rolle.id).with_for_update(read=True)
    rows = {row.id: row for row in session.scalars(stmt.execution_options(populate_existing=True))}
    fresh = [rows[each] for each in wanted - held if each in rows and rows[each].er_aktiv]
    if len(fresh) != len(wanted - held) or not wanted:
        raise Refused(_("Velg minst én rolle som er i bruk."), field="roller")
    check_giving(session, rights=union(row.rettigheter for row in fresh), field="roller")
    return {row.id: row.navn for row in rows.values()}


def _check_offices(session: Session, data: Brukerdata) -> None:
    wanted = _offices(data)
    found = set(session.scalars(select(Avdeling.id).where(Avdeling.id.in_(wanted))))
    if found != wanted:
        raise Refused(_("Velg avdelinger fra listen."), field="avdelinger")


def _offices(data: Brukerdata) -> frozenset[UUID]:
    """Where he works now counts among those where he may."""
    return data.avdelinger | ({data.avdeling_id} if data.avdeling_id else set())


def _fill(bruker: Bruker, data: Brukerdata) -> dict[str, Any]:
    names = ("navn", "epost", "telefon", "sprak", "avdeling_id")
    changed = {
        n: [getattr(bruker, n), getattr(data, n)] for n in names if getattr(bruker, n) != getattr(data, n)
    }
    for name, (_before, after) in changed.items():
        setattr(bruker, name, after)
    return {name: [str(each or "") for each in pair] for name, pair in changed.items()}


def _put(
    session: Session, bruker_id: UUID, data: Brukerdata, *, roles: frozenset[UUID], offices: frozenset[UUID]
) -> None:
    for model, column, held, wanted in (
        (Brukerrolle, Brukerrolle.rolle_id, roles, data.roller),
        (Brukeravdeling, Brukeravdeling.avdeling_id, offices, _offices(data)),
    ):
        if gone := held - wanted:
            session.execute(delete(model).where(model.bruker_id == bruker_id, column.in_(gone)))
        for each in sorted(wanted - held):
            session.add(model(id=uuid7(), bruker_id=bruker_id, **{column.key: each}))
