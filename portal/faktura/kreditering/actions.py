"""Crediting: a document of its own that names the exact lines and hours (law 8). Nothing here commits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.base import add_in_order
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound, Refused, Stale
from portal.faktura.actions import sett_mva, sett_utstedt
from portal.faktura.fordeling import frigi_overskudd
from portal.faktura.models import (
    Dokumentkind,
    Fordeling,
    Kreditgrunn,
    Salgsdokument,
    Salgslinje,
    Timefordeling,
)
from portal.faktura.queries import find_by_idempotens, get_faktura, list_credited_mva, list_held_hours
from portal.faktura.rules import Mvagrunnlag, Mvarad, credit_mva_rows, credit_net
from portal.i18n import _


@dataclass(frozen=True)
class Kreditvalg:
    """How much of one line. `mengde` is minutes for hours, thousandths for other units."""

    linje_id: UUID
    mengde: int
    frigi: bool  # the hours become billable again
    #: Hour lines to release from; the newest are taken when none are chosen.
    dager: tuple[UUID, ...] = ()


def krediter_faktura(
    session: Session,
    *,
    faktura_id: UUID,
    valg: Sequence[Kreditvalg],
    grunn: Kreditgrunn,
    grunn_tekst: str,
    versjon: int,
    idempotens: UUID,
) -> Salgsdokument:
    """Issue a credit note for named lines of an issued invoice. Does not commit.

    Quantities are whole minutes or thousandths, amounts øre; all positive. Locks the invoice, then its lines by id,
    the counter row last. The same `idempotens` again answers the first note.

    Raises:
        NotFound: no such invoice in this tenant, or a line of another document.
        Stale: someone else credited it after `versjon` was shown.
        Refused: not an issued invoice, nothing chosen, or more than remains.
    """
    faktura = get_faktura(session, faktura_id=faktura_id, lock=True)
    if first := find_by_idempotens(session, idempotens=idempotens):
        return first
    if faktura.kind is not Dokumentkind.FAKTURA or faktura.nummer is None:
        raise Refused(_("Bare en utstedt faktura kan krediteres."))
    if faktura.versjon != versjon:
        raise Stale(_("Noen andre krediterte fakturaen mens du skrev. Se hva som gjenstår."))
    if not valg:
        raise Refused(_("Velg minst én linje å kreditere."))
    nota = _nota(session, faktura, grunn=grunn, grunn_tekst=grunn_tekst, idempotens=idempotens)
    lines = {linje.id: linje for linje in faktura.linjer}
    credits: list[Salgslinje] = []
    released: list[Timefordeling] = []
    for posisjon, choice in enumerate(sorted(valg, key=lambda v: v.linje_id), start=1):
        if (linje := lines.get(choice.linje_id)) is None:
            raise NotFound(f"salgslinje {choice.linje_id}")
        credit = _credit_line(session, linje=linje, mengde=choice.mengde, nota_id=nota.id, posisjon=posisjon)
        credits.append(credit)
        if choice.frigi and linje.oppdrag_id is not None:
            released += _release_hours(session, linje=linje, credit=credit, chosen=choice.dager)
    rader = credit_mva_rows(
        (Mvagrunnlag(c.mva_kategori, c.mva_bp, c.mva_grunn, c.netto_oere) for c in credits),
        issued=[Mvarad(m.kategori, m.mva_bp, m.grunn, m.grunnlag_oere, m.mva_oere) for m in faktura.mva],
        credited=list_credited_mva(session, faktura_id=faktura.id),
    )
    add_in_order(session, [nota], credits, released)
    sett_mva(session, dokument=nota, rader=rader)
    # What was paid beyond what is left after the note is the customer's again, before the room for it is gone.
    frigi_overskudd(session, faktura_id=faktura.id, krediteres_oere=nota.sum_oere)
    faktura.versjon += 1
    faktura.kreditert_oere += nota.sum_oere
    sett_utstedt(session, dokument=nota, linjer=credits, betalingsdager=None)
    record(
        session,
        "faktura.kreditert",
        kunde_id=nota.kunde_id,
        subject=nota,
        nummer=nota.nummer,
        faktura_nummer=faktura.nummer,
        sum_oere=nota.sum_oere,
    )
    return nota


def _nota(
    session: Session, faktura: Salgsdokument, *, grunn: Kreditgrunn, grunn_tekst: str, idempotens: UUID
) -> Salgsdokument:
    return Salgsdokument(
        id=uuid7(),
        kind=Dokumentkind.KREDITNOTA,
        krediterer_id=faktura.id,
        selskap_id=faktura.selskap_id,
        kunde_id=faktura.kunde_id,
        selger=faktura.selger,
        kjoeper=faktura.kjoeper,
        sprak=faktura.sprak,
        po_nummer=faktura.po_nummer,
        deres_ref=faktura.deres_ref,
        vaar_ref=actor_of(session).navn,
        levering_fra=faktura.levering_fra,
        levering_til=faktura.levering_til,
        leveringssted=faktura.leveringssted,
        grunn=grunn,
        grunn_tekst=grunn_tekst,
        opprettet_tid=now(),
        opprettet_av=actor_of(session).navn,
        idempotens=idempotens,
    )


def _credit_line(
    session: Session, *, linje: Salgslinje, mengde: int, nota_id: UUID, posisjon: int
) -> Salgslinje:
    net = credit_net(
        mengde=mengde, kreditert_mengde=linje.kreditert_mengde, pris_oere=linje.pris_oere, enhet=linje.enhet
    )
    guarded = (
        update(Salgslinje)
        .where(Salgslinje.id == linje.id, Salgslinje.kreditert_oere + net <= Salgslinje.netto_oere)
        .where(Salgslinje.kreditert_mengde + mengde <= Salgslinje.mengde)
        .values(
            kreditert_oere=Salgslinje.kreditert_oere + net,
            kreditert_mengde=Salgslinje.kreditert_mengde + mengde,
        )
        .execution_options(synchronize_session=False)
    )
    if mengde <= 0 or session.scalar(guarded.returning(Salgslinje.id)) is None:
        raise Refused(_("Det gjenstår ikke så mye på «%(tekst)s».", tekst=linje.tekst))
    return Salgslinje(
        id=uuid7(),
        dokument_id=nota_id,
        krediterer_linje_id=linje.id,
        posisjon=posisjon,
        tekst=linje.tekst,
        enhet=linje.enhet,
        mengde=mengde,
        pris_oere=linje.pris_oere,
        netto_oere=net,
        mva_kategori=linje.mva_kategori,
        mva_bp=linje.mva_bp,
        mva_grunn=linje.mva_grunn,
        oppdrag_id=linje.oppdrag_id,
        vikar=linje.vikar,
        arbeidssted=linje.arbeidssted,
        fra_dato=linje.fra_dato,
        til_dato=linje.til_dato,
    )


def _release_hours(
    session: Session, *, linje: Salgslinje, credit: Salgslinje, chosen: Sequence[UUID]
) -> Iterator[Timefordeling]:
    left = credit.mengde
    hours = list_held_hours(session, linje_id=linje.id)
    if set(chosen) - {timelinje_id for timelinje_id, _held in hours}:
        raise Refused(_("En av dagene på «%(tekst)s» er alt frigitt. Velg på nytt.", tekst=linje.tekst))
    for timelinje_id, held in hours:
        if chosen and timelinje_id not in chosen:
            continue
        if part := min(left, held):
            left -= part
            yield Timefordeling(
                id=uuid7(),
                timelinje_id=timelinje_id,
                salgslinje_id=credit.id,
                minutter=-part,
                tilstand=Fordeling.FRIGITT,
            )
    if left and chosen:
        raise Refused(
            _("Dagene du valgte på «%(tekst)s», har færre timer enn du krediterer.", tekst=linje.tekst)
        )
    if left:
        raise Refused(_("Timene på «%(tekst)s» er alt frigitt.", tekst=linje.tekst))
