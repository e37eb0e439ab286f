"""One act on many customers: ticked or by filter, done at once or part by part, and taken back."""

import re

import pytest
from sqlalchemy import func, select

from portal.audit.models import Hendelse
from portal.dev.cast import NORDVIK, SOLVIK
from portal.errors import NotFound, Refused
from portal.identity.actor import Actor
from portal.jobs.handlers import run
from portal.jobs.models import Utboks
from portal.kundekort.hotlister import lag_liste
from portal.kundekort.masse import run as gang
from portal.kundekort.masse.actions import angre_masse, legg_mange_i_liste, sett_ansvarlig
from portal.kundekort.masse.run import kjoer_masse
from portal.kundekort.models import Deling, Kunde, Liste, Listemedlem, Massehandling, Massetilstand
from portal.kundekort.utvalg import Filter, Leser, Utvalg, read_utvalg
from tests.kundekort.kunder.test_routes import names
from tests.support.forms import fields

MARTE, LISE, JON = (NORDVIK.id(key) for key in ("marte", "lise", "jon"))
MOSS, ALNA = NORDVIK.id("moss"), NORDVIK.id("alna")
LESER = Leser(MARTE, None)


def responsible(session, *ids) -> list:
    session.expire_all()
    rows = dict(session.execute(select(Kunde.id, Kunde.kundeansvarlig_id).where(Kunde.id.in_(ids))).all())
    return [rows[kunde_id] for kunde_id in ids]


def newest(session) -> Massehandling:
    """The act that was asked for last; the demo has some of its own."""
    return session.scalars(select(Massehandling).order_by(Massehandling.id.desc()).limit(1)).one()


def ask(client, act: str, **posted) -> dict[str, str]:
    """The form that the bar of the list opens for what is ticked."""
    page = client.post(f"/kunder/masse/{act}", posted)
    assert page.status_code == 200
    return fields(page.text, action="/sett" if act == "ansvarlig" else "/legg")


@pytest.fixture
def acting(session) -> None:
    session.info["actor"] = Actor("ansatt", MARTE, "Marte Solheim")


def test_those_that_are_ticked_are_given_away_and_taken_back(client, session) -> None:
    before = responsible(session, MOSS, ALNA)
    form = ask(client, "ansvarlig", valgt=[str(MOSS), str(ALNA)], filtertekst="status=aktiv")
    answer = client.post("/kunder/masse/ansvarlig/sett", {**form, "ansvarlig_id": str(JON)})
    assert answer.location.endswith("/kunder?status=aktiv")  # back where one was
    assert responsible(session, MOSS, ALNA) == [JON, JON]
    page = client.get(answer.location).text
    assert "Jon Nordvik er ansvarlig for 2 kunder til." in page
    assert "satte kundeansvarlig til Jon Nordvik" in client.get(f"/kunder/{MOSS}").text
    undo = re.search(r'action="([^"]*/angre)"', page)[1]
    assert client.post(undo, fields(page, action="/angre")).status_code == 303
    assert responsible(session, MOSS, ALNA) == before
    assert client.post(undo).status_code == 303  # a second time changes nothing
    assert "Endringen er angret." in client.get(undo.removesuffix("/angre")).text


def test_every_hit_of_the_filter(client, session) -> None:
    hits = names(client.get("/kunder?status=sperret").text)
    assert hits
    form = ask(client, "ansvarlig", alle="1", filtertekst="status=sperret", valgt=str(MOSS))
    assert form["utvalg"] == "alle?status=sperret"  # not the one row that happened to be ticked
    client.post("/kunder/masse/ansvarlig/sett", {**form, "ansvarlig_id": str(JON)})
    mine = session.scalars(select(Kunde.navn).where(Kunde.kundeansvarlig_id == JON)).all()
    assert set(hits) <= set(mine)
    assert "Moss Emballasje AS" not in mine


def test_undo_leaves_what_others_have_changed_since(session, acting) -> None:
    masse = sett_ansvarlig(session, utvalg=Utvalg((MOSS, ALNA)), ansvarlig_id=JON, leser=LESER)
    kunde = session.scalars(select(Kunde).where(Kunde.id == ALNA)).one()
    kunde.kundeansvarlig_id = LISE
    session.flush()
    angre_masse(session, masse_id=masse.id)
    assert responsible(session, MOSS, ALNA) == [MARTE, LISE]


