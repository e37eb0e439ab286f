"""Enhetsregisteret's feed: read for our customers from where it ended, silent, wrong, and what people decide."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.errors import Unavailable
from portal.jobs import handlers
from portal.jobs.models import Utboks
from portal.kundekort.models import Kunde, Registerlesing
from portal.kundekort.registerstroem import les_side
from portal.registers.actions import husk_enheter
from portal.registers.sources.brreg.source import BrregSource
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


def test_the_handler_reads_a_page_and_asks_for_the_next(client, session, brreg, kunde, monkeypatch) -> None:
    brreg.feeds["enheter"] = [(nr, OTHERS, "Endring") for nr in range(1, 4)]
    client.as_("jon").post("/registre/les", {"idempotens": str(uuid4())})
    row = session.scalars(
        select(Utboks).where(Utboks.slag == "kunde.registerstroem", Utboks.data["kilde"].astext == "enheter")
    ).one()
    monkeypatch.setattr("portal.kundekort.registerstroem.les_side.__kwdefaults__", {"size": 2})
    handlers.run(session, row=row)
    session.flush()
    assert position(session) == 2
    rows = session.scalars(
        select(Utboks).where(Utboks.slag == "kunde.registerstroem", Utboks.data["kilde"].astext == "enheter")
    ).all()
    assert len(rows) == 2
    handlers.run(session, row=next(each for each in rows if each.id != row.id))
    assert position(session) == 3
