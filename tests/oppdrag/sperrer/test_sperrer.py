"""A worker barred at a customer: what it stops, where, when; and the exception."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.audit.models import Hendelse
from portal.db.clock import frozen, now, today
from portal.errors import NotFound, Refused, Stale
from portal.identity.permissions import SHIPPED_ROLES, Permission
from portal.kundekort.registry import kundepekere
from portal.kundekort.rules import Handling
from portal.kundekort.sammenslaaing.actions import slaa_sammen_kunder
from portal.kundekort.sammenslaaing.rules import Side, Valg
from portal.oppdrag.koblinger.actions import koble_kandidat
from portal.oppdrag.koblinger.queries import find_kandidater
from portal.oppdrag.konvertering.actions import angre_konvertering
from portal.oppdrag.konvertering.queries import Utkast, get_foelger
from portal.oppdrag.models_regler import Stoppunntak
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rules.kontroll import Utfall
from portal.oppdrag.rules.tilstand import added_days, days_left
from portal.oppdrag.sperrer.actions import (
    endre_sperre,
    opphev_sperre,
    sperr_vikar,
)
from portal.oppdrag.sperrer.queries import list_for_kandidat, list_for_kunde, list_reached
from portal.oppdrag.sperring import list_tapte_sperrer
from portal.oppdrag.unntak import find_stop
from tests.oppdrag.sperrer.bars import DAY, as_user, below, codes, data, except_once, get_kunde_of, holds
from tests.oppdrag.test_oppdrag import change
from tests.support.make_oppdrag import END, START, WEEKDAYS, set_status, sted_of
from tests.support.statements import statements


def test_a_barred_worker_gets_no_oppdrag_there_and_others_do(session, make):
    stilling, kandidat = make.stilling(plasser=3), make.kandidat("Tora Sperret")
    kunde = make.oppdragskunde("Annen Kunde AS")
    other = make.stilling(kunde=kunde)
    row = make.sperre(kandidat, get_kunde_of(session, stilling))
    with pytest.raises(Refused) as refused:
        make.oppdrag(stilling=stilling, kandidat=kandidat)
    said = str(refused.value.sentence)
    assert "Tora Sperret er sperret hos" in said
    assert "Den som kan sperre vikarer" in said
    assert row.satt_av_navn in said
    assert "verksmesteren" not in said  # the reason is for those who may bar
    assert refused.value.field == "kandidat_id"
    assert refused.value.link == f"/kunder/{stilling.kunde_id}/oppdrag/sperrer"
    assert make.oppdrag(stilling=stilling).kunde_id == stilling.kunde_id
    assert make.oppdrag(stilling=other, kandidat=kandidat).kunde_id == kunde.id


@pytest.mark.parametrize(
    ("fra", "siste_dag", "stops"),
    [
        (date(2026, 1, 1), None, True),
        (date(2026, 1, 1), START, True),
        (date(2026, 1, 1), START - DAY, False),
        (END, None, True),
        (END + DAY, None, False),
    ],
)
def test_it_holds_from_its_first_day_to_its_last(session, make, fra, siste_dag, stops):
    kunde, kandidat = make.oppdragskunde(), make.kandidat()
    make.sperre(kandidat, kunde, fra=fra, siste_dag=siste_dag)
    assert bool(holds(session, kandidat, kunde)) is stops
    # An oppdrag without an end runs into every bar to come.
    assert bool(holds(session, kandidat, kunde, til=None)) is (stops or fra > START)


def test_with_its_units_it_holds_below_and_never_above(session, make):
    top, mid, low = (make.oppdragskunde(navn) for navn in ("Topp AS", "Midt AS", "Lav AS"))
    below(session, mid, top)
    below(session, low, mid)
    kandidat, alone = make.kandidat(), make.kandidat()
    make.sperre(kandidat, mid, under=True)
    make.sperre(alone, mid)
    assert [holds(session, kandidat, each) for each in (top, mid, low)] == [[], ["Midt AS"], ["Midt AS"]]
    assert [holds(session, alone, each) for each in (top, mid, low)] == [[], ["Midt AS"], []]


def test_a_unit_that_moves_is_barred_on_the_days_it_stands_below(session, make):
    top, other, unit = (make.oppdragskunde(navn) for navn in ("Topp AS", "Ny eier AS", "Enhet AS"))
    moved = START + 7 * DAY
    below(session, unit, top, til=moved)
    below(session, unit, other, fra=moved)
    kandidat = make.kandidat()
    make.sperre(kandidat, top, under=True)
    assert holds(session, kandidat, unit, START, START) == ["Topp AS"]
    assert holds(session, kandidat, unit, moved - DAY, END) == ["Topp AS"]
    assert holds(session, kandidat, unit, moved, END) == []
    make.sperre(kandidat, other, under=True, fra=moved + 14 * DAY)
    assert holds(session, kandidat, unit, moved, moved + 13 * DAY) == []
    assert holds(session, kandidat, unit, moved, moved + 14 * DAY) == ["Ny eier AS"]


def test_it_follows_the_place_of_work(session, make):
    top, unit = make.oppdragskunde("Topp AS"), make.oppdragskunde("Enhet AS")
    below(session, unit, top)
    theirs, kandidat = sted_of(session, top), make.kandidat("Tora Sperret")
    make.sperre(kandidat, top)  # "bare her"
    stilling = make.stilling(kunde=unit, arbeidssted_id=theirs)
    assert holds(session, kandidat, unit) == []
    assert holds(session, kandidat, unit, arbeidssted_id=theirs) == ["Topp AS"]
    found = {k.id: k.sperret_hos for k in find_kandidater(session, stilling=stilling, soek="")}
    assert found[kandidat.id] == top.id  # whose page says more
    with pytest.raises(Refused, match="koble kandidaten likevel"):
        koble_kandidat(session, stilling_id=stilling.id, kandidat_id=kandidat.id)
    with pytest.raises(Refused, match="sperret hos Topp AS"):
        make.oppdrag(stilling=stilling, kandidat=kandidat)
    assert make.oppdrag(stilling=stilling, kandidat=kandidat, arbeidssted_id=sted_of(session, unit)).id


def test_a_running_oppdrag_is_not_moved_to_where_he_is_barred(session, make):
    top, unit, kandidat = make.oppdragskunde("Topp AS"), make.oppdragskunde("Enhet AS"), make.kandidat()
    below(session, unit, top)
    theirs, own = sted_of(session, top), sted_of(session, unit)
    oppdrag = make.oppdrag(kunde=unit, kandidat=kandidat)
    row = make.sperre(kandidat, top)
    with pytest.raises(Refused, match="sperret hos Topp AS"):
        change(session, oppdrag, arbeidssted_id=theirs)
    as_user(session, "jon")
    except_once(session, row, Handling.FORLENG)
    oppdrag = change(session, oppdrag, arbeidssted_id=theirs, til_dato=END + DAY)
    # It goes on there, and home again; more days there are new ones.
    assert change(session, oppdrag, tittel="Truckfører, dag").arbeidssted_id == theirs
    with pytest.raises(Refused, match="sperret hos Topp AS"):
        change(session, oppdrag, til_dato=END + 2 * DAY)
    assert change(session, oppdrag, arbeidssted_id=own).arbeidssted_id == own


@pytest.mark.parametrize(
    ("til", "dag", "left"),
    [
        (END, START - DAY, [(START, END)]),
        (END, START + DAY, [(START + DAY, END)]),
        (None, START + DAY, [(START + DAY, None)]),
        (END, END, [(END, END)]),
        (END, END + DAY, []),
    ],
)
def test_days_left(til, dag, left):
    assert days_left(fra=START, til=til, dag=dag) == left


def test_what_is_agreed_and_goes_on_is_listed(session, make):
    top, unit, kandidat = make.oppdragskunde("Topp AS"), make.oppdragskunde("Enhet AS"), make.kandidat()
    below(session, unit, top)
    here = make.oppdrag(kunde=unit, kandidat=kandidat, til_dato=START + DAY)
    there = make.oppdrag(
        kunde=unit,
        kandidat=kandidat,
        arbeidssted_id=sted_of(session, top),
        fra_dato=START + 2 * DAY,
        til_dato=END,
    )
    make.oppdrag(kunde=unit)  # another worker's

    def reached(row):
        return [each.id for each in list_reached(session, sperre=row)]

    with frozen(now() - (today() - START)):
        alone = make.sperre(kandidat, top)
        assert reached(alone) == [there.id]
        alone = opphev_sperre(session, sperre_id=alone.id, versjon=alone.versjon)
        session.flush()  # read below
        assert reached(alone) == []
        under = make.sperre(kandidat, top, under=True, siste_dag=START)
        assert reached(under) == [here.id]
        assert reached(make.sperre(kandidat, unit, fra=END, siste_dag=END)) == [there.id]
        assert reached(make.sperre(kandidat, unit, fra=END + DAY)) == []


def test_an_undone_oppdrag_gives_the_exception_back(session, make):
    stilling, kandidat = make.stilling(), make.kandidat()
    row = make.sperre(kandidat, get_kunde_of(session, stilling))
    as_user(session, "jon")
    except_once(session, row)
    made = make.oppdrag(stilling=stilling, kandidat=kandidat)
    angre_konvertering(session, oppdrag_id=made.id)
    session.expire_all()
    given = session.scalars(select(Stoppunntak).where(Stoppunntak.sperre_id == row.id)).one()
    assert (given.brukt_id, given.brukt_tid) == (None, None)
    assert make.oppdrag(stilling=stilling, kandidat=kandidat).kandidat_id == kandidat.id


def test_one_exception_lets_one_oppdrag_through(session, make):
    stilling, kandidat = make.stilling(plasser=3), make.kandidat()
    row = make.sperre(kandidat, get_kunde_of(session, stilling))
    as_user(session, "marte")
    with pytest.raises(Refused, match="Bare administrator"):
        except_once(session, row)
    as_user(session, "jon")
    except_once(session, row)
    with pytest.raises(Refused, match="alt et ubrukt"):
        except_once(session, row)
    made = make.oppdrag(stilling=stilling, kandidat=kandidat)
    used = session.scalars(select(Stoppunntak).where(Stoppunntak.sperre_id == row.id)).one()
    assert used.brukt_id == made.id
    again = make.stilling(kunde=get_kunde_of(session, stilling), fra_dato=END + DAY, til_dato=END + 30 * DAY)
    with pytest.raises(Refused, match="sperret hos"):
        make.oppdrag(stilling=again, kandidat=kandidat)


def test_an_exception_from_a_bar_is_none_from_the_credit_stop(session, make):
    kunde, kandidat = make.oppdragskunde(), make.kandidat()
    row = make.sperre(kandidat, kunde)
    as_user(session, "jon")
    except_once(session, row)
    set_status(session, kunde, "H")
    stop = find_stop(session, kunde_id=kunde.id, handling=Handling.NYTT_OPPDRAG)
    assert (stop.kan_faa_unntak, stop.unntak) == (True, False)


def test_an_unused_exception_lapses(session, make):
    stilling, kandidat = make.stilling(), make.kandidat()
    row = make.sperre(kandidat, get_kunde_of(session, stilling))
    as_user(session, "jon")
    with frozen(now() - 14 * DAY):
        except_once(session, row)
    with pytest.raises(Refused, match="sperret hos"):
        make.oppdrag(stilling=stilling, kandidat=kandidat)


def test_running_oppdrag_go_on_and_get_no_new_days(session, make):
    kandidat = make.kandidat()
    oppdrag = make.oppdrag(kandidat=kandidat)
    row = make.sperre(kandidat, get_kunde_of(session, oppdrag))
    oppdrag = change(session, oppdrag, tittel="Truckfører T4, dag", grunn="Vikar i permisjon")
    oppdrag = change(session, oppdrag, til_dato=END - DAY)
    with pytest.raises(Refused, match="sperret hos"):
        change(session, oppdrag, til_dato=END)
    with pytest.raises(Refused, match="sperret hos"):
        change(session, oppdrag, fra_dato=START - 3 * DAY)
    as_user(session, "jon")
    except_once(session, row, Handling.FORLENG)
    assert change(session, oppdrag, til_dato=END).til_dato == END


@pytest.mark.parametrize(
    ("til", "ny_fra", "ny_til", "added"),
    [
        (END, START, END, []),
        (END, START + DAY, END - DAY, []),
        (END, START, END + DAY, [(END + DAY, END + DAY)]),
        (END, START, None, [(END + DAY, None)]),
        (None, START, END, []),
        (END, START - DAY, END, [(START - DAY, START - DAY)]),
        (END, END + 5 * DAY, None, [(END + 5 * DAY, None)]),
        (END, START - 9 * DAY, START - 8 * DAY, [(START - 9 * DAY, START - 8 * DAY)]),
    ],
)
def test_added_days(til, ny_fra, ny_til, added):
    assert added_days(fra=START, til=til, ny_fra=ny_fra, ny_til=ny_til) == added


def test_the_dialog_says_it_and_the_search_marks_it(session, make, connection):
    stilling, kandidat, free = make.stilling(), make.kandidat("Sperret Vikar"), make.kandidat("Fri Vikar")
    make.kobling(stilling, kandidat)
    make.sperre(kandidat, get_kunde_of(session, stilling))
    make.sperre(make.kandidat("Ukoblet Sperret"), get_kunde_of(session, stilling))
    standard = get_kundestandard(session, kunde_id=stilling.kunde_id)
    utkast = Utkast(kandidat.id, START, END, WEEKDAYS, None, None, None, None, "")

    def bars(draft):
        found = get_foelger(session, stilling=stilling, standard=standard, utkast=draft).kontroller
        return [(k.utfall, k.lenke) for k in found if k.kode == "sperre"]

    assert bars(utkast) == [(Utfall.STOPP, f"/kunder/{stilling.kunde_id}/oppdrag/sperrer")]
    assert bars(Utkast(free.id, *list(vars(utkast).values())[1:])) == []
    with statements(connection) as asked:
        found = {k.fornavn: k.sperret_hos for k in find_kandidater(session, stilling=stilling, soek="")}
    assert len(asked) == 1
    assert found["Ukoblet"] == stilling.kunde_id
    assert found["Fri"] is None


def test_linking_warns_first_and_may_be_done_anyway(session, make):
    stilling, kandidat = make.stilling(), make.kandidat()
    row = make.sperre(kandidat, get_kunde_of(session, stilling))
    with pytest.raises(Refused, match="koble kandidaten likevel") as refused:
        koble_kandidat(session, stilling_id=stilling.id, kandidat_id=kandidat.id)
    assert refused.value.link.endswith("/oppdrag/sperrer")
    as_user(session, "jon")
    except_once(session, row)
    with pytest.raises(Refused, match="gjøre stillingen om til oppdrag én gang"):
        koble_kandidat(session, stilling_id=stilling.id, kandidat_id=kandidat.id)
    made = koble_kandidat(session, stilling_id=stilling.id, kandidat_id=kandidat.id, tross_sperre=True)
    assert made.kandidat_id == kandidat.id


def test_it_is_told_on_both_cards_and_the_reason_on_none(session, make):
    kunde, kandidat = make.oppdragskunde(), make.kandidat()
    row = make.sperre(kandidat, kunde, grunn="Hemmelig grunn")
    row = endre_sperre(session, sperre_id=row.id, data=data(grunn="En annen grunn"), versjon=row.versjon)
    session.flush()  # locked and read by the next act
    opphev_sperre(session, sperre_id=row.id, versjon=row.versjon)
    assert codes(session, kunde_id=kunde.id) == ["sperre.satt", "sperre.endret", "sperre.opphevet"]
    assert codes(session, subjekt_id=kandidat.id) == [
        "kandidat.sperre-satt",
        "kandidat.sperre-endret",
        "kandidat.sperre-opphevet",
    ]
    rows = session.scalars(select(Hendelse).where(Hendelse.kode.like("%sperre%")))
    assert "grunn" not in " ".join(str(each.data).replace("'grunn'", "") for each in rows)


def test_a_lifted_bar_stops_nothing_and_stays_in_the_history(session, make):
    kunde, kandidat = make.oppdragskunde(), make.kandidat()
    row = make.sperre(kandidat, kunde)
    with pytest.raises(Stale):
        opphev_sperre(session, sperre_id=row.id, versjon=row.versjon + 1)
    row = opphev_sperre(session, sperre_id=row.id, versjon=row.versjon)
    session.flush()  # read below
    assert holds(session, kandidat, kunde) == []
    assert [r.tilstand for r in list_for_kunde(session, kunde_id=kunde.id)] == ["opphevet"]
    assert [r.tilstand for r in list_for_kandidat(session, kandidat_id=kandidat.id)] == ["opphevet"]
    for again in (opphev_sperre, lambda s, **held: endre_sperre(s, data=data(), **held)):
        with pytest.raises(Refused, match="opphevet"):
            again(session, sperre_id=row.id, versjon=row.versjon)
    assert make.sperre(kandidat, kunde).id != row.id


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"grunn": ""}, "hvorfor"),
        ({"siste_dag": date(2025, 12, 31)}, "Siste dag"),
        ({"slettes_dato": date(2020, 1, 1)}, "en dag som kommer"),
        ({"slettes_dato": date(2099, 1, 1)}, "ikke lenger"),
    ],
)
def test_what_is_wrong_is_refused(session, make, changes, said):
    kunde, kandidat = make.oppdragskunde(), make.kandidat()
    with pytest.raises(Refused, match=said):
        sperr_vikar(
            session, kunde_id=kunde.id, kandidat_id=kandidat.id, data=data(**changes), idempotens=uuid4()
        )


def test_once_at_a_time_and_the_same_form_once(session, make):
    kunde, kandidat, key = make.oppdragskunde(), make.kandidat(), uuid4()
    asked = {"kunde_id": kunde.id, "kandidat_id": kandidat.id, "idempotens": key}
    first = sperr_vikar(session, data=data(siste_dag=START), **asked)
    session.flush()  # found by its key
    assert sperr_vikar(session, data=data(siste_dag=START), **asked).id == first.id
    with pytest.raises(Refused, match="alt sperret"):
        make.sperre(kandidat, kunde, fra=START)
    make.sperre(kandidat, kunde, fra=START + DAY)
    with pytest.raises(NotFound):
        sperr_vikar(session, data=data(), **{**asked, "kandidat_id": uuid4()})


def test_a_units_list_shows_what_will_reach_it(session, make):
    top, unit = make.oppdragskunde("Topp AS"), make.oppdragskunde("Enhet AS")
    below(session, unit, top)
    comes = make.sperre(make.kandidat(), top, under=True, fra=today() + 5 * DAY)
    make.sperre(make.kandidat(), top, fra=today() + 5 * DAY)  # does not reach it
    make.sperre(make.kandidat(), top, under=True, siste_dag=today() - DAY)  # is over
    rows = list_for_kunde(session, kunde_id=unit.id)
    assert [(r.id, r.tilstand) for r in rows] == [(comes.id, "kommer")]


def test_a_merge_takes_it_along(session, make):
    kunde, inn, kandidat = make.oppdragskunde("Blir AS"), make.oppdragskunde("Går inn AS"), make.kandidat()
    row = make.sperre(kandidat, inn)
    assert any(peker.key == "sperre.kunde_id" and not peker.blir for peker in kundepekere.all())
    slaa_sammen_kunder(
        session,
        denne_id=kunde.id,
        andre_id=inn.id,
        valg=Valg(Side.DENNE, {}),
        versjoner=(kunde.versjon, inn.versjon),
    )
    session.expire_all()
    assert row.kunde_id == kunde.id
    assert holds(session, kandidat, kunde) == ["Blir AS"]


def test_a_bar_that_both_cards_held_can_be_edited(session, make):
    kunde, inn, kandidat = make.oppdragskunde("Blir AS"), make.oppdragskunde("Går inn AS"), make.kandidat()
    row = make.sperre(kandidat, inn)
    make.sperre(kandidat, kunde)
    slaa_sammen_kunder(
        session,
        denne_id=kunde.id,
        andre_id=inn.id,
        valg=Valg(Side.DENNE, {}),
        versjoner=(kunde.versjon, inn.versjon),
    )
    session.expire_all()
    row = endre_sperre(session, sperre_id=row.id, data=data(grunn="Rettet grunn"), versjon=row.versjon)
    assert row.grunn == "Rettet grunn"
    session.flush()  # locked by the next act
    with pytest.raises(Refused, match="alt sperret"):
        endre_sperre(session, sperre_id=row.id, data=data(siste_dag=END), versjon=row.versjon)


def test_who_may(session):
    may = {role for role, held in SHIPPED_ROLES.items() if Permission.KANDIDAT_SPERRE in held}
    assert may == {"Konsulent", "Admin"}


def test_a_merge_says_beforehand_which_bars_of_those_above_will_not_hold(client, session, make):
    """«Under» stands below a customer whose bar reaches down; it would go into one that stands alone."""
    over, under, alone = (make.oppdragskunde(navn) for navn in ("Konsernet AS", "Under AS", "Alene AS"))
    below(session, under, over)
    for _ in range(2):
        make.sperre(make.kandidat(), over, under=True)
    make.sperre(make.kandidat(), over)  # the control: not its units
    make.sperre(make.kandidat(), under, under=True)  # its own moves along
    assert list_tapte_sperrer(session, under.id, alone.id) == [
        "2 vikarer er sperret hos Konsernet AS med underenheter. De sperrene gjelder ikke lenger her."
    ]
    assert list_tapte_sperrer(session, alone.id, under.id) == []
    sister = make.oppdragskunde("Søster AS")
    below(session, sister, over)
    assert list_tapte_sperrer(session, under.id, sister.id) == []  # there they hold as well
    session.commit()
    page = client.as_("jon").get(f"/kunder/{under.id}/slaa-sammen/{alone.id}").text
    assert "Endres hvis den andre blir stående" in page
    assert "2 vikarer er sperret hos Konsernet AS" in page
    assert "Endres hvis" not in client.as_("jon").get(f"/kunder/{under.id}/slaa-sammen/{sister.id}").text
