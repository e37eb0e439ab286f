"""«Gjør om til oppdrag»: links both ways, never more than there are positions, undone until hours exist."""

from datetime import date, time
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.audit.models import Hendelse
from portal.errors import NotFound, Refused, Stale
from portal.kandidater.models import Kandidatstatus, Tilgjengelighetsslag
from portal.oppdrag.konvertering.actions import angre_konvertering, gjoer_om_til_oppdrag
from portal.oppdrag.konvertering.queries import Utkast, get_foelger
from portal.oppdrag.models import (
    Innleiegrunnlag,
    Koblingsstatus,
    Stillingstilstand,
    Utleieoppdrag,
    UtleieoppdragPris,
)
from portal.oppdrag.models_regler import Timekategori
from portal.oppdrag.queries import find_kobling, find_pris, get_oppdrag, get_stilling
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rules.arbeidstid import Vakt
from portal.oppdrag.rules.konvertering import STILLING, Skjebne
from portal.oppdrag.stillinger.actions import endre_stilling
from tests.support.make_oppdrag import END, START, WEEKDAYS, avtalt_of, stillingsdata


def convert(session, stilling, kandidat, *, versjon=None, idempotens=None, behold=True, **changes):
    return gjoer_om_til_oppdrag(
        session,
        stilling_id=stilling.id,
        avtalt=avtalt_of(stilling, kandidat, **changes),
        behold_aapen=behold,
        versjon=versjon or stilling.versjon,
        idempotens=idempotens or uuid4(),
    )


def codes(session, subject):
    session.flush()  # history is read below
    return session.scalars(select(Hendelse.kode).where(Hendelse.subjekt_id == subject.id)).all()


def test_every_copied_field_arrives_and_nothing_else_does(session, make):
    stilling = make.stilling(po_nummer="4417")
    oppdrag = convert(session, stilling, make.kandidat())
    pris = find_pris(session, oppdrag_id=oppdrag.id, kategori=Timekategori.NORMAL, dato=START)
    for navn, felt in STILLING.items():
        if felt.skjebne is Skjebne.UTELATES:
            continue
        where, _, column = felt.maal.rpartition(".")
        assert getattr(pris if where else oppdrag, column) == getattr(stilling, navn), navn
    assert "Hemmelig" not in str(vars(oppdrag))
    assert "Vi søker" not in str(vars(oppdrag))


def test_links_both_ways_and_the_stilling_stays_open_while_positions_remain(session, make):
    stilling, kandidat = make.stilling(plasser=2), make.kandidat()
    make.kobling(stilling, kandidat)
    first = convert(session, stilling, kandidat)
    kobling = find_kobling(session, stilling_id=stilling.id, kandidat_id=kandidat.id)
    assert (first.ledig_stilling_id, kobling.oppdrag_id, kobling.status) == (
        stilling.id,
        first.id,
        "i_oppdrag",
    )
    stilling = get_stilling(session, stilling_id=stilling.id)
    assert (stilling.tilstand, stilling.besatte_plasser) == (Stillingstilstand.AAPEN, 1)
    convert(session, stilling, make.kandidat())
    stilling = get_stilling(session, stilling_id=stilling.id)
    assert (stilling.tilstand, stilling.besatte_plasser) == (Stillingstilstand.LUKKET, 2)


def test_it_may_be_closed_with_positions_left(session, make):
    stilling = make.stilling(plasser=3)
    convert(session, stilling, make.kandidat(), behold=False)
    assert get_stilling(session, stilling_id=stilling.id).tilstand is Stillingstilstand.LUKKET


def test_numbers_go_up_and_history_names_both(session, make):
    stilling = make.stilling(plasser=2)
    first, second = (convert(session, stilling, make.kandidat()) for _ in range(2))
    assert [int(o.nummer.removeprefix("OP-")) for o in (first, second)] == [
        int(first.nummer.removeprefix("OP-")),
        int(first.nummer.removeprefix("OP-")) + 1,
    ]
    assert codes(session, first) == ["oppdrag.opprettet"]


