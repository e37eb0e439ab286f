"""Oppdrag after they are made: change, extend, price from a day, end; lists and search."""

from dataclasses import fields
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError

from portal.db.clock import today
from portal.errors import Refused, Stale
from portal.oppdrag.lister import Utvalg, list_oppdrag, list_stillinger
from portal.oppdrag.models import Linjetilstand, Timelinje, Utleieoppdrag
from portal.oppdrag.models_regler import Timekategori
from portal.oppdrag.priser.actions import sett_pris
from portal.oppdrag.queries import find_pris, get_oppdrag
from portal.oppdrag.rules.arbeidstid import read_plan
from portal.oppdrag.rules.tilstand import oppdragstilstand
from portal.oppdrag.utleieoppdrag.actions import Oppdragsdata, avslutt_oppdrag, endre_oppdrag
from tests.support.forms import form_of
from tests.support.make_oppdrag import END, START, set_status

NORMAL = Timekategori.NORMAL


def data_of(oppdrag, **changes):
    values = {f.name: getattr(oppdrag, f.name) for f in fields(Oppdragsdata)}
    return Oppdragsdata(**{**values, "arbeidstid": read_plan(oppdrag.arbeidstid), **changes})


def change(session, oppdrag, *, versjon=None, **changes):
    made = endre_oppdrag(
        session, oppdrag_id=oppdrag.id, data=data_of(oppdrag, **changes), versjon=versjon or oppdrag.versjon
    )
    session.flush()  # read back by statements
    return made


def prices(session, oppdrag, *days):
    found = (find_pris(session, oppdrag_id=oppdrag.id, kategori=NORMAL, dato=day) for day in days)
    return [row.pris_oere if row else None for row in found]


def set_price(session, oppdrag, fra, pris_oere):
    sett_pris(
        session,
        oppdrag_id=oppdrag.id,
        kategori=NORMAL,
        loenn_oere=25_000,
        pris_oere=pris_oere,
        mva_bp=2500,
        fra=fra,
    )
    session.flush()  # read back by statements


def end(session, oppdrag, siste_dag, *, grunn="etter_avtale"):
    made = avslutt_oppdrag(
        session,
        oppdrag_id=oppdrag.id,
        siste_dag=siste_dag,
        grunn=grunn,
        kommentar="",
        versjon=oppdrag.versjon,
    )
    session.flush()  # read back by statements
    return made


# --- prices -------------------------------------------------------------------------------------


def test_a_price_counts_from_its_day_until_the_next(session, make):
    oppdrag = make.oppdrag()
    december, later = date(2026, 12, 1), date(2026, 12, 10)
    set_price(session, oppdrag, later, 50_000)
    set_price(session, oppdrag, december, 45_000)
    days = (
        START - timedelta(days=1),
        START,
        december - timedelta(days=1),
        december,
        later - timedelta(days=1),
        later,
        END,
    )
    assert prices(session, oppdrag, *days) == [None, 41_250, 41_250, 45_000, 45_000, 50_000, 50_000]
    set_price(session, oppdrag, december, 46_000)
    assert prices(session, oppdrag, december, later) == [46_000, 50_000]


def test_a_price_before_the_oppdrag_begins_is_refused(session, make):
    with pytest.raises(Refused, match="begynner"):
        set_price(session, make.oppdrag(), START - timedelta(days=1), 1)


# --- changing and ending ------------------------------------------------------------------------


def test_an_extension_needs_a_status_that_allows_it_and_says_why(session, make):
    kunde = make.oppdragskunde()
    oppdrag = make.oppdrag(kunde=kunde)
    longer = END + timedelta(days=14)
    assert change(session, oppdrag, til_dato=longer).til_dato == longer
    set_status(session, kunde, "H")
    assert (
        change(session, oppdrag, til_dato=END).til_dato == END
    )  # shorter is no extension; running ones go on
    with pytest.raises(Refused, match="kan ikke forlenges"):
        change(session, oppdrag, til_dato=longer)
    with pytest.raises(Refused, match="kan ikke forlenges"):
        change(session, oppdrag, til_dato=None)


def test_an_extension_into_another_oppdrag_is_stopped(session, make):
    kandidat = make.kandidat()
    first = make.oppdrag(kandidat=kandidat)
    make.oppdrag(kandidat=kandidat, fra_dato=date(2027, 1, 4), til_dato=date(2027, 2, 26))
    with pytest.raises(Refused, match="overlapper"):
        change(session, first, til_dato=date(2027, 1, 15))
    assert change(session, first, til_dato=date(2027, 1, 3)).til_dato == date(2027, 1, 3)


