"""Lists of contacts, candidates, requests and oppdrag: chosen when made, filled from the record and in a bunch."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.dev.cast import NORDVIK, SOLVIK
from portal.errors import NotFound, Refused
from portal.identity.actor import Actor
from portal.identity.models import Rolle
from portal.identity.permissions import Permission
from portal.kundekort.hotlister import lag_liste, legg_i_liste, list_velgbare
from portal.kundekort.lister.actions import legg_poster_i_liste
from portal.kundekort.models import Deling, Liste, Listepost
from portal.kundekort.utvalg import Leser
from tests.support.forms import fields, form_of
from tests.support.statements import statements

NEW, PUT = "/kunder/lister/ny", "/kunder/lister/poster"
EWA, PIOTR = NORDVIK.id("ewa"), NORDVIK.id("piotr")
#: kind → (record, its page, a list that shows it, what the list of lists calls it)
POSTS = {
    "engasjement": (
        NORDVIK.id("terje"),
        f"/kunder/{NORDVIK.id('fjordtre')}/kontakter",
        f"/kunder/{NORDVIK.id('fjordtre')}/kontakter",
        "Terje",
    ),
    "kandidat": (EWA, f"/kandidater/{EWA}", "/kandidater", "Ewa Nowak"),
    "ledig_stilling": (
        NORDVIK.id("ls.helg"),
        f"/stillinger/{NORDVIK.id('ls.helg')}",
        "/stillinger",
        "Truckfører T4, helg",
    ),
    "utleieoppdrag": (
        NORDVIK.id("op.truck.piotr"),
        f"/oppdrag/{NORDVIK.id('op.truck.piotr')}",
        "/oppdrag",
        "Piotr",
    ),
}


def make_list(client, navn: str, slag: str, deling: str = "meg") -> str:
    """A list of this person's own; its path."""
    answer = client.post(NEW, {**form_of(client, NEW), "navn": navn, "deling": deling, "slag": slag})
    assert answer.status_code == 303, answer.text
    return answer.location.removeprefix(f"/{client.slug}")


def ask(client, slag: str, *ids) -> dict[str, str]:
    """The form that opens for rows that are ticked."""
    page = client.post(f"{PUT}/velg", {"slag": slag, "valgt": [str(each) for each in ids]})
    assert page.status_code == 200, page.text
    return fields(page.text, action="/poster")


def put(client, path: str, slag: str, *ids):
    return client.post(PUT, {**ask(client, slag, *ids), "liste_id": path.rsplit("/", 1)[1]})


def rows(client, path: str) -> list[str]:
    table = client.get(path).text.split("<tbody", 1)
    if len(table) == 1:
        return []
    cells = re.findall(r'<td class="c-name">(.*?)</td>', table[1], re.S)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


@pytest.mark.parametrize("slag", POSTS)
def test_a_record_is_put_in_from_its_page_and_taken_out_again(client, slag) -> None:
    post_id, page, _liste, text = POSTS[slag]
    path = make_list(client, "Min liste", slag)
    way = f"{PUT}?slag={slag}&amp;valgt={post_id}"
    door = f"{page.split('#')[0]}/{post_id}/handlinger" if slag == "engasjement" else page
    assert way in client.get(door).text
    form = fields(client.get(way.replace("&amp;", "&")).text, action="/poster")
    answer = client.post(PUT, {**form, "liste_id": path.rsplit("/", 1)[1]})
    assert answer.location.endswith(path)
    put(client, path, slag, post_id)  # twice is once
    assert len(rows(client, path)) == 1
    assert text in rows(client, path)[0]
    shown = client.get(path).text
    assert f'href="/nordvik{page}"' in shown
    assert "Min liste" in client.get(way.replace("&amp;", "&")).text.split("Står i:")[1]
    out = client.post(re.search(r'action="/nordvik([^"]*/ta-ut)"', shown)[1], fields(shown, action="/ta-ut"))
    after = client.get(out.location).text
    assert rows(client, path) == []
    client.post(re.search(r'action="([^"]*legg-tilbake)"', after)[1], fields(after, action="/legg-tilbake"))
    assert len(rows(client, path)) == 1


@pytest.mark.parametrize("slag", POSTS)
def test_rows_that_are_ticked_are_put_in_together_and_undone_together(client, slag) -> None:
    post_id, _page, liste, _text = POSTS[slag]
    shown = client.get(liste).text
    assert 'id="valgte"' in shown
    ids = re.findall(r'name="valgt"\s+value="([^"]+)"', shown)
    assert len(ids) > 1
    assert f'value="{post_id}"' in shown
    path = make_list(client, "I bunke", slag)
    put(client, path, slag, post_id)
    answer = put(client, path, slag, *ids)
    page = client.get(answer.location).text
    assert f"{len(ids) - 1} er lagt i listen «I bunke»." in page  # one stood there
    assert len(rows(client, path)) == len(ids)
    client.post(re.search(r'action="([^"]*/angre)"', page)[1], fields(page, action="/angre"))
    assert len(rows(client, path)) == 1


