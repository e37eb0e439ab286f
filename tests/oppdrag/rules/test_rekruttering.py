"""The fee of a permanent placement, as a table of cases."""

import pytest

from portal.oppdrag.rules.rekruttering import fee_oere


@pytest.mark.parametrize(
    ("aarsloenn_oere", "honorar_bp", "honorar_oere", "fee"),
    [
        (62_000_000, 1_500, None, 9_300_000),
        (62_000_001, 1_500, None, 9_300_000),
        (3_333, 1_500, None, 500),  # 499,95 øre
        (1, 5_000, None, 1),  # a half is rounded up
        (62_000_000, None, 6_850_000, 6_850_000),
        (None, None, 6_850_000, 6_850_000),
        (None, 1_500, None, None),
        (62_000_000, None, None, None),
        (0, 1_500, None, 0),
    ],
)
def test_the_fee(aarsloenn_oere, honorar_bp, honorar_oere, fee):
    assert fee_oere(aarsloenn_oere=aarsloenn_oere, honorar_bp=honorar_bp, honorar_oere=honorar_oere) == fee
