"""Bulk writes of an import: customers with all that belongs to them, changes, links to parents, line results."""

import json
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from portal.audit.models import Hendelse
from portal.audit.record import actor_of
from portal.db.clock import now, today
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.kundekort.actions import next_kundenr
from portal.kundekort.importer.matching import Radplan, place_of
from portal.kundekort.importer.rules import KUNDEFELTER
from portal.kundekort.kontor import begin_with_risk
from portal.kundekort.models import (
    Adresse,
    Import,
    Kunde,
    KundeForelder,
    KundestatusLogg,
    Radutfall,
)
from portal.kundekort.rules import kunde_words
from portal.kundekort.steder import add_first_sites, set_coordinates

#: Search words of one statement: well within the statement timeout, on a crowded machine too.
WORDS = 10_000
_DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(KUNDEFELTER, ""),
    "orgnr": None,
    "kommunenr": None,
    "sprak": "nb",
    "betalingsdager": 14,
}


def write_new(
    session: Session,
    plans: Sequence[Radplan],
    *,
    kjoering: Import,
    status_id: UUID,
    selskap_id: UUID,
    avdeling_id: UUID | None,
) -> None:
    """Insert the customers of these lines and all that belongs to them; sets each plan's `kunde_id`.

    Ten statements at most, whatever the number. Locks the tenant's customer numbering until commit.
    """
    if not plans:
        return
    tenant, moment, actor = session.info["tenant"], now(), actor_of(session)
    number = next_kundenr(session)
    kunder = []
    for place, plan in enumerate(plans):
        plan.kunde_id = uuid7()
        kunder.append(
            {
                **_DEFAULTS,
                **plan.tolket.felter,
                "tenant_id": tenant,
                "id": plan.kunde_id,
                "kundenr": number + place,
                "sortering": sort_key(plan.tolket.felter["navn"]),
                "poststed": place_of(plan.tolket),
                "status_id": status_id,
                "selskap_id": selskap_id,
                "avdeling_id": avdeling_id,
                "kilde": kjoering.filnavn,
                "ekstern_kilde": kjoering.kilde if plan.tolket.ekstern_id else None,
                "ekstern_id": plan.tolket.ekstern_id or None,
                "import_id": kjoering.id,
                "opprettet_tid": moment,
                "opprettet_av_id": kjoering.bruker_id,
                "endret_tid": moment,
                "versjon": 1,
            }
        )
    session.execute(insert(Kunde).returning(Kunde.id), kunder)  # RETURNING: many rows a statement
    _write_addresses(session, [(plan, plan.tolket.adresser) for plan in plans])
    session.execute(
        insert(KundestatusLogg).returning(KundestatusLogg.id),
        [
            {
                "tenant_id": tenant,
                "id": uuid7(),
                "kunde_id": plan.kunde_id,
                "til_status_id": status_id,
                "tid": moment,
                "aktoer_id": actor.id,
                "aktoer_navn": actor.navn,
            }
            for plan in plans
        ],
    )
    set_coordinates(session, kunde_ids=ids_of(plans))
    add_first_sites(session, kunde_ids=ids_of(plans))
    at_the_top = [plan.kunde_id for plan in plans if plan.kunde_id and not plan.tolket.forelder]
    begin_with_risk(
        session, avdeling_id=avdeling_id, kunde_ids=at_the_top
    )  # an enhet has what its customer has
    write_history(session, "kunde.importert", [plan.kunde_id for plan in plans], fil=kjoering.filnavn)
    _write_words(session, [(row, plan) for row, plan in zip(kunder, plans, strict=True)])


def write_changes(session: Session, plans: Sequence[Radplan], *, kjoering: Import) -> None:
    """Update the customers of these lines; one version up each. A handful of statements."""
    if not plans:
        return
    fields = (*KUNDEFELTER, "ekstern_id")
    stored = {
        row.id: row
        for row in session.execute(
            select(
                Kunde.id,
                Kunde.kundenr,
                Kunde.poststed,
                Kunde.ekstern_kilde,
                *[getattr(Kunde, name) for name in fields],
            ).where(Kunde.id.in_([plan.kunde_id for plan in plans]))
        )
    }
    values: list[dict[str, Any]] = []
    for plan in plans:
        row = stored[plan.kunde_id]
        merged = {name: plan.nytt.get(name, getattr(row, name)) for name in fields}
        place = place_of(plan.tolket) or row.poststed
        plan.foer.setdefault("poststed", row.poststed)
        values.append(
            {
                **{f"ny_{name}": value for name, value in merged.items()},
                "ny_sortering": sort_key(merged["navn"]),
                "ny_poststed": place,
                "ny_ekstern_kilde": row.ekstern_kilde or (kjoering.kilde if merged["ekstern_id"] else None),
                "denne": plan.kunde_id,
            }
        )
    set_columns(session, (*fields, "sortering", "poststed", "ekstern_kilde"), values)
    _write_addresses(session, [(plan, plan.adresser) for plan in plans])
    set_coordinates(session, kunde_ids=ids_of(plans))
    session.execute(
        text("DELETE FROM soekeord WHERE tenant_id = :t AND slag = 'kunde' AND id = ANY(:ids)"),
        {"t": session.info["tenant"], "ids": [plan.kunde_id for plan in plans]},
    )
    _write_words(
        session,
        [
            (
                {
                    "kundenr": stored[plan.kunde_id].kundenr,
                    "navn": v["ny_navn"],
                    "orgnr": v["ny_orgnr"],
                    "telefon": v["ny_telefon"],
                    "poststed": v["ny_poststed"],
                },
                plan,
            )
            for v, plan in zip(values, plans, strict=True)
        ],
    )
    write_history(session, "kunde.oppdatert", [plan.kunde_id for plan in plans], fil=kjoering.filnavn)