def test_a_full_or_closed_stilling_gives_no_more(session, make):
    stilling = make.stilling(plasser=1)
    convert(session, stilling, make.kandidat())
    with pytest.raises(Refused, match="lukket"):
        convert(session, get_stilling(session, stilling_id=stilling.id), make.kandidat())


def test_the_same_key_again_answers_the_first(session, make):
    stilling, kandidat, key = make.stilling(), make.kandidat(), uuid4()
    first = convert(session, stilling, kandidat, idempotens=key)
    assert convert(session, stilling, kandidat, idempotens=key).id == first.id
    assert get_stilling(session, stilling_id=stilling.id).besatte_plasser == 1


def test_a_stilling_changed_meanwhile_is_not_converted_blindly(session, make):
    kunde = make.oppdragskunde()
    stilling = make.stilling(kunde=kunde)
    changed = stillingsdata(session, kunde, pris_oere=45_000)
    endre_stilling(session, stilling_id=stilling.id, data=changed, versjon=stilling.versjon)
    with pytest.raises(Stale):
        convert(session, stilling, make.kandidat(), versjon=1)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("loenn_oere", None, "Timelønn"),
        ("pris_oere", None, "Pris til kunde"),
        ("godkjenner_id", None, "Godkjenner timer"),
        ("arbeidssted_id", None, "Arbeidssted"),
        ("innleiegrunnlag", None, "Grunnlag for innleie"),
        ("arbeidstid", {}, "Arbeidstid"),
        ("grunn", "", "hvem vikaren går inn for"),
        ("til_dato", date(2026, 11, 1), "Siste dag"),
    ],
)
def test_what_the_oppdrag_cannot_do_without_is_asked_for(session, make, field, value, said):
    stilling = make.stilling()
    with pytest.raises(Refused, match=said):
        convert(session, stilling, make.kandidat(), **{field: value})
    assert get_stilling(session, stilling_id=stilling.id).besatte_plasser == 0


def test_po_is_asked_for_only_where_the_customer_wants_it(session, make):
    strict = make.stilling(kunde=make.oppdragskunde("Solbakken Prøve", po_paakrevd=True))
    with pytest.raises(Refused, match="PO-nummer") as refused:
        convert(session, strict, make.kandidat())
    assert refused.value.field == "po_nummer"
    assert convert(session, strict, make.kandidat(), po_nummer="4417").po_nummer == "4417"
    assert convert(session, make.stilling(), make.kandidat()).po_nummer == ""


def test_another_customer_s_contact_or_site_is_refused(session, make):
    stilling, other = make.stilling(), make.stilling()
    with pytest.raises(Refused):
        convert(session, stilling, make.kandidat(), godkjenner_id=other.godkjenner_id)
    with pytest.raises(Refused):
        convert(session, stilling, make.kandidat(), arbeidssted_id=other.arbeidssted_id)


def test_the_same_hours_twice_are_stopped_and_other_hours_are_not(session, make):
    kandidat = make.kandidat()
    make.oppdrag(kandidat=kandidat)
    with pytest.raises(Refused, match="overlapper"):
        convert(session, make.stilling(), kandidat)
    evening = dict.fromkeys(range(1, 6), Vakt(time(16), time(20)))
    assert convert(session, make.stilling(), kandidat, arbeidstid=evening).kandidat_id == kandidat.id
    later = convert(session, make.stilling(), kandidat, fra_dato=date(2027, 1, 4), til_dato=date(2027, 2, 1))
    assert later.fra_dato == date(2027, 1, 4)


def test_an_inactive_candidate_and_a_missing_one(session, make):
    with pytest.raises(Refused, match="inaktiv"):
        convert(session, make.stilling(), make.kandidat(status=Kandidatstatus.INAKTIV))
    stilling = make.stilling()
    ghost = avtalt_of(stilling, make.kandidat())
    with pytest.raises(NotFound):
        gjoer_om_til_oppdrag(
            session, stilling_id=uuid4(), avtalt=ghost, behold_aapen=True, versjon=1, idempotens=uuid4()
        )


