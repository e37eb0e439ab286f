"""Own fields of candidates, requests and oppdrag: filled in, checked, found; what follows into an oppdrag."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.audit.models import Hendelse
from portal.dev.cast import NORDVIK, SOLVIK
from portal.errors import NotFound, Refused, Stale
from portal.jobs.models import Utboks
from portal.kundekort.felt.actions import INDEKSER, lagre_postfelt
from portal.kundekort.feltverdi import Post, list_felt_av
from portal.kundekort.jobs import index_felt
from portal.kundekort.models import Feltgjelder, Feltverdier
from portal.oppdrag.konvertering.actions import angre_konvertering
from portal.oppdrag.konvertering.egnefelt import NO_SUCH, ONE_PLACE, decide, get_avgjort
from portal.oppdrag.rules.konvertering import Skjebne
from tests.kundekort.felt.fields import TYPED, WRONG, S, change, field, name_of
from tests.oppdrag.test_konvertering_actions import convert
from tests.support.forms import form_of, theirs
from tests.support.statements import statements

G = Feltgjelder
#: kind → (its page, the list that is searched, the code of the event)
KINDS = {
    G.KANDIDAT: ("/kandidater/{}", "/kandidater", "kandidat.egne-felt"),
    G.STILLING: ("/stillinger/{}", "/stillinger", "stilling.egne-felt"),
    G.OPPDRAG: ("/oppdrag/{}", "/oppdrag", "oppdrag.egne-felt"),
}


@pytest.fixture(params=list(KINDS))
def gjelder(request) -> Feltgjelder:
    return request.param


@pytest.fixture
def record(session, make, gjelder):
    """A fresh record of the kind."""
    return fresh(session, make, gjelder)


def fresh(session, make, gjelder):
    if gjelder is G.KANDIDAT:
        return make.kandidat()
    stilling = make.stilling(plasser=3)
    return stilling if gjelder is G.STILLING else convert(session, stilling, make.kandidat())


def page(gjelder, record) -> str:
    return KINDS[gjelder][0].format(record.id)


def held(session, record) -> dict:
    session.expire_all()
    row = session.scalars(select(Feltverdier).where(Feltverdier.post_id == record.id)).one_or_none()
    return row.verdier if row else {}


def put(session, gjelder, record, **values) -> None:
    """Field id → value, beside what is there."""
    row = session.scalars(select(Feltverdier).where(Feltverdier.post_id == record.id)).one_or_none()
    lagre_postfelt(
        session,
        post=Post(gjelder, record.id),
        verdier={**(row.verdier if row else {}), **values},
        versjon=row.versjon if row else 0,
    )
    session.flush()


@pytest.mark.parametrize("slag", [S.TEKST, S.BELOEP, S.DATO, S.JANEI, S.FLERVALG])
def test_a_value_is_typed_stored_and_shown(client, session, gjelder, record, slag) -> None:
    felt = field(session, slag=slag, gjelder=gjelder)
    path, (typed, stored) = f"{page(gjelder, record)}/egne-felt", TYPED[slag]
    assert path in client.get(page(gjelder, record)).text
    assert client.post(path, {**form_of(client, path), name_of(felt): typed}).status_code == 303
    assert held(session, record) == {str(felt.id): stored}
    shown = client.get(page(gjelder, record)).text
    assert f"<dt>{felt.navn}</dt>" in shown
    code = select(Hendelse).where(Hendelse.subjekt_id == record.id, Hendelse.kode == KINDS[gjelder][2])
    logged = session.scalars(code).one()
    assert list(logged.data["felter"]) == [felt.navn]
    if slag is not S.FLERVALG:  # the helper reads one checkbox of several
        assert client.post(path, form_of(client, path)).status_code == 303  # the same again is no change
        assert len(session.scalars(code).all()) == 1


def test_what_is_wrong_or_lacking_is_said_at_the_field(client, session, gjelder, record) -> None:
    wrong = field(session, navn="Antall", slag=S.HELTALL, gjelder=gjelder)
    needed = field(session, navn="Må med", gjelder=gjelder, paakrevd=True)
    path = f"{page(gjelder, record)}/egne-felt"
    assert "Mangler" in client.get(page(gjelder, record)).text
    typed = {**form_of(client, path), name_of(wrong): WRONG[S.HELTALL]}
    answer = client.post(path, typed)
    assert answer.status_code == 422
    for felt in (wrong, needed):
        assert f'id="{name_of(felt)}-e"' in answer.text
    assert f'value="{WRONG[S.HELTALL]}"' in answer.text
    assert held(session, record) == {}
    put_right = {**typed, name_of(wrong): "3", name_of(needed): "ja"}
    assert client.htmx_post(path, put_right).status_code == 204
    assert "Mangler" not in client.get(page(gjelder, record)).text


def test_the_dialog_and_two_who_write_at_once(client, session, gjelder, record) -> None:
    felt = field(session, gjelder=gjelder)
    path = f"{page(gjelder, record)}/egne-felt"
    assert "<dialog" in client.htmx(path).text
    stale = form_of(client, path)
    client.post(path, {**form_of(client, path), name_of(felt): "Først"})
    late = client.post(path, {**stale, name_of(felt): "Sist"})
    assert late.status_code == 422
    assert theirs(late.text) == {felt.navn: "Først"}
    with pytest.raises(Stale):
        lagre_postfelt(session, post=Post(gjelder, record.id), verdier={}, versjon=0)


def test_without_fields_there_is_no_box_and_out_of_use_keeps_the_values(
    client, session, make, gjelder, record
) -> None:
    for row in session.scalars(select(Feltverdier).where(Feltverdier.post_id.is_not(None))):
        session.delete(row)
    felt = field(session, gjelder=gjelder)
    put(session, gjelder, record, **{str(felt.id): "Blir"})
    assert "Blir" in client.get(page(gjelder, record)).text
    change(session, felt, i_bruk=False)
    session.flush()
    assert "Blir" not in client.get(page(gjelder, record)).text
    put(session, gjelder, record)  # saving the rest leaves it
    assert held(session, record) == {str(felt.id): "Blir"}
    change(session, felt, i_bruk=True)
    session.flush()
    assert "Blir" in client.get(page(gjelder, record)).text


def test_an_external_key_stands_in_one_place_and_names_who_has_it(session, make, gjelder, record) -> None:
    felt = field(session, gjelder=gjelder, er_noekkel=True)
    put(session, gjelder, record, **{str(felt.id): "77"})
    named = record.navn if gjelder is G.KANDIDAT else record.nummer
    other = fresh(session, make, gjelder)
    with pytest.raises(Refused, match=named):
        put(session, gjelder, other, **{str(felt.id): "77"})
    put(session, gjelder, record, **{str(felt.id): "77"})  # its own is no other's
    put(session, gjelder, other, **{str(felt.id): "78"})


def test_the_search_finds_what_is_marked_and_nothing_else(client, session, gjelder, record) -> None:
    found = field(session, navn="Finnes", gjelder=gjelder, soekbar=True)
    key = field(session, navn="Nøkkel", gjelder=gjelder, er_noekkel=True)
    hidden = field(session, navn="Skjult", gjelder=gjelder)
    values = {str(found.id): "enhjørning", str(key.id): "8812004", str(hidden.id): "flaggermus"}
    put(session, gjelder, record, **values)
    liste, own = KINDS[gjelder][1], page(gjelder, record)
    for word, there in (("enhjørning", True), ("8812004", True), ("flaggermus", False)):
        assert (f'href="/nordvik{own}"' in client.get(f"{liste}?q={word}").text) is there
    put(session, gjelder, record, **{str(found.id): "griff"})
    assert f'href="/nordvik{own}"' not in client.get(f"{liste}?q=enhjørning").text
    assert f'href="/nordvik{own}"' in client.get(f"{liste}?q=griff").text


def test_a_field_that_comes_into_the_search_is_indexed_part_by_part(
    client, session, make, gjelder, record, monkeypatch
) -> None:
    monkeypatch.setattr("portal.kundekort.jobs.INDEXED", 1)
    felt = field(session, gjelder=gjelder)
    for each in (record, fresh(session, make, gjelder)):
        put(session, gjelder, each, **{str(felt.id): "enhjørning"})
    change(session, felt, soekbar=True)
    session.flush()
    liste = f"{KINDS[gjelder][1]}?q=enhjørning"
    assert f'href="/nordvik{page(gjelder, record)}"' not in client.get(liste).text
    done = 0
    waiting = select(Utboks).where(Utboks.slag == INDEKSER).order_by(Utboks.id)
    while rows := session.scalars(waiting.offset(done)).all():
        for row in rows:
            index_felt(session, row=row)
            done += 1
        session.flush()
    assert done == 3  # one record a part, and the part that finds no more
    assert f'href="/nordvik{page(gjelder, record)}"' in client.get(liste).text


def test_who_may_write(client, session, gjelder, record) -> None:
    field(session, gjelder=gjelder)
    path = f"{page(gjelder, record)}/egne-felt"
    reader = client.as_("lise")
    assert "/egne-felt" not in reader.get(page(gjelder, record)).text
    assert reader.get(path).status_code == 403
    assert reader.post(path).status_code == 403
    for unknown in (uuid4(), SOLVIK.id("sunniva")):
        missing = KINDS[gjelder][0].format(unknown)
        assert client.get(f"{missing}/egne-felt").status_code == 404
        assert client.post(f"{missing}/egne-felt").status_code == 404
    with pytest.raises(NotFound):  # a customer has an action of its own
        lagre_postfelt(session, post=Post(G.KUNDE, NORDVIK.id("moss")), verdier={}, versjon=0)


def test_the_page_asks_once_however_many_fields(client, connection, session, gjelder, record) -> None:
    def asked() -> int:
        with statements(connection) as seen:
            assert client.get(page(gjelder, record)).status_code == 200
        return len(seen)

    field(session, navn="Første", gjelder=gjelder)
    client.get(page(gjelder, record))
    few = asked()
    for number in range(5):
        field(session, navn=f"Felt {number}", gjelder=gjelder)
    assert asked() == few


def test_definitions_offer_the_kinds(client, session) -> None:
    jon = client.as_("jon")
    new = "/kunder/egne-felt/ny"
    for kind in KINDS:
        data = {**form_of(jon, f"{new}?gjelder={kind}"), "navn": f"Felt for {kind}"}
        assert data["gjelder"] == kind
        assert jon.post(new, data).status_code == 303
    listed = jon.get("/kunder/egne-felt").text
    order = [listed.index(f"Felt for {kind}") for kind in KINDS]
    assert order == sorted(order)
    assert "Egne felt på ledige stillinger" in jon.get("/innstillinger").text


# --- law 9 ------------------------------------------------------------------------------------


def pairs(session):
    """A stilling's field of each fate, with the oppdrag's where there is one."""
    both = [field(session, navn="Begge", gjelder=kind) for kind in (G.STILLING, G.OPPDRAG)]
    other_type = field(session, navn="Ulik type", gjelder=G.STILLING)
    field(session, navn="Ulik type", slag=S.HELTALL, gjelder=G.OPPDRAG)
    alone = field(session, navn="Bare her", gjelder=G.STILLING)
    key = field(session, navn="Nøkkelen", gjelder=G.STILLING)
    field(session, navn="Nøkkelen", gjelder=G.OPPDRAG, er_noekkel=True)
    return both, other_type, alone, key


def test_every_own_field_is_decided_and_what_follows_arrives(session, make) -> None:
    (mine, theirs_), other_type, alone, key = pairs(session)
    stilling = make.stilling()
    put(session, G.STILLING, stilling, **{str(f.id): f"v-{f.navn}" for f in (mine, other_type, alone, key)})
    oppdrag = convert(session, stilling, make.kandidat())
    assert held(session, oppdrag) == {str(theirs_.id): "v-Begge"}
    assert len(held(session, stilling)) == 4  # the stilling keeps its own
    avgjort = get_avgjort(session)
    assert avgjort.kopieres[str(mine.id)].id == theirs_.id
    reasons = {name: felt.hvorfor for name, felt in avgjort.utelates.items()}
    assert reasons[f"eget.{other_type.id}"] == reasons[f"eget.{alone.id}"] == NO_SUCH
    assert reasons[f"eget.{key.id}"] == ONE_PLACE
    assert all(felt.skjebne is Skjebne.UTELATES for felt in avgjort.utelates.values())


def test_no_field_is_without_a_decision(session) -> None:
    pairs(session)
    felter = list_felt_av(session, gjelder=(G.STILLING, G.OPPDRAG))
    avgjort = get_avgjort(session)
    decided = [*avgjort.kopieres, *(name.removeprefix("eget.") for name in avgjort.utelates)]
    assert sorted(decided) == sorted(felt.key for felt in felter[G.STILLING])
    one_less = decide(stilling=felter[G.STILLING][1:], oppdrag=felter[G.OPPDRAG])
    assert len(one_less.kopieres) + len(one_less.utelates) == len(decided) - 1  # the control


def test_a_field_out_of_use_follows_nowhere(session, make) -> None:
    (mine, theirs_), *_rest = pairs(session)
    stilling = make.stilling(plasser=2)
    put(session, G.STILLING, stilling, **{str(mine.id): "x"})
    change(session, theirs_, i_bruk=False)
    session.flush()
    assert held(session, convert(session, stilling, make.kandidat())) == {}


def test_the_dialog_says_what_follows_and_what_is_left(client, session, make) -> None:
    pairs(session)
    stilling = make.stilling()
    dialog = client.get(f"/stillinger/{stilling.id}/gjoer-om").text
    assert "Begge" in dialog.split("Egne felt som følger med:")[1].split("</p>")[0]
    left = dialog.split("med vilje")[1]
    for navn, why in (("Bare her", NO_SUCH), ("Ulik type", NO_SUCH), ("Nøkkelen", ONE_PLACE)):
        row = left.split(f"Eget felt: {navn}</dt>")[1].split("</dd>")[0]
        assert str(why) in row


def test_two_oppdrag_of_one_stilling_and_the_undo(session, make) -> None:
    (mine, _theirs), *_rest = pairs(session)
    stilling = make.stilling(plasser=2)
    put(session, G.STILLING, stilling, **{str(mine.id): "felles"})
    first, second = (convert(session, stilling, make.kandidat()) for _ in range(2))
    assert len(held(session, first)) == len(held(session, second)) == 1
    first_id = first.id
    angre_konvertering(session, oppdrag_id=first_id)
    session.expire_all()
    assert session.scalar(select(Feltverdier.id).where(Feltverdier.post_id == first_id)) is None
    assert len(held(session, second)) == 1
