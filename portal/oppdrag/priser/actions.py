"""Pay and price of an oppdrag, per category and from a day."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.oppdrag.models import UtleieoppdragPris
from portal.oppdrag.models_regler import Timekategori
from portal.oppdrag.queries import get_oppdrag
from portal.web.formats import dato


def sett_pris(
    session: Session,
    *,
    oppdrag_id: UUID,
    kategori: Timekategori,
    loenn_oere: int,
    pris_oere: int,
    mva_bp: int,
    fra: date,
) -> UtleieoppdragPris:
    """Pay and price of a category from a day, until the next agreed change. Locks the oppdrag. Does not commit.

    Hours already invoiced keep what the invoice says; hours not invoiced yet get the new price.

    Raises:
        NotFound: no such oppdrag here.
        Refused: the day is before the oppdrag begins.
    """
    oppdrag = get_oppdrag(session, oppdrag_id=oppdrag_id, lock=True)
    if fra < oppdrag.fra_dato:
        raise Refused(_("Oppdraget begynner %(dato)s.", dato=dato(oppdrag.fra_dato)), field="fra")
    pris = UtleieoppdragPris
    mine = (pris.oppdrag_id == oppdrag_id, pris.kategori == kategori)
    amounts = {"loenn_oere": loenn_oere, "pris_oere": pris_oere, "mva_bp": mva_bp}
    later = session.scalar(select(func.min(pris.gyldig_fra)).where(*mine, pris.gyldig_fra > fra))
    row = session.scalar(select(pris).where(*mine, pris.gyldig_fra == fra))
    if row is None:
        session.execute(
            update(pris)
            .where(*mine, pris.gyldig_fra < fra, (pris.gyldig_til.is_(None)) | (pris.gyldig_til > fra))
            .values(gyldig_til=fra)
        )
        row = pris(
            id=uuid7(), oppdrag_id=oppdrag_id, kategori=kategori, gyldig_fra=fra, gyldig_til=later, **amounts
        )
        session.add(row)
    else:
        row.loenn_oere, row.pris_oere, row.mva_bp = loenn_oere, pris_oere, mva_bp
    row.kilde = _("satt på oppdraget")
    record(
        session,
        "oppdrag.pris-satt",
        kunde_id=oppdrag.kunde_id,
        subject=oppdrag,
        nummer=oppdrag.nummer,
        kategori=str(kategori),
        fra=fra.isoformat(),
        loenn_oere=loenn_oere,
        pris_oere=pris_oere,
    )
    return row
