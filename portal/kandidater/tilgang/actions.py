"""A candidate's way into the worker's portal: invite, withdraw."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import NotFound, Refused
from portal.i18n import _, in_language
from portal.identity.codes import make_invitation
from portal.identity.models import Kontoslag, Portalkonto
from portal.identity.sessions import end_all
from portal.kandidater.models import Kandidat, Kandidatstatus
from portal.kandidater.queries import get_kandidat
from portal.messaging.actions import send_epost
from portal.tenancy.models import Tenant


def inviter_kandidat(
    session: Session, *, kandidat_id: UUID, adresse: str, er_demo: bool = False
) -> Portalkonto:
    """Open the worker's portal and mail a link; an earlier link dies. Does not commit.

    `adresse` is what stands before the token in the link.

    Raises:
        NotFound: no such candidate here.
        Refused: inactive, without an e-mail address, or another account has the address.
    """
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    if kandidat.status is Kandidatstatus.INAKTIV:
        raise Refused(_("%(navn)s er satt inaktiv.", navn=kandidat.navn))
    konto = account_of(session, kandidat=kandidat, er_demo=er_demo)
    tenant = session.execute(
        select(Tenant.navn, Tenant.sprak).where(Tenant.id == session.info["tenant"])
    ).one()
    sprak = konto.sprak or tenant.sprak
    with in_language(sprak):
        send_epost(
            session,
            til=konto.epost,
            navn=kandidat.navn,
            emne=_("Tilgang til vikarportalen hos %(byraa)s", byraa=tenant.navn),
            tekst=_(
                "Hei %(navn)s,\n\n%(byraa)s har gitt deg tilgang til vikarportalen. Der leverer du timer.\n\n"
                "Åpne lenken for å komme i gang:\n%(lenke)s\n\n"
                "Lenken virker én gang, i sju dager. Senere logger du inn med e-postadressen din.",
                navn=kandidat.fornavn,
                byraa=tenant.navn,
                lenke=adresse + make_invitation(session, konto_id=konto.id),
            ),
            sprak=sprak,
            noekkel=uuid4(),
            hemmelig=True,
        )
    record(session, "kandidat.invitert", subject=kandidat, epost=konto.epost)
    return konto


def account_of(session: Session, *, kandidat: Kandidat, er_demo: bool = False) -> Portalkonto:
    """The candidate's account, made or opened again. Flushes. Raises Refused."""
    konto = session.scalar(select(Portalkonto).where(Portalkonto.kandidat_id == kandidat.id))
    if not kandidat.epost:
        raise Refused(_("Kandidaten mangler e-postadresse. Skriv den inn først."))
    taken = select(Portalkonto.id).where(
        Portalkonto.slag == Kontoslag.VIKAR,
        Portalkonto.epost == kandidat.epost,
        Portalkonto.kandidat_id != kandidat.id,
    )
    if session.scalar(taken) is not None:
        raise Refused(_("En annen vikar logger inn med %(epost)s.", epost=kandidat.epost))
    if konto is None:
        konto = Portalkonto(
            id=uuid7(), slag=Kontoslag.VIKAR, kandidat_id=kandidat.id, sprak=None, er_demo=er_demo
        )
        session.add(konto)
    konto.navn, konto.epost, konto.er_aktiv = kandidat.navn, kandidat.epost, True
    session.flush()  # the invitation points at the account
    return konto


def trekk_tilgang(session: Session, *, kandidat_id: UUID) -> Portalkonto:
    """Close the worker's portal now and end every session. A second time changes nothing. Raises NotFound."""
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    konto = session.scalar(select(Portalkonto).where(Portalkonto.kandidat_id == kandidat_id))
    if konto is None:
        raise NotFound(f"portalkonto of kandidat {kandidat_id}")
    end_all(session, konto_id=konto.id)
    if konto.er_aktiv:
        konto.er_aktiv = False
        record(session, "kandidat.tilgang-trukket", subject=kandidat)
    return konto
