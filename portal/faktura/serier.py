"""Number series of a company: where each stands, and where it begins before its first document.

A series is one, without gaps and without doubles (bokføringsforskriften § 5-1-1): once a number is taken, its beginning
is history.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.errors import NotFound, Refused, Stale
from portal.faktura.actions import FIRST, begin_serie
from portal.faktura.models import Dokumentkind, Nummerserie
from portal.i18n import _
from portal.tenancy.models import Selskap

#: Eight digits: with a check digit still within the shortest KID banks agree on.
MOST = 99_999_999


@dataclass(frozen=True)
class Serie:
    """One series as it stands. `neste` is the number the next document gets."""

    kind: Dokumentkind
    foerste: int
    neste: int

    @property
    def er_i_bruk(self) -> bool:
        """True when a number has been taken."""
        return self.neste > self.foerste


def list_serier(session: Session, *, selskap_id: UUID) -> dict[Dokumentkind, Serie]:
    """Every kind's series, also those no row is made for yet. One statement."""
    stmt = select(Nummerserie.kind, Nummerserie.foerste, Nummerserie.neste)
    rows = {row.kind: row for row in session.execute(stmt.where(Nummerserie.selskap_id == selskap_id))}
    return {
        kind: Serie(kind, rows[kind].foerste, rows[kind].neste)
        if kind in rows
        else Serie(kind, FIRST[kind], FIRST[kind])
        for kind in Dokumentkind
    }


def sett_foerste(session: Session, *, selskap_id: UUID, numre: dict[Dokumentkind, int], versjon: int) -> None:
    """Where series begin. Locks the company, then each counter as issuing does; what is unchanged is left alone.

    Raises:
        NotFound. Stale: the company changed since `versjon`. Refused: outside 1–99 999 999, or a number is taken.
    """
    # FOR NO KEY UPDATE: the first document of all makes a counter that points here, and must not wait for us in a ring.
    selskap = session.scalar(select(Selskap).where(Selskap.id == selskap_id).with_for_update(key_share=True))
    if selskap is None:
        raise NotFound(f"selskap {selskap_id}")
    if selskap.versjon != versjon:
        raise Stale(_("Noen andre har endret selskapet mens du skrev."))
    for kind, foerste in numre.items():
        if not 1 <= foerste <= MOST:
            raise Refused(_("Velg et tall fra 1 til 99 999 999."), field=kind.value)
        serie = _locked(session, selskap_id, kind)
        if serie.foerste == foerste:
            continue
        if serie.neste > serie.foerste:
            raise Refused(
                _(
                    "Serien er i bruk fra %(foerste)s og kan ikke begynne et annet sted.",
                    foerste=serie.foerste,
                ),
                field=kind.value,
            )
        serie.foerste = serie.neste = foerste
        record(session, "oppsett.serie", subject=selskap, navn=selskap.navn, kind=kind.value, foerste=foerste)
    selskap.versjon += 1


def _locked(session: Session, selskap_id: UUID, kind: Dokumentkind) -> Nummerserie:
    begin_serie(session, selskap_id=selskap_id, kind=kind)
    stmt = select(Nummerserie).where(Nummerserie.selskap_id == selskap_id, Nummerserie.kind == kind)
    return session.scalars(stmt.with_for_update().execution_options(populate_existing=True)).one()
