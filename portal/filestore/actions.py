"""Keeping files: first the bytes, then their rows in the caller's transaction. A row always has its bytes."""

import hashlib
from datetime import date
from io import BytesIO
from typing import IO
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of
from portal.db.base import add_in_order
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.filestore import registry
from portal.filestore.base import CHUNK, MAX_BYTES, make_key, spool
from portal.filestore.content import sniff
from portal.filestore.models import Dokument, Dokumentslag, Dokumentversjon
from portal.filestore.names import clean_name
from portal.filestore.queries import get_dokument
from portal.i18n import _


def store_file(
    session: Session,
    *,
    innhold: IO[bytes] | bytes,
    filnavn: str,
    slag: str | Dokumentslag,
    tittel: str,
    kunde_id: UUID | None = None,
    kandidat_id: UUID | None = None,
    kobling: tuple[str, UUID] | None = None,
    gyldig_fra: date | None = None,
    gyldig_til: date | None = None,
    synlig_i_portal: bool = False,
    uforanderlig: bool = False,
) -> Dokument:
    """Store a file as a new document. The bytes leave for the store before commit; a rollback leaves them unnamed.

    `kobling` is (table name, id) of the record it belongs to. `uforanderlig` documents are never changed, by anyone.

    Raises:
        Refused: empty, larger than 25 MB, or of a type we do not keep. Unavailable: the store does not answer.
    """
    if gyldig_fra and gyldig_til and gyldig_til <= gyldig_fra:
        raise Refused(_("Sluttdatoen må være etter startdatoen."), field="gyldig_til")
    actor = actor_of(session)
    dokument = Dokument(
        id=uuid7(),
        kunde_id=kunde_id,
        kandidat_id=kandidat_id,
        kobling_slag=kobling[0] if kobling else None,
        kobling_id=kobling[1] if kobling else None,
        slag=Dokumentslag(slag),
        tittel=tittel,
        gyldig_fra=gyldig_fra,
        gyldig_til=gyldig_til,
        synlig_i_portal=synlig_i_portal,
        uforanderlig=uforanderlig,
        opprettet_tid=now(),
        opprettet_av_id=actor.id if actor.slag == "ansatt" else None,
        opprettet_av_navn=actor.navn,
    )
    versjon = _put(session, dokument=dokument, nr=1, innhold=innhold, filnavn=filnavn)
    add_in_order(session, [dokument], [versjon])
    return dokument


def ny_versjon(
    session: Session, *, dokument_id: UUID, innhold: IO[bytes] | bytes, filnavn: str, versjon: int
) -> Dokument:
    """Add a version; the old ones stay. Locks the document.

    Raises:
        NotFound. Stale: someone changed it after `versjon` was shown. Refused: as store_file, or immutable.
    """
    dokument = get_dokument(session, dokument_id=dokument_id, lock=True)
    _refuse_fixed(dokument)
    if dokument.versjon != versjon:
        raise Stale(_("Noen andre endret dokumentet mens du skrev."))
    dokument.siste_nr += 1
    dokument.versjon += 1
    session.add(_put(session, dokument=dokument, nr=dokument.siste_nr, innhold=innhold, filnavn=filnavn))
    return dokument


def slett_dokument(session: Session, *, dokument_id: UUID) -> Dokument:
    """Take a document off every list. The bytes stay until the sweep; locks the document.

    Raises:
        NotFound. Refused: it is immutable.
    """
    dokument = get_dokument(session, dokument_id=dokument_id, lock=True)
    _refuse_fixed(dokument)
    dokument.slettet_tid = now()
    dokument.versjon += 1
    return dokument


def _refuse_fixed(dokument: Dokument) -> None:
    if dokument.uforanderlig:
        raise Refused(_("Dokumentet er bilag i regnskapet og kan ikke endres (bokføringsloven § 13)."))


def _put(
    session: Session, *, dokument: Dokument, nr: int, innhold: IO[bytes] | bytes, filnavn: str
) -> Dokumentversjon:
    versjon_id = uuid7()
    with spool() as held:
        size, sha256 = _fill(held, BytesIO(innhold) if isinstance(innhold, bytes) else innhold)
        kind = sniff(held)
        key = make_key(
            tenant_id=session.info["tenant"],
            year=now().year,
            dokument_id=dokument.id,
            versjon_id=versjon_id,
        )
        registry.store().put(key, held, size=size, sha256=sha256)
    return Dokumentversjon(
        id=versjon_id,
        dokument_id=dokument.id,
        nr=nr,
        noekkel=key,
        filnavn=clean_name(filnavn, kind),
        mediatype=kind.mediatype,
        stoerrelse=size,
        sha256=sha256,
        opplastet_tid=now(),
        opplastet_av_navn=actor_of(session).navn,
    )


def _fill(held: IO[bytes], source: IO[bytes]) -> tuple[int, bytes]:
    """Copy with a hard end; hashed on the way."""
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > MAX_BYTES:
            raise Refused(_("Filen er for stor. Den kan være på høyst 25 MB."), field="fil")
        digest.update(chunk)
        held.write(chunk)
    if size == 0:
        raise Refused(_("Filen er tom."), field="fil")
    return size, digest.digest()
