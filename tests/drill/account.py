"""The account of a house after its kills: every fact the checker asks for, read from where people would see it."""

import re
import subprocess
from typing import Any
from uuid import UUID

import psycopg

from tests.drill.checker import Document, Evidence, Letter, Series
from tests.drill.house import House

MESSAGE_ID = re.compile(rb"(?im)^Message-ID:\s*<([0-9a-f-]{36})@")
MORE = re.compile(r'href="([^"]*[?&;]etter=[^"]*)"')
DOCUMENTS = """
SELECT d.id, d.kind, d.selskap_id, d.nummer, coalesce(d.kjoeper->>'kanal', 'epost') = 'epost' AS post,
       array_remove(array_agg(f.slag::text), NULL) AS slag
FROM salgsdokument AS d LEFT JOIN salgsfil AS f ON f.tenant_id = d.tenant_id AND f.dokument_id = d.id
WHERE d.tilstand = 'utstedt' GROUP BY d.tenant_id, d.id
"""
LETTERS = """
SELECT m.id, m.kunde_id, u.tilstand, d.id AS dokument_id
FROM dialogmelding AS m JOIN utboks AS u ON u.tenant_id = m.tenant_id AND u.id = m.utboks_id
LEFT JOIN salgsdokument AS d ON d.tenant_id = m.tenant_id AND d.id = m.noekkel
"""
HOURS = """
SELECT l.oppdrag_id,
       sum(coalesce((SELECT sum(t.minutter) FROM timefordeling AS t
                     WHERE t.tenant_id = l.tenant_id AND t.salgslinje_id = l.id), 0))::bigint AS held,
       sum(CASE WHEN d.kind = 'faktura' THEN l.mengde ELSE -l.mengde END)::bigint AS billed
FROM salgslinje AS l JOIN salgsdokument AS d ON d.tenant_id = l.tenant_id AND d.id = l.dokument_id
WHERE l.oppdrag_id IS NOT NULL AND d.kunde_id = ANY(%s) GROUP BY l.oppdrag_id
"""
EVENTS = "SELECT kode, subjekt_id FROM hendelse WHERE kode IN ('faktura.utstedt', 'faktura.kreditert')"
MADE = "SELECT idempotens, count(*) AS n FROM salgsdokument WHERE idempotens = ANY(%s) GROUP BY 1"
DOING = "SELECT 1 FROM procrastinate_jobs WHERE status = 'doing' AND task_name = 'portal.utboks'"


def whole_account(house: House) -> Evidence:
    """After `quiet`: the rows, what the pages show of undecided mail, and the verdict of `faktura verifiser`."""
    with house.admin() as connection:
        seen = account(house, connection)
    seen.letters = _shown(house, seen.letters)
    seen.verified = _verified(house)
    return seen


def account(house: House, connection: "psycopg.Connection[dict[str, Any]]") -> Evidence:
    """What this connection sees, and what was told and sent; undecided mail is taken to be shown as it should."""

    def rows(statement: str, *values: Any) -> list[dict[str, Any]]:
        return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    log = house.log
    made = {row["idempotens"]: row["n"] for row in rows(MADE, list(log.effects))}
    return Evidence(
        told=list(log.told),
        documents=[
            Document(r["id"], r["kind"], r["selskap_id"], r["nummer"], frozenset(r["slag"]), mailed=r["post"])
            for r in rows(DOCUMENTS)
        ],
        series=[Series(**r) for r in rows("SELECT kind, selskap_id, foerste, neste FROM nummerserie")],
        outbox=[(r["slag"], r["tilstand"]) for r in rows("SELECT slag, tilstand FROM utboks")],
        letters=[
            Letter(r["id"], r["dokument_id"], r["tilstand"], "Usikker", r["kunde_id"]) for r in rows(LETTERS)
        ],
        received=[
            UUID(found[1].decode())
            for text in house.started.mail.received
            if (found := MESSAGE_ID.search(text))
        ],
        effects={key: made.get(key, 0) for key in log.effects},
        denied=list(log.denied),
        denied_but_kept=[r["id"] for r in rows("SELECT id FROM idempotens WHERE id = ANY(%s)", log.denied)],
        events=[(r["kode"], r["subjekt_id"]) for r in rows(EVENTS)],
        hours={r["oppdrag_id"]: (r["held"], r["billed"]) for r in rows(HOURS, house.customers)},
        doing=len(rows(DOING)),
        surprises=list(log.surprises),
    )


def _shown(house: House, letters: list[Letter]) -> list[Letter]:
    """Each undecided one with the word its customer's dialog says about it."""
    words: dict[UUID, str] = {}
    for kunde_id in {row.kunde_id for row in letters if row.state == "usikker" and row.kunde_id}:
        for piece in _dialog(house, kunde_id).split('<li class="box" id="m-')[1:]:
            tag = re.search(r'<span class="tag[^>]*>(.*?)</span>', piece, re.DOTALL)
            words[UUID(piece[:36])] = re.sub(r"<[^>]+>", "", tag[1]).strip() if tag else ""
    return [
        row
        if row.state != "usikker" or row.kunde_id is None
        else Letter(row.id, row.document_id, row.state, words.get(row.id, ""), row.kunde_id)
        for row in letters
    ]


def _dialog(house: House, kunde_id: UUID) -> str:
    """Every page of a customer's dialog, one after the other."""
    clerk, text = house.clerk(), ""
    path: str | None = f"/nordvik/kunder/{kunde_id}/dialog"
    while path:
        page = clerk.get(path).text
        text += page
        more = MORE.search(page)
        path = more[1].replace("&amp;", "&") if more else None
    return text


def _verified(house: House) -> list[str]:
    """The command itself, as an auditor runs it."""
    run = house.started.command("faktura", "verifiser", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said, beside = run.communicate()
    wrong = [line for line in said.splitlines() if "FEIL" in line]
    return wrong or ([f"code {run.returncode}: {beside[-500:]}"] if run.returncode else [])
