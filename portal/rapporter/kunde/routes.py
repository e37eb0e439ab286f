"""«Rapporter» of the card: those this person may read, one of them in a period, and the same as a file."""

from typing import Any
from uuid import UUID

from flask import Response, abort, request, send_file, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.errors import Refused
from portal.i18n import _
from portal.identity.permissions import Permission
from portal.kundekort.queries import get_kort, list_own_ids, list_subtree_ids
from portal.rapporter.kunde.rapport import BY_KEY, RAPPORTER, Rapport
from portal.rapporter.periode import Periode, list_presets, read_periode
from portal.rapporter.tabell import write_file
from portal.web.pages import show
from portal.web.room import Room

room = Room("kunde", __name__, url_prefix="/kunder/<uuid:kunde_id>/rapporter")
#: Rows on a page, on the page that is printed, and in a file.
ON_PAGE, ON_PAPER, IN_FILE = 300, 5_000, 10_000
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@room.get("", needs=Permission.KUNDE_LES)
def liste(session: Session, kunde_id: UUID) -> Response:
    """The reports this person may read."""
    return show(
        "rapporter/kunde.html",
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        rapporter=[rapport for rapport in RAPPORTER if rapport.needs in current_user.permissions],
    )


def _page(rapport: Rapport) -> Any:
    def vis(session: Session, kunde_id: UUID) -> Response:
        periode, faults = read_periode(request.args)
        kunder = _whose(session, kunde_id, request.args.get("omfang", ""))
        whole = request.args.get("rader") == "alle"
        most = ON_PAPER if whole else ON_PAGE
        rows = rapport.les(session, kunder=kunder, periode=periode, most=most + 1)
        omfang = "denne" if request.args.get("omfang") == "denne" else ""
        return show(
            "rapporter/rapport.html",
            kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
            rapport=rapport,
            rows=rows[:most],
            flere=len(rows) > most,
            alle_url=None if whole else _address(rapport, kunde_id, periode, omfang, rader="alle"),
            periode=periode,
            feil=faults,
            sendt=request.args,
            forslag=[
                {
                    "label": words,
                    "url": _address(rapport, kunde_id, preset, omfang),
                    "current": preset == periode,
                }
                for words, preset in list_presets()
            ],
            omfang=omfang,
        )

    return vis


#: Each has a page of its own, which asks for its own right.
for each in RAPPORTER:
    room.get(f"/{each.key}", needs=each.needs, endpoint=each.key)(_page(each))


@room.post("/fil", needs=Permission.KUNDE_EKSPORTER)
def fil(session: Session, kunde_id: UUID) -> Response:
    """`rapport`, `format`, and the period as the page had it. Who may not read the report gets no file of it."""
    kort = get_kort(session, kunde_id=kunde_id)
    rapport = BY_KEY.get(request.form.get("rapport", ""))
    if rapport is None:
        raise Refused(_("Velg en rapport."))
    if rapport.needs not in current_user.permissions:
        abort(403)
    periode, faults = read_periode(request.form)
    if faults:
        raise Refused(next(iter(faults.values())))
    kunder = _whose(session, kunde_id, request.form.get("omfang", ""))
    rows = rapport.les(session, kunder=kunder, periode=periode, most=IN_FILE + 1)
    if len(rows) > IN_FILE:
        raise Refused(_("Så mange rader får ikke plass i en fil. Velg en kortere periode."))
    as_csv = request.form.get("format") == "csv"
    record(
        session,
        "rapport.eksportert",
        rapport=rapport.key,
        kunde=kort.kundenr,
        antall=len(rows),
        fra=periode.fra.isoformat(),
        til=periode.til.isoformat(),
    )
    return send_file(
        write_file(rapport.kolonner, rows, as_csv=as_csv, ark=str(rapport.tittel)[:31]),
        mimetype=CSV if as_csv else XLSX,
        as_attachment=True,
        download_name=f"{rapport.key}-{kort.kundenr}-{periode.fra}-{periode.til}.{'csv' if as_csv else 'xlsx'}",
    )


def _address(rapport: Rapport, kunde_id: UUID, periode: Periode, omfang: str, **more: str) -> str:
    parts: dict[str, Any] = {**periode.address(), "omfang": omfang or None, **more}
    return url_for(f".{rapport.key}", kunde_id=kunde_id, **parts)


def _whose(session: Session, kunde_id: UUID, omfang: str) -> list[UUID]:
    """The customer with every enhet below it, or the unit alone; what has gone into it is its own."""
    read = list_own_ids if omfang == "denne" else list_subtree_ids
    return read(session, kunde_id=kunde_id)
