"""Rates of many oppdrag changed at once: looked at first, all or none, from their day."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.audit.models import Hendelse
from portal.errors import NotFound, Refused, Stale
from portal.kundekort.models import KundeForelder
from portal.oppdrag.models import UtleieoppdragPris
from portal.oppdrag.models_regler import Timekategori
from portal.oppdrag.priser.actions import sett_pris
from portal.oppdrag.queries import find_pris
from portal.oppdrag.satser.actions import endre_satser
from portal.oppdrag.satser.queries import list_satser
from portal.oppdrag.satser.rules import Endring, Valgt
from tests.support.forms import fields, form_of
from tests.support.make_oppdrag import END, START
from tests.support.page import parse

FRA = START + timedelta(days=7)


def shown(session, kunde_id, *, fra=FRA, under=False):
    rows = list_satser(session, kunde_id=kunde_id, fra=fra, under=under)
    return [Valgt(row.id, row.loenn_oere, row.pris_oere) for row in rows]


def change(session, kunde_id, endring, valgte, *, under=False):
    antall = endre_satser(session, kunde_id=kunde_id, endring=endring, under=under, valgte=valgte)
    session.flush()  # read back by statements
    return antall


def price(session, oppdrag, dato):
    return find_pris(session, oppdrag_id=oppdrag.id, kategori=Timekategori.NORMAL, dato=dato)


@pytest.mark.parametrize(
    ("oere", "bp", "plus", "becomes"),
    [
        (40_000, 350, 0, 41_400),
        (40_000, 0, 1_250, 41_250),
        (40_001, 350, 0, 41_401),
        (33_333, 350, 0, 34_500),
        (40_000, -1_000, 0, 36_000),
        (101, 50, 0, 102),
        (99, 50, 0, 99),
        (40_000, 350, 100, 41_500),
    ],
)
def test_percent_then_kroner_to_the_nearest_oere(oere, bp, plus, becomes) -> None:
    assert Endring(FRA, pris_bp=bp, pris_oere=plus).new_price(oere) == becomes
    assert Endring(FRA, loenn_bp=bp, loenn_oere=plus).new_pay(oere) == becomes
    assert Endring(FRA, pris_bp=bp, pris_oere=plus).new_pay(oere) == oere


def test_the_chosen_get_new_rates_from_the_day_and_the_others_do_not(session, make) -> None:
    kunde = make.oppdragskunde()
    first, second = make.oppdrag(kunde=kunde), make.oppdrag(kunde=kunde)
    before = price(session, first, FRA)
    chosen = [each for each in shown(session, kunde.id) if _oppdrag_of(session, each) == first.id]
    assert change(session, kunde.id, Endring(FRA, pris_bp=1_000, loenn_bp=500), chosen) == len(chosen)
    after = price(session, first, FRA)
    assert after.pris_oere == round(before.pris_oere * 1.1)
    assert after.loenn_oere == round(before.loenn_oere * 1.05)
    assert price(session, first, FRA - timedelta(days=1)).pris_oere == before.pris_oere
    assert price(session, second, FRA).pris_oere == before.pris_oere
    told = select(func.count()).where(Hendelse.kode == "oppdrag.satser-endret", Hendelse.kunde_id == kunde.id)
    assert session.scalar(told) == 1


def test_an_oppdrag_that_begins_later_changes_from_its_first_day(session, make) -> None:
    oppdrag = make.oppdrag()
    early = START - timedelta(days=30)
    (row, *_rest) = list_satser(session, kunde_id=oppdrag.kunde_id, fra=early, under=False)
    assert row.gjelder_fra == START
    chosen = shown(session, oppdrag.kunde_id, fra=early)
    change(session, oppdrag.kunde_id, Endring(early, pris_oere=500), chosen)
    assert price(session, oppdrag, START).pris_oere == row.pris_oere + 500


def test_one_that_has_ended_by_then_is_left_out(session, make) -> None:
    oppdrag = make.oppdrag()
    assert shown(session, oppdrag.kunde_id, fra=END)
    assert shown(session, oppdrag.kunde_id, fra=END + timedelta(days=1)) == []


def test_enheter_below_are_asked_for(session, make) -> None:
    parent = make.oppdragskunde(navn="Over AS")
    child = make.oppdragskunde(navn="Under AS")
    session.add(
        KundeForelder(kunde_id=child.id, forelder_id=parent.id, gyldig_fra=START - timedelta(days=300))
    )
    session.flush()  # the tree is read back
    oppdrag = make.oppdrag(kunde=child)
    assert shown(session, parent.id) == []
    chosen = shown(session, parent.id, under=True)
    change(session, parent.id, Endring(FRA, pris_oere=1_000), chosen, under=True)
    assert price(session, oppdrag, FRA).pris_oere == chosen[0].pris_oere + 1_000


def test_what_was_changed_meanwhile_is_seen_again_and_nothing_is_half_done(session, make) -> None:
    kunde = make.oppdragskunde()
    first, second = make.oppdrag(kunde=kunde), make.oppdrag(kunde=kunde)
    chosen = shown(session, kunde.id)
    sett_pris(
        session,
        oppdrag_id=second.id,
        kategori=Timekategori.NORMAL,
        loenn_oere=25_000,
        pris_oere=44_000,
        mva_bp=2_500,
        fra=FRA,
    )
    session.flush()  # read back by statements
    with pytest.raises(Stale):
        change(session, kunde.id, Endring(FRA, pris_bp=300), chosen)
    assert price(session, first, FRA).pris_oere == chosen[0].pris_oere
    assert price(session, second, FRA).pris_oere == 44_000


def test_what_cannot_be_is_refused(session, make) -> None:
    kunde = make.oppdragskunde()
    make.oppdrag(kunde=kunde)
    chosen = shown(session, kunde.id)
    for endring, valgte in (
        (Endring(FRA, pris_bp=300), []),
        (Endring(FRA), chosen),
        (Endring(FRA, pris_oere=-1_000_000), chosen),
        (Endring(FRA, loenn_oere=1_000_000), chosen),
    ):
        with pytest.raises(Refused):
            change(session, kunde.id, endring, valgte)
    other = make.oppdragskunde(navn="Annen AS")
    with pytest.raises(Stale):
        change(session, other.id, Endring(FRA, pris_bp=300), chosen)
    with pytest.raises(NotFound):
        change(session, make.oppdrag().id, Endring(FRA, pris_bp=300), chosen)


def test_the_page_shows_before_it_changes(client, cast) -> None:
    home = f"/kunder/{cast.id('fjordtre')}/oppdrag/satser"
    typed = {**form_of(client, home, action=home), "pris_bp": "3,5"}
    seen = client.post(f"{home}/se", typed)
    assert seen.status_code == 200
    ticked = [
        box.get("value")
        for box in parse(seen.text).iter("input")
        if box.get("name") == "valgt" and box.get("checked") is not None
    ]
    assert ticked
    kept = {**fields(seen.text, action=home), "valgt": ticked}
    moved = client.post(home, {**kept, "pris_bp": "4"})
    assert moved.status_code == 422
    assert "endret tallene" in moved.text
    assert client.post(home, kept).status_code == 303
    assert client.as_("berit").get(home).status_code == 403


def _oppdrag_of(session, valgt: Valgt):
    return session.scalar(select(UtleieoppdragPris.oppdrag_id).where(UtleieoppdragPris.id == valgt.pris_id))
