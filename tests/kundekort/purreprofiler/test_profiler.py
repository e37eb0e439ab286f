"""Profiles of reminders: within the law, in order, one of them the agency's own, and one chosen for a customer."""

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.dev.cast import NORDVIK
from portal.errors import Refused, Stale
from portal.kundekort.kreditt.rules import Kredittstand
from portal.kundekort.models import Kunde, Purreprofil
from portal.kundekort.purreprofiler.actions import lagre_profil, velg_profil
from portal.kundekort.purreprofiler.queries import list_i_bruk
from portal.kundekort.purreprofiler.rules import KODER, SHIPPED, Profildata, check_profile
from portal.registers.queries import get_lovregel
from tests.support.forms import form_of

HAUG = NORDVIK.id("haug")


@pytest.fixture
def regler(session):
    return {kode: get_lovregel(session, kode=kode, dato=today()) for kode in KODER}


@pytest.mark.parametrize(
    ("data", "field", "says"),
    [
        (Profildata("x", 13, gebyr=True), "purring", "14 dager etter forfall"),
        (Profildata("x", 0), "purring", "etter forfall"),
        (Profildata("x", 14, 14), "paaminnelse", "mellom forfall"),
        (Profildata("x", 14, 0), "paaminnelse", "mellom forfall"),
        (
            Profildata("x", 14, inkassovarsel_dager=14, inkassofrist_dager=14),
            "inkassovarsel",
            "etter purringen",
        ),
        (
            Profildata("x", 14, gebyr=True, inkassovarsel_dager=27, inkassofrist_dager=14),
            "inkassovarsel",
            "minst 14 dagers frist",
        ),
        (Profildata("x", 14, inkassovarsel_dager=28, inkassofrist_dager=13), "inkassofrist", "inkassoloven"),
        (Profildata("x", 14, inkassovarsel_dager=28), "inkassofrist", "fristen i det"),
    ],
)
def test_earlier_than_the_law_or_out_of_order_is_refused_at_its_field(regler, data, field, says) -> None:
    with pytest.raises(Refused, match=says) as refused:
        check_profile(data, regler=regler)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "data",
    [
        SHIPPED,
        Profildata("x", 14, gebyr=True),
        Profildata("x", 7, 3),
        Profildata("x", 14, inkassovarsel_dager=15, inkassofrist_dager=14),
    ],
)
def test_what_the_law_allows_goes_through(regler, data) -> None:
    """The control: without a fee a reminder may come earlier."""
    check_profile(data, regler=regler)


def test_a_name_once_and_never_none_in_use(session) -> None:
    [own] = list_i_bruk(session)
    with pytest.raises(Refused, match="det navnet"):
        lagre_profil(session, data=Profildata(own.navn, 20))
    with pytest.raises(Refused, match="minst én profil"):
        lagre_profil(
            session, data=Profildata(own.navn, 20, er_aktiv=False), profil_id=own.id, versjon=own.versjon
        )
    with pytest.raises(Stale):
        lagre_profil(session, data=Profildata(own.navn, 20), profil_id=own.id, versjon=own.versjon + 1)
    lagre_profil(session, data=Profildata("Rask", 20, rekkefoelge=1))
    session.flush()
    assert [row.navn for row in list_i_bruk(session)] == ["Rask", own.navn], "the lowest is the agency's own"


def test_the_pages_refuse_with_the_paragraph_and_keep_what_was_typed(client) -> None:
    jon = client.as_("jon")
    assert "Vanlig" in jon.get("/kunder/purreprofiler").text
    path = "/kunder/purreprofiler/ny"
    posted = {**form_of(jon, path), "navn": "Streng", "purring": "10", "gebyr": "y"}
    refused = jon.post(path, posted)
    assert refused.status_code == 422
    assert "inkassoforskriften § 1-2" in refused.text
    assert 'value="Streng"' in refused.text
    assert jon.post(path, {**form_of(jon, path), "navn": "Mild", "purring": "10"}).status_code == 303
    assert "Mild" in jon.get("/kunder/purreprofiler").text
    assert client.as_("lise").get("/kunder/purreprofiler").status_code == 403
    assert "Purreprofiler" in jon.get("/innstillinger").text


def test_a_customer_has_the_agencys_own_until_finance_chooses(client, session) -> None:
    lagre_profil(session, data=Profildata("Mild", 30, rekkefoelge=90))
    session.commit()
    mild = session.scalars(select(Purreprofil).where(Purreprofil.navn == "Mild")).one()
    here = f"/kunder/{HAUG}/kreditt"
    lise = client.as_("lise")
    assert "Byråets egen («Vanlig»)" in lise.get(here).text
    action = f"{here}/purreprofil"
    posted = {**form_of(lise, here, action=action), "profil": str(mild.id)}
    assert lise.post(action, posted).status_code == 303
    kunde = session.scalars(select(Kunde).where(Kunde.id == HAUG)).one()
    assert kunde.purreprofil_id == mild.id
    with pytest.raises(Stale):
        velg_profil(session, kunde_id=HAUG, profil_id=None, versjon=kunde.versjon - 1)
    lagre_profil(
        session,
        data=Profildata("Mild", 30, rekkefoelge=90, er_aktiv=False),
        profil_id=mild.id,
        versjon=mild.versjon,
    )
    session.commit()
    assert "Mild" in lise.get(here).text, "taken out of use it still holds for who has it"
    other = session.scalars(select(Kunde).where(Kunde.id == NORDVIK.id("bryggen"))).one()
    with pytest.raises(Refused, match="ute av bruk"):
        velg_profil(session, kunde_id=other.id, profil_id=mild.id, versjon=other.versjon)
    assert client.as_("marte").post(action, posted).status_code == 403


def test_another_agencys_profile_is_not_there(client, session) -> None:
    [own] = list_i_bruk(session)
    assert client.as_("jon").get(f"/kunder/purreprofiler/{own.id}").status_code == 200
    path = f"/kunder/purreprofiler/{own.id}"
    assert client.as_("carl").get(path).status_code in {403, 404}


@pytest.mark.parametrize(
    ("grense", "brukt", "igjen", "tone"),
    [
        (None, 100, None, ""),
        (100, None, None, ""),
        (100, 0, 100, "ok"),
        (100, 79, 21, "ok"),
        (100, 80, 20, "warn"),
        (100, 100, 0, "warn"),
        (100, 101, -1, "bad"),
        (0, 0, 0, "ok"),
        (0, 1, -1, "bad"),
    ],
)
def test_the_limit_warns_before_and_after_it_is_passed(grense, brukt, igjen, tone) -> None:
    stand = Kredittstand(grense, brukt)
    assert (stand.igjen_oere, stand.tone) == (igjen, tone)


def test_the_credit_page_says_limit_used_and_left(client, make, session) -> None:
    kunde = make.fakturakunde(kredittgrense_oere=400_000)
    make.faktura(kunde_id=kunde.id)
    session.commit()
    lise = client.as_("lise")
    page = lise.get(f"/kunder/{kunde.id}/kreditt").text
    assert "3\u00a0741\u00a0kr" in page
    assert "Nær grensen" in page
    assert "259\u00a0kr" in page
    faktura = make.faktura(kunde_id=kunde.id)
    session.commit()
    assert "Over grensen" in lise.get(f"/kunder/{kunde.id}/kreditt").text
    make.betaling(faktura_id=faktura.id)
    session.commit()
    assert "Over grensen" not in lise.get(f"/kunder/{kunde.id}/kreditt").text
    reader = client.as_("berit").get(f"/kunder/{kunde.id}/kreditt").text
    assert "Igjen" not in reader, "who may not see invoices is not told what is owed"
