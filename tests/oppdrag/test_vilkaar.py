"""Class of risk and profile of earnings: copied when a stilling is made, and what they make of the cost of an hour."""

from datetime import date

import pytest
from sqlalchemy import select, update

from portal.db.types import uuid7
from portal.kundekort.models import Agasone, Arbeidssted, Kontorsone, Standardslag, Standardverdi
from portal.kundekort.standard.actions import lagre_rad, velg_bruk
from portal.kundekort.standardseksjoner import find_section
from portal.oppdrag.models_regler import Kalkylekomponent
from portal.oppdrag.queries_kalkyle import get_kost
from portal.oppdrag.vilkaar import copy_vilkaar
from portal.tenancy.models import Avdeling
from tests.support.make_oppdrag import sted_of

DAY = date(2026, 11, 23)
RISK, EARNED = Standardslag.RISIKOKLASSE, Standardslag.OPPTJENING


@pytest.fixture
def kunde(session, make):
    """A customer with defaults of its own, of which it has none yet."""
    made = make.oppdragskunde("Vilkår AS")
    for slag in (RISK, EARNED):
        velg_bruk(
            session,
            seksjon=find_section(slag),
            kunde_id=made.id,
            bruk_egne=True,
            gjelder_underenheter=True,
            versjon=0,
        )
    session.flush()  # the copies are rows now
    session.execute(update(Standardverdi).where(Standardverdi.kunde_id == made.id).values(er_aktiv=False))
    return made


def have(session, kunde, slag, navn, place=10, **data):
    def write(row):
        row.navn, row.rekkefoelge, row.data = navn, place, data

    row = lagre_rad(session, seksjon=find_section(slag), node_id=kunde.id, fill=write)
    session.flush()  # read back by statements
    return row


def lines(session, vilkaar, **person):
    kost = get_kost(session, dato=DAY, arbeidssted_id=None, vilkaar=vilkaar, **person)
    made = kost.kalkyle(loenn_oere=20_000, pris_oere=40_000)
    return {line.kode: line for line in made.linjer}, " ".join(kost.merknader)


def test_the_first_class_is_copied_and_a_later_change_touches_nothing(session, make, kunde):
    row = have(session, kunde, RISK, "Lager", 10, yrkeskode="8344", premie=55)
    have(session, kunde, RISK, "Kontor", 20, yrkeskode="4110", premie=20)
    have(session, kunde, EARNED, "Tariff", feriepenger=1200, helligdagsloenn=True, avspasering=False)
    stilling = make.stilling(kunde=kunde)
    assert stilling.vilkaar["yrkesskade"] == {
        "navn": "Lager",
        "bp": 55,
        "nivaa": "kunde",
        "satt_av": "Vilkår AS",
    }
    row.data = {**row.data, "premie": 400}
    session.flush()
    oppdrag = make.oppdrag(stilling=stilling)
    assert oppdrag.vilkaar == stilling.vilkaar
    assert oppdrag.vilkaar["yrkesskade"]["bp"] == 55
    assert copy_vilkaar(session, kunde_id=kunde.id)["yrkesskade"]["bp"] == 400


def test_the_class_gives_its_line_with_the_source(session, kunde):
    plain, _notes = lines(session, None)
    have(session, kunde, RISK, "Lager", yrkeskode="8344", premie=55)
    found, notes = lines(session, copy_vilkaar(session, kunde_id=kunde.id))
    assert (plain["yrkesskade"].sats_bp, found["yrkesskade"].sats_bp) == (100, 55)
    assert found["yrkesskade"].oere == 112  # 0.55 % of 200 kr and 2 % sick pay
    assert "«Lager», satt av kunden Vilkår AS" in found["yrkesskade"].kilde
    assert "«Lager», satt av kunden Vilkår AS" in notes
    assert "yrkesskadeforsikring" not in notes  # the register's proposal is not in use


def test_without_a_class_the_proposal_stands_and_says_so(session, kunde):
    plain, _notes = lines(session, None)
    found, notes = lines(session, copy_vilkaar(session, kunde_id=kunde.id))
    assert found["yrkesskade"].sats_bp == plain["yrkesskade"].sats_bp
    assert "Ingen risikoklasse gjelder" in notes


def test_a_class_without_a_premium_is_zero_and_says_so(session, kunde):
    have(session, kunde, RISK, "Uten", yrkeskode="", premie=None)
    found, notes = lines(session, copy_vilkaar(session, kunde_id=kunde.id))
    assert found["yrkesskade"].oere == 0
    assert "har ingen premie" in notes


def test_the_class_comes_before_the_agency_s_own_rate_and_into_its_own_chain(session, kunde):
    def component(kode, sats):
        return Kalkylekomponent(
            id=uuid7(),
            kode=kode,
            navn=kode,
            rekkefoelge=1,
            grunnlag=["loenn"],
            sats_bp=sats,
            register_kode="",
            kilde="",
            gyldig_fra=date(2026, 1, 1),
        )

    have(session, kunde, RISK, "Lager", yrkeskode="8344", premie=55)
    vilkaar = copy_vilkaar(session, kunde_id=kunde.id)
    session.add(component("adm", 500))
    session.flush()
    assert lines(session, vilkaar)[0]["yrkesskade"].sats_bp == 55
    assert "yrkesskade" not in lines(session, {})[0]
    session.add(component("yrkesskade", 130))
    session.flush()
    assert lines(session, vilkaar)[0]["yrkesskade"].sats_bp == 55
    assert lines(session, {})[0]["yrkesskade"].sats_bp == 130


