"""The account behind an access, and the mail that opens it."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _, in_language
from portal.identity.codes import make_invitation
from portal.identity.models import Kontoslag, Portalkonto
from portal.kundekort.models import Engasjement, Person
from portal.kundekort.queries import get_kunde
from portal.messaging.actions import send_epost
from portal.tenancy.models import Tenant


def account_of(session: Session, kontakt: Engasjement, person: Person, *, er_demo: bool) -> Portalkonto:
    """The person's account, made when he has none. An address opens one account of a kind in a tenant."""
    konto = session.scalar(select(Portalkonto).where(Portalkonto.person_id == person.id))
    if konto is not None:
        konto.er_aktiv = True
        return konto
    epost = (kontakt.epost or person.epost).strip().lower()
    if not epost:
        raise Refused(_("Kontakten mangler e-postadresse. Skriv den inn først."))
    taken = select(Portalkonto.id).where(Portalkonto.slag == Kontoslag.KONTAKT, Portalkonto.epost == epost)
    if session.scalar(taken) is not None:
        raise Refused(_("En annen kontakt logger inn med %(epost)s.", epost=epost))
    konto = Portalkonto(
        id=uuid7(),
        slag=Kontoslag.KONTAKT,
        navn=person.navn,
        epost=epost,
        person_id=person.id,
        sprak=person.sprak,
        er_aktiv=True,
        er_demo=er_demo,
    )
    session.add(konto)
    session.flush()  # access and invitation point at the account
    return konto


def invite(
    session: Session,
    *,
    kunde_id: UUID,
    kontakt: Engasjement,
    person: Person,
    konto: Portalkonto,
    adresse: str,
) -> None:
    kunde = get_kunde(session, kunde_id=kunde_id)
    byraa = session.scalar(select(Tenant.navn).where(Tenant.id == session.info["tenant"])) or ""
    lenke = adresse + make_invitation(session, konto_id=konto.id)
    sprak = konto.sprak or kunde.sprak
    with in_language(sprak):
        send_epost(
            session,
            til=konto.epost,
            navn=person.navn,
            emne=_("Tilgang til portalen hos %(byraa)s", byraa=byraa),
            tekst=_(
                "Hei %(navn)s,\n\n%(byraa)s har gitt deg tilgang til kundeportalen for %(kunde)s.\n\n"
                "Åpne lenken for å komme i gang:\n%(lenke)s\n\n"
                "Lenken virker én gang, i sju dager. Senere logger du inn med e-postadressen din.",
                navn=person.navn,
                byraa=byraa,
                kunde=kunde.navn,
                lenke=lenke,
            ),
            sprak=sprak,
            noekkel=uuid4(),
            kunde_id=kunde_id,
            person_id=person.id,
            engasjement_id=kontakt.id,
            hemmelig=True,
        )
    record(
        session,
        "tilgang.invitert",
        kunde_id=kunde_id,
        person_id=person.id,
        subject=konto,
        navn=person.navn,
        epost=konto.epost,
    )
