"""Writing a draft by hand, changing it and throwing it away. Nothing here commits."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.base import add_in_order
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.faktura.models import (
    Dokumentkind,
    Dokumenttilstand,
    Enhet,
    Mvakategori,
    Salgsdokument,
    Salgslinje,
    Salgsmva,
    Timefordeling,
)
from portal.faktura.queries import find_by_idempotens, get_faktura
from portal.faktura.rules import MAX_NETTO_OERE, line_net
from portal.i18n import _
from portal.kundekort.queries import get_kunde, get_statusflagg
from portal.kundekort.rules import Handling, require
from portal.web import formats


@dataclass(frozen=True)
class Nylinje:
    """A line typed by hand. `mengde` is minutes for hours, thousandths for other units."""

    tekst: str
    enhet: Enhet
    mengde: int
    pris_oere: int
    mva_bp: int
    mva_grunn: str = ""


def lag_manuell(
    session: Session,
    *,
    kunde_id: UUID,
    linjer: list[Nylinje],
    levering_fra: date,
    levering_til: date,
    leveringssted: str,
    po_nummer: str,
    deres_ref: str,
    merknad: str,
    idempotens: UUID,
) -> Salgsdokument:
    """A draft without oppdrag: the same law checks at issue.

    Raises:
        NotFound: no such customer.
        Refused: no lines, or the customer's status forbids invoices.
    """
    if first := find_by_idempotens(session, idempotens=idempotens):
        return first
    kunde = get_kunde(session, kunde_id=kunde_id)
    require(get_statusflagg(session, kunde_id=kunde_id), Handling.FAKTURA)
    if not linjer:
        raise Refused(_("Skriv minst én linje."))
    if any(line_net(linje.mengde, linje.pris_oere, linje.enhet) > MAX_NETTO_OERE for linje in linjer):
        raise Refused(
            _("Linjen kan ikke komme på mer enn %(grense)s.", grense=formats.kroner(MAX_NETTO_OERE))
        )
    utkast = Salgsdokument(
        id=uuid7(),
        kind=Dokumentkind.FAKTURA,
        selskap_id=kunde.selskap_id,
        kunde_id=kunde_id,
        sprak=kunde.sprak,
        po_nummer=po_nummer,
        deres_ref=deres_ref,
        merknad=merknad,
        vaar_ref=actor_of(session).navn,
        levering_fra=levering_fra,
        levering_til=levering_til,
        leveringssted=leveringssted,
        opprettet_tid=now(),
        opprettet_av=actor_of(session).navn,
        idempotens=idempotens,
    )
    rader = [
        Salgslinje(
            id=uuid7(),
            dokument_id=utkast.id,
            posisjon=posisjon,
            tekst=linje.tekst,
            enhet=linje.enhet,
            mengde=linje.mengde,
            pris_oere=linje.pris_oere,
            netto_oere=line_net(linje.mengde, linje.pris_oere, linje.enhet),
            mva_kategori=Mvakategori.UNNTATT if linje.mva_bp == 0 else Mvakategori.STANDARD,
            mva_bp=linje.mva_bp,
            mva_grunn=linje.mva_grunn,
            fra_dato=levering_fra,
            til_dato=levering_til,
        )
        for posisjon, linje in enumerate(linjer, start=1)
    ]
    add_in_order(session, [utkast], rader)
    record(session, "faktura.utkast", kunde_id=kunde_id, subject=utkast, linjer=len(rader))
    return utkast


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
