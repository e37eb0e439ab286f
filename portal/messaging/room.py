"""The demo's letter box: what the local channels wrote, so that people can pick up codes and invitation links."""

from email.message import EmailMessage
from typing import Any

from flask import Flask, Response, current_app, g
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.messaging import hendelser, jobs, registry
from portal.messaging.channels.local.channel import LocalChannel
from portal.messaging.channels.local.sms import LocalSmsChannel
from portal.messaging.sms import Sms
from portal.web.formats import telefon
from portal.web.pages import show
from portal.web.room import OpenRoom

#: Mails on the page.
NEWEST = 30

room = OpenRoom("utboks", __name__, url_prefix="/utboks", template_folder="templates")


def setup(app: Flask) -> None:
    """Choose the channel; importing `jobs` registers the handler."""
    registry.configure(app.extensions["settings"])
    hendelser.register_hendelser()
    app.extensions.setdefault("portal_handlers", []).append(jobs.__name__)


@room.route("", open_because="demo data only: invented people, and mail that never left this machine")
def liste(session: Session) -> Response:
    """The last mails and text messages of a demo agency; 404 everywhere else."""
    channel = registry.channel()
    if not (g.tenant and g.tenant.er_demo and current_app.extensions["demo_allowed"]):
        raise NotFound("utboks outside a demo")
    if not isinstance(channel, LocalChannel):
        raise NotFound("utboks beside a real mail server")
    tenant_id: int = session.info["tenant"]
    brev = [_shown(message) for message in channel.newest(tenant_id, limit=NEWEST)]
    phone = registry.sms_channel() if registry.sms_ready() else None
    if isinstance(phone, LocalSmsChannel):
        brev += [_shown_sms(sms) for sms in phone.newest(tenant_id, limit=NEWEST)]
    brev.sort(key=lambda each: each["id"], reverse=True)  # the ids are ordered by time
    return show("messaging/utboks.html", brev=brev[:NEWEST])


def _shown(message: EmailMessage) -> dict[str, Any]:
    body = message.get_body(preferencelist=("plain",))
    return {
        "id": str(message["Message-ID"]).strip("<>").partition("@")[0],
        "sms": False,
        "til": message["To"],
        "emne": message["Subject"],
        "tid": message["Date"].datetime,
        "tekst": body.get_content().replace("\r\n", "\n").strip() if isinstance(body, EmailMessage) else "",
        "vedlegg": [part.get_filename() for part in message.iter_attachments()],
    }


def _shown_sms(sms: Sms) -> dict[str, Any]:
    return {
        "id": str(sms.id),
        "sms": True,
        "fra": sms.fra,
        "til": f"{sms.til_navn} {telefon(sms.til)}".strip(),
        "tid": sms.tid,
        "tekst": sms.tekst,
        "vedlegg": [],
    }