def test_dates_cannot_leave_hours_outside(session, make):
    oppdrag = make.oppdrag()
    make.timer(oppdrag, date(2026, 12, 7))
    for changes in ({"til_dato": date(2026, 12, 6)}, {"fra_dato": date(2026, 12, 8)}):
        with pytest.raises(Refused, match="ført timer"):
            change(session, oppdrag, **changes)
    with pytest.raises(Refused, match="ført timer"):
        end(session, oppdrag, date(2026, 12, 6))
    assert end(session, oppdrag, date(2026, 12, 7)).til_dato == date(2026, 12, 7)


def test_a_stale_copy_is_refused_and_nothing_is_lost(session, make):
    oppdrag = make.oppdrag()
    change(session, oppdrag, tittel="Nattskift")
    with pytest.raises(Stale):
        change(session, oppdrag, versjon=1, tittel="Kveld")
    session.refresh(oppdrag)
    assert oppdrag.tittel == "Nattskift"


@pytest.mark.parametrize(
    ("siste_dag", "grunn", "said"),
    [
        (END + timedelta(days=1), "etter_avtale", "Forleng"),
        (START - timedelta(days=2), "ikke_moett", "dagen før"),
        (END, "fordi", "grunn"),
    ],
)
def test_ending_has_its_limits(session, make, siste_dag, grunn, said):
    with pytest.raises(Refused, match=said):
        end(session, make.oppdrag(), siste_dag, grunn=grunn)


@pytest.mark.parametrize(
    ("fra", "til", "grunn", "dag", "tilstand"),
    [
        (START, END, "", START - timedelta(days=1), "planlagt"),
        (START, END, "", START, "aktiv"),
        (START, END, "", END, "aktiv"),
        (START, END, "", END + timedelta(days=1), "avsluttet"),
        (START, None, "", date(2040, 1, 1), "aktiv"),
        (START, END, "kunden_avbroet", END + timedelta(days=1), "avbrutt"),
        (START, START - timedelta(days=1), "ikke_moett", START - timedelta(days=9), "avbrutt"),
    ],
)
def test_the_state_follows_from_the_dates(fra, til, grunn, dag, tilstand):
    assert oppdragstilstand(fra=fra, til=til, grunn=grunn, dag=dag) == tilstand


# --- the lock on delivered hours ----------------------------------------------------------------


def attempt(session, statement, **values):
    with session.begin_nested():
        session.execute(text(statement), values)


def test_a_delivered_version_takes_no_change_but_the_answer(session, make):
    linje = make.timer(make.oppdrag(), START, levert=True)
    for statement in (
        "UPDATE timelinje SET minutter = 1 WHERE id = :id",
        "DELETE FROM timelinje WHERE id = :id",
        "INSERT INTO timelinje SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()))).* "
        "FROM timelinje t WHERE id = :id",
    ):
        with pytest.raises(DBAPIError, match="cannot be changed"):
            attempt(session, statement, id=linje.id)
    for statement in (
        "UPDATE timelisteversjon SET levert_av = 'en annen' WHERE id = :id",
        "UPDATE timelisteversjon SET levert_tid = NULL WHERE id = :id",
        "DELETE FROM timelisteversjon WHERE id = :id",
    ):
        with pytest.raises(DBAPIError, match=r"cannot be changed|foreign key"):
            attempt(session, statement, id=linje.versjon_id)
    attempt(
        session,
        "UPDATE timelinje SET tilstand = 'returnert', kundekommentar = 'Feil' WHERE id = :id",
        id=linje.id,
    )
    attempt(session, "UPDATE timelisteversjon SET besvart_av = 'Terje' WHERE id = :id", id=linje.versjon_id)
    session.expire_all()
    assert (
        session.scalar(select(Timelinje.tilstand).where(Timelinje.id == linje.id)) == Linjetilstand.RETURNERT
    )


def test_a_draft_may_be_changed_freely(session, make):
    linje = make.timer(make.oppdrag(), START)
    attempt(session, "UPDATE timelinje SET minutter = 60 WHERE id = :id", id=linje.id)
    attempt(session, "DELETE FROM timelinje WHERE id = :id", id=linje.id)
    attempt(session, "DELETE FROM timelisteversjon WHERE id = :id", id=linje.versjon_id)


# --- lists --------------------------------------------------------------------------------------


def numbers(page):
    return {row.nummer for row in page.rows}


