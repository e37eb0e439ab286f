"""Warned before the first invoice when nobody at the customer takes it; quiet when it does not matter."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.dev.cast import NORDVIK
from portal.faktura.models import Dokumenttilstand, Salgsdokument
from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.rules import Kundedata
from portal.kundekort.models import Kontaktrolle, Rolle
from portal.oppdrag.models import Utleieoppdrag
from tests.support.statements import statements

SAYS = "Ingen kontakt har rollen «Mottar faktura»"


@pytest.fixture
def kunde(make, session):
    """A customer somebody works at, with nothing invoiced."""
    held = make.kunde(navn="Første Faktura AS")
    like = session.scalars(select(Utleieoppdrag).limit(1)).one()
    names = [c.name for c in Utleieoppdrag.__table__.columns if c.name not in {"id", "nummer", "idempotens"}]
    values = {name: getattr(like, name) for name in names}
    gone = {"ledig_stilling_id": None, "arbeidssted_id": None, "bestiller_id": None, "godkjenner_id": None}
    session.add(
        Utleieoppdrag(**{**values, **gone, "kunde_id": held.id, "nummer": "OP-99001", "idempotens": held.id})
    )
    session.flush()
    return held


def warned(client, kunde) -> tuple[bool, bool]:
    return tuple(SAYS in client.get(f"/kunder/{kunde.id}{tab}").text for tab in ("", "/faktura"))


def give_role(session, make, kunde, *, rolle=Rolle.FAKTURAMOTTAKER, at=None, til=None):
    kontakt = make.kontakt(kunde_id=kunde.id, navn="Frida Faktura")
    fra = today() - timedelta(days=9)
    session.add(
        Kontaktrolle(
            engasjement_id=kontakt.id, kunde_id=(at or kunde).id, rolle=rolle, gyldig_fra=fra, gyldig_til=til
        )
    )
    session.flush()
    return kontakt


def test_warned_until_somebody_has_the_role(client, session, make, kunde) -> None:
    assert warned(client, kunde) == (True, True)
    give_role(session, make, kunde, rolle=Rolle.HR)
    give_role(session, make, kunde, til=today())
    assert warned(client, kunde) == (True, True)  # another role, and one that has ended
    give_role(session, make, kunde)
    assert warned(client, kunde) == (False, False)


def test_one_who_left_takes_no_invoices(client, session, make, kunde) -> None:
    kontakt = give_role(session, make, kunde)
    kontakt.gyldig_til = today()
    session.flush()
    assert warned(client, kunde) == (True, True)


def test_the_role_at_a_customer_above_covers_it(client, session, make, kunde) -> None:
    enhet = registrer_kunde(session, data=Kundedata(navn="Første Lager"), forelder_id=kunde.id)
    session.execute(
        Utleieoppdrag.__table__.update().where(Utleieoppdrag.kunde_id == kunde.id).values(kunde_id=enhet.id)
    )
    assert warned(client, enhet) == (True, True)
    assert warned(client, kunde) == (False, False)  # nobody works at the top itself
    give_role(session, make, kunde)
    assert warned(client, enhet) == (False, False)


def test_quiet_where_nothing_will_be_invoiced_and_after_the_first(client, session, make) -> None:
    assert warned(client, make.kunde(navn="Bare prospekt AS")) == (False, False)
    issued = session.scalars(
        select(Salgsdokument.kunde_id).where(Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT).limit(1)
    ).one()

    class Invoiced:
        id = issued

    assert warned(client, Invoiced) == (False, False)


def test_who_sees_no_invoices_is_not_told(client, kunde) -> None:
    assert SAYS not in client.as_("berit").get(f"/kunder/{kunde.id}").text


def test_the_warning_costs_no_statement(client, connection, session, make, kunde) -> None:
    counts = []
    for each in (kunde, make.kunde(navn="Bare prospekt AS")):
        session.flush()
        with statements(connection) as seen:
            client.get(f"/kunder/{each.id}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert NORDVIK.id("fjordtre")
