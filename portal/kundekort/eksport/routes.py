"""What the list shows, or the rows that are ticked, as a file; with the columns one wants."""

from collections.abc import Iterator
from typing import Any

from flask import Response, request, send_file
from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.errors import Refused
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.eksport.actions import registrer_eksport
from portal.kundekort.eksport.queries import count_to, iter_rader
from portal.kundekort.eksport.rules import ALLE, KOLONNER, Kolonner, choose
from portal.kundekort.eksport.tables import write_csv, write_xlsx
from portal.kundekort.feltverdi import list_felt
from portal.kundekort.leser import current_leser
from portal.kundekort.models import Feltgjelder
from portal.kundekort.skjema import filter_address
from portal.kundekort.utvalg import Utvalg, read_filter, read_utvalg, ticked
from portal.web.pages import show
from portal.web.room import Room

room = Room("eksport", __name__, url_prefix="/eksport")

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A workbook of more is not made while someone waits; CSV has no such end.
MOST_XLSX = 10_000


@room.get("/velg", needs=Permission.KUNDE_EKSPORTER)
def velg(session: Session) -> Response:
    """Which columns of every hit? The filter stands in the address."""
    return _choose(session, Utvalg(valg=read_filter(request.args)))


@room.preview("/velg", needs=Permission.KUNDE_EKSPORTER)
def velg_valgte(session: Session) -> Response:
    """Which columns of those that are ticked?"""
    return _choose(session, ticked(request.form))


def _choose(session: Session, utvalg: Utvalg) -> Response:
    """Two statements with the count."""
    return show(
        "kundekort/kunder/eksport.html",
        "kundekort/kunder/_eksport_dialog.html",
        utvalg=utvalg,
        antall=count_to(session, utvalg=utvalg, leser=current_leser(), most=MOST_XLSX),
        kolonner=KOLONNER,
        felter=list_felt(session, gjelder=Feltgjelder.KUNDE),
        tilbake=filter_address(utvalg.valg) if utvalg.valg is not None else filter_address(read_filter({})),
    )


@room.post("", needs=Permission.KUNDE_EKSPORTER)
def fil(session: Session) -> Response:
    """`format` csv or xlsx. Statements grow by one for each thousand rows, memory with none of them."""
    chosen = request.form.get("utvalg")
    utvalg = read_utvalg(chosen) if chosen is not None else ticked(request.form)
    leser, as_csv = current_leser(), request.form.get("format") == "csv"
    kolonner = _columns(session)
    antall = count_to(session, utvalg=utvalg, leser=leser, most=MOST_XLSX)
    if not antall:
        raise Refused(_("Velg minst én kunde."))
    if antall > MOST_XLSX and not as_csv:
        raise Refused(_("Så mange kunder får ikke plass i en Excel-fil. Velg CSV, eller snevre inn listen."))
    taken = _Counted(iter_rader(session, utvalg=utvalg, leser=leser, egne=bool(kolonner.egne)), kolonner)
    held = (write_csv if as_csv else write_xlsx)(kolonner.header(), taken)
    ending = "csv" if as_csv else "xlsx"
    registrer_eksport(session, format=ending, antall=taken.antall, utvalg=utvalg)
    return send_file(
        held,
        mimetype=CSV if as_csv else XLSX,
        as_attachment=True,
        download_name=f"kunder-{today().isoformat()}.{ending}",
    )


def _columns(session: Session) -> Kolonner:
    """Those that were ticked on the page of columns; the usual ones when it was not asked."""
    if "kolonnevalg" not in request.form:
        return ALLE
    names = frozenset(request.form.getlist("kolonne"))
    kolonner = choose(names, list_felt(session, gjelder=Feltgjelder.KUNDE))
    if not kolonner.header():
        raise Refused(_("Velg minst én kolonne."))
    return kolonner


class _Counted:
    """Rows as cells, counted on their way."""

    def __init__(self, rows: Iterator[Any], kolonner: Kolonner) -> None:
        self.rows, self.kolonner, self.antall = rows, kolonner, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self.rows:
            self.antall += 1
            yield self.kolonner.cells(row)
