"""Rules over every route (gates 1, 9–11, 13, 14). New routes are covered by themselves."""

import re
from pathlib import Path

import pytest
from flask import Flask

from portal.dev.routes import list_routes
from portal.identity.permissions import READING, SHIPPED_ROLES, Permission, Portalrett
from portal.identity.rettighetsord import ALLTID, GRUPPE_NAVN, RETT_NAVN, grouped
from portal.web.room import OpenRoom, Room

ROUTES = Path(__file__).with_name("routes.txt")
#: Routes outside rooms: no tenant, no person.
PLATFORM = {"helse.live", "helse.klar", "helse.metrics", "static_files"}


def rules(app: Flask):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in PLATFORM]


def view_of(app: Flask, rule):
    return app.view_functions[rule.endpoint]


def methods_of(rule) -> set[str]:
    return set(rule.methods) - {"HEAD", "OPTIONS"}


def test_every_route_names_its_permission_or_why_it_is_open(app: Flask) -> None:
    bare = [
        rule.endpoint
        for rule in rules(app)
        if not hasattr(view_of(app, rule), "needs") and not hasattr(view_of(app, rule), "open_because")
    ]
    assert bare == []


def test_a_route_without_its_permission_fails_at_import() -> None:
    with pytest.raises(TypeError, match="needs"):
        Room("planted", __name__).get("/x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="open_because"):
        OpenRoom("planted", __name__).route("/x")  # type: ignore[call-arg]


def test_writes_need_more_than_reading(app: Flask) -> None:
    weak = [
        rule.endpoint
        for rule in rules(app)
        if "POST" in methods_of(rule) and getattr(view_of(app, rule), "needs", None) in READING
    ]
    assert weak == []


def test_every_permission_is_used_and_given(app: Flask) -> None:
    used = {getattr(view_of(app, rule), "needs", None) for rule in rules(app)}
    checked_in_actions = {
        Permission.KANDIDAT_FNR,
        Permission.OPPDRAG_UNNTAK,
        Permission.KUNDE_KREDITTSPERRE,
        Portalrett.TIMER_PRIS,
    }
    assert [p for p in [*Permission, *Portalrett] if p not in used | checked_in_actions] == []
    given = set().union(*SHIPPED_ROLES.values())
    assert [p for p in Permission if p not in given] == []


def wordless(names, groups) -> list[str]:
    """Permissions without a name, or whose noun has no group: they would be missing from the page of a role."""
    return [str(p) for p in Permission if p not in names or p.partition(":")[0] not in groups]


def test_every_permission_has_its_words() -> None:
    assert wordless(RETT_NAVN, GRUPPE_NAVN) == []
    assert set(RETT_NAVN) == set(Permission)
    shown = {right for _name, rights in grouped() for right, _label in rights}
    assert shown | ALLTID == set(Permission)


def test_a_permission_without_words_is_seen() -> None:
    names = {right: name for right, name in RETT_NAVN.items() if right is not Permission.FAKTURA_LES}
    groups = {noun: name for noun, name in GRUPPE_NAVN.items() if noun != "dialog"}
    assert wordless(names, groups) == ["dialog:send", "faktura:les"]


def _plain(part: str, rule: str) -> bool:
    return bool(
        part == ""
        or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(\.(css|csv|xlsx|pdf|xml|ics|json))?", part)
        or re.fullmatch(r"<(uuid|int):[a-z_]+>", part)
        or (part == "<token>" and ("invitasjon" in rule or "kalender" in rule or "signer" in rule))
    )


def test_addresses_are_plain_words_and_typed_ids(app: Flask) -> None:
    odd = [
        rule.rule
        for rule in rules(app)
        for part in rule.rule.strip("/").split("/")
        if not _plain(part, rule.rule)
    ]
    assert odd == []


def test_no_route_vanishes_unseen(app: Flask) -> None:
    """`python3 -m portal routes > tests/gates/routes.txt` writes the list anew."""
    assert [str(route) for route in list_routes(app)] == ROUTES.read_text(encoding="utf-8").splitlines()


def test_get_and_post_are_apart(app: Flask) -> None:
    assert [rule.endpoint for rule in rules(app) if {"GET", "POST"} <= methods_of(rule)] == []


def test_signed_out_people_are_sent_to_the_door(app: Flask, client) -> None:
    outside = client.as_("ingen")
    for rule in rules(app):
        if "GET" in methods_of(rule) and not rule.arguments and hasattr(view_of(app, rule), "needs"):
            response = outside.get(rule.rule)
            assert response.status_code == 303, rule.rule
            assert "/logg-inn" in response.headers["Location"], rule.rule


def test_nav_entries_resolve_and_are_followed(app: Flask, client) -> None:
    for key in ("marte", "lise", "jon", "berit", "carl"):
        page = client.as_(key).get("/min-dag")
        assert page.status_code == 200
        links = set(re.findall(r'<a[^>]+href="(/[a-z]+/[a-z-]+)"', page.text))
        assert links
        for link in links:
            assert client.as_(key).get(link).status_code in {200, 303}, (key, link)
