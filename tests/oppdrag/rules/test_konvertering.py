"""Law 9: every field of the stilling and of the oppdrag is decided."""

import pytest

from portal.oppdrag.models import LedigStilling, Utleieoppdrag, UtleieoppdragPris
from portal.oppdrag.rules import konvertering
from portal.oppdrag.rules.konvertering import Forslag, Skjebne


def columns(model):
    return set(model.__table__.columns.keys())


def undecided(model, decided):
    """Columns nobody has decided, and decisions about columns that do not exist."""
    return columns(model) ^ set(decided)


def test_every_column_of_the_stilling_is_decided():
    assert undecided(LedigStilling, konvertering.STILLING) == set()


def test_a_forgotten_column_would_be_noticed():
    forgotten = {n: f for n, f in konvertering.STILLING.items() if n != "oppmoete"}
    assert undecided(LedigStilling, forgotten) == {"oppmoete"}
    assert undecided(LedigStilling, {**konvertering.STILLING, "finnes_ikke": None}) == {"finnes_ikke"}


def test_every_column_of_the_oppdrag_has_an_origin_and_only_one():
    from_stilling, others = konvertering.targets(), set(konvertering.OPPDRAG_FRA_ANDRE)
    assert undecided(Utleieoppdrag, from_stilling | others) == set()
    assert from_stilling & others == set()


def test_every_copied_field_lands_in_a_column_that_exists_and_no_two_in_the_same():
    goals = [f.maal for f in konvertering.STILLING.values() if f.maal]
    assert len(goals) == len(set(goals))
    prices = {g.removeprefix("pris.") for g in goals if g.startswith("pris.")}
    assert prices <= columns(UtleieoppdragPris)


def test_what_is_left_behind_says_why_and_what_is_copied_has_a_goal():
    for navn, felt in konvertering.STILLING.items():
        assert bool(felt.maal) == (felt.skjebne is not Skjebne.UTELATES), navn
        assert bool(felt.hvorfor) == (felt.skjebne is Skjebne.UTELATES), navn
        assert felt.etikett or not felt.vises, navn


@pytest.mark.parametrize(("po_paakrevd", "asked"), [(True, ["po_nummer"]), (False, [])])
def test_only_what_is_missing_is_asked(po_paakrevd, asked):
    known = {navn: Forslag("x", "LS-1") for navn in konvertering.required(po_paakrevd=False)}
    assert konvertering.missing(known, po_paakrevd=po_paakrevd) == asked
    known["loenn_oere"] = Forslag(None)
    assert konvertering.missing(known, po_paakrevd=po_paakrevd) == ["loenn_oere", *asked]


def test_zero_is_an_answer():
    known = {navn: Forslag(0, "LS-1") for navn in konvertering.required(po_paakrevd=False)}
    assert konvertering.missing(known, po_paakrevd=False) == []
