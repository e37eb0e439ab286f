"""Own fields: set up, filled in, checked, found, merged; values outlive the field."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from portal.audit.models import Hendelse
from portal.dev.cast import SOLVIK
from portal.errors import NotFound, Refused, Stale
from portal.jobs.models import Utboks
from portal.kundekort.felt.actions import (
    INDEKSER,
    endre_felt,
    lagre_kontaktfelt,
    lagre_kundefelt,
)
from portal.kundekort.felt.rules import read_choices
from portal.kundekort.feltverdi import Post, list_felt, list_med_verdier
from portal.kundekort.jobs import index_felt
from portal.kundekort.models import EgetFelt, Feltgjelder
from portal.kundekort.sammenslaaing.actions import angre_sammenslaaing, slaa_sammen_kunder
from portal.kundekort.sammenslaaing.rules import Side, Valg
from portal.tenancy.session import tenant_session
from tests.kundekort.felt.fields import TYPED, WRONG, S, as_stored, change, field, held, name_of, page_of, put
from tests.kundekort.kunder.test_routes import names
from tests.support.client import tenant_ids
from tests.support.forms import form_of, theirs
from tests.support.statements import statements

# --- values -----------------------------------------------------------------------------------


@pytest.mark.parametrize("slag", list(S))
def test_a_value_of_each_kind_is_typed_stored_and_shown_again(client, session, make, slag) -> None:
    kunde, felt = make.kunde(), field(session, slag=slag)
    typed, stored = TYPED[slag]
    path = page_of(kunde)
    assert client.post(path, {**form_of(client, path), name_of(felt): typed}).status_code == 303
    assert held(session, kunde.id)[str(felt.id)] == stored
    text = next(f for f in list_felt(session, gjelder=Feltgjelder.KUNDE) if f.id == felt.id).text(stored)
    assert text
    assert text.replace("\u00a0", " ") in client.get(f"/kunder/{kunde.id}").text.replace(
        "\u00a0", " "
    ).replace("&nbsp;", " ")
    again = client.post(path, form_of(client, path))  # what the form shows reads back as the same
    assert again.status_code == 303
    if slag is not S.FLERVALG:  # the helper reads one checkbox of several
        assert held(session, kunde.id)[str(felt.id)] == stored


@pytest.mark.parametrize("slag", sorted(WRONG))
def test_what_cannot_be_read_is_said_at_the_field_and_kept(client, session, make, slag) -> None:
    kunde, felt = make.kunde(), field(session, slag=slag)
    path = page_of(kunde)
    answer = client.post(path, {**form_of(client, path), name_of(felt): WRONG[slag]})
    assert answer.status_code == 422
    assert f'id="{name_of(felt)}-e"' in answer.text
    assert held(session, kunde.id) == {}
    if slag is not S.VALG:
        assert f'value="{WRONG[slag]}"' in answer.text


@pytest.mark.parametrize("slag", list(S))
def test_a_required_field_is_asked_for(client, session, make, slag) -> None:
    kunde, felt = make.kunde(), field(session, slag=slag, paakrevd=True)
    path = page_of(kunde)
    assert client.post(path, form_of(client, path)).status_code == 422
    assert "Mangler" in client.get(f"/kunder/{kunde.id}").text
    assert client.post(path, {**form_of(client, path), name_of(felt): TYPED[slag][0]}).status_code == 303


def test_an_emptied_field_has_no_value_and_the_change_is_logged(client, session, make) -> None:
    kunde, felt = make.kunde(), field(session)
    put(session, kunde, felt, "Port B")
    path = page_of(kunde)
    assert client.post(path, {**form_of(client, path), name_of(felt): " "}).status_code == 303
    assert held(session, kunde.id) == {}
    logged = session.scalars(
        select(Hendelse)
        .where(Hendelse.kunde_id == kunde.id, Hendelse.kode == "kunde.egne-felt")
        .order_by(Hendelse.id)
    ).all()
    assert [row.data["felter"] for row in logged] == [
        {"Prøvefelt": ["", "Port B"]},
        {"Prøvefelt": ["Port B", ""]},
    ]
    assert client.post(path, form_of(client, path)).status_code == 303  # nothing differs: nothing is written
    assert (
        len(
            session.scalars(
                select(Hendelse).where(Hendelse.kode == "kunde.egne-felt", Hendelse.kunde_id == kunde.id)
            ).all()
        )
        == 2
    )


def test_two_who_fill_in_the_same_customer_see_each_other(client, session, make) -> None:
    kunde, felt = make.kunde(), field(session)
    path = page_of(kunde)
    mine, others = form_of(client, path), form_of(client, path)
    assert client.post(path, {**others, name_of(felt): "Port A"}).status_code == 303
    answer = client.post(path, {**mine, name_of(felt): "Port C"})
    assert answer.status_code == 422
    assert theirs(answer.text) == {"Prøvefelt": "Port A"}


def test_a_contact_has_fields_of_his_own(client, session, make) -> None:
    kunde = make.kunde()
    kontakt = make.kontakt(kunde_id=kunde.id, navn="Ola Felt")
    felt = field(session, slag=S.VALG, gjelder=Feltgjelder.KONTAKT)
    path = f"/kunder/{kunde.id}/kontakter/{kontakt.id}/egne-felt"
    assert client.post(path, {**form_of(client, path), name_of(felt): "B"}).status_code == 303
    assert "Prøvefelt: B" in client.get(f"/kunder/{kunde.id}/kontakter").text
    assert name_of(felt) not in client.get(page_of(kunde)).text  # the customer has not
    elsewhere = make.kunde(navn="Annen AS")
    assert client.get(f"/kunder/{elsewhere.id}/kontakter/{kontakt.id}/egne-felt").status_code == 404


def test_a_choice_that_was_taken_away_stays_where_it_was_chosen(client, session, make) -> None:
    kunde, felt = make.kunde(), field(session, slag=S.VALG)
    put(session, kunde, felt, "A")
    change(session, felt, valg=("B",))
    session.flush()
    path = page_of(kunde)
    assert client.post(path, form_of(client, path)).status_code == 303
    assert held(session, kunde.id) == {str(felt.id): "A"}
    other = make.kunde(navn="Ny AS")
    session.flush()
    refused = client.post(page_of(other), {**form_of(client, page_of(other)), name_of(felt): "A"})
    assert refused.status_code == 422  # and nobody new chooses it


# --- definitions ------------------------------------------------------------------------------


@pytest.mark.usefixtures("jon")
def test_the_kind_is_fixed_by_the_first_value(session, make) -> None:
    felt = field(session)
    change(session, felt, slag=S.HELTALL)
    session.flush()
    kunde = make.kunde()
    put(session, kunde, felt, 3)
    with pytest.raises(Refused) as refused:
        change(session, felt, slag=S.DATO)
    assert refused.value.field == "slag"
    assert "typen kan ikke endres" in str(refused.value.sentence)
    change(session, felt, slag=S.HELTALL, navn="Nytt navn")  # the same is no change


@pytest.mark.parametrize("slag", [each for each in S if each not in {S.TEKST, S.VALG}])
@pytest.mark.usefixtures("jon")
def test_a_value_of_the_kind_the_field_was_is_not_stored(client, session, make, slag) -> None:
    """The kind was changed after the form was shown: a date that says «hei» would take the card down with it."""
    felt, kunde = field(session), make.kunde()
    change(session, felt, slag=slag, valg=("A", "B") if slag is S.FLERVALG else ())
    session.flush()
    with pytest.raises(Stale, match="annen type"):
        put(session, kunde, felt, "hei")
    put(session, kunde, felt, TYPED[slag][1])  # the control: one that fits
    session.commit()
    assert client.get(f"/kunder/{kunde.id}").status_code == 200


@pytest.mark.commits
def test_whoever_changes_a_field_waits_for_the_first_value(app, own_database, cast) -> None:
    """Two at once: the value is being saved while the kind is changed. Two who save do not wait for each other."""
    engine, kunde_id = own_database.engine(), cast.id("fjordtre")
    tenant_id = tenant_ids(engine)["nordvik"]
    with app.app_context():
        with tenant_session(engine, tenant_id=tenant_id) as first:
            felt_id = field(first, navn="To samtidig").id
            first.commit()
        with (
            tenant_session(engine, tenant_id=tenant_id) as saves,
            tenant_session(engine, tenant_id=tenant_id) as also,
            tenant_session(engine, tenant_id=tenant_id) as changes,
        ):
            for session, whose in ((saves, kunde_id), (also, cast.id("solbakken"))):
                session.execute(text("SET LOCAL lock_timeout = '200ms'"))
                post = Post(Feltgjelder.KUNDE, whose)
                versjon = list_med_verdier(session, post=post)[2]
                lagre_kundefelt(session, kunde_id=whose, verdier={str(felt_id): "hei"}, versjon=versjon)
                session.flush()
            changes.execute(text("SET LOCAL lock_timeout = '200ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                change(changes, changes.get_one(EgetFelt, (tenant_id, felt_id)), slag=S.DATO)
            changes.rollback()
            saves.commit()
            also.commit()
            with pytest.raises(Refused, match="har alt en verdi"):
                change(changes, changes.get_one(EgetFelt, (tenant_id, felt_id)), slag=S.DATO)
    engine.dispose()


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"navn": "Opptatt"}, "navn"),
        ({"slag": S.VALG, "valg": ()}, "valg"),
        ({"slag": S.VALG, "valg": ("x" * 81,)}, "valg"),
        ({"slag": S.DATO, "soekbar": True}, "soekbar"),
        ({"slag": S.BELOEP, "er_noekkel": True}, "er_noekkel"),
    ],
)
@pytest.mark.usefixtures("jon")
def test_what_does_not_fit_is_refused(session, changes, at) -> None:
    field(session, navn="Opptatt")
    felt = field(session)
    with pytest.raises(Refused) as refused:
        change(session, felt, **changes)
    assert refused.value.field == at


def test_one_choice_a_line_and_each_once() -> None:
    assert read_choices(" A \n\nB\nA\r\n") == ("A", "B")


@pytest.mark.usefixtures("jon")
def test_stale_and_unknown(session, make) -> None:
    felt, kunde = field(session), make.kunde()
    with pytest.raises(Stale):
        endre_felt(session, felt_id=felt.id, data=as_stored(felt), versjon=99)
    with pytest.raises(NotFound):
        endre_felt(session, felt_id=uuid4(), data=as_stored(felt), versjon=1)
    with pytest.raises(Stale):
        lagre_kundefelt(session, kunde_id=kunde.id, verdier={}, versjon=7)
    with pytest.raises(NotFound):
        lagre_kundefelt(session, kunde_id=SOLVIK.id("fjellheim"), verdier={}, versjon=0)
    with pytest.raises(NotFound):
        lagre_kontaktfelt(session, kunde_id=kunde.id, kontakt_id=uuid4(), verdier={}, versjon=0)


def test_a_field_is_made_changed_and_taken_out_of_use_by_administrators(client, session, make) -> None:
    kunde = make.kunde()
    session.flush()
    admin = client.as_("jon")
    typed = {**form_of(admin, "/kunder/egne-felt/ny?gjelder=kunde"), "navn": "Avtalenr", "slag": "tekst"}
    assert admin.post("/kunder/egne-felt/ny", typed).status_code == 303
    felt = session.scalars(select(EgetFelt).where(EgetFelt.navn == "Avtalenr")).one()
    put(session, kunde, felt, "R-77")
    path = f"/kunder/egne-felt/{felt.id}"
    assert "1 har en verdi" in admin.get(path).text
    edit = form_of(admin, path)
    assert admin.post(path, {**edit, "slag": "dato"}).status_code == 422
    edit = form_of(admin, path)
    edit.pop("i_bruk")
    assert admin.post(path, edit).status_code == 303
    assert "Ute av bruk" in admin.get("/kunder/egne-felt").text
    assert "Avtalenr" not in client.get(page_of(kunde)).text
    assert held(session, kunde.id) == {str(felt.id): "R-77"}
    for key, answer in (("marte", 403), ("lise", 403), ("berit", 403)):
        assert client.as_(key).get("/kunder/egne-felt").status_code == answer
    assert "/kunder/egne-felt" in admin.get("/innstillinger").text
    assert client.as_("berit").get(page_of(kunde)).status_code == 403


# --- keys and search --------------------------------------------------------------------------


@pytest.mark.usefixtures("jon")
def test_a_key_stands_in_one_place_only(client, session, make) -> None:
    felt = field(session, er_noekkel=True)
    first, second = make.kunde(navn="Først AS"), make.kunde(navn="Andre AS")
    put(session, first, felt, "K-1")
    put(session, first, felt, "K-1")  # one's own is no double
    path = page_of(second)
    answer = client.post(path, {**form_of(client, path), name_of(felt): "K-1"})
    assert answer.status_code == 422
    assert "Først AS har alt K-1 her" in answer.text
    assert client.post(path, {**form_of(client, path), name_of(felt): "K-2"}).status_code == 303


@pytest.mark.usefixtures("jon")
def test_what_two_share_cannot_become_a_key(session, make) -> None:
    felt = field(session, slag=S.HELTALL)
    for navn in ("Én AS", "To AS"):
        put(session, make.kunde(navn=navn), felt, 5)
    with pytest.raises(Refused) as refused:
        change(session, felt, er_noekkel=True)
    assert refused.value.field == "er_noekkel"


@pytest.mark.usefixtures("jon")
def test_the_search_finds_what_is_marked_and_nothing_else(client, session, make) -> None:
    found, silent, key = (
        field(session, navn="Adkomst 2", soekbar=True),
        field(session, navn="Notat"),
        field(session, navn="VMS-id", er_noekkel=True),
    )
    kunde = make.kunde(navn="Søkbar AS")
    for felt, value in ((found, "Bakgården kringkasting"), (silent, "usynlighet"), (key, "VMS-7781")):
        put(session, kunde, felt, value)
    for word, hits in (("kringkasting", ["Søkbar AS"]), ("vms7781", ["Søkbar AS"]), ("usynlighet", [])):
        assert names(client.get(f"/kunder?q={word}").text) == hits, word


@pytest.mark.usefixtures("jon")
def test_a_field_that_comes_into_the_search_is_indexed_by_the_worker(
    client, session, make, monkeypatch
) -> None:
    monkeypatch.setattr("portal.kundekort.jobs.INDEXED", 1)
    felt = field(session)
    kontaktfelt = field(session, navn="Kallenavn", gjelder=Feltgjelder.KONTAKT)
    for navn in ("Hjelmås AS", "Vågå AS"):
        put(session, make.kunde(navn=navn), felt, "enhjørning")
    change(session, felt, soekbar=True)
    session.flush()

    def work() -> int:
        done = 0
        while rows := session.scalars(
            select(Utboks).where(Utboks.slag == INDEKSER).order_by(Utboks.id).offset(done)
        ).all():
            for row in rows:
                index_felt(session, row=row)
                done += 1
            session.flush()
        return done

    assert names(client.get("/kunder?q=enhjørning").text) == []
    assert work() == 3  # one customer a part, and the part that finds no more
    assert len(names(client.get("/kunder?q=enhjørning").text)) == 2
    kunde = make.kunde(navn="Med kontakt AS")
    kontakt = make.kontakt(kunde_id=kunde.id)
    change(session, kontaktfelt, soekbar=True)
    lagre_kontaktfelt(
        session,
        kunde_id=kunde.id,
        kontakt_id=kontakt.id,
        verdier={str(kontaktfelt.id): "flaggermus"},
        versjon=0,
    )
    assert names(client.get("/kunder?q=flaggermus").text) == ["Med kontakt AS"]


# --- merging ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("jon")
def test_a_merge_keeps_fills_the_blanks_and_gives_back(session, make) -> None:
    both, only = field(session, navn="Begge"), field(session, navn="Bare inn", er_noekkel=True)
    kunde, inn = make.kunde(navn="Blir AS"), make.kunde(navn="Inn AS")
    put(session, kunde, both, "beholdt")
    put(session, inn, both, "tapt")
    put(session, inn, only, "K-9")
    merged = slaa_sammen_kunder(
        session,
        denne_id=kunde.id,
        andre_id=inn.id,
        valg=Valg(Side.DENNE, {}),
        versjoner=(kunde.versjon, inn.versjon),
    )
    session.flush()
    assert held(session, kunde.id) == {str(both.id): "beholdt", str(only.id): "K-9"}
    put(session, kunde, only, "K-9")  # the card that went in is no double
    other = make.kunde(navn="Tredje AS")
    with pytest.raises(Refused):
        put(session, other, only, "K-9")
    angre_sammenslaaing(session, kunde_id=kunde.id, sammenslaaing_id=merged.id)
    session.flush()
    assert held(session, kunde.id) == {str(both.id): "beholdt"}
    assert held(session, inn.id) == {str(both.id): "tapt", str(only.id): "K-9"}


def test_a_card_without_values_takes_all_and_what_was_changed_since_stays(session, make) -> None:
    felt, andre = field(session), field(session, navn="To")
    kunde, inn = make.kunde(navn="Blir AS"), make.kunde(navn="Inn AS")
    put(session, inn, felt, "x")
    put(session, inn, andre, "y")
    merged = slaa_sammen_kunder(
        session,
        denne_id=kunde.id,
        andre_id=inn.id,
        valg=Valg(Side.DENNE, {}),
        versjoner=(kunde.versjon, inn.versjon),
    )
    session.flush()
    put(session, kunde, felt, "endret")
    angre_sammenslaaing(session, kunde_id=kunde.id, sammenslaaing_id=merged.id)
    session.flush()
    assert held(session, kunde.id) == {str(felt.id): "endret"}


# --- cost -------------------------------------------------------------------------------------


def test_pages_cost_the_same_for_more_fields(client, connection, session, make) -> None:
    kunde = make.kunde()
    make.kontakt(kunde_id=kunde.id)
    counts = []
    for number in range(4):
        felt = field(session, navn=f"F{number}")
        field(session, navn=f"F{number}", gjelder=Feltgjelder.KONTAKT)
        put(session, kunde, felt, "x")
        seen_by_page = []
        for path in (f"/kunder/{kunde.id}", page_of(kunde), f"/kunder/{kunde.id}/kontakter", "/kunder"):
            client.get(path)
            with statements(connection) as seen:
                client.get(path)
            seen_by_page.append(len(seen))
        counts.append(tuple(seen_by_page))
    assert set(counts) == {counts[0]}


def test_ids_of_fields_are_the_agencys_own(session) -> None:
    assert {felt.id for felt in list_felt(session, gjelder=Feltgjelder.KUNDE)} == set(
        session.scalars(select(EgetFelt.id).where(EgetFelt.gjelder == Feltgjelder.KUNDE, EgetFelt.i_bruk))
    )
    assert UUID(int=0) not in {felt.id for felt in list_felt(session, gjelder=Feltgjelder.KONTAKT)}
