"""One contract for every mail channel. A new channel adds itself to `CHANNELS`."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest

from portal.messaging.base import Channel
from portal.messaging.channels.local.channel import LocalChannel
from portal.messaging.channels.smtp.channel import SmtpChannel
from portal.messaging.mail import Mail, Vedlegg
from tests.support.smtp_server import Behaviour, smtp_server

Received = Callable[[], list[EmailMessage]]
ID = UUID("01890000-0000-7000-8000-000000000001")


def a_mail(**changed: object) -> Mail:
    plain = Mail(
        id=ID,
        tenant_id=7,
        fra="portal@nordvik.example",
        fra_navn="Nordvik Bemanning AS",
        til="terje@fjordtre.example",
        til_navn="Terje Ås, driftsleder",
        emne="Prisliste 2027 – æøå",
        tekst="Hei Terje.\n\n.Punktum først, og <b>ikke fet</b>.\nSe https://portal.example/nordvik/x?a=1&b=2.",
        sprak="nb",
        tid=datetime(2026, 11, 19, 9, 30, tzinfo=UTC),
    )
    return replace(plain, **changed)


def _local(_stack: ExitStack, folder: Path) -> tuple[Channel, Received]:
    channel = LocalChannel(folder)
    return channel, lambda: list(channel.newest(7, limit=99))[::-1]


def _smtp(stack: ExitStack, _folder: Path) -> tuple[Channel, Received]:
    told = Behaviour()
    port = stack.enter_context(smtp_server(told))
    channel = SmtpChannel(host="127.0.0.1", port=port, security="ingen", timeout_s=5)
    return channel, lambda: [_parsed(data) for data in told.received]


def _parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, EmailMessage, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


CHANNELS = {"local": _local, "smtp": _smtp}


@pytest.fixture(params=CHANNELS)
def sent(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Mail], EmailMessage]]:
    with ExitStack() as stack:
        channel, received = CHANNELS[request.param](stack, tmp_path)
        assert channel.name == request.param

        def send(mail: Mail) -> EmailMessage:
            channel.send(mail)
            return received()[-1]

        yield send


def test_the_mail_arrives_as_it_was_written(sent) -> None:
    message = sent(a_mail())
    assert message["To"].addresses[0].addr_spec == "terje@fjordtre.example"
    assert message["To"].addresses[0].display_name == "Terje Ås, driftsleder"
    assert message["From"].addresses[0].display_name == "Nordvik Bemanning AS"
    assert message["Subject"] == "Prisliste 2027 – æøå"
    assert message["Date"].datetime == datetime(2026, 11, 19, 9, 30, tzinfo=UTC)
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.startswith("Hei Terje.\n\n.Punktum først, og <b>ikke fet</b>.\nSe https://")
    assert "Nordvik Bemanning AS" in text


def test_the_message_id_is_the_same_at_every_try(sent) -> None:
    first, second = sent(a_mail())["Message-ID"], sent(a_mail())["Message-ID"]
    assert first == second == f"<{ID}@nordvik.example>"
    assert sent(a_mail(id=UUID(int=ID.int + 1)))["Message-ID"] != first


def test_html_is_escaped_and_addresses_are_links(sent) -> None:
    page = sent(a_mail()).get_body(("html",)).get_content()
    assert "&lt;b&gt;ikke fet&lt;/b&gt;" in page
    assert "<b>ikke" not in page
    assert '<a href="https://portal.example/nordvik/x?a=1&amp;b=2">' in page


@pytest.mark.parametrize("where", ["emne", "til_navn", "til"])
@pytest.mark.parametrize("sign", ["\r\n", "\n"])
def test_a_line_break_in_a_header_sends_nothing(sent, where: str, sign: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)linefeed|newline|invalid"):
        sent(a_mail(**{where: f"a@b.example{sign}Bcc: alle@b.example"}))


def test_an_attachment_keeps_its_name_and_bytes(sent) -> None:
    message = sent(a_mail(vedlegg=[Vedlegg("Lønnsbilag æøå.pdf", "application/pdf", b"%PDF-1.7\x00\xff")]))
    (part,) = message.iter_attachments()
    assert part.get_filename() == "Lønnsbilag æøå.pdf"
    assert part.get_content_type() == "application/pdf"
    assert part.get_content() == b"%PDF-1.7\x00\xff"


def test_answers_go_to_the_writer_and_system_mail_says_it_is_one(sent) -> None:
    asked = sent(a_mail(id=UUID(int=ID.int + 2), svar_til="marte@nordvik.example"))
    assert asked["Reply-To"].addresses[0].addr_spec == "marte@nordvik.example"
    assert asked["Auto-Submitted"] is None
    system = sent(a_mail(id=UUID(int=ID.int + 3)))
    assert system["Reply-To"] is None
    assert system["Auto-Submitted"] == "auto-generated"


def test_a_domain_with_norwegian_letters_travels_as_dns_writes_it(sent) -> None:
    message = sent(a_mail(til="ola@blåbær.example"))
    assert message["To"].addresses[0].domain == "xn--blbr-roah.example"
