"""Making and changing roles. A change holds from the next request of those who have the role."""

from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.administrasjon.actions import (
    check_administrator,
    check_kept,
    check_own,
    flush_unique,
    lock_administrasjon,
)
from portal.administrasjon.roller.queries import count_har, get_rolle, has_rolle
from portal.audit.record import actor_of, record
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _, ngettext
from portal.identity.models import Rolle
from portal.identity.permissions import Permission
from portal.identity.rettighetsord import complete


def opprett_rolle(session: Session, *, navn: str, kopi_av: UUID | None) -> Rolle:
    """A role of one's own, as another one is or with what everyone has. Nobody has it yet.

    Raises:
        NotFound: no such role to copy. Refused: the name is taken.
    """
    _check_name(session, navn, but=None)
    held = get_rolle(session, rolle_id=kopi_av).rettigheter if kopi_av is not None else []
    rolle = Rolle(id=uuid7(), navn=navn, rettigheter=_stored(set(held)))
    session.add(rolle)
    flush_unique(session, said=_taken(), field="navn")
    record(session, "rolle.opprettet", subject=rolle, navn=navn, rettigheter=rolle.rettigheter)
    return rolle


def endre_rolle(
    session: Session, *, rolle_id: UUID, navn: str, rettigheter: AbstractSet[str], versjon: int
) -> Rolle:
    """Another name or other rights. Locks the roles that administer, then this one.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: the name is taken; the actor has the role, and a right is
            added that he does not have; a right that nobody would have any more.
    """
    kept = lock_administrasjon(session)
    rolle = get_rolle(session, rolle_id=rolle_id, lock=True)
    if rolle.versjon != versjon:
        raise Stale(_("Noen andre har endret rollen mens du skrev."))
    _check_name(session, navn, but=rolle_id)
    before, name_before = list(rolle.rettigheter), rolle.navn
    after = _stored(rettigheter)
    if has_rolle(session, rolle_id=rolle_id, bruker_id=actor_of(session).id):
        check_own(session, rights=set(after) - set(before), field="rettigheter")
    rolle.navn, rolle.rettigheter = navn, after
    rolle.versjon += 1
    flush_unique(session, said=_taken(), field="navn")
    if set(after) != set(before):
        check_administrator(session, field="rettigheter")
        check_kept(session, before=kept, field="rettigheter")
    record(
        session,
        "rolle.endret",
        subject=rolle,
        navn=navn,
        foer={"navn": name_before, "rettigheter": before},
        etter={"navn": navn, "rettigheter": after},
    )
    return rolle


def ta_rolle_ut_av_bruk(session: Session, *, rolle_id: UUID) -> Rolle:
    """Nobody can be given it any more. Locks it. A second time changes nothing.

    Raises:
        NotFound. Refused: someone has it, also one who is deactivated and may come back.
    """
    rolle = get_rolle(session, rolle_id=rolle_id, lock=True)
    if not rolle.er_aktiv:
        return rolle
    if har := count_har(session, rolle_id=rolle_id):
        raise Refused(
            ngettext(
                "En bruker har rollen. Gi den brukeren en annen først.",
                "%(num)s brukere har rollen, de deaktiverte medregnet. Gi dem en annen først.",
                har,
            )
        )
    return _set_use(session, rolle, "rolle.ut-av-bruk", er_aktiv=False)


def ta_rolle_i_bruk(session: Session, *, rolle_id: UUID) -> Rolle:
    """It can be given again. A second time changes nothing. Raises NotFound."""
    rolle = get_rolle(session, rolle_id=rolle_id, lock=True)
    return rolle if rolle.er_aktiv else _set_use(session, rolle, "rolle.i-bruk", er_aktiv=True)


def _set_use(session: Session, rolle: Rolle, kode: str, *, er_aktiv: bool) -> Rolle:
    rolle.er_aktiv = er_aktiv
    rolle.versjon += 1
    record(session, kode, subject=rolle, navn=rolle.navn)
    return rolle


def _stored(rights: AbstractSet[str]) -> list[str]:
    known = frozenset(right for right in Permission if str(right) in rights)
    return sorted(map(str, complete(known)))


def _check_name(session: Session, navn: str, *, but: UUID | None) -> None:
    taken = select(Rolle.id).where(Rolle.navn == navn)
    if but is not None:
        taken = taken.where(Rolle.id != but)
    if session.scalar(taken) is not None:
        raise Refused(_taken(), field="navn")


def _taken() -> str:
    return _("Det finnes alt en rolle med dette navnet.")
