"""Changing a draft and throwing it away. Nothing here commits."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.errors import Refused, Stale
from portal.faktura.models import Dokumenttilstand, Salgsdokument, Salgslinje, Salgsmva, Timefordeling
from portal.faktura.queries import get_faktura
from portal.i18n import _


def endre_utkast(
    session: Session,
    *,
    faktura_id: UUID,
    po_nummer: str,
    deres_ref: str,
    leveringssted: str,
    merknad: str,
    versjon: int,
) -> Salgsdokument:
    """Change the references of a draft.

    Raises:
        NotFound: no such document.
        Refused: it is issued.
        Stale: someone else changed it.
    """
    utkast = session.scalar(
        select(Salgsdokument)
        .where(Salgsdokument.id == faktura_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if utkast is None or utkast.tilstand is Dokumenttilstand.UTSTEDT:
        utkast = get_faktura(session, faktura_id=faktura_id)
        raise Refused(_("Fakturaen er utstedt og kan ikke endres. Lag en kreditnota."))
    if utkast.versjon != versjon:
        raise Stale(_("Noen andre har endret utkastet. Se begge utgaver."))
    utkast.po_nummer, utkast.deres_ref = po_nummer, deres_ref
    utkast.leveringssted, utkast.merknad = leveringssted, merknad
    utkast.versjon += 1
    return utkast


def slett_utkast(session: Session, *, faktura_id: UUID, versjon: int) -> UUID:
    """Throw a draft away and give its hours back; answers the customer. Locks the draft.

    Raises:
        NotFound: no such document.
        Refused: it is issued.
        Stale: someone changed it.
    """
    utkast = get_faktura(session, faktura_id=faktura_id, lock=True)
    if utkast.tilstand is not Dokumenttilstand.UTKAST:
        raise Refused(_("Fakturaen er utstedt og kan ikke slettes. Lag en kreditnota."))
    if utkast.versjon != versjon:
        raise Stale(_("Noen andre har endret utkastet. Se hva som er nytt."))
    lines = select(Salgslinje.id).where(Salgslinje.dokument_id == utkast.id)
    session.execute(delete(Timefordeling).where(Timefordeling.salgslinje_id.in_(lines)))
    session.execute(delete(Salgsmva).where(Salgsmva.dokument_id == utkast.id))
    session.execute(delete(Salgslinje).where(Salgslinje.dokument_id == utkast.id))
    session.execute(delete(Salgsdokument).where(Salgsdokument.id == utkast.id))
    session.expunge_all()
    record(session, "faktura.utkast_slettet", kunde_id=utkast.kunde_id, dokument_id=utkast.id)
    return utkast.kunde_id
