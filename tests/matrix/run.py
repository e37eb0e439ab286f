"""Each address × person × method: first the twin's own people (it must work there), then Nordvik's (it must not)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.matrix.requests import Ask, Gathered, build, candidates, gather
from tests.matrix.twin import CANARY, SLUG, UUIDS
from tests.matrix.world import CAST, CONTACTS, NOBODY, STAFF, WORKERS, World
from tests.support.page import PageForm, filled

AUDIENCE = {"ansatt": STAFF, "kontakt": CONTACTS, "vikar": WORKERS}
#: Addresses no id at the twin can open, each with its reason; the control is not demanded of them.
NO_CONTROL: dict[str, str] = {
    "innlogging.invitasjon.vis": "the token is a secret of which the database has only the hash",
    **{
        f"signer.{name}": "the token is a secret of which the database has only the hash"
        for name in ("vis", "fil", "be_om_kode", "bekreft", "skriv_under", "si_nei")
    },
    "kalenderfeed.les": "the token is a secret of which the database has only the hash",
    "innlogging.invitasjon.bruk": "the token is a secret of which the database has only the hash",
}
#: How many rows more are tried where the first is hidden from some who may read its page.
MORE_ROWS = 4
#: Words of the person who asks and of the agency, which stand in every page's frame.
_WORDS = re.compile(rf"\s*{CANARY}_\w+", re.I)
SHELL = {f"{CANARY}_{name}" for name in ("tenant", "bruker_navn", "avdeling_navn", "portalkonto_navn")}


def refused(response: TestResponse) -> bool:
    """Turned away for what one may do, not for what one asks for."""
    to_the_door = response.status_code == 303 and "/logg-inn" in response.headers.get("Location", "")
    signed_out = "Clear-Site-Data" in response.headers  # asked for, not turned away
    return response.status_code in {401, 403} or (to_the_door and not signed_out)


@dataclass
class Plan:
    """What will be asked, and what could not be."""

    asks: list[Ask]
    #: endpoint + method → why its control failed
    dead: dict[str, str]
    gathered: Gathered
    #: endpoint → key → "ja" | "ser ikke" | "nei" on the twin's rows
    access: dict[str, dict[str, str]]


@dataclass
class Finding:
    """One request that showed, changed or let through what it must not."""

    endpoint: str
    method: str
    who: str
    how: str
    status: int
    faults: list[str]

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} as {self.who} ({self.how}): {self.status} {'; '.join(self.faults)}"


@dataclass
class Outcome:
    """What a run saw."""

    requests: int = 0
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def leaking(self) -> Counter[str]:
        """endpoint + method → number of findings"""
        return Counter(f"{f.method} {f.endpoint}" for f in self.findings)


def rooms(world: World) -> Iterator[tuple[Rule, str, Any]]:
    """Every route of the product with its methods."""
    for rule in sorted(world.app.url_map.iter_rules(), key=lambda r: r.rule):
        view = world.app.view_functions[rule.endpoint]
        if hasattr(view, "needs") or hasattr(view, "open_because"):
            for method in sorted(set(rule.methods or ()) & {"GET", "POST"}):
                yield rule, method, view


def plan(world: World) -> Plan:
    """Find arguments at the twin for each route and prove them: someone of the twin must not be told 404."""
    gathered = gather(world, SLUG)
    made = Plan([], {}, gathered, {})
    for rule, method, view in rooms(world):
        people = [k for k in AUDIENCE.get(str(getattr(view, "audience", "")), CAST) if world.knows(k)]
        ask, statuses = _control(world, rule, method, people, gathered)
        name = f"{method} {rule.endpoint}"
        if ask is None:
            if rule.endpoint not in NO_CONTROL and people:
                made.dead[name] = f"{rule.rule}: {statuses or 'no row to ask for'}"
            continue
        made.asks.append(ask)
        if hasattr(view, "needs"):
            made.access.setdefault(rule.endpoint, statuses)
    return made


def _control(
    world: World, rule: Rule, method: str, people: list[str], gathered: Gathered
) -> tuple[Ask | None, dict[str, str]]:
    best: tuple[Ask | None, dict[str, str]] = (None, {})
    hidden = 0
    asks = [
        Ask(rule, method, args, build(world, rule, args, method))
        for args in islice(candidates(world, rule, gathered, method), 25)
    ]
    asks += [
        Ask(rule, method, {}, path)
        for key, path in gathered.queries.items()
        if key[:2] == (method, rule.endpoint) and not rule.arguments
    ]
    for ask in asks:
        statuses = {}
        for key in people or [NOBODY]:
            with world.undone():
                response = world.person(key, SLUG).ask(method, ask.path)
                shown = world.shown(response)
                response.close()
            statuses[key] = _word(response)
            if statuses[key] == "ja":
                ask.allowed.append(key)
                ask.shows |= set(shown) - SHELL
        if ask.allowed and "ser ikke" not in statuses.values():
            return ask, statuses
        # hidden from some who may be here: somebody's own, so a row that more can see says more
        if ask.allowed and (best[0] is None or len(ask.allowed) > len(best[0].allowed)):
            best = (ask, statuses)
        elif best[0] is None:
            best = (None, statuses)
        hidden += best[0] is not None
        if hidden == MORE_ROWS:
            break
    return best


def _word(response: TestResponse) -> str:
    if refused(response):
        return "nei"
    if response.status_code == 404:
        return "ser ikke"
    return "ja" if response.status_code < 500 else f"feil {response.status_code}"


def must_leak(made: Plan) -> set[str]:
    """Requests that show the other's rows as soon as no wall stands: those with an id, and lists of rows."""
    return {
        f"{ask.method} {ask.endpoint}" for ask in made.asks if ask.ids or (ask.shows and ask.method == "GET")
    }


