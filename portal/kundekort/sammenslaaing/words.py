"""Names of the fields, and their values as people read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.identity.models import Bruker
from portal.kundekort.kunder.forms import KANALER, SPRAK, KundeForm
from portal.kundekort.sammenslaaing.rules import Ulikhet
from portal.registers.models import Kommune
from portal.tenancy.models import Avdeling
from portal.web.formats import kroner, orgnr, telefon

#: Where the form calls a column something else, or does not have it.
_FIELDS = {"kredittgrense_oere": "kredittgrense"}


@dataclass(frozen=True)
class FieldNames:
    """Label and text of a field's value."""

    _form: KundeForm
    _rows: dict[Any, str]

    def label(self, felt: str) -> str:
        """As on the form."""
        if felt == "kommunenr":
            return str(_("Kommune"))
        return str(self._form[_FIELDS.get(felt, felt)].label.text)

    def text(self, felt: str, value: Any) -> str:
        """«–» for nothing."""
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return str(_("Ja") if value else _("Nei"))
        if felt in {"sprak", "fakturakanal"}:
            named = {choice.value: choice.label for choice in (*SPRAK, *KANALER)}
            return str(named[str(value)])
        if felt in {"avdeling_id", "kundeansvarlig_id", "kommunenr"}:
            return self._rows.get(value, "–")
        shown: dict[str, Callable[[Any], str]] = {
            "kredittgrense_oere": kroner,
            "orgnr": orgnr,
            "telefon": telefon,
        }
        return shown[felt](value) if felt in shown else str(value)


def load_names(session: Session, *, ulikheter: Sequence[Ulikhet]) -> FieldNames:
    """Names of the rows the values point at. At most three statements."""
    values = {each.felt: [v for v in (each.denne, each.andre) if v] for each in ulikheter}
    rows: dict[Any, str] = {}
    for felt, key, name in (
        ("avdeling_id", Avdeling.id, Avdeling.navn),
        ("kundeansvarlig_id", Bruker.id, Bruker.navn),
        ("kommunenr", Kommune.nr, Kommune.navn),
    ):
        if wanted := values.get(felt):
            for row in session.execute(select(key, name).where(key.in_(wanted))):
                rows[row[0]] = row[1]
    return FieldNames(KundeForm(None), rows)
