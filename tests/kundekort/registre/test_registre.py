"""Enhetsregisteret's feed: read for our customers from where it ended, silent, wrong, and what people decide."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.errors import Unavailable
from portal.jobs import handlers
from portal.jobs.models import Utboks
from portal.kundekort import registerstroem
from portal.kundekort.models import Kunde, Registerlesing
from portal.registers.actions import husk_enheter
from portal.registers.base import Registerendring, Unreadable
from portal.registers.sources.brreg.source import BrregSource
from portal.tenancy.session import tenant_session
from tests.support.brreg_server import DATA, register
from tests.support.forms import fields

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared data are not beside the repository")

OURS, OTHERS = "310889474", "310889482"


@pytest.fixture
def brreg(app):
    """The app asks the stand-in."""
    settings = app.extensions["settings"]
    with register() as (address, told):
        app.extensions["settings"] = replace(settings, brreg_url=address)
        yield told
    app.extensions["settings"] = settings


@pytest.fixture
def kilde(app, brreg) -> BrregSource:
    return BrregSource(app.extensions["settings"].brreg_url)


@pytest.fixture
def kunde(session, make) -> Kunde:
    kunde = make.kunde(navn="Fra Strømmen AS")
    kunde.orgnr = OURS
    session.flush()
    return kunde


def les_side(session, **asked):
    """In a session of its own, as the worker reads it: the page rolls back and commits, and the test keeps its rows."""
    session.flush()
    with tenant_session(session.connection(), tenant_id=session.info["tenant"]) as own:
        side = registerstroem.les_side(own, **asked)
        own.commit()
    session.expire_all()
    return side


def position(session, feed: str = "enheter") -> int | None:
    return session.scalar(select(Registerlesing.posisjon).where(Registerlesing.kilde == feed))


def test_bankruptcy_of_a_customer_is_set_shown_and_told(client, session, brreg, kilde, kunde) -> None:
    brreg.feeds["enheter"] = [(7, OTHERS, "Endring"), (9, OURS, "Endring")]
    brreg.changed[OURS] = {"konkurs": True}
    side = les_side(session, feed="enheter", kilde=kilde)
    assert (side.posisjon, side.truffet, side.ferdig) == (9, 1, True)
    session.flush()
    assert (kunde.er_konkurs, kunde.navn) == (True, "Fra Strømmen AS")
    page = client.get(f"/kunder/{kunde.id}").text
    assert "Konkurs" in page
    assert "Kilde: Enhetsregisteret," in page
    assert f"/nordvik/kunder/{kunde.id}/status" in page
    assert "at kunden er konkurs" in page
    assert kunde.status_id == session.scalars(select(Kunde.status_id).where(Kunde.id == kunde.id)).one()
    assert not any(
        f"/enheter/{OTHERS}" in asked for asked in brreg.asked
    )  # nobody's customer is not asked about


def test_what_has_ended_well_is_taken_away_again(session, brreg, kilde, kunde) -> None:
    brreg.feeds["enheter"] = [(1, OURS, "Endring")]
    brreg.changed[OURS] = {"underAvvikling": True}
    les_side(session, feed="enheter", kilde=kilde)
    assert kunde.er_under_avvikling
    brreg.feeds["enheter"].append((2, OURS, "Endring"))
    brreg.changed[OURS] = {"underAvvikling": False}
    les_side(session, feed="enheter", kilde=kilde)
    assert not kunde.er_under_avvikling


def test_deleted_has_its_day(client, session, brreg, kilde, kunde) -> None:
    brreg.feeds["enheter"] = [(3, OURS, "Sletting")]
    brreg.changed[OURS] = {"slettedato": "2026-11-20"}
    les_side(session, feed="enheter", kilde=kilde)
    session.flush()
    assert "Slettet i Enhetsregisteret 20.11.2026" in client.get(f"/kunder/{kunde.id}").text.replace(
        "\u00a0", " "
    )


def test_one_that_nobody_may_read_any_more_is_deleted_too(session, brreg, kilde, kunde) -> None:
    brreg.feeds["enheter"] = [(3, OURS, "Fjernet")]
    brreg.changed[OURS] = None
    les_side(session, feed="enheter", kilde=kilde)
    assert kunde.er_under_avvikling
    assert kunde.register_slettet_dato is not None
    brreg.feeds["enheter"].append(
        (4, OURS, "Endring")
    )  # no answer, and not said to be gone: nothing is claimed
    before = kunde.register_tid
    les_side(session, feed="enheter", kilde=kilde)
    assert kunde.register_tid == before


def test_it_goes_on_from_where_it_ended(session, brreg, kilde, kunde) -> None:
    brreg.feeds["enheter"] = [(nr, OTHERS, "Endring") for nr in range(1, 6)]
    first = les_side(session, feed="enheter", kilde=kilde, size=2)
    assert (first.posisjon, first.ferdig) == (2, False)
    while not (side := les_side(session, feed="enheter", kilde=kilde, size=2)).ferdig:
        pass
    assert side.posisjon == position(session) == 5
    assert "dato=" in brreg.asked[0]  # the first time there is no number to go on from
    assert "oppdateringsid=3" in brreg.asked[1]
    assert les_side(session, feed="enheter", kilde=kilde).posisjon == 5  # nothing new
    assert position(session, "underenheter") is None


@pytest.mark.parametrize("wrong", [{"status": 503}, {"garbled": "<html>"}, {"garbled": '{"page": {}}'}])
def test_a_silent_or_wrong_register_moves_nothing(session, brreg, kilde, kunde, wrong) -> None:
    brreg.feeds["enheter"] = [(1, OTHERS, "Endring")]
    les_side(session, feed="enheter", kilde=kilde)
    brreg.feeds["enheter"].append((2, OURS, "Endring"))
    brreg.changed[OURS] = {"konkurs": True}
    for name, value in wrong.items():
        setattr(brreg, name, value)
    with pytest.raises(Unavailable):
        les_side(session, feed="enheter", kilde=kilde)
    assert position(session) == 1
    brreg.status, brreg.garbled = 200, None
    les_side(session, feed="enheter", kilde=kilde)
    assert position(session) == 2
    assert kunde.er_konkurs


def test_one_that_cannot_be_understood_stops_nobody_else(session, make, brreg, kilde, kunde) -> None:
    other = make.kunde(navn="Også I Strømmen AS")
    other.orgnr = OTHERS
    brreg.feeds["enheter"] = [(1, OURS, "Endring"), (2, OTHERS, "Endring")]
    brreg.changed |= {OURS: {"organisasjonsform": 7}, OTHERS: {"konkurs": True}}
    assert les_side(session, feed="enheter", kilde=kilde).truffet == 1
    assert position(session) == 2
    assert other.er_konkurs
    with pytest.raises(Unreadable):
        kilde.get(OURS)
    brreg.garbled = "<html>"
    with pytest.raises(Unavailable) as told:
        kilde.get(OURS)  # a page in place of the register: it may know better tomorrow
    assert not isinstance(told.value, Unreadable)


def test_the_register_is_asked_with_no_transaction_open_and_once_is_enough(
    session, brreg, kilde, kunde
) -> None:
    brreg.feeds["enheter"] = [(1, OURS, "Endring")]
    brreg.changed[OURS] = {"konkurs": True}
    session.flush()
    with tenant_session(session.connection(), tenant_id=session.info["tenant"]) as own:

        class Watched:
            asked = 0

            def endringer(self, feed, **more):
                assert not own.in_transaction()
                return kilde.endringer(feed, **more)

            def get(self, orgnr):
                assert not own.in_transaction()
                self.asked += 1
                session.add(Registerlesing(kilde="enheter", posisjon=9))  # another worker was first
                session.flush()
                return kilde.get(orgnr)

        watched = Watched()
        side = registerstroem.les_side(own, feed="enheter", kilde=watched)
        own.commit()
    session.expire_all()
    assert watched.asked == 1
    assert (side.posisjon, side.truffet, side.ferdig) == (9, 0, True)
    assert not kunde.er_konkurs


def test_the_day_it_went_is_the_day_in_oslo(session, kunde) -> None:
    class Late:
        def endringer(self, feed, **_more):
            return [Registerendring(3, OURS, "Fjernet", datetime(2026, 11, 19, 23, 30, tzinfo=UTC))]

        def get(self, orgnr):
            return None

    les_side(session, feed="enheter", kilde=Late())
    assert kunde.register_slettet_dato == date(2026, 11, 20)


def test_a_feed_that_repeats_itself_ends(session, brreg, kilde, kunde) -> None:
    brreg.feeds["enheter"] = [(5, OTHERS, "Endring")]
    les_side(session, feed="enheter", kilde=kilde)

    class Stuck:
        def endringer(self, feed, *, etter, fra, limit):
            return kilde.endringer(feed, etter=0, fra=fra, limit=limit)

        def get(self, orgnr):
            raise AssertionError("nothing is new")

    assert les_side(session, feed="enheter", kilde=Stuck(), size=1).ferdig
    assert position(session) == 5


def test_the_worker_reads_both_feeds_every_night_page_by_page(
    app, session, brreg, kunde, monkeypatch
) -> None:
    monkeypatch.setattr("portal.kundekort.registerstroem.PAGE", 2)
    nightly = [(slag, dict(data)) for slag, data in handlers.each_night()]
    assert ("kunde.registerstroem", {"kilde": "enheter"}) in nightly
    assert ("kunde.registerstroem", {"kilde": "underenheter"}) in nightly
    assert ("kunde.koordinater", {}) in nightly


def test_a_new_name_is_proposed_and_people_decide(client, session, brreg, kilde, kunde) -> None:
    brreg.changed[OURS] = {"navn": "GAMMELT NAVN AS"}
    husk_enheter(session, enheter=[kilde.get(OURS)])
    brreg.feeds["enheter"] = [(1, OURS, "Endring")]
    les_side(session, feed="enheter", kilde=kilde)
    assert kunde.register_navn == ""  # the register calls it what it always has: ours is ours
    brreg.feeds["enheter"].append((2, OURS, "Endring"))
    brreg.changed[OURS] = {"navn": "NYTT NAVN AS"}
    les_side(session, feed="enheter", kilde=kilde)
    session.flush()
    assert (kunde.navn, kunde.register_navn) == ("Fra Strømmen AS", "NYTT NAVN AS")
    page = client.get(f"/kunder/{kunde.id}").text
    form = fields(page, action="/registernavn")
    assert form["foreslaatt"] == "NYTT NAVN AS"
    path = f"/kunder/{kunde.id}/registernavn"
    assert client.post(path, {**form, "bruk": "ja", "foreslaatt": "Noe Annet"}).status_code == 409
    assert client.as_("berit").post(path, {**form, "bruk": "ja"}).status_code == 403
    assert client.post(path, {**form, "bruk": "ja"}).status_code == 303
    session.expire_all()
    assert (kunde.navn, kunde.register_navn) == ("NYTT NAVN AS", "")
    assert "NYTT NAVN AS" in client.get("/kunder?q=nytt navn").text


def test_our_own_name_may_be_kept(client, session, kunde) -> None:
    kunde.register_navn = "ANNET AS"
    session.flush()
    form = {"foreslaatt": "ANNET AS", "bruk": "nei", "idempotens": str(uuid4())}
    assert client.post(f"/kunder/{kunde.id}/registernavn", form).status_code == 303
    session.expire_all()
    assert (kunde.navn, kunde.register_navn) == ("Fra Strømmen AS", "")


def test_the_page_shows_how_the_reading_stands(client, session, brreg, kilde, kunde) -> None:
    jon = client.as_("jon")
    assert "Ikke ennå" in jon.get("/registre").text
    brreg.feeds["enheter"] = [(42, OURS, "Endring")]
    brreg.changed[OURS] = {"konkurs": True}
    les_side(session, feed="enheter", kilde=kilde)
    session.flush()
    page = jon.get("/registre").text
    assert ">42<" in page
    assert "Fra Strømmen AS" in page
    assert jon.post("/registre/les", {"idempotens": str(uuid4())}).status_code == 303
    rows = session.scalars(select(Utboks).where(Utboks.slag == "kunde.registerstroem")).all()
    assert {row.data["kilde"] for row in rows} == {"enheter", "underenheter"}
    for row in rows:
        row.tilstand, row.feil = "feilet", "Enhetsregisteret svarer ikke nå."
    session.flush()
    failed = jon.get("/registre").text
    assert "Enheter: Enhetsregisteret svarer ikke nå." in failed
    assert "Feilet" in failed
    assert client.get("/registre").status_code == 403


def work(session, utboks_id) -> None:
    """As the worker does: the row in a session of its own."""
    with tenant_session(session.connection(), tenant_id=session.info["tenant"]) as own:
        row = own.scalars(select(Utboks).where(Utboks.id == utboks_id)).one()
        handlers.run(own, row=row)
        row.feil = ""  # it is written to afterwards
        own.commit()
    session.expire_all()


def test_the_handler_reads_a_page_and_asks_for_the_next(client, session, brreg, kunde, monkeypatch) -> None:
    brreg.feeds["enheter"] = [(nr, OTHERS, "Endring") for nr in range(1, 4)]
    client.as_("jon").post("/registre/les", {"idempotens": str(uuid4())})
    row = session.scalars(
        select(Utboks).where(Utboks.slag == "kunde.registerstroem", Utboks.data["kilde"].astext == "enheter")
    ).one()
    monkeypatch.setattr("portal.kundekort.registerstroem.les_side.__kwdefaults__", {"size": 2})
    work(session, row.id)
    assert position(session) == 2
    rows = session.scalars(
        select(Utboks).where(Utboks.slag == "kunde.registerstroem", Utboks.data["kilde"].astext == "enheter")
    ).all()
    assert len(rows) == 2
    work(session, next(each.id for each in rows if each.id != row.id))
    assert position(session) == 3
