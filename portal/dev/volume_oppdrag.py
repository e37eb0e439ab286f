"""Candidates, requests, oppdrag and four weeks of hours on each, three of them processed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from portal.db.clock import OSLO
from portal.db.sorting import sort_key
from portal.db.words import number_words, search_words
from portal.dev import volume_names as names
from portal.dev.volume_hendelser import hendelse, write_hendelser
from portal.dev.volume_insert import BATCH, insert_rows
from portal.dev.volume_kunder import Firma, Ramme, skewed
from portal.kandidater.models import Kandidat, Kandidatord, Kandidatstatus
from portal.oppdrag.actions import START
from portal.oppdrag.models import (
    Innleiegrunnlag,
    Kandidatkobling,
    Koblingsstatus,
    LedigStilling,
    Linjetilstand,
    Stillingstilstand,
    Timekategori,
    Timelinje,
    Timeliste,
    Timelistetilstand,
    Timelisteversjon,
    Utleieoppdrag,
    UtleieoppdragPris,
)
from portal.oppdrag.models_regler import Nummerteller, Oppdragsord, Oppdragsslag

WEEKS = 4
DAY_MIN, WORKDAYS = 450, range(5)
PLAN = {str(day + 1): {"start": "07:00", "slutt": "15:00", "pause_min": 30} for day in WORKDAYS}
_LAST_WEEK = (
    *(Timelistetilstand.LEVERT,) * 4,
    *(Timelistetilstand.GODKJENT,) * 2,
    *(Timelistetilstand.BEHANDLET,) * 3,
    Timelistetilstand.RETURNERT,
)
_APPROVED = (Timelistetilstand.GODKJENT, Timelistetilstand.BEHANDLET)


@dataclass(frozen=True)
class Leid:
    """One oppdrag as hours and invoices know it."""

    id: UUID
    nummer: str
    firma: Firma
    kandidat_id: UUID
    vikar: str
    yrke: str
    fra: date
    til: date | None
    pris_oere: int


@dataclass(frozen=True)
class Uke:
    """One timesheet, and its lines: (id, day)."""

    id: UUID
    versjon_id: UUID
    leid: Leid
    mandag: date
    tilstand: Timelistetilstand
    linjer: list[tuple[UUID, date]] = field(default_factory=list)

    @property
    def svart(self) -> datetime:
        """When the customer answered: the Monday after."""
        return datetime.combine(self.mandag + timedelta(days=7), time(10), OSLO)


def count_events(antall: int) -> int:
    """Rows on the timeline that so many oppdrag give: made, asked for, and their hours answered."""
    waiting = sum(_LAST_WEEK[place % len(_LAST_WEEK)] is Timelistetilstand.LEVERT for place in range(antall))
    return antall + max(1, antall // 2) + antall * WEEKS - waiting


def write_oppdrag(ramme: Ramme, firmaer: Sequence[Firma], antall: int) -> tuple[list[Leid], int]:
    """A candidate for each, and half as many requests: every second became an oppdrag, the rest stand open.

    Answers the oppdrag, and how many rows the timeline got.
    """
    db, rng = ramme.connection, ramme.rng
    able = [firma for firma in firmaer if firma.kan_leie]
    people = [_kandidat(ramme) for _ in range(antall)]
    insert_rows(db, Kandidat, people)
    insert_rows(db, Kandidatord, (row for person in people for row in _kandidatord(ramme, person)))
    first = _take_numbers(ramme, "OP", antall)
    leid = [
        _leid(ramme, skewed(rng, able), person, f"OP-{first + place}") for place, person in enumerate(people)
    ]
    requests = max(1, antall // 2)
    first = _take_numbers(ramme, "LS", requests)
    became = {place: leid[place] for place in range(0, requests, 2)}
    askers = [became[place].firma if place in became else skewed(rng, able) for place in range(requests)]
    stillinger = [
        _stilling(ramme, firma, f"LS-{first + place}", became.get(place))
        for place, firma in enumerate(askers)
    ]
    insert_rows(db, LedigStilling, stillinger)
    came_from = {each.id: stillinger[place]["id"] for place, each in became.items()}
    insert_rows(db, Utleieoppdrag, (_oppdrag(ramme, each, came_from.get(each.id)) for each in leid))
    insert_rows(db, UtleieoppdragPris, (row for each in leid for row in _priser(ramme, each)))
    insert_rows(
        db,
        Kandidatkobling,
        (_kobling(ramme, row, became.get(place), rng.choice(leid)) for place, row in enumerate(stillinger)),
    )
    insert_rows(db, Oppdragsord, _words(ramme, leid, stillinger))
    return leid, write_hendelser(ramme, _told(ramme, leid, zip(askers, stillinger, strict=True), became))


def write_timelister(ramme: Ramme, leid: Sequence[Leid]) -> tuple[list[Uke], int]:
    """The last four weeks of every oppdrag. A delivered version is locked, so its lines are written before it is."""
    db = ramme.connection
    uker = [uke for place, each in enumerate(leid) for uke in _weeks(ramme, each, place)]
    insert_rows(db, Timeliste, (_timeliste(uke) for uke in uker))
    insert_rows(
        db,
        Timelisteversjon,
        (
            {"id": uke.versjon_id, "timeliste_id": uke.id, "nr": 1, "opprettet_tid": _delivered(uke)}
            for uke in uker
        ),
    )
    insert_rows(db, Timelinje, (_linje(uke, linje_id, dag) for uke in uker for linje_id, dag in uke.linjer))
    for start in range(0, len(uker), BATCH):
        _deliver(ramme, uker[start : start + BATCH])
    told = write_hendelser(
        ramme,
        (
            hendelse(
                ramme,
                "timeliste.returnert"
                if uke.tilstand is Timelistetilstand.RETURNERT
                else "timeliste.godkjent",
                tid=uke.svart,
                firma=uke.leid.firma,
                subjekt=("timeliste", uke.id),
                av=uke.leid.firma.kontakter[0],
                uke=uke.mandag.isocalendar().week,
                minutter=DAY_MIN * len(uke.linjer),
                grunn="Feil dag",
            )
            for uke in uker
            if uke.tilstand is not Timelistetilstand.LEVERT
        ),
    )
    return uker, told


def _take_numbers(ramme: Ramme, slag: str, antall: int) -> int:
    """The first of so many human numbers in a row."""
    tenant_id = ramme.connection.get_execution_options()["tenant"]
    new = insert(Nummerteller).values(
        tenant_id=tenant_id, id=names.id_at(ramme.moment, ramme.rng), slag=slag, siste=START[slag] + antall
    )
    taken = new.on_conflict_do_update(
        index_elements=["tenant_id", "slag"], set_={"siste": Nummerteller.siste + antall}
    )
    last: int = ramme.connection.execute(taken.returning(Nummerteller.siste)).scalar_one()
    return last - antall + 1


def _kandidat(ramme: Ramme) -> dict[str, Any]:
    rng = ramme.rng
    fornavn, etternavn = names.person(rng)
    since, sted, ansatt = (
        ramme.back(rng.uniform(60, 1_500)),
        rng.choice(ramme.steder),
        rng.choice(ramme.ansatte),
    )
    kandidat_id = names.id_at(since, rng)
    return {
        "id": kandidat_id,
        "fornavn": fornavn,
        "etternavn": etternavn,
        "sortering": sort_key(f"{etternavn} {fornavn}"),
        "epost": f"vikar{kandidat_id.hex[-8:]}@vikar.example",
        "telefon": names.telefon(rng),
        "adresse": names.gate(rng),
        "postnr": sted.nr,
        "poststed": sted.poststed,
        "status": Kandidatstatus.AKTIV,
        "yrke": rng.choice(names.YRKER),
        "avdeling_id": ansatt.avdeling_id,
        "konsulent_id": ansatt.id,
        "opprettet_tid": since,
        "endret_tid": since,
        "idempotens": kandidat_id,
    }


def _kandidatord(ramme: Ramme, person: dict[str, Any]) -> Iterator[dict[str, Any]]:
    words = search_words(f"{person['fornavn']} {person['etternavn']}") | number_words(person["telefon"])
    words |= search_words(person["yrke"], suffixes=False) | search_words(person["epost"], suffixes=False)
    for word in sorted(words):
        yield {
            "id": names.id_at(person["opprettet_tid"], ramme.rng),
            "kandidat_id": person["id"],
            "ord": word,
        }


def _leid(ramme: Ramme, firma: Firma, person: dict[str, Any], nummer: str) -> Leid:
    rng = ramme.rng
    begun = ramme.back(rng.uniform(WEEKS * 7 + 7, 400))
    ends = rng.choice((None, None, rng.randint(-6, 120)))
    return Leid(
        id=names.id_at(begun, rng),
        nummer=nummer,
        firma=firma,
        kandidat_id=person["id"],
        vikar=f"{person['fornavn']} {person['etternavn']}",
        yrke=person["yrke"],
        fra=begun.date(),
        til=None if ends is None else (ramme.moment + timedelta(days=ends)).date(),
        pris_oere=rng.randrange(32_000, 62_000, 500),
    )


def _stilling(ramme: Ramme, firma: Firma, nummer: str, became: Leid | None) -> dict[str, Any]:
    rng = ramme.rng
    asked = ramme.back(rng.uniform(1, 20))
    if became is not None:
        asked = datetime.combine(became.fra, time(8), OSLO) - timedelta(days=7)
    return {
        "id": names.id_at(asked, rng),
        "nummer": nummer,
        "kunde_id": firma.id,
        "selskap_id": ramme.selskap_id,
        "avdeling_id": firma.ansatt.avdeling_id,
        "konsulent_id": firma.ansatt.id,
        "tittel": became.yrke if became else rng.choice(names.YRKER),
        "plasser": 1,
        "besatte_plasser": 1 if became else 0,
        "fra_dato": became.fra if became else (ramme.moment + timedelta(days=rng.randint(-3, 60))).date(),
        "til_dato": became.til if became else None,
        "arbeidstid": PLAN,
        "arbeidssted_id": firma.arbeidssted_id,
        "godkjenner_id": firma.kontakter[0].id,
        "bestiller_id": firma.kontakter[-1].id,
        "loenn_oere": 24_000,
        "pris_oere": became.pris_oere if became else 41_000,
        "mva_bp": 2_500,
        "innleiegrunnlag": Innleiegrunnlag.VIKARIAT,
        "grunn": "Sykefravær",
        "krav": [],
        "tilstand": Stillingstilstand.LUKKET if became else Stillingstilstand.AAPEN,
        "lukket_grunn": "besatt" if became else "",
        "lukket_tid": asked if became else None,
        "opprettet_tid": asked,
        "endret_tid": asked,
        "idempotens": names.id_at(asked, rng),
    }


def _oppdrag(ramme: Ramme, leid: Leid, stilling_id: UUID | None) -> dict[str, Any]:
    begun, firma = datetime.combine(leid.fra, time(7), OSLO), leid.firma
    return {
        "id": leid.id,
        "nummer": leid.nummer,
        "kunde_id": firma.id,
        "kandidat_id": leid.kandidat_id,
        "selskap_id": ramme.selskap_id,
        "avdeling_id": firma.ansatt.avdeling_id,
        "konsulent_id": firma.ansatt.id,
        "ledig_stilling_id": stilling_id,
        "tittel": leid.yrke,
        "fra_dato": leid.fra,
        "til_dato": leid.til,
        "arbeidstid": PLAN,
        "arbeidssted_id": firma.arbeidssted_id,
        "godkjenner_id": firma.kontakter[0].id,
        "bestiller_id": firma.kontakter[-1].id,
        "referanse": firma.kontakter[0].navn,
        "innleiegrunnlag": Innleiegrunnlag.VIKARIAT,
        "grunn": "Sykefravær",
        "opprettet_tid": begun,
        "endret_tid": begun,
        "idempotens": leid.id,
    }


def _priser(ramme: Ramme, leid: Leid) -> Iterator[dict[str, Any]]:
    begun = datetime.combine(leid.fra, time(7), OSLO)
    for kategori, factor in ((Timekategori.NORMAL, 100), (Timekategori.OVERTID_50, 150)):
        yield {
            "id": names.id_at(begun, ramme.rng),
            "oppdrag_id": leid.id,
            "kategori": kategori,
            "loenn_oere": 240 * factor,
            "pris_oere": leid.pris_oere * factor // 100,
            "mva_bp": 2_500,
            "gyldig_fra": leid.fra,
            "kilde": leid.nummer,
        }


def _kobling(ramme: Ramme, stilling: dict[str, Any], became: Leid | None, other: Leid) -> dict[str, Any]:
    moment = stilling["opprettet_tid"]
    return {
        "id": names.id_at(moment, ramme.rng),
        "stilling_id": stilling["id"],
        "kandidat_id": (became or other).kandidat_id,
        "oppdrag_id": became.id if became else None,
        "status": Koblingsstatus.I_OPPDRAG if became else Koblingsstatus.FORESLAATT,
        "opprettet_tid": moment,
        "endret_tid": moment,
    }


def _words(
    ramme: Ramme, leid: Sequence[Leid], stillinger: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    rows = [(Oppdragsslag.OPPDRAG, each.id, each.nummer, each.yrke) for each in leid]
    rows += [(Oppdragsslag.STILLING, row["id"], row["nummer"], row["tittel"]) for row in stillinger]
    for slag, rad_id, nummer, tittel in rows:
        for word in sorted(search_words(nummer) | search_words(tittel)):
            yield {"id": names.id_at(ramme.moment, ramme.rng), "slag": slag, "rad_id": rad_id, "ord": word}


def _told(
    ramme: Ramme,
    leid: Sequence[Leid],
    stillinger: Iterable[tuple[Firma, dict[str, Any]]],
    became: dict[int, Leid],
) -> Iterator[dict[str, Any]]:
    requests: dict[UUID, str] = {}
    for place, (firma, row) in enumerate(stillinger):
        if place in became:
            requests[became[place].id] = row["nummer"]
        yield hendelse(
            ramme,
            "stilling.opprettet",
            tid=row["opprettet_tid"],
            firma=firma,
            subjekt=("ledig_stilling", row["id"]),
            nummer=row["nummer"],
            tittel=row["tittel"],
        )
    for each in leid:
        yield hendelse(
            ramme,
            "oppdrag.opprettet",
            tid=datetime.combine(each.fra, time(7), OSLO),
            firma=each.firma,
            subjekt=("utleieoppdrag", each.id),
            nummer=each.nummer,
            navn=each.vikar,
            stilling=requests.get(each.id, "en forespørsel"),
        )


def _weeks(ramme: Ramme, leid: Leid, place: int) -> Iterator[Uke]:
    this = ramme.moment.astimezone(OSLO).date()
    this -= timedelta(days=this.weekday())
    for back in range(WEEKS, 0, -1):
        monday = this - timedelta(weeks=back)
        delivered = datetime.combine(monday + timedelta(days=4), time(16), OSLO)
        state = _LAST_WEEK[place % len(_LAST_WEEK)] if back == 1 else Timelistetilstand.BEHANDLET
        lines = [(names.id_at(delivered, ramme.rng), monday + timedelta(days=day)) for day in WORKDAYS]
        ids = names.id_at(delivered, ramme.rng), names.id_at(delivered, ramme.rng)
        yield Uke(*ids, leid, monday, state, lines)


def _delivered(uke: Uke) -> datetime:
    return datetime.combine(uke.mandag + timedelta(days=4), time(16), OSLO)


def _timeliste(uke: Uke) -> dict[str, Any]:
    delivered, answered = _delivered(uke), uke.svart
    approved = uke.tilstand in _APPROVED
    return {
        "id": uke.id,
        "oppdrag_id": uke.leid.id,
        "kunde_id": uke.leid.firma.id,
        "kandidat_id": uke.leid.kandidat_id,
        "fra_dato": uke.mandag,
        "til_dato": uke.mandag + timedelta(days=6),
        "tilstand": uke.tilstand,
        "versjon_nr": 1,
        "levert_tid": delivered,
        "godkjent_tid": answered if approved else None,
        "behandlet_tid": answered if uke.tilstand is Timelistetilstand.BEHANDLET else None,
        "opprettet_tid": delivered,
        "endret_tid": delivered if uke.tilstand is Timelistetilstand.LEVERT else answered,
    }


def _linje(uke: Uke, linje_id: UUID, dag: date) -> dict[str, Any]:
    returned = uke.tilstand is Timelistetilstand.RETURNERT
    return {
        "id": linje_id,
        "timeliste_id": uke.id,
        "versjon_id": uke.versjon_id,
        "dato": dag,
        "start_tid": datetime.combine(dag, time(7), OSLO).astimezone(UTC),
        "slutt_tid": datetime.combine(dag, time(15), OSLO).astimezone(UTC),
        "pause_min": 30,
        "minutter": DAY_MIN,
        "tilstand": Linjetilstand.RETURNERT if returned else Linjetilstand.OK,
        "kundekommentar": "Feil dag" if returned else "",
        "godkjent_tid": uke.svart if uke.tilstand in _APPROVED else None,
    }


def _deliver(ramme: Ramme, uker: Sequence[Uke]) -> None:
    """Delivered by the worker, and answered by the customer's first contact unless it still waits."""
    answered = [uke.svart if uke.tilstand is not Timelistetilstand.LEVERT else None for uke in uker]
    ramme.connection.exec_driver_sql(
        "UPDATE timelisteversjon v SET levert_tid = n.levert, levert_av = n.vikar, levert_av_slag = 'vikar', "
        "besvart_tid = n.svart, besvart_av = CASE WHEN n.svart IS NULL THEN '' ELSE n.kontakt END, "
        "besvart_av_slag = CASE WHEN n.svart IS NULL THEN '' ELSE 'kontakt' END "
        "FROM unnest(%s::uuid[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::text[]) "
        "AS n(id, levert, vikar, svart, kontakt) WHERE v.id = n.id",
        (
            [uke.versjon_id for uke in uker],
            [_delivered(uke) for uke in uker],
            [uke.leid.vikar for uke in uker],
            answered,
            [uke.leid.firma.kontakter[0].navn for uke in uker],
        ),
    )
