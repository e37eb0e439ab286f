"""No address shows, changes or links what belongs to another tenant (gate 2; sikkerhet-drift.md §3.6)."""

import sys
from collections.abc import Sequence

import pytest

from tests.gates.source import ROOT
from tests.matrix.blind import BLIND
from tests.matrix.run import Outcome, Plan, must_leak, run
from tests.matrix.world import World, orm_walls_off

pytestmark = pytest.mark.matrix
#: In the ordinary run the sensitivity is measured on every fourth request; `drill` asks them all.
SAMPLE = 4


def test_every_route_has_a_request_that_works_at_home(made: Plan) -> None:
    """A route nobody can open proves nothing when it refuses."""
    _none("uten-kontroll", [f"{name} {why}" for name, why in made.dead.items()])


def test_links_lead_somewhere_for_those_who_see_them(made: Plan) -> None:
    _none("brutte-sider", [" ".join(map(str, row)) for row in made.gathered.broken])
    _none("doede-lenker", [" ".join(map(str, row)) for row in made.gathered.dead])


def test_nobody_sees_the_other_tenant(world: World, made: Plan) -> None:
    outcome = run(world, made)
    _none("begge-vegger", outcome.findings)
    assert outcome.requests > 100


def test_the_matrix_sees_leaks_when_no_wall_stands(open_floor: World, made: Plan) -> None:
    with orm_walls_off():
        outcome = run(open_floor, made, sample=SAMPLE)
    _sensitive(outcome, {f"{ask.method} {ask.endpoint}" for ask in made.asks[::SAMPLE]} & must_leak(made))


@pytest.mark.drill
def test_the_orm_wall_alone_holds(open_floor: World, made: Plan) -> None:
    _none("orm-alene", run(open_floor, made).findings)


@pytest.mark.drill
def test_postgresql_alone_holds(world: World, made: Plan) -> None:
    with orm_walls_off():
        _none("postgresql-alene", run(world, made).findings)


@pytest.mark.drill
def test_every_leak_is_seen_when_no_wall_stands(open_floor: World, made: Plan) -> None:
    with orm_walls_off():
        outcome = run(open_floor, made)
    _sensitive(outcome, must_leak(made))
    assert sorted(set(BLIND) & set(outcome.leaking)) == []


def _none(name: str, found: Sequence[object]) -> None:
    """Nothing was found; else the whole list is kept under artefakter/matrise."""
    lines = [str(line) for line in found]
    if lines:
        place = ROOT / "artefakter" / "matrise" / f"{name}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert not lines, "\n".join([f"{len(lines)} in all", *lines[:40]])


def _sensitive(outcome: Outcome, expected: set[str]) -> None:
    expected -= set(BLIND)
    unseen = sorted(expected - set(outcome.leaking))
    sys.stdout.write(f"{outcome.requests} requests, {len(expected)} must leak, unseen: {unseen}\n")
    assert unseen == []
