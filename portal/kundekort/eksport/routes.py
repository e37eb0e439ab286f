"""What the list shows, or the rows that are ticked, as a file."""

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
from portal.kundekort.eksport.rules import cells, header
from portal.kundekort.eksport.tables import write_csv, write_xlsx
from portal.kundekort.leser import current_leser
from portal.kundekort.utvalg import ticked
from portal.web.room import Room

room = Room("eksport", __name__, url_prefix="/eksport")

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A workbook of more is not made while someone waits; CSV has no such end.
MOST_XLSX = 10_000


@room.post("", needs=Permission.KUNDE_EKSPORTER)
def fil(session: Session) -> Response:
    """`format` csv or xlsx. Statements grow by one for each thousand rows, memory with none of them."""
    utvalg, leser, as_csv = ticked(request.form), current_leser(), request.form.get("format") == "csv"
    antall = count_to(session, utvalg=utvalg, leser=leser, most=MOST_XLSX)
    if not antall:
        raise Refused(_("Velg minst én kunde."))
    if antall > MOST_XLSX and not as_csv:
        raise Refused(_("Så mange kunder får ikke plass i en Excel-fil. Velg CSV, eller snevre inn listen."))
    taken = _Counted(iter_rader(session, utvalg=utvalg, leser=leser))
    held = (write_csv if as_csv else write_xlsx)(header(), taken)
    ending = "csv" if as_csv else "xlsx"
    registrer_eksport(session, format=ending, antall=taken.antall, utvalg=utvalg)
    return send_file(
        held,
        mimetype=CSV if as_csv else XLSX,
        as_attachment=True,
        download_name=f"kunder-{today().isoformat()}.{ending}",
    )


class _Counted:
    """Rows as cells, counted on their way."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self.rows, self.antall = rows, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self.rows:
            self.antall += 1
            yield cells(row)
