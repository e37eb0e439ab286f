"""Where the card's files are kept, and how they go with a mail: filestore and messaging do not know each other."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.filestore import registry as filestore
from portal.filestore.gateway import open_file
from portal.messaging import registry as messaging
from portal.messaging.mail import Vedlegg
from portal.settings import Settings


def connect_files(settings: Settings) -> None:
    """Choose the store, and let mails carry stored documents. Called in `setup`."""
    filestore.configure(settings)
    messaging.register_attachments(_load)


def _load(session: Session, dokument_id: UUID) -> Vedlegg:
    fil = open_file(session, dokument_id=dokument_id)
    return Vedlegg(fil.filnavn, fil.mediatype, fil.read())
