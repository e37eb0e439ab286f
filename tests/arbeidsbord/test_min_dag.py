"""Min dag: what waits for each of the cast, mine before everybody's, each row leading where it is settled."""

from datetime import datetime, time, timedelta

import html5lib
import pytest
from sqlalchemy import select

from portal.arbeidsbord.queries import Timekoe, list_timelister
from portal.db.clock import OSLO, now, today
from portal.db.types import uuid7
from portal.dev.cast import NORDVIK
from portal.jobs.models import Utboks, Utbokstilstand
from portal.kundekort.models import Aktivitetstilstand, Aktivitetstype, Dagbokaktivitet
from portal.messaging.models import Dialogmelding
from portal.oppdrag.models import LedigStilling, Timeliste, Timelistetilstand, Utleieoppdrag
from tests.support.statements import statements


def queues(client, path="/min-dag"):
    """Heading → [(text, address)] of each queue on the page."""
    response = client.get(path)
    assert response.status_code == 200
    tree = html5lib.parse(response.text, namespaceHTMLElements=False)
    found = {}
    for box in tree.iter("section"):
        if not (box.get("aria-labelledby") or "").startswith("koe-"):
            continue
        title = next(box.iter("h2")).text.strip()
        found[title] = [(a.text, a.get("href")) for a in box.iter("a") if a.get("class") == "rowlink"]
    return found


@pytest.fixture
def plan(session):
    """Plan an activity of somebody's at a moment."""
    kind = session.scalars(select(Aktivitetstype.id).limit(1)).one()

    def planned(key, moment, emne):
        row = Dagbokaktivitet(
            id=uuid7(), bruker_id=NORDVIK.id(key), kunde_id=NORDVIK.id("fjordtre"), type_id=kind,
            opprettet_av_id=NORDVIK.id(key), tid=moment, varighet_min=30, emne=emne,
            tilstand=Aktivitetstilstand.PLANLAGT, opprettet_tid=now(),
        )  # fmt: skip
        session.add(row)
        session.commit()

    return planned


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), OSLO)


def test_the_diary_of_today_is_mine_and_ends_at_midnight_in_oslo(client, plan):
    plan("marte", at(today(), 23, 59), "Sist i dag")
    plan("marte", at(today() + timedelta(days=1), 0, 1), "Først i morgen")
    plan("marte", at(today() - timedelta(days=2), 9), "Glemt i forgårs")
    plan("jon", at(today(), 12), "Jons egen")
    diary = [text for text, _url in queues(client)["I dagboken i dag"]]
    assert "Sist i dag" in diary
    assert "Glemt i forgårs" in diary
    assert not {"Først i morgen", "Jons egen"} & set(diary)
    assert ("Jons egen", f"/nordvik/kunder/{NORDVIK.id('fjordtre')}/dagbok") in queues(client.as_("jon"))[
        "I dagboken i dag"
    ]


def test_mine_are_those_i_am_consultant_of(client, session, make):
    kunde = make.oppdragskunde()
    mine, jons = (
        make.stilling(kunde=kunde, tittel="Martes stilling"),
        make.stilling(kunde=kunde, tittel="Jons"),
    )
    for row, key in ((mine, "marte"), (jons, "jon")):
        session.get_one(LedigStilling, (row.tenant_id, row.id)).konsulent_id = NORDVIK.id(key)
    session.commit()
    own = [text for text, _url in queues(client)["Ledige stillinger"]]
    assert "Jons" not in own
    assert own
    everybodys = client.get("/min-dag?vis=alle").text
    assert 'aria-current="true">Hele byrået' in everybodys
    jon = [text for text, _url in queues(client.as_("jon"))["Ledige stillinger"]]
    assert jon == ["Jons"]


def test_finance_sees_everybodys_hours_and_what_can_be_invoiced(client):
    found = queues(client.as_("lise"))
    assert "Timer å behandle" in found
    assert found["Til fakturering"]
    assert {url for _text, url in found["Til fakturering"]} == {"/nordvik/fakturaer/grunnlag"}
    assert found["Fakturautkast"]
    assert "Ledige stillinger" not in found
    assert "Hele byrået" not in client.as_("lise").get("/min-dag").text


def test_a_reader_has_nothing_to_do(client):
    assert queues(client.as_("berit")) == {}
    assert "Ingenting venter på deg" in client.as_("berit").get("/min-dag").text


def test_a_sending_that_stopped_names_the_customer_and_leads_there(client, session, make):
    assert "Sendinger som stoppet" not in queues(client)
    kunde = make.kunde(navn="Stoppet AS")
    row = Utboks(
        id=uuid7(), slag="melding.send", noekkel=uuid7(), data={}, tilstand=Utbokstilstand.USIKKER,
        forsoek=1, feil="", opprettet_tid=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()  # the message points at it
    session.add(
        Dialogmelding(
            id=uuid7(),
            noekkel=uuid7(),
            kunde_id=kunde.id,
            til="post@stoppet.example",
            emne="Ny prisliste",
            tekst="",
            utboks_id=row.id,
            aktoer_slag="ansatt",
            aktoer_id=NORDVIK.id("marte"),
            aktoer_navn="Marte",
            opprettet_tid=now(),
        )
    )
    session.commit()
    assert queues(client)["Sendinger som stoppet"] == [("Ny prisliste", f"/nordvik/kunder/{kunde.id}/dialog")]


@pytest.mark.parametrize("key", ["marte", "lise", "jon"])
def test_every_row_and_heading_leads_to_a_page_the_person_may_open(client, key):
    person = client.as_(key)
    for path in ("/min-dag", "/min-dag?vis=alle"):
        tree = html5lib.parse(person.get(path).text, namespaceHTMLElements=False)
        main = next(element for element in tree.iter("main"))
        for address in {a.get("href") for a in main.iter("a")}:
            assert person.get(address.removeprefix("/nordvik")).status_code == 200, address


@pytest.mark.parametrize("shown", [1, 6])
def test_timesheets_of_every_state_are_one_statement_the_oldest_first(
    session, connection, monkeypatch, shown
):
    monkeypatch.setattr("portal.arbeidsbord.queries.SHOWN", shown)
    koer = [Timekoe(state) for state in Timelistetilstand]
    for konsulent_id in (None, NORDVIK.id("marte")):
        with statements(connection) as seen:
            found = list_timelister(session, koer=koer, konsulent_id=konsulent_id)
        assert len(seen) == 1
        for state, rows in found.items():
            stmt = select(Timeliste.id).where(Timeliste.tilstand == state)
            if konsulent_id is not None:
                stmt = stmt.join(Utleieoppdrag, Utleieoppdrag.id == Timeliste.oppdrag_id)
                stmt = stmt.where(Utleieoppdrag.konsulent_id == konsulent_id)
            every = session.scalars(stmt.order_by(Timeliste.fra_dato, Timeliste.id)).all()
            assert [row.id for row in rows] == list(every[:shown])
            assert {row.antall for row in rows} <= {len(every)}
    assert any(found.values())


def test_statements_do_not_grow_with_what_waits(client, connection, session, make):
    client.get("/min-dag")
    with statements(connection) as few:
        client.get("/min-dag")
    kunde = make.oppdragskunde()
    for number in range(12):
        make.stilling(kunde=kunde, tittel=f"Stilling {number}")
    session.commit()
    with statements(connection) as many:
        client.get("/min-dag")
    assert len(many) == len(few), "\n".join(many)
