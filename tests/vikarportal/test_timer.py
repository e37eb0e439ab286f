"""Piotr's hours on his phone: prefilled, changed, kept as a draft, delivered, withdrawn; nobody else's weeks."""

import re
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from portal.db.clock import OSLO, frozen
from portal.identity.actor import Actor
from portal.kandidater.models import Kandidat
from portal.messaging.models import Dialogmelding
from portal.oppdrag.godkjenning.actions import returner
from portal.oppdrag.models import Linjetilstand, Timelinje, Timeliste, Timelistetilstand, Utleieoppdrag
from portal.oppdrag.queries_timer import list_linjer, list_versjoner
from portal.oppdrag.rules.timer import Dag
from portal.oppdrag.timelister.actions import lagre_kladd, lever, opprett_uke
from portal.tenancy.session import tenant_session
from tests.support.forms import fields
from tests.support.weeks import (
    answer,
    deliver,
    save,
    this_monday,
    timeliste_of,
    week_form,
    week_path,
    withdraw,
)


@pytest.fixture
def oppdrag_id(cast):
    return cast.id("op.truck.piotr")


@pytest.fixture
def piotr(client):
    return client.as_("piotr")


@pytest.fixture
def terje(client):
    return client.as_("terje")


def lines(session, liste):
    return session.scalars(
        select(Timelinje)
        .where(Timelinje.timeliste_id == liste.id)
        .order_by(Timelinje.dato, Timelinje.kategori)
        .execution_options(populate_existing=True)
    ).all()


def weeks_held(session, oppdrag_id) -> int:
    stmt = select(func.count()).select_from(Timeliste).where(Timeliste.oppdrag_id == oppdrag_id)
    return session.scalar(stmt)


def test_the_week_is_prefilled_from_the_oppdrag(piotr, oppdrag_id, session) -> None:
    before = weeks_held(session, oppdrag_id)
    form = week_form(piotr, oppdrag_id)
    shown = [(form[f"dager-{day}-start"], form[f"dager-{day}-slutt"]) for day in range(7)]
    assert shown == [("07:00", "15:00")] * 5 + [("", "")] * 2
    assert form["dager-0-dato"] == this_monday().isoformat()
    assert [form[f"dager-{day}-pause_min"] for day in range(5)] == ["30"] * 5
    assert "Ikke levert" in piotr.get("/vikar/timer").text
    assert weeks_held(session, oppdrag_id) == before  # looking writes nothing


def test_one_changed_day_is_kept_as_a_draft_that_only_he_sees(piotr, terje, oppdrag_id, session) -> None:
    saved = save(piotr, oppdrag_id, dager_3_slutt="17.30", dager_3_kommentar="Losset en bil til")
    assert saved.status_code == 303
    page = piotr.get(week_path(oppdrag_id)).text
    assert "Foreløpig kladd" in page
    assert fields(page)["dager-3-slutt"] == "17:30"
    liste = timeliste_of(session, oppdrag_id)
    assert liste.tilstand is Timelistetilstand.KLADD
    assert [line.minutter for line in lines(session, liste)] == [450, 450, 450, 600, 450]
    assert str(liste.id) not in terje.get("/kundeportal/timer").text
    assert terje.get(f"/kundeportal/timer/{liste.id}").status_code == 404


def test_overtime_is_proposed_beyond_the_lawful_day_and_counts_when_he_writes_it(
    piotr, oppdrag_id, session
) -> None:
    save(piotr, oppdrag_id, dager_3_slutt="17:30")
    assert "Forslag: 1" in piotr.get(week_path(oppdrag_id)).text
    save(piotr, oppdrag_id, dager_3_overtid_min="1,0")
    kinds = [
        (line.kategori.value, line.minutter) for line in lines(session, timeliste_of(session, oppdrag_id))
    ]
    assert ("overtid_50", 60) in kinds
    assert ("normal", 540) in kinds


def test_delivered_it_is_locked_and_the_approver_is_told(piotr, oppdrag_id, session) -> None:
    before = session.scalar(select(func.count()).select_from(Dialogmelding))
    assert deliver(piotr, oppdrag_id, kommentar="God helg").status_code == 303
    liste = timeliste_of(session, oppdrag_id)
    assert liste.tilstand is Timelistetilstand.LEVERT
    page = piotr.get(week_path(oppdrag_id)).text
    assert "Trekk tilbake" in page
    assert "Lever uken" not in page
    mail = session.scalars(select(Dialogmelding).order_by(Dialogmelding.id.desc())).first()
    assert session.scalar(select(func.count()).select_from(Dialogmelding)) == before + 1
    assert (mail.til, "Piotr" in mail.emne) == ("terje@fjordtre.example", True)


