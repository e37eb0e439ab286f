"""The bare floor of a page: Flask, psycopg and a compiled template, the same statements, the same bytes.

The template is made from the page: its tags stand as they are, each piece of text between them is a value that is
escaped, as in a page written by hand. No session, no ORM, no form, no translation, no address is computed.
"""

import html
import re
from collections.abc import Sequence
from typing import Any

import psycopg
from flask import Flask
from jinja2 import Template
from werkzeug.test import EnvironBuilder, run_wsgi_app

from portal.dev.bench_ask import CONTEXT, Answer, Asked
from portal.tenancy.context import sign

_TAG = re.compile(r"(<[^>]*>)")
#: Jinja makes every end of line in a template the same.
_RETURN = '{% endraw %}{{ "\\r" }}{% raw %}'


class Floor:
    """A minimal application on one connection that stays open."""

    def __init__(self, address: str, *, context_key: bytes) -> None:
        self.app = Flask("gulv")
        self._connection = psycopg.connect(address)
        self._key = context_key
        self._pages: list[Any] = []
        self.app.add_url_rule("/<int:place>", "side", lambda place: self._pages[place]())

    def close(self) -> None:
        """Let the database go."""
        self._connection.close()

    def lay(self, asked: Sequence[Asked], page: str, *, tenant_id: int) -> dict[str, Any]:
        """A page that asks the same and answers the same; its environ for `ask`."""
        template, texts = compile_page(self.app, page)
        self._pages.append(lambda: self._answer(asked, template, texts, tenant_id))
        return EnvironBuilder(f"/{len(self._pages) - 1}").get_environ()

    def _answer(self, asked: Sequence[Asked], template: Template, texts: list[str], tenant_id: int) -> str:
        with self._connection.cursor() as cursor:
            for each in asked:
                if each.sql == CONTEXT:
                    context = sign(tenant_id, key=self._key)
                    cursor.execute("SELECT set_config('portal.ctx', %s, true)", (context,))
                else:
                    cursor.execute(each.sql, each.values)
                if cursor.description is not None:
                    cursor.fetchall()
        self._connection.rollback()
        return template.render(t=texts)


def compile_page(app: Flask, page: str) -> tuple[Template, list[str]]:
    """The page as a template, and the texts it is filled with."""
    texts: list[str] = []
    parts = []
    for place, part in enumerate(_TAG.split(page)):
        if place % 2 or not part.strip():
            parts.append(f"{{% raw %}}{part}{{% endraw %}}".replace("\r", _RETURN))
        else:
            parts.append(f"{{{{ t[{len(texts)}] }}}}")
            texts.append(html.unescape(part))
    return app.jinja_env.from_string("".join(parts)), texts


def ask_floor(floor: Floor, environ: dict[str, Any], clock: Any) -> Answer:
    """One request to the floor, timed as `Person` times the application."""
    begun = clock()
    chunks, status, _headers = run_wsgi_app(floor.app, dict(environ), buffered=False)
    whole = b"".join(chunks)
    seconds = clock() - begun
    if close := getattr(chunks, "close", None):
        close()
    return Answer(int(status.split()[0]), whole, seconds)
