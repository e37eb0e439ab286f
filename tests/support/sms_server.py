"""Sveve's interface on the loopback, as far as we use it: takes messages, says no, or falls silent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Behaviour:
    """What the gateway does. It is Sveve's: 200 with what happened in the body, also when it says no."""

    status: int = 200
    #: Sent instead of the JSON of an answer.
    raw: bytes | None = None
    #: The connection is cut when the whole message has come, without an answer.
    silent: bool = False
    fatal: str = ""
    #: Why the number is refused.
    fault: str = ""
    password: str = "hemmelig"
    #: What it took, as JSON.
    received: list[dict[str, Any]] = field(default_factory=list)
    heard: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


class _Gateway(BaseHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Nothing: a password stands in what came."""

    def do_POST(self) -> None:
        told: Behaviour = self.server.told  # type: ignore[attr-defined]
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        told.heard.append(("POST", self.path, dict(self.headers)))
        answer = self._judged(asked, told)
        if told.silent:
            self.close_connection = True
            return
        body = json.dumps({"response": answer}).encode() if told.raw is None else told.raw
        self.send_response(told.status)
        if told.status in {301, 302, 307}:
            self.send_header("Location", "/SMS/SendMessage")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        """Where a client that follows a redirection would come."""
        self.server.told.heard.append(("GET", self.path, dict(self.headers)))  # type: ignore[attr-defined]
        self.send_error(405)

    def _judged(self, asked: dict[str, Any], told: Behaviour) -> dict[str, Any]:
        if asked["passwd"] != told.password:
            return {"fatalError": "Feil brukernavn/passord"}
        if told.fatal:
            return {"fatalError": told.fatal}
        if told.fault:
            return {
                "msgOkCount": 0,
                "stdSMSCount": 0,
                "ids": [],
                "errors": [{"number": asked["to"], "message": told.fault}],
            }
        told.received.append(asked)
        return {"msgOkCount": 1, "stdSMSCount": 1, "ids": [42824112 + len(told.received)]}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is one of the cases."""


@contextmanager
def sms_server(told: Behaviour) -> Iterator[str]:
    """Its address, while it runs."""
    with _Server(("127.0.0.1", 0), _Gateway) as server:
        server.told = told  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
