"""The worker's week is over, so that it can be delivered whatever day the tests run."""

from collections.abc import Iterator

import pytest

from tests.support.weeks import week_worked


@pytest.fixture(autouse=True)
def _week_worked() -> Iterator[None]:
    with week_worked():
        yield
