"""No page mark in an address, edited however, brings a list down (0 × 5xx)."""

import inspect
import re
from base64 import urlsafe_b64encode
from datetime import date
from json import dumps
from uuid import UUID, uuid4

import pytest

from portal.web.paging import make_mark, moment, plain_text, read_mark, row_number
from tests.kundekort.importer.test_routes import path_of, upload
from tests.support.database import take_time

READS_MARK = re.compile(r'args\.get\("etter"')
PERSON = {"kundeportal": "anne"}
ID = str(uuid4())
#: A few hundred pages need not all be read as a validator does.
UNREAD = {"Accept": "text/html"}


def coded(values) -> str:
    return urlsafe_b64encode(dumps(values).encode()).decode().rstrip("=")


EDITED = {
    "no id": make_mark("2026-11-01", "x"),
    "no date": make_mark("x", ID),
    "neither": make_mark("x", "y"),
    "a time without zone": make_mark("2026-11-01T10:00:00", ID),
    "a time before all times": make_mark("0001-01-01T00:00:00+14:00", ID),
    "half a second off": make_mark("2026-11-01T10:00:00+00:00:00.5", ID),
    "a date past all dates": make_mark("9999-12-31", ID),
    "NUL": make_mark("\0", ID),
    "half a sign": coded(["\ud800", ID]),
    "one bad part": make_mark("x"),
    "one huge part": make_mark("9" * 40),
    "a digit of another script": make_mark("\u0663"),
    "numbers": coded([1, 2]),
    "no list": coded({"a": 1}),
    "deep": urlsafe_b64encode(b"[" * 100_000).decode(),
    "no code": "æ%00",
}


def marked_lists(app) -> list:
    """Every page whose module reads a mark."""
    found = []
    for rule in app.url_map.iter_rules():
        module = inspect.getmodule(inspect.unwrap(app.view_functions[rule.endpoint]))
        reads = module is not None and READS_MARK.search(inspect.getsource(module))
        if reads and "GET" in rule.methods and set(rule.arguments) <= {"kunde_id", "import_id"}:
            found.append(rule)
    return found


def test_every_list_answers_every_edited_mark(app, client, connection, cast) -> None:
    take_time(connection)
    import_id = path_of(upload(client)).rsplit("/", 1)[-1]
    ids = {"kunde_id": cast.id("fjordtre"), "import_id": UUID(import_id)}
    lists = marked_lists(app)
    failed, answered = [], set()
    with app.test_request_context("/", base_url="https://localhost"):
        adapter = app.url_map.bind("localhost", url_scheme="https")
        paths = [
            (rule.endpoint, adapter.build(rule.endpoint, {name: ids[name] for name in rule.arguments}))
            for rule in lists
        ]
    people = {key: client.as_(key) for key in ("jon", *PERSON.values())}
    for endpoint, path in paths:
        person = people[PERSON.get(endpoint.split(".")[0], "jon")]
        for name, mark in EDITED.items():
            response = person.get(path, query_string={"etter": mark}, headers=UNREAD)
            if response.status_code == 200:
                answered.add(endpoint)
            if response.status_code >= 500:
                failed.append((endpoint, name))
    assert failed == []
    dead = {rule.endpoint for rule in lists} - answered
    assert {e for e in dead if "liste" in e.split(".")[-1]} == set()
    assert len(answered) >= 15


def test_a_mark_reads_back_as_what_it_was_made_of() -> None:
    row = (date(2026, 11, 1), uuid4())
    assert read_mark(make_mark(*row), date.fromisoformat, UUID) == row
    assert read_mark(make_mark("å b", row[1]), plain_text, UUID) == ("å b", row[1])
    assert read_mark(make_mark(12), row_number) == (12,)
    time = "2026-11-01T10:00:00.123456+01:00"
    assert read_mark(make_mark(time, ID), moment, UUID)[0].isoformat() == "2026-11-01T09:00:00.123456+00:00"


@pytest.mark.parametrize("name", sorted(set(EDITED) - {"half a second off"}))  # that one can be read
def test_an_edited_mark_is_no_mark(name: str) -> None:
    assert read_mark(EDITED[name], moment, UUID) is None
    if not name.startswith("a date past"):
        assert read_mark(EDITED[name], date.fromisoformat, UUID) is None
    assert read_mark(EDITED[name], row_number) is None


def test_the_old_reading_would_have_failed() -> None:
    """The control: the marks are such that reading their parts without care raises."""
    with pytest.raises(ValueError, match="badly formed"):
        read_mark(EDITED["no id"], str, str) and UUID(read_mark(EDITED["no id"], str, str)[1])
