"""Fixed comments: write, change (a new row that replaces the old one), end."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.kommentarer.queries import get_kommentar
from portal.kundekort.models import FastKommentar, Kommentarslag
from portal.kundekort.queries import get_kunde


def skriv_kommentar(
    session: Session, *, kunde_id: UUID, slag: Kommentarslag, tekst: str, erstatter_id: UUID | None = None
) -> FastKommentar:
    """Add a comment with author and time. Raises NotFound; Refused without text."""
    get_kunde(session, kunde_id=kunde_id)
    if not tekst.strip():
        raise Refused(_("Skriv en kommentar."), field="tekst")
    actor = actor_of(session)
    row = FastKommentar(
        id=uuid7(),
        kunde_id=kunde_id,
        slag=slag,
        tekst=tekst.strip(),
        forfatter_id=actor.id if actor.slag == "ansatt" else None,
        forfatter_navn=actor.navn,
        opprettet_tid=now(),
        erstatter_id=erstatter_id,
    )
    session.add(row)
    kode = "kommentar.skrevet" if erstatter_id is None else "kommentar.endret"
    record(session, kode, kunde_id=kunde_id, subject=row, slag=slag, utdrag=row.tekst)
    return row


def endre_kommentar(
    session: Session, *, kunde_id: UUID, kommentar_id: UUID, slag: Kommentarslag, tekst: str
) -> FastKommentar:
    """End the comment and add one that replaces it. Locks the comment.

    The old row is the version that was shown: when it has been replaced or ended meanwhile, the edit is stale.

    Raises:
        NotFound: no such comment at this customer.
        Stale: someone else changed or ended it; carries the stored text.
        Refused: no text.
    """
    row = get_kommentar(session, kunde_id=kunde_id, kommentar_id=kommentar_id, lock=True)
    if row.avsluttet_tid is not None:
        raise Stale(
            _("Noen andre har endret eller avsluttet kommentaren mens du skrev."),
            theirs={str(_("Kommentar")): row.tekst},
        )
    if row.tekst == tekst.strip() and row.slag is slag:
        return row
    _end(session, row)
    return skriv_kommentar(session, kunde_id=kunde_id, slag=slag, tekst=tekst, erstatter_id=row.id)


def avslutt_kommentar(session: Session, *, kunde_id: UUID, kommentar_id: UUID) -> FastKommentar:
    """Let the comment stand no longer; it stays in the history. A second time changes nothing. Raises NotFound."""
    row = get_kommentar(session, kunde_id=kunde_id, kommentar_id=kommentar_id, lock=True)
    if row.avsluttet_tid is None:
        _end(session, row)
        record(
            session, "kommentar.avsluttet", kunde_id=kunde_id, subject=row, slag=row.slag, utdrag=row.tekst
        )
    return row


def _end(session: Session, row: FastKommentar) -> None:
    actor = actor_of(session)
    row.avsluttet_tid = now()
    row.avsluttet_av_id = actor.id if actor.slag == "ansatt" else None
    row.versjon += 1
