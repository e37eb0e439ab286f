"""The list of customers as a report: in groups, with their numbers, sorted, narrowed, and as a file."""

import csv
import html
import io
import re

import pytest
from sqlalchemy import func, select, update

from portal.audit.models import Hendelse
from portal.dev.cast import NORDVIK
from portal.identity.models import Bruker
from portal.kundekort.models import Kunde
from portal.kundekort.utvalg import Filter, Leser
from portal.rapporter.kundeliste.queries import count_groups, list_rader
from tests.support.statements import statements

PATH = "/rapporter/kundeliste"
MARTE = Leser(NORDVIK.id("marte"), NORDVIK.id("Bergen"))


def listed(session, gruppe="avdeling", sorter="navn", **filter_parts):
    valg = Filter(**filter_parts)
    return list_rader(session, valg=valg, leser=MARTE, gruppe=gruppe, sorter=sorter, most=10_000).rows


def paged(session, gruppe, sorter, size, **filter_parts):
    """All of it, page by page."""
    rows, etter = [], None
    asked = {"valg": Filter(**filter_parts), "leser": MARTE, "gruppe": gruppe, "sorter": sorter}
    while True:
        page = list_rader(session, **asked, most=size, etter=etter)
        assert len(page.rows) <= size
        rows += page.rows
        if (etter := page.next_mark) is None:
            return rows


def counted(session, gruppe, rows, **filter_parts):
    ids = list({row.gruppe_id for row in rows})
    return count_groups(session, valg=Filter(**filter_parts), leser=MARTE, gruppe=gruppe, ids=ids)


@pytest.mark.parametrize("gruppe", ["avdeling", "status", "ansvarlig"])
def test_every_customer_stands_once_in_the_group_it_belongs_to(client, session, gruppe) -> None:
    rows = listed(session, gruppe)
    assert len({row.id for row in rows}) == len(rows)
    groups = [row.gruppe for row in rows]
    assert groups == sorted(groups, key=lambda navn: groups.index(navn))  # each group in one piece
    told = counted(session, gruppe, rows)
    counts = {row.gruppe or "": told[row.gruppe_id] for row in rows}
    assert counts == {navn or "": groups.count(navn) for navn in set(groups)}
    page = client.get(f"{PATH}?gruppe={gruppe}").text
    assert page.count('class="rowlink"') == len(rows)
    for navn, count in counts.items():
        assert f"{count} kunde" in page, navn


def test_two_of_the_same_name_are_two_groups(client, session) -> None:
    def headings() -> int:
        return client.get(f"{PATH}?gruppe=ansvarlig&status=alle").text.count('<h2 id="g-')

    marte, jon = NORDVIK.id("marte"), NORDVIK.id("jon")
    for kunde_id, owner in ((NORDVIK.id("moss"), marte), (NORDVIK.id("alna"), jon)):
        session.execute(update(Kunde).where(Kunde.id == kunde_id).values(kundeansvarlig_id=owner))
    before = headings()
    session.execute(update(Bruker).where(Bruker.id == jon).values(navn="Marte Solheim"))
    session.expire_all()
    assert headings() == before
    rows = listed(session, "ansvarlig", status="alle")
    assert {row.gruppe_id for row in rows if row.gruppe == "Marte Solheim"} == {marte, jon}


def test_within_a_group_by_name_or_by_county(session) -> None:
    for navn in {row.gruppe for row in listed(session)}:
        by_name = [row.navn for row in listed(session) if row.gruppe == navn]
        by_county = [row.fylke or "" for row in listed(session, sorter="fylke") if row.gruppe == navn]
        assert set(by_name) == {row.navn for row in listed(session, sorter="fylke") if row.gruppe == navn}
        known = [fylke for fylke in by_county if fylke]
        assert [f for n, f in enumerate(known) if f not in known[:n]] == list(dict.fromkeys(known))


def test_it_is_narrowed_as_the_list_is(client, session) -> None:
    everyone, mine = listed(session, status="alle"), listed(session, hvem="mine")
    assert len(everyone) == session.scalar(select(func.count()).where(Kunde.slaatt_sammen_med_id.is_(None)))
    assert 0 < len(mine) < len(everyone)
    page = client.get(f"{PATH}?hvem=mine").text
    assert page.count('class="rowlink"') == len(mine)
    assert client.get(f"{PATH}?gruppe=tull&sorter=tull&status=tull").status_code == 200
    assert "Ingen kunder her" in client.get(f"{PATH}?q=finnesikkenoensteder").text


def test_contact_and_phone_are_in(session) -> None:
    fjordtre = next(row for row in listed(session) if row.id == NORDVIK.id("fjordtre"))
    assert fjordtre.kontakt
    assert fjordtre.ansvarlig == "Marte Solheim"


