"""The same person has the same colour and letters everywhere."""

import pytest

from portal.web.hues import hue_class, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Fjordtre AS", "F"),
        ("Bryggen Hotelldrift AS", "BH"),
        ("Åsane Dekk og Bil AS", "ÅB"),
        ("Solbakken kommune", "SK"),
        ("Marte Solheim", "MS"),
        ("piotr", "P"),
        ("AS", "A"),
        ("24/7 Vakt AS", "V"),
        ("", "–"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_hue_is_one_of_twelve_and_stays() -> None:
    names = [f"Person {n}" for n in range(300)]
    assert {hue_class(name) for name in names} == {f"hue-{n}" for n in range(12)}
    assert hue_class("Siv Berg") == hue_class(" siv berg ")