def test_a_dialog_leaves_the_person_in_the_list(client) -> None:
    path = make_list(client, "Uten å flytte", "kandidat")
    dialog = client.htmx_post(f"{PUT}/velg", {"slag": "kandidat", "valgt": [str(EWA), str(PIOTR)]})
    assert "<dialog" in dialog.text
    assert "Gjelder 2 valgte." in dialog.text
    answer = client.htmx_post(PUT, {**fields(dialog.text), "liste_id": path.rsplit("/", 1)[1]})
    assert "HX-Location" not in answer.headers
    assert "dialog:close" in answer.headers["HX-Trigger"]
    assert len(rows(client, path)) == 2


def test_the_kind_is_chosen_once_and_each_list_is_offered_to_its_own(client, session) -> None:
    assert form_of(client, f"{NEW}?slag=kandidat")["slag"] == "kandidat"
    people = make_list(client, "Folk", "kandidat").rsplit("/", 1)[1]
    firms = make_list(client, "Firma", "kunde").rsplit("/", 1)[1]
    assert "slag" not in form_of(client, f"/kunder/lister/{people}/endre")
    overview = client.get("/kunder/lister").text
    assert "Kandidat" in overview.split("Folk", 1)[1].split("</tr>")[0]
    dialog = client.get(f"{PUT}?slag=kandidat&valgt={EWA}").text
    assert people in dialog
    assert firms not in dialog
    for customers in ("/kunder", f"/kunder/{NORDVIK.id('moss')}/lister"):
        assert people not in client.get(customers).text
        assert firms in client.get(customers).text
    refused = client.post(PUT, {**ask(client, "kandidat", EWA), "liste_id": firms})
    assert refused.status_code == 422
    assert session.scalar(select(Listepost.id).where(Listepost.liste_id == firms)) is None
    assert "Vis i kundelisten" not in client.get(f"/kunder/lister/{people}").text
    assert "Vis i kundelisten" in client.get(f"/kunder/lister/{firms}").text


def test_a_new_list_is_made_on_the_way_and_refusals_keep_what_was_ticked(client, session) -> None:
    form = ask(client, "utleieoppdrag", POSTS["utleieoppdrag"][0])
    refused = client.post(PUT, form)
    assert refused.status_code == 422
    assert fields(refused.text, action="/poster")["valgte"] == form["valgte"]
    client.post(PUT, {**form, "ny_liste": "På veien"})
    liste = session.scalars(select(Liste).where(Liste.navn == "På veien")).one()
    assert liste.slag == "utleieoppdrag"
    assert len(rows(client, f"/kunder/lister/{liste.id}")) == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"slag": "kandidat"}, "Velg minst én rad."),
        ({"slag": "kandidat", "valgt": str(SOLVIK.id("eirik"))}, "Velg minst én rad."),
        ({"slag": "kandidat", "valgt": "x"}, "Velg minst én rad."),
        ({"slag": "kunde", "valgt": str(NORDVIK.id("moss"))}, None),
        ({"slag": "bruker", "valgt": str(NORDVIK.id("marte"))}, None),
    ],
)
def test_what_is_not_there_is_not_put_in(client, session, asked, said) -> None:
    before = session.scalar(select(func.count(Listepost.id)))
    page = client.post(f"{PUT}/velg", asked)
    assert page.status_code == (404 if said is None else 200)
    if said:
        assert said in page.text
        form = fields(page.text, action="/poster")
        assert client.post(PUT, {**form, "ny_liste": "Tom"}).status_code == 422
        assert session.scalar(select(Liste.id).where(Liste.navn == "Tom")) is None
    assert session.scalar(select(func.count(Listepost.id))) == before


def test_a_row_one_may_not_see_has_no_name(client, session) -> None:
    path = make_list(client, "Folk til alle", "kandidat", deling="alle")
    put(client, path, "kandidat", EWA)
    assert "Ewa Nowak" in rows(client, path)[0]
    reader = client.as_("lise")
    assert "Ewa Nowak" in rows(reader, path)[0]
    role = session.scalars(select(Rolle).where(Rolle.navn == "Økonomi")).one()
    role.rettigheter = [each for each in role.rettigheter if each != Permission.KANDIDAT_LES]
    session.flush()
    assert rows(reader, path) == ["Kan ikke vises"]
    assert "Ewa" not in reader.get(path).text
    assert str(EWA) not in reader.get(path).text
    assert 'value="kandidat"' not in reader.get(NEW).text
    assert reader.post(f"{PUT}/velg", {"slag": "kandidat", "valgt": str(EWA)}).status_code == 404
    shown = reader.get(path).text
    reader.post(re.search(r'action="/nordvik([^"]*/ta-ut)"', shown)[1], fields(shown, action="/ta-ut"))
    assert rows(client, path) == []