@pytest.mark.parametrize(
    ("profile", "five_weeks", "born", "expected"),
    [
        (1200, False, None, 1200),  # as if the hirer employed him
        (1020, True, None, 1200),  # what the worker has is not taken from him
        (900, False, None, 1020),  # never below the law
        (1350, True, None, 1350),
        (1200, False, date(1960, 1, 1), 1430),  # what age adds comes on top of either
        (1020, True, date(1960, 1, 1), 1430),
        (None, False, None, 1020),
        (None, True, None, 1200),
    ],
)
def test_the_highest_holiday_pay_counts(session, kunde, profile, five_weeks, born, expected):
    if profile is not None:
        have(session, kunde, EARNED, "Profil", feriepenger=profile, helligdagsloenn=False, avspasering=False)
    vilkaar = copy_vilkaar(session, kunde_id=kunde.id)
    found, notes = lines(session, vilkaar, fem_ukers_ferie=five_weeks, foedselsdato=born)
    assert found["feriepenger"].sats_bp == expected
    used = "Feriepenger etter opptjeningen «Profil», satt av kunden Vilkår AS" in notes
    higher = "Vikaren har høyere feriepenger" in notes
    assert (used, higher) == (
        (False, False) if profile is None else (profile in (1350, 1200), profile in (1020, 900))
    )


def test_paid_holidays_cost_each_worked_hour_its_part(session, kunde):
    have(session, kunde, EARNED, "Uten", feriepenger=1200, helligdagsloenn=False, avspasering=True)
    without, _notes = lines(session, copy_vilkaar(session, kunde_id=kunde.id))
    assert "helligdagsloenn" not in without
    have(session, kunde, EARNED, "Tariff", 5, feriepenger=1200, helligdagsloenn=True, avspasering=False)
    found, notes = lines(session, copy_vilkaar(session, kunde_id=kunde.id))
    # 2026: 261 days Monday to Friday, 8 of them holidays (1 January, 2 and 3, 6 April, 1, 14 and 25 May, 25 December)
    assert found["helligdagsloenn"].sats_bp == 316
    assert found["helligdagsloenn"].oere == 632
    assert "8 helligdager mandag til fredag mot 253 arbeidsdager i 2026" in notes
    # and they are pay: holiday pay is earned on them as well
    assert found["feriepenger"].beloep > without["feriepenger"].beloep


def test_an_agency_with_a_line_of_its_own_for_holidays_keeps_it(session, kunde):
    have(session, kunde, EARNED, "Tariff", feriepenger=1200, helligdagsloenn=True, avspasering=False)
    session.add(
        Kalkylekomponent(
            id=uuid7(),
            kode="helligdagsloenn",
            navn="Egen",
            rekkefoelge=1,
            grunnlag=["loenn"],
            sats_bp=450,
            register_kode="",
            kilde="",
            gyldig_fra=date(2026, 1, 1),
        )
    )
    session.flush()  # read back by statements
    found, _notes = lines(session, copy_vilkaar(session, kunde_id=kunde.id))
    assert found["helligdagsloenn"].sats_bp == 450


def test_the_office_s_zone_stands_in_only_where_the_worksite_s_is_unknown(session, make, kunde):
    kunde.avdeling_id = session.scalars(select(Avdeling.id).order_by(Avdeling.navn)).first()
    for sone, day in ((Agasone("III"), date(2026, 1, 1)), (Agasone("V"), date(2027, 1, 1))):
        session.add(Kontorsone(id=uuid7(), avdeling_id=kunde.avdeling_id, sone=sone, gyldig_fra=day))
    sted = session.scalars(select(Arbeidssted).where(Arbeidssted.id == sted_of(session, kunde))).one()
    sted.kommunenr = "4601"
    session.flush()  # read back by statements
    assert get_kost(session, dato=DAY, arbeidssted_id=sted.id).sone == "I"
    sted.kommunenr = None
    session.flush()  # read back by statements
    stands_in = get_kost(session, dato=DAY, arbeidssted_id=sted.id)
    assert stands_in.sone == "III"
    assert "Arbeidsstedet mangler kommune, så kontorets sone III er brukt." in stands_in.merknader
    assert get_kost(session, dato=date(2027, 2, 1), arbeidssted_id=sted.id).sone == "V"
    before = get_kost(session, dato=date(2025, 2, 1), arbeidssted_id=sted.id)
    assert before.sone is None
    assert "Arbeidsstedet mangler kommune, så arbeidsgiveravgiften er ikke med." in before.merknader


def test_the_pages_say_what_it_was_made_with(client, session, make, kunde):
    have(session, kunde, RISK, "Lager", yrkeskode="8344", premie=55)
    have(session, kunde, EARNED, "Tariff", feriepenger=1200, helligdagsloenn=False, avspasering=True)
    stilling = make.stilling(kunde=kunde)
    oppdrag = make.oppdrag(stilling=stilling)
    session.commit()
    for path in (f"/stillinger/{stilling.id}", f"/oppdrag/{oppdrag.id}"):
        page = client.get(path).text
        assert "«Lager», satt av kunden Vilkår AS" in page
        assert "«Tariff», satt av kunden Vilkår AS, overtid kan avspaseres" in page
        assert "lønn på helligdager" not in page
