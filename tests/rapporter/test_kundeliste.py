"""The list of customers as a report: in groups, with their numbers, sorted, narrowed, and as a file."""

import csv
import io

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
    return list_rader(session, valg=valg, leser=MARTE, gruppe=gruppe, sorter=sorter, most=10_000)


@pytest.mark.parametrize("gruppe", ["avdeling", "status", "ansvarlig"])
def test_every_customer_stands_once_in_the_group_it_belongs_to(client, session, gruppe) -> None:
    rows = listed(session, gruppe)
    assert len({row.id for row in rows}) == len(rows)
    groups = [row.gruppe for row in rows]
    assert groups == sorted(groups, key=lambda navn: groups.index(navn))  # each group in one piece
    told = count_groups(session, valg=Filter(), leser=MARTE, gruppe=gruppe)
    counts = {navn: n for _id, navn, n in told}
    assert counts == {navn or "": groups.count(navn) for navn in set(groups)}
    page = client.get(f"{PATH}?gruppe={gruppe}").text
    assert page.count('class="rowlink"') == len(rows)
    for navn, count in counts.items():
        assert f"{count} kunde" in page, navn


def test_two_of_the_same_name_are_two_groups(client, session) -> None:
    def headings() -> int:
        return client.get(f"{PATH}?gruppe=ansvarlig&status=alle").text.count('<h2 id="gruppe-')

    marte, jon = NORDVIK.id("marte"), NORDVIK.id("jon")
    for kunde_id, owner in ((NORDVIK.id("moss"), marte), (NORDVIK.id("alna"), jon)):
        session.execute(update(Kunde).where(Kunde.id == kunde_id).values(kundeansvarlig_id=owner))
    before = headings()
    session.execute(update(Bruker).where(Bruker.id == jon).values(navn="Marte Solheim"))
    session.expire_all()
    assert headings() == before
    told = count_groups(session, valg=Filter(status="alle"), leser=MARTE, gruppe="ansvarlig")
    assert {each[0] for each in told if each[1] == "Marte Solheim"} == {marte, jon}


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


def test_many_more_than_a_page_are_said_and_refused_as_a_file(client, monkeypatch) -> None:
    monkeypatch.setattr("portal.rapporter.kundeliste.routes.ON_PAGE", 3)
    monkeypatch.setattr("portal.rapporter.kundeliste.routes.IN_FILE", 3)
    page = client.get(PATH).text
    assert page.count('class="rowlink"') == 3
    assert "Bare de første radene vises" in page
    assert client.post(f"{PATH}/fil", {"format": "csv"}).status_code == 409


def test_statements_do_not_grow_with_the_rows(client, connection, make, session) -> None:
    counts = []
    for number in range(3):
        make.kunde(navn=f"Mange {number} AS")
        session.flush()
        with statements(connection) as seen:
            client.get(PATH)
        counts.append(len(seen))
    assert set(counts) == {counts[0]}
