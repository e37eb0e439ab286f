"""The week as a form: seven days, each with clock, break, overtime and a remark."""

from collections.abc import Iterator, Sequence
from typing import Any

from wtforms import Field, FieldList, FormField

from portal.errors import Refused
from portal.i18n import _, _l
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
from portal.web.forms import NestedForm, WriteRowForm
from portal.web.stored import Stored


class DagForm(NestedForm):
    """One day; empty clock is a day off."""

    dato = DatoField()
    start = KlokkeslettField(_l("Start"))
    slutt = KlokkeslettField(_l("Slutt"))
    pause_min = HeltallField(_l("Pause, min"), maximum=24 * 60)
    overtid_min = TimerField(_l("Overtid"), maximum=24 * 60)
    kommentar = TekstField(_l("Merknad"), max_length=300)


class UkeForm(WriteRowForm):
    """A week."""

    dager = FieldList(FormField(DagForm))
    kommentar = LangTekstField(_l("Melding til godkjenneren"), max_length=500)

    def differing(self, typed: Field, stored: Field) -> Iterator[tuple[str, str]]:
        """The week day by day: what is stored of those that are typed otherwise."""
        if typed.short_name != "dager":
            yield from super().differing(typed, stored)
            return
        held = {dag.dato: dag for dag in _days(stored)}
        for dag in _days(typed):
            there = held.get(dag.dato, Dag(dag.dato))
            if dag != there:
                yield formats.dato_lang(dag.dato, ukedag=True), _as_text(there)

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
        return _days(self.dager)


def stored_week(dager: Sequence[Dag], *, kommentar: str, versjon: int, tilstand: str) -> Stored:
    """A week as the form holds it."""
    rows = [
        {
            "dato": dag.dato,
            "start": dag.start,
            "slutt": dag.slutt,
            "pause_min": dag.pause_min,
            "overtid_min": dag.overtid_min,
            "kommentar": dag.kommentar,
        }
        for dag in dager
    ]
    return Stored(versjon, {"dager": rows, "kommentar": kommentar}, {_("Status nå"): tilstand})


def _days(week: Any) -> list[Dag]:
    return [_day(entry.form) for entry in week if entry.form.dato.data is not None]


def _as_text(dag: Dag) -> str:
    if dag.start is None or dag.slutt is None:
        return " · ".join(part for part in (str(_("Fri")), dag.kommentar) if part)
    parts = [
        formats.klokke(dag.start, dag.slutt),
        _("pause %(antall)s min", antall=dag.pause_min) if dag.pause_min else "",
        _("overtid %(timer)s", timer=formats.timer(dag.overtid_min)) if dag.overtid_min else "",
        dag.kommentar,
    ]
    return " · ".join(part for part in parts if part)


def _day(row: Any) -> Dag:
    return Dag(
        dato=row.dato.data,
        start=row.start.data,
        slutt=row.slutt.data,
        pause_min=row.pause_min.data or 0,
        overtid_min=row.overtid_min.data or 0,
        kommentar=row.kommentar.data or "",
    )
