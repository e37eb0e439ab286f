"""What stands in the form of an activity before anyone has written in it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.db.clock import OSLO, now, today
from portal.kundekort.aktivitetstyper import list_typer
from portal.kundekort.dagbok.forms import EndreAktivitetForm
from portal.kundekort.mottakere import list_valg
from portal.web.parse import BadInput, parse_dato


def fresh_values(typer: Sequence[Any], *, asked: Mapping[str, str]) -> dict[str, Any]:
    """Today at the last quarter, half an hour, the first type; `?dato=`, `?type=` and `?kontakt=` change that.

    A type that asks for a follow-up fills in its day.
    """
    kind = next((row for row in typer if str(row.id) == asked.get("type")), typer[0] if typer else None)
    start = now().astimezone(OSLO)
    try:
        dato = parse_dato(asked.get("dato", ""), today=today())
    except BadInput:
        dato = today()
    days = kind.oppfoelging_dager if kind else None
    return {
        "type": str(kind.id) if kind else None,
        "dato": dato,
        "fra": start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0).time(),
        "varighet": 30,
        "kontakt": asked.get("kontakt", ""),
        "neste_dato": dato + timedelta(days=days) if days else None,
    }


def shown_form(session: Session, rad: Any) -> EndreAktivitetForm:
    """The form with a stored activity in it. Two statements."""
    start = rad.tid.astimezone(OSLO)
    form = EndreAktivitetForm(
        None,
        type=str(rad.type_id),
        dato=start.date(),
        fra=start.time(),
        varighet=rad.varighet_min,
        kontakt=str(rad.engasjement_id or ""),
        emne=rad.emne,
        notat=rad.notat,
        sted=rad.sted,
        neste_steg=rad.neste_steg,
        neste_dato=rad.neste_dato,
        versjon=rad.versjon,
    )
    return with_choices(session, form, rad)


def with_choices(session: Session, form: EndreAktivitetForm, rad: Any) -> EndreAktivitetForm:
    """Types in use and the one it has; contacts of its customer. Two statements."""
    typer = [row for row in list_typer(session, alle=True) if row.er_aktiv or row.id == rad.type_id]
    kontakter = list_valg(session, kunde_id=rad.kunde_id) if rad.kunde_id else []
    form.with_choices(typer=typer, kontakter=kontakter)
    return form