def test_a_day_that_is_not_worked_yet_is_kept_but_not_delivered(piotr, oppdrag_id, session) -> None:
    wednesday = this_monday() + timedelta(days=2)
    with frozen(datetime.combine(wednesday, time(16), OSLO)):
        assert save(piotr, oppdrag_id).status_code == 303  # the plan may stand in a draft
        refused = deliver(piotr, oppdrag_id)
        assert refused.status_code == 422
        assert "Dagen er ikke arbeidet ennå. Tøm den, eller lever når uken er over." in refused.text
        assert "Torsdag" in refused.text
        assert timeliste_of(session, oppdrag_id).tilstand is Timelistetilstand.KLADD
        free = {f"dager_{day}_{part}": "" for day in (3, 4) for part in ("start", "slutt", "pause_min")}
        assert deliver(piotr, oppdrag_id, **free).status_code == 303  # today counts, tomorrow does not
    assert timeliste_of(session, oppdrag_id).tilstand is Timelistetilstand.LEVERT


def test_the_same_post_twice_is_one_delivery(piotr, oppdrag_id, session) -> None:
    form = week_form(piotr, oppdrag_id)
    path = week_path(oppdrag_id, None, "lever")
    assert [piotr.post(path, form).status_code for _ in range(2)] == [303, 303]
    liste = timeliste_of(session, oppdrag_id)
    assert [v.nr for v in list_versjoner(session, timeliste_id=liste.id)] == [1]


def test_withdrawn_it_is_a_draft_again_and_the_delivery_stays_visible(piotr, oppdrag_id, session) -> None:
    deliver(piotr, oppdrag_id, dager_3_slutt="17:30")
    assert withdraw(piotr, oppdrag_id).status_code == 303
    page = piotr.get(week_path(oppdrag_id)).text
    assert "Foreløpig kladd" in page
    assert "trukket tilbake" in page
    assert fields(page)["dager-3-slutt"] == "17:30"
    assert deliver(piotr, oppdrag_id, dager_3_slutt="15:00").status_code == 303
    liste = timeliste_of(session, oppdrag_id)
    versions = list_versjoner(session, timeliste_id=liste.id)
    assert [(v.nr, v.trukket_tid is None) for v in versions] == [(2, True), (1, False)]


def test_approved_it_can_no_longer_be_withdrawn_and_he_reads_who_approved(
    piotr, terje, oppdrag_id, session
) -> None:
    deliver(piotr, oppdrag_id)
    held = fields(piotr.get(week_path(oppdrag_id)).text, action="/trekk")  # the page he looks at
    answer(terje, timeliste_of(session, oppdrag_id), "godkjenn")
    refused = piotr.post(week_path(oppdrag_id, None, "trekk"), held)
    assert refused.status_code == 422
    assert "Terje Fjordtun" in refused.text
    assert re.search(r"endret mens du så på den: godkjent [^<]*\d\d:\d\d", refused.text)
    assert timeliste_of(session, oppdrag_id).tilstand is Timelistetilstand.GODKJENT


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"dager_2_slutt": "25:99"}, "25:99"),
        ({"dager_2_slutt": ""}, "Skriv både start og slutt."),
        ({"dager_2_pause_min": "600"}, "Pausen er lengre enn dagen."),
        ({"dager_2_slutt": "06:30"}, "En dag kan ikke være lengre enn 16 timer."),
        ({"dager_2_overtid_min": "9:00"}, "Overtiden er lengre enn dagen."),
        ({"dager_1_start": "20:00", "dager_1_slutt": "08:00"}, "Dagen begynner før den forrige er slutt."),
    ],
    ids=["no clock", "half a day", "break", "too long", "overtime", "overlap"],
)
def test_a_day_that_cannot_be_right_is_refused_where_it_stands_and_all_is_kept(
    piotr, oppdrag_id, session, changed, words
) -> None:
    before = weeks_held(session, oppdrag_id)
    refused = save(piotr, oppdrag_id, kommentar="Beholdes", dager_0_kommentar="Dette også", **changed)
    assert refused.status_code == 422
    assert words in refused.text
    kept = fields(refused.text)
    for name, value in changed.items():
        assert kept[name.replace("dager_", "dager-").replace("_", "-", 1)] == value
    assert (kept["kommentar"], kept["dager-0-kommentar"]) == ("Beholdes", "Dette også")
    assert weeks_held(session, oppdrag_id) == before


def test_the_day_is_named_in_the_summary(piotr, oppdrag_id) -> None:
    page = save(piotr, oppdrag_id, dager_2_slutt="").text
    assert re.search(r"Onsdag\s[^<]*: Skriv både start og slutt\.", page)


def test_an_empty_week_is_not_delivered(piotr, oppdrag_id, session) -> None:
    empty = {f"dager_{day}_{part}": "" for day in range(5) for part in ("start", "slutt", "pause_min")}
    before = weeks_held(session, oppdrag_id)
    refused = deliver(piotr, oppdrag_id, **empty)
    assert refused.status_code == 422
    assert "Timelisten er tom" in refused.text
    assert weeks_held(session, oppdrag_id) == before


def test_a_draft_from_an_old_tab_is_refused_and_keeps_what_was_typed(piotr, oppdrag_id, session) -> None:
    save(piotr, oppdrag_id)
    old = week_form(piotr, oppdrag_id, dager_0_slutt="16:00")
    save(piotr, oppdrag_id, dager_0_slutt="14:00")
    refused = piotr.post(week_path(oppdrag_id), old)
    assert refused.status_code == 422
    assert "endret mens du så på den" in refused.text
    assert fields(refused.text)["dager-0-slutt"] == "16:00"
    assert lines(session, timeliste_of(session, oppdrag_id))[0].minutter == 390


