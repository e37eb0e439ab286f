"""A clerk at a browser while everything around her is killed: she asks again with the same form until she knows."""

import http.client
import random
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from portal.dev.cast import NORDVIK, PASSWORD
from tests.drill.checker import Told
from tests.support.page import PageForm, as_shown, forms, parse
from tests.support.started import PATIENCE_S

NOT_KEPT, UNDECIDED = "Ingenting ble lagret", "Vi vet ikke om det ble lagret"
HEADING = re.compile(r"<h1[^>]*>\s*(Faktura|Kreditnota) (\d+)\s*</h1>")
DAY = "2026-11-02"
#: Between two tries of a form whose answer is unknown.
BREATH_S = 0.2


class Unanswered(Exception):
    """The connection broke: the form may have counted or not."""


class GaveUp(Exception):
    """The clerk left without knowing."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass
class Log:
    """What all clerks were told. `begun` counts posts, so that a killer may choose a moment among them."""

    told: list[Told] = field(default_factory=list)
    effects: set[UUID] = field(default_factory=set)
    denied: list[UUID] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    begun: int = 0
    asked_again: int = 0
    undecided: int = 0
    moved: threading.Condition = field(default_factory=threading.Condition)

    def begin(self) -> None:
        with self.moved:
            self.begun += 1
            self.moved.notify_all()

    def wait_for(self, begun: int) -> None:
        """Until so many posts have been begun in all."""
        with self.moved:
            assert self.moved.wait_for(lambda: self.begun >= begun, PATIENCE_S), "the clerks have stopped"


class Clerk:
    """Lise, signed in. Every post is repeated until its answer is known, unless she gives up."""

    def __init__(self, port: int, log: Log, *, seed: int = 0, gives_up: float = 0.0) -> None:
        self._port, self.log = port, log
        self._cookies: dict[str, str] = {}
        self._chance = random.Random(seed)
        self._gives_up = gives_up
        #: She waits for every answer.
        self.patient = gives_up == 0
        self._breath = threading.Event()

    def sign_in(self) -> "Clerk":
        form = self.form("/nordvik/logg-inn", "/nordvik/logg-inn")
        answer = self.post(form, {"epost": NORDVIK.epost("lise"), "passord": PASSWORD})
        assert answer.status == 303, answer.text
        return self

    # The acts

    def manual_draft(self, kunde_id: UUID) -> str:
        """The address of a new draft with two lines."""
        path = f"/nordvik/fakturaer/ny?kunde={kunde_id}"
        typed = {"levering_fra": DAY, "levering_til": DAY, "leveringssted": "Lageret", "deres_ref": "Siv"}
        for row, (text, quantity, price) in enumerate((("Rydding", "7,5", "399"), ("Frakt", "3", "120"))):
            typed |= {f"linjer-{row}-tekst": text, f"linjer-{row}-mengde": quantity}
            typed |= {f"linjer-{row}-pris": price, f"linjer-{row}-mva": "2500"}
        return self._made(self.form(path, path), typed)

    def draft_of_hours(self, kunde_id: UUID) -> str:
        action = f"/nordvik/fakturaer/grunnlag/{kunde_id}/utkast"
        return self._made(self.form("/nordvik/fakturaer/grunnlag", action))

    def issue(self, draft: str, form: PageForm | None = None) -> Told:
        """The number she is shown. `form`: the one she has open already."""
        answer = self.post(form or self.form(draft, f"{draft}/utsted"))
        assert answer.status == 303, answer.text
        return self._number(answer.location)

    def credit(self, invoice: str, *, part: str | None = None) -> Told:
        """A credit note for so much of the first line, or for all that is left; the hours become billable again."""
        action = f"{invoice}/kreditnotaer"
        form = self.form(f"{action}/ny", action)
        rows = sorted({f.name.split("-")[1] for f in form.fields if f.name.startswith("rader-")}, key=int)
        typed = {f"rader-{row}-velg": "y" for row in (rows[:1] if part else rows)} | {"timer": "frigi"}
        if part:
            typed["rader-0-mengde"] = part
        return self._number(self._made(form, typed))

    # The browser

    def form(self, page: str, action: str) -> PageForm:
        """The form of a page that posts to `action`, as it is shown."""
        answer = self.get(page)
        for form in forms(parse(answer.text), page):
            if form.action == action and form.method == "POST":
                return form
        raise AssertionError(f"{page} ({answer.status}) has no form to {action}")

    def get(self, path: str) -> Answer:
        return next(answer for answer in self._tries("GET", path) if answer and answer.status < 500)

    def post(self, form: PageForm, typed: dict[str, str] | None = None) -> Answer:
        """Until the answer is known.

        Raises:
            GaveUp: she did not care to know.
        """
        data = {name: values[0] for name, values in as_shown(form).items()} | (typed or {})
        key = UUID(data["idempotens"]) if "idempotens" in data else None
        said_not_kept = True
        for answer in self._tries("POST", form.action, urlencode(data)):
            if answer and answer.status < 500:
                if answer.status != 303:
                    self._surprise(form, answer)
                return answer
            if answer and answer.status != 503:
                self._surprise(form, answer)
            self.log.undecided += bool(answer and UNDECIDED in answer.text)
            said_not_kept &= bool(answer and NOT_KEPT in answer.text)
            if key and not self.patient and self._chance.random() < self._gives_up:
                self.log.denied += [key] if said_not_kept else []
                raise GaveUp
            self.log.asked_again += 1
        raise AssertionError("unreachable")

    def _made(self, form: PageForm, typed: dict[str, str] | None = None) -> str:
        answer = self.post(form, typed)
        assert answer.status == 303, answer.text
        self.log.effects.add(UUID(form.value("idempotens") or ""))
        return answer.location

    def _number(self, path: str) -> Told:
        answer = self.get(path)
        found = HEADING.search(answer.text)
        assert found, f"{path} ({answer.status}) shows no number"
        told = Told(found[1].lower(), UUID(path.rpartition("/")[2]), int(found[2]))
        self.log.told.append(told)
        return told

    def _surprise(self, form: PageForm, answer: Answer) -> None:
        said = re.sub(r"<[^>]+>|\s+", " ", answer.text[answer.text.find("<main") :])
        self.log.surprises.append(f"{form.action}: {answer.status} {' '.join(said.split())[:200]}")

    def _tries(self, method: str, path: str, body: str | None = None) -> Iterator[Answer | None]:
        """One answer after the other, None for none, as long as the caller goes on asking."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if body is not None:
                self.log.begin()
            try:
                yield self._once(method, path, body)
            except Unanswered:
                yield None
            self._breath.wait(BREATH_S)
        raise AssertionError(f"{method} {path} was never answered")

    def _once(self, method: str, path: str, body: str | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers: dict[str, Any] = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8")
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered from error
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return Answer(response.status, urlsplit(response.headers.get("Location", "")).path, text)