def ids_of(plans: Sequence[Radplan]) -> list[UUID]:
    """The customers the lines became."""
    return [plan.kunde_id for plan in plans if plan.kunde_id is not None]


def set_columns(session: Session, names: Sequence[str], values: list[dict[str, Any]]) -> None:
    """Set these columns of many customers, `denne` naming each, and raise their version. One statement."""
    table = cast(Table, Kunde.__table__)
    session.connection().execute(
        update(table)
        .where(table.c.tenant_id == session.info["tenant"], table.c.id == bindparam("denne"))
        .values(
            versjon=table.c.versjon + 1, endret_tid=now(), **{name: bindparam(f"ny_{name}") for name in names}
        ),
        values,
    )


def write_links(session: Session, pairs: Sequence[tuple[UUID, UUID]]) -> list[UUID]:
    """Put each first customer below the second from today; answers the links' ids in the same order."""
    links = [uuid7() for _pair in pairs]
    if pairs:
        session.execute(
            insert(KundeForelder).returning(KundeForelder.id),
            [
                {
                    "tenant_id": session.info["tenant"],
                    "id": link,
                    "kunde_id": child,
                    "forelder_id": parent,
                    "gyldig_fra": today(),
                }
                for link, (child, parent) in zip(links, pairs, strict=True)
            ],
        )
    return links


def write_history(session: Session, kode: str, kunde_ids: Sequence[UUID | None], **data: Any) -> None:
    """One Hendelse per customer, as `record` would write it. One statement."""
    actor, moment = actor_of(session), now()
    if kunde_ids:
        session.execute(
            insert(Hendelse).returning(Hendelse.id),
            [
                {
                    "tenant_id": session.info["tenant"],
                    "id": uuid7(),
                    "tid": moment,
                    "kode": kode,
                    "kunde_id": kunde_id,
                    "subjekt_slag": "kunde",
                    "subjekt_id": kunde_id,
                    "aktoer_slag": actor.slag,
                    "aktoer_id": actor.id,
                    "aktoer_navn": actor.navn,
                    "data": data,
                }
                for kunde_id in kunde_ids
            ],
        )


def write_results(session: Session, *, import_id: UUID, plans: Sequence[Radplan], done: bool) -> None:
    """Store what each line does (or did, when `done`; the remarks of the trial stay). One statement."""
    session.execute(
        text(
            "UPDATE importrad r SET utfall = u.utfall, kunde_id = u.kunde_id,"
            " merknader = CASE WHEN :done THEN r.merknader ELSE u.merknader::jsonb END,"
            " foer = u.foer::jsonb, etter_versjon = k.versjon"
            " FROM unnest(CAST(:linje AS bigint[]), CAST(:utfall AS text[]), CAST(:merknader AS text[]),"
            " CAST(:kunde AS uuid[]), CAST(:foer AS text[])) AS u(linje, utfall, merknader, kunde_id, foer)"
            " LEFT JOIN kunde k ON k.tenant_id = :t AND k.id = u.kunde_id AND :done"
            " WHERE r.tenant_id = :t AND r.import_id = :import AND r.linje = u.linje"
        ),
        {
            "t": session.info["tenant"],
            "import": import_id,
            "done": done,
            "linje": [plan.linje for plan in plans],
            "utfall": [plan.utfall.value for plan in plans],
            "merknader": [json.dumps(plan.tolket.merknader) for plan in plans],
            "kunde": [plan.kunde_id for plan in plans],
            "foer": [
                json.dumps(plan.foer) if plan.foer and plan.utfall is not Radutfall.UENDRET else None
                for plan in plans
            ],
        },
    )


def _write_addresses(
    session: Session, addresses: Sequence[tuple[Radplan, dict[Any, dict[str, str]]]]
) -> None:
    rows = [
        {
            "tenant_id": session.info["tenant"],
            "id": uuid7(),
            "kunde_id": plan.kunde_id,
            "slag": slag,
            "linje1": parts.get("linje1", ""),
            "postnr": parts.get("postnr", ""),
            "poststed": parts.get("poststed", ""),
        }
        for plan, held in addresses
        for slag, parts in held.items()
    ]
    if rows:
        stmt = upsert(Adresse)
        session.execute(
            stmt.on_conflict_do_update(
                index_elements=["tenant_id", "kunde_id", "slag"],
                set_={name: stmt.excluded[name] for name in ("linje1", "postnr", "poststed")},
            ).returning(Adresse.id),
            rows,
        )


def _write_words(session: Session, customers: Sequence[tuple[dict[str, Any], Radplan]]) -> None:
    """Search words by two arrays: many times faster than a row at a time. One statement per WORDS of them."""
    ids: list[UUID | None] = []
    words: list[str] = []
    for row, plan in customers:
        steder = [
            part for parts in plan.tolket.adresser.values() for part in (parts["postnr"], parts["poststed"])
        ]
        found = kunde_words(
            navn=row["navn"],
            numre=[row["kundenr"], row["orgnr"], row["telefon"]],
            steder=[row["poststed"], *steder],
            kontakter=(),
        )
        ids += [plan.kunde_id] * len(found)
        words += found
    for start in range(0, len(words), WORDS):
        session.execute(
            text(
                "INSERT INTO soekeord (tenant_id, id, slag, ord) SELECT :t, u.id, 'kunde', u.ord"
                " FROM unnest(CAST(:ids AS uuid[]), CAST(:ord AS text[])) AS u(id, ord) ON CONFLICT DO NOTHING"
            ),
            {
                "t": session.info["tenant"],
                "ids": ids[start : start + WORDS],
                "ord": words[start : start + WORDS],
            },
        )
