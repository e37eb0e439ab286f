"""`python3 -m portal demo --kunder N`: so many invented customers in one agency of the demo, and what goes with them.

For each customer, on average: 2.5 contacts, 10 rows on the timeline, 3 issued invoices, an oppdrag for every fourth,
four timesheets on each of those. The same N on the same day gives the same rows. It is written batch by batch, as the
worker's role inside the tenant, so that every wall and trigger holds while it is filled; until the last batch its legal
entity bears a name that says so, and a load that was interrupted is told of and never taken for a whole one.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, event, func, select, update
from sqlalchemy.exc import DBAPIError

from portal.db.clock import now
from portal.db.embedded import role_url, running
from portal.db.engines import open_engine
from portal.db.migrate import upgrade
from portal.dev import volume_names as names
from portal.dev.cast import AGENCIES, NORDVIK, Cast
from portal.dev.demo import fill_if_empty
from portal.dev.volume_faktura import plan_fakturaer, write_fakturaer
from portal.dev.volume_hendelser import (
    PER_KUNDE,
    make_aktiviteter,
    registrations,
    write_aktiviteter,
    write_hendelser,
)
from portal.dev.volume_insert import insert_rows
from portal.dev.volume_kunder import (
    Ansatt,
    Ramme,
    Sted,
    make_firmaer,
    make_kontakter,
    write_kontakter,
    write_kunder,
    write_words,
)
from portal.dev.volume_oppdrag import count_events, write_oppdrag, write_timelister
from portal.errors import Refused
from portal.identity.models import Bruker
from portal.kundekort.models import Aktivitetstype, Kunde, Kundestatus
from portal.registers.models import Postnummer
from portal.settings import Settings
from portal.tables import import_all
from portal.tenancy.context import make_engine
from portal.tenancy.models import Avdeling, Selskap, Tenant

Say = Callable[[str], None]
SEED = 20_261
MOST = 1_000_000
#: One consultant of ours for so many customers, and at least a few.
KUNDER_PER_ANSATT = 500
#: What stands after the name of the legal entity until everything is written.
UNFINISHED = " (mengden er ikke ferdig)"
#: The worker's limits, lifted in each transaction; and the server keeps the plan by which it checks keys from the first
#: rows on, when every table is small.
_LIMITS = (
    "statement_timeout = 0",
    "idle_in_transaction_session_timeout = 0",
    "lock_timeout = 0",
    "enable_seqscan = off",
)


def main(arguments: list[str]) -> int:
    """`demo --kunder N [--byraa SLUG]`."""
    parser = argparse.ArgumentParser(
        prog="python3 -m portal demo", description="Mange oppdiktede kunder i demoen, for å prøve farten."
    )
    parser.add_argument(
        "--kunder", type=_antall, required=True, metavar="N", help=f"hvor mange, høyst {MOST}"
    )
    parser.add_argument("--byraa", default=NORDVIK.slug, choices=[cast.slug for cast in AGENCIES])
    chosen = parser.parse_args(arguments)
    settings = Settings.from_env()
    if not (settings.embedded or settings.demo):
        raise Refused(
            "Demodata legges bare i den innebygde databasen. På en egen database: sett PORTAL_DEMO=ja, hvis den "
            "bare er til prøve."
        )
    with running(settings, say=_say):
        owner_url = role_url(settings, "portal_eier")
        upgrade(owner_url, context_key=settings.context_key)
        fill_if_empty(settings)
        owner = open_engine(owner_url)
        worker = make_engine(role_url(settings, "portal_worker"), context_key=settings.context_key)
        try:
            fill_volume(owner, worker, slug=chosen.byraa, kunder=chosen.kunder, say=_say)
        finally:
            worker.dispose()
            owner.dispose()
    return 0


def fill_volume(owner: Engine, worker: Engine, *, slug: str, kunder: int, say: Say) -> dict[str, int]:
    """Fill one agency; answers what was made. Statistics and visibility afterwards, as the owner.

    Raises:
        Refused: an agency here is not the demo's, or this one has its volume already, or a part of one.
    """
    import_all()
    cast = next(cast for cast in AGENCIES if cast.slug == slug)
    begun = time.monotonic()
    with owner.connect() as connection:
        tenant_id = _demo_tenant(connection, slug)
    with worker.connect().execution_options(tenant=tenant_id) as connection:
        event.listen(connection, "begin", _lift_limits)
        _refuse_second(connection, cast)
        try:
            made = _fill(connection, cast, kunder, say)
        except BaseException:
            with suppress(DBAPIError):  # a server that is gone cannot be asked; the next load asks it
                connection.rollback()
                if is_half(connection, cast):
                    say(half_told(cast))
            raise
    say("Oppdaterer statistikken.")
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM (ANALYZE)")
    counted = ", ".join(f"{antall} {hva}" for hva, antall in made.items())
    say(f"{slug}: {counted} på {time.monotonic() - begun:.0f} s.")
    return made


def _lift_limits(connection: Connection) -> None:
    """The `begin` hook of the fill. A raw cursor: a Core call here would begin again."""
    cursor = connection.connection.cursor()
    for limit in _LIMITS:
        cursor.execute(f"SET LOCAL {limit}")
    cursor.close()


def is_half(connection: Connection, cast: Cast) -> bool:
    """A load of this agency was interrupted, or is running."""
    navn = connection.scalar(select(Selskap.navn).where(Selskap.id == cast.id("volum")))
    return bool(navn) and str(navn).endswith(UNFINISHED)


def half_told(cast: Cast) -> str:
    """What is said of it."""
    return (
        f"{cast.navn} har en halv mengde: en innlasting ble avbrutt. Tallene på sidene stemmer ikke med noen mengde. "
        "Begynn med en tom datamappe (PORTAL_DATA_DIR)."
    )


def _refuse_second(connection: Connection, cast: Cast) -> None:
    if is_half(connection, cast):
        raise Refused(half_told(cast))
    if connection.scalar(select(Selskap.id).where(Selskap.id == cast.id("volum"))) is not None:
        raise Refused(
            f"{cast.navn} er alt fylt. En annen mengde: begynn med en tom datamappe (PORTAL_DATA_DIR)."
        )


def _demo_tenant(connection: Connection, slug: str) -> int:
    if connection.scalar(select(func.count()).select_from(Tenant).where(Tenant.er_demo.is_(False))):
        raise Refused("Databasen har byråer som ikke hører til demoen. Der legges det ikke inn demodata.")
    found = connection.scalar(select(Tenant.id).where(Tenant.slug == slug))
    if found is None:
        raise Refused(f"Byrået {slug} finnes ikke ennå. Kjør «python3 -m portal start» én gang.")
    return found


def _fill(connection: Connection, cast: Cast, antall: int, say: Say) -> dict[str, int]:
    selskap = _selskap(connection, cast)
    ramme = _ramme(connection, cast, selskap, antall)
    firmaer = make_firmaer(ramme, antall)
    make_kontakter(ramme, firmaer)
    oppdrag = max(1, antall // 4)
    registered = antall + antall * 5 // 2 + antall * 3 + count_events(oppdrag)
    aktiviteter = make_aktiviteter(ramme, firmaer, max(0, antall * PER_KUNDE - registered))
    say(f"Skriver {antall} kunder og {antall * 5 // 2} kontakter.")
    write_kunder(ramme, firmaer)
    write_kontakter(ramme, firmaer)
    hendelser = write_hendelser(ramme, registrations(ramme, firmaer))
    say("Skriver søkeord.")
    ord_ = write_words(ramme, firmaer)
    say(f"Skriver {oppdrag} oppdrag med timelister.")
    leid, told = write_oppdrag(ramme, firmaer, oppdrag)
    uker, answered = write_timelister(ramme, leid)
    say(f"Utsteder {antall * 3} fakturaer.")
    fakturaer = write_fakturaer(ramme, selskap, plan_fakturaer(ramme, firmaer, uker, antall * 3))
    say(f"Skriver {len(aktiviteter)} aktiviteter.")
    write_aktiviteter(ramme, aktiviteter)
    connection.execute(update(Selskap).where(Selskap.id == selskap.id).values(navn=selskap.navn))
    connection.commit()
    return {
        "kunder": len(firmaer),
        "kontakter": sum(len(firma.kontakter) for firma in firmaer),
        "hendelser": hendelser + told + answered + fakturaer + len(aktiviteter),
        "oppdrag": len(leid),
        "timelister": len(uker),
        "fakturaer": fakturaer,
        "søkeord": ord_,
    }


def _selskap(connection: Connection, cast: Cast) -> Selskap:
    """A legal entity of its own, so that its invoices have a series from the first number and the first date on."""
    address, postnr, poststed = cast.adresse
    values: dict[str, Any] = {
        "id": cast.id("volum"),
        "navn": cast.navn.replace(" AS", " Region AS"),
        "orgnr": names.orgnr_from(1_000_000)[0],
        "organisasjonsform": "AS",
        "mva_registrert": True,
        "adresse": address,
        "postnr": postnr,
        "poststed": poststed,
        "epost": f"faktura@{cast.slug}.example",
        "telefon": "+4759900100",
        "kontonummer": cast.kontonummer,
        "kid_lengde": 10,
        "kid_algoritme": "mod10",
    }
    insert_rows(connection, Selskap, [values | {"navn": values["navn"] + UNFINISHED}])
    return Selskap(**values)


def _ramme(connection: Connection, cast: Cast, selskap: Selskap, antall: int) -> Ramme:
    rng = random.Random(SEED + antall)  # noqa: S311 - the same every time is the point
    moment = now().replace(hour=6, minute=0, second=0, microsecond=0)
    types = connection.execute(select(Aktivitetstype.kode, Aktivitetstype.id, Aktivitetstype.navn)).all()
    steder = connection.execute(
        select(Postnummer.nr, Postnummer.poststed, Postnummer.kommunenr)
        .where(Postnummer.kommunenr.is_not(None))
        .order_by(Postnummer.nr)
    )
    return Ramme(
        connection=connection,
        rng=rng,
        moment=moment,
        selskap_id=selskap.id,
        ansatte=_ansatte(connection, cast, rng, antall),
        status={row.kode: row.id for row in connection.execute(select(Kundestatus.kode, Kundestatus.id))},
        types={row.kode: (row.id, row.navn) for row in types if row.kode},
        steder=[Sted(row.nr, row.poststed, row.kommunenr or "") for row in steder]
        or [Sted("5003", "Bergen", "4601")],
        first_kundenr=(connection.scalar(select(func.max(Kunde.kundenr))) or 10_000) + 1,
    )


def _ansatte(connection: Connection, cast: Cast, rng: random.Random, antall: int) -> list[Ansatt]:
    """The lead of the cast, and consultants who have customers but cannot sign in."""
    offices: list[UUID] = list(connection.scalars(select(Avdeling.id).order_by(Avdeling.navn)))
    held = {row.id: row.navn for row in connection.execute(select(Bruker.id, Bruker.navn))}
    lead = cast.members[0]
    found = [Ansatt(cast.id(lead.key), held[cast.id(lead.key)], offices[0])]
    for place in range(min(60, max(3, antall // KUNDER_PER_ANSATT))):
        navn = " ".join(names.person(rng))
        found.append(Ansatt(cast.id(f"volum.{place}"), navn, offices[place % len(offices)]))
    insert_rows(
        connection,
        Bruker,
        [
            {
                "id": each.id,
                "navn": each.navn,
                "epost": f"konsulent{place}@{cast.slug}.example",
                "avdeling_id": each.avdeling_id,
                "er_demo": True,
            }
            for place, each in enumerate(found[1:], start=1)
        ],
    )
    return found


def _antall(typed: str) -> int:
    number = int(typed)
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(f"fra 1 til {MOST}")
    return number


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
