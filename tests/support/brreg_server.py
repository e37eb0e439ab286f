"""Enhetsregisteret on the loopback: answers as the real one does, goes silent or breaks when told to.

The answers are the public test data beside the project (../shared/data/brreg); no network is used.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.settings import ROOT

DATA = ROOT.parent / "shared" / "data" / "brreg"
API = "/enhetsregisteret/api"
#: Kartverket's register of addresses stands in the same place; the shape of its answers is public.
ADDRESSES = "/adresser/v1/sok"
STREETS = (
    ("Havnegata 1", "5003", "BERGEN", "4601", (60.397, 5.324)),
    ("Havnegata 1", "8610", "MO I RANA", "1833", (66.312, 14.142)),
    ("Havnegata 10", "5003", "BERGEN", "4601", None),
)


@dataclass
class Behaviour:
    """What the register does now; `asked` is what it was asked, path and query."""

    status: int = 200
    #: Set: the answer does not come before this event.
    silent_until: threading.Event | None = None
    #: Text sent in place of every answer.
    garbled: str | None = None
    asked: list[str] = field(default_factory=list)
    #: The feeds of changes: name → (number, orgnr, kind), in order.
    feeds: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    #: What enheter say otherwise than the public answers: orgnr → changed fields. None: there is no such enhet.
    changed: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    #: The underenheter of the public answer, one for each of these, with these changed fields.
    units: list[dict[str, Any]] = field(default_factory=lambda: [{}])


def answers(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


class _Register(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        told: Behaviour = self.server.told  # type: ignore[attr-defined]
        told.asked.append(self.path)
        if told.silent_until is not None:
            told.silent_until.wait(30)
            self.close_connection = True
            return
        status, body = (told.status, {}) if told.status != 200 else _answer(self.path, told)
        text = (told.garbled or json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_args: Any) -> None:
        pass


def _answer(path: str, told: Behaviour) -> tuple[int, Any]:
    parts = urlsplit(path)
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if parts.path == ADDRESSES:
        return 200, _addresses(asked)
    steps = parts.path.removeprefix(API).strip("/").split("/")
    if len(steps) == 1:
        return 200, _search(steps[0], asked, told)
    kind, orgnr = steps[0], steps[1]
    if kind == "oppdateringer":
        return 200, _feed(told.feeds.get(orgnr, []), orgnr, asked)
    if kind == "enheter" and len(steps) == 2 and orgnr in told.changed:
        fields = told.changed[orgnr]
        known = {**answers("enheter-details-response.json"), "organisasjonsnummer": orgnr}
        return (404, {}) if fields is None else (200, known | fields)
    if len(steps) == 3:
        roles = {
            "112233445": "enheter-roller-person-response.json",
            "810005912": "enheter-roller-enhet-response.json",
        }
        return (200, answers(roles[orgnr])) if orgnr in roles else (404, {})
    units = {
        ("enheter", "112233445"): "enheter-details-response.json",
        ("enheter", "123456789"): "enheter-details-deleted-response.json",
        ("underenheter", "776655441"): "underenheter-details-response.json",
        ("underenheter", "987123456"): "underenheter-details-deleted-response.json",
    }
    return (200, answers(units[kind, orgnr])) if (kind, orgnr) in units else (404, {})


def _feed(lines: list[tuple[int, str, str]], name: str, asked: dict[str, str]) -> Any:
    """As the register pages its feed: from a number on, so many at a time; an empty page has no `_embedded`."""
    first = int(asked.get("oppdateringsid", 0))
    due = [line for line in lines if line[0] >= first]
    shown = due[: int(asked["size"])]
    page = {"page": {"size": int(asked["size"]), "totalElements": len(due), "totalPages": 1, "number": 0}}
    if not shown:
        return page
    rows = [
        {
            "oppdateringsid": nr,
            "dato": "2026-11-26T04:00:00.000Z",
            "organisasjonsnummer": orgnr,
            "endringstype": slag,
        }
        for nr, orgnr, slag in shown
    ]
    return {"_embedded": {f"oppdaterte{name.capitalize()}": rows}, **page}


def _search(kind: str, asked: dict[str, str], told: Behaviour) -> Any:
    if kind == "underenheter":
        found = asked.get("overordnetEnhet") == "443322119"
        answer = answers(f"underenheter-search-{'' if found else 'empty-'}response.json")
        if found:
            [unit] = answer["_embedded"]["underenheter"]
            answer["_embedded"]["underenheter"] = [unit | more for more in told.units][: int(asked["size"])]
        return answer
    if "sesam" not in asked.get("navn", "").lower():
        return answers("enheter-search-empty-response.json")
    return answers("enheter-search-page1-response.json")


def _addresses(asked: dict[str, str]) -> Any:
    """As Kartverket answers: every address that begins so, in its own words."""
    found = [
        {
            "adressetekst": adresse,
            "postnummer": postnr,
            "poststed": poststed,
            "kommunenummer": kommunenr,
            "representasjonspunkt": {"epsg": "EPSG:4258", "lat": punkt[0], "lon": punkt[1]}
            if punkt
            else None,
        }
        for adresse, postnr, poststed, kommunenr, punkt in STREETS
        if adresse.lower().startswith(asked["sok"].lower()) and asked.get("postnummer", postnr) == postnr
    ]
    return {"metadata": {"totaltAntallTreff": len(found)}, "adresser": found[: int(asked["treffPerSide"])]}


@contextmanager
def register() -> Iterator[tuple[str, Behaviour]]:
    """The address of a running register, and what it is told to do."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Register)
    server.daemon_threads = True
    told = server.told = Behaviour()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", told
    finally:
        if told.silent_until is not None:
            told.silent_until.set()
        server.shutdown()
        server.server_close()
        thread.join()
