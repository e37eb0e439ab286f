"""A group by text message: the same path as its mail, by number, and never at night."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from portal.audit.models import Hendelse
from portal.db.clock import frozen, today
from portal.errors import Refused
from portal.kundekort.grupper.queries import list_til_brev
from portal.kundekort.grupper.rules import divide
from portal.kundekort.models import Person
from portal.messaging.models import Dialogmelding, Kanal
from tests.kundekort.grupper.test_grupper import fixed, kunde, person, say_no, send  # noqa: F401 - a fixture
from tests.support.forms import form_of
from tests.support.statements import statements

#: Half past ten at night and half past ten in the morning, in Oslo.
NIGHT, DAY = datetime(2026, 11, 19, 21, 30, tzinfo=UTC), datetime(2026, 11, 19, 9, 30, tzinfo=UTC)


@pytest.fixture
def one(session, make, kunde):  # noqa: F811
    """Makes a contact with this mobile and number of the job."""

    def made(navn: str, mobil: str, telefon: str = "", **more):
        kontakt = person(session, make, kunde, navn, **more)
        kontakt.telefon = telefon
        session.execute(update(Person).where(Person.id == kontakt.person_id).values(mobil=mobil))
        session.flush()
        return kontakt

    return made


def sent(session) -> list[Dialogmelding]:
    return list(
        session.scalars(
            select(Dialogmelding).where(Dialogmelding.kanal == Kanal.SMS).order_by(Dialogmelding.til)
        )
    )


def test_one_each_and_the_others_are_named_with_why(client, session, one) -> None:
    a, b = one("Anne Får", "+4759902101"), one("Bo Får", "", telefon="+4759902102", epost="")
    no, mute = one("Nils Nei", "+4759902103"), one("Una Uten", "", telefon="+4755900100")
    twin = one("Bo Igjen", "+4759902102")
    coming = one("Kari Kommer", "+4759902104", fra=today() + timedelta(days=3))
    say_no(session, no)
    gruppe = fixed(session, a, b, no, mute, twin, coming)
    path = f"/kontaktgrupper/{gruppe.id}/sms"
    page = client.get(path).text
    assert "2 får hver sin SMS" in page
    for words in ("reservert mot henvendelser", "uten mobilnummer", "samme nummer som", "ikke begynt"):
        assert words in page
    form = {**form_of(client, path), "tekst": "Vi har flyttet."}
    answer = client.post(path, form)
    assert answer.status_code == 303
    assert "Una Uten (uten mobilnummer)" in client.get(answer.location).text
    assert client.post(path, form).status_code == 303  # the same post again
    assert [row.til for row in sent(session)] == ["+4759902101", "+4759902102"]
    assert all(row.bare_dagtid for row in sent(session))
    told = session.scalars(select(Hendelse).where(Hendelse.kode == "gruppe.sms")).one()
    assert told.data["antall"] == 2
    assert {each["navn"] for each in told.data["utelatt"]} == {
        "Nils Nei", "Una Uten", "Bo Igjen", "Kari Kommer",
    }  # fmt: skip
    # One can get a mail who cannot get a text message, and the other way round.
    mail = client.get(f"/kontaktgrupper/{gruppe.id}/epost").text
    assert "Bo Får, " in mail.split("hoppes over")[1]
    assert "Una Uten" in mail.split("hoppes over")[0]


def test_a_no_holds_wherever_the_same_number_stands(session, one) -> None:
    no, again = (
        one("Nils Nei", "+4759902103", epost="a@b.example"),
        one("N. Nei", "+4759902103", epost="c@d.example"),
    )
    desk = one("Nils Jobb", "", telefon="+4759902103", epost="e@f.example")
    other = one("Bo Ja", "+4759902105", epost="g@h.example")
    gruppe = fixed(session, again, desk, other)
    assert len(divide(list_til_brev(session, gruppe=gruppe, kanal=Kanal.SMS), Kanal.SMS).mottakere) == 2
    say_no(session, no)
    delt = divide(list_til_brev(session, gruppe=gruppe, kanal=Kanal.SMS), Kanal.SMS)
    assert [row.navn for row in delt.mottakere] == ["Bo Ja"]
    assert {why for _row, why in delt.utelatt} == {"reservert"}
    # His number says nothing of another's mail.
    assert len(divide(list_til_brev(session, gruppe=gruppe)).mottakere) == 3


def test_a_no_holds_where_the_text_would_go_though_a_fixed_line_stands_first(session, one) -> None:
    """Her own number is a fixed line, so hers go to the job's, and its holder has said no."""
    no = one("Nils Nei", "+4759902103", epost="a@b.example")
    fast = one("Nils Fast", "+4755900100", telefon="+4759902103", epost="e@f.example")
    own = one(
        "Bo Egen", "+4759902104", telefon="+4759902103", epost="g@h.example"
    )  # the control: his own comes first
    gruppe = fixed(session, fast, own)
    say_no(session, no)
    delt = divide(list_til_brev(session, gruppe=gruppe, kanal=Kanal.SMS), Kanal.SMS)
    assert [row.navn for row in delt.mottakere] == ["Bo Egen"]
    assert [(row.navn, why) for row, why in delt.utelatt] == [("Nils Fast", "reservert")]


