"""Rights and scope: what each contact never sees, whichever way he asks."""

import re

import pytest
from sqlalchemy import select, update

from portal.identity.models import Tilgangsomfang
from portal.identity.permissions import Portalrett
from portal.kandidater.models import Kandidat
from portal.oppdrag.models import Timeliste, Timelistetilstand, Utleieoppdrag
from tests.kundeportal.conftest import access_of
from tests.support.client import PORTAL
from tests.support.forms import form_of
from tests.support.weeks import answer_path, timeliste_of

PAGES = ("/kundeportal/timer", "/kundeportal/oppdrag", "/kundeportal/kunde", "/kundeportal/dokumenter")
#: Workers at Fjordtre by the enhet they work at (portal/dev/demo_oppdrag.py).
LAGER, ELSEWHERE = ("Piotr", "Ewa"), ("Yusuf", "Jonas", "Sander", "Marit")
OTHER_ENHETER = ("Fjordtre Produksjon", "Fjordtre Terminal")


def readable(client) -> list[str]:
    """Every page of the portal this contact may open, and every timesheet linked from them."""
    pages = [r.text for r in map(client.get, PAGES) if r.status_code == 200]
    links = {
        link
        for page in pages
        for link in re.findall(r'href="(/nordvik/kundeportal/timer/[0-9a-f-]{36})', page)
    }
    details = [client.get(link) for link in sorted(links)]
    assert all(r.status_code == 200 for r in details)
    return [*pages, *(r.text for r in details)]


def timesheets_at(session, cast, enhet: str) -> list:
    """Answered or delivered timesheets of an enhet, read without any scope."""
    drafts = [Timelistetilstand.AAPEN, Timelistetilstand.KLADD]
    return session.scalars(
        select(Timeliste).where(Timeliste.kunde_id == cast.id(enhet), Timeliste.tilstand.not_in(drafts))
    ).all()


def test_the_names_looked_for_are_the_ones_in_the_demo(session, cast) -> None:
    rows = session.execute(
        select(Kandidat.fornavn, Utleieoppdrag.kunde_id).join(
            Utleieoppdrag, Utleieoppdrag.kandidat_id == Kandidat.id
        )
    ).all()
    at_lager = {row.fornavn for row in rows if row.kunde_id == cast.id("fjordtre.lager")}
    others = {"fjordtre", "fjordtre.produksjon", "fjordtre.terminal"}
    elsewhere = {row.fornavn for row in rows if row.kunde_id in {cast.id(name) for name in others}}
    assert (at_lager, elsewhere) == (set(LAGER), set(ELSEWHERE))


def test_siv_sees_her_enhet_and_no_name_of_another(siv, week) -> None:
    text = " ".join(readable(siv))
    assert all(name in text for name in LAGER)
    assert not [name for name in (*ELSEWHERE, *OTHER_ENHETER) if name in text]


def test_the_same_names_are_seen_by_who_has_the_whole_customer(terje, week) -> None:
    text = " ".join(readable(terje))
    assert all(name in text for name in (*LAGER, *ELSEWHERE))


@pytest.mark.parametrize("enhet", ["fjordtre.produksjon", "fjordtre.terminal"])
def test_a_timesheet_of_another_enhet_is_not_there(siv, terje, session, cast, enhet) -> None:
    listed = timesheets_at(session, cast, enhet)
    assert listed
    assert {siv.get(answer_path(row)).status_code for row in listed} == {404}
    assert {terje.get(answer_path(row)).status_code for row in listed} == {200}


def test_siv_may_look_and_not_answer(siv, terje, week, session, oppdrag_id) -> None:
    page = siv.get(answer_path(week)).text
    assert "/godkjenn" not in page
    form = form_of(terje, answer_path(week), action="/godkjenn")
    for how in ("godkjenn", "returner"):
        assert siv.post(answer_path(week, how), {**form, "grunn": "x"}).status_code == 403
    assert timeliste_of(session, oppdrag_id).tilstand is Timelistetilstand.LEVERT


def test_an_approver_of_one_enhet_does_not_answer_for_another(
    contact, terje, week, session, oppdrag_id
) -> None:
    form = form_of(terje, answer_path(week), action="/godkjenn")
    terminal = contact("Tor Terminal", kunde="fjordtre.terminal", omfang=Tilgangsomfang.ENHET)
    for how in ("godkjenn", "returner"):
        assert terminal.post(answer_path(week, how), {**form, "grunn": "x"}).status_code == 404
    assert timeliste_of(session, oppdrag_id).tilstand is Timelistetilstand.LEVERT
    lager = contact("Liv Lager", kunde="fjordtre.lager", omfang=Tilgangsomfang.ENHET)
    assert lager.post(answer_path(week, "godkjenn"), form).status_code == 303


