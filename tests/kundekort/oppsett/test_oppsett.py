"""The boxes of Oversikt stand where one moved them, until one takes it back."""

import pytest
from lxml import html
from sqlalchemy import func, select

from portal.dev.cast import NORDVIK
from portal.kundekort.models import Kortoppsett
from portal.kundekort.oppsett.rules import arrange
from portal.kundekort.registry import oversikt

FJORDTRE = NORDVIK.id("fjordtre")
KORT = f"/kunder/{FJORDTRE}"
BOKSER = "/kunder/oppsett/bokser"


def columns(page: str) -> list[list[str]]:
    return [
        [str(key) for key in column.xpath("./*/@data-box")]
        for column in html.fromstring(page).xpath("//*[@data-boxes]")
    ]


def test_every_box_can_be_moved_and_stands_in_its_own_column_at_first(client):
    left, right = columns(client.get(KORT).text)
    assert "fakta" in left
    assert "enheter" in right
    assert len(set(left + right)) == len(left + right)


def test_a_move_is_kept_for_the_one_who_moved_and_for_every_customer(client):
    left, right = columns(client.get(KORT).text)
    moved = [f"0:{key}" for key in left if key != "fakta"] + ["1:fakta", *[f"1:{key}" for key in right]]
    assert client.post(BOKSER, data={"boks": moved}).status_code == 204
    page = client.get(KORT).text
    assert columns(page) == [[key for key in left if key != "fakta"], ["fakta", *right]]
    assert "Du har flyttet boksene" in page
    assert "fakta" in columns(client.get(f"/kunder/{NORDVIK.id('solbakken')}").text)[1]
    assert columns(client.as_("lise").get(KORT).text)[0].count("fakta") == 1


def test_moving_again_replaces_the_row(client, session):
    for moved in (["1:fakta"], ["0:fakta"]):
        client.post(BOKSER, data={"boks": moved})
    assert session.scalar(select(func.count()).select_from(Kortoppsett)) == 1


def test_taking_it_back_gives_the_places_of_the_agency(client, session):
    session.add(Kortoppsett(bruker_id=None, plasser=["2:fakta"]))
    session.commit()
    assert columns(client.get(KORT).text)[1][0] == "fakta"
    client.post(BOKSER, data={"boks": ["0:fakta"]})
    assert columns(client.get(KORT).text)[0][0] == "fakta"
    answer = client.post(f"{KORT}/oppsett/tilbake")
    assert answer.status_code == 303
    assert columns(client.get(KORT).text)[1][0] == "fakta"


@pytest.mark.parametrize("sent", ["2:fakta", "0:finnes-ikke", "fakta", "-1:fakta"])
def test_a_place_there_is_not_is_refused_and_nothing_is_kept(client, session, sent):
    assert client.post(BOKSER, data={"boks": ["0:fakta", sent]}).status_code == 409
    assert session.scalar(select(func.count()).select_from(Kortoppsett)) == 0


def test_a_box_without_a_place_stands_last_in_its_own_column():
    boxes = {boks.key: boks for boks in oversikt.all()}
    fakta, enheter = boxes["fakta"], boxes["enheter"]
    assert arrange([fakta, enheter], ["2:fakta", "3:enheter", "x:y"]) == {1: [], 2: [fakta, enheter]}
    assert arrange([fakta, enheter], []) == {1: [fakta], 2: [enheter]}


def test_one_who_sets_up_the_agency_lets_his_places_be_everybodys(client, session):
    admin = client.as_("jon")
    everybody = f"{KORT}/oppsett/byraa"
    assert admin.post(everybody).status_code == 409  # nothing of his own yet
    admin.post(BOKSER, data={"boks": ["1:fakta"]})
    assert "Bruk som byråets oppsett" in admin.get(KORT).text
    assert client.as_("marte").post(everybody).status_code == 403
    assert columns(client.as_("marte").get(KORT).text)[1].count("fakta") == 0
    assert client.as_("jon").post(everybody).status_code == 303
    assert columns(client.as_("marte").get(KORT).text)[1][0] == "fakta"
