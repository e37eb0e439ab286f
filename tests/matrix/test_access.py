"""Who may do what: the table in tilgang.json is read by people in review, and holds in both directions."""

import json
from pathlib import Path

import pytest
from flask import Flask

from portal.identity.permissions import SHIPPED_ROLES
from tests.gates.source import ROOT
from tests.matrix.run import Plan
from tests.matrix.world import STAFF, World
from tests.support.client import STAFF as EMPLOYEES

pytestmark = pytest.mark.matrix
TABLE = Path(__file__).with_name("tilgang.json")


def observed(made: Plan) -> dict[str, str]:
    """endpoint → those who are not turned away, in the order of the cast."""
    return {
        endpoint: " ".join(key for key, answer in answers.items() if answer != "nei")
        for endpoint, answers in sorted(made.access.items())
    }


def test_the_table_of_access_is_what_happens(world: World, made: Plan) -> None:
    """When a change is meant: copy artefakter/tilgang.json over the table, and let someone read the difference."""
    seen = observed(made)
    held = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    if seen != held:
        place = ROOT / "artefakter" / TABLE.name
        place.parent.mkdir(exist_ok=True)
        place.write_text(json.dumps(seen, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert seen == held


def test_the_answers_follow_from_the_permissions(app: Flask, made: Plan) -> None:
    """Each employee is let in exactly where the shipped role holds what the route needs."""
    wrong = []
    for endpoint, answers in made.access.items():
        needs = app.view_functions[endpoint].needs
        for key in set(answers) & set(STAFF):
            roles = next(m.roller for m in EMPLOYEES[key].members if m.key == key)
            holds = any(needs in SHIPPED_ROLES[role] for role in roles)
            if holds != (answers[key] != "nei"):
                wrong.append(f"{endpoint} {key} {needs}: {answers[key]}")
    assert wrong == []
