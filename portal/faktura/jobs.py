"""The worker's part: an issued document gets its files and, when the buyer wants mail, leaves by mail.

Repeatable: a killed run left no rows, and what it wrote to the store has no name; the files are the same bytes again.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit import sentences
from portal.audit.sentences import Hendelsetype
from portal.faktura.dokumentdata import dokumentdata
from portal.faktura.utsendelse.actions import lag_filer, send_dokument_paa_epost
from portal.i18n import _l
from portal.jobs.handlers import handles
from portal.jobs.models import Utboks


@handles("utsendelse.send", repeatable=True)
def send_utsendelse(session: Session, *, row: Utboks) -> None:
    """Files first, then the mail's own outbox row. An EHF waits as a file for the access point.

    Raises:
        Refused: the EHF breaks a rule; nothing is kept. Unavailable: store or fonts; tried again.
    """
    faktura_id = UUID(row.data["dokument_id"])
    lag_filer(session, faktura_id=faktura_id)
    if dokumentdata(session, faktura_id=faktura_id).kanal == "epost":
        send_dokument_paa_epost(session, faktura_id=faktura_id)


def register_sentences() -> None:
    """What the timeline says when a document could not leave."""
    sentences.register(
        Hendelsetype(
            "faktura.ikke_sendt",
            "mail-x",
            _l("kunne ikke sende dokument %(nummer)s på e-post: %(grunn)s"),
            gruppe="faktura",
        )
    )
