"""Setting up sales: stages, words, teams with dated members; only administrators, and nothing is removed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.errors import NotFound, Refused, Stale
from portal.identity.actor import Actor
from portal.kundekort.models import (
    Salgskode,
    Salgskodeslag,
    Salgsteam,
    Salgsteammedlem,
    Salgstrinn,
    Trinnslag,
)
from portal.kundekort.salg.oppsett_actions import (
    Kodedata,
    Teamdata,
    Trinndata,
    avslutt_medlem,
    lagre_kode,
    lagre_team,
    lagre_trinn,
    seed_salg,
    ta_inn_medlem,
)
from portal.kundekort.salg.queries import list_koder, list_team, list_trinn
from tests.support.forms import form_of, theirs


def stage(**changes) -> Trinndata:
    values = {
        "navn": "Prøvetrinn",
        "slag": Trinnslag.AAPEN,
        "rekkefoelge": 12,
        "sannsynlighet_bp": 2000,
        "maks_dager": 7,
        "krav": [],
        "er_aktiv": True,
    }
    return Trinndata(**{**values, **changes})


def test_a_stage_is_made_changed_and_taken_out_of_use(session) -> None:
    row = lagre_trinn(session, data=stage())
    session.flush()
    assert row.id in [trinn.id for trinn in list_trinn(session)]
    lagre_trinn(session, trinn_id=row.id, data=stage(er_aktiv=False), versjon=1)
    session.flush()
    assert row.id not in [trinn.id for trinn in list_trinn(session)]
    assert row.id in [trinn.id for trinn in list_trinn(session, alle=True)]
    with pytest.raises(Stale):
        lagre_trinn(session, trinn_id=row.id, data=stage(), versjon=1)


def test_the_last_open_stage_stays(session) -> None:
    rows = session.scalars(select(Salgstrinn).where(Salgstrinn.slag == Trinnslag.AAPEN)).all()
    for row in rows[1:]:
        row.er_aktiv = False
    session.flush()
    last = rows[0]
    for change in ({"er_aktiv": False}, {"slag": Trinnslag.TAPT}):
        with pytest.raises(Refused) as refused:
            lagre_trinn(session, trinn_id=last.id, data=stage(navn=last.navn, **change), versjon=last.versjon)
        assert refused.value.field == "er_aktiv"


def test_a_stage_with_opportunities_keeps_its_kind(session, make, cast) -> None:
    session.info["actor"] = Actor("ansatt", cast.id("marte"), "Marte", frozenset())
    row = lagre_trinn(session, data=stage())
    session.flush()
    held = make.mulighet(cast.id("kvam"), trinn_id=row.id)
    for slag in (Trinnslag.VUNNET, Trinnslag.TAPT):
        with pytest.raises(Refused, match="1 mulighet står i trinnet") as refused:
            lagre_trinn(session, trinn_id=row.id, data=stage(slag=slag), versjon=1)
        assert refused.value.field == "slag"
    session.delete(held)
    lagre_trinn(session, trinn_id=row.id, data=stage(navn="Nytt navn", maks_dager=9), versjon=1)
    session.flush()
    lagre_trinn(session, trinn_id=row.id, data=stage(slag=Trinnslag.TAPT), versjon=2)  # nobody stands there
    assert row.slag is Trinnslag.TAPT


def test_names_are_used_once(session) -> None:
    with pytest.raises(Refused):
        lagre_trinn(session, data=stage(navn="Forhandling"))
    lagre_kode(session, data=Kodedata("Messe", Salgskodeslag.KILDE, 1, er_aktiv=True))
    lagre_kode(session, data=Kodedata("Messe", Salgskodeslag.SEGMENT, 1, er_aktiv=True))  # another list
    session.flush()
    with pytest.raises(Refused):
        lagre_kode(session, data=Kodedata("Messe", Salgskodeslag.KILDE, 1, er_aktiv=True))
    with pytest.raises(Refused):
        lagre_team(session, data=Teamdata("Vest", er_aktiv=True))


def test_members_come_and_go_by_date(session, cast) -> None:
    team = lagre_team(session, data=Teamdata("Prøveteam", er_aktiv=True))
    session.flush()
    row = ta_inn_medlem(session, team_id=team.id, bruker_id=cast.id("jon"), fra=today() - timedelta(days=10))
    session.flush()

    def inside() -> str | None:
        return next(rad.medlemmer for rad in list_team(session) if rad.id == team.id)

    assert inside() == "Jon Nordvik"
    with pytest.raises(Refused):
        ta_inn_medlem(session, team_id=team.id, bruker_id=cast.id("jon"), fra=today())
    with pytest.raises(Refused):
        avslutt_medlem(
            session, team_id=team.id, medlem_id=row.id, siste_dag=today() - timedelta(days=11), versjon=1
        )
    avslutt_medlem(
        session, team_id=team.id, medlem_id=row.id, siste_dag=today() - timedelta(days=1), versjon=1
    )
    session.flush()
    assert inside() is None
    ta_inn_medlem(session, team_id=team.id, bruker_id=cast.id("jon"), fra=today())
    session.flush()
    assert inside() == "Jon Nordvik"
    with pytest.raises(Stale):
        avslutt_medlem(session, team_id=team.id, medlem_id=row.id, siste_dag=today(), versjon=1)
    with pytest.raises(NotFound):
        avslutt_medlem(session, team_id=row.id, medlem_id=row.id, siste_dag=today(), versjon=2)


def test_the_shipped_funnel_is_given_once(session) -> None:
    before = len(list_trinn(session, alle=True)), len(list_koder(session, alle=True))
    seed_salg(session)
    session.flush()
    assert (len(list_trinn(session, alle=True)), len(list_koder(session, alle=True))) == before


@pytest.mark.parametrize(
    ("path", "typed", "shown"),
    [
        ("trinn/ny", {"navn": "Prøvetrinn", "sannsynlighet": "20"}, "Prøvetrinn"),
        ("koder/ny", {"navn": "Frokostmøte"}, "Frokostmøte"),
        ("team/ny", {"navn": "Prøveteam"}, "Prøveteam"),
    ],
)
def test_each_kind_is_made_on_its_page_and_a_bad_one_is_kept(client, path, typed, shown) -> None:
    client = client.as_("jon")
    path = f"/salgstrakt/oppsett/{path}"
    blank = form_of(client, path)
    answer = client.post(path, {**blank, **typed, "navn": ""})
    assert answer.status_code == 422
    assert client.post(path, {**form_of(client, path), **typed}).status_code == 303
    assert shown in client.get("/salgstrakt/oppsett").text


def test_two_who_change_the_same_stage_see_each_other(client, session) -> None:
    client = client.as_("jon")
    row = session.scalars(select(Salgstrinn).where(Salgstrinn.navn == "Forhandling")).one()
    path = f"/salgstrakt/oppsett/trinn/{row.id}"
    mine, others = form_of(client, path), form_of(client, path)
    assert client.post(path, {**others, "sannsynlighet": "80"}).status_code == 303
    answer = client.post(path, {**mine, "maks_dager": "5"})
    assert answer.status_code == 422
    assert theirs(answer.text)["Sannsynlighet i prosent"] == "80"


def test_a_team_s_page_takes_in_and_lets_go(client, session, cast) -> None:
    client = client.as_("jon")
    team = session.scalars(select(Salgsteam).where(Salgsteam.navn == "Vest")).one()
    home = f"/salgstrakt/oppsett/team/{team.id}"
    typed = {**form_of(client, home, action="/medlemmer"), "bruker_id": str(cast.id("berit"))}
    assert client.post(f"{home}/medlemmer", typed).status_code == 303
    again = {**form_of(client, home, action="/medlemmer"), "bruker_id": str(cast.id("berit"))}
    assert client.post(f"{home}/medlemmer", again).status_code == 422
    row = session.scalars(select(Salgsteammedlem).where(Salgsteammedlem.bruker_id == cast.id("berit"))).one()
    end = form_of(client, home, action=f"/{row.id}/avslutt")
    refused = client.post(f"{home}/medlemmer/{row.id}/avslutt", {**end, "siste_dag": "snart"})
    assert refused.status_code == 422
    assert 'value="snart"' in refused.text
    assert client.post(f"{home}/medlemmer/{row.id}/avslutt", {**end, "siste_dag": "+5"}).status_code == 303


def test_only_administrators_set_up(client, session) -> None:
    kode = session.scalars(select(Salgskode.id).limit(1)).one()
    for key, answer in (("jon", 200), ("marte", 403), ("lise", 403), ("berit", 403)):
        for path in ("", "/trinn/ny", f"/koder/{kode}"):
            assert client.as_(key).get(f"/salgstrakt/oppsett{path}").status_code == answer
