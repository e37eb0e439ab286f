"""One contract for every store. A new store adds itself to `STORES`."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from portal.errors import Unavailable
from portal.filestore.base import MAX_BYTES, Damaged, KeyTaken, Missing, Store, make_key
from portal.filestore.stores.local.store import LocalStore
from portal.filestore.stores.s3.store import S3Store
from tests.support.s3_server import BUCKET, KEY_ID, SECRET, Bucket, s3_server


@dataclass
class Case:
    store: Store
    #: Change the stored bytes behind the store's back.
    damage: Callable[[str, bytes], None]


def _local(_stack: ExitStack, folder: Path) -> Case:
    return Case(LocalStore(folder), lambda key, data: (folder / key).write_bytes(data) and None)


def _s3(stack: ExitStack, _folder: Path, **kind: bool) -> Case:
    bucket = Bucket(**kind)  # type: ignore[arg-type]
    address = stack.enter_context(s3_server(bucket))
    return Case(a_store(address), bucket.objects.__setitem__)


def _s3_without_create_only(stack: ExitStack, folder: Path) -> Case:
    return _s3(stack, folder, knows_create_only=False)


def a_store(address: str, **changed: object) -> S3Store:
    chosen = {"bucket": BUCKET, "key": KEY_ID, "secret": SECRET, "region": "eu-north-1", **changed}
    return S3Store(endpoint=address, **chosen)  # type: ignore[arg-type]


STORES = {"local": _local, "s3": _s3, "s3 without If-None-Match": _s3_without_create_only}


@pytest.fixture(params=STORES)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    with ExitStack() as stack:
        yield STORES[request.param](stack, tmp_path)


def a_key(tenant_id: int = 7) -> str:
    return make_key(tenant_id=tenant_id, year=2026, dokument_id=uuid4(), versjon_id=uuid4())


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def put(store: Store, key: str, data: bytes) -> None:
    store.put(key, BytesIO(data), size=len(data), sha256=sha(data))


def read(store: Store, key: str, data: bytes) -> bytes:
    with store.open(key, sha256=sha(data)) as file:
        return file.read()


@pytest.mark.parametrize("data", [b"x", b"\x00\r\n\xff" * 1000, b"7" * 3_000_000], ids=["1", "4000", "3 MB"])
def test_what_was_put_is_read_again(case: Case, data: bytes) -> None:
    key = a_key()
    assert not case.store.exists(key)
    put(case.store, key, data)
    assert case.store.exists(key)
    assert read(case.store, key, data) == data


def test_a_key_is_written_once(case: Case) -> None:
    key = a_key()
    put(case.store, key, b"first")
    with pytest.raises(KeyTaken):
        put(case.store, key, b"second")
    assert read(case.store, key, b"first") == b"first"


@pytest.mark.parametrize("changed", [b"angripeR", b"angripe", b"angriper!", b""])
def test_changed_bytes_are_never_handed_over(case: Case, changed: bytes) -> None:
    key = a_key()
    put(case.store, key, b"angriper")
    case.damage(key, changed)
    with pytest.raises(Damaged):
        case.store.open(key, sha256=sha(b"angriper"))


def test_what_is_missing_is_said_to_be(case: Case) -> None:
    with pytest.raises(Missing):
        case.store.open(a_key(), sha256=sha(b""))


def test_deleting_is_harmless_the_second_time(case: Case) -> None:
    key = a_key()
    put(case.store, key, b"x")
    case.store.delete(key)
    case.store.delete(key)
    assert not case.store.exists(key)


def test_fewer_bytes_than_promised_are_not_stored_as_whole(case: Case) -> None:
    key = a_key()
    with pytest.raises((Unavailable, OSError, ValueError)):
        case.store.put(key, BytesIO(b"abc"), size=5, sha256=sha(b"abcde"))
    if case.store.exists(key):
        pytest.fail("half a file stands under its key")


def test_the_keys_of_a_tenant_are_listed_and_no_others(case: Case) -> None:
    mine, others = [a_key(7) for _ in range(5)], [a_key(77), a_key(8)]
    for key in [*mine, *others]:
        put(case.store, key, b"x")
    found = dict(case.store.keys("t/7/"))
    assert sorted(found) == sorted(mine)
    assert all(written.tzinfo is not None and written.astimezone(UTC) for written in found.values())


NASTY = [
    "../../etc/passwd",
    "t/7/2026/../../../x",
    "/etc/passwd",
    "t/7/2026/" + "a" * 32 + "/" + "b" * 31,
    "t/7/2026/" + "a" * 32 + "/" + "b" * 32 + "\n",
    "t/0/2026/" + "a" * 32 + "/" + "b" * 32,
    "t/7/2026/" + "a" * 32 + "/" + "b" * 32 + "\x00.pdf",
    "",
]


@pytest.mark.parametrize("key", NASTY)
def test_a_key_that_is_not_ours_goes_nowhere(case: Case, key: str) -> None:
    for act in (
        lambda: put(case.store, key, b"x"),
        lambda: case.store.open(key, sha256=sha(b"x")),
        lambda: case.store.exists(key),
        lambda: case.store.delete(key),
    ):
        with pytest.raises(ValueError, match="not a key of ours"):
            act()


def test_a_key_holds_nothing_a_person_wrote() -> None:
    ident = UUID(int=1)
    assert make_key(tenant_id=7, year=2026, dokument_id=ident, versjon_id=ident) == (
        f"t/7/2026/{'0' * 31}1/{'0' * 31}1"
    )
    assert MAX_BYTES == 26_214_400


def test_of_eight_writers_one_gets_the_key(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    key, said, start = a_key(), [], threading.Barrier(8)

    def write(data: bytes) -> None:
        start.wait()
        try:
            put(store, key, data)
            said.append(data)
        except KeyTaken:
            said.append(None)

    threads = [threading.Thread(target=write, args=(str(n).encode() * 50_000,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [data for data in said if data]
    assert read(store, key, won) == won


class TestS3:
    """What only a server far away can do."""

    def test_half_a_body_is_noticed(self) -> None:
        bucket = Bucket(loses_half=True)
        with s3_server(bucket) as address, pytest.raises(Unavailable, match="bytes stored"):
            put(a_store(address), a_key(), b"0123456789")

    @pytest.mark.parametrize("status", [500, 503, 403])
    def test_errors_mean_unavailable(self, status: int) -> None:
        with s3_server(Bucket(down=status)) as address:
            store = a_store(address)
            for act in (
                lambda: put(store, a_key(), b"x"),
                lambda: store.open(a_key(), sha256=sha(b"x")),
                lambda: store.exists(a_key()),
                lambda: store.delete(a_key()),
            ):
                with pytest.raises(Unavailable):
                    act()

    def test_a_wrong_key_is_refused_and_says_so(self) -> None:
        with s3_server(Bucket()) as address, pytest.raises(Unavailable, match="AccessDenied"):
            put(a_store(address, key="someone-else"), a_key(), b"x")

    def test_a_silent_server_is_given_up(self) -> None:
        with s3_server(Bucket(silent=True)) as address, pytest.raises(Unavailable, match="Timeout"):
            put(a_store(address, read_s=0.2), a_key(), b"x")

    def test_no_server_at_all(self) -> None:
        with pytest.raises(Unavailable):
            put(a_store("http://127.0.0.1:9", connect_s=0.5), a_key(), b"x")

    def test_the_hash_travels_and_the_secret_does_not(self) -> None:
        bucket = Bucket()
        with s3_server(bucket) as address:
            put(a_store(address), a_key(), b"x")
        sent = {name.lower(): value for name, value in bucket.seen_headers[0].items()}
        assert sent["x-amz-checksum-sha256"]
        assert sent["if-none-match"] == "*"
        assert SECRET not in str(bucket.seen_headers)
