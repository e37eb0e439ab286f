"""An S3 on the loopback, as small as the store's calls: put (create-only), get, head, delete, list."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

BUCKET = "portal"
KEY_ID = "AKIATEST"
SECRET = "a-secret-of-the-test"


@dataclass
class Bucket:
    """What is stored, and how the server behaves."""

    objects: dict[str, bytes] = field(default_factory=dict)
    #: An older server: answers 501 to If-None-Match.
    knows_create_only: bool = True
    #: Keeps only half of what it gets, and says 200.
    loses_half: bool = False
    #: Every answer is this error.
    down: int | None = None
    #: Accepts, then never answers; `release` ends it.
    silent: bool = False
    release: threading.Event = field(default_factory=threading.Event)
    page: int = 2
    seen_headers: list[dict[str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def bucket(self) -> Bucket:
        return self.server.bucket  # type: ignore[attr-defined]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._refuses():
            return
        key = self._key()
        if self.headers.get("If-None-Match") == "*":
            if not self.bucket.knows_create_only:
                self._error(501, "NotImplemented")
                return
            if key in self.bucket.objects:
                self._error(412, "PreconditionFailed")
                return
        self.bucket.objects[key] = body[: len(body) // 2] if self.bucket.loses_half else body
        self._answer(200)

    def do_GET(self) -> None:
        if self._refuses():
            return
        if not self._key():
            self._list()
            return
        body = self.bucket.objects.get(self._key())
        if body is None:
            self._error(404, "NoSuchKey")
        else:
            self._answer(200, body)

    def do_HEAD(self) -> None:
        if self._refuses():
            return
        body = self.bucket.objects.get(self._key())
        self._answer(200 if body is not None else 404, body or b"")

    def do_DELETE(self) -> None:
        if self._refuses():
            return
        self.bucket.objects.pop(self._key(), None)
        self._answer(204)

    def _list(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        prefix, after = asked.get("prefix", [""])[0], asked.get("continuation-token", [""])[0]
        keys = sorted(k for k in self.bucket.objects if k.startswith(prefix) and k > after)
        shown, more = keys[: self.bucket.page], len(keys) > self.bucket.page
        rows = "".join(
            f"<Contents><Key>{k}</Key><LastModified>2026-11-19T09:00:00.000Z</LastModified>"
            f"<Size>{len(self.bucket.objects[k])}</Size></Contents>"
            for k in shown
        )
        token = f"<NextContinuationToken>{shown[-1]}</NextContinuationToken>" if more else ""
        self._answer(
            200,
            f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}{rows}</ListBucketResult>".encode(),
        )

    def _refuses(self) -> bool:
        self.bucket.seen_headers.append(dict(self.headers))
        if self.bucket.silent:
            self.bucket.release.wait(30)
            return True
        if self.bucket.down is not None:
            self._error(self.bucket.down, "ServiceUnavailable")
            return True
        if f"Credential={KEY_ID}/" not in self.headers.get("Authorization", ""):
            self._error(403, "AccessDenied")
            return True
        return False

    def _key(self) -> str:
        _empty, bucket, *rest = unquote(urlsplit(self.path).path).split("/", 2)
        assert bucket == BUCKET
        return rest[0] if rest else ""

    def _error(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode())

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.md5(body).hexdigest()}"')
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Quiet."""


@contextmanager
def s3_server(bucket: Bucket) -> Iterator[str]:
    """Its address, while it runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        server.bucket = bucket  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            bucket.release.set()
            server.shutdown()
            thread.join()
