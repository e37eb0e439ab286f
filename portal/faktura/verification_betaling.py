"""Do the running totals say what the rows of credit notes, payments and allocations say? Computed anew."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.faktura.models import (
    Dokumentkind,
    Dokumenttilstand,
    Fakturasaldo,
    Innbetaling,
    InnbetalingFordeling,
    Innbetalingsslag,
    Salgsdokument,
)


def verify_payments(session: Session) -> Iterator[str]:
    """Faults as sentences: an invoice without its total or with a wrong one, a payment whose rest is not its rest."""
    given = (
        select(
            InnbetalingFordeling.dokument_id, func.sum(InnbetalingFordeling.beloep_oere).label("oere")
        ).group_by(InnbetalingFordeling.dokument_id)
    ).subquery()
    oere = func.coalesce(given.c.oere, 0)
    for row in session.execute(
        select(Salgsdokument.nummer, Fakturasaldo.fordelt_oere, oere)
        .outerjoin(Fakturasaldo, Fakturasaldo.id == Salgsdokument.id)
        .outerjoin(given, given.c.dokument_id == Salgsdokument.id)
        .where(Salgsdokument.kind == Dokumentkind.FAKTURA, Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT)
        .where(
            Fakturasaldo.id.is_(None)
            | (Fakturasaldo.fordelt_oere != oere)
            | (Fakturasaldo.kreditert_oere != Salgsdokument.kreditert_oere)
            | (Fakturasaldo.sum_oere != Salgsdokument.sum_oere)
            | (Fakturasaldo.rest_oere < 0)
        )
        .limit(100)
    ):
        yield f"faktura {row[0]}: {row[1]} øre er ført som betalt, fordelingene er på {row[2]}."
    yield from _rests(session)


def _rests(session: Session) -> Iterator[str]:
    back = aliased(Innbetaling)
    against = (
        select(func.coalesce(func.sum(back.beloep_oere), 0))
        .where(back.gjelder_id == Innbetaling.id)
        .correlate(Innbetaling)
        .scalar_subquery()
    )
    laid = (
        select(func.coalesce(func.sum(InnbetalingFordeling.beloep_oere), 0))
        .where(InnbetalingFordeling.innbetaling_id == Innbetaling.id)
        .correlate(Innbetaling)
        .scalar_subquery()
    )
    due = Innbetaling.beloep_oere + against - laid
    for row in session.execute(
        select(Innbetaling.id, Innbetaling.rest_oere, due)
        .where(Innbetaling.slag == Innbetalingsslag.INNBETALING, Innbetaling.rest_oere != due)
        .limit(100)
    ):
        yield f"Innbetaling {row[0]}: {row[1]} øre står igjen, radene sier {row[2]}."
