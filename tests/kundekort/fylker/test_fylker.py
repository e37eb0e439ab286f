"""Customers by county: every county a tile with its number, each a way into the list with that filter."""

import re

from portal.kundekort.fylker.queries import _shade as shade
from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.rules import Kundedata


def counts(page: str) -> dict[str, int]:
    tiles = re.findall(r'<span class="sr">([^<]+)</span><b class="num">([\d\s\u00a0]+)</b>', page)
    return {navn: int(re.sub(r"\D", "", antall)) for navn, antall in tiles}


def test_a_new_customer_is_counted_in_its_county(client, session, make) -> None:
    make.kunde()
    before = counts(client.get("/kunder/fylker").text)
    assert len(before) == 15
    for nr in ("5636", "5636", "0301"):
        registrer_kunde(session, data=Kundedata(navn=f"Telles {nr} AS", kommunenr=nr))
    session.flush()
    after = counts(client.get("/kunder/fylker").text)
    assert after["Finnmark"] == before["Finnmark"] + 2
    assert after["Oslo"] == before["Oslo"] + 1
    assert after["Troms"] == before["Troms"]


def test_a_tile_leads_to_the_list_of_its_county(client, session, make) -> None:
    make.kunde()
    registrer_kunde(session, data=Kundedata(navn="Bare I Nord AS", kommunenr="5636"))
    session.flush()
    page = client.get("/kunder/fylker").text
    assert "/nordvik/kunder?fylke=56" in page
    assert "Bare I Nord AS" in client.get("/kunder?fylke=56").text
    assert "Bare I Nord AS" not in client.get("/kunder?fylke=55").text


def test_mine_are_counted_alone(client, session, make) -> None:
    make.kunde()
    registrer_kunde(session, data=Kundedata(navn="Uten Ansvarlig AS", kommunenr="5636"))
    session.flush()
    everybody, mine = (counts(client.get(f"/kunder/fylker{q}").text) for q in ("", "?hvem=mine"))
    assert everybody["Finnmark"] >= 1
    assert sum(mine.values()) < sum(everybody.values())


def test_customers_without_a_municipality_are_told(client, make) -> None:
    make.kunde(navn="Ingen Kommune AS")
    assert "Uten kjent kommune" in client.get("/kunder/fylker").text


def test_shades_go_from_none_to_the_most() -> None:
    assert [shade(n, 100) for n in (0, 1, 25, 26, 51, 76, 100)] == [0, 1, 1, 2, 3, 4, 4]
    assert shade(1, 1) == 1
