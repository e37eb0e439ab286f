"""A contact's way into the customer portal: give, change, withdraw, invite again."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import today
from portal.db.types import uuid7
from portal.errors import NotFound, Refused, Stale
from portal.i18n import _
from portal.identity.models import Portalkonto, Portaltilgang
from portal.identity.sessions import end_all
from portal.kundekort.kontakter.queries import get_kontakt
from portal.kundekort.kontakter.tilgang.konto import account_of, invite
from portal.kundekort.kontakter.tilgang.queries import find_tilgang, list_noder
from portal.kundekort.kontakter.tilgang.rules import Tilgangsdata, complete


def gi_tilgang(
    session: Session,
    *,
    kunde_id: UUID,
    kontakt_id: UUID,
    data: Tilgangsdata,
    adresse: str | None,
    er_demo: bool = False,
) -> Portaltilgang:
    """Give a present contact access and mail the invitation. A person has one account for all his customers.

    `adresse` is what stands before the token in the link; None invites nobody now.

    Raises:
        NotFound. Refused: no e-mail address, he has left, he has access, no rights, or someone else's address.
    """
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id, lock=True)
    if kontakt.gyldig_til is not None and kontakt.gyldig_til <= today():
        raise Refused(_("Kontakten er avsluttet hos kunden."))
    rights = _checked(data)
    held = find_tilgang(session, kontakt_id=kontakt_id, lock=True)
    if held is not None and (held[0].gyldig_til is None or held[0].gyldig_til > today()):
        raise Refused(_("Kontakten har alt tilgang. Endre den i stedet."))
    konto = account_of(session, kontakt, person, er_demo=er_demo)
    tilgang = held[0] if held else Portaltilgang(id=uuid7(), engasjement_id=kontakt_id, konto_id=konto.id)
    tilgang.konto_id = konto.id
    _fill(session, tilgang, data, rights, kunde_id)
    tilgang.versjon = (tilgang.versjon or 0) + 1
    session.add(tilgang)
    record(
        session,
        "tilgang.gitt",
        kunde_id=kunde_id,
        person_id=person.id,
        subject=tilgang,
        navn=person.navn,
        rettigheter=tilgang.rettigheter,
        omfang=tilgang.omfang,
    )
    if adresse is not None:
        invite(session, kunde_id=kunde_id, kontakt=kontakt, person=person, konto=konto, adresse=adresse)
    return tilgang


def endre_tilgang(
    session: Session, *, kunde_id: UUID, kontakt_id: UUID, data: Tilgangsdata, versjon: int
) -> Portaltilgang:
    """Change rights, scope, limit or end. They hold from the next request; sessions end when a right was taken.

    Raises:
        NotFound. Stale: someone changed it since `versjon`. Refused: no rights.
    """
    _kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    tilgang, konto = _held(session, kontakt_id)
    if tilgang.versjon != versjon:
        raise Stale(_("Noen andre har endret tilgangen mens du skrev."))
    rights = _checked(data)
    taken = set(tilgang.rettigheter) - {str(right) for right in rights}
    before = {"rettigheter": tilgang.rettigheter, "omfang": str(tilgang.omfang)}
    reach = (tilgang.omfang, tilgang.kunde_id)
    _fill(session, tilgang, data, rights, kunde_id)
    tilgang.versjon += 1
    if taken or reach != (tilgang.omfang, tilgang.kunde_id):
        end_all(session, konto_id=konto.id)
    record(
        session,
        "tilgang.endret",
        kunde_id=kunde_id,
        person_id=person.id,
        subject=tilgang,
        navn=person.navn,
        foer=before,
        etter={"rettigheter": tilgang.rettigheter, "omfang": str(tilgang.omfang)},
    )
    return tilgang


def trekk_tilgang(session: Session, *, kunde_id: UUID, kontakt_id: UUID) -> Portaltilgang:
    """End the access now, and every session of the account. The account stays for his other customers.

    A second time changes nothing. Raises NotFound.
    """
    _kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    tilgang, konto = _held(session, kontakt_id)
    end_all(session, konto_id=konto.id)
    if tilgang.gyldig_til is None or tilgang.gyldig_til > today():
        tilgang.gyldig_til = today()
        tilgang.versjon += 1
        record(
            session,
            "tilgang.trukket",
            kunde_id=kunde_id,
            person_id=person.id,
            subject=tilgang,
            navn=person.navn,
        )
    return tilgang


def inviter_igjen(session: Session, *, kunde_id: UUID, kontakt_id: UUID, adresse: str) -> Portaltilgang:
    """Mail a new link; the old one dies. Raises NotFound; Refused when the access has ended."""
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)
    tilgang, konto = _held(session, kontakt_id)
    if not konto.er_aktiv or (tilgang.gyldig_til is not None and tilgang.gyldig_til <= today()):
        raise Refused(_("Tilgangen er avsluttet. Gi den på nytt først."))
    invite(session, kunde_id=kunde_id, kontakt=kontakt, person=person, konto=konto, adresse=adresse)
    return tilgang


def _checked(data: Tilgangsdata) -> list[str]:
    rights = sorted(str(right) for right in complete(data.rettigheter))
    if not rights:
        raise Refused(_("Velg minst én rettighet."), field="rettigheter")
    if data.gyldig_til is not None and data.gyldig_til <= today():
        raise Refused(_("Sluttdatoen må være etter i dag."), field="gyldig_til")
    return rights


def _fill(
    session: Session, tilgang: Portaltilgang, data: Tilgangsdata, rights: list[str], kunde_id: UUID
) -> None:
    node_id = data.node_id or kunde_id
    if node_id != kunde_id and node_id not in {row.id for row in list_noder(session, kunde_id=kunde_id)}:
        raise Refused(_("Enheten ligger ikke under kunden."), field="node")
    tilgang.kunde_id, tilgang.rettigheter, tilgang.omfang = node_id, rights, data.omfang
    tilgang.tak_oere, tilgang.gyldig_til = data.tak_oere, data.gyldig_til


def _held(session: Session, kontakt_id: UUID) -> tuple[Portaltilgang, Portalkonto]:
    held = find_tilgang(session, kontakt_id=kontakt_id, lock=True)
    if held is None:
        raise NotFound(f"no access for engasjement {kontakt_id}")
    return held
