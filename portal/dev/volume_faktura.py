"""Issued invoices in a series of their own, from the first number on, each hash built on the one before.

They are made as the product makes them: a draft with its lines, the sums, then number, KID and hash in the order of the
dates. `faktura verifiser` proves them like any other. PDF, EHF and mail are the worker's, and are not made here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from portal.db.clock import OSLO
from portal.dev import volume_names as names
from portal.dev.volume_hendelser import hendelse, write_hendelser
from portal.dev.volume_insert import insert_rows
from portal.dev.volume_kunder import Firma, Ramme, skewed
from portal.dev.volume_oppdrag import DAY_MIN, Uke
from portal.faktura.actions import FIRST
from portal.faktura.canonical import canonical
from portal.faktura.models import (
    Dokumentkind,
    Dokumenttilstand,
    Enhet,
    Fordeling,
    Mvakategori,
    Nummerserie,
    Salgsdokument,
    Salgslinje,
    Salgsmva,
    Timefordeling,
)
from portal.faktura.rules import Mvagrunnlag, content_hash, due_date, line_net, make_kid, mva_rows
from portal.oppdrag.models import Timelistetilstand
from portal.tenancy.models import Selskap

BETALINGSDAGER, MVA_BP = 14, 2_500
#: Typed invoices stand in the last two years, hours in the week after they were worked.
SPAN_DAYS = 730
#: Documents held in memory at once.
BATCH = 5_000
_TEKSTER = (
    "Lagerarbeid, ordinær tid",
    "Renhold, ordinær tid",
    "Kokk, kveld",
    "Sjåfør, ordinær tid",
    "Hjelpearbeider",
)


@dataclass(frozen=True)
class Grunnlag:
    """One invoice before it is made: typed, or the hours of a week."""

    dato: date
    firma: Firma
    uke: Uke | None = None


@dataclass
class Bunke:
    """Rows of a batch by table."""

    dokumenter: list[dict[str, Any]]
    linjer: list[dict[str, Any]]
    mva: list[dict[str, Any]]
    timer: list[dict[str, Any]]


def plan_fakturaer(
    ramme: Ramme, firmaer: Sequence[Firma], uker: Sequence[Uke], antall: int
) -> list[Grunnlag]:
    """So many, in the order they are issued. Hours of every processed week but the last are among them."""
    rng, today = ramme.rng, ramme.moment.astimezone(OSLO).date()
    last = max((uke.mandag for uke in uker), default=today)
    hours = [
        Grunnlag(uke.mandag + timedelta(days=9), uke.leid.firma, uke)
        for uke in uker
        if uke.tilstand is Timelistetilstand.BEHANDLET and uke.mandag < last
    ][:antall]
    able = [firma for firma in firmaer if firma.kan_leie]
    typed = [
        Grunnlag(today - timedelta(days=rng.randint(1, SPAN_DAYS)), skewed(rng, able))
        for _ in range(antall - len(hours))
    ]
    return sorted([*hours, *typed], key=lambda each: each.dato)


def write_fakturaer(ramme: Ramme, selskap: Selskap, plan: Iterable[Grunnlag]) -> int:
    """Draft, lines, sums, issue; the series is written last and knows its newest hash. Answers how many."""
    nummer = first = FIRST[Dokumentkind.FAKTURA]
    newest, rest = "", iter(plan)
    while batch := list(islice(rest, BATCH)):
        bunke, newest = _make(ramme, selskap, batch, nummer=nummer, newest=newest)
        _write(ramme, bunke)
        write_hendelser(
            ramme,
            (
                hendelse(
                    ramme,
                    "faktura.utstedt",
                    tid=row["utstedt_tid"],
                    firma=each.firma,
                    subjekt=("salgsdokument", row["id"]),
                    nummer=row["nummer"],
                    sum_oere=row["sum_oere"],
                )
                for each, row in zip(batch, bunke.dokumenter, strict=True)
            ),
        )
        nummer += len(batch)
    serie = {
        "id": names.id_at(ramme.moment, ramme.rng),
        "selskap_id": selskap.id,
        "kind": Dokumentkind.FAKTURA,
        "foerste": first,
        "neste": nummer,
        "siste_hash": newest,
    }
    insert_rows(ramme.connection, Nummerserie, [serie])
    return nummer - first


def _make(
    ramme: Ramme, selskap: Selskap, batch: Sequence[Grunnlag], *, nummer: int, newest: str
) -> tuple[Bunke, str]:
    bunke = Bunke([], [], [], [])
    for place, each in enumerate(batch):
        dokument_id = names.id_at(_issued_at(each.dato), ramme.rng)
        linjer = (
            [_hours(dokument_id, each.uke, ramme, bunke)] if each.uke else _typed(dokument_id, each, ramme)
        )
        rader = mva_rows(Mvagrunnlag(Mvakategori.STANDARD, MVA_BP, "", row["netto_oere"]) for row in linjer)
        head = _head(dokument_id, each, selskap, nummer + place)
        head["netto_oere"] = sum(rad.grunnlag_oere for rad in rader)
        head["mva_oere"] = sum(rad.mva_oere for rad in rader)
        head["sum_oere"] = head["netto_oere"] + head["mva_oere"]
        content = canonical(Salgsdokument(**head), [Salgslinje(**row) for row in linjer])
        head["forrige_hash"], newest = newest, content_hash(newest, content)
        head["hash"] = newest
        bunke.dokumenter.append(head)
        bunke.linjer += linjer
        bunke.mva += [
            {
                "id": names.id_at(_issued_at(each.dato), ramme.rng),
                "dokument_id": dokument_id,
                "kategori": rad.kategori,
                "mva_bp": rad.mva_bp,
                "grunnlag_oere": rad.grunnlag_oere,
                "mva_oere": rad.mva_oere,
            }
            for rad in rader
        ]
    return bunke, newest


def _write(ramme: Ramme, bunke: Bunke) -> None:
    """An issued document takes no more lines, so each is a draft until they are there."""
    db = ramme.connection
    later = ("tilstand", "nummer", "utstedt_dato")
    insert_rows(
        db, Salgsdokument, ({k: v for k, v in row.items() if k not in later} for row in bunke.dokumenter)
    )
    insert_rows(db, Salgslinje, bunke.linjer)
    insert_rows(db, Salgsmva, bunke.mva)
    insert_rows(db, Timefordeling, bunke.timer)
    db.exec_driver_sql(
        "UPDATE salgsdokument d SET tilstand = 'utstedt', nummer = n.nummer, utstedt_dato = n.dato "
        "FROM unnest(%s::uuid[], %s::bigint[], %s::date[]) AS n(id, nummer, dato) WHERE d.id = n.id",
        (
            [row["id"] for row in bunke.dokumenter],
            [row["nummer"] for row in bunke.dokumenter],
            [row["utstedt_dato"] for row in bunke.dokumenter],
        ),
    )


def _issued_at(day: date) -> datetime:
    return datetime.combine(day, time(11, 15), OSLO)


def _period(each: Grunnlag) -> tuple[date, date]:
    """First and last day of the week that is invoiced."""
    monday = each.uke.mandag if each.uke else each.dato - timedelta(days=9 + each.dato.weekday())
    return monday, monday + timedelta(days=6)


def _head(dokument_id: UUID, each: Grunnlag, selskap: Selskap, nummer: int) -> dict[str, Any]:
    firma, issued = each.firma, _issued_at(each.dato)
    first, last = _period(each)
    return {
        "id": dokument_id,
        "kind": Dokumentkind.FAKTURA,
        "tilstand": Dokumenttilstand.UTSTEDT,
        "selskap_id": selskap.id,
        "kunde_id": firma.id,
        "krediterer_id": None,
        "nummer": nummer,
        "utstedt_dato": each.dato,
        "utstedt_tid": issued,
        "utstedt_av": firma.ansatt.navn,
        "forfall_dato": due_date(each.dato, days=BETALINGSDAGER),
        "levering_fra": first,
        "levering_til": last,
        "leveringssted": f"{firma.gate}, {firma.sted.poststed}",
        "selger": _selger(selskap),
        "kjoeper": _kjoeper(firma),
        "po_nummer": "",
        "deres_ref": firma.kontakter[0].navn,
        "vaar_ref": firma.ansatt.navn,
        "merknad": "",
        "sprak": "nb",
        "kid": make_kid(nummer, lengde=selskap.kid_lengde, algoritme=selskap.kid_algoritme) or "",
        "grunn": None,
        "grunn_tekst": "",
        "opprettet_tid": issued,
        "opprettet_av": firma.ansatt.navn,
        "versjon": 2,
        "idempotens": dokument_id,
    }


def _selger(selskap: Selskap) -> dict[str, Any]:
    same = ("navn", "orgnr", "organisasjonsform", "mva_registrert", "adresse", "postnr", "poststed")
    return {name: getattr(selskap, name) for name in (*same, "epost", "telefon", "kontonummer")} | {
        "land": "NO"
    }


def _kjoeper(firma: Firma) -> dict[str, Any]:
    return {
        "navn": firma.navn,
        "orgnr": firma.orgnr,
        "kundenr": firma.kundenr,
        "enhet": "",
        "adresse": firma.gate,
        "adresse2": "",
        "postnr": firma.sted.nr,
        "poststed": firma.sted.poststed,
        "land": "NO",
        "ehf_adresse": f"0192:{firma.orgnr}",
        "epost": f"faktura@{firma.domene}",
        "kanal": "ehf",
    }


def _hours(dokument_id: UUID, uke: Uke, ramme: Ramme, bunke: Bunke) -> dict[str, Any]:
    """One line for the week, bound in the ledger to each of its days."""
    leid = uke.leid
    issued = _issued_at(uke.mandag + timedelta(days=9))
    row = _line(
        dokument_id,
        ramme,
        issued,
        posisjon=1,
        tekst=f"{leid.vikar}, {leid.yrke}, ordinær tid",
        minutter=DAY_MIN * len(uke.linjer),
    )
    row |= {
        "pris_oere": leid.pris_oere,
        "netto_oere": line_net(row["mengde"], leid.pris_oere, Enhet.TIME),
        "oppdrag_id": leid.id,
        "vikar": leid.vikar,
        "arbeidssted": leid.firma.gate,
        "fra_dato": uke.linjer[0][1],
        "til_dato": uke.linjer[-1][1],
    }
    bunke.timer += [
        {
            "id": names.id_at(issued, ramme.rng),
            "timelinje_id": linje_id,
            "salgslinje_id": row["id"],
            "minutter": DAY_MIN,
            "tilstand": Fordeling.BUNDET,
        }
        for linje_id, _dag in uke.linjer
    ]
    return row


def _typed(dokument_id: UUID, each: Grunnlag, ramme: Ramme) -> list[dict[str, Any]]:
    rng, issued = ramme.rng, _issued_at(each.dato)
    worked = dict(zip(("fra_dato", "til_dato"), _period(each), strict=True))
    return [
        _line(
            dokument_id,
            ramme,
            issued,
            posisjon=place,
            tekst=rng.choice(_TEKSTER),
            minutter=rng.randrange(300, 9_000, 15),
        )
        | worked
        for place in range(1, rng.choice((2, 2, 3, 4)))
    ]


def _line(
    dokument_id: UUID, ramme: Ramme, issued: datetime, *, posisjon: int, tekst: str, minutter: int
) -> dict[str, Any]:
    pris_oere = ramme.rng.randrange(32_000, 62_000, 500)
    return {
        "id": names.id_at(issued, ramme.rng),
        "dokument_id": dokument_id,
        "posisjon": posisjon,
        "tekst": tekst,
        "enhet": Enhet.TIME,
        "mengde": minutter,
        "pris_oere": pris_oere,
        "netto_oere": line_net(minutter, pris_oere, Enhet.TIME),
        "mva_kategori": Mvakategori.STANDARD,
        "mva_bp": MVA_BP,
        "mva_grunn": "",
        "oppdrag_id": None,
        "vikar": "",
        "arbeidssted": "",
        "fra_dato": None,
        "til_dato": None,
        "krediterer_linje_id": None,
    }
