"""`python -m portal new room|feature NAME`: lays out the files of style and a test that fails until the page exists."""

import argparse
import re
from pathlib import Path

from portal.settings import ROOT, SettingsError

ROUTES = '''"""{title}: what this page is for, in one sentence."""

from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from portal.identity.permissions import Permission
from portal.web.pages import show
from portal.web.room import Room

room = Room("{feature}", __name__, url_prefix="/{feature}")


@room.get("/<uuid:{feature}_id>", needs=Permission.KUNDE_LES)
def vis(session: Session, {feature}_id: UUID) -> Response:  # noqa: ARG001 - the query comes here
    """One {feature}."""
    return show("{room}/{feature}/vis.html")
'''
ROOM = '''"""The room: mounts its features and fills the registries of others."""

from flask import Blueprint, Flask

room = Blueprint("{room}", __name__, template_folder="templates")


def setup(app: Flask) -> None:
    """Sentences, menu entries, job handlers."""
'''
PAGE = """{{% extends "web/shell.html" %}}
{{% block title %}}{{% trans %}}{title}{{% endtrans %}}{{% endblock %}}
{{% block heading %}}{{% trans %}}{title}{{% endtrans %}}{{% endblock %}}
{{% block content %}}{{% endblock %}}
"""
TEST = '''"""{title}: fails until the feature is mounted in portal/{room}/room.py and shows what it should."""


def test_the_page_is_mounted(app) -> None:
    assert "{room}.{feature}.vis" in app.view_functions
'''
EMPTY = {
    "forms.py": '"""Shape only; the business is the actions\' matter."""\n',
    "actions.py": '"""One function per button. Nothing here commits."""\n',
    "queries.py": '"""Reads: how many statements, what they raise."""\n',
    "__init__.py": "",
}


def main(argv: list[str]) -> int:
    """Write the files; refuses to touch what is there."""
    parser = argparse.ArgumentParser(
        prog="portal new", description="Legger ut filene til et nytt rom eller en ny del."
    )
    parser.add_argument("slag", choices=("room", "feature"))
    parser.add_argument("navn", help="rom, eller rom/del: kundekort/notater")
    arguments = parser.parse_args(argv)
    for path, body in files(arguments.slag, arguments.navn).items():
        target = ROOT / path
        if target.exists():
            raise SettingsError(f"{path} finnes fra før.")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(body, encoding="utf-8")
        print(path)
    return 0


def files(slag: str, navn: str) -> dict[Path, str]:
    """Path below the project's root → its first content. Raises SettingsError for a name that is not plain ASCII."""
    room, _slash, feature = navn.partition("/")
    names = [room] if slag == "room" else [room, feature]
    if not all(re.fullmatch(r"[a-z][a-z0-9]*", name) for name in names) or (slag == "room" and feature):
        raise SettingsError("Navn skrives med små bokstaver a–z: «rom» for et rom, «rom/del» for en del.")
    base = Path("portal") / room
    if slag == "room":
        return {base / "__init__.py": "", base / "room.py": ROOM.format(room=room)}
    words = {"room": room, "feature": feature, "title": feature.capitalize()}
    found = {base / feature / name: body for name, body in EMPTY.items()}
    found[base / feature / "routes.py"] = ROUTES.format(**words)
    found[base / "templates" / room / feature / "vis.html"] = PAGE.format(**words)
    found[Path("tests") / room / feature / "__init__.py"] = ""
    found[Path("tests") / room / feature / "test_routes.py"] = TEST.format(**words)
    return found
