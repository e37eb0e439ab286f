"""The funnel: opportunities move, stages ask, what stays too long is marked, and the sums are weighted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.db.clock import frozen, now
from portal.errors import NotFound, Refused, Stale
from portal.identity.actor import Actor
from portal.identity.permissions import SHIPPED_ROLES
from portal.kundekort.models import Mulighet, Salgstrinn, Trinnslag
from portal.kundekort.salg.muligheter import flytt_mulighet, registrer_mulighet
from portal.kundekort.salg.rules import Mulighetsdata, days_over, weighted
from portal.kundekort.salg.trakt_queries import Traktvalg, list_summer
from tests.support.forms import form_of, theirs
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def marte(session, cast):
    rights = frozenset(map(str, SHIPPED_ROLES["Konsulent"]))
    session.info["actor"] = Actor("ansatt", cast.id("marte"), "Marte", rights)


def stage(session, navn: str) -> Salgstrinn:
    return session.scalars(select(Salgstrinn).where(Salgstrinn.navn == navn)).one()


def move(session, row: Mulighet, navn: str, *, grunn: str = "") -> Mulighet:
    moved = flytt_mulighet(
        session,
        kunde_id=row.kunde_id,
        mulighet_id=row.id,
        trinn_id=stage(session, navn).id,
        versjon=row.versjon,
        grunn=grunn,
    )
    session.flush()
    return moved


def test_a_customer_has_several_and_each_goes_its_own_way(session, make, cast) -> None:
    first, second = (make.mulighet(cast.id("kvam"), tittel=t) for t in ("En", "To"))
    move(session, first, "Vunnet")
    assert first.avsluttet_tid is not None
    assert second.avsluttet_tid is None
    move(session, first, "Forhandling")
    assert first.avsluttet_tid is None  # won too early; it goes on


def test_the_days_of_a_stage_begin_when_it_is_entered(session, make, cast) -> None:
    with frozen(now() - timedelta(days=40)):
        row = make.mulighet(cast.id("kvam"))
    assert days_over(row.trinn_tid, 14, naa=now()) == 26
    move(session, row, "Forhandling")
    assert days_over(row.trinn_tid, 14, naa=now()) == 0


def test_lost_needs_a_reason_which_is_kept_until_it_is_alive_again(session, make, cast) -> None:
    row = make.mulighet(cast.id("kvam"))
    with pytest.raises(Refused) as refused:
        move(session, row, "Tapt")
    assert refused.value.field == "grunn"
    move(session, row, "Tapt", grunn="Pris")
    assert row.grunn == "Pris"
    move(session, row, "Ny", grunn="Pris")
    assert row.grunn == ""


def test_a_stage_says_what_it_asks_for(session, make, cast) -> None:
    make.trinn("Streng", krav=["verdi", "kontakt"])
    row = make.mulighet(cast.id("fjordtre"), aarsverk=2)
    with pytest.raises(Refused) as refused:
        move(session, row, "Streng")
    assert "verdi, kontakt" in str(refused.value.sentence)
    row.verdi_oere, row.kontakt_id = 100, cast.id("terje")
    session.flush()
    move(session, row, "Streng")


def test_refusals_of_a_move(session, make, cast) -> None:
    row = make.mulighet(cast.id("kvam"), trinn_id=stage(session, "Ny").id)
    with pytest.raises(Refused):
        move(session, row, "Ny")
    make.trinn("Gammelt", er_aktiv=False)
    with pytest.raises(Refused):
        move(session, row, "Gammelt")
    with pytest.raises(Stale):
        flytt_mulighet(
            session,
            kunde_id=row.kunde_id,
            mulighet_id=row.id,
            trinn_id=stage(session, "Forhandling").id,
            versjon=9,
        )
    with pytest.raises(NotFound):
        flytt_mulighet(
            session, kunde_id=cast.id("voss"), mulighet_id=row.id, trinn_id=row.trinn_id, versjon=1
        )


@pytest.mark.parametrize(
    ("navn", "data", "field"),
    [
        ("Vunnet", {}, "trinn_id"),
        ("Ny", {"kontakt_id": "terje"}, "kontakt_id"),
        ("Ny", {"ansvarlig_id": "kvam"}, "ansvarlig_id"),
    ],
)
def test_an_opportunity_that_makes_no_sense_is_refused(session, cast, navn, data, field) -> None:
    given = {"ansvarlig_id": cast.id("marte"), **{name: cast.id(key) for name, key in data.items()}}
    with pytest.raises(Refused) as refused:
        registrer_mulighet(
            session,
            kunde_id=cast.id("kvam"),
            trinn_id=stage(session, navn).id,
            data=Mulighetsdata(tittel="X", **given),
        )
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("verdi", "share", "expected"), [(None, 5000, 0), (1_000_00, 3000, 300_00), (1, 5000, 0), (7, 10_000, 7)]
)
def test_the_weighted_value(verdi, share, expected) -> None:
    assert weighted(verdi, share) == expected


@pytest.mark.parametrize(("days", "most", "over"), [(14, 14, 0), (15, 14, 1), (400, None, 0), (0, 1, 0)])
def test_days_over(days, most, over) -> None:
    assert days_over(now() - timedelta(days=days), most, naa=now()) == over


def test_sums_follow_what_is_chosen(session, make, cast) -> None:
    other = make.trinn("Måles", sannsynlighet_bp=2500, maks_dager=10)
    with frozen(now() - timedelta(days=11)):
        make.mulighet(cast.id("kvam"), trinn_id=other.id, verdi_oere=400_00, ansvarlig_id=cast.id("marte"))
    make.mulighet(cast.id("voss"), trinn_id=other.id, verdi_oere=100_00, ansvarlig_id=cast.id("jon"))

    def sums(**chosen) -> tuple[int, ...]:
        row = next(r for r in list_summer(session, valg=Traktvalg(**chosen)) if r.id == other.id)
        return row.antall, row.verdi_oere, row.vektet_oere, row.over

    assert sums() == (2, 500_00, 125_00, 1)
    assert sums(ansvarlig_id=cast.id("jon")) == (1, 100_00, 25_00, 0)
    assert sums(over=True) == (1, 400_00, 100_00, 1)
    assert sums(team_id=cast.id("kvam")) == (0, 0, 0, 0)


def test_only_what_was_settled_lately_counts(session, make, cast) -> None:
    def won() -> int:
        return sum(r.antall for r in list_summer(session, valg=Traktvalg()) if r.slag is Trinnslag.VUNNET)

    before = won()
    row = make.mulighet(cast.id("kvam"))
    move(session, row, "Vunnet")
    assert won() == before + 1
    row.avsluttet_tid -= timedelta(days=91)
    session.flush()
    assert won() == before


def test_board_and_list_show_the_same_and_mark_what_is_late(client, session, make, cast) -> None:
    with frozen(now() - timedelta(days=40)):
        make.mulighet(cast.id("kvam"), trinn_id=stage(session, "Ny").id, tittel="Den trege")
    for path in ("/salgstrakt", "/salgstrakt/liste"):
        page = client.get(path).text
        assert "Den trege" in page
        assert "26 dager over" in page
    for path in ("/salgstrakt?over=1", "/salgstrakt/liste?over=1"):
        page = client.get(path).text
        assert "Den trege" in page
        assert "Driftsteknikere" not in page
    assert "Den trege" not in client.as_("jon").get("/salgstrakt?hvem=mine").text


def test_the_board_moves_without_script_and_with(client, session, make, cast) -> None:
    row = make.mulighet(cast.id("kvam"), trinn_id=stage(session, "Ny").id)
    path = f"/salgstrakt/{row.id}/flytt"
    action = {"trinn_id": str(stage(session, "Forhandling").id), "versjon": "1"}
    answer = client.post(path, {**key(), **action})
    assert answer.status_code == 303
    session.expire_all()
    assert session.get_one(Mulighet, (row.tenant_id, row.id)).versjon == 2
    action = {"trinn_id": str(stage(session, "Ny").id), "versjon": "2"}
    answer = client.htmx_post(path, {**key(), **action})
    assert answer.status_code == 200
    assert 'id="trakt"' in answer.text
    assert "<html" not in answer.text


def test_a_refused_move_shows_the_board_and_leads_to_the_opportunity(client, session, make, cast) -> None:
    row = make.mulighet(cast.id("kvam"), trinn_id=stage(session, "Ny").id)
    tapt = str(stage(session, "Tapt").id)
    answer = client.post(f"/salgstrakt/{row.id}/flytt", {**key(), "trinn_id": tapt, "versjon": "1"})
    assert answer.status_code == 422
    assert "Skriv hvorfor den ble tapt" in answer.text
    assert f"/muligheter/{row.id}#flytt" in answer.text


def test_the_pages_of_an_opportunity(client, cast, session) -> None:
    home = f"/kunder/{cast.id('voss')}/muligheter"
    typed = {**form_of(client, f"{home}/ny"), "tittel": "Møllefolk", "verdi": "250 000"}
    assert client.post(f"{home}/ny", typed).status_code == 303
    row = session.scalars(select(Mulighet).where(Mulighet.tittel == "Møllefolk")).one()
    path = f"{home}/{row.id}"
    mine, others = form_of(client, path, action=str(row.id)), form_of(client, path, action=str(row.id))
    assert client.post(path, {**others, "verdi": "300 000"}).status_code == 303
    answer = client.post(path, {**mine, "tittel": "Folk til mølla"})
    assert answer.status_code == 422
    assert theirs(answer.text)["Verdi per år"] == "300 000,00 kr"
    lost = {**form_of(client, path, action="/flytt"), "trinn_id": str(stage(session, "Tapt").id)}
    assert client.post(f"{path}/flytt", lost).status_code == 422
    assert client.post(f"{path}/flytt", {**lost, "grunn": "Ble avlyst"}).status_code == 303
    assert "Ble avlyst" in client.get("/salgstrakt/liste?tilstand=avsluttet").text
    assert "tapte «Møllefolk»: Ble avlyst" in client.get(f"/kunder/{cast.id('voss')}").text


def test_the_list_goes_on_where_the_page_ended(client, session, make, cast) -> None:
    for number in range(55):
        make.mulighet(cast.id("kvam"), tittel=f"Rad {number:02}.")
    page = client.get("/salgstrakt/liste").text
    more = page.split('class="more"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    rest = client.get(more.removeprefix("/nordvik")).text
    assert (
        sum(f"Rad {n:02}." in page for n in range(55)) + sum(f"Rad {n:02}." in rest for n in range(55)) == 55
    )


@pytest.mark.parametrize("path", ["/salgstrakt", "/salgstrakt/liste"])
def test_the_funnel_costs_the_same_for_more(client, connection, make, cast, path) -> None:
    counts = []
    for number in range(3):
        make.mulighet(cast.id("kvam"), tittel=f"Mulighet {number}")
        with statements(connection) as seen:
            client.get(path)
        counts.append(len(seen))
    assert set(counts) == {counts[0]}
    assert counts[0] + 1 <= 5, seen


def key() -> dict[str, str]:
    return {"idempotens": str(uuid4())}
