"""What stands in the forms before anyone has written in them."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.identity.queries import list_brukere
from portal.kundekort.models import Regelslag, Statusregel
from portal.kundekort.rules import Handling
from portal.kundekort.statuser.forms import EndreStatusForm, RegelForm
from portal.kundekort.statuser.queries import get_regel, get_status
from portal.web.stored import Stored

_AS_STORED = (
    "navn", "rekkefoelge", "tone", "aktiv", "i_soek", "er_sperre", "krever_ingen_oppdrag", "krav", "kan_velges",
)  # fmt: skip


def status_form(session: Session, status_id: UUID) -> EndreStatusForm:
    """The form of a status as it stands."""

    def stored() -> Stored:
        row = get_status(session, status_id=status_id)
        flags = {handling.value: getattr(row, handling.value).value for handling in Handling}
        return Stored(row.versjon, {**{name: getattr(row, name) for name in _AS_STORED}, **flags})

    return EndreStatusForm(stored=stored)


def rule_form(session: Session, slag: Regelslag, row: Statusregel | None = None) -> RegelForm:
    """The form of a rule of one kind, empty for a new one."""

    def stored() -> Stored:
        held = get_regel(session, status_id=row.status_id, regel_id=row.id) if row else Statusregel(versjon=0)
        names = ("felter", "tittel", "tekst", "dager", "epost")
        values: dict[str, Any] = {name: getattr(held, name) for name in names}
        values["mottaker"] = held.mottaker.value if held.mottaker else None
        values["bruker_id"] = str(held.bruker_id or "")
        values["er_aktiv"] = row is None or held.er_aktiv
        return Stored(held.versjon, values)

    return RegelForm(stored=stored).of_kind(slag, brukere=list_brukere(session))