def test_a_record_that_is_gone_does_not_break_the_list(client, session) -> None:
    path = make_list(client, "Hull", "kandidat")
    put(client, path, "kandidat", EWA)
    mine = select(Listepost).where(Listepost.liste_id == path.rsplit("/", 1)[1])
    row = session.scalars(mine).one()
    row.post_id = uuid4()
    session.flush()
    assert rows(client, path) == ["Kan ikke vises"]


def test_others_and_readers(client) -> None:
    private = make_list(client, "Bare min", "kandidat")
    shared = make_list(client, "Felles", "kandidat", deling="alle")
    put(client, private, "kandidat", EWA)
    put(client, shared, "kandidat", EWA)
    other, reader, outsider = (client.as_(key) for key in ("lise", "berit", "carl"))
    assert other.get(private).status_code == 404
    assert put(other, shared, "kandidat", PIOTR).status_code == 303
    assert len(rows(client, shared)) == 2
    assert other.post(f"{private}/poster/{uuid4()}/ta-ut").status_code == 404
    assert other.post(f"{private}/poster/{uuid4()}/angre").status_code == 404
    assert other.post(f"{private}/poster/{EWA}/legg-tilbake").status_code == 404
    assert len(rows(reader, shared)) == 2
    assert "/ta-ut" not in reader.get(shared).text
    assert 'name="valgt"' not in reader.get("/kandidater").text
    assert PUT not in reader.get(f"/kandidater/{EWA}").text
    assert reader.post(f"{PUT}/velg", {"slag": "kandidat", "valgt": str(EWA)}).status_code == 403
    assert outsider.get(shared).status_code == 404


def test_the_actions_refuse(session) -> None:
    leser = Leser(NORDVIK.id("marte"), None)
    everything = frozenset(Permission)
    session.info["actor"] = Actor("ansatt", NORDVIK.id("marte"), "Marte", everything - {"oppdrag:les"})
    with pytest.raises(Refused, match="hva som skal stå"):
        lag_liste(session, navn="Uten rett", deling=Deling.MEG, leser=leser, slag="utleieoppdrag")
    with pytest.raises(Refused, match="hva som skal stå"):
        lag_liste(session, navn="Ukjent", deling=Deling.MEG, leser=leser, slag="bruker")
    folk = lag_liste(session, navn="Folk", deling=Deling.MEG, leser=leser, slag="kandidat")
    firma = lag_liste(session, navn="Firma", deling=Deling.MEG, leser=leser)
    with pytest.raises(Refused):  # customers have their own table
        legg_poster_i_liste(
            session, liste_id=firma.id, slag="kunde", post_ids=[NORDVIK.id("moss")], leser=leser
        )
    with pytest.raises(Refused, match="noe annet"):
        legg_poster_i_liste(session, liste_id=firma.id, slag="kandidat", post_ids=[EWA], leser=leser)
    with pytest.raises(Refused, match="noe annet"):
        legg_i_liste(session, liste_id=folk.id, kunde_id=NORDVIK.id("moss"), leser=leser)
    with pytest.raises(NotFound):
        legg_poster_i_liste(session, liste_id=folk.id, slag="bruker", post_ids=[EWA], leser=leser)
    assert folk.id not in [row[0] for row in list_velgbare(session, leser=leser)]
    assert folk.id in [row[0] for row in list_velgbare(session, leser=leser, slag="kandidat")]


def test_a_deleted_list_takes_its_rows_with_it(client, session) -> None:
    path = make_list(client, "Kort liv", "kandidat")
    put(client, path, "kandidat", EWA)
    client.post(f"{path}/slett", form_of(client, f"{path}/endre", action="/slett"))
    session.expire_all()
    left = select(func.count(Listepost.id)).where(Listepost.liste_id == path.rsplit("/", 1)[1])
    assert session.scalar(left) == 0
    assert client.get(f"/kandidater/{EWA}").status_code == 200


def test_the_page_is_cut_and_keeps_its_budget(client, make, connection) -> None:
    path = make_list(client, "Mange", "kandidat")
    put(client, path, "kandidat", EWA)

    def asked(address: str) -> int:
        with statements(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    few = [asked("/kunder/lister"), asked(path)]
    assert few == [2, 4]
    put(client, path, "kandidat", *(make.kandidat().id for _each in range(55)))
    assert [asked("/kunder/lister"), asked(path)] == few
    first = rows(client, path)
    assert len(first) == 50
    more = re.search(r'href="([^"]*etter=[^"]+)"', client.get(path).text)[1].replace("&amp;", "&")
    rest = client.get(more).text
    assert rest.count("c-name") == 6
    assert "Ewa Nowak" in rest  # the oldest stands last


def test_what_the_list_is_of_must_be_said(client) -> None:
    for answer in (client.get(PUT), client.post(PUT), client.post(f"{PUT}/velg")):
        assert answer.status_code == 409
        assert "Det mangler hva listen er over" in answer.text
    assert client.get(f"{PUT}?slag=finnes-ikke").status_code == 404
