"""Enheter of an import below their parents: after all customers are there, rings left out, own links kept."""

import json
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.kundekort.importer.queries import list_celler
from portal.kundekort.importer.rules import interpret
from portal.kundekort.importer.writing import write_links
from portal.kundekort.models import Import, Importrad, Kunde, KundeForelder
from portal.kundekort.rules import order_parents_first


def link_parents(session: Session, *, kjoering: Import) -> int:
    """Link every line that names a parent; answers how many new links. Remarks are added to lines that stay free.

    Five statements, whatever the number of lines.
    """
    column = kjoering.kolonner.get("forelder")
    if column is None:
        return 0
    wanted = _wanted(session, kjoering)
    if not wanted:
        return 0
    by_id = _ids(session, kilde=kjoering.kilde)
    present = _present_links(session)
    remarks: dict[int, dict[str, str]] = {}
    new: dict[UUID, tuple[UUID, int]] = {}
    for linje, (kunde_id, forelder) in wanted.items():
        parent = by_id.get(forelder)
        if parent is None:
            remarks[linje] = {"kode": "ukjent_forelder", "verdi": forelder}
        elif kunde_id in present:
            if present[kunde_id] != parent:
                remarks[linje] = {"kode": "egen_forelder"}
        else:
            new[kunde_id] = (parent, linje)
    everyone = {str(child): str(parent) for child, parent in present.items()}
    everyone |= {str(child): str(parent) for child, (parent, _linje) in new.items()}
    sound = set(order_parents_first(everyone))
    pairs = []
    for child, (parent, linje) in new.items():
        if str(child) in sound:
            pairs.append((child, parent, linje))
        else:
            remarks[linje] = {"kode": "ring"}
    links = write_links(session, [(child, parent) for child, parent, _linje in pairs])
    _remember(session, kjoering.id, [linje for _child, _parent, linje in pairs], links, remarks)
    return len(links)


def _wanted(session: Session, kjoering: Import) -> dict[int, tuple[UUID, str]]:
    """Line → (its customer, the id its parent has in the list)."""
    width = len(kjoering.overskrifter)
    ids: dict[int, UUID] = {
        row.linje: row.kunde_id
        for row in session.execute(
            select(Importrad.linje, Importrad.kunde_id).where(
                Importrad.import_id == kjoering.id, Importrad.kunde_id.is_not(None)
            )
        )
        if row.kunde_id is not None
    }
    wanted = {}
    for row in list_celler(session, import_id=kjoering.id, kun_gode=True):
        forelder = interpret(row.celler, kjoering.kolonner, bredde=width).forelder
        if forelder and row.linje in ids:
            wanted[row.linje] = (ids[row.linje], forelder)
    return wanted


def _ids(session: Session, *, kilde: str) -> dict[str, UUID]:
    rows = session.execute(select(Kunde.ekstern_id, Kunde.id).where(Kunde.ekstern_kilde == kilde))
    return {row.ekstern_id: row.id for row in rows if row.ekstern_id is not None}


def _present_links(session: Session) -> dict[UUID, UUID]:
    """Every open link of the tenant: child → parent."""
    rows = session.execute(
        select(KundeForelder.kunde_id, KundeForelder.forelder_id).where(KundeForelder.gyldig_til.is_(None))
    )
    return {row.kunde_id: row.forelder_id for row in rows}


def _remember(
    session: Session,
    import_id: UUID,
    linjer: list[int],
    links: list[UUID],
    remarks: dict[int, dict[str, str]],
) -> None:
    """Keep on each line the link it made (undo takes it away) or why it made none. Two statements."""
    common = {"t": session.info["tenant"], "import": import_id}
    session.execute(
        text(
            "UPDATE importrad r SET foer = coalesce(r.foer, '{}'::jsonb) || jsonb_build_object('lenke', u.lenke)"
            " FROM unnest(CAST(:linje AS bigint[]), CAST(:lenke AS uuid[])) AS u(linje, lenke)"
            " WHERE r.tenant_id = :t AND r.import_id = :import AND r.linje = u.linje"
        ),
        {**common, "linje": linjer, "lenke": links},
    )
    session.execute(
        text(
            "UPDATE importrad r SET merknader = r.merknader || u.merknad::jsonb"
            " FROM unnest(CAST(:linje AS bigint[]), CAST(:merknad AS text[])) AS u(linje, merknad)"
            " WHERE r.tenant_id = :t AND r.import_id = :import AND r.linje = u.linje"
        ),
        {**common, "linje": list(remarks), "merknad": [json.dumps([remark]) for remark in remarks.values()]},
    )
