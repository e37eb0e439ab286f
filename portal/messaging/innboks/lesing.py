"""From the bytes of a mail to what is kept of it. Nothing of its HTML is ever shown: only its words are taken."""

import hashlib
import re
from collections.abc import Iterable
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from uuid import UUID, uuid5

from lxml import etree, html

from portal.db.clock import now
from portal.messaging.innboks.brev import Innkommende

NAMESPACE = UUID("5f2f9f3e-7b3c-5d0f-9a35-6f6a0d1f3b51")
#: Signs of a text and of a line that are kept.
MOST_TEXT, MOST_LINE, MOST_FILES = 100_000, 200, 20
#: Where the address a mail really went to may stand: a blind copy names it nowhere else.
RECEIVED_AT = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_UUID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)
_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "pre", "table"}
_UNSEEN = {"script", "style", "head", "title", "template"}


class Unreadable(ValueError):
    """Not a mail, or one without a sender."""


def parse(innhold: bytes) -> EmailMessage:
    """Raises Unreadable."""
    try:
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(innhold)
    except (MessageError, ValueError, LookupError) as error:
        raise Unreadable(str(error)) from error
    return message


def receivers(message: EmailMessage) -> list[str]:
    """Every address it went to, in lower case, each once."""
    texts = [text for name in RECEIVED_AT for text in _headers(message, name)]
    return list(dict.fromkeys(address.lower() for _name, address in getaddresses(texts) if address))


def read(message: EmailMessage, innhold: bytes, *, without: Iterable[str] = ()) -> Innkommende:
    """What is kept. `without` are addresses of ours that say nothing about whom it is to. Raises Unreadable."""
    senders = getaddresses(_headers(message, "From"))
    navn, fra = senders[0] if senders else ("", "")
    if "@" not in fra:
        raise Unreadable("no sender")
    named = " ".join(_headers(message, "Message-ID")).strip()
    answers = " ".join(_headers(message, "In-Reply-To") + _headers(message, "References"))
    left_out = {address.lower() for address in without}
    return Innkommende(
        noekkel=uuid5(NAMESPACE, named or hashlib.sha256(innhold).hexdigest()),
        fra=fra.lower(),
        fra_navn=_line(navn),
        til=tuple(address for address in receivers(message) if address not in left_out),
        emne=_line(" ".join(_headers(message, "Subject"))),
        tekst=_text(message)[:MOST_TEXT],
        svar_paa=tuple(UUID(each) for each in _UUID.findall(answers)[-MOST_FILES:]),
        filer=tuple(_line(name) for part in message.iter_attachments() if (name := part.get_filename()))[
            :MOST_FILES
        ],
        tid=now(),
    )


def _headers(message: EmailMessage, name: str) -> list[str]:
    """Its values as text; a header the library cannot read counts as none."""
    try:
        return [str(value) for value in message.get_all(name, [])]
    except (
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
    ):  # broken headers fail in many ways in the library
        return []


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        content = body.get_content()
    except (LookupError, ValueError, KeyError):  # a charset nobody knows
        payload = body.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if not isinstance(content, str):
        return ""
    return _clean(_words(content) if body.get_content_type() == "text/html" else content)


def _words(page: str) -> str:
    """The words of a page: a new line where a block ends."""
    if not page.strip():
        return ""
    try:
        tree = html.fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return ""
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        hidden = any(up.tag in _UNSEEN for up in [element, *element.iterancestors()])
        if event == "start":
            if isinstance(element.tag, str) and not hidden:
                parts.append(element.text or "")
        else:
            parts.append("\n" if element.tag in _BLOCKS else "")
            above = element.getparent()
            if above is not None and not any(up.tag in _UNSEEN for up in [above, *above.iterancestors()]):
                parts.append(element.tail or "")
    return re.sub(r"[ \t\xa0]+", " ", "".join(parts))


def _clean(text: str) -> str:
    """Without signs the database refuses, and without lines of nothing."""
    plain = (
        text.encode("utf-8", "replace").decode().replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    )
    return re.sub(r"\n[ \t]*(\n[ \t]*)+\n", "\n\n", plain).strip()


def _line(text: str) -> str:
    return " ".join(_clean(text).split())[:MOST_LINE]
