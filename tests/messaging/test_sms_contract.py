"""One contract for every channel of text messages. A new channel adds itself to `CHANNELS`."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from portal.errors import Refused, Unavailable
from portal.messaging.base import SmsChannel
from portal.messaging.channels.local.sms import LocalSmsChannel
from portal.messaging.channels.sveve.channel import SveveChannel
from portal.messaging.sms import Sms
from tests.support.sms_server import Behaviour, sms_server

#: (reference, number as the channel writes it, sender, text)
Taken = tuple[str, str, str, str]
ID = UUID("01890000-0000-7000-8000-000000000001")


def an_sms(**changed: object) -> Sms:
    plain = Sms(
        id=ID,
        tenant_id=7,
        fra="Nordvik",
        til="+4759902001",
        til_navn="Terje Ås",
        tekst="Hei Terje.\nKan du møte kl. 7? – æøå ŋ «x» 🙂",
        tid=datetime(2026, 11, 19, 9, 30, tzinfo=UTC),
    )
    return replace(plain, **changed)


class _Local:
    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.channel: SmsChannel = LocalSmsChannel(folder)
        self._folder = folder

    def taken(self) -> list[Taken]:
        return [(str(s.id), s.til, s.fra, s.tekst) for s in self.channel.newest(7, limit=99)][::-1]

    def written(self, number: str) -> str:
        return number

    def unreachable(self) -> None:
        self._folder.rmdir()
        self._folder.write_text("a file where the folder should be")


class _Sveve:
    def __init__(self, stack: ExitStack, _folder: Path) -> None:
        self._told = Behaviour()
        self._server = ExitStack()
        stack.enter_context(self._server)
        url = self._server.enter_context(sms_server(self._told))
        self.channel: SmsChannel = SveveChannel(url=url, user="nordvik", password="hemmelig", timeout_s=5)

    def taken(self) -> list[Taken]:
        return [(row["ref"], row["to"], row["from"], row["msg"]) for row in self._told.received]

    def written(self, number: str) -> str:
        return number.removeprefix("+47").removeprefix("+")

    def unreachable(self) -> None:
        self._server.close()


CHANNELS: dict[str, Callable[[ExitStack, Path], _Local | _Sveve]] = {"local": _Local, "sveve": _Sveve}


@pytest.fixture(params=CHANNELS)
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_Local | _Sveve]:
    with ExitStack() as stack:
        made = CHANNELS[request.param](stack, tmp_path)
        assert made.channel.name == request.param
        yield made


def test_the_message_arrives_as_it_was_written(port) -> None:
    port.channel.send(an_sms())
    sms = an_sms()
    assert port.taken() == [(str(ID), port.written("+4759902001"), "Nordvik", sms.tekst)]


def test_a_foreign_number_keeps_its_country(port) -> None:
    port.channel.send(an_sms(til="+46701234567"))
    assert port.taken()[0][1] == port.written("+46701234567")
    assert port.taken()[0][1].endswith("46701234567")


def test_the_reference_is_the_same_at_every_try_and_differs_between_messages(port) -> None:
    for each in (an_sms(), an_sms(), an_sms(id=UUID(int=ID.int + 1))):
        port.channel.send(each)
    refs = [row[0] for row in port.taken()]
    assert set(refs) == {str(ID), str(UUID(int=ID.int + 1))}
    assert refs[-1] != refs[0]


def test_without_contact_it_did_not_leave(port) -> None:
    port.unreachable()
    with pytest.raises(Unavailable) as caught:
        port.channel.send(an_sms())
    assert not isinstance(caught.value, Refused)
    assert str(caught.value.sentence)


def test_nothing_of_the_text_is_shown_in_a_log(port) -> None:
    assert "Hei Terje" not in repr(an_sms())
