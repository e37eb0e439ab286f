"""The week as a form: seven days, each with clock, break, overtime and a remark."""

from collections.abc import Sequence
from typing import Any

from wtforms import FieldList, FormField
from wtforms import Form as PlainForm

from portal.errors import Refused
from portal.i18n import _l
from portal.oppdrag.rules.timer import Dag
from portal.web import formats
from portal.web.fields import (
    DatoField,
    HeltallField,
    KlokkeslettField,
    LangTekstField,
    TekstField,
    TimerField,
)
from portal.web.forms import WriteRowForm


class DagForm(PlainForm):
    """One day; empty clock is a day off."""

    dato = DatoField()
    start = KlokkeslettField(_l("Start"))
    slutt = KlokkeslettField(_l("Slutt"))
    pause_min = HeltallField(_l("Pause, min"))
    overtid_min = TimerField(_l("Overtid"))
    kommentar = TekstField(_l("Merknad"), max_length=300)


class UkeForm(WriteRowForm):
    """A week."""

    dager = FieldList(FormField(DagForm))
    kommentar = LangTekstField(_l("Melding til godkjenneren"), max_length=500)

    @classmethod
    def of(cls, dager: Sequence[Dag], *, kommentar: str, versjon: int) -> "UkeForm":
        """The form filled with days, for showing."""
        form = cls(None, versjon=versjon, kommentar=kommentar)
        for dag in dager:
            form.dager.append_entry(
                {
                    "dato": dag.dato,
                    "start": dag.start,
                    "slutt": dag.slutt,
                    "pause_min": dag.pause_min,
                    "overtid_min": dag.overtid_min,
                    "kommentar": dag.kommentar,
                }
            )
        return form

    def refuse(self, refused: Refused) -> None:
        """A day that cannot be right is named in the summary and marked where it stands."""
        entry = next((e for e in self.dager if refused.field == f"dag-{e.form.dato.data}"), None)
        if entry is None:
            super().refuse(refused)
            return
        day = formats.dato_lang(entry.form.dato.data, ukedag=True)
        entry.form.start.errors = [*entry.form.start.errors, refused.sentence]
        self.form_errors.append(f"{day[:1].upper()}{day[1:]}: {refused.sentence}")

    def days(self) -> list[Dag]:
        """What was written, as the rules take it."""
        return [_day(entry.form) for entry in self.dager if entry.form.dato.data is not None]


def _day(row: Any) -> Dag:
    return Dag(
        dato=row.dato.data,
        start=row.start.data,
        slutt=row.slutt.data,
        pause_min=row.pause_min.data or 0,
        overtid_min=row.overtid_min.data or 0,
        kommentar=row.kommentar.data or "",
    )
