"""The cost of an hour against published and worked examples (domain/faktura.md §5.7, domain/norge.md §3.3)."""

from fractions import Fraction

import pytest

from portal.oppdrag.rules.kalkyle import BadChain, Komponent, beregn, price_for, resolve


def chain(*, s=200, f=1200, o=200, a=1410, y=100):
    return [
        Komponent("sykeloenn", "Sykelønn", s, ("loenn",)),
        Komponent("feriepenger", "Feriepenger", f, ("loenn", "sykeloenn")),
        Komponent("otp", "Pensjon", o, ("loenn", "sykeloenn")),
        Komponent("aga", "Arbeidsgiveravgift", a, ("loenn", "sykeloenn", "feriepenger", "otp")),
        Komponent("forsikring", "Forsikring", y, ("loenn", "sykeloenn")),
    ]


@pytest.mark.parametrize(
    ("aga_bp", "kost", "bidrag", "grad_bp"),
    [
        (1410, 33_424, 7_826, 1897),
        (1060, 32_406, 8_844, 2144),
        (790, 31_622, 9_628, 2334),
        (0, 29_325, 11_925, 2891),
    ],
)
def test_the_worked_example_in_each_zone(aga_bp, kost, bidrag, grad_bp):
    made = beregn(loenn_oere=25_000, pris_oere=41_250, komponenter=chain(a=aga_bp))
    assert (made.kost_oere, made.bidrag_oere, made.grad_bp) == (kost, bidrag, grad_bp)


def test_many_hours_are_not_many_rounded_hours():
    made = beregn(loenn_oere=25_000, pris_oere=41_250, komponenter=chain())
    assert made.bidrag_for(150 * 60) == 1_173_920
    assert made.bidrag_oere * 150 != 1_173_920


def test_the_law_s_holiday_pay_costs_less():
    assert beregn(loenn_oere=25_000, pris_oere=0, komponenter=chain(f=1020)).kost_oere == 32_900


def test_price_for_a_wanted_margin():
    assert price_for(loenn_oere=25_000, komponenter=chain(), grad_bp=2000) == 41_780


def test_a_published_factor_with_another_chain():
    """frlt.no: 14.1 AGA + 12 holiday + AGA on holiday + 2 OTP + 1 insurance + 5 administration = 35.79 %."""
    made = beregn(
        loenn_oere=10_000,
        pris_oere=0,
        komponenter=[
            Komponent("feriepenger", "", 1200, ("loenn",)),
            Komponent("aga", "", 1410, ("loenn", "feriepenger")),
            Komponent("otp", "", 200, ("loenn",)),
            Komponent("forsikring", "", 100, ("loenn",)),
            Komponent("adm", "", 500, ("loenn",)),
        ],
    )
    assert made.selvkostfaktor == Fraction(135_792, 100_000)


def test_another_published_factor():
    """yssl.no: wage 150, AGA 10.6 on wage and holiday, 1 OTP, 1.5 injury, 1 sickness, 5.5 administration = 1.3287."""
    made = beregn(
        loenn_oere=15_000,
        pris_oere=0,
        komponenter=[
            Komponent("feriepenger", "", 1200, ("loenn",)),
            Komponent("aga", "", 1060, ("loenn", "feriepenger")),
            *(
                Komponent(kode, "", bp, ("loenn",))
                for kode, bp in [("otp", 100), ("ys", 150), ("syk", 100), ("adm", 550)]
            ),
        ],
    )
    assert round(float(made.selvkostfaktor), 4) == 1.3287


@pytest.mark.parametrize(
    "komponenter",
    [
        [Komponent("aga", "", 1410, ("feriepenger",)), Komponent("feriepenger", "", 1200, ("loenn",))],
        [Komponent("aga", "", 1410, ("loenn",)), Komponent("aga", "", 1410, ("loenn",))],
    ],
    ids=["computed on a later one", "twice"],
)
def test_a_chain_that_makes_no_sense_is_refused(komponenter):
    with pytest.raises(BadChain):
        beregn(loenn_oere=10_000, pris_oere=0, komponenter=komponenter)


def test_nothing_is_divided_by_zero():
    made = beregn(loenn_oere=0, pris_oere=0, komponenter=chain())
    assert (made.grad_bp, made.faktor, made.selvkostfaktor) == (None, None, None)


def test_a_loss_is_negative_and_rounded_away_from_zero():
    made = beregn(loenn_oere=25_000, pris_oere=30_000, komponenter=chain())
    assert made.bidrag_oere == -3_424
    assert made.grad_bp == -1141


def test_rates_come_from_the_tenant_or_the_register_and_missing_ones_are_named():
    rows = [
        ("sykeloenn", "Sykelønn", 200, "", ["loenn"], "eget"),
        ("otp", "Pensjon", None, "otp", ["loenn"], ""),
        ("aga", "Avgift", None, "aga", ["loenn"], ""),
    ]
    found, missing = resolve(rows, register={"otp": (200, "OTP-loven")})
    assert [(k.kode, k.sats_bp, k.kilde) for k in found] == [
        ("sykeloenn", 200, "eget"),
        ("otp", 200, "OTP-loven"),
    ]
    assert missing == ["aga"]
