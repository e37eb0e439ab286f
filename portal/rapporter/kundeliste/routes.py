"""«Kundeliste»: the customers in groups by our office, status or account manager; narrowed as the list of customers."""

from itertools import groupby
from typing import Any

from flask import Response, request, send_file, url_for
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import today
from portal.errors import Refused
from portal.i18n import _, _l
from portal.identity.permissions import Permission
from portal.kundekort.leser import current_leser
from portal.kundekort.utvalg import Filter, read_filter, read_text, write_filter
from portal.rapporter.kundeliste.queries import count_groups, list_rader
from portal.rapporter.tabell import Kolonne, write_file
from portal.web.formats import oversatt, telefon
from portal.web.pages import show
from portal.web.room import Room

room = Room("kundeliste", __name__, url_prefix="/rapporter/kundeliste")
GRUPPER = {"avdeling": _l("Avdeling"), "status": _l("Status"), "ansvarlig": _l("Kundeansvarlig")}
SORTERING = {"navn": _l("Navn"), "fylke": _l("Fylke")}
STATUSER = {
    "": _l("Vanlige søk"),
    "aktiv": _l("Aktive"),
    "potensiell": _l("Potensielle"),
    "sperret": _l("Kredittsperre"),
    "inaktiv": _l("Inaktive"),
    "alle": _l("Alle"),
}
HVEM = {"": _l("Alle"), "mine": _l("Mine"), "avdeling": _l("Avdelingens"), "favoritter": _l("Favoritter")}
#: Rows on a page, on the page that is printed, and in a file.
ON_PAGE, ON_PAPER, IN_FILE = 100, 5_000, 10_000
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Status:
    def get(self, code: str, _other: Any) -> str:
        return oversatt(code)


class _Telefon:
    def get(self, number: str, _other: Any) -> str:
        return telefon(number)


_KOLONNER = (
    Kolonne(_l("Kundenr"), "kundenr"),
    Kolonne(_l("Kunde"), "navn"),
    Kolonne(_l("Status"), "status", ord=_Status()),
    Kolonne(_l("Kundeansvarlig"), "ansvarlig"),
    Kolonne(_l("Avdeling"), "avdeling"),
    Kolonne(_l("Telefon"), "telefon", ord=_Telefon()),
    Kolonne(_l("E-post"), "epost"),
    Kolonne(_l("Kontakt"), "kontakt"),
    Kolonne(_l("Kontaktens telefon"), "kontakttelefon", ord=_Telefon()),
    Kolonne(_l("Sted"), "poststed"),
    Kolonne(_l("Fylke"), "fylke"),
)


@room.get("", needs=Permission.KUNDE_LES)
def vis(session: Session) -> Response:
    """`?gruppe=` avdeling, status or ansvarlig, `?sorter=` navn or fylke, and the parts of the list's filter.

    Three statements, two more for words.
    """
    valg, leser = read_filter(request.args), current_leser()
    gruppe, sorter = _choice("gruppe", GRUPPER), _choice("sorter", SORTERING)
    asked: dict[str, Any] = {"valg": valg, "leser": leser, "gruppe": gruppe}
    whole = request.args.get("rader") == "alle"
    most = ON_PAPER if whole else ON_PAGE
    side = list_rader(session, **asked, sorter=sorter, most=most, etter=request.args.get("etter"))
    grupper = [(key, list(held)) for key, held in groupby(side.rows, lambda row: row.gruppe_id)]
    named = oversatt if gruppe == "status" else str
    return show(
        "rapporter/kundeliste.html",
        antall=count_groups(session, **asked, ids=[key for key, _rows in grupper]),
        grupper=grupper,
        neste=_address(valg, gruppe, sorter, etter=side.next_mark) if side.next_mark else "",
        alle_url=None if whole else _address(valg, gruppe, sorter, rader="alle"),
        kolonner=_KOLONNER,
        valg=valg,
        filtertekst=write_filter(valg),
        gruppe=gruppe,
        sorter=sorter,
        navn=named,
        gruppevalg=GRUPPER,
        sorteringsvalg=SORTERING,
        statusvalg=STATUSER,
        hvemvalg=HVEM,
    )


@room.post("/fil", needs=Permission.KUNDE_EKSPORTER)
def fil(session: Session) -> Response:
    """The same as a file."""
    valg, leser = read_text(request.form.get("filtertekst", "")), current_leser()
    gruppe, sorter = _choice("gruppe", GRUPPER), _choice("sorter", SORTERING)
    side = list_rader(session, valg=valg, leser=leser, gruppe=gruppe, sorter=sorter, most=IN_FILE)
    if side.next_mark is not None:
        raise Refused(
            _("Så mange rader får ikke plass i en fil. Snevre inn listen."),
            link=url_for("kundekort.kunder.liste"),
        )
    as_csv = request.form.get("format") == "csv"
    record(
        session, "rapport.eksportert", rapport="kundeliste", antall=len(side.rows), utvalg=write_filter(valg)
    )
    grouped = Kolonne(GRUPPER[gruppe], "gruppe", ord=_Status() if gruppe == "status" else None)
    rest = [kolonne for kolonne in _KOLONNER if kolonne.navn != gruppe]
    return send_file(
        write_file([grouped, *rest], side.rows, as_csv=as_csv, ark=_("Kundeliste")),
        mimetype=CSV if as_csv else XLSX,
        as_attachment=True,
        download_name=f"kundeliste-{today().isoformat()}.{'csv' if as_csv else 'xlsx'}",
    )


def _address(valg: Filter, gruppe: str, sorter: str, **more: str) -> str:
    here = url_for(".vis", gruppe=gruppe, sorter=sorter, **more)  # type: ignore[arg-type]
    return f"{here}&{filtertekst}" if (filtertekst := write_filter(valg)) else here


def _choice(name: str, known: dict[str, Any]) -> str:
    asked = request.values.get(name, "")
    return asked if asked in known else next(iter(known))
