"""Who sets up the fields."""

import pytest

from portal.identity.actor import Actor
from portal.identity.permissions import SHIPPED_ROLES


@pytest.fixture
def jon(session, cast):
    session.info["actor"] = Actor(
        "ansatt", cast.id("jon"), "Jon", frozenset(map(str, SHIPPED_ROLES["Admin"]))
    )
