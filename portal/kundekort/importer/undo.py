"""Taking a whole import back: what it made becomes Feilregistrert, what it changed gets its former values.

Customers somebody has touched since are left alone and named. Nothing is deleted but the links the import made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, exists, func, insert, or_, select, text
from sqlalchemy.orm import Session

from portal.audit.models import Hendelse
from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.kundekort.actions import index_kunde
from portal.kundekort.importer.queries import get_import
from portal.kundekort.importer.rules import KUNDEFELTER
from portal.kundekort.importer.writing import set_columns, write_history
from portal.kundekort.models import (
    Adresse,
    Import,
    Importrad,
    Importtilstand,
    Kunde,
    KundeForelder,
    Kundestatus,
    KundestatusLogg,
    Radutfall,
)


@dataclass(frozen=True)
class Angret:
    """What an undo did. `beholdt` names customers that were touched since: (id, name), at most 20."""

    antall: int
    antall_beholdt: int
    beholdt: Sequence[tuple[UUID, str]]


def angre_import(session: Session, *, import_id: UUID) -> Angret:
    """Take the import back. Locks the import. A second time changes nothing.

    Raises:
        NotFound: no such import.
        Refused: it has not run to its end.
    """
    kjoering = get_import(session, import_id=import_id, lock=True)
    if kjoering.tilstand is Importtilstand.ANGRET:
        return Angret(0, 0, ())
    if kjoering.tilstand not in {Importtilstand.FERDIG, Importtilstand.FEILET}:
        raise Refused(_("Importen er ikke ferdig ennå. Vent til den er det, og angre da."))
    rows = _rows(session, kjoering)
    untouched = [row for row in rows if not row.roert]
    made = [row.kunde_id for row in untouched if row.utfall is Radutfall.NY]
    changed = [row for row in untouched if row.utfall is Radutfall.OPPDATERT]
    _remove_links(session, rows, made=set(made), undone={row.kunde_id for row in untouched})
    _restore(session, changed)
    wrong = session.scalar(select(Kundestatus.id).where(Kundestatus.kode == "X"))
    if made and wrong is not None:
        grunn = _("Importen av %(fil)s ble angret", fil=kjoering.filnavn)
        set_status(session, kunde_ids=made, status_id=wrong, grunn=grunn)
    write_history(session, "kunde.import-angret", [row.kunde_id for row in untouched], fil=kjoering.filnavn)
    kjoering.tilstand, kjoering.angret_tid = Importtilstand.ANGRET, now()
    kjoering.versjon += 1
    record(session, "import.angret", subject=kjoering, fil=kjoering.filnavn)
    kept = [(row.kunde_id, row.navn) for row in rows if row.roert]
    return Angret(len(untouched), len(kept), kept[:20])


def set_status(
    session: Session,
    *,
    kunde_ids: Sequence[UUID],
    status_id: UUID,
    grunn: str,
    import_id: UUID | None = None,
) -> None:
    """Give many customers a status, with the log row of each. Two statements. No gates: import and undo only."""
    if not kunde_ids:
        return
    actor, moment, tenant = actor_of(session), now(), session.info["tenant"]
    before = {
        row.id: row.status_id
        for row in session.execute(select(Kunde.id, Kunde.status_id).where(Kunde.id.in_(kunde_ids)))
    }
    session.execute(
        text(
            "UPDATE kunde SET status_id = :status, endret_tid = :tid, versjon = versjon + 1,"
            " import_id = coalesce(CAST(:import AS uuid), import_id)"
            " WHERE tenant_id = :t AND id = ANY(:ids)"
        ),
        {"t": tenant, "status": status_id, "tid": moment, "import": import_id, "ids": list(kunde_ids)},
    )
    session.execute(
        insert(KundestatusLogg).returning(KundestatusLogg.id),
        [
            {
                "tenant_id": tenant,
                "id": uuid7(),
                "kunde_id": kunde_id,
                "fra_status_id": before[kunde_id],
                "til_status_id": status_id,
                "tid": moment,
                "aktoer_id": actor.id,
                "aktoer_navn": actor.navn,
                "grunn": grunn,
            }
            for kunde_id in kunde_ids
        ],
    )


def _rows(session: Session, kjoering: Import) -> Sequence[Row[*tuple[Any, ...]]]:
    """Lines that made or changed a customer; `roert` when something has happened to it since. One statement."""
    later = exists().where(
        Hendelse.tenant_id == Kunde.tenant_id,
        Hendelse.kunde_id == Kunde.id,
        Hendelse.tid > (kjoering.ferdig_tid or now()),
    )
    return session.execute(
        select(
            Importrad.linje,
            Importrad.kunde_id,
            Importrad.utfall,
            Importrad.foer,
            Kunde.navn,
            or_(Kunde.versjon != Importrad.etter_versjon, later).label("roert"),
        )
        .join(Kunde, Kunde.id == Importrad.kunde_id)
        .where(
            Importrad.import_id == kjoering.id,
            or_(
                Importrad.utfall.in_([Radutfall.NY, Radutfall.OPPDATERT]),
                func.jsonb_exists(Importrad.foer, "lenke"),
            ),
        )
        .order_by(Importrad.linje)
    ).all()


def _remove_links(
    session: Session, rows: Sequence[Row[*tuple[Any, ...]]], *, made: set[UUID], undone: set[UUID]
) -> None:
    """Links the import made go when either end is taken back, lest a kept enhet hang below a wrong one."""
    links = [UUID(row.foer["lenke"]) for row in rows if row.foer and "lenke" in row.foer]
    for start in range(0, len(links), 5_000):
        session.execute(
            delete(KundeForelder).where(
                KundeForelder.id.in_(links[start : start + 5_000]),
                or_(KundeForelder.kunde_id.in_(undone), KundeForelder.forelder_id.in_(made)),
            )
        )


def _restore(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> None:
    """Put former values back, addresses too, and make the search words anew."""
    for row in rows:
        foer = dict(row.foer or {})
        kunde = session.execute(
            select(
                Kunde.navn, Kunde.poststed, Kunde.ekstern_id, *[getattr(Kunde, n) for n in KUNDEFELTER]
            ).where(Kunde.id == row.kunde_id)
        ).one()
        names = (*KUNDEFELTER, "poststed", "ekstern_id")
        merged = {name: foer.get(name, getattr(kunde, name)) for name in names}
        set_columns(
            session,
            (*names, "sortering"),
            [
                {f"ny_{name}": value for name, value in merged.items()}
                | {"ny_sortering": sort_key(merged["navn"]), "denne": row.kunde_id}
            ],
        )
        for key, parts in foer.items():
            if key.startswith("adresse_"):
                _restore_address(session, row.kunde_id, key.removeprefix("adresse_"), parts)
        index_kunde(session, kunde_id=row.kunde_id)


def _restore_address(session: Session, kunde_id: UUID, slag: str, parts: dict[str, str] | None) -> None:
    row = session.scalar(select(Adresse).where(Adresse.kunde_id == kunde_id, Adresse.slag == slag))
    if row is None:
        return
    if parts is None:
        session.delete(row)
    else:
        row.linje1, row.postnr, row.poststed = parts["linje1"], parts["postnr"], parts["poststed"]
