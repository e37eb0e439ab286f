"""Addresses with ids that really exist: gathered from the twin's own pages, and from its rows where no page leads."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, text
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule

from portal.db.base import Base
from tests.matrix.world import CAST, Person, World
from tests.support.page import PageForm, as_shown, forms, links, parse

#: Parameter → table, where the name does not say it.
TABLE_OF: dict[str, str] = {
    "kontakt_id": "engasjement",
    "faktura_id": "salgsdokument",
    "periode_id": "tilgjengelighet",
    "status_id": "kundestatus",
    "regel_id": "statusregel",
    "trinn_id": "salgstrinn",
    "verdi_id": "standardverdi",
    "krav_id": "standardverdi",
    "kode_id": "salgskode",
    "team_id": "salgsteam",
    "medlem_id": "salgsteammedlem",
    "masse_id": "massehandling",
    "post_id": "listepost",
}
#: Values for parameters that are no ids.
PLAIN = {"date": "2026-11-16", "isodato": "2026-11-16", "int": "2026", "string": "x" * 43}
#: How many different rows of each endpoint the crawl opens, per person's audience.
ROWS = 3
#: What is typed in every search field met.
WORDS = ("fjord", "p", "kanari")


@dataclass
class Ask:
    """One request that can be sent: an endpoint with arguments that exist at the twin, and who may send it there."""

    rule: Rule
    method: str
    args: dict[str, str]
    path: str
    #: Keys of the twin's people who got an answer that is not a refusal.
    allowed: list[str] = field(default_factory=list)
    #: What of the twin's own words its answer shows to its own people.
    shows: set[str] = field(default_factory=set)

    @property
    def endpoint(self) -> str:
        return self.rule.endpoint

    @property
    def ids(self) -> list[str]:
        return [v for name, v in self.args.items() if _converter(self.rule, name) == "uuid"]


@dataclass
class Gathered:
    """What a walk through every page gave."""

    #: (endpoint, method) → arguments, in the order met.
    args: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    #: Addresses with a query, by method, endpoint and the query's names.
    queries: dict[tuple[str, ...], str] = field(default_factory=dict)
    #: (endpoint) → a form that posts to it, with the page it stood on and who saw it.
    posts: dict[str, list[tuple[dict[str, Any], PageForm, str, str]]] = field(default_factory=dict)
    #: (who, page, link, status): links that lead nowhere for the one who sees them.
    dead: list[tuple[str, str, str, int]] = field(default_factory=list)
    #: (who, page): pages that failed
    broken: list[tuple[str, str, int]] = field(default_factory=list)


def gather(world: World, slug: str) -> Gathered:
    """Walk as each of the cast from the front door through every link, a few rows of each kind."""
    found = Gathered()
    for key in CAST:
        if world.knows(key):
            _walk(world, world.person(key, slug), found)
    return found


def _walk(world: World, person: Person, found: Gathered) -> None:
    adapter = world.app.url_map.bind("localhost", url_scheme="https")
    start = {"terje": "/kundeportal", "siv": "/kundeportal", "anne": "/kundeportal", "piotr": "/vikar"}
    queue = [(start.get(person.key, "/min-dag"), "the front door")]
    queue += [(path, "the sidebar") for path in _doors(world)]
    seen: dict[str, int] = {}
    done: set[str] = set()
    while queue:
        path, came_from = queue.pop(0)
        bare, _q, query = path.partition("?")
        try:
            rule, args = adapter.match(bare, method="GET", return_rule=True)
        except (HTTPException, RequestRedirect):
            found.dead.append((person.key, came_from, path, 404))
            continue
        view = world.app.view_functions[rule.endpoint]
        if not hasattr(view, "needs") and not hasattr(view, "open_because"):
            continue
        shape = f"{rule.endpoint} {sorted(part.partition('=')[0] for part in query.split('&') if part)}"
        if path in done or seen.get(shape, 0) >= ROWS:
            _note(found.args.setdefault((rule.endpoint, "GET"), []), args)
            continue
        done.add(path)
        seen[shape] = seen.get(shape, 0) + 1
        with world.undone():
            response = person.ask("GET", path)
        if response.status_code >= 400 and came_from != "the sidebar":
            found.dead.append((person.key, came_from, path, response.status_code))
        if response.status_code >= 500:
            found.broken.append((person.key, path, response.status_code))
        page = response.text if response.mimetype == "text/html" else ""
        response.close()
        if response.status_code != 200:
            continue
        _note(found.args.setdefault((rule.endpoint, "GET"), []), args)
        if query:
            found.queries.setdefault(
                ("GET", rule.endpoint, *sorted(p.partition("=")[0] for p in query.split("&"))), path
            )
        queue += [(target, path) for target in _offers(world, person, page, path, found)]


def _doors(world: World) -> list[str]:
    """Pages without ids: every list, whether a link leads there or not."""
    return [
        rule.rule
        for rule in world.app.url_map.iter_rules()
        if not rule.arguments
        and "GET" in (rule.methods or ())
        and hasattr(world.app.view_functions[rule.endpoint], "needs")
    ]


def _offers(world: World, person: Person, page: str, path: str, found: Gathered) -> Iterator[str]:
    tree = parse(page)
    if tree is None:
        return
    prefix, base = f"/{person.slug}", f"https://localhost/{person.slug}{path}"
    for target in links(tree, base):
        if target.startswith(f"{prefix}/"):
            yield target.removeprefix(prefix)
    adapter = world.app.url_map.bind("localhost", url_scheme="https")
    for form in forms(tree, base):
        if not form.action.startswith(f"{prefix}/"):
            continue
        action = form.action.removeprefix(prefix)
        if form.method == "GET":
            text_fields = [f for f in form.fields if f.kind in {"text", "search"}]
            for word in WORDS if text_fields else ("",):
                data = as_shown(form)
                for held in text_fields:
                    data[held.name] = [word]
                query = "&".join(f"{name}={value}" for name, values in data.items() for value in values)
                yield f"{action.partition('?')[0]}?{query}" if query else action
            continue
        try:
            rule, args = adapter.match(action.partition("?")[0], method="POST", return_rule=True)
        except (HTTPException, RequestRedirect):
            found.dead.append((person.key, path, f"POST {action}", 404))
            continue
        _note(found.args.setdefault((rule.endpoint, "POST"), []), args)
        if "?" in action:
            found.queries.setdefault(("POST", rule.endpoint), action)
        held = found.posts.setdefault(rule.endpoint, [])
        if len(held) < ROWS * 2:
            held.append((args, form, path, person.key))


def _note(held: list[dict[str, Any]], args: dict[str, Any]) -> None:
    if args not in held and len(held) < ROWS * 4:
        held.append(args)


def _converter(rule: Rule, name: str) -> str:
    kind = type(rule._converters[name]).__name__
    return {"UUIDConverter": "uuid", "IntegerConverter": "int", "UnicodeConverter": "string"}.get(
        kind, "isodato"
    )


def candidates(world: World, rule: Rule, gathered: Gathered, method: str) -> Iterator[dict[str, Any]]:
    """Arguments worth trying, best first: from pages, then from rows with their own links filled in."""
    yield from gathered.args.get((rule.endpoint, method), [])
    names = list(_order(rule))
    plain = {n: PLAIN[_converter(rule, n)] for n in names if _converter(rule, n) != "uuid"}
    keys = [n for n in names if n not in plain]
    if not keys:
        yield plain
        return
    last = table_of(keys[-1])
    if last is None:
        return
    for row in _rows(world, last, 40):
        args = {**plain, keys[-1]: str(row["id"])}
        for name in keys[:-1]:
            args[name] = _related(world, row, last, name) or ""
        if all(args.values()):
            yield args


def _order(rule: Rule) -> list[str]:
    return [part.content for part in rule._trace_parts] if hasattr(rule, "_trace_parts") else _from_rule(rule)


def _from_rule(rule: Rule) -> list[str]:
    import re

    return re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)


def table_of(name: str) -> Table | None:
    """kunde_id → kunde, stilling_id → ledig_stilling: the table itself, or the only one whose name ends so."""
    tables, stem = Base.metadata.tables, name.removesuffix("_id")
    if (known := TABLE_OF.get(name, stem)) in tables:
        return tables[known]
    ending = [table for key, table in tables.items() if key.endswith(stem)]
    return ending[0] if len(ending) == 1 else None


def _rows(world: World, table: Table, limit: int) -> list[dict[str, Any]]:
    with world.undone():
        world._as(world.twin.other)
        found = world.connection.execute(
            text(f"SELECT * FROM {table.name} WHERE tenant_id = :other ORDER BY id LIMIT {limit}"),
            {"other": world.twin.other},
        )
        return [dict(row._mapping) for row in found]


def _related(world: World, row: dict[str, Any], table: Table, name: str, depth: int = 0) -> str | None:
    """The id of the row's own kunde, oppdrag …: its column, or one link further on."""
    if row.get(name) is not None:
        return str(row[name])
    wanted = table_of(name)
    if wanted is None:
        return None
    links_out = [
        (constraint.referred_table, next(k for k in constraint.column_keys if k != "tenant_id"))
        for constraint in table.foreign_key_constraints
        if len(constraint.column_keys) == 2
    ]
    for target, column in links_out:
        if target is wanted and row[column] is not None:
            return str(row[column])
    if depth < 2:
        for target, column in links_out:
            if row[column] is None or "tenant_id" not in target.c:
                continue
            parent = [r for r in _rows(world, target, 1000) if r["id"] == row[column]]
            if parent and (found := _related(world, parent[0], target, name, depth + 1)):
                return found
    first = _rows(world, wanted, 1)
    return str(first[0]["id"]) if first and depth == 0 else None


def build(world: World, rule: Rule, args: dict[str, Any], method: str) -> str:
    """The address, without the agency."""
    adapter = world.app.url_map.bind("localhost", url_scheme="https")
    converted = {
        name: rule._converters[name].to_python(str(value)) if isinstance(value, str) else value
        for name, value in args.items()
    }
    return adapter.build(rule.endpoint, converted, method=method)
