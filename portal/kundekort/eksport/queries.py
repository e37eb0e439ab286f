"""The rows of an export: every hit of the filter, or those that are ticked, in the order of the list."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session, aliased

from portal.db.clock import today
from portal.identity.models import Bruker
from portal.kundekort.models import Adresse, Adresseslag, Feltverdier, Kunde, KundeForelder, Kundestatus
from portal.kundekort.tree import holds_on
from portal.kundekort.utvalg import Leser, Utvalg, narrowed, ordered
from portal.tenancy.models import Avdeling

#: Rows read at a time.
BATCH = 1_000


def count_to(session: Session, *, utvalg: Utvalg, leser: Leser, most: int) -> int:
    """How many rows there are, at most `most` + 1. Two statements at most."""
    wanted = narrowed(session, select(Kunde.id), utvalg=utvalg, leser=leser)
    counted = select(func.count()).select_from(wanted.limit(most + 1).subquery())
    return session.scalar(counted) or 0


def iter_rader(
    session: Session, *, utvalg: Utvalg, leser: Leser, egne: bool = False
) -> Iterator[Row[*tuple[Any, ...]]]:
    """One row a customer, read BATCH at a time; the columns are those of `rules.KOLONNER` by name.

    `egne` adds `verdier`, the values of own fields.
    """
    status, ansvarlig, avdeling = aliased(Kundestatus), aliased(Bruker), aliased(Avdeling)
    lenke, over, besoek = aliased(KundeForelder), aliased(Kunde), aliased(Adresse)
    wanted = (
        select(
            Kunde.id,
            Kunde.sortering,
            Kunde.kundenr,
            Kunde.navn,
            Kunde.orgnr,
            Kunde.organisasjonsform,
            Kunde.naeringskode,
            Kunde.antall_ansatte,
            status.navn.label("status"),
            ansvarlig.navn.label("ansvarlig"),
            avdeling.navn.label("avdeling"),
            over.navn.label("ligger_under"),
            besoek.linje1.label("adresse"),
            besoek.postnr,
            Kunde.poststed,
            Kunde.telefon,
            Kunde.epost,
            Kunde.nettside,
            Kunde.sist_kontakt_tid,
            Kunde.kilde,
        )
        .join(status, status.id == Kunde.status_id)
        .outerjoin(ansvarlig, ansvarlig.id == Kunde.kundeansvarlig_id)
        .outerjoin(avdeling, avdeling.id == Kunde.avdeling_id)
        .outerjoin(lenke, and_(lenke.kunde_id == Kunde.id, holds_on(lenke, today())))
        .outerjoin(over, over.id == lenke.forelder_id)
        .outerjoin(besoek, and_(besoek.kunde_id == Kunde.id, besoek.slag == Adresseslag.BESOEK))
    )
    if egne:
        wanted = wanted.add_columns(Feltverdier.verdier).outerjoin(
            Feltverdier, Feltverdier.kunde_id == Kunde.id
        )
    stmt = narrowed(session, wanted, utvalg=utvalg, leser=leser)
    after: tuple[str, UUID] | None = None
    while True:
        rows = session.execute(ordered(stmt, Kunde, after).limit(BATCH)).all()
        yield from rows
        if len(rows) < BATCH:
            return
        after = (rows[-1].sortering, rows[-1].id)
