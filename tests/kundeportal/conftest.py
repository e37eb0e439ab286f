"""Contacts of Fjordtre beside the cast, and weeks that wait for their answer."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dev.cast import Cast
from portal.identity.models import Oektslag, Portalkonto, Portaltilgang, Tilgangsomfang
from portal.identity.permissions import CONTACT_PRESETS, Portalrett
from portal.oppdrag.models import Timeliste
from tests.support.client import PortalClient
from tests.support.make import Make
from tests.support.weeks import deliver, timeliste_of, week_worked

PRICE = Portalrett.TIMER_PRIS
Contact = Callable[..., PortalClient]


def access_of(session: Session, key: str) -> Portaltilgang:
    """The access of a contact of Fjordtre, by name or address, for changing."""
    epost = key if "@" in key else f"{key}@fjordtre.example"
    return session.scalars(
        select(Portaltilgang)
        .join(Portalkonto, Portalkonto.id == Portaltilgang.konto_id)
        .where(Portalkonto.epost == epost)
    ).one()


@pytest.fixture(autouse=True)
def _week_worked() -> Iterator[None]:
    """Hours are delivered when they are worked."""
    with week_worked():
        yield


@pytest.fixture
def oppdrag_id(cast: Cast) -> UUID:
    return cast.id("op.truck.piotr")


@pytest.fixture
def piotr(client: PortalClient) -> PortalClient:
    return client.as_("piotr")


@pytest.fixture
def terje(client: PortalClient, session: Session) -> PortalClient:
    """Terje as the preset makes him: hours and approval, no prices."""
    access = access_of(session, "terje")
    access.rettigheter = [right for right in access.rettigheter if right != PRICE]
    session.commit()
    return client.as_("terje")


@pytest.fixture
def siv(client: PortalClient) -> PortalClient:
    return client.as_("siv")


@pytest.fixture
def anne(client: PortalClient) -> PortalClient:
    return client.as_("anne")


@pytest.fixture
def week(piotr: PortalClient, oppdrag_id: UUID, session: Session) -> Timeliste:
    """Piotr's week, delivered with a long Thursday."""
    assert deliver(piotr, oppdrag_id, dager_3_slutt="17:30", kommentar="Lang torsdag").status_code == 303
    return timeliste_of(session, oppdrag_id)


@pytest.fixture
def contact(client: PortalClient, make: Make, session: Session, cast: Cast) -> Contact:
    """A new contact, signed in: `contact("Kari Ny", preset="Superbruker", omfang=…, tak_oere=…)`."""

    def signed_in(
        navn: str,
        *,
        kunde: str = "fjordtre",
        preset: str = "Timegodkjenner",
        omfang: Tilgangsomfang = Tilgangsomfang.KUNDE,
        **changed: object,
    ) -> PortalClient:
        kunde_id = cast.id(kunde)
        epost = f"{navn.split(maxsplit=1)[0].lower()}@ny.example"
        person = make.kontakt(kunde_id=kunde_id, navn=navn, epost=epost)
        access = make.tilgang(
            kunde_id=kunde_id, kontakt_id=person.id, rettigheter=CONTACT_PRESETS[preset], omfang=omfang
        )
        for name, value in changed.items():
            setattr(access, name, value)
        session.commit()
        other = PortalClient(client.app, client.bind, client.tenants)
        other.sign_in("nordvik", Oektslag.KONTAKT, konto_id=access.konto_id)
        return other

    return signed_in
