"""The agency's own statuses: made, changed, taken out of use, and never a way round finance."""

import pytest
from sqlalchemy import select

from portal.errors import NotFound, Refused, Stale
from portal.identity.actor import Actor
from portal.identity.permissions import SHIPPED_ROLES, Permission
from portal.kundekort.models import Kundestatus, Regelmottaker, Regelslag, Statusflagg
from portal.kundekort.queries import get_kunde
from portal.kundekort.rules import Handling
from portal.kundekort.status.actions import endre_status as gi_status
from portal.kundekort.statuser.actions import endre_status, lagre_regel, opprett_status
from portal.kundekort.statuser.rules import Regeldata, Statusdata
from tests.support.forms import form_of, theirs
from tests.support.statements import statements


def data(**changes) -> Statusdata:
    values = {
        "navn": "Prøvekunde",
        "rekkefoelge": 12,
        "tone": "warn",
        "flagg": dict.fromkeys(map(str, Handling), Statusflagg.JA),
        "aktiv": True,
        "i_soek": True,
        "er_sperre": False,
        "krever_ingen_oppdrag": False,
        "kan_velges": True,
    }
    return Statusdata(**{**values, **changes})


def status(session, kode: str) -> Kundestatus:
    return session.scalars(select(Kundestatus).where(Kundestatus.kode == kode)).one()


def as_stored(row: Kundestatus, **changes) -> Statusdata:
    held = {
        name: getattr(row, name)
        for name in (
            "navn",
            "rekkefoelge",
            "tone",
            "aktiv",
            "i_soek",
            "er_sperre",
            "krever_ingen_oppdrag",
            "kan_velges",
        )
    }
    flagg = {handling.value: getattr(row, handling.value) for handling in Handling}
    return Statusdata(**{**held, "flagg": flagg, "krav": tuple(row.krav), **changes})


@pytest.fixture
def jon(session, cast):
    session.info["actor"] = Actor(
        "ansatt", cast.id("jon"), "Jon", frozenset(map(str, SHIPPED_ROLES["Admin"]))
    )


@pytest.mark.usefixtures("jon")
def test_an_own_status_can_be_given_and_decides(session, make) -> None:
    row = opprett_status(
        session,
        kode="PR",
        data=data(
            flagg=dict.fromkeys(map(str, Handling), Statusflagg.JA) | {"nytt_oppdrag": Statusflagg.ADVARSEL}
        ),
    )
    session.flush()
    kunde = make.kunde(navn="Prøver AS")
    session.flush()
    gi_status(session, kunde_id=kunde.id, status_id=row.id, grunn="", versjon=1)
    session.flush()
    assert get_kunde(session, kunde_id=kunde.id).status_id == row.id


@pytest.mark.usefixtures("jon")
def test_code_and_name_are_the_status_s_own(session) -> None:
    with pytest.raises(Refused) as refused:
        opprett_status(session, kode="A", data=data())
    assert refused.value.field == "kode"
    with pytest.raises(Refused) as refused:
        opprett_status(session, kode="PR", data=data(navn="Aktiv"))
    assert refused.value.field == "navn"


@pytest.mark.usefixtures("jon")
def test_out_of_use_is_kept_by_those_who_have_it_and_given_to_no_one(session, make, cast) -> None:
    row = status(session, "T")
    endre_status(session, status_id=row.id, data=as_stored(row, kan_velges=False), versjon=row.versjon)
    session.flush()
    assert get_kunde(session, kunde_id=cast.id("bjerke")).status_id == row.id
    kunde = make.kunde(navn="Sen AS")
    session.flush()
    with pytest.raises(Refused) as refused:
        gi_status(session, kunde_id=kunde.id, status_id=row.id, grunn="", versjon=1)
    assert "tatt ut av bruk" in str(refused.value.sentence)


@pytest.mark.usefixtures("jon")
def test_what_new_customers_get_stays_in_use(session) -> None:
    row = status(session, "P")
    with pytest.raises(Refused) as refused:
        endre_status(session, status_id=row.id, data=as_stored(row, kan_velges=False), versjon=row.versjon)
    assert refused.value.field == "kan_velges"


@pytest.mark.parametrize("loosened", [{"er_sperre": False}, {"flagg": "ja"}])
@pytest.mark.usefixtures("jon")
def test_a_credit_stop_is_not_loosened_by_who_may_not_lift_it(session, cast, loosened) -> None:
    row = status(session, "H")
    if "flagg" in loosened:
        loosened = {"flagg": dict.fromkeys(map(str, Handling), Statusflagg.JA)}
    changed = as_stored(row, **loosened)
    with pytest.raises(Refused) as refused:
        endre_status(session, status_id=row.id, data=changed, versjon=row.versjon)
    assert "økonomi" in str(refused.value.sentence)
    endre_status(session, status_id=row.id, data=as_stored(row, navn="Stopp"), versjon=row.versjon)
    session.flush()
    rights = frozenset({*map(str, SHIPPED_ROLES["Admin"]), str(Permission.KUNDE_KREDITTSPERRE)})
    session.info["actor"] = Actor("ansatt", cast.id("lise"), "Lise", rights)
    endre_status(session, status_id=row.id, data=changed, versjon=row.versjon)


