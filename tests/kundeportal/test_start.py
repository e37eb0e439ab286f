"""Where a contact begins, and acting for another of his own customers."""

from uuid import uuid4

import pytest

from portal.identity.models import Portaltilgang, Tilgangsomfang
from portal.identity.permissions import CONTACT_PRESETS, Portalrett
from tests.kundeportal.conftest import access_of
from tests.support.forms import form_of


@pytest.mark.parametrize(
    ("rights", "page"),
    [
        (CONTACT_PRESETS["Timegodkjenner"], "timer"),
        (CONTACT_PRESETS["Superbruker"], "timer"),
        (CONTACT_PRESETS["Regnskap"], "fakturaer"),
        (frozenset({Portalrett.OPPDRAG_LES}), "oppdrag"),
        (frozenset({Portalrett.DOKUMENT_LES}), "dokumenter"),
        (frozenset(), "kunde"),
    ],
    ids=["approver", "all", "accounts", "oppdrag", "documents", "nothing"],
)
def test_the_first_page_is_one_he_may_open(siv, session, rights, page) -> None:
    access_of(session, "siv").rettigheter = sorted(rights)
    session.commit()
    response = siv.get("/kundeportal")
    assert (response.status_code, response.location) == (303, f"/nordvik/kundeportal/{page}")
    assert siv.get(response.location).status_code == 200


def test_the_menu_holds_only_what_he_may_open(anne) -> None:
    page = anne.get("/kundeportal/fakturaer").text
    menu = page[page.index('class="pnav"') :]
    assert "/kundeportal/fakturaer" in menu
    assert "/kundeportal/timer" not in menu
    assert "/kundeportal/oppdrag" not in menu


@pytest.fixture
def second(session, make, cast, terje):
    """Terje's access at another customer too; answers its Portaltilgang."""
    mine = access_of(session, "terje")
    person = make.kontakt(kunde_id=cast.id("nordhav"), navn="Terje Fjordtun", epost="terje@nordhav.example")
    access = Portaltilgang(
        konto_id=mine.konto_id,
        kunde_id=cast.id("nordhav"),
        engasjement_id=person.id,
        rettigheter=sorted(CONTACT_PRESETS["Timegodkjenner"]),
        omfang=Tilgangsomfang.KUNDE,
        enheter=[],
    )
    session.add(access)
    session.commit()
    return access


def test_he_acts_for_another_of_his_customers_from_now_on(terje, second) -> None:
    page = terje.get("/kundeportal/kunde").text
    assert "Nordhav Sjømat AS" in page
    assert "Fjordtre AS" in page
    assert "Piotr" in terje.get("/kundeportal/oppdrag").text
    form = form_of(terje, "/kundeportal/kunde", action=f"/{second.id}")
    assert terje.post(f"/kundeportal/kunde/{second.id}", form).status_code == 303
    assert "Piotr" not in terje.get("/kundeportal/oppdrag").text


def test_another_contact_s_access_cannot_be_taken(siv, terje, second, session) -> None:
    response = siv.post(f"/kundeportal/kunde/{second.id}", {"idempotens": str(uuid4())})
    assert response.status_code == 404
    page = siv.get("/kundeportal/kunde").text
    assert "Nordhav" not in page
