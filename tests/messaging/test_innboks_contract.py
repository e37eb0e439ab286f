"""One contract for every mail box that is read. A new one adds itself to `BOXES`."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from portal.errors import Unavailable
from portal.messaging.innboks.brev import Innboks
from portal.messaging.innboks.imap import ImapInnboks
from portal.messaging.innboks.lokal import LokalInnboks
from tests.support.imap_server import Box, imap_server

FIRST, SECOND = b"From: a@x.example\r\n\r\nEn\r\n", b"From: b@x.example\r\n\r\nTo \xe6\r\n"
#: Puts a mail in the box.
Deliver = Callable[[bytes], object]
#: How many a person must look at.
Unknown = Callable[[], int]


def _lokal(_stack: ExitStack, folder: Path) -> tuple[Innboks, Deliver, Unknown]:
    def deliver(mail: bytes) -> object:
        return (folder / f"{len(list(folder.rglob('*.eml'))):04}.eml").write_bytes(mail)

    return LokalInnboks(folder), deliver, lambda: len(list((folder / "ukjent").glob("*.eml")))


def _imap(stack: ExitStack, _folder: Path) -> tuple[Innboks, Deliver, Unknown]:
    box = Box()
    port = stack.enter_context(imap_server(box))
    return (
        client(port),
        box.mails.append,
        lambda: sum("\\Flagged" in flags for flags in box.flags.values()),
    )


def client(port: int, password: str = "hemmelig") -> ImapInnboks:
    return ImapInnboks(
        host="127.0.0.1", port=port, user="logg", password=password, encrypted=False, timeout_s=5
    )


BOXES = {"lokal": _lokal, "imap": _imap}


@pytest.fixture(params=BOXES)
def innboks(request, tmp_path):
    with ExitStack() as stack:
        yield BOXES[request.param](stack, tmp_path)


def test_an_empty_box_has_nothing(innboks) -> None:
    box, _deliver, _unknown = innboks
    assert list(box.fetch(limit=9)) == []


def test_what_is_settled_does_not_come_again_and_the_rest_does(innboks) -> None:
    box, deliver, unknown = innboks
    deliver(FIRST)
    deliver(SECOND)
    first, second = box.fetch(limit=9)
    assert (first.innhold, second.innhold) == (FIRST, SECOND)
    assert [each.innhold for each in box.fetch(limit=1)] == [FIRST]  # fetching alone settles nothing
    box.settle(first.merke, kept=True)
    assert [each.innhold for each in box.fetch(limit=9)] == [SECOND]
    assert unknown() == 0
    box.settle(second.merke, kept=False)
    assert list(box.fetch(limit=9)) == []
    assert unknown() == 1


@pytest.mark.parametrize("word", ["LOGIN", "SEARCH", "FETCH", "STORE"])
def test_a_server_that_falls_silent_is_unavailable(word) -> None:
    def one_round(port: int) -> None:
        for brev in list(client(port).fetch(limit=9)):
            client(port).settle(brev.merke, kept=True)

    box = Box(mails=[FIRST], cut_at=word)
    with imap_server(box) as port, pytest.raises(Unavailable):
        one_round(port)
    box.cut_at = ""
    with imap_server(box) as port:
        one_round(port)
    assert box.unseen() == []


def test_a_wrong_password_is_unavailable() -> None:
    with imap_server(Box(mails=[FIRST])) as port, pytest.raises(Unavailable):
        list(client(port, "feil").fetch(limit=9))


def test_a_box_that_was_made_anew_shares_no_names() -> None:
    box = Box(mails=[FIRST])
    with imap_server(box) as port:
        (brev,) = client(port).fetch(limit=9)
        box.validity += 1
        client(port).settle(brev.merke, kept=True)
        assert box.unseen() == [1]
