"""Reports of one customer in a period: the right rows, the right sums, for those who may read them; and as files."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from portal.audit.models import Hendelse
from portal.db.clock import today
from portal.dev.cast import NORDVIK, SOLVIK
from portal.faktura.models import Dokumentkind, Dokumenttilstand, Salgsdokument
from portal.kundekort.models import Kunde
from portal.kundekort.queries import list_subtree_ids
from portal.oppdrag.models import Timelinje, Timeliste
from portal.rapporter.kunde.rapport import BY_KEY, RAPPORTER
from portal.rapporter.periode import Periode, list_presets, read_periode
from tests.support.statements import statements

FJORDTRE = NORDVIK.id("fjordtre")
WIDE = Periode(today() - timedelta(days=400), today() + timedelta(days=400))
HOME = f"/kunder/{FJORDTRE}/rapporter"


def address(key: str, periode: Periode = WIDE, **more: str) -> str:
    parts = "&".join(f"{name}={value}" for name, value in {**periode.address(), **more}.items())
    return f"{HOME}/{key}?{parts}"


def rows_of(session, key: str, periode: Periode = WIDE, kunder=None):
    kunder = kunder or list_subtree_ids(session, kunde_id=FJORDTRE)
    return BY_KEY[key].les(session, kunder=kunder, periode=periode, most=10_000)


def download(client, key: str, form: str = "csv", periode: Periode = WIDE, **more):
    return client.post(f"{HOME}/fil", {"rapport": key, "format": form, **periode.address(), **more})


def read(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    with response:
        text = response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_what_is_printed_may_be_more_than_the_page_shows(client, session, monkeypatch) -> None:
    monkeypatch.setattr("portal.rapporter.kunde.routes.ON_PAGE", 1)
    held = rows_of(session, "timer")
    page = client.get(address("timer", omfang="")).text
    assert "Bare de første radene vises." in page
    (whole,) = re.findall(r'href="([^"]+rader=alle)"', page)
    printed = client.get(unescape(whole)).text
    assert printed.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") == len(held) > 1
    assert "Bare de første radene vises." not in printed
    monkeypatch.setattr("portal.rapporter.kunde.routes.ON_PAPER", 1)
    assert "Ta ut rapporten som fil" in client.get(unescape(whole)).text


@pytest.mark.parametrize("rapport", RAPPORTER, ids=lambda rapport: rapport.key)
def test_the_page_the_csv_and_the_workbook_hold_the_same_rows(client, session, rapport) -> None:
    held = rows_of(session, rapport.key)
    assert held, "the demo has none: nothing is shown to be right"
    page = client.get(address(rapport.key))
    assert page.status_code == 200
    assert page.text.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") == min(len(held), 300)
    told = read(download(client, rapport.key))
    assert len(told) == len(held)
    assert list(told[0]) == [str(kolonne.tittel) for kolonne in rapport.kolonner]
    with download(client, rapport.key, "xlsx") as answer:
        sheet = load_workbook(io.BytesIO(answer.data), read_only=True).active
        assert sum(1 for _row in sheet.iter_rows()) == len(held) + 1


@pytest.mark.parametrize("key", ["timer", "fakturaer", "dialog"])
def test_only_the_period_is_in_and_both_its_days(session, key) -> None:
    held = rows_of(session, key)
    name = {"timer": "dato", "fakturaer": "utstedt_dato", "dialog": "tid"}[key]

    def day(row):
        value = getattr(row, name)
        return value.date() if key == "dialog" else value

    first = min(day(row) for row in held)
    only = rows_of(session, key, Periode(first, first))
    assert 0 < len(only) <= len(held)
    if key != "dialog":  # a moment belongs to the day it is in Oslo
        assert len(only) == sum(day(row) == first for row in held)
    before = first - timedelta(days=3)
    assert rows_of(session, key, Periode(before - timedelta(days=1), before)) == []


def test_hours_are_the_approved_ones_and_the_assignment_sums_them(session) -> None:
    kunder = list_subtree_ids(session, kunde_id=FJORDTRE)
    approved = session.scalar(
        select(func.sum(Timelinje.minutter))
        .join(Timeliste, Timeliste.id == Timelinje.timeliste_id)
        .where(Timeliste.kunde_id.in_(kunder), Timelinje.godkjent_tid.is_not(None))
    )
    every = session.scalar(
        select(func.sum(Timelinje.minutter))
        .join(Timeliste, Timeliste.id == Timelinje.timeliste_id)
        .where(Timeliste.kunde_id.in_(kunder))
    )
    assert sum(row.minutter for row in rows_of(session, "timer")) == approved
    assert sum(row.minutter for row in rows_of(session, "oppdrag")) == approved
    assert approved < every  # the control: not all that is written is approved


def test_a_credit_note_takes_away(session) -> None:
    kunder = list_subtree_ids(session, kunde_id=FJORDTRE)
    issued = session.execute(
        select(Salgsdokument.kind, Salgsdokument.sum_oere).where(
            Salgsdokument.kunde_id.in_(kunder), Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT
        )
    ).all()
    signed = sum(-row.sum_oere if row.kind is Dokumentkind.KREDITNOTA else row.sum_oere for row in issued)
    assert sum(row.sum_oere for row in rows_of(session, "fakturaer")) == signed
    assert any(row.kind is Dokumentkind.KREDITNOTA for row in issued)


@pytest.mark.parametrize(
    ("key", "who"),
    [
        ("oppdrag", "marte lise jon berit"),
        ("timer", "marte lise jon berit"),
        ("fakturaer", "marte lise jon"),
        ("dialog", "marte lise jon berit"),
    ],
)
def test_each_report_asks_for_its_own_right(client, key, who) -> None:
    for person in ("marte", "lise", "jon", "berit"):
        may = person in who.split()
        assert client.as_(person).get(address(key)).status_code == (200 if may else 403)
        assert (f"/rapporter/{key}" in client.as_(person).get(HOME).text) is may
        answer = download(client.as_(person), key)
        assert answer.status_code == (200 if may and person != "berit" else 403)
        answer.close()
    assert "/rapporter" in client.get(f"/kunder/{FJORDTRE}").text
    assert client.get(f"/kunder/{SOLVIK.id('fjellheim')}/rapporter").status_code == 404
    assert download(client, "finnes-ikke").status_code == 409


def test_what_cannot_be_read_is_said_and_nothing_fails(client) -> None:
    page = client.get(f"{HOME}/timer?fra=tull")
    assert page.status_code == 200
    assert "«tull» er ikke en dato" in page.text
    assert 'value="tull"' in page.text
    assert "Til-datoen er før fra-datoen." in client.get(f"{HOME}/timer?fra=01.02.2026&til=01.01.2026").text
    wrong = client.post(f"{HOME}/fil", {"rapport": "timer", "format": "csv", "fra": "tull"})
    assert wrong.status_code == 409


def test_periods_people_ask_for() -> None:
    words = [preset for _words, preset in list_presets()]
    assert all(preset.fra <= preset.til for preset in words)
    assert read_periode({})[0] in words
    assert words[1].til + timedelta(days=1) == words[0].fra


def test_the_unit_alone_or_the_whole_customer(client, session) -> None:
    whole = read(download(client, "oppdrag"))
    alone = read(download(client, "oppdrag", omfang="denne"))
    assert len(alone) < len(whole)
    assert {row["Kunde"] for row in alone} <= {"Fjordtre AS"}
    assert 'name="omfang"' in client.get(address("oppdrag")).text


def test_invoices_of_a_card_that_went_into_it_are_the_units_own(client, session, make) -> None:
    before = read(download(client, "fakturaer", omfang="denne"))
    lager = NORDVIK.id("fjordtre.lager")
    theirs = rows_of(session, "fakturaer", kunder=[lager])
    assert theirs, "the demo has none: nothing is shown to be right"
    session.execute(update(Kunde).where(Kunde.id == lager).values(slaatt_sammen_med_id=FJORDTRE))
    session.expire_all()
    after = read(download(client, "fakturaer", omfang="denne"))
    assert len(after) == len(before) + len(theirs)


def test_a_file_is_logged_and_has_an_end(client, session, monkeypatch) -> None:
    read(download(client, "timer"))
    logged = session.scalars(select(Hendelse).where(Hendelse.kode == "rapport.eksportert")).all()
    assert [(row.aktoer_navn, row.data["rapport"]) for row in logged] == [("Marte Solheim", "timer")]
    monkeypatch.setattr("portal.rapporter.kunde.routes.IN_FILE", 0)
    assert download(client, "timer").status_code == 409


def test_statements_do_not_grow_with_the_rows(client, connection) -> None:
    counts = []
    for periode in (Periode(today(), today()), WIDE):
        client.get(address("timer", periode))
        with statements(connection) as seen:
            client.get(address("timer", periode))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5