def test_lists_show_what_their_view_says(session, make):
    dag = today()
    soon = make.oppdrag(fra_dato=dag - timedelta(days=30), til_dato=dag + timedelta(days=7))
    open_ended = make.oppdrag(fra_dato=dag - timedelta(days=3), til_dato=None)
    coming = make.oppdrag(fra_dato=dag + timedelta(days=60), til_dato=dag + timedelta(days=90))
    over = make.oppdrag(fra_dato=dag - timedelta(days=60), til_dato=dag - timedelta(days=1))
    mine = {o.nummer for o in (soon, open_ended, coming, over)}
    shown = {utvalg: numbers(list_oppdrag(session, utvalg=utvalg)) & mine for utvalg in Utvalg}
    assert shown == {
        Utvalg.AKTIVE: {soon.nummer, open_ended.nummer, coming.nummer},
        Utvalg.SLUTTER: {soon.nummer},
        Utvalg.AVSLUTTET: {over.nummer},
    }


@pytest.mark.parametrize("query", ["tora", "tora fjordt", "fjordtre", "truckf t4", "NUMMER"])
def test_search_looks_at_number_title_customer_and_person(session, make, monkeypatch, query):
    kunde = make.oppdragskunde("Fjordtre Søk AS")
    oppdrag = make.oppdrag(kunde=kunde, kandidat=make.kandidat("Tora Søkbar"))
    other = make.oppdrag(
        kunde=make.oppdragskunde("Annen Kunde"), tittel="Kokk", kandidat=make.kandidat("Ola Annen")
    )
    query = query.replace("NUMMER", oppdrag.nummer)
    for probe in (3_000, 2, 1):  # rare words and common ones are found by other ways
        monkeypatch.setattr("portal.oppdrag.soek.PROBE", probe)
        found = numbers(list_oppdrag(session, soek=query))
        assert oppdrag.nummer in found
        assert other.nummer not in found
    assert numbers(list_oppdrag(session, soek=query, kunde_id=kunde.id)) == {oppdrag.nummer}
    assert numbers(list_oppdrag(session, soek=f"{query} finnesikke")) == set()


def test_stillinger_are_counted_with_their_candidates(session, make):
    stilling = make.stilling(tittel="Søkbar sveiser")
    for _ in range(3):
        make.kobling(stilling)
    (row,) = list_stillinger(session, soek="søkbar sveis").rows
    assert (row.foreslaatt, row.presentert, row.akseptert, row.besatte_plasser) == (3, 0, 0, 0)
    assert list_stillinger(session, soek="søkbar sveis", aapne=False).rows == []


@pytest.mark.parametrize("utvalg", list(Utvalg))
def test_pages_meet_without_gap_or_overlap(session, make, monkeypatch, utvalg):
    monkeypatch.setattr("portal.oppdrag.lister.PAGE_SIZE", 2)
    kunde, dag = make.oppdragskunde(), today()
    first, last = {"aktive": (-5, 5), "slutter": (-5, 5), "avsluttet": (-20, -6)}[utvalg]
    made = {
        make.oppdrag(
            kunde=kunde, fra_dato=dag + timedelta(first - n % 2), til_dato=dag + timedelta(last)
        ).nummer
        for n in range(5)
    }
    seen, mark = [], None
    while True:
        page = list_oppdrag(session, utvalg=utvalg, kunde_id=kunde.id, etter=mark)
        seen += [row.nummer for row in page.rows]
        mark = page.next_mark
        if mark is None:
            break
        if len(seen) > 20:
            pytest.fail("the pages never end")
    assert len(seen) == len(set(seen))
    assert set(seen) == made


def test_a_list_costs_the_same_whatever_its_length(client, session, make):
    statements = []
    engine = session.get_bind().engine

    def count(*args):
        statements.append(args[2])

    def cost(path):
        statements.clear()
        with client.get(path) as response:
            assert response.status_code == 200
        # Other responses may end meanwhile and write what is written after them.
        return sorted(s.split("FROM")[1][:40] for s in statements if s.startswith("SELECT") and "FROM" in s)

    make.oppdrag()
    make.stilling()
    session.commit()
    event.listen(engine, "before_cursor_execute", count)
    try:
        cost("/oppdrag")  # the agency is looked up once per process
        before = [cost(path) for path in ("/oppdrag", "/stillinger")]
        assert all(before)
        for _ in range(6):
            make.oppdrag()
            make.kobling(make.stilling())
        session.commit()
        cost("/oppdrag")  # and again when what is known of it has grown old
        assert [cost(path) for path in ("/oppdrag", "/stillinger")] == before
    finally:
        event.remove(engine, "before_cursor_execute", count)


# --- pages --------------------------------------------------------------------------------------


