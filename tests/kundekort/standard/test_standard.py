"""Defaults on three levels: what is effective, own ones that rest, what those below see; nothing made changes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.errors import NotFound, Refused, Stale
from portal.identity.actor import Actor
from portal.kundekort.models import KundeForelder, Standardslag, Standardverdi
from portal.kundekort.standard.actions import lagre_rad, velg_bruk
from portal.kundekort.standard.queries import find_nivaaer, list_effective, list_rader
from portal.kundekort.standardseksjoner import Seksjon, all_sections, find_section
from portal.oppdrag.models import LedigStilling
from portal.oppdrag.models_regler import Paaslagsfaktor
from portal.oppdrag.paaslag.queries import list_faktorer
from tests.support.forms import form_of, theirs
from tests.support.statements import statements

EVENING = {"dager": ["6"], "start": "16:00", "slutt": "22:00", "pause": None, "tillegg": ""}


@pytest.fixture
def tree(session, make, cast) -> dict[str, object]:
    """Topp with Midt below and Bunn below that, since last week."""
    session.info["actor"] = Actor("ansatt", cast.id("marte"), "Marte", frozenset())
    rows = {name: make.kunde(navn=f"{name} AS") for name in ("topp", "midt", "bunn")}
    session.flush()
    since = today() - timedelta(days=7)
    session.add_all(
        KundeForelder(kunde_id=rows[under].id, forelder_id=rows[over].id, gyldig_fra=since)
        for over, under in (("topp", "midt"), ("midt", "bunn"))
    )
    session.flush()
    return {name: row.id for name, row in rows.items()}


def section(slag: str = Standardslag.SKIFT) -> Seksjon:
    found = find_section(slag)
    assert found is not None
    return found


def use(session, kunde_id, *, own=True, below=True, versjon=0) -> int:
    row = velg_bruk(
        session,
        seksjon=section(),
        kunde_id=kunde_id,
        bruk_egne=own,
        gjelder_underenheter=below,
        versjon=versjon,
    )
    session.flush()
    return row.versjon


def add(session, kunde_id, navn: str, data=EVENING) -> Standardverdi:
    def write(row) -> None:
        row.navn, row.rekkefoelge, row.data = navn, 1, dict(data)

    row = lagre_rad(session, seksjon=section(), node_id=kunde_id, fill=write)
    session.flush()
    return row


def names(session, kunde_id) -> tuple[str, list[str]]:
    level, rows = list_effective(session, seksjon=section(), kunde_id=kunde_id)
    return level.nivaa, [row.navn for row in rows]


def test_without_own_rows_the_agency_s_hold(session, tree) -> None:
    agency = [row.navn for row in list_rader(session, seksjon=section(), node_id=None)]
    assert agency == ["Dag", "Kveld", "Natt"]
    for kunde_id in tree.values():
        assert names(session, kunde_id) == ("system", agency)


def test_own_rows_begin_as_a_copy_and_hold_for_those_below(session, tree) -> None:
    use(session, tree["topp"])
    add(session, tree["topp"], "Lørdag")
    assert names(session, tree["topp"]) == ("kunde", ["Lørdag", "Dag", "Kveld", "Natt"])
    for below in ("midt", "bunn"):
        assert names(session, tree[below])[1][0] == "Lørdag"
    level = find_nivaaer(session, kunde_id=tree["bunn"])[Standardslag.SKIFT]
    assert (level.nivaa, level.node_id) == ("kunde", tree["topp"])
    copies = list_rader(session, seksjon=section(), node_id=tree["topp"])
    agency = {row.id for row in list_rader(session, seksjon=section(), node_id=None)}
    assert not agency & {row.id for row in copies}


def test_the_nearest_level_wins_and_is_named(session, tree) -> None:
    use(session, tree["topp"])
    use(session, tree["midt"])
    add(session, tree["midt"], "Lørdag")
    assert names(session, tree["midt"])[0] == "enhet"
    assert names(session, tree["bunn"]) == ("enhet", ["Lørdag", "Dag", "Kveld", "Natt"])
    assert "Lørdag" not in names(session, tree["topp"])[1]


def test_what_holds_is_one_statement_and_none_of_it_can_be_own(session, connection, tree) -> None:
    use(session, tree["topp"])
    for row in list_rader(session, seksjon=section(), node_id=tree["topp"]):
        row.er_aktiv = False
    session.flush()
    with statements(connection) as seen:
        level, rows = list_effective(session, seksjon=section(), kunde_id=tree["bunn"])
    assert (level.nivaa, level.node_id, rows) == ("kunde", tree["topp"], [])  # not the agency's instead
    assert len(seen) == 1


def test_those_below_look_past_a_level_that_is_its_own_alone(session, tree) -> None:
    use(session, tree["topp"])
    add(session, tree["topp"], "Fra toppen")
    use(session, tree["midt"], below=False)
    add(session, tree["midt"], "Bare midten")
    assert "Bare midten" in names(session, tree["midt"])[1]
    level, held = names(session, tree["bunn"])
    assert (level, held[0]) == ("kunde", "Fra toppen")
    assert "Bare midten" not in held


def test_switched_off_the_own_rows_rest_and_come_back(session, tree) -> None:
    versjon = use(session, tree["topp"])
    add(session, tree["topp"], "Lørdag")
    versjon = use(session, tree["topp"], own=False, versjon=versjon)
    assert names(session, tree["topp"])[0] == "system"
    assert "Lørdag" in [row.navn for row in list_rader(session, seksjon=section(), node_id=tree["topp"])]
    use(session, tree["topp"], versjon=versjon)
    assert names(session, tree["topp"])[1].count("Dag") == 1  # no second copy
    assert names(session, tree["topp"])[1][0] == "Lørdag"


def test_a_parent_of_yesterday_gives_nothing(session, tree) -> None:
    use(session, tree["topp"])
    link = session.scalars(select(KundeForelder).where(KundeForelder.kunde_id == tree["midt"])).one()
    link.gyldig_til = today()
    session.flush()
    assert names(session, tree["bunn"])[0] == "system"


def test_kinds_are_independent(session, tree) -> None:
    use(session, tree["topp"])
    levels = find_nivaaer(session, kunde_id=tree["topp"])
    assert set(levels) == {Standardslag.SKIFT}


def test_refusals(session, tree) -> None:
    with pytest.raises(Stale):
        use(session, tree["topp"], versjon=3)
    row = add(session, tree["topp"], "Lørdag")
    with pytest.raises(Refused):
        add(session, tree["topp"], "Lørdag")
    add(session, tree["midt"], "Lørdag")  # another level
    with pytest.raises(NotFound):
        lagre_rad(
            session, seksjon=section(), node_id=tree["midt"], fill=lambda _row: None, rad_id=row.id, versjon=1
        )
    with pytest.raises(NotFound):  # a row of another kind
        lagre_rad(
            session,
            seksjon=section(Standardslag.KOMPETANSE),
            node_id=tree["topp"],
            fill=lambda _row: None,
            rad_id=row.id,
            versjon=1,
        )
    with pytest.raises(Stale):
        lagre_rad(
            session, seksjon=section(), node_id=tree["topp"], fill=lambda _row: None, rad_id=row.id, versjon=7
        )


def factor(session, kunde_id, navn: str, bp: int | None, fra: date, place: int = 1) -> Paaslagsfaktor:
    row = Paaslagsfaktor(
        kunde_id=kunde_id,
        navn=navn,
        rekkefoelge=place,
        gyldig_fra=fra,
        **dict.fromkeys(("ordinaer_bp", "overtid50_bp", "overtid100_bp", "helg_bp"), bp),
    )
    session.add(row)
    session.flush()
    return row


def test_factors_hold_by_date_and_the_latest_of_a_name_wins(session, tree) -> None:
    day = today()
    factor(session, None, "Avtale", 15_000, day - timedelta(days=30))
    newer = factor(session, None, "Avtale", 15_500, day - timedelta(days=1))
    factor(session, None, "Avtale", 16_000, day + timedelta(days=10))
    level, rows = list_faktorer(session, kunde_id=tree["topp"], dag=day)
    assert level.nivaa == "system"
    assert [row.id for row in rows if row.navn == "Avtale"] == [newer.id]
    later = list_faktorer(session, kunde_id=tree["topp"], dag=day + timedelta(days=10))[1]
    assert [row.ordinaer_bp for row in later if row.navn == "Avtale"] == [16_000]
    assert any(row.ordinaer_bp is None for row in rows)  # «Ingen» is one to choose


def test_the_pages_of_every_kind_store_show_and_keep_what_is_wrong(client, cast) -> None:
    client = client.as_("jon")
    typed = {
        "navn": "Prøve", "dager": "1", "start": "08:00", "slutt": "16:00", "feriepenger": "12",
        "ordinaer": "1,60", "overtid50": "2", "overtid100": "2,5", "helg": "2",
    }  # fmt: skip
    for seksjon in all_sections():
        path = f"/standardverdier/rader/ny?slag={seksjon.slag}"
        blank = form_of(client, path)
        mine = {name: value for name, value in typed.items() if name in {*blank, "dager"}}
        assert client.post(path, {**blank, **mine, "navn": ""}).status_code == 422
        assert client.post(path, {**form_of(client, path), **mine}).status_code == 303, seksjon.slag
        page = client.get(f"/standardverdier/rader?slag={seksjon.slag}").text
        assert "Prøve" in page
        row = page.split(">Prøve<")[0].rsplit("/rader/", 1)[1][:36]
        edit = f"/standardverdier/rader/{row}"
        again, others = form_of(client, edit), form_of(client, edit)
        assert client.post(edit, {**others, "rekkefoelge": "77"}).status_code == 303
        answer = client.post(edit, {**again, "navn": "Annet"})
        assert answer.status_code == 422
        assert theirs(answer.text)["Prioritet"] == "77"


@pytest.mark.parametrize(
    "typed",
    [
        {"ordinaer": "1,60"},
        {"ordinaer": "0,9", "overtid50": "2", "overtid100": "2", "helg": "2"},
        {"ingen": "y", "ordinaer": "1,6"},
        {},
    ],
)
def test_a_factor_is_whole_or_none_and_never_below_the_pay(client, typed) -> None:
    client = client.as_("jon")
    path = "/standardverdier/rader/ny?slag=paaslag"
    answer = client.post(path, {**form_of(client, path), "navn": "Halv", **typed})
    assert answer.status_code == 422


def test_a_customer_switches_to_its_own_on_the_page(client, cast) -> None:
    home = f"/kunder/{cast.id('kvam')}/standardverdier"
    page = client.get(f"{home}/rader?slag=skift").text
    assert "Legg til" not in page
    typed = {**form_of(client, f"{home}/rader?slag=skift", action="/bruk?slag=skift"), "bruk_egne": "y"}
    assert client.post(f"{home}/bruk?slag=skift", typed).status_code == 303
    page = client.get(f"{home}/rader?slag=skift").text
    assert "Legg til" in page
    overview = client.get(home).text
    assert "Kvam Trelast AS" in overview.split("Skift")[1].split("</tr>")[0]
    off = form_of(client, f"{home}/rader?slag=skift", action="/bruk?slag=skift")
    off.pop("bruk_egne")
    assert client.post(f"{home}/bruk?slag=skift", off).status_code == 303
    assert "3 egne hviler" in client.get(home).text


def test_who_may_what(client, cast) -> None:
    home = f"/kunder/{cast.id('kvam')}/standardverdier"
    for key, reads, changes, sets_up in (
        ("jon", 200, 200, 200),
        ("marte", 200, 200, 403),
        ("berit", 200, 403, 403),
    ):
        someone = client.as_(key)
        assert someone.get(home).status_code == reads
        assert someone.get(f"{home}/rader/ny?slag=skift").status_code == changes
        assert someone.get("/standardverdier").status_code == sets_up
    assert client.get(f"{home}/rader?slag=annet").status_code == 404


def test_a_new_stilling_is_filled_and_says_from_where(client, session, cast) -> None:
    kunde_id = cast.id("fjordtre.lager")
    early = session.scalars(select(Standardverdi).where(Standardverdi.navn == "Tidlig")).one()
    mal = session.scalars(select(Standardverdi).where(Standardverdi.navn == "Truckfører T4")).one()
    path = f"/kunder/{kunde_id}/stillinger/ny"
    bare = form_of(client, path, action="/stillinger")
    assert bare["tittel"] == ""
    assert bare["krav"] == ""
    code = session.scalars(select(Standardverdi).where(Standardverdi.slag == Standardslag.KOMPETANSE)).one()
    code.navn, code.data = "Norsk B1", {**code.data, "paakrevd": True}
    session.flush()
    assert form_of(client, path, action="/stillinger")["krav"] == "Norsk B1"
    page = client.get(f"{path}?mal={mal.id}&skift={early.id}").text
    filled = form_of(client, f"{path}?mal={mal.id}&skift={early.id}", action="/stillinger")
    assert (filled["tittel"], filled["start_1"], filled["slutt_1"]) == ("Truckfører T4", "06:00", "14:00")
    assert filled["start_6"] == ""
    assert filled["krav"] == "Truckførerbevis T4, Norsk B1"
    assert "Verneutstyr: Vernesko, gul vest" in filled["annonsetekst"]
    assert "fra malen «Truckfører T4»" in page
    assert "fra skiftet «Tidlig», Fjordtre AS" in page
    assert "Påslagsfaktor 1,62" in page
    assert "Påslagsfaktor 1,58" in client.get(f"/kunder/{cast.id('fjordtre.terminal')}/stillinger/ny").text


def test_a_default_that_changes_leaves_what_was_made(client, session, cast) -> None:
    before = {
        row.id: (row.tittel, row.arbeidstid, row.pris_oere, row.versjon)
        for row in session.scalars(select(LedigStilling))
    }
    for row in session.scalars(select(Standardverdi)):
        row.navn, row.data = f"Ny {row.navn}", {**row.data, "start": "05:00"}
    for factor_row in session.scalars(select(Paaslagsfaktor)):
        factor_row.ordinaer_bp = factor_row.ordinaer_bp and 30_000
    session.flush()
    session.expire_all()
    after = {
        row.id: (row.tittel, row.arbeidstid, row.pris_oere, row.versjon)
        for row in session.scalars(select(LedigStilling))
    }
    assert before
    assert after == before


def test_the_overview_costs_the_same_whatever_is_set(client, connection, session, tree, cast) -> None:
    counts = []
    for step in range(2):
        with statements(connection) as seen:
            client.get(f"/kunder/{tree['bunn']}/standardverdier")
        counts.append(len(seen))
        if not step:
            session.info["actor"] = Actor("ansatt", cast.id("marte"), "Marte", frozenset())
            use(session, tree["topp"])
            add(session, tree["topp"], "Lørdag")
    assert counts[0] == counts[1]
    assert counts[0] + 1 <= 6
