"""Factories for people and what belongs to them; a kunde of its own, so that no test leans on another's rows."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.filestore.actions import store_file
from portal.filestore.models import Dokument
from portal.identity.models import Portaltilgang, Tilgangsomfang
from portal.identity.permissions import Portalrett
from portal.kundekort.actions import seed_aktivitetstyper, seed_statuser
from portal.kundekort.kontakter.tilgang.actions import gi_tilgang
from portal.kundekort.kontakter.tilgang.rules import Tilgangsdata
from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.rules import Kundedata
from portal.kundekort.models import Engasjement, Kunde, Person

#: The smallest file that is one.
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def kunde(session: Session, *, navn: str = "Fjordtre Test AS") -> Kunde:
    """A customer, registered as people do it."""
    seed_statuser(session)
    seed_aktivitetstyper(session)
    return registrer_kunde(session, data=Kundedata(navn=navn))


def kontakt(
    session: Session,
    *,
    kunde_id: UUID,
    navn: str = "Terje Test",
    epost: str = "terje.test@fjordtre.example",
    fra: date = date(2026, 1, 1),
    til: date | None = None,
) -> Engasjement:
    """A person at a customer."""
    person = Person(id=uuid7(), navn=navn, sortering=sort_key(navn), opprettet_tid=now())
    session.add(person)
    session.flush()  # the engagement points at him
    engasjement = Engasjement(
        id=uuid7(),
        person_id=person.id,
        kunde_id=kunde_id,
        stilling="driftsleder",
        epost=epost,
        telefon="+4759900301",
        gyldig_fra=fra,
        gyldig_til=til,
        opprettet_tid=now(),
    )
    session.add(engasjement)
    session.flush()  # tests read it back by statement
    return engasjement


def dokument(session: Session, *, kunde_id: UUID | None = None, **changed: object) -> Dokument:
    """A stored PDF."""
    values = {"innhold": PDF, "filnavn": "avtale.pdf", "slag": "annet", "tittel": "Avtale", **changed}
    return store_file(session, kunde_id=kunde_id, **values)  # type: ignore[arg-type]


def tilgang(
    session: Session,
    *,
    kunde_id: UUID,
    kontakt_id: UUID,
    rettigheter: frozenset[Portalrett] = frozenset({Portalrett.TIMER_LES}),
    omfang: Tilgangsomfang = Tilgangsomfang.ENHET,
) -> Portaltilgang:
    """Portal access, invitation and all."""
    data = Tilgangsdata(rettigheter=rettigheter, omfang=omfang)
    address = "https://localhost/nordvik/invitasjon/"
    made = gi_tilgang(session, kunde_id=kunde_id, kontakt_id=kontakt_id, data=data, adresse=address)
    session.flush()  # tests read it back by statement
    return made
