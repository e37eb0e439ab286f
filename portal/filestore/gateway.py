"""The one way files leave us: the row is read under both walls and the scope, the bytes are checked, then headers."""

from dataclasses import dataclass
from typing import IO
from uuid import UUID

import structlog
from flask import Response, request, send_file
from sqlalchemy.orm import Session

from portal.errors import NotFound, Unavailable
from portal.filestore import registry
from portal.filestore.base import Damaged, Missing, tenant_prefix
from portal.filestore.models import Dokumentversjon
from portal.filestore.queries import get_versjon
from portal.i18n import _

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Fil:
    """A stored file, its bytes found right. The caller closes `innhold`, or takes it all by `read`."""

    filnavn: str
    mediatype: str
    stoerrelse: int
    sha256: bytes
    innhold: IO[bytes]

    def read(self) -> bytes:
        """All of it; `innhold` is closed."""
        with self.innhold as innhold:
            return innhold.read()


def open_file(
    session: Session, *, dokument_id: UUID, nr: int | None = None, kobling_id: UUID | None = None
) -> Fil:
    """The file of a document, its newest version by default. See `get_versjon` for `kobling_id`.

    Raises:
        NotFound: no such document for this session. Unavailable: the bytes are gone, changed or out of reach.
    """
    versjon = get_versjon(session, dokument_id=dokument_id, nr=nr, kobling_id=kobling_id)
    return Fil(
        versjon.filnavn, versjon.mediatype, versjon.stoerrelse, versjon.sha256, _bytes(session, versjon)
    )


def send_dokument(
    session: Session, *, dokument_id: UUID, nr: int | None = None, kobling_id: UUID | None = None
) -> Response:
    """The file as a download: never shown inside our pages, never run, never kept by a cache."""
    fil = open_file(session, dokument_id=dokument_id, nr=nr, kobling_id=kobling_id)
    response = send_file(
        fil.innhold,
        mimetype=fil.mediatype,
        as_attachment=True,
        download_name=fil.filnavn,  # RFC 6266: ASCII words and, beside them, the real name in UTF-8
        etag=fil.sha256.hex(),
    )
    response.content_length = fil.stoerrelse
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    response.make_conditional(request, accept_ranges=True, complete_length=fil.stoerrelse)
    # Passed straight through, the response's own close would not be called: no read log, and an open file.
    response.direct_passthrough = False
    return response


def _bytes(session: Session, versjon: Dokumentversjon) -> IO[bytes]:
    if not versjon.noekkel.startswith(tenant_prefix(session.info["tenant"])):
        raise NotFound(f"version {versjon.id} has the key of another tenant")
    try:
        return registry.store().open(versjon.noekkel, sha256=versjon.sha256)
    except (Missing, Damaged) as fault:
        log.error("file fault", versjon_id=str(versjon.id), fault=type(fault).__name__)  # noqa: TRY400
        raise Unavailable(_("Filen kan ikke leses. Driften må hente den fra sikkerhetskopien.")) from fault
