"""Giving an employee access and changing who he is. Nobody gives himself a right he does not have."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from portal.administrasjon.actions import (
    check_administrator,
    check_kept,
    flush_unique,
    lock_administrasjon,
)
from portal.administrasjon.brukere.endring import choose_roles, fill, name_offices, put, wanted_offices
from portal.administrasjon.brukere.lenke import send_lenke, tell_old_address
from portal.administrasjon.brukere.queries import (
    find_by_epost,
    get_bruker,
    list_avdelinger_av,
    list_roller_av,
)
from portal.administrasjon.brukere.rules import Brukerdata
from portal.administrasjon.queries import rights_of
from portal.administrasjon.rules import beyond
from portal.audit.record import actor_of, record
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.codes import end_password_links
from portal.identity.models import Bruker
from portal.identity.rettighetsord import named
from portal.identity.sessions import end_all


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
        Refused: the address is taken, or a role or an office that is none.
    """
    _check_address(session, data.epost, but=None)
    roller = choose_roles(session, data.roller, held=frozenset(), bruker_id=None)
    name_offices(session, wanted_offices(data), held=frozenset())
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
    flush_unique(session, said=_taken(), field="epost")  # roles and offices point at it
    put(session, bruker.id, data, roles=frozenset(), offices=frozenset())
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

    When a right is taken from him, his sessions end; `spar` is the actor's own. Nothing changed is nothing done.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: the address is taken, or is of one who may do more than the
            actor; a right the actor gives himself; a right that nobody would have any more.
    """
    kept = lock_administrasjon(session)
    bruker = get_bruker(session, bruker_id=bruker_id, lock=True)
    if bruker.versjon != versjon:
        raise Stale(_("Noen andre har endret brukeren mens du skrev."))
    before = rights_of(session, bruker_id=bruker_id)
    held = list_roller_av(session, bruker_id=bruker_id)
    given = list_avdelinger_av(session, bruker_id=bruker_id)
    offices = given | ({bruker.avdeling_id} if bruker.avdeling_id else set())
    gammel = bruker.epost
    if data.epost != gammel:
        _check_address(session, data.epost, but=bruker_id)
        _check_reach(session, before)
    roles = choose_roles(session, data.roller, held=held, bruker_id=bruker_id)
    names = name_offices(session, wanted_offices(data), held=offices)
    changed = fill(bruker, data, offices=names)
    for name, was, now, called in (
        ("avdelinger", offices, wanted_offices(data), names),
        ("roller", held, data.roller, roles),
    ):
        if was != now:
            changed[name] = [sorted(called[each] for each in ids) for ids in (was, now)]
    if not changed:
        return bruker
    bruker.versjon += 1
    flush_unique(session, said=_taken(), field="epost")
    put(session, bruker_id, data, roles=held, offices=given)
    if held != data.roller:
        check_administrator(session, field="roller")
        check_kept(session, before=kept, field="roller")
        if before - rights_of(session, bruker_id=bruker_id):
            end_all(session, bruker_id=bruker_id, but=spar)
    record(session, "bruker.endret", subject=bruker, navn=bruker.navn, felter=changed)
    if data.epost != gammel:
        end_password_links(session, bruker_id=bruker_id)  # the mail with them went to the other address
        tell_old_address(session, bruker, gammel=gammel, firma=avsender.firma, sprak=avsender.sprak)
    return bruker


def send_ny_lenke(session: Session, *, bruker_id: UUID, avsender: Avsender) -> Bruker:
    """Mail a new link to his own address; the old one dies. Raises NotFound; Refused when he is not active.

    Whatever he may do: the mail goes to himself, and its text is nobody else's to read.
    """
    bruker = get_bruker(session, bruker_id=bruker_id, lock=True)
    if not bruker.er_aktiv:
        raise Refused(_("Brukeren er deaktivert. Aktiver den først."))
    send_lenke(session, bruker, adresse=avsender.adresse, firma=avsender.firma, sprak=avsender.sprak)
    record(session, "bruker.lenke-sendt", subject=bruker, navn=bruker.navn)
    return bruker


def _check_address(session: Session, epost: str, *, but: UUID | None) -> None:
    if (other := find_by_epost(session, epost=epost, but=but)) is None:
        return
    said = _taken() if other.er_aktiv else _("En deaktivert bruker har denne adressen. Aktiver den i stedet.")
    raise Refused(said, field="epost")


def _taken() -> str:
    return _("Det finnes alt en bruker med denne adressen.")


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
