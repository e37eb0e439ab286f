"""Writes on a recruitment: register, change, fill or cancel, open again."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.rules import Handling
from portal.oppdrag.actions import next_number, write_search_words
from portal.oppdrag.models_regler import Oppdragsslag
from portal.oppdrag.models_rekruttering import Rekruttering, Rekrutteringstilstand
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rekruttering.data import Rekrutteringsdata
from portal.oppdrag.rekruttering.queries import get_rekruttering
from portal.oppdrag.unntak import pass_stop


def opprett_rekruttering(
    session: Session,
    *,
    kunde_id: UUID,
    data: Rekrutteringsdata,
    idempotens: UUID,
    rekruttering_id: UUID | None = None,
) -> Rekruttering:
    """A new recruitment, open. The same `idempotens` again answers the first. Does not commit.

    The counter row is locked last.

    Raises:
        NotFound: no such customer.
        Refused: the customer's status stops it (with who may lift it), a contact of another customer, or two fees.
    """
    if first := session.scalar(select(Rekruttering).where(Rekruttering.idempotens == idempotens)):
        return first
    standard = get_kundestandard(session, kunde_id=kunde_id)
    row = Rekruttering(
        id=rekruttering_id or uuid7(),
        kunde_id=kunde_id,
        selskap_id=standard.selskap_id,
        tilstand=Rekrutteringstilstand.AAPEN,
        opprettet_tid=now(),
        endret_tid=now(),
        idempotens=idempotens,
    )
    pass_stop(session, kunde_id=kunde_id, handling=Handling.NY_STILLING, brukt_id=row.id)
    _refuse_bad(data, kontakter={k.id for k in standard.kontakter})
    for name, value in data.columns().items():
        setattr(row, name, value)
    row.nummer = next_number(session, slag="RE")
    session.add(row)
    _index(session, row)
    _tell(session, row, "opprettet", tittel=row.tittel)
    return row


def endre_rekruttering(
    session: Session, *, rekruttering_id: UUID, data: Rekrutteringsdata, versjon: int
) -> Rekruttering:
    """Change an open recruitment. Locks it.

    Raises:
        NotFound: no such recruitment here.
        Stale: someone else changed it after `versjon` was shown.
        Refused: it is over, or bad values.
    """
    row = get_rekruttering(session, rekruttering_id=rekruttering_id, lock=True)
    if row.versjon != versjon:
        raise Stale(
            _("Noen andre endret rekrutteringen mens du skrev. Se hva som er lagret, og lagre på nytt.")
        )
    _refuse_over(row)
    standard = get_kundestandard(session, kunde_id=row.kunde_id)
    # A contact who has left may stay until it is changed.
    _refuse_bad(data, kontakter={row.kontakt_id, *(k.id for k in standard.kontakter)})
    changed = [name for name, value in data.columns().items() if getattr(row, name) != value]
    if changed:
        for name, value in data.columns().items():
            setattr(row, name, value)
        row.versjon += 1
        row.endret_tid = now()
        _index(session, row)
        _tell(session, row, "endret", felt=changed)
    return row


def avslutt_rekruttering(
    session: Session, *, rekruttering_id: UUID, besatt: bool, grunn: str
) -> Rekruttering:
    """The position is filled, or the customer called it off. Locks it. Raises NotFound; Refused when it is over."""
    row = get_rekruttering(session, rekruttering_id=rekruttering_id, lock=True)
    _refuse_over(row)
    til = Rekrutteringstilstand.BESATT if besatt else Rekrutteringstilstand.AVLYST
    _move(session, row, til, grunn=grunn)
    return row


def gjenaapne_rekruttering(session: Session, *, rekruttering_id: UUID) -> Rekruttering:
    """One that was filled or called off becomes open. Locks it. Raises NotFound; Refused by the customer's status."""
    row = get_rekruttering(session, rekruttering_id=rekruttering_id, lock=True)
    if row.tilstand is not Rekrutteringstilstand.AAPEN:
        pass_stop(session, kunde_id=row.kunde_id, handling=Handling.NY_STILLING, brukt_id=row.id)
        _move(session, row, Rekrutteringstilstand.AAPEN, grunn="")
    return row


def _refuse_over(row: Rekruttering) -> None:
    if row.tilstand is not Rekrutteringstilstand.AAPEN:
        raise Refused(_("%(nummer)s er avsluttet. Åpne den igjen først.", nummer=row.nummer))


def _refuse_bad(data: Rekrutteringsdata, *, kontakter: set[UUID | None]) -> None:
    if data.honorar_bp is not None and data.honorar_oere is not None:
        raise Refused(_("Velg prosent av årslønn eller fast honorar, ikke begge."), field="honorar_oere")
    if data.kontakt_id is not None and data.kontakt_id not in kontakter:
        raise Refused(_("Velg en kontakt hos kunden."), field="kontakt_id")


def _move(session: Session, row: Rekruttering, til: Rekrutteringstilstand, *, grunn: str) -> None:
    row.tilstand = til
    row.avsluttet_grunn = grunn
    row.avsluttet_tid = None if til is Rekrutteringstilstand.AAPEN else now()
    row.endret_tid = now()
    row.versjon += 1
    code = "aapnet" if til is Rekrutteringstilstand.AAPEN else str(til)
    _tell(session, row, code, grunn=grunn)


def _tell(session: Session, row: Rekruttering, code: str, **data: Any) -> None:
    record(
        session,
        f"rekruttering.{code}",
        kunde_id=row.kunde_id,
        subject=row,
        nummer=row.nummer,
        **data,
    )


def _index(session: Session, row: Rekruttering) -> None:
    write_search_words(
        session, slag=Oppdragsslag.REKRUTTERING, rad_id=row.id, nummer=row.nummer, tittel=row.tittel
    )
