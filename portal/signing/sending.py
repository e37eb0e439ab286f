"""Sending a document to be signed: what it must be, who is asked, and the rows of the request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.base import add_in_order
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.filestore.gateway import open_file
from portal.filestore.queries import get_dokument
from portal.i18n import _
from portal.identity.sessions import digest
from portal.jobs.outbox import enqueue
from portal.signing.ending import OPPRETT
from portal.signing.lenker import make_token
from portal.signing.models import Signatar, Signatarslag, Signeringsforespoersel, Tilstand
from portal.signing.queries import find_by_noekkel, find_open_of
from portal.signing.registry import chosen
from portal.signing.rules import MOST_DAYS, end_of
from portal.signing.tilstand import fortell, skriv
from portal.web.parse import BadInput, parse_epost

#: The page of signatures has room for so many.
MOST_SIGNERS = 8


@dataclass(frozen=True)
class Person:
    """One who shall sign, as the room above knows him."""

    slag: Signatarslag
    id: UUID
    navn: str
    epost: str
    for_hvem: str
    rekkefoelge: int = 1
    #: The code goes to this number, on another way than the link; empty: by mail.
    mobil: str = ""


def send_til_signering(
    session: Session,
    *,
    kunde_id: UUID,
    dokument_id: UUID,
    personer: Sequence[Person],
    frist: date,
    melding: str,
    sprak: str,
    adresse: str,
    noekkel: UUID,
) -> Signeringsforespoersel:
    """Make the request; the worker opens it and invites. Locks the document. The same `noekkel` answers the first.

    `adresse` is what stands before the token in the links.

    Raises:
        NotFound. Refused: nobody or too many, a deadline that is past or too far, no PDF, a file with signatures or a
            password, part of the accounts, or a request that runs already.
    """
    if first := find_by_noekkel(session, noekkel=noekkel):
        return first
    dokument = get_dokument(session, dokument_id=dokument_id, lock=True)
    if dokument.kunde_id != kunde_id:
        raise NotFound(f"dokument {dokument_id} of kunde {kunde_id}")
    if dokument.uforanderlig:
        raise Refused(_("Dokumentet er bilag i regnskapet og kan ikke sendes til signering."))
    if find_open_of(session, dokument_id=dokument_id) is not None:
        raise Refused(_("Dokumentet er alt til signering. Trekk den forespørselen først."))
    _check(personer, frist)
    fil = open_file(session, dokument_id=dokument_id)
    innhold = fil.read()
    if fil.mediatype != "application/pdf":
        raise Refused(
            _("Bare PDF kan sendes til signering. Lagre dokumentet som PDF og last det opp på nytt.")
        )
    if b"/ByteRange" in innhold:
        raise Refused(_("Filen er alt signert elektronisk. En ny signatur ville gjort den gamle ugyldig."))
    if b"/Encrypt" in innhold:
        raise Refused(_("Filen er låst med passord. Lagre den uten passord og last den opp på nytt."))
    actor = actor_of(session)
    foresp = Signeringsforespoersel(
        id=uuid7(),
        noekkel=noekkel,
        kunde_id=kunde_id,
        dokument_id=dokument_id,
        dokument_nr=dokument.siste_nr,
        sha256=fil.sha256,
        tittel=dokument.tittel,
        melding=melding.strip(),
        sprak=sprak,
        frist_tid=end_of(frist),
        leverandoer=chosen(session).key,
        adresse=adresse,
        tilstand=Tilstand.KOE,
        tilstand_tid=now(),
        opprettet_tid=now(),
        opprettet_av_id=actor.id if actor.slag == "ansatt" else None,
        opprettet_av_navn=actor.navn,
    )
    add_in_order(session, [foresp], [_signatar(session, foresp, person) for person in personer])
    skriv(session, foresp, "opprettet", sha256=fil.sha256.hex(), nr=dokument.siste_nr)
    fortell(session, foresp, "signering.sendt", til=", ".join(person.navn for person in personer))
    enqueue(session, OPPRETT, key=foresp.id, forespoersel_id=foresp.id)
    return foresp


def _check(personer: Sequence[Person], frist: date) -> None:
    if not personer:
        raise Refused(_("Velg minst én som skal signere."), field="kontakter")
    if len(personer) > MOST_SIGNERS:
        raise Refused(
            _("Høyst %(antall)d kan signere samme dokument.", antall=MOST_SIGNERS), field="kontakter"
        )
    if without := [person.navn for person in personer if not person.epost]:
        raise Refused(_("%(navn)s har ingen e-postadresse.", navn=", ".join(without)), field="kontakter")
    if unusable := [person.navn for person in personer if not is_address(person.epost)]:
        raise Refused(
            _(
                "E-postadressen til %(navn)s kan ikke brukes. Rett den på kontakten.",
                navn=", ".join(unusable),
            ),
            field="kontakter",
        )
    check_day(frist)


def is_address(epost: str) -> bool:
    """Mail can go to it. One that is none would stop him, and whoever signs before him, when his turn comes."""
    try:
        parse_epost(epost)
    except BadInput:
        return False
    return True


def _signatar(session: Session, foresp: Signeringsforespoersel, person: Person) -> Signatar:
    signatar_id = uuid7()
    token = make_token(tenant_id=session.info["tenant"], signatar_id=signatar_id, nr=1)
    contact = person.slag is Signatarslag.KONTAKT
    return Signatar(
        id=signatar_id,
        forespoersel_id=foresp.id,
        slag=person.slag,
        engasjement_id=person.id if contact else None,
        bruker_id=None if contact else person.id,
        navn=" ".join(person.navn.split()),  # a header is one line
        epost=person.epost,
        mobil=person.mobil,
        for_hvem=person.for_hvem,
        rekkefoelge=person.rekkefoelge,
        lenke_hash=digest(token),
    )


def check_day(frist: date) -> None:
    if frist < today():
        raise Refused(_("Fristen er alt forbi."), field="frist")
    if frist > today() + timedelta(days=MOST_DAYS):
        raise Refused(_("Fristen kan være høyst %(dager)d dager fram.", dager=MOST_DAYS), field="frist")
