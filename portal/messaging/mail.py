"""From a message to the mail that leaves: headers by the library's policy, a text part and a simple HTML part."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from portal.i18n import _, in_language

#: 7-bit parts: a relay that does not know 8BITMIME carries them too.
POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)
_templates = Environment(
    loader=PackageLoader("portal.messaging"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_METHOD = re.compile(r"^METHOD:(\w+)", re.MULTILINE)
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True)
class Vedlegg:
    """A file that goes with a mail. `mediatype` is type/subtype."""

    filnavn: str
    mediatype: str
    innhold: bytes = field(repr=False)


@dataclass(frozen=True)
class Mail:
    """One mail to one person, ready to be written. `id` makes the Message-ID, the same at every try."""

    id: UUID
    tenant_id: int
    #: Address of the installation: the envelope's, and the letter's when the office has none of its own.
    fra: str
    fra_navn: str
    til: str
    til_navn: str
    emne: str
    tekst: str = field(repr=False)
    sprak: str
    tid: datetime
    svar_til: str = ""
    #: Answers are kept too when they come here; only beside `svar_til`, for people read that one.
    logg: str = ""
    #: The office's own address, in a domain that lets the installation send for it; empty without one.
    fra_adresse: str = ""
    vedlegg: Sequence[Vedlegg] = ()
    #: iCalendar (RFC 5546), read by the receiver's calendar; its METHOD stands in the part's type too.
    kalender: str = field(default="", repr=False)


def compose(mail: Mail) -> EmailMessage:
    """The mail in the receiver's language.

    Raises:
        ValueError: a line break in a header; `send_epost` refuses them before this.
    """
    message = EmailMessage(policy=POLICY)
    message["Message-ID"] = f"<{mail.id}@{mail.fra.rpartition('@')[2]}>"
    message["Date"] = mail.tid
    message["From"] = Address(mail.fra_navn, addr_spec=ascii_address(mail.fra_adresse or mail.fra))
    message["To"] = Address(mail.til_navn, addr_spec=ascii_address(mail.til))
    if mail.svar_til:
        answers = [mail.svar_til, mail.logg] if mail.logg else [mail.svar_til]
        message["Reply-To"] = [Address(addr_spec=ascii_address(each)) for each in answers]
    else:
        message["Auto-Submitted"] = "auto-generated"
    message["Subject"] = mail.emne
    message["Content-Language"] = mail.sprak
    with in_language(mail.sprak):
        foot = (
            _("Svar på denne e-posten, så kommer svaret til den som skrev den.")
            if mail.svar_til
            else _("E-posten er sendt av et system, og svar blir ikke lest.")
        )
    message.set_content(f"{mail.tekst.strip()}\n\n-- \n{mail.fra_navn}\n{foot}\n")
    page = _templates.get_template("messaging/epost.html")
    message.add_alternative(
        page.render(mail=mail, foot=foot, paragraphs=_paragraphs(mail.tekst)), subtype="html"
    )
    if mail.kalender:
        method = _METHOD.search(mail.kalender)
        message.add_alternative(
            mail.kalender, subtype="calendar", params={"method": method[1] if method else "PUBLISH"}
        )
    for attachment in mail.vedlegg:
        maintype, _slash, subtype = attachment.mediatype.partition("/")
        message.add_attachment(
            attachment.innhold, maintype=maintype, subtype=subtype, filename=attachment.filnavn
        )
    return message


def ascii_address(address: str) -> str:
    """The address with its domain as DNS writes it (IDNA), so that no server needs SMTPUTF8."""
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _paragraphs(tekst: str) -> list[Markup]:
    """Paragraphs as HTML: escaped, line breaks kept, web addresses as links."""
    blocks = re.split(r"\n{2,}", tekst.strip())
    return [Markup("<br>\n").join(_linked(line) for line in block.split("\n")) for block in blocks]


def _linked(line: str) -> Markup:
    parts, end = [], 0
    for found in _LINK.finditer(line):
        link = Markup('<a href="{0}">{0}</a>').format(found[0])
        parts += [escape(line[end : found.start()]), link]
        end = found.end()
    return Markup("").join([*parts, escape(line[end:])])
