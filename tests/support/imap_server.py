"""An IMAP server on the loopback with one mail box: enough of RFC 3501 for a client that reads and marks."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """The mail box, and what the server does. Uids are places in `mails`, from 1."""

    mails: list[bytes] = field(default_factory=list)
    flags: dict[int, set[str]] = field(default_factory=dict)
    validity: int = 77
    password: str = "hemmelig"
    #: The word of a command that is answered with nothing but a cut connection.
    cut_at: str = ""

    def unseen(self) -> list[int]:
        return [uid for uid in range(1, len(self.mails) + 1) if "\\Seen" not in self.flags.get(uid, set())]


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Box = self.server.box  # type: ignore[attr-defined]
        self._say("* OK stand-in")
        while line := self.rfile.readline():
            tag, _space, said = line.decode().rstrip("\r\n").partition(" ")
            word = said.upper().removeprefix("UID ").split(" ")[0]
            if word == box.cut_at:
                return
            if word == "LOGIN" and box.password not in said:
                self._say(f"{tag} NO who are you")
                continue
            self._do(word, said, box)
            self._say(f"{tag} OK done")
            if word == "LOGOUT":
                return

    def _do(self, word: str, said: str, box: Box) -> None:
        if word == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif word == "SELECT":
            self._say(f"* {len(box.mails)} EXISTS")
            self._say(f"* OK [UIDVALIDITY {box.validity}] valid")
        elif word == "SEARCH":
            self._say("* SEARCH " + " ".join(map(str, box.unseen())))
        elif word == "FETCH":
            uid = int(said.split(" ")[2])
            whole = box.mails[uid - 1]
            self._say(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(whole)}}}")
            self.wfile.write(whole + b")\r\n")
        elif word == "STORE":
            uid = int(said.split(" ")[2])
            box.flags.setdefault(uid, set()).update(re.findall(r"\\\w+", said))

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def imap_server(box: Box) -> Iterator[int]:
    """Answers the port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server:
        server.daemon_threads = True
        server.box = box  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
