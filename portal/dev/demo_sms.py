"""Demo of text messages: a few to contacts, left for the worker to put in the local box."""

from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.kundekort.dialog.actions import send_sms_til_kontakt
from portal.messaging import registry
from portal.messaging.channels.local.sms import LocalSmsChannel

#: Names the keys of the messages.
DEMO = UUID("5a0a7ad4-6a51-5b0c-9a44-90b1f8f5c3d1")
#: (contact, customer, text)
WRITTEN = {
    "nordvik": (
        (
            "terje",
            "fjordtre",
            "Hei Terje. To truckførere er klare til kveldsskiftet fra mandag. Hilsen Marte",
        ),
        ("eldrid", "solbakken", "Hei Eldrid. Vaktlisten for neste uke ligger i portalen. Hilsen Marte"),
    ),
    "solvik": (("dina", "fjellheim", "Hei Dina. Dei tre til pakkeriet er på plass til jul. Helsing Carl"),),
}


def fill(session: Session, cast: Cast) -> None:
    """As the first of the employees; only where no message can reach a telephone."""
    if not (registry.sms_ready() and isinstance(registry.sms_channel(), LocalSmsChannel)):
        return
    session.info["actor"] = actor(cast, cast.members[0].key)
    for kontakt, kunde, tekst in WRITTEN[cast.slug]:
        send_sms_til_kontakt(
            session,
            kunde_id=cast.id(kunde),
            kontakt_id=cast.id(kontakt),
            tekst=tekst,
            noekkel=uuid5(DEMO, f"{cast.slug} {kontakt}"),
        )
