"""`python3 -m portal bench`: how fast it is here, each page against its own bare floor (docs/ytelse.md)."""

import argparse
import json
import os
import platform
import sys
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from portal.app import create_app
from portal.audit.models import Hendelse
from portal.db.embedded import role_url, running
from portal.dev.bench_floor import Floor
from portal.dev.bench_pages import measure, pages_of
from portal.dev.bench_people import Site, open_site
from portal.dev.bench_process import measure_processes, measure_second_start, start_is_ours
from portal.dev.bench_table import Maaling, table
from portal.dev.bench_writes import issue_in_a_run, measure_acts
from portal.dev.cast import AGENCIES, NORDVIK, Cast
from portal.dev.volume import half_told, is_half
from portal.errors import Refused
from portal.faktura.models import Salgsdokument
from portal.kundekort.models import Engasjement, Kunde
from portal.settings import Settings
from portal.tenancy.session import tenant_session

ROUNDS, ACTS, RUN = 60, 30, 200


def main(arguments: list[str]) -> int:
    """Measure, and print a table or JSON. A target that is not reached is told, and is no failure."""
    parser = argparse.ArgumentParser(
        prog="python3 -m portal bench",
        description="Måler farten på demoen: hver side mot sitt eget gulv. Skriver i demoen, for eksempel fakturaer.",
    )
    parser.add_argument("--json", action="store_true", help="tallene som JSON")
    parser.add_argument("--byraa", default=NORDVIK.slug, choices=[cast.slug for cast in AGENCIES])
    parser.add_argument(
        "--mot", choices=[cast.slug for cast in AGENCIES], help="sammenlign med et annet byrå"
    )
    parser.add_argument("--runder", type=int, default=ROUNDS, metavar="N", help=f"per side, ellers {ROUNDS}")
    parser.add_argument("--bare-sider", action="store_true", help="ikke handlinger, minne og start")
    chosen = parser.parse_args(arguments)
    settings = Settings.from_env()
    if not (settings.embedded or settings.demo):
        raise Refused(
            "bench skriver i databasen, og kjøres bare på demodata. Se «python3 -m portal demo --help»."
        )
    alone = start_is_ours(settings)
    with running(settings, say=_say):
        app = create_app(settings)
        floor = Floor(_address(settings), context_key=settings.context_key)
        try:
            found = measure_all(
                app,
                floor,
                cast=_cast(chosen.byraa),
                mot=_cast(chosen.mot) if chosen.mot else None,
                rounds=chosen.runder,
                acts=0 if chosen.bare_sider else ACTS,
            )
            if not chosen.bare_sider:
                found.drift = measure_processes(settings, _site(app, _cast(chosen.byraa)), say=_say)
        finally:
            floor.close()
            app.extensions["engine"].dispose()
    if found.drift is not None and alone:
        found.drift.andre_start_s = measure_second_start(settings, say=_say)
    text = json.dumps(found.as_json(), ensure_ascii=False, indent=1) if chosen.json else table(found)
    sys.stdout.write(f"{text}\n")
    return 0


def measure_all(
    app: Flask, floor: Floor, *, cast: Cast, mot: Cast | None = None, rounds: int = ROUNDS, acts: int = ACTS
) -> Maaling:
    """Every page, then the acts. Raises NotMeasured, and Refused beside half a volume."""
    tenant = app.extensions["tenants"].find(cast.slug)
    with tenant_session(app.extensions["engine"], tenant_id=tenant.id) as session:
        if is_half(session.connection(), cast):
            raise Refused(half_told(cast))
    site = _site(app, cast)
    other = _site(app, mot) if mot else None
    found = Maaling(_machine(site), _amounts(site))
    _say(f"{site.cast.navn}: {', '.join(f'{n} {what}' for what, n in found.mengde.items())}.")
    across = {page.navn: page for page in pages_of(other)} if other else {}
    for page in pages_of(site):
        _say(f"  {page.navn}")
        side = measure(site, floor, page, rounds=rounds)
        found.sider.append(side)
        if other is not None and page.navn in across:
            found.mot[page.navn] = side.p50 / measure(other, floor, across[page.navn], rounds=rounds).p50
    if acts:
        for handling in measure_acts(site, rounds=acts):
            _say(f"  {handling.navn}")
            found.handlinger.append(handling)
        found.fakturaer_per_s = issue_in_a_run(site, RUN if acts >= ACTS else acts)
    return found


def _site(app: Flask, cast: Cast) -> Site:
    with app.app_context():
        return open_site(app, cast)


def _machine(site: Site) -> dict[str, Any]:
    with site.session() as session:
        server = str(session.connection().exec_driver_sql("SHOW server_version").scalar())
    return {
        "kjerner": os.cpu_count(),
        "last": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "postgresql": server,
    }


def _amounts(site: Site) -> dict[str, int]:
    kinds = {"kunder": Kunde, "kontakter": Engasjement, "hendelser": Hendelse, "fakturaer": Salgsdokument}
    with site.session() as session:
        return {
            name: session.scalar(select(func.count()).select_from(model)) or 0
            for name, model in kinds.items()
        }


def _cast(slug: str) -> Cast:
    return next(cast for cast in AGENCIES if cast.slug == slug)


def _address(settings: Settings) -> str:
    return role_url(settings, "portal_app").replace("postgresql+psycopg://", "postgresql://", 1)


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