def test_changing_pricing_and_ending_through_the_pages(client, session, make):
    oppdrag = make.oppdrag()
    session.commit()
    base = f"/oppdrag/{oppdrag.id}"
    form = form_of(client, f"{base}/endre", action=str(oppdrag.id))
    assert client.post(base, {**form, "til_dato": "31.12.2026", "start_1": "06:00"}).status_code == 303
    stored = get_oppdrag(session, oppdrag_id=oppdrag.id)
    assert (stored.til_dato, stored.arbeidstid["1"]["start"], stored.tittel) == (
        date(2026, 12, 31),
        "06:00",
        oppdrag.tittel,
    )
    again = client.post(base, {**form, "idempotens": str(uuid4()), "tittel": "For sent"})
    assert again.status_code == 422
    price = form_of(client, f"{base}/priser/ny", action="/priser")
    assert (
        client.post(f"{base}/priser", {**price, "loenn_oere": "260", "pris_oere": "430"}).status_code == 303
    )
    page = client.get(base).text
    assert "430,00" in page
    ending = {
        **form_of(client, base, action="/avslutt"),
        "siste_dag": "11.12.2026",
        "grunn": "kunden_avbroet",
    }
    assert client.post(f"{base}/avslutt", ending).status_code == 303
    assert "Kunden avbrøt" in client.get(base).text


@pytest.mark.parametrize("path", ["", "/endre", "/priser/ny"])
def test_another_agency_sees_no_oppdrag(client, session, make, path):
    oppdrag = make.oppdrag()
    session.commit()
    assert client.get(f"/oppdrag/{oppdrag.id}{path}").status_code == 200
    assert client.as_("carl").get(f"/oppdrag/{oppdrag.id}{path}").status_code == 404


def test_the_second_walls_hold_for_every_table_of_the_room(session, make, connection, tenants):
    make.timer(make.oppdrag(), START)
    session.flush()  # the other agency looks at stored rows
    counts = {
        table: session.scalar(text(f"SELECT count(*) FROM {table}"))
        for table in (
            "utleieoppdrag",
            "ledig_stilling",
            "utleieoppdrag_pris",
            "timelinje",
            "kandidat",
            "oppdragsord",
        )
    }
    assert all(counts.values())
    from portal.tenancy.session import tenant_session

    with tenant_session(connection, tenant_id=tenants["solvik"]) as other:
        mine = select(func.count()).select_from(Utleieoppdrag)
        before = other.scalar(mine)
        seen = {table: other.scalar(text(f"SELECT count(*) FROM {table}")) for table in counts}
        assert seen["utleieoppdrag"] == before
        assert all(seen[table] < counts[table] for table in counts)


def test_the_front_of_the_card_shows_who_is_out_what_comes_and_what_ends(client, session, make):
    kunde, dag = make.oppdragskunde(), today()
    make.oppdrag(
        kunde=kunde,
        kandidat=make.kandidat("Ute Nå"),
        fra_dato=dag - timedelta(days=3),
        til_dato=dag + timedelta(days=5),
    )
    make.oppdrag(kunde=kunde, fra_dato=dag + timedelta(days=30), til_dato=dag + timedelta(days=60))
    session.commit()
    page = client.get(f"/kunder/{kunde.id}").text
    assert "Ute Nå" in page
    assert "1 kommer" in page
    assert "2 ledige plasser" in page
    assert "1 oppdrag slutter innen to uker" in page
    empty = make.oppdragskunde()
    session.commit()
    page = client.get(f"/kunder/{empty.id}").text
    assert "slutter innen to uker" not in page
    assert "Ingen oppdrag pågår eller kommer" in page


def test_the_tab_groups_oppdrag_and_stillinger(client, session, make):
    kunde = make.oppdragskunde()
    oppdrag = make.oppdrag(kunde=kunde)
    stilling = make.stilling(kunde=kunde, tittel="Åpen stilling")
    other = make.oppdrag()
    session.commit()
    page = client.get(f"/kunder/{kunde.id}/oppdrag").text
    assert oppdrag.nummer in page
    assert stilling.nummer in page
    assert other.nummer not in page
    assert client.get(f"/kunder/{kunde.id}/oppdrag?vis=avsluttet").status_code == 200
    set_status(session, kunde, "H")
    session.commit()
    stopped = client.get(f"/kunder/{kunde.id}/oppdrag").text
    assert "Kan oppheves av økonomi" in stopped
    assert "Gi ett unntak" not in stopped
    assert "Gi ett unntak" in client.as_("jon").get(f"/kunder/{kunde.id}/oppdrag").text
    assert client.as_("carl").get(f"/kunder/{kunde.id}/oppdrag").status_code == 404


def test_running_oppdrag_hold_a_customer_from_being_put_away(client, session, make):
    kunde = make.oppdragskunde()
    oppdrag = make.oppdrag(kunde=kunde)
    session.commit()
    from portal.kundekort.registry import bindinger

    (binding,) = [entry for entry in bindinger.all() if entry.key == "oppdrag"]
    with client.app.test_request_context("/nordvik/", base_url="https://localhost"):
        held = binding.load(session, kunde.id)
    assert [oppdrag.nummer in label for label, _url in held] == [True]