def run(world: World, made: Plan, *, sample: int = 1) -> Outcome:
    """Nordvik's people, and nobody, send every request of the plan (or every `sample`th) with the twin's ids."""
    outcome = Outcome()
    world.remember()
    for ask in made.asks[::sample]:
        for key in (*CAST, NOBODY):
            if world.knows(key):
                _ask(world, made, ask, key, outcome)
    for path in [path for key, path in made.gathered.queries.items() if key[0] == "GET"][::sample]:
        for key in CAST:
            if world.knows(key):
                _send(world, Ask(_rule(world, path), "GET", {}, path), key, "query", outcome)
    return outcome


def _rule(world: World, path: str) -> Rule:
    adapter = world.app.url_map.bind("localhost", url_scheme="https")
    return adapter.match(path.partition("?")[0], method="GET", return_rule=True)[0]


def _ask(world: World, made: Plan, ask: Ask, key: str, outcome: Outcome) -> None:
    ways = ("plain", "htmx", "HEAD") if ask.method == "GET" else ("plain", "htmx")
    for way in ways:
        _send(world, ask, key, way, outcome)
    if ask.method != "POST":
        return
    for args, form, _page, _seen_by in made.gathered.posts.get(ask.endpoint, [])[:1]:
        path = build(world, ask.rule, args, "POST")
        full = Ask(ask.rule, "POST", {n: str(v) for n, v in args.items()}, path, ask.allowed)
        _send(world, full, key, "filled", outcome, form)
        if (own := _own_path(world, full)) is not None and key in ask.allowed:
            _send(
                world,
                Ask(ask.rule, "POST", {}, own, ask.allowed),
                key,
                "own address, other's ids",
                outcome,
                form,
            )


def _own_path(world: World, ask: Ask) -> str | None:
    """The same address with Nordvik's own ids."""
    path = ask.path
    for held in ask.ids:
        if held not in world.back:
            return None
        path = path.replace(held, world.back[held])
    return path


def _send(world: World, ask: Ask, key: str, way: str, outcome: Outcome, form: PageForm | None = None) -> None:
    data = _without_words(filled(form)) if form is not None else None
    sent = UUIDS.findall(f"{ask.path} {data}")
    with world.undone():
        before = world.written()
        response = world.person(key).ask(
            "HEAD" if way == "HEAD" else ask.method, ask.path, htmx=way == "htmx", data=data
        )
        response.get_data()  # kept, for a file is gone when it is closed
        response.close()
        faults = world.faults(response, before, [held for held in sent if held in world.back])
    outcome.requests += 1
    if ask.ids and response.status_code != 404 and not refused(response):
        faults.append("answered, though the row is another's")
    if response.status_code >= 500:
        faults.append("failed")
    if faults:
        how = "POST" if ask.method == "POST" else "GET"
        outcome.findings.append(Finding(ask.endpoint, how, key, way, response.status_code, faults))


def _without_words(data: dict[str, Any]) -> dict[str, Any]:
    """A form of the twin's with its ids and without its words: those would come back as an echo."""
    return {
        name: [_WORDS.sub("", value) if isinstance(value, str) else value for value in values]
        for name, values in data.items()
    }