def test_who_had_it_already_is_not_changed_nor_undone(session, acting) -> None:
    before = session.scalar(select(Kunde.versjon).where(Kunde.id == MOSS))
    masse = sett_ansvarlig(session, utvalg=Utvalg((MOSS,)), ansvarlig_id=MARTE, leser=LESER)
    assert (masse.antall, masse.endret, masse.tilstand) == (1, 0, Massetilstand.FERDIG)
    assert session.scalar(select(Kunde.versjon).where(Kunde.id == MOSS)) == before


def test_put_in_a_list_and_taken_out_again_but_not_those_that_stood_there(client, session) -> None:
    form = ask(client, "liste", valgt=str(MOSS))
    client.post("/kunder/masse/liste/legg", {**form, "ny_liste": "Ringes"})
    liste = session.scalars(select(Liste).where(Liste.navn == "Ringes")).one()
    form = ask(client, "liste", valgt=[str(MOSS), str(ALNA)])
    answer = client.post("/kunder/masse/liste/legg", {**form, "liste_id": str(liste.id)})
    assert "1 kunde er lagt i «Ringes»." in client.get(answer.location).text
    path = f"/kunder/lister/{liste.id}"
    assert names(client.get(path).text) == ["Alna Lager og Logistikk AS", "Moss Emballasje AS"]
    client.post(f"/kunder/masse/{newest(session).id}/angre")
    assert names(client.get(path).text) == ["Moss Emballasje AS"]


@pytest.mark.parametrize(
    ("act", "posted"),
    [
        ("ansvarlig", {}),
        ("liste", {"valgt": ["x", str(SOLVIK.id("fjellheim"))]}),
        ("liste", {"alle": "1", "filtertekst": "q=zzzzqqq"}),
    ],
)
def test_nothing_chosen_offers_no_button_and_is_refused(client, session, act: str, posted) -> None:
    before = newest(session).id
    page = client.post(f"/kunder/masse/{act}", posted)
    assert "Velg minst én kunde." in page.text
    form = fields(page.text, action="/sett" if act == "ansvarlig" else "/legg")
    where = {"ansvarlig": "ansvarlig/sett", "liste": "liste/legg"}[act]
    answer = client.post(f"/kunder/masse/{where}", {**form, "ansvarlig_id": str(JON), "ny_liste": "Tom"})
    assert answer.status_code == 422
    assert newest(session).id == before
    assert session.scalar(select(Liste.id).where(Liste.navn == "Tom")) is None  # nothing half done


def test_the_dialog_over_the_list_and_its_refusal(client) -> None:
    dialog = client.htmx_post("/kunder/masse/liste", {"valgt": str(MOSS)})
    assert "<dialog" in dialog.text
    refused = client.htmx_post("/kunder/masse/liste/legg", fields(dialog.text))
    assert refused.status_code == 422
    assert "<dialog" not in refused.text
    assert fields(refused.text)["utvalg"] == str(MOSS)


def test_readers_and_others(client, session) -> None:
    reader = client.as_("berit")
    assert 'name="valgt"' not in reader.get("/kunder").text
    assert 'name="valgt"' in client.get("/kunder").text
    assert reader.post("/kunder/masse/ansvarlig", {"valgt": str(MOSS)}).status_code == 403
    form = ask(client, "ansvarlig", valgt=str(MOSS))
    client.post("/kunder/masse/ansvarlig/sett", {**form, "ansvarlig_id": str(JON)})
    masse_id = newest(session).id
    assert client.get(f"/kunder/masse/{masse_id}").status_code == 200
    for key in ("lise", "carl"):
        assert client.as_(key).get(f"/kunder/masse/{masse_id}").status_code == 404
        assert client.as_(key).post(f"/kunder/masse/{masse_id}/angre").status_code == 404


