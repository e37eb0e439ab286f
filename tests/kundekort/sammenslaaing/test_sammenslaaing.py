"""Two cards of one customer become one, all that belongs to it comes along, and it can be undone."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from portal.audit.models import Hendelse
from portal.db.base import Base
from portal.db.clock import frozen, now, today
from portal.dev.cast import NORDVIK
from portal.errors import NotFound, Refused, Replaced, Stale
from portal.faktura.models import Salgsdokument
from portal.identity.actor import Actor
from portal.identity.permissions import Permission
from portal.kundekort.duplikater import Kjennetegn, list_like
from portal.kundekort.enheter.actions import flytt_enhet
from portal.kundekort.enheter.queries import load_tree
from portal.kundekort.kunder.actions import endre_kunde, registrer_kunde
from portal.kundekort.kunder.rules import Adressedata, Kundedata
from portal.kundekort.models import (
    Adresse,
    Adresseslag,
    Arbeidssted,
    Engasjement,
    Favoritt,
    Kunde,
    KundeForelder,
)
from portal.kundekort.queries import get_kort, get_kunde, search_kunder
from portal.kundekort.registry import kundepekere
from portal.kundekort.sammenslaaing.actions import angre_sammenslaaing, slaa_sammen_kunder
from portal.kundekort.sammenslaaing.rules import Side, Valg
from portal.kundekort.tree import holds_on
from tests.support.make_oppdrag import set_status
from tests.support.page import filled, forms, parse

DENNE = Kundedata(
    navn="Vestbygg Entreprenør AS", telefon="+4755900100", kredittgrense_oere=5_000_00, kilde="Messe"
)
ANDRE = Kundedata(navn="Vestbygg Entreprenor", epost="post@vestbygg.example", betalingsdager=30)


@pytest.fixture
def pair(session):
    adresse = {Adresseslag.BESOEK: Adressedata("Havnegata 1", "5003", "Bergen")}
    return (
        registrer_kunde(session, data=DENNE),
        registrer_kunde(session, data=replace(ANDRE, adresser=adresse)),
    )


def merge(session, denne, andre, *, behold=Side.DENNE, **felter):
    return slaa_sammen_kunder(
        session,
        denne_id=denne.id,
        andre_id=andre.id,
        valg=Valg(behold, {name: Side(side) for name, side in felter.items()}),
        versjoner=(denne.versjon, andre.versjon),
    )


def undo(session, merged):
    return angre_sammenslaaing(session, kunde_id=merged.kunde_id, sammenslaaing_id=merged.id)


def test_every_link_to_a_customer_is_decided_about(app):
    """A new table that names a kunde fails here until its room says what a merge does with it."""
    links = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
        if key.referred_table.name == "kunde"
        for column in key.columns
        if column.name != "tenant_id"
    }
    assert links == {peker.key for peker in kundepekere.all()}
    assert len(links) > 20


def test_fields_are_taken_as_chosen_and_blanks_are_filled(session, pair):
    denne, andre = pair
    merge(session, denne, andre, betalingsdager="andre")
    kunde = get_kunde(session, kunde_id=denne.id)
    assert (kunde.navn, kunde.epost, kunde.betalingsdager) == (DENNE.navn, ANDRE.epost, 30)
    assert (kunde.telefon, kunde.kredittgrense_oere) == (DENNE.telefon, DENNE.kredittgrense_oere)
    adresse = session.scalars(select(Adresse).where(Adresse.kunde_id == denne.id)).one()
    assert (adresse.slag, adresse.linje1) == (Adresseslag.BESOEK, "Havnegata 1")


def test_the_other_card_may_be_the_one_that_remains(session, pair):
    denne, andre = pair
    merge(session, denne, andre, behold=Side.ANDRE, navn="denne")
    assert get_kunde(session, kunde_id=andre.id).navn == DENNE.navn
    with pytest.raises(Replaced):
        get_kunde(session, kunde_id=denne.id)


def test_all_that_belongs_comes_along_and_goes_back(session, pair, make):
    denne, andre = pair
    kontakt = make.kontakt(kunde_id=andre.id)
    enhet = registrer_kunde(session, data=Kundedata(navn="Vestbygg Lager"), forelder_id=andre.id)
    stilling = make.stilling(kunde=andre)
    own = make.kontakt(kunde_id=denne.id)
    merged = merge(session, denne, andre)

    def at():
        rows = session.execute(
            select(Engasjement.kunde_id)
            .where(Engasjement.id.in_([kontakt.id, own.id]))
            .order_by(Engasjement.id)
        )
        return {row.kunde_id for row in rows}, session.scalar(
            select(KundeForelder.forelder_id).where(KundeForelder.kunde_id == enhet.id)
        )

    session.refresh(stilling)
    assert at() == ({denne.id}, denne.id)
    assert stilling.kunde_id == denne.id
    undo(session, merged)
    session.refresh(stilling)
    assert at() == ({denne.id, andre.id}, andre.id)
    assert stilling.kunde_id == andre.id


def test_a_row_the_target_has_its_like_of_stays_and_nothing_fails(session, pair, make):
    denne, andre = pair
    marte, jon = NORDVIK.id("marte"), NORDVIK.id("jon")
    for kunde_id, bruker_id in ((denne.id, marte), (andre.id, marte), (andre.id, jon)):
        session.add(Favoritt(kunde_id=kunde_id, bruker_id=bruker_id, opprettet_tid=now()))
    session.flush()
    merge(session, denne, andre)
    held = session.execute(select(Favoritt.bruker_id, Favoritt.kunde_id)).all()
    assert {tuple(row) for row in held} >= {(marte, denne.id), (marte, andre.id), (jon, denne.id)}


def test_worksites_move_and_one_remains_the_standard_one(session, pair, make):
    denne, andre = pair  # the visiting address of the second is its first worksite
    session.add(
        Arbeidssted(kunde_id=denne.id, navn="Tomta", sortering="tomta", slag="fast", er_standard=True)
    )
    session.flush()

    def standing():
        session.expire_all()
        rows = session.execute(select(Arbeidssted.navn, Arbeidssted.kunde_id, Arbeidssted.er_standard))
        return {tuple(row) for row in rows if row.kunde_id in {denne.id, andre.id}}

    before = standing()
    merged = merge(session, denne, andre)
    session.flush()
    assert standing() == {("Tomta", denne.id, True), (ANDRE.navn, denne.id, False)}
    undo(session, merged)
    session.flush()
    assert standing() == before


def test_issued_invoices_stay_and_are_shown_drafts_move(session, make, client):
    denne, andre = make.fakturakunde(navn="Vestbygg AS"), make.fakturakunde(navn="Vestbygg Bygg AS")
    issued = make.faktura(kunde_id=andre.id)
    draft = make.fakturautkast(kunde_id=andre.id)
    merged = merge(session, denne, andre)
    held = dict(session.execute(select(Salgsdokument.id, Salgsdokument.kunde_id)).all())
    assert (held[issued.id], held[draft.id]) == (andre.id, denne.id)
    session.commit()
    page = client.as_("lise").get(f"/kunder/{denne.id}/faktura").text
    assert str(issued.nummer) in page
    undo(session, merged)
    assert session.scalar(select(Salgsdokument.kunde_id).where(Salgsdokument.id == draft.id)) == andre.id


def test_the_one_that_went_in_is_out_of_sight_and_its_address_and_name_lead_on(session, pair, client):
    denne, andre = pair
    merge(session, denne, andre)
    session.commit()
    answer = client.get(f"/kunder/{andre.id}/kontakter")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/nordvik/kunder/{denne.id}/kontakter")
    assert [row[0] for row in search_kunder(session, q="vestbygg entreprenor")] == [denne.id]
    assert [row[0] for row in search_kunder(session, q=str(andre.kundenr))] == [denne.id]
    assert load_tree(session, kunde_id=denne.id) == []
    assert get_kort(session, kunde_id=denne.id).antall_enheter == 0
    assert str(andre.id) not in client.get("/kunder?status=alle&q=vestbygg").text
    assert client.post(f"/kunder/{andre.id}/endre").status_code == 409


def test_the_timeline_tells_both_stories(session, pair, client):
    denne, andre = pair
    merge(session, denne, andre)
    session.commit()
    page = client.get(f"/kunder/{denne.id}/tidslinje").text
    assert page.count("opprettet kunden") == 2
    assert f"slo sammen {ANDRE.navn} (kunde {andre.kundenr}) med denne" in page
    assert session.scalar(select(func.count()).where(Hendelse.kunde_id == andre.id)) >= 1


def test_undo_gives_back_fields_place_status_and_words(session, pair, make):
    denne, andre = pair
    over = registrer_kunde(session, data=Kundedata(navn="Konsernet AS"))
    flytt_enhet(session, kunde_id=andre.id, forelder_id=over.id, gyldig_fra=today() - timedelta(days=9))
    set_status(session, andre, "A")
    merged = merge(session, denne, andre, navn="andre")
    undo(session, merged)
    kort = get_kort(session, kunde_id=andre.id)
    assert (kort.navn, kort.status_kode, kort.forfedre[0].kunde_id) == (ANDRE.navn, "A", over.id)
    assert get_kunde(session, kunde_id=denne.id).navn == DENNE.navn
    assert get_kunde(session, kunde_id=denne.id).epost == ""
    assert session.scalar(select(func.count()).where(Adresse.kunde_id == denne.id)) == 0
    assert {row[0] for row in search_kunder(session, q="vestbygg")} == {denne.id, andre.id}


def test_what_was_changed_after_the_merge_is_not_undone(session, pair):
    denne, andre = pair
    merged = merge(session, denne, andre)
    kunde = get_kunde(session, kunde_id=denne.id)
    endre_kunde(
        session,
        kunde_id=denne.id,
        data=replace(DENNE, epost="ny@vestbygg.example"),
        versjon=kunde.versjon,
    )
    undo(session, merged)
    assert get_kunde(session, kunde_id=denne.id).epost == "ny@vestbygg.example"


def test_three_cards_become_one_and_are_undone_from_the_last(session, pair):
    denne, andre = pair
    tredje = registrer_kunde(session, data=Kundedata(navn="Vestbygg Entr. AS"))
    first = merge(session, andre, tredje)
    second = merge(session, denne, get_kunde(session, kunde_id=andre.id))
    with pytest.raises(Replaced) as led:
        get_kunde(session, kunde_id=tredje.id)
    assert led.value.by == denne.id
    assert set(get_kort(session, kunde_id=denne.id).innslaatte) == {andre.id, tredje.id}
    with pytest.raises(Refused, match="selv slått sammen"):
        undo(session, first)
    undo(session, second)
    undo(session, first)
    assert get_kort(session, kunde_id=tredje.id).innslaatte == ()


def test_undo_has_a_limit_and_happens_once(session, pair):
    merged = merge(session, *pair)
    with frozen(now() + timedelta(days=30, seconds=5)), pytest.raises(Refused, match="30 dager"):
        undo(session, merged)
    undo(session, merged)
    with pytest.raises(Refused, match="fra før"):
        undo(session, merged)


@pytest.mark.parametrize("below", ["denne", "andre"])
def test_one_above_the_other_is_refused(session, pair, below):
    denne, andre = pair
    low, high = (denne, andre) if below == "denne" else (andre, denne)
    flytt_enhet(session, kunde_id=low.id, forelder_id=high.id)
    session.flush()  # the tree is read by statement
    with pytest.raises(Refused, match="ligger under"):
        merge(session, denne, andre)


def test_a_credit_stop_does_not_vanish_in_a_merge(session, pair):
    denne, andre = pair
    set_status(session, andre, "H")
    with pytest.raises(Refused, match="kredittsperre"):
        merge(session, denne, andre)
    merge(session, denne, andre, behold=Side.ANDRE)


def test_a_credit_stop_is_not_escaped_by_an_undo(session, pair, cast):
    denne, andre = pair
    set_status(session, andre, "A")
    merged = merge(session, denne, andre)
    set_status(session, get_kunde(session, kunde_id=denne.id), "H")
    with pytest.raises(Refused, match="kredittsperre"):
        undo(session, merged)
    finance = frozenset({Permission.KUNDE_KREDITTSPERRE})
    session.info["actor"] = Actor("ansatt", cast.id("lise"), "Lise", finance)
    undo(session, merged)
    assert get_kort(session, kunde_id=andre.id).status_kode == "A"


def test_undo_keeps_where_it_stood_before_and_a_move_to_come_falls_away(session, pair):
    denne, andre = pair
    over = registrer_kunde(session, data=Kundedata(navn="Konsernet AS"))
    for parent, days in ((denne.id, -90), (over.id, -9), (None, 9)):
        flytt_enhet(session, kunde_id=andre.id, forelder_id=parent, gyldig_fra=today() + timedelta(days=days))
        session.flush()  # each is a transaction of its own
    merged = merge(session, denne, get_kunde(session, kunde_id=andre.id))
    holding = select(func.count()).where(KundeForelder.kunde_id == andre.id, holds_on(KundeForelder, today()))
    assert session.scalar(holding) == 1
    undo(session, merged)
    assert get_kort(session, kunde_id=andre.id).forfedre[0].kunde_id == over.id
    once = select(func.count()).where(
        KundeForelder.kunde_id == andre.id, KundeForelder.forelder_id == denne.id
    )
    assert session.scalar(once) == 1  # that it was an enhet of the other is history, and stays


def test_an_issued_invoice_of_the_one_that_went_in_is_opened_and_counted(session, make, client):
    denne, andre = make.fakturakunde(navn="Blir AS"), make.fakturakunde(navn="Gaar inn AS")
    faktura = make.faktura(kunde_id=andre.id)
    merge(session, get_kunde(session, kunde_id=denne.id), get_kunde(session, kunde_id=andre.id))
    session.commit()
    lise = client.as_("lise")
    page = lise.get(f"/fakturaer/{faktura.id}")
    assert page.status_code == 200
    assert "Gaar inn AS" in page.text
    box = lise.htmx(f"/kunder/{denne.id}/boks?boks=faktura.oekonomi").text
    assert "2\u00a0993\u00a0kr" in box


def test_the_same_customer_and_a_stale_copy_are_refused(session, pair):
    denne, andre = pair
    with pytest.raises(Refused, match="seg selv"):
        merge(session, denne, denne)
    for older in ((denne.versjon - 1, andre.versjon), (denne.versjon, andre.versjon - 1)):
        with pytest.raises(Stale):
            slaa_sammen_kunder(
                session, denne_id=denne.id, andre_id=andre.id, valg=Valg(Side.DENNE), versjoner=older
            )
    with pytest.raises(NotFound):
        angre_sammenslaaing(session, kunde_id=denne.id, sammenslaaing_id=andre.id)


def test_the_pages_lead_from_likeness_to_one_customer_and_back(session, pair, client):
    denne, andre = pair
    session.commit()
    found = client.get(f"/kunder/{denne.id}/slaa-sammen").text
    assert f"/slaa-sammen/{andre.id}" in found
    assert "liknende navn" in found
    address = f"/kunder/{denne.id}/slaa-sammen/{andre.id}"
    page = client.get(address).text
    assert "Betalingsfrist" in page
    [form] = [form for form in forms(parse(page), address) if form.method == "POST" and form.value("behold")]
    stale = client.post(address, data=filled(form) | {"versjon_andre": "0"})
    assert stale.status_code == 422
    assert "Se verdiene på nytt" in stale.text
    done = client.post(
        address, data=filled(form) | {"fra_betalingsdager": "andre", "idempotens": str(uuid4())}
    )
    assert done.status_code == 303
    assert get_kunde(session, kunde_id=denne.id).betalingsdager == 30
    again = client.get(f"/kunder/{denne.id}/slaa-sammen")
    assert "Slått sammen før" in again.text


def test_likeness_needs_a_reason(session, pair):
    denne, andre = pair
    session.execute(
        update(Kunde).where(Kunde.id == andre.id).values(telefon=DENNE.telefon, orgnr="310889105")
    )

    def reasons(**known):
        return {like.id: like.grunner for like in list_like(session, kjennetegn=Kjennetegn(**known))}

    assert reasons(navn="Vestbygg Entreprenør")[denne.id] == ("liknende navn",)
    assert "samme organisasjonsnummer" in reasons(orgnr="310889105")[NORDVIK.id("fjordtre")]
    assert reasons(navn="Vestkanten Blomster") == {}
    assert reasons() == {}
    assert andre.id not in {
        like.id for like in list_like(session, kjennetegn=Kjennetegn(navn=ANDRE.navn), unntatt=andre.id)
    }
