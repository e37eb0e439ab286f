"""Terje's answer on his phone: what waits, approve, approve in part, send back with a reason, and who came first."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.db.clock import frozen, now
from portal.messaging.models import Dialogmelding
from portal.oppdrag.models import Timelinje, Timelistetilstand
from portal.oppdrag.queries_timer import list_versjoner
from portal.web import formats
from tests.support.client import HTMX
from tests.support.forms import fields, form_of
from tests.support.statements import statements
from tests.support.weeks import (
    answer,
    answer_path,
    deliver,
    save,
    this_monday,
    timeliste_of,
    week_path,
    withdraw,
)

FRIDAY = (this_monday() + timedelta(days=4)).isoformat()


@pytest.fixture
def state(session, oppdrag_id):
    return lambda: timeliste_of(session, oppdrag_id).tilstand


def approved_days(session, liste) -> list[int]:
    stmt = select(Timelinje.dato).where(
        Timelinje.timeliste_id == liste.id, Timelinje.godkjent_tid.is_not(None)
    )
    return sorted(day.isoweekday() for day in session.scalars(stmt))


def test_the_list_shows_what_waits_and_what_differs(terje, week, session) -> None:
    page = terje.get("/kundeportal/timer").text
    card = page[page.index(f'id="ts-{week.id}"') :]
    card = card[: card.index("</article>")]
    assert "Godkjenn 40" in card  # 4 × 7,5 + 10 hours
    differs = re.search(r"Avviker fra planen: ([^<]*)", card)[1]
    assert differs.strip() == formats.dato_kort(this_monday() + timedelta(days=3))
    assert "Lang torsdag" in card


def test_the_start_is_few_statements_and_holds_both_lists_in_order(
    terje, week, session, connection, client
) -> None:
    with statements(connection) as seen:
        page = terje.get("/kundeportal/timer").text
    assert len(seen) <= 4  # and the one that sets the tenant
    waiting, answered = page.split('id="besvart"') if 'id="besvart"' in page else (page, "")
    assert f'id="ts-{week.id}"' in waiting
    assert str(week.id) not in answered


def test_approved_from_the_list_with_one_press(terje, week, session, state) -> None:
    form = form_of(terje, "/kundeportal/timer", action=f"{week.id}/godkjenn")
    assert terje.post(answer_path(week, "godkjenn"), form).status_code == 303
    assert state() is Timelistetilstand.GODKJENT
    page = terje.get("/kundeportal/timer").text
    assert "Timene er godkjent." in page
    assert f"{week.id}/godkjenn" not in page
    versjon = list_versjoner(session, timeliste_id=week.id)[0]
    assert (versjon.besvart_av, versjon.besvart_av_slag) == ("Terje Fjordtun", "kontakt")


def test_the_same_post_twice_approves_once(terje, week, state) -> None:
    form = form_of(terje, answer_path(week), action="/godkjenn")
    answers = [terje.post(answer_path(week, "godkjenn"), form) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert state() is Timelistetilstand.GODKJENT


def test_htmx_is_led_to_the_list(terje, week, state) -> None:
    form = form_of(terje, answer_path(week), action="/godkjenn")
    response = terje.post(answer_path(week, "godkjenn"), form, headers=HTMX)
    assert (response.status_code, response.headers["HX-Location"]) == (204, "/nordvik/kundeportal/timer")
    assert state() is Timelistetilstand.GODKJENT


def test_returning_needs_a_reason_and_keeps_what_was_ticked(terje, week, state) -> None:
    refused = answer(terje, week, "returner", retur=[FRIDAY], grunn="   ")
    assert refused.status_code == 422
    assert "Skriv hva som er feil" in refused.text
    assert re.search(rf'value="{FRIDAY}" checked', refused.text)
    assert state() is Timelistetilstand.LEVERT


def test_too_long_a_reason_is_kept_and_refused(terje, week, state) -> None:
    refused = answer(terje, week, "returner", grunn="x" * 501)
    assert refused.status_code == 422
    assert fields(refused.text, action="/godkjenn")["grunn"] == "x" * 501
    assert state() is Timelistetilstand.LEVERT


def test_returned_with_a_reason_the_worker_is_told(terje, week, session, state) -> None:
    assert answer(terje, week, "returner", grunn="Torsdag var til kl. 15").status_code == 303
    assert state() is Timelistetilstand.RETURNERT
    mail = session.scalars(select(Dialogmelding).order_by(Dialogmelding.id.desc())).first()
    assert "piotr" in mail.til
    assert "Torsdag var til kl. 15" in mail.tekst
    assert "sendt i retur" in terje.get("/kundeportal/timer").text


def test_part_of_a_week_is_approved_and_only_the_rest_comes_again(
    terje, piotr, week, oppdrag_id, session, state
) -> None:
    assert answer(terje, week, "godkjenn", retur=[FRIDAY], grunn="Feil kostnadssted").status_code == 303
    assert state() is Timelistetilstand.RETURNERT
    assert approved_days(session, week) == [1, 2, 3, 4]
    page = piotr.get(week_path(oppdrag_id)).text
    assert page.count("Godkjent av kunden og kan ikke endres.") == 4
    assert (
        deliver(piotr, oppdrag_id, dager_0_slutt="20:00").status_code == 303
    )  # Monday is approved: no effect
    page = terje.get("/kundeportal/timer").text
    card = page[page.index(f'id="ts-{week.id}"') :].split("</article>")[0]
    assert "Godkjenn 7,5" in card
    assert "Likt med planen" in card  # what is approved does not count as missing
    assert answer(terje, week, "godkjenn").status_code == 303
    assert state() is Timelistetilstand.GODKJENT
    assert approved_days(session, week) == [1, 2, 3, 4, 5]


def test_a_returned_day_the_worker_takes_out_can_be_approved(
    terje, piotr, week, oppdrag_id, session, state
) -> None:
    answer(terje, week, "godkjenn", retur=[FRIDAY], grunn="Piotr var ikke her")
    empty = {"dager_4_start": "", "dager_4_slutt": "", "dager_4_pause_min": ""}
    assert deliver(piotr, oppdrag_id, **empty).status_code == 303
    assert answer(terje, week, "godkjenn").status_code == 303
    assert state() is Timelistetilstand.GODKJENT
    assert approved_days(session, week) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("days", "words"),
    [(range(5), "Alle dagene er valgt"), ([4], "Skriv hvorfor dagene går i retur.")],
    ids=["all of them", "no reason"],
)
def test_days_that_go_back_need_a_rest_and_a_reason(terje, week, state, days, words) -> None:
    chosen = [(this_monday() + timedelta(days=day)).isoformat() for day in days]
    refused = answer(terje, week, "godkjenn", retur=chosen, grunn="Nei" if len(chosen) == 5 else "")
    assert refused.status_code == 422
    assert words in refused.text
    assert state() is Timelistetilstand.LEVERT


def test_a_day_that_is_not_in_the_week_is_not_found(terje, week, state) -> None:
    assert answer(terje, week, "godkjenn", retur=["2026-01-01"], grunn="x").status_code == 404
    assert state() is Timelistetilstand.LEVERT


def test_the_second_of_two_approvers_reads_who_came_first_and_when(terje, contact, week, state) -> None:
    kari = contact("Kari Nestleder")
    seen = form_of(kari, answer_path(week), action="/godkjenn")
    answer(terje, week, "godkjenn")
    for how in ("godkjenn", "returner"):
        refused = kari.post(answer_path(week, how), {**seen, "idempotens": str(uuid4()), "grunn": "Nei"})
        assert refused.status_code == 422
        assert re.search(r"godkjent [^<]*\d\d:\d\d[^<]*Terje Fjordtun", refused.text)
    assert state() is Timelistetilstand.GODKJENT


def test_withdrawn_while_he_looks_nothing_is_approved(terje, piotr, week, oppdrag_id, session, state) -> None:
    seen = form_of(terje, answer_path(week), action="/godkjenn")
    withdraw(piotr, oppdrag_id)
    refused = terje.post(answer_path(week, "godkjenn"), seen)
    assert refused.status_code == 422
    assert re.search(r"endret mens du så på den: foreløpig kladd [^<]*Piotr", refused.text)
    assert approved_days(session, week) == []
    assert state() is Timelistetilstand.KLADD
    assert "trukket tilbake" in refused.text


def test_redelivered_while_he_looks_he_must_see_the_new_one(terje, piotr, week, oppdrag_id, state) -> None:
    seen = form_of(terje, answer_path(week), action="/godkjenn")
    withdraw(piotr, oppdrag_id)
    deliver(piotr, oppdrag_id, dager_3_slutt="23:00")
    refused = terje.post(answer_path(week, "godkjenn"), seen)
    assert refused.status_code == 422
    assert "07:00–23:00" in refused.text
    assert state() is Timelistetilstand.LEVERT


def test_what_the_worker_writes_after_a_return_is_not_shown_before_it_is_delivered(
    terje, piotr, week, oppdrag_id
) -> None:
    answer(terje, week, "returner", grunn="Feil torsdag")
    save(piotr, oppdrag_id, dager_3_slutt="16:45", dager_3_kommentar="Min egen lapp")
    page = terje.get(answer_path(week)).text
    assert "07:00–17:30" in page
    assert "16:45" not in page
    assert "Min egen lapp" not in page
    deliver(piotr, oppdrag_id)
    page = terje.get(answer_path(week)).text
    assert "07:00–16:45" in page
    assert "07:00–17:30" in page  # the earlier delivery


def test_nobody_approves_beyond_his_limit(contact, week, state) -> None:
    price = 42_000 * 40  # 40 hours at 420 kroner
    below = contact("Lars Lav", tak_oere=price - 1)
    refused = answer(below, week, "godkjenn")
    assert refused.status_code == 422
    assert "beløpet du kan godkjenne" in refused.text
    assert state() is Timelistetilstand.LEVERT
    enough = contact("Hilde Høy", tak_oere=price)
    assert answer(enough, week, "godkjenn").status_code == 303
    assert state() is Timelistetilstand.GODKJENT


class TestPoll:
    """The list asks every twenty seconds; nothing new costs one statement and no page."""

    def mark(self, page: str) -> str:
        return re.search(r'hx-get="[^"]*(/kundeportal/timer/nye\?sett=[^"]*)"', page)[1]

    def test_nothing_new_is_304(self, terje, week, connection) -> None:
        path = self.mark(terje.get("/kundeportal/timer").text)
        with statements(connection) as seen:
            response = terje.htmx(path)
        assert (response.status_code, response.data) == (304, b"")
        assert len([s for s in seen if "timeliste" in s]) == 1

    def test_something_new_is_a_button_and_then_304_by_its_etag(self, terje, piotr, week, oppdrag_id) -> None:
        path = self.mark(terje.get("/kundeportal/timer").text)
        withdraw(piotr, oppdrag_id)
        response = terje.htmx(path)
        assert response.status_code == 200
        assert "venter. Vis" in response.text
        again = terje.get(path, headers={**HTMX, "If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304
        with frozen(now() + timedelta(minutes=1)):
            deliver(piotr, oppdrag_id)
        third = terje.get(path, headers={**HTMX, "If-None-Match": response.headers["ETag"]})
        assert third.status_code == 200


class TestOffice:
    """Marte's step after the customer's."""

    def test_marte_processes_what_is_approved_and_nothing_else(self, client, terje, week, state) -> None:
        row = f"{week.id}:{week.versjon}"
        form = {"idempotens": str(uuid4()), "valgt": [row]}
        refused = client.post("/timer/behandle", form)
        assert refused.status_code == 422
        assert "Bare timer som kunden har godkjent" in refused.text
        answer(terje, week, "godkjenn")
        page = client.get("/timer?tilstand=godkjent").text
        ticked = re.search(rf'value="({week.id}:\d+)"', page)[1]
        assert client.post("/timer/behandle", {**form, "valgt": [ticked]}).status_code == 303
        assert state() is Timelistetilstand.BEHANDLET

    def test_one_that_cannot_be_processed_stops_them_all(self, client, terje, week, session, state) -> None:
        answer(terje, week, "godkjenn")
        page = client.get("/timer?tilstand=godkjent").text
        ticked = re.search(rf'value="({week.id}:\d+)"', page)[1]
        waiting = re.search(r'/timer/([0-9a-f-]{36})"', client.get("/timer?tilstand=levert").text)[1]
        form = {"idempotens": str(uuid4()), "valgt": [ticked, f"{waiting}:4"]}
        assert client.post("/timer/behandle", form).status_code == 422
        assert state() is Timelistetilstand.GODKJENT

    def test_nothing_ticked_is_said(self, client) -> None:
        refused = client.post("/timer/behandle", {"idempotens": str(uuid4())})
        assert refused.status_code == 422
        assert "Velg minst én timeliste." in refused.text

    def test_who_only_reads_may_not(self, client, terje, week, state) -> None:
        answer(terje, week, "godkjenn")
        form = form_of(client, f"/timer/{week.id}", action="/behandle")
        assert client.as_("berit").post(f"/timer/{week.id}/behandle", form).status_code == 403
        assert client.post(f"/timer/{week.id}/behandle", form).status_code == 303
        assert state() is Timelistetilstand.BEHANDLET

    def test_an_old_copy_of_a_processed_week_is_refused(self, client, terje, week, piotr, oppdrag_id) -> None:
        answer(terje, week, "godkjenn")
        form = form_of(client, f"/timer/{week.id}", action="/behandle")
        refused = client.post(f"/timer/{week.id}/behandle", {**form, "versjon": "2"})
        assert refused.status_code == 422
        assert "endret mens du så på den" in refused.text