@pytest.mark.parametrize(("kommunenr", "stopped"), [("0301", True), ("3301", True), ("4601", False)])
def test_building_work_is_banned_in_some_counties(session, make, kommunenr, stopped):
    stilling = make.stilling(kunde=make.oppdragskunde(kommunenr=kommunenr), bygningsarbeid=True)
    if not stopped:
        assert convert(session, stilling, make.kandidat()).bygningsarbeid
        return
    with pytest.raises(Refused, match="forbudt") as refused:
        convert(session, stilling, make.kandidat(), innleiegrunnlag=Innleiegrunnlag.VIKARIAT)
    assert "Ingen kan gjøre unntak" in refused.value.sentence


def test_undo_frees_the_position_and_keeps_the_history(session, make):
    stilling, kandidat = make.stilling(plasser=1), make.kandidat()
    oppdrag = convert(session, stilling, kandidat)
    angre_konvertering(session, oppdrag_id=oppdrag.id)
    session.flush()  # read back by statements
    with pytest.raises(NotFound):
        get_oppdrag(session, oppdrag_id=oppdrag.id)
    stilling = get_stilling(session, stilling_id=stilling.id)
    assert (stilling.tilstand, stilling.besatte_plasser) == (Stillingstilstand.AAPEN, 0)
    kobling = find_kobling(session, stilling_id=stilling.id, kandidat_id=kandidat.id)
    assert (kobling.oppdrag_id, kobling.status) == (None, Koblingsstatus.AKSEPTERT)
    assert sorted(codes(session, oppdrag)) == ["oppdrag.angret", "oppdrag.opprettet"]
    again = convert(session, stilling, kandidat)
    assert int(again.nummer[3:]) == int(oppdrag.nummer[3:]) + 1
    assert session.scalar(select(func.count()).where(UtleieoppdragPris.oppdrag_id == oppdrag.id)) == 0


def test_undo_is_refused_when_hours_exist(session, make):
    oppdrag = make.oppdrag()
    make.timer(oppdrag, START)
    with pytest.raises(Refused, match="ført timer"):
        angre_konvertering(session, oppdrag_id=oppdrag.id)
    assert get_oppdrag(session, oppdrag_id=oppdrag.id).nummer == oppdrag.nummer
    assert session.scalar(select(func.count()).where(Utleieoppdrag.id == oppdrag.id)) == 1


def utkast_of(stilling, kandidat=None, **changes):
    values = {
        "kandidat_id": kandidat.id if kandidat else None,
        "fra_dato": START,
        "til_dato": END,
        "arbeidstid": WEEKDAYS,
        "arbeidssted_id": stilling.arbeidssted_id,
        "loenn_oere": 25_000,
        "pris_oere": 41_250,
        "innleiegrunnlag": stilling.innleiegrunnlag,
        "grunn": stilling.grunn,
        **changes,
    }
    return Utkast(**values)


def consequences(session, stilling, kandidat=None, **changes):
    standard = get_kundestandard(session, kunde_id=stilling.kunde_id)
    utkast = utkast_of(stilling, kandidat, **changes)
    return get_foelger(session, stilling=stilling, standard=standard, utkast=utkast)


def by_the_register(stilling):
    """Made with no class of risk and no profile: the worked examples are of the register's rates alone."""
    stilling.vilkaar = {}
    return stilling


def test_the_margin_is_the_worked_example_and_follows_the_worksite_s_zone(session, make):
    """domain/faktura.md §5.7: zone I 78.26 kr, 18.97 %; 150 hours 11 739.20 kr. Rates are the register's."""
    found = consequences(session, by_the_register(make.stilling()), make.kandidat())
    assert (found.kalkyle.bidrag_oere, found.kalkyle.grad_bp) == (7_826, 1897)
    assert found.kost.sone == "I"
    assert (found.bidrag_perioden_oere, found.uke_min) == (1_173_920, 2250)
    north = by_the_register(make.stilling(kunde=make.oppdragskunde("Nord AS", kommunenr="5601")))
    assert consequences(session, north).kost.sone == "V"
    assert consequences(session, north).kalkyle.bidrag_oere == 11_925


