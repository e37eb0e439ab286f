"""One house for all kills of a run: what an earlier test left is part of the last one's account."""

import pytest

from tests.drill.house import House
from tests.support.started import Started


@pytest.fixture(scope="package")
def house(installation: Started) -> House:
    house = House(installation.ensure())
    house.quiet()
    return house
