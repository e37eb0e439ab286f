"""Appointments: in the week and on the card, invited by mail that calendars understand, changed and called off."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import icalendar
import pytest
from sqlalchemy import func, select

from portal.audit.models import Hendelse
from portal.db.clock import OSLO, today
from portal.dev.cast import NORDVIK
from portal.identity.models import Bruker
from portal.kundekort.avtaler.rules import proposed
from portal.kundekort.models import Avtale, Avtaledeltaker, Avtaletilstand
from portal.messaging.jobs import _mail
from portal.messaging.mail import compose
from portal.messaging.models import Dialogmelding
from tests.support.forms import form_of
from tests.support.statements import statements

MARTE, LISE = NORDVIK.id("marte"), NORDVIK.id("lise")
DAY = today() + timedelta(days=3)


@pytest.fixture
def kunde(make):
    return make.kunde(navn="Fjordtre Prøve AS")


@pytest.fixture
def kontakt(make, kunde):
    return make.kontakt(kunde_id=kunde.id, navn="Inge Invitert", epost="inge@fjordtre.example")


def values(kunde, *, kontakter=(), kolleger=(), **changed: object) -> dict[str, object]:
    plain = {
        "tittel": "Prøvemøte",
        "dato": f"{DAY:%d.%m.%Y}",
        "fra": "10:00",
        "til": "11:30",
        "sted": "Kokstad",
    }
    plain |= {
        "beskrivelse": "Ta med tall",
        "kunde": str(kunde.id) if kunde else "",
        "idempotens": str(uuid4()),
    }
    plain |= {"kontakter": [str(k) for k in kontakter], "kolleger": [str(k) for k in kolleger]}
    return {**plain, **changed}


def agree(client, kunde, **changed: object):
    return client.post("/avtaler", values(kunde, **changed))


def the_one(session, tittel: str = "Prøvemøte") -> Avtale:
    session.expire_all()
    return session.scalars(select(Avtale).where(Avtale.tittel == tittel)).one()


def mails(session, epost: str) -> list[Dialogmelding]:
    stmt = select(Dialogmelding).where(Dialogmelding.til == epost, Dialogmelding.kalender != "")
    return list(session.scalars(stmt.order_by(Dialogmelding.id)))


def event(melding: Dialogmelding):
    """The invitation as another calendar reads it."""
    calendar = icalendar.Calendar.from_ical(melding.kalender)
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def test_it_stands_in_the_week_of_all_who_take_part_and_on_the_card(client, kunde, kontakt, session) -> None:
    assert agree(client, kunde, kontakter=[kontakt.id], kolleger=[LISE]).status_code == 303
    avtale = the_one(session)
    assert avtale.start_tid == datetime(DAY.year, DAY.month, DAY.day, 10, tzinfo=OSLO).astimezone(UTC)
    year, week, _ = DAY.isocalendar()
    for key, seen in (("marte", True), ("lise", True), ("jon", False)):
        page = client.as_(key).get(f"/dagbok?uke={year}-W{week:02}").text
        assert ("Prøvemøte" in page) is seen, key
    assert "s-12 l-6" in client.get(f"/dagbok?uke={year}-W{week:02}").text
    assert "Prøvemøte" in client.get(f"/kunder/{kunde.id}/dagbok").text
    assert "avtalte «Prøvemøte»" in client.get(f"/kunder/{kunde.id}/tidslinje").text


def test_the_invitation_is_one_a_calendar_understands(client, kunde, kontakt, session) -> None:
    agree(client, kunde, kontakter=[kontakt.id], kolleger=[LISE, MARTE])
    (mail,) = mails(session, "inge@fjordtre.example")
    method, invited = event(mail)
    assert method == "REQUEST"
    assert invited["DTSTART"].dt == the_one(session).start_tid
    assert (str(invited["SUMMARY"]), str(invited["LOCATION"]), int(invited["SEQUENCE"])) == (
        "Prøvemøte",
        "Kokstad",
        0,
    )
    assert "marte@nordvik.example" in str(invited["ORGANIZER"])
    people = sorted(str(who) for who in invited["ATTENDEE"])
    assert "mailto:inge@fjordtre.example" in people
    assert mail.svar_til == "marte@nordvik.example"
    assert mails(session, "lise@nordvik.example")
    assert not mails(session, "marte@nordvik.example")  # she called it herself
    parts = [
        (part.get_content_type(), part.get_param("method")) for part in compose(_mail(session, mail)).walk()
    ]
    assert ("text/calendar", "REQUEST") in parts


def change(client, avtale, kunde, **changed: object):
    return client.post(f"/avtaler/{avtale.id}", values(kunde, versjon=avtale.versjon, **changed))


def test_a_change_raises_the_sequence_and_those_left_out_are_called_off(
    client, kunde, kontakt, session
) -> None:
    agree(client, kunde, kontakter=[kontakt.id], kolleger=[LISE])
    first = event(mails(session, "lise@nordvik.example")[0])[1]["UID"]
    assert (
        change(client, the_one(session), kunde, kolleger=[LISE], fra="12:00", til="13:00").status_code == 303
    )
    method, changed = event(mails(session, "lise@nordvik.example")[-1])
    assert (method, int(changed["SEQUENCE"]), changed["UID"]) == ("REQUEST", 1, first)
    method, gone = event(mails(session, "inge@fjordtre.example")[-1])
    assert (method, int(gone["SEQUENCE"]), str(gone["STATUS"])) == ("CANCEL", 1, "CANCELLED")
    left = select(Avtaledeltaker.bruker_id).where(Avtaledeltaker.avtale_id == the_one(session).id)
    assert session.scalars(left).all() == [LISE]


def test_the_same_again_tells_nobody(client, kunde, kontakt, session) -> None:
    agree(client, kunde, kontakter=[kontakt.id])
    assert change(client, the_one(session), kunde, kontakter=[kontakt.id]).status_code == 303
    assert len(mails(session, "inge@fjordtre.example")) == 1
    assert the_one(session).sekvens == 0


def test_called_off_once(client, kunde, kontakt, session) -> None:
    agree(client, kunde, kontakter=[kontakt.id])
    avtale = the_one(session)
    for _twice in range(2):
        assert client.post(f"/avtaler/{avtale.id}/avlys", {"idempotens": str(uuid4())}).status_code == 303
    assert the_one(session).tilstand is Avtaletilstand.AVLYST
    invited, off = mails(session, "inge@fjordtre.example")
    assert int(event(off)[1]["SEQUENCE"]) == 1
    assert event(off)[0] == "CANCEL"
    assert event(off)[1]["UID"] == event(invited)[1]["UID"]
    year, week, _ = DAY.isocalendar()
    assert "Prøvemøte" not in client.get(f"/dagbok?uke={year}-W{week:02}").text
    refused = change(client, the_one(session), kunde)
    assert refused.status_code == 422
    assert "Avtalen er avlyst." in refused.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"tittel": ""}, "Skriv hva avtalen gjelder."),
        ({"til": "09:00"}, "Slutten må være etter starten."),
        ({"dato": "31.02.2026"}, "finnes ikke i kalenderen"),
        ({"kontakter": [str(uuid4())]}, "errsum"),
        ({"kolleger": [str(uuid4())]}, "errsum"),
    ],
)
def test_what_is_not_sound_is_refused_and_kept(client, kunde, session, wrong, words) -> None:
    before = session.scalar(select(func.count()).select_from(Avtale))
    refused = client.post("/avtaler", {**values(kunde), **wrong})
    assert refused.status_code == 422
    assert words in refused.text
    assert "Ta med tall" in refused.text
    assert session.scalar(select(func.count()).select_from(Avtale)) == before


def test_a_stale_copy_is_refused(client, kunde, session) -> None:
    agree(client, kunde)
    stale = client.post(f"/avtaler/{the_one(session).id}", values(kunde, versjon=9, tittel="Mitt"))
    assert stale.status_code == 422
    assert "Noen andre har endret" in stale.text


def test_a_double_click_invites_once(client, kunde, kontakt, session) -> None:
    data = values(kunde, kontakter=[kontakt.id])
    assert [client.post("/avtaler", data).status_code for _ in range(2)] == [303, 303]
    assert len(mails(session, "inge@fjordtre.example")) == 1


def test_one_without_an_address_takes_part_and_the_page_says_so(client, kunde, make, session) -> None:
    silent = make.kontakt(kunde_id=kunde.id, navn="Uten Adresse", epost="")
    assert agree(client, kunde, kontakter=[silent.id]).status_code == 303
    page = client.get(f"/avtaler/{the_one(session).id}").text
    assert "Uten Adresse" in page
    assert "må få beskjed på annen måte" in page


def test_a_reader_reads_and_changes_nothing(client, kunde, session) -> None:
    agree(client, kunde)
    berit, avtale = client.as_("berit"), the_one(session)
    page = berit.get(f"/avtaler/{avtale.id}").text
    assert "Prøvemøte" in page
    assert "<form" not in page.split("<main")[1]
    assert berit.post(f"/avtaler/{avtale.id}/avlys", {"idempotens": str(uuid4())}).status_code == 403


def test_what_is_among_ourselves_is_for_those_who_take_part(client, session) -> None:
    agree(client, None, kolleger=[LISE])
    avtale = the_one(session)
    lise, jon = client.as_("lise"), client.as_("jon")
    assert "Prøvemøte" in lise.get(f"/avtaler/{avtale.id}").text
    assert jon.get(f"/avtaler/{avtale.id}").status_code == 404
    assert change(jon, avtale, None, tittel="Jons").status_code == 404
    assert change(lise, avtale, None, kolleger=[LISE], tittel="Mitt nå").status_code == 422
    assert lise.post(f"/avtaler/{avtale.id}/avlys", {"idempotens": str(uuid4())}).status_code == 409
    assert the_one(session).tilstand is Avtaletilstand.PLANLAGT


def test_a_colleague_who_steps_in_at_a_customer_is_named_in_the_mail(client, kunde, kontakt, session) -> None:
    agree(client, kunde, kontakter=[kontakt.id])
    moved = {"fra": "12:00", "til": "13:00"}
    assert (
        change(client.as_("lise"), the_one(session), kunde, kontakter=[kontakt.id], **moved).status_code
        == 303
    )
    mail = mails(session, "inge@fjordtre.example")[-1]
    assert "Lise Haugland har endret avtalen" in mail.tekst
    assert mail.svar_til == "marte@nordvik.example"


def test_who_called_it_is_told_when_a_colleague_moves_it_or_calls_it_off(
    client, kunde, kontakt, session
) -> None:
    agree(client, kunde, kontakter=[kontakt.id], kolleger=[LISE])
    moved = {"fra": "12:00", "til": "13:00"}
    jon = client.as_("jon")
    assert (
        change(jon, the_one(session), kunde, kontakter=[kontakt.id], kolleger=[LISE], **moved).status_code
        == 303
    )
    (told,) = mails(session, "marte@nordvik.example")
    assert (event(told)[0], int(event(told)[1]["SEQUENCE"])) == ("REQUEST", 1)
    assert "Jon Nordvik har endret avtalen" in told.tekst
    off = {"idempotens": str(uuid4())}
    assert client.as_("lise").post(f"/avtaler/{the_one(session).id}/avlys", off).status_code == 303
    assert event(mails(session, "marte@nordvik.example")[-1])[0] == "CANCEL"
    assert [event(mail)[0] for mail in mails(session, "lise@nordvik.example")] == ["REQUEST", "REQUEST"]
    assert not mails(session, "jon@nordvik.example")


def test_who_called_it_is_not_called_off_when_taken_out_of_those_who_come(client, kunde, session) -> None:
    agree(client, kunde, kolleger=[MARTE, LISE])
    assert change(client.as_("jon"), the_one(session), kunde, kolleger=[LISE]).status_code == 303
    assert [event(mail)[0] for mail in mails(session, "marte@nordvik.example")] == ["REQUEST"]


def test_one_who_has_left_is_not_told(client, kunde, kontakt, session) -> None:
    agree(client, kunde, kontakter=[kontakt.id])
    session.get_one(Bruker, (session.info["tenant"], MARTE)).er_aktiv = False
    session.flush()
    assert change(client.as_("jon"), the_one(session), kunde, tittel="Prøvemøte").status_code == 303
    assert not mails(session, "marte@nordvik.example")


def receipt(client, answer) -> str:
    return client.get(answer.location.removeprefix(f"/{client.slug}")).text


def test_the_receipt_says_what_was_sent(client, kunde, kontakt, make, session) -> None:
    silent = make.kontakt(kunde_id=kunde.id, navn="Uten Adresse", epost="")
    page = receipt(client, agree(client, kunde, kontakter=[silent.id]))
    assert "Avtalen er lagret." in page
    assert "innkallingen er på vei" not in page
    page = receipt(client, change(client, the_one(session), kunde, kontakter=[silent.id]))
    assert "de inviterte får beskjed" not in page  # nothing changed
    both = [silent.id, kontakt.id]
    page = receipt(client, change(client, the_one(session), kunde, kontakter=both))
    assert "Avtalen er lagret, og de inviterte får beskjed." in page
    page = receipt(client, agree(client, kunde, kontakter=[kontakt.id], tittel="Et annet"))
    assert "Avtalen er lagret, og innkallingen er på vei." in page
    agree(client, kunde, tittel="Alene")
    off = client.post(f"/avtaler/{the_one(session, 'Alene').id}/avlys", {"idempotens": str(uuid4())})
    page = receipt(client, off)
    assert "Avtalen er avlyst." in page
    assert "de inviterte får beskjed" not in page


@pytest.mark.parametrize(
    ("clock", "fra", "til", "days"),
    [
        (9, time(10), time(11), 0),
        (21, time(22), time(23), 0),
        (22, time(23), time(23, 59), 0),
        (23, time(0), time(1), 1),
    ],
)
def test_what_is_proposed_ends_the_day_it_begins(clock, fra, til, days) -> None:
    moment = datetime(2026, 11, 27, clock, 25, tzinfo=OSLO)
    start, end = proposed(moment)
    assert (start.time(), end, start.date() - moment.date()) == (fra, til, timedelta(days=days))


def test_what_is_proposed_late_in_the_evening_can_be_saved(client, kunde, monkeypatch) -> None:
    late = datetime(DAY.year, DAY.month, DAY.day, 22, 40, tzinfo=OSLO)
    monkeypatch.setattr("portal.kundekort.avtaler.routes.now", lambda: late)
    typed = form_of(client, f"/avtaler/ny?kunde={kunde.id}")
    assert (typed["fra"], typed["til"]) == ("23:00", "23:59")
    assert client.post("/avtaler", {**typed, "tittel": "Prøvemøte"}).status_code == 303


def test_it_is_told_once(client, kunde, session) -> None:
    agree(client, kunde)
    told = select(func.count()).where(Hendelse.kunde_id == kunde.id, Hendelse.kode == "avtale.planlagt")
    assert session.scalar(told) == 1


def test_the_form_is_a_dialog_and_a_page(client, kunde, kontakt) -> None:
    assert client.htmx(f"/avtaler/ny?kunde={kunde.id}").text.lstrip().startswith("<dialog")
    assert "Inge Invitert" in client.get(f"/avtaler/ny?kunde={kunde.id}").text
    assert "Fra kunden" not in client.get("/avtaler/ny").text


def test_the_tab_keeps_its_budget(client, connection, kunde) -> None:
    agree(client, kunde)
    with statements(connection) as seen:
        client.get(f"/kunder/{kunde.id}/dagbok")
    assert len(seen) + 1 <= 6, "\n".join(seen)