def test_the_file_holds_the_group_first_and_is_logged(client, session) -> None:
    form = {"format": "csv", "gruppe": "status", "sorter": "navn", "filtertekst": "status=alle"}
    with client.post(f"{PATH}/fil", form) as answer:
        text = answer.data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert len(rows) == len(listed(session, status="alle"))
    assert next(iter(rows[0])) == "Status"
    logged = session.scalars(select(Hendelse).where(Hendelse.kode == "rapport.eksportert")).all()
    assert [(row.data["rapport"], row.data["antall"]) for row in logged] == [("kundeliste", len(rows))]
    with client.post(f"{PATH}/fil", {**form, "format": "xlsx"}) as answer:
        assert answer.status_code == 200
    assert client.as_("berit").post(f"{PATH}/fil", form).status_code == 403
    assert "/fil" not in client.as_("berit").get(PATH).text


def test_a_page_goes_on_where_the_last_one_ended(client, session, monkeypatch) -> None:
    monkeypatch.setattr("portal.rapporter.kundeliste.routes.ON_PAGE", 3)
    monkeypatch.setattr("portal.rapporter.kundeliste.routes.IN_FILE", 3)
    address, seen = f"{PATH}?gruppe=ansvarlig&sorter=fylke&status=alle", []
    while address:
        page = client.get(address).text
        seen += re.findall(r'class="rowlink"\s+href="[^"]*/kunder/([0-9a-f-]{36})"', page)
        following = re.search(r'href="[^"]*(/rapporter/kundeliste\?[^"]*etter=[^"]*)"', page)
        address = html.unescape(following[1]) if following else None
    assert seen == [str(row.id) for row in listed(session, "ansvarlig", "fylke", status="alle")]
    assert len(seen) > 6
    assert client.get(f"{PATH}?etter=tull&gruppe=status").status_code == 200
    page = client.get(f"{PATH}?hvem=mine").text
    whole = html.unescape(re.search(r'href="[^"]*(/rapporter/kundeliste\?[^"]*rader=alle[^"]*)"', page)[1])
    assert client.get(whole).text.count('class="rowlink"') == len(listed(session, hvem="mine")) > 3
    assert client.post(f"{PATH}/fil", {"format": "csv"}).status_code == 409


@pytest.mark.parametrize("gruppe", ["avdeling", "status", "ansvarlig"])
@pytest.mark.parametrize("sorter", ["navn", "fylke"])
def test_pages_of_any_size_hold_each_row_once_and_in_order(session, make, gruppe, sorter) -> None:
    kunder = list(
        session.scalars(select(Kunde).where(Kunde.slaatt_sammen_med_id.is_(None)).order_by(Kunde.sortering))
    )
    for place, kunde in enumerate(kunder):  # with and without each of them, and a county no register knows
        kunde.kommunenr = ("4601", "0301", None, "9999")[place % 4]
        kunde.kundeansvarlig_id = (NORDVIK.id("marte"), None, NORDVIK.id("jon"))[place % 3]
        kunde.avdeling_id = (NORDVIK.id("Bergen"), None)[place % 2]
    session.flush()
    whole = listed(session, gruppe, sorter, status="alle")
    assert len(whole) == len(kunder)
    for size in (1, 2, 5, len(whole), len(whole) + 1):
        rows = paged(session, gruppe, sorter, size, status="alle")
        assert [row.id for row in rows] == [row.id for row in whole], size
    inside = [(row.gruppe_id, row.fylke if sorter == "fylke" else None) for row in whole]
    pieces = [part for place, part in enumerate(inside) if place == 0 or inside[place - 1] != part]
    assert len(pieces) == len(set(pieces))  # each group, and each county in it, in one piece
    for part in set(inside):
        names = [row.sortering for row, each in zip(whole, inside, strict=True) if each == part]
        assert names == sorted(names)


def test_a_count_stops_and_says_so(client, session, monkeypatch) -> None:
    monkeypatch.setattr("portal.rapporter.kundeliste.queries.COUNT_CAP", 2)
    rows = listed(session, status="alle")
    told = counted(session, "avdeling", rows, status="alle")
    assert max(told.values()) == 2 < len(rows)
    monkeypatch.setattr(
        "portal.rapporter.kundeliste.routes.count_groups", lambda *_a, ids, **_k: dict.fromkeys(ids, 1_001)
    )
    assert "Over 1 000 kunder" in client.get(PATH).text


def test_statements_do_not_grow_with_the_rows(client, connection, make, session) -> None:
    counts = []
    for number in range(3):
        make.kunde(navn=f"Mange {number} AS")
        session.flush()
        with statements(connection) as seen:
            client.get(PATH)
        counts.append(len(seen))
    assert set(counts) == {counts[0]}