def test_he_reads_the_reason_corrects_and_delivers_again_and_the_first_stays(
    piotr, terje, oppdrag_id, session
) -> None:
    deliver(piotr, oppdrag_id, dager_3_slutt="17:30")
    answer(terje, timeliste_of(session, oppdrag_id), "returner", grunn="Torsdag var til kl. 15")
    page = piotr.get(week_path(oppdrag_id)).text
    assert "Kunden skriver: Torsdag var til kl. 15" in page
    assert "I retur" in piotr.get("/vikar/timer").text
    assert deliver(piotr, oppdrag_id, dager_3_slutt="15:00").status_code == 303
    page = piotr.get(week_path(oppdrag_id)).text
    assert "Levering 2" in page
    assert re.search(r"Levering 1,[^<]*besvart av Terje Fjordtun", page)
    assert "07:00–17:30" in page  # the first delivery, as it was
    liste = timeliste_of(session, oppdrag_id)
    first = [line for line in list_linjer(session, timeliste_id=liste.id) if line.minutter == 600]
    assert [line.tilstand for line in first] == [Linjetilstand.RETURNERT]


def test_another_worker_s_weeks_are_not_there(client, piotr, oppdrag_id, session) -> None:
    save(piotr, oppdrag_id)
    form = week_form(piotr, oppdrag_id)
    amina = client.as_("amina")
    for monday in (this_monday(), this_monday() - timedelta(weeks=1)):
        assert amina.get(week_path(oppdrag_id, monday)).status_code == 404
    for step in ((), ("lever",), ("trekk",)):
        assert amina.post(week_path(oppdrag_id, None, *step), form).status_code == 404, step
    assert timeliste_of(session, oppdrag_id).tilstand is Timelistetilstand.KLADD
    mine = amina.get("/vikar/timer").text
    assert "Fjordtre" not in mine
    assert "Solbakken" in mine
    others = session.scalars(select(Kandidat.etternavn).where(Kandidat.fornavn != "Amina")).all()
    assert not [name for name in others if re.search(rf"\b{name}\b", mine)]


@pytest.mark.parametrize("week", ["2020/1", "2026/60", "9999/52", f"{10**20}/1"])
def test_weeks_without_a_day_of_the_oppdrag_are_not_there(piotr, oppdrag_id, week) -> None:
    assert piotr.get(f"/vikar/timer/{oppdrag_id}/{week}").status_code == 404


def test_neither_the_office_nor_a_contact_comes_in_here(client, oppdrag_id) -> None:
    for who in ("marte", "terje", "ingen"):
        response = client.as_(who).get(week_path(oppdrag_id))
        assert response.status_code == 303, who
        assert "/logg-inn" in response.location, who


# --- the language of mail ---------------------------------------------------------------------


def _last_mail(session) -> Dialogmelding:
    return session.scalars(select(Dialogmelding).order_by(Dialogmelding.id.desc())).first()


def _deliver_and_return(session, worker: str) -> tuple[Dialogmelding, Dialogmelding]:
    """The mail to the approver and the one to the worker, of a week of this agency."""
    oppdrag = session.scalars(
        select(Utleieoppdrag)
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .where(Utleieoppdrag.godkjenner_id.is_not(None), Kandidat.epost != "")
        .order_by(Utleieoppdrag.nummer)
    ).first()
    monday = this_monday() - timedelta(weeks=30)
    oppdrag.fra_dato = monday
    session.info["actor"] = Actor("vikar", oppdrag.kandidat_id, worker)
    session.flush()  # read by the actions
    liste = opprett_uke(session, oppdrag_id=oppdrag.id, dag=monday)
    lagre_kladd(
        session,
        timeliste_id=liste.id,
        dager=[Dag(monday, time(7), time(15), 30)],
        kommentar="",
        versjon=liste.versjon,
    )
    lever(session, timeliste_id=liste.id, versjon=liste.versjon)
    session.flush()  # the mail is read back
    first = _last_mail(session)
    returner(session, timeliste_id=liste.id, versjon=liste.versjon, grunn="Feil dag")
    session.flush()  # as above
    return first, _last_mail(session)


@pytest.mark.parametrize(
    ("slug", "sprak", "waits", "back"),
    [
        ("nordvik", "nb", "Timer til godkjenning", "er returnert"),
        ("solvik", "nn", "Timar til godkjenning", "er returnerte"),
    ],
)
def test_mail_about_hours_follows_the_customer_and_the_agency(
    app, connection, tenants, slug, sprak, waits, back
) -> None:
    """Nobody in it has chosen a language: the contact meets the customer's, the worker the agency's."""
    with app.app_context(), tenant_session(connection, tenant_id=tenants[slug]) as session:
        to_contact, to_worker = _deliver_and_return(session, "Prøve Vikar")
        assert (to_contact.sprak, waits in to_contact.emne) == (sprak, True), to_contact.emne
        assert (to_worker.sprak, back in to_worker.emne) == (sprak, True), to_worker.emne
