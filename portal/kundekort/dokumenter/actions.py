"""Documents of a customer: upload, change, new version, delete."""

from typing import IO
from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.errors import Refused, Stale
from portal.filestore import actions as filer
from portal.filestore.models import Dokument
from portal.i18n import _
from portal.kundekort.dokumenter.queries import get_kundedokument
from portal.kundekort.dokumenter.rules import Dokumentdata
from portal.kundekort.queries import get_kunde
from portal.signing.queries import find_open_of


def last_opp_dokument(
    session: Session, *, kunde_id: UUID, data: Dokumentdata, innhold: IO[bytes] | bytes, filnavn: str
) -> Dokument:
    """Store a file on the customer.

    Raises:
        NotFound. Refused: no title, a file we do not keep, or an end before its beginning. Unavailable.
    """
    get_kunde(session, kunde_id=kunde_id)
    _check(data)
    dokument = filer.store_file(
        session,
        innhold=innhold,
        filnavn=filnavn,
        slag=data.slag,
        tittel=data.tittel,
        kunde_id=kunde_id,
        gyldig_fra=data.gyldig_fra,
        gyldig_til=data.gyldig_til,
        synlig_i_portal=data.synlig_i_portal,
    )
    _tell(session, dokument, "lagret")
    return dokument


def endre_dokument(
    session: Session, *, kunde_id: UUID, dokument_id: UUID, data: Dokumentdata, versjon: int
) -> Dokument:
    """Change what is written of a document; the file stays. Locks it.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: no title, or it is part of the accounts.
    """
    dokument = get_kundedokument(session, kunde_id=kunde_id, dokument_id=dokument_id, lock=True)
    if dokument.uforanderlig:
        raise Refused(_("Dokumentet er bilag i regnskapet og kan ikke endres (bokføringsloven § 13)."))
    if dokument.versjon != versjon:
        raise Stale(_("Noen andre endret dokumentet mens du skrev."))
    _check(data)
    dokument.slag, dokument.tittel = data.slag, data.tittel
    dokument.gyldig_fra, dokument.gyldig_til = data.gyldig_fra, data.gyldig_til
    dokument.synlig_i_portal = data.synlig_i_portal
    dokument.versjon += 1
    _tell(session, dokument, "endret")
    return dokument


def legg_inn_versjon(
    session: Session,
    *,
    kunde_id: UUID,
    dokument_id: UUID,
    innhold: IO[bytes] | bytes,
    filnavn: str,
    versjon: int,
) -> Dokument:
    """A new file for the document; the old ones can still be fetched. As ny_versjon of filestore.

    Raises:
        Refused: also while people are asked to sign the one there is.
    """
    get_kundedokument(session, kunde_id=kunde_id, dokument_id=dokument_id, lock=True)
    _refuse_while_signed(session, dokument_id)
    dokument = filer.ny_versjon(
        session, dokument_id=dokument_id, innhold=innhold, filnavn=filnavn, versjon=versjon
    )
    _tell(session, dokument, "ny-versjon")
    return dokument


def slett_kundedokument(session: Session, *, kunde_id: UUID, dokument_id: UUID) -> Dokument:
    """Take it off the lists. Raises NotFound; Refused when it is part of the accounts, or people are to sign it."""
    get_kundedokument(session, kunde_id=kunde_id, dokument_id=dokument_id, lock=True)
    _refuse_while_signed(session, dokument_id)
    dokument = filer.slett_dokument(session, dokument_id=dokument_id)
    _tell(session, dokument, "slettet")
    return dokument


def _refuse_while_signed(session: Session, dokument_id: UUID) -> None:
    """The caller has locked the document, as one who sends it does."""
    if find_open_of(session, dokument_id=dokument_id) is not None:
        raise Refused(_("Dokumentet er til signering. Trekk signeringen tilbake først."))


def _check(data: Dokumentdata) -> None:
    if not data.tittel.strip():
        raise Refused(_("Skriv en tittel."), field="tittel")
    if data.gyldig_fra and data.siste_dag and data.siste_dag < data.gyldig_fra:
        raise Refused(_("Siste dag er før første dag."), field="siste_dag")


def _tell(session: Session, dokument: Dokument, what: str) -> None:
    record(
        session,
        f"dokument.{what}",
        kunde_id=dokument.kunde_id,
        subject=dokument,
        tittel=dokument.tittel,
        nr=dokument.siste_nr,
    )