@pytest.mark.usefixtures("jon")
def test_stale_and_unknown(session, cast) -> None:
    row = status(session, "T")
    with pytest.raises(Stale):
        endre_status(session, status_id=row.id, data=as_stored(row), versjon=99)
    with pytest.raises(NotFound):
        endre_status(session, status_id=cast.id("jon"), data=as_stored(row), versjon=1)


@pytest.mark.parametrize(
    ("slag", "regel", "field"),
    [
        (Regelslag.FELT, Regeldata(felter=("finnes_ikke",)), "felter"),
        (Regelslag.VARSEL, Regeldata(tekst="Hei {navn}"), "tekst"),
        (Regelslag.OPPGAVE, Regeldata(tittel="{x}", dager=1, mottaker=Regelmottaker.AKTOER), "tittel"),
        (Regelslag.OPPGAVE, Regeldata(tittel="Ring", dager=1, mottaker=Regelmottaker.BRUKER), "bruker_id"),
        (Regelslag.EPOST, Regeldata(tittel="a", tekst="b", mottaker=Regelmottaker.ADRESSE), "epost"),
    ],
)
@pytest.mark.usefixtures("jon")
def test_a_rule_that_could_not_be_carried_out_is_refused(session, slag, regel, field) -> None:
    with pytest.raises(Refused) as refused:
        lagre_regel(session, status_id=status(session, "T").id, slag=slag, data=regel)
    assert refused.value.field == field


def test_the_page_makes_a_status_and_the_list_has_it(client) -> None:
    client = client.as_("jon")
    typed = {**form_of(client, "/kunder/statuser/ny"), "kode": "PR", "navn": "Prøvekunde"}
    assert client.post("/kunder/statuser/ny", typed).status_code == 303
    assert "Prøvekunde" in client.get("/kunder/statuser").text


def test_a_refused_status_keeps_what_was_typed(client) -> None:
    client = client.as_("jon")
    typed = {**form_of(client, "/kunder/statuser/ny"), "kode": "pr", "navn": "Prøvekunde"}
    answer = client.post("/kunder/statuser/ny", typed)
    assert answer.status_code == 422
    assert 'value="Prøvekunde"' in answer.text
    assert "store bokstaver" in answer.text


def test_two_who_change_the_same_status_see_each_other(client, session) -> None:
    client = client.as_("jon")
    path = f"/kunder/statuser/{status(session, 'T').id}"
    mine, others = form_of(client, path), form_of(client, path)
    assert client.post(path, {**others, "navn": "Tilbud ute"}).status_code == 303
    answer = client.post(path, {**mine, "rekkefoelge": "25"})
    assert answer.status_code == 422
    assert theirs(answer.text)["Navn"] == "Tilbud ute"


@pytest.mark.parametrize("slag", list(Regelslag))
def test_a_rule_of_each_kind_is_made_shown_and_switched_off(client, session, slag) -> None:
    client = client.as_("jon")
    home = f"/kunder/statuser/{status(session, 'P').id}"
    path = f"{home}/regler/ny?slag={slag}"
    parts = {
        "felter": "telefon",
        "tittel": "Ring {kunde}",
        "tekst": "Hei",
        "dager": "3",
        "mottaker": "ansvarlig",
    }
    blank = form_of(client, path)
    typed = {**blank, **{k: v for k, v in parts.items() if k in blank or k == "felter"}}
    assert client.post(path, typed).status_code == 303
    page = client.get(home).text
    rule = next(part[:36] for part in page.split("/regler/")[1:] if part[8:9] == "-")
    edit = form_of(client, f"{home}/regler/{rule}")
    edit.pop("er_aktiv")
    assert client.post(f"{home}/regler/{rule}", edit).status_code == 303
    assert "Ute av bruk" in client.get(home).text


def test_an_unknown_kind_of_rule_is_no_page(client, session) -> None:
    client = client.as_("jon")
    path = f"/kunder/statuser/{status(session, 'P').id}/regler/ny"
    assert client.get(f"{path}?slag=annet").status_code == 404
    assert client.get(path).status_code == 200


def test_only_administrators_set_up(client) -> None:
    for key, answer in (("jon", 200), ("marte", 403), ("lise", 403), ("berit", 403)):
        assert client.as_(key).get("/kunder/statuser").status_code == answer
        assert client.as_(key).get("/innstillinger").status_code == answer
    assert "Kundestatuser" in client.as_("jon").get("/innstillinger").text


def test_the_list_costs_the_same_for_more_statuses(client, connection, session) -> None:
    client = client.as_("jon")
    counts = []
    for number in range(3):
        session.info["actor"] = Actor("ansatt", None, "x", frozenset())
        opprett_status(session, kode=f"Q{number}", data=data(navn=f"Q{number}"))
        session.flush()
        with statements(connection) as seen:
            client.get("/kunder/statuser")
        counts.append(len(seen))
    assert set(counts) == {counts[0]}