def test_each_says_where_to_say_no_in_the_receivers_language(client, session, one) -> None:
    norsk, engelsk = one("Anne Får", "+4759902101"), one("Bo Reads", "+4759902102")
    session.execute(update(Person).where(Person.id == engelsk.person_id).values(sprak="en"))
    gruppe = fixed(session, norsk, engelsk)
    assert "Skriv til marte@nordvik.example." in client.get(f"/kontaktgrupper/{gruppe.id}/sms").text
    send(session, gruppe, kanal=Kanal.SMS)
    texts = [row.tekst for row in sent(session)]
    assert texts[0] == "Hilsen oss\n\nVil du ikke ha slike SMS fra oss? Skriv til marte@nordvik.example."
    assert texts[1].startswith("Hilsen oss\n\nDo not want such messages")


def test_what_comes_under_counts_too(client, session, one) -> None:
    gruppe = fixed(session, one("Anne Får", "+4759902101"))
    path = f"/kontaktgrupper/{gruppe.id}/sms"
    for tekst, code in (("a" * 918, 422), ("a" * 800, 303)):
        answer = client.post(path, {**form_of(client, path), "tekst": tekst})
        assert answer.status_code == code
        if code == 422:
            assert "den går som 7 SMS" in answer.text
            assert tekst in answer.text
            assert sent(session) == []


def test_nobody_to_write_to_is_refused(session, one) -> None:
    gruppe = fixed(session, one("Una Uten", ""))
    with pytest.raises(Refused, match="kan få SMS nå"):
        send(session, gruppe, kanal=Kanal.SMS)
    assert sent(session) == []


@pytest.mark.parametrize(("moment", "waits"), [(NIGHT, True), (DAY, False)])
def test_the_page_and_the_receipt_say_when_it_goes(client, session, one, moment, waits) -> None:
    gruppe = fixed(session, one("Anne Får", "+4759902101"))
    path = f"/kontaktgrupper/{gruppe.id}/sms"
    with frozen(moment):
        page = client.get(path).text
        assert ("Denne venter til klokken er 08" in page) is waits
        answer = client.post(path, {**form_of(client, path), "tekst": "Vi har flyttet."})
        receipt = client.get(answer.location).text
    assert ("når klokken er 08" in receipt) is waits
    assert ("om et halvt minutt" in receipt) is not waits


def test_the_page_costs_the_same_for_one_and_for_many(client, connection, session, one) -> None:
    gruppe, counts = fixed(session), set()
    path = f"/kontaktgrupper/{gruppe.id}/sms"
    for number in range(3):
        made = one(f"Nr {number}", f"+475990220{number}", epost=f"{uuid4().hex}@b.example")
        from_now = fixed(session, made, navn=f"Gruppe {number}")
        with statements(connection) as seen:
            assert client.get(path).status_code == 200
            assert client.get(f"/kontaktgrupper/{from_now.id}/sms").status_code == 200
        counts.add(len(seen))
    assert len(counts) == 1
