"""One request straight into the application, timed to its last byte, and what it asked the database on the way."""

import gzip
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import Connection, Engine, event
from werkzeug.test import EnvironBuilder, run_wsgi_app

#: The `begin` of a transaction, which is also where the tenant's context is set.
CONTEXT = "portal.ctx"


@dataclass(frozen=True)
class Answer:
    """What came back. `seconds` end with the last byte; what is written afterwards is not in them."""

    status: int
    body: bytes
    seconds: float
    location: str | None = None
    #: What was heard until the last byte, when someone listened.
    asked: Sequence["Asked"] = ()

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()

    @property
    def packed(self) -> int:
        """Bytes over the wire, as a server compresses a page."""
        return len(gzip.compress(self.body, 6, mtime=0))


@dataclass(frozen=True)
class Asked:
    """One statement with its values, or CONTEXT."""

    sql: str
    values: Any = None


@dataclass
class Person:
    """Someone signed in: the agency in the address and the cookies of the browser."""

    app: Flask
    slug: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, htmx: bool = False, heard: Sequence["Asked"] = ()) -> Answer:
        """A page, or its fragment."""
        return self._ask("GET", path, htmx=htmx, heard=heard)

    def post(self, path: str, data: Sequence[tuple[str, str]]) -> Answer:
        """A form, as a browser without script sends it."""
        return self._ask("POST", path, body=urlencode(data).encode())

    def _ask(
        self,
        method: str,
        path: str,
        *,
        htmx: bool = False,
        body: bytes = b"",
        heard: Sequence["Asked"] = (),
    ) -> Answer:
        full = path if path.startswith(f"/{self.slug}/") else f"/{self.slug}{path}"
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if htmx:
            headers["HX-Request"] = "true"
        if method == "POST":
            headers |= {"Origin": "https://localhost", "Referer": f"https://localhost{full}"}
        environ = EnvironBuilder(
            full,
            base_url="https://localhost",
            method=method,
            headers=list(headers.items()),
            input_stream=io.BytesIO(body),
            content_length=len(body),
            content_type="application/x-www-form-urlencoded" if body else None,
        ).get_environ()
        begun = perf_counter()
        chunks, status, answered = run_wsgi_app(self.app, environ, buffered=False)
        whole = b"".join(chunks)
        seconds, asked = perf_counter() - begun, tuple(heard)
        if close := getattr(chunks, "close", None):
            close()
        for line in answered.getlist("Set-Cookie"):
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.split(";", 1)[0]
        return Answer(int(status.split()[0]), whole, seconds, answered.get("Location"), asked)


@contextmanager
def listening(engine: Engine) -> Iterator[list[Asked]]:
    """All that is asked in the block, in order, the context of each transaction too."""
    heard: list[Asked] = []

    def begin(_connection: Connection) -> None:
        heard.append(Asked(CONTEXT))

    def statement(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:  # noqa: FBT001
        heard.append(Asked(sql, values))

    event.listen(engine, "begin", begin)
    event.listen(engine, "before_cursor_execute", statement)
    try:
        yield heard
    finally:
        event.remove(engine, "begin", begin)
        event.remove(engine, "before_cursor_execute", statement)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
