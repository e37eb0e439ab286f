"""Every list of words the agency keeps, gathered: how many values are in use, and where each is edited."""

import re

import html5lib
from sqlalchemy import select, update

from portal.db.types import uuid7
from portal.identity.models import Rolle
from portal.kundekort.models import Kundestatus, Salgskode, Salgskodeslag, Standardverdi
from portal.kundekort.standardseksjoner import all_sections
from tests.support.statements import statements

HERE = "/innstillinger"


def rows(client) -> dict[str, tuple[str, str, str]]:
    """List → (in use, out of use, address)."""
    tree = html5lib.parse(client.get(HERE).text, namespaceHTMLElements=False)
    found = {}
    for row in tree.iter("tr"):
        cells = ["".join(cell.itertext()).strip() for cell in row.iter("td")]
        if cells:
            found[cells[0]] = (cells[2], cells[3], next(row.iter("a")).get("href"))
    return found


def test_every_list_is_there_and_leads_to_where_it_is_edited(client):
    jon = client.as_("jon")
    found = rows(jon)
    named = {str(section.label) for section in all_sections()}
    assert {"Kundestatuser", "Aktivitetstyper", "Kilder", "Salgsteam", "Avdelinger", "Roller"} <= set(found)
    assert len(named & set(found)) == len(named) > 5
    for name, (_used, _out, address) in found.items():
        assert jon.get(address).status_code == 200, name


def test_what_goes_out_of_use_is_counted_so_and_another_list_is_not(client, session):
    jon = client.as_("jon")
    before = rows(jon)
    session.add(Salgskode(id=uuid7(), slag=Salgskodeslag.KILDE, navn="Ny kilde"))
    session.add(Salgskode(id=uuid7(), slag=Salgskodeslag.KILDE, navn="Gammel kilde", er_aktiv=False))
    session.execute(update(Kundestatus).where(Kundestatus.kode == "T").values(kan_velges=False))
    session.commit()
    after = rows(jon)
    assert int(after["Kilder"][0]) == int(before["Kilder"][0]) + 1
    assert after["Kilder"][1] == "1"
    assert after["Segmenter"] == before["Segmenter"]
    assert int(after["Kundestatuser"][0]) == int(before["Kundestatuser"][0]) - 1


def test_a_customers_own_defaults_are_not_the_agencys(client, session, make):
    jon = client.as_("jon")
    before = rows(jon)
    one = session.scalars(select(Standardverdi).where(Standardverdi.kunde_id.is_(None)).limit(1)).one()
    kunde = make.kunde(navn="Prøve Egne AS")
    session.add(
        Standardverdi(id=uuid7(), kunde_id=kunde.id, slag=one.slag, navn="Egen", data=one.data, rekkefoelge=1)
    )
    session.commit()
    assert rows(jon) == before


def test_all_are_counted_in_one_statement(client, session, connection):
    jon = client.as_("jon")
    with statements(connection) as seen:
        page = jon.get(HERE)
    assert len(seen) == 2, "who asks, and the counts"
    assert len(re.findall("count", seen[1])) > 20
    session.add(Rolle(id=uuid7(), navn="Enda en", rettigheter=[]))
    session.commit()
    assert page.status_code == 200


def test_one_sees_the_lists_one_may_open(client, session):
    session.execute(
        update(Rolle).where(Rolle.navn == "Konsulent").values(rettigheter=["egen:bruk", "innstilling:endre"])
    )
    session.commit()
    found = rows(client.as_("marte"))
    assert "Kundestatuser" in found
    assert {"Roller", "Aktivitetstyper"} & set(found) == set()
