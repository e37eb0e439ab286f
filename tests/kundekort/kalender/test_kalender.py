"""The secret calendar address: made and shown once, read without signing in, gone the moment it is withdrawn."""

import re
from datetime import date, timedelta
from uuid import uuid4

import icalendar
import pytest
from sqlalchemy import delete, func, select

from portal.db.clock import OSLO, now, today
from portal.db.types import uuid7
from portal.dev.cast import NORDVIK
from portal.identity.models import Bruker, Brukerrolle
from portal.kundekort.models import (
    Aktivitetstilstand,
    Aktivitetstype,
    Avtale,
    Avtaledeltaker,
    Avtaletilstand,
    Dagbokaktivitet,
    Kalenderadresse,
    Oppgave,
)
from portal.oppdrag.models import Utleieoppdrag

MARTE, LISE, FJORDTRE = NORDVIK.id("marte"), NORDVIK.id("lise"), NORDVIK.id("fjordtre")


def make_address(client, **more: object) -> str:
    """The path of a new address, as the page shows it that once."""
    answer = client.post("/kalenderadresser", {"idempotens": str(uuid4()), **more})
    assert answer.status_code == 200
    return re.search(r'data-copy="[^"]+/nordvik(/kalender/[^"]+/portal\.ics)"', answer.text)[1]


def read(client, path: str):
    """As a calendar asks: nobody is signed in."""
    return client.as_("ingen").get(path)


def titles(answer) -> dict[str, object]:
    """SUMMARY → event, read by a calendar library."""
    calendar = icalendar.Calendar.from_ical(answer.get_data(as_text=True))
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


@pytest.fixture
def entries(session) -> None:
    """One of each kind of Marte's, one of Lise's, one long ago and one she is invited to."""
    kind = session.scalars(select(Aktivitetstype.id).limit(1)).one()
    start = now() + timedelta(days=2)

    def activity(who, emne, tid, kunde=None):
        return Dagbokaktivitet(
            id=uuid7(), bruker_id=who, kunde_id=kunde, type_id=kind, tid=tid, varighet_min=30, emne=emne,
            tilstand=Aktivitetstilstand.PLANLAGT, opprettet_tid=now(),
        )  # fmt: skip

    def meeting(who, tittel, tilstand=Avtaletilstand.PLANLAGT):
        return Avtale(
            id=uuid7(), bruker_id=who, tittel=tittel, start_tid=start, slutt_tid=start + timedelta(hours=1),
            opprettet_tid=now(), endret_tid=now(), tilstand=tilstand, sekvens=2,
        )  # fmt: skip

    invited = meeting(LISE, "Lises møte med Marte")
    session.add_all(
        [
            activity(MARTE, "Egen tid; med, tegn\\", start),
            activity(LISE, "Lises egen", start),
            activity(MARTE, "For lenge siden", now() - timedelta(days=90)),
            activity(LISE, "Hos Fjordtre", start, FJORDTRE),
            Oppgave(
                id=uuid7(), tittel="Forfaller snart", ansvarlig_id=MARTE,
                frist_dato=today() + timedelta(days=1), opprettet_tid=now(),
            ),
            meeting(MARTE, "Martes avlyste", Avtaletilstand.AVLYST),
            meeting(LISE, "Lises møte alene"),
            invited,
        ]
    )  # fmt: skip
    session.flush()
    session.add(Avtaledeltaker(avtale_id=invited.id, bruker_id=MARTE))
    session.commit()


def test_my_calendar_holds_mine_and_nothing_of_others(client, entries) -> None:
    answer = read(client, make_address(client))
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    found = titles(answer)
    for mine in ("Egen tid; med, tegn\\", "Forfaller snart", "Martes avlyste", "Lises møte med Marte"):
        assert mine in found, mine
    for other in ("Lises egen", "Lises møte alene", "For lenge siden", "Hos Fjordtre – Fjordtre AS"):
        assert other not in found, other
    assert str(found["Martes avlyste"]["STATUS"]) == "CANCELLED"
    assert int(found["Martes avlyste"]["SEQUENCE"]) == 2
    due = found["Forfaller snart"]["DTSTART"].dt
    assert type(due) is date
    assert due == today() + timedelta(days=1)
    assert found["Egen tid; med, tegn\\"]["DTSTART"].dt.tzinfo is not None


def test_a_customers_calendar_holds_the_customers(client, entries) -> None:
    found = titles(read(client, make_address(client, kunde=str(FJORDTRE))))
    assert "Hos Fjordtre" in found
    assert "Egen tid; med, tegn\\" not in found


