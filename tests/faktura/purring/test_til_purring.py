"""«Til purring»: the step follows from the days, the customer's profile and what is open, and is stored nowhere."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import frozen, now, today
from portal.errors import NotFound
from portal.faktura.listing import Valg, list_fakturaer
from portal.faktura.purring import queries
from portal.faktura.purring.queries import find_gebyr, list_til_purring
from portal.kundekort.models import Kunde, Purreprofil
from portal.kundekort.purreprofiler.actions import lagre_profil, velg_profil
from portal.kundekort.purreprofiler.rules import Profildata
from tests.support.statements import statements


@pytest.fixture
def kunde(make, session):
    """Nothing but what the test makes is overdue at this customer; its invoices are due on the day."""
    made = make.fakturakunde(betalingsdager=0)
    session.flush()
    return made


@pytest.fixture
def due(make, kunde):
    """An invoice that was due so many days ago."""

    def due(days: int):
        with frozen(now() - timedelta(days=days)):
            return make.faktura(kunde_id=kunde.id, levering_fra=today(), levering_til=today())

    return due


def steps(session, kunde) -> dict:
    rows = [row for row in list_til_purring(session, size=500).rows if row.kunde_id == kunde.id]
    return {row.dager: row.trinn for row in rows}


def test_each_day_has_its_step_by_the_agencys_own_profile(session, kunde, due) -> None:
    for days in sorted((0, 2, 3, 13, 14, 27, 28, 200), reverse=True):
        due(days)
    assert steps(session, kunde) == {
        3: "paaminnelse",
        13: "paaminnelse",
        14: "purring",
        27: "purring",
        28: "inkassovarsel",
        200: "inkassovarsel",
    }


def test_what_is_paid_leaves_and_what_is_undone_comes_back(session, kunde, due, make) -> None:
    old, part = due(30), due(20)
    make.betaling(faktura_id=old.id)
    make.betaling(faktura_id=part.id, beloep_oere=1)
    assert steps(session, kunde) == {20: "purring"}
    make.kreditnota(faktura_id=part.id)
    assert steps(session, kunde) == {}


def test_the_customers_own_profile_goes_before_the_agencys(session, kunde, due) -> None:
    lagre_profil(session, data=Profildata("Mild", 60, rekkefoelge=90))
    session.flush()
    due(30)
    mild = session.scalars(select(Purreprofil).where(Purreprofil.navn == "Mild")).one()
    assert steps(session, kunde) == {30: "inkassovarsel"}
    held = session.scalars(select(Kunde).where(Kunde.id == kunde.id)).one()
    velg_profil(session, kunde_id=kunde.id, profil_id=mild.id, versjon=held.versjon)
    session.flush()
    assert steps(session, kunde) == {}, "thirty days is before the sixtieth"


def test_the_tab_says_the_step_beside_the_status(client, session, kunde, due) -> None:
    due(15)
    session.commit()
    valg = Valg(kunde_ids=(kunde.id,), med_trinn=True)
    assert [row.trinn for row in list_fakturaer(session, valg=valg).rows] == ["purring"]
    page = client.as_("lise").get(f"/kunder/{kunde.id}/faktura").text
    assert "Purring" in page
    due(0)
    session.commit()
    assert [row.trinn for row in list_fakturaer(session, valg=valg).rows] == [None, "purring"]


def test_the_list_pages_by_the_oldest_and_asks_the_same_for_many(client, session, due, connection) -> None:
    for days in (40, 41, 42):
        due(days)
    session.commit()
    first = list_til_purring(session, trinn="inkassovarsel", size=2)
    rest = list_til_purring(session, trinn="inkassovarsel", etter=first.next_mark, size=500)
    seen = [row.id for row in (*first.rows, *rest.rows)]
    assert len(set(seen)) == len(seen)
    days = [row.dager for row in (*first.rows, *rest.rows)]
    assert days == sorted(days, reverse=True)
    assert {40, 41, 42} <= set(days)
    lise = client.as_("lise")
    with statements(connection) as few:
        assert lise.get("/innbetalinger/til-purring").status_code == 200
    for more in range(43, 50):
        due(more)
    session.commit()
    with statements(connection) as many:
        lise.get("/innbetalinger/til-purring?filter=inkassovarsel")
    assert len(many) == len(few)


def test_the_fee_is_a_twentieth_of_the_dated_rate(session, monkeypatch) -> None:
    oere, source = find_gebyr(session)
    assert oere == 3_800  # 750 kroner / 20 = 37,50, in whole kroner
    assert "Inkasso" in source

    def none(*_args, **_values):
        raise NotFound("no rate")

    monkeypatch.setattr(queries, "get_sats", none)
    assert find_gebyr(session) is None


def test_who_may_not_see_invoices_has_no_such_list(client) -> None:
    assert client.as_("marte").get("/innbetalinger/til-purring").status_code == 200
    assert client.as_("berit").get("/innbetalinger/til-purring").status_code == 403