def test_own_only_means_what_he_himself_approves(contact, client, terje, week, session, cast) -> None:
    mine = contact("Egil Egen", omfang=Tilgangsomfang.EGNE)
    assert mine.get(answer_path(week)).status_code == 404
    assert "Piotr" not in " ".join(readable(mine))
    engasjement_id = access_of(session, "egil@ny.example").engasjement_id
    session.execute(
        update(Utleieoppdrag).where(Utleieoppdrag.id == week.oppdrag_id).values(godkjenner_id=engasjement_id)
    )
    session.commit()
    text = " ".join(readable(mine))
    assert mine.get(answer_path(week)).status_code == 200
    assert "Piotr" in text
    assert not [name for name in ELSEWHERE if name in text]
    count = re.search(r"(\d+) timelister? venter", mine.get("/kundeportal/timer").text)[1]
    assert count == str(mine.get("/kundeportal/timer").text.count('class="sheetcard"'))


def test_another_customer_s_approver_finds_nothing(contact, terje, week, session, oppdrag_id) -> None:
    form = form_of(terje, answer_path(week), action="/godkjenn")
    other = contact("Even Annen", kunde="solbakken", preset="Superbruker")
    assert other.get(answer_path(week)).status_code == 404
    assert other.post(answer_path(week, "godkjenn"), form).status_code == 404
    text = " ".join(readable(other))
    assert "Amina" in text
    assert not [name for name in (*LAGER, *ELSEWHERE, "Fjordtre") if name in text]
    assert timeliste_of(session, oppdrag_id).tilstand is Timelistetilstand.LEVERT


def test_another_agency_s_contact_finds_nothing(client, week) -> None:
    dina = client.as_("dina")
    assert dina.get(f"/solvik/kundeportal/timer/{week.id}").status_code == 404
    assert (
        dina.http.get(f"/nordvik/kundeportal/timer/{week.id}", base_url="https://localhost").status_code
        == 303
    )  # her cookie is Solvik's: nobody is signed in here
    assert PORTAL["dina"][0] == "solvik"


@pytest.mark.parametrize("path", ["/kundeportal/timer", "/kundeportal/timer/nye", "/kundeportal/oppdrag"])
def test_anne_has_no_hours(anne, path) -> None:
    assert anne.get(path).status_code == 403


def test_anne_reaches_no_timesheet_and_has_no_menu_entry_for_them(anne, terje, week) -> None:
    assert anne.get(answer_path(week)).status_code == 403
    form = form_of(terje, answer_path(week), action="/godkjenn")
    assert anne.post(answer_path(week, "godkjenn"), form).status_code == 403
    page = anne.get("/kundeportal/fakturaer").text
    assert "/kundeportal/timer" not in page
    assert "Piotr" not in page


@pytest.mark.parametrize("who", ["terje", "siv"])
def test_no_price_pay_or_sum_without_the_right(request, who, week, session, cast) -> None:
    reader = request.getfixturevalue(who)
    text = " ".join(readable(reader))
    # 420 kr an hour, 250 kr pay, 40 hours: 16 800, however the sums are written.
    assert not re.findall(r"(?<!\d)(?:420|250|16[\s\u00a0\u202f]?800)(?:,00|,-|[\s\u00a0\u202f]kr)", text)
    assert not re.findall(r"\d[\s\u00a0\u202f]kr\b|\bkr[\s\u00a0\u202f]\d", text)
    assert "Beløp uten MVA" not in text
    assert reader.get("/kundeportal/fakturaer").status_code == 403


def test_with_the_right_the_sum_is_there(client, terje, week, session) -> None:
    access = access_of(session, "terje")
    access.rettigheter = [*access.rettigheter, Portalrett.TIMER_PRIS]
    session.commit()
    page = terje.get(answer_path(week)).text
    assert re.search(r"Beløp uten MVA.*?16[\s\u00a0\u202f]800,00", page, re.S)


def test_rights_taken_away_hold_from_the_next_request(siv, week, session) -> None:
    assert siv.get("/kundeportal/timer").status_code == 200
    access = access_of(session, "siv")
    access.rettigheter = [Portalrett.OPPDRAG_LES]
    session.commit()
    assert siv.get("/kundeportal/timer").status_code == 403
    assert siv.get("/kundeportal/oppdrag").status_code == 200


def test_the_office_and_workers_do_not_come_in_here(client) -> None:
    for who in ("marte", "piotr", "ingen"):
        response = client.as_(who).get("/kundeportal/timer")
        assert response.status_code == 303, who
        assert "/logg-inn" in response.location, who
