"""A draft becomes an invoice: checked, frozen, numbered. Nothing here commits."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.base import add_in_order
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.faktura.actions import sett_mva, sett_utstedt
from portal.faktura.buyer import snapshot_kjoeper, snapshot_selger
from portal.faktura.drafts import endre_utkast
from portal.faktura.models import (
    Dokumentkind,
    Dokumenttilstand,
    Enhet,
    Fordeling,
    Mvakategori,
    Salgsdokument,
    Salgslinje,
    Timefordeling,
)
from portal.faktura.queries import find_by_idempotens, get_faktura
from portal.faktura.rules import MAX_NETTO_OERE, Mvagrunnlag, line_net, mva_rows
from portal.faktura.utstedelse.rules import Utstedelsesgrunnlag, faults
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


def utsted_faktura(session: Session, *, faktura_id: UUID, versjon: int) -> Salgsdokument:
    """Issue a draft. Locks the draft, then its hour lines, the counter row last. Issued already: answers it.

    Raises:
        NotFound: no such document.
        Stale: the draft was changed after `versjon` was shown.
        Refused: what the law or the customer's set-up demands is missing; the sentence lists it.
    """
    faktura = get_faktura(session, faktura_id=faktura_id, lock=True)
    if faktura.tilstand is Dokumenttilstand.UTSTEDT:
        return faktura
    if faktura.versjon != versjon:
        raise Stale(_("Noen andre har endret utkastet. Se hva som er nytt."))
    kunde = get_kunde(session, kunde_id=faktura.kunde_id)
    require(get_statusflagg(session, kunde_id=kunde.id), Handling.FAKTURA)
    linjer = list(faktura.linjer)
    faktura.selger = snapshot_selger(session, selskap_id=faktura.selskap_id)
    faktura.kjoeper = snapshot_kjoeper(session, kunde_id=kunde.id)
    rader = mva_rows(
        Mvagrunnlag(linje.mva_kategori, linje.mva_bp, linje.mva_grunn, linje.netto_oere) for linje in linjer
    )
    sett_mva(session, dokument=faktura, rader=rader)
    wrong = faults(
        Utstedelsesgrunnlag(
            selger=faktura.selger,
            kjoeper=faktura.kjoeper,
            linjer=len(linjer),
            mva_oere=faktura.mva_oere,
            levering_fra=faktura.levering_fra,
            levering_til=faktura.levering_til,
            i_dag=today(),
            leveringssted=faktura.leveringssted or "".join(linje.arbeidssted for linje in linjer),
            po_nummer=faktura.po_nummer,
            deres_ref=faktura.deres_ref,
            po_paakrevd=kunde.po_paakrevd,
        )
    )
    if wrong:
        raise Refused(" ".join(str(sentence) for sentence in wrong))
    session.execute(
        update(Timefordeling)
        .where(
            Timefordeling.salgslinje_id.in_([linje.id for linje in linjer]),
            Timefordeling.tilstand == Fordeling.RESERVERT,
        )
        .values(tilstand=Fordeling.BUNDET)
    )
    faktura.versjon += 1
    sett_utstedt(session, dokument=faktura, linjer=linjer, betalingsdager=kunde.betalingsdager)
    record(
        session,
        "faktura.utstedt",
        kunde_id=faktura.kunde_id,
        subject=faktura,
        nummer=faktura.nummer,
        sum_oere=faktura.sum_oere,
    )
    return faktura


def utsted_som_skrevet(
    session: Session,
    *,
    faktura_id: UUID,
    po_nummer: str,
    deres_ref: str,
    leveringssted: str,
    merknad: str,
    versjon: int,
) -> Salgsdokument:
    """Issue the draft with the references as they stand on the screen, saved or not. Refused: neither is done.

    Raises:
        NotFound, Stale, Refused: as `endre_utkast` and `utsted_faktura`.
    """
    faktura = get_faktura(session, faktura_id=faktura_id, lock=True)
    if faktura.tilstand is Dokumenttilstand.UTSTEDT:
        return faktura
    draft = endre_utkast(
        session,
        faktura_id=faktura_id,
        po_nummer=po_nummer,
        deres_ref=deres_ref,
        leveringssted=leveringssted,
        merknad=merknad,
        versjon=versjon,
    )
    session.flush()  # the issue reads the draft fresh
    return utsted_faktura(session, faktura_id=faktura_id, versjon=draft.versjon)


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
