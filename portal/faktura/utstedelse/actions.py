"""A draft becomes an invoice: checked, frozen, numbered. Nothing here commits."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import today
from portal.errors import Refused, Stale
from portal.faktura.actions import sett_mva, sett_utstedt
from portal.faktura.buyer import snapshot_kjoeper, snapshot_selger
from portal.faktura.drafts import endre_utkast
from portal.faktura.models import (
    Dokumenttilstand,
    Fordeling,
    Salgsdokument,
    Timefordeling,
)
from portal.faktura.queries import get_faktura
from portal.faktura.rules import Mvagrunnlag, mva_rows
from portal.faktura.utstedelse.rules import Utstedelsesgrunnlag, faults
from portal.i18n import _
from portal.kundekort.queries import get_kunde, get_statusflagg
from portal.kundekort.rules import Handling, require


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
