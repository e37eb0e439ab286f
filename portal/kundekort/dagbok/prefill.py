"""What stands in the form of an activity before anyone has written in it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.db.clock import OSLO, now, today
from portal.kundekort.aktivitetstyper import list_typer
from portal.kundekort.dagbok.forms import EndreAktivitetForm
from portal.kundekort.dagbok.queries import get_aktivitet
from portal.kundekort.mottakere import list_valg
from portal.web.choices import hold
from portal.web.parse import BadInput, parse_dato
from portal.web.stored import Stored


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


def stored_aktivitet(rad: Any) -> Stored:
    """An activity as the form holds it; the time is Oslo's."""
    start = rad.tid.astimezone(OSLO)
    return Stored(
        rad.versjon,
        {
            "type": str(rad.type_id),
            "dato": start.date(),
            "fra": start.time(),
            "varighet": rad.varighet_min,
            "kontakt": str(rad.engasjement_id or ""),
            "emne": rad.emne,
            "notat": rad.notat,
            "sted": rad.sted,
            "neste_steg": rad.neste_steg,
            "neste_dato": rad.neste_dato,
            "uten_neste_steg": rad.uten_neste_steg,
        },
    )


def edit_form(session: Session, rad: Any) -> EndreAktivitetForm:
    """The form of a stored activity. Two statements, and what reads it anew when someone was first.

    Types in use and the one it has; contacts of its customer, and the one it has.
    """
    first = [rad]  # the row at hand fills the form, later calls read

    def stored() -> Stored:
        row = first.pop() if first else None
        return stored_aktivitet(row or get_aktivitet(session, kunde_id=rad.kunde_id, aktivitet_id=rad.id))

    form = EndreAktivitetForm(stored=stored)
    typer = [row for row in list_typer(session, alle=True) if row.er_aktiv or row.id == rad.type_id]
    kontakter = list_valg(session, kunde_id=rad.kunde_id) if rad.kunde_id else []
    form.with_choices(typer=typer, kontakter=kontakter)
    hold(form.kontakt, lambda _missing: {rad.engasjement_id: rad.kontakt})
    return form