def test_the_law_s_holiday_pay_and_the_older_worker_change_the_cost(session, make):
    stilling = by_the_register(make.stilling())
    statutory = consequences(session, stilling, make.kandidat(fem_ukers_ferie=False))
    assert statutory.kalkyle.kost_oere == 32_900
    older = consequences(session, stilling, make.kandidat(fnr="01814500183"))
    assert older.kalkyle.kost_oere > 33_424


def test_without_pay_or_price_there_is_no_margin_and_nothing_breaks(session, make):
    stilling = make.stilling(loenn_oere=None, pris_oere=None)
    assert consequences(session, stilling, loenn_oere=None).kalkyle is None
    empty = consequences(
        session,
        stilling,
        fra_dato=None,
        til_dato=None,
        arbeidstid={},
        arbeidssted_id=None,
        innleiegrunnlag=None,
    )
    assert empty.bidrag_perioden_oere is None
    assert any("arbeidssted" in note for note in empty.kost.merknader)


@pytest.mark.parametrize(
    ("kompetanse", "utfall", "said"),
    [
        (["Truckbevis T4"], "ok", "i orden"),
        ([("Truckbevis T4", date(2029, 1, 1))], "ok", "gyldig til"),
        ([("Truckbevis T4", date(2026, 12, 1))], "advarsel", "går ut"),
        ([("Truckbevis T4", date(2026, 1, 1))], "advarsel", "utløpt"),
        ([], "advarsel", "ikke registrert"),
    ],
)
def test_requirements_are_checked_over_the_whole_period(session, make, kompetanse, utfall, said):
    stilling = make.stilling(krav=("truckbevis t4",))
    found = consequences(session, stilling, make.kandidat(kompetanse=kompetanse))
    (check,) = [k for k in found.kontroller if k.kode == "kompetanse"]
    assert check.utfall == utfall
    assert said in check.tekst


def test_a_long_week_a_short_rest_and_a_holiday_are_told(session, make):
    kandidat = make.kandidat()
    make.oppdrag(kandidat=kandidat)
    make.periode(kandidat, Tilgjengelighetsslag.FERIE, date(2026, 12, 14), date(2026, 12, 20))
    evening = dict.fromkeys(range(1, 6), Vakt(time(17), time(21)))
    found = consequences(session, make.stilling(), kandidat, arbeidstid=evening)
    told = {k.kode: k for k in found.kontroller}
    assert (told["uketimer"].utfall, told["hvile"].utfall, told["ledig"].utfall) == ("advarsel",) * 3
    assert "57" in told["uketimer"].tekst
    assert "2 t 0 min" in told["hvile"].tekst
    assert told["hvile"].kilde.startswith("aml")


def test_three_years_at_one_customer_are_counted(session, make):
    kunde, kandidat = make.oppdragskunde(), make.kandidat()
    old = make.stilling(kunde=kunde, fra_dato=date(2024, 1, 1), til_dato=date(2026, 9, 1))
    convert(session, old, kandidat)
    session.flush()  # read by the checks
    same = consequences(session, make.stilling(kunde=kunde), kandidat)
    other = consequences(session, make.stilling(), kandidat)
    assert [k.utfall for k in same.kontroller if k.kode == "treaar"] == ["advarsel"]
    assert [k for k in other.kontroller if k.kode == "treaar"] == []


def test_a_price_that_does_not_cover_the_cost_is_told(session, make):
    found = consequences(session, make.stilling(), pris_oere=30_000)
    assert [k.utfall for k in found.kontroller if k.kode == "bidrag"] == ["advarsel"]
