"""An SMTP server on the loopback that does as told: takes mail, says no, or falls silent at the worst moment."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Behaviour:
    """What the server does; `received` is what it took, dot-stuffing undone."""

    rcpt: str = "250 OK"
    #: None: the connection is cut when the whole text has come, without an answer.
    after_text: str | None = "250 OK"
    #: Called when the whole text has come, before the answer to it.
    before_answer: Callable[[], object] | None = None
    data: str = "354 go on"
    #: Credentials line of AUTH PLAIN that is accepted; None: AUTH is not offered.
    auth: str | None = None
    tls: ssl.SSLContext | None = None
    offers_starttls: bool = False
    received: list[bytes] = field(default_factory=list)
    #: Lines the client said, but for the text.
    heard: list[str] = field(default_factory=list)


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        told: Behaviour = self.server.told  # type: ignore[attr-defined]
        self._say("220 stand-in")
        while line := self.rfile.readline():
            said = line.decode("ascii").rstrip("\r\n")
            told.heard.append(said)
            word = said.upper().split(" ")[0]
            if word == "QUIT":
                self._say("221 bye")
                return
            if word == "STARTTLS":
                self._say("220 ready")
                self._to_tls(told)
            elif word == "DATA":
                self._say(told.data)
                if told.data.startswith("354"):
                    told.received.append(self._text())
                    if told.before_answer is not None:
                        told.before_answer()
                    if told.after_text is None:
                        return
                    self._say(told.after_text)
            else:
                self._say(self._answer(word, said, told))

    def _answer(self, word: str, said: str, told: Behaviour) -> str:
        if word == "EHLO":
            more = (
                ["STARTTLS"]
                if told.offers_starttls and not isinstance(self.connection, ssl.SSLSocket)
                else []
            )
            more += ["AUTH PLAIN"] if told.auth else []
            names = ["stand-in", *more]
            return "\r\n".join(
                f"250{'-' if i < len(names) - 1 else ' '}{name}" for i, name in enumerate(names)
            )
        if word == "AUTH":
            return "235 OK" if said == f"AUTH PLAIN {told.auth}" else "535 no"
        return told.rcpt if word == "RCPT" else "250 OK"

    def _text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return b""
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def _to_tls(self, told: Behaviour) -> None:
        assert told.tls is not None
        plain = self.rfile, self.wfile
        self.connection = told.tls.wrap_socket(self.connection, server_side=True)
        for stream in plain:
            stream.close()
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # ours when TLS began on the way; else the server's own, closed twice

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode("ascii") + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is one of the cases."""


@contextmanager
def smtp_server(told: Behaviour, *, tls_from_start: bool = False) -> Iterator[int]:
    """Its port, while it runs."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.told = told  # type: ignore[attr-defined]
        if tls_from_start:
            assert told.tls is not None
            server.socket = told.tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
