"""`python -m portal routes [--json]`: rule, methods, endpoint, audience, permission of every route."""

import argparse
import json
from dataclasses import asdict, dataclass

from flask import Flask

from portal.app import create_app
from portal.db.engines import open_engine


@dataclass(frozen=True)
class Route:
    """One row of the list."""

    rule: str
    methods: str
    endpoint: str
    audience: str
    needs: str

    def __str__(self) -> str:
        return f"{self.rule} {self.methods} {self.endpoint} {self.audience} {self.needs}"


def list_routes(app: Flask) -> list[Route]:
    """Every route of the rooms, sorted by address; the platform's own (health, static files) are left out."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        needs, reason = getattr(view, "needs", None), getattr(view, "open_because", None)
        if needs is None and reason is None:
            continue
        methods = ",".join(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}))
        audience = str(getattr(view, "audience", "-"))
        found.append(Route(rule.rule, methods, rule.endpoint, audience, str(needs or f"open: {reason}")))
    return sorted(found, key=str)


def main(argv: list[str]) -> int:
    """Print the list; no database is touched."""
    parser = argparse.ArgumentParser(
        prog="portal routes", description="Alle adresser og rettigheten de krever."
    )
    parser.add_argument("--json", action="store_true", help="som JSON")
    arguments = parser.parse_args(argv)
    app = create_app(engine=open_engine("postgresql+psycopg://"), audit_walls=False)
    routes = list_routes(app)
    if arguments.json:
        print(json.dumps([asdict(route) for route in routes], ensure_ascii=False, indent=1))
    else:
        print(*routes, sep="\n")
    return 0