def test_the_actions_refuse(session, acting) -> None:
    with pytest.raises(NotFound):
        sett_ansvarlig(session, utvalg=Utvalg((MOSS,)), ansvarlig_id=SOLVIK.id("carl"), leser=LESER)
    with pytest.raises(Refused, match="innlogget"):
        sett_ansvarlig(session, utvalg=Utvalg((MOSS,)), ansvarlig_id=JON, leser=Leser(None, None))
    private = lag_liste(session, navn="Lises", deling=Deling.MEG, leser=Leser(LISE, None))
    with pytest.raises(NotFound):
        legg_mange_i_liste(session, utvalg=Utvalg((MOSS,)), liste_id=private.id, leser=LESER)


# --- more than one request does ---------------------------------------------------------------


@pytest.fixture
def small_parts(monkeypatch) -> None:
    monkeypatch.setattr(gang, "PART", 4)


def work(session) -> int:
    """Run what waits for the worker, part by part, until nothing does; answers the number of parts."""
    done: set = set()
    while True:
        rows = session.scalars(select(Utboks).where(Utboks.slag == "kunder.masse")).all()
        fresh = [row for row in rows if row.id not in done]
        if not fresh:
            return len(done)
        for row in fresh:
            done.add(row.id)
            run(session, row=row)
            session.flush()


@pytest.mark.usefixtures("small_parts")
def test_many_are_done_by_the_worker_part_by_part_and_undone_so(client, session) -> None:
    form = ask(client, "ansvarlig", alle="1", filtertekst="")
    answer = client.post("/kunder/masse/ansvarlig/sett", {**form, "ansvarlig_id": str(JON)})
    path = answer.location.removeprefix("/nordvik")
    masse = newest(session)
    assert masse.tilstand is Massetilstand.KOE
    assert f"0 av {masse.antall} kunder er behandlet" in client.get(path).text
    assert "HX-Refresh" not in client.htmx(f"{path}/framdrift").headers
    assert client.post(f"{path}/angre").status_code == 409  # not before it has come to its end
    parts = work(session)
    assert parts == -(-masse.antall // 4)
    assert client.htmx(f"{path}/framdrift").headers["HX-Refresh"] == "true"
    assert "Angre" in client.get(path).text
    told = select(func.count()).select_from(Hendelse).where(Hendelse.kode == "kunde.ansvarlig-endret")
    assert session.scalar(told) == masse.endret
    assert session.scalar(told.where(Hendelse.aktoer_navn == "Marte Solheim")) == masse.endret
    assert responsible(session, MOSS) == [JON]
    client.post(f"{path}/angre", fields(client.get(path).text, action="/angre"))
    work(session)
    assert responsible(session, MOSS) == [MARTE]
    assert "Endringen er angret." in client.get(path).text


@pytest.mark.usefixtures("small_parts", "acting")
def test_who_was_chosen_stands_whatever_the_filter_finds_later(session) -> None:
    masse = sett_ansvarlig(session, utvalg=Utvalg(valg=Filter(hvem="mine")), ansvarlig_id=JON, leser=LESER)
    chosen = masse.antall
    assert chosen > 4
    while masse.tilstand is Massetilstand.KOE:
        kjoer_masse(session, masse_id=masse.id)  # after each part fewer are «mine»
    assert (masse.behandlet, masse.endret) == (chosen, chosen)
    again = kjoer_masse(session, masse_id=masse.id)  # a part that is run once more
    assert again.behandlet == chosen


@pytest.mark.usefixtures("small_parts", "acting")
def test_a_list_is_filled_in_parts(session) -> None:
    liste = lag_liste(session, navn="Alle", deling=Deling.MEG, leser=LESER)
    masse = legg_mange_i_liste(session, utvalg=Utvalg(valg=Filter(q="as")), liste_id=liste.id, leser=LESER)
    while masse.tilstand is Massetilstand.KOE:
        kjoer_masse(session, masse_id=masse.id)
    count = select(func.count()).select_from(Listemedlem).where(Listemedlem.liste_id == liste.id)
    assert session.scalar(count) == masse.antall > 4


def test_a_choice_is_read_as_it_was_written() -> None:
    for utvalg in (Utvalg((MOSS, ALNA)), Utvalg(valg=Filter(q="å s", status="aktiv")), Utvalg(valg=Filter())):
        assert read_utvalg(str(utvalg)) == utvalg
    assert read_utvalg("x,,'") == Utvalg()