def test_the_secret_is_shown_once_and_kept_as_a_hash(client, session) -> None:
    path = make_address(client)
    token = path.split("/")[2]
    assert token not in client.get("/kalenderadresser").text
    for row in session.scalars(select(Kalenderadresse.hemmelig_hash)):
        assert token.encode() not in row


def test_a_second_click_shows_the_list_and_makes_no_more(client, session) -> None:
    data = {"idempotens": str(uuid4())}
    count = len(session.scalars(select(Kalenderadresse.id)).all())
    assert client.post("/kalenderadresser", data).status_code == 200
    assert client.post("/kalenderadresser", data).status_code == 303
    assert len(session.scalars(select(Kalenderadresse.id)).all()) == count + 1


def test_withdrawn_it_is_gone_at_once(client, session) -> None:
    path = make_address(client)
    assert read(client, path).status_code == 200
    newest = session.scalars(select(Kalenderadresse.id).order_by(Kalenderadresse.id.desc())).first()
    withdraw = f"/kalenderadresser/{newest}/trekk"
    assert client.as_("lise").post(withdraw, {"idempotens": str(uuid4())}).status_code == 404
    assert read(client, path).status_code == 200
    for _twice in range(2):
        assert client.post(withdraw, {"idempotens": str(uuid4())}).status_code == 303
    gone = read(client, path)
    assert gone.status_code == 410
    assert gone.data == b""
    assert gone.headers["Cache-Control"] == "no-store"


def test_one_who_has_left_shows_nothing(client, session) -> None:
    path = make_address(client)
    session.get_one(Bruker, (session.info["tenant"], MARTE)).er_aktiv = False
    session.commit()
    assert read(client, path).status_code == 404


def test_one_who_lost_the_right_shows_nothing(client, session) -> None:
    path = make_address(client)
    session.execute(delete(Brukerrolle).where(Brukerrolle.bruker_id == MARTE))
    session.commit()
    assert read(client, path).status_code == 404


@pytest.mark.parametrize("token", ["x", "y" * 43, "z" * 400])
def test_an_unknown_token_is_not_found(client, token) -> None:
    assert read(client, f"/kalender/{token}/portal.ics").status_code == 404


def test_another_agency_does_not_know_the_token(client) -> None:
    path = make_address(client)
    carl = client.as_("carl")
    assert carl.slug == "solvik"
    assert carl.get(path).status_code == 404


def test_it_is_read_only(client) -> None:
    assert client.as_("ingen").post(make_address(client)).status_code == 405


def test_there_is_an_end_to_how_many(client) -> None:
    answers = [client.post("/kalenderadresser", {"idempotens": str(uuid4())}).status_code for _ in range(22)]
    assert answers[0] == 200
    assert answers[-1] == 422


def test_an_unknown_customer_is_not_found(client) -> None:
    assert (
        client.post("/kalenderadresser", {"idempotens": str(uuid4()), "kunde": str(uuid4())}).status_code
        == 404
    )


def test_an_oppdrag_has_a_calendar_of_its_shifts(client, session) -> None:
    oppdrag = session.get_one(Utleieoppdrag, (session.info["tenant"], NORDVIK.id("op.truck.piotr")))
    page = client.get(f"/kalenderadresser?sak=utleieoppdrag:{oppdrag.id}").text
    assert f'value="utleieoppdrag:{oppdrag.id}"' in page
    path = make_address(client, sak=f"utleieoppdrag:{oppdrag.id}")
    answer = read(client, path)
    events = icalendar.Calendar.from_ical(answer.get_data(as_text=True)).walk("VEVENT")
    days = [event["DTSTART"].dt.astimezone(OSLO).date() for event in events]
    assert days
    assert {day.isoweekday() for day in days} <= {int(day) for day in oppdrag.arbeidstid}
    assert min(days) >= oppdrag.fra_dato
    assert all("Piotr" in str(event["SUMMARY"]) for event in events)
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert oppdrag.nummer in client.get("/kalenderadresser").text


@pytest.mark.parametrize("sak", ["utleieoppdrag:{}", "ukjent:{}", "tull"])
def test_a_record_that_is_not_there_or_of_no_known_kind_gives_no_address(client, session, sak) -> None:
    count = select(func.count()).select_from(Kalenderadresse)
    before = session.scalar(count)
    assert (
        client.post("/kalenderadresser", {"idempotens": str(uuid4()), "sak": sak.format(uuid7())}).status_code
        == 404
    )
    assert session.scalar(count) == before
