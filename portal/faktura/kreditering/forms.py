"""The credit dialog: one row per line, a reason, and what becomes of the hours."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from portal.faktura.kreditering.actions import Kreditvalg
from portal.faktura.models import Kreditgrunn, Salgsdokument, Salgslinje
from portal.faktura.ord import GRUNN
from portal.faktura.quantity import parse_mengde, typed_mengde
from portal.i18n import _, _l
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import HiddenUuid, LangTekstField
from portal.web.formats import dato_lang, timetall
from portal.web.forms import NestedForm, WriteRowForm
from portal.web.parse import BadInput

FRIGI, STENG = "frigi", "steng"


class RadForm(NestedForm):
    """One invoice line: whether, how much, and of which days."""

    linje_id = HiddenUuid()
    velg = BooleanField()
    mengde = StringField()
    dager = CheckboxesField(_l("Dager"), coerce=UUID, validate_choice=False)


class KrediterForm(WriteRowForm):
    """Shape only; what remains is the action's business."""

    asked = frozenset({"rader", "grunn", "grunn_tekst", "timer"})
    rader = FieldList(FormField(RadForm))
    grunn = SelectField(_l("Årsak"), choices=[SelectChoice(g.value, text) for g, text in GRUNN.items()])
    grunn_tekst = LangTekstField(_l("Melding til kunden"), max_length=500)
    timer = RadioField(
        _l("Timene"),
        choices=[
            SelectChoice(FRIGI, _l("Legg timene tilbake")),
            SelectChoice(STENG, _l("Ikke fakturer dem igjen")),
        ],
        default=FRIGI,
    )

    def rows(self, faktura: Salgsdokument, held: Sequence[Any]) -> Iterator[tuple[Salgslinje, Any]]:
        """Each line that has something left beside its row: the one that was posted, else a full one.

        `held` are the days of `list_held_days`; a line of one day has nothing to choose.
        """
        posted = {rad.form.linje_id.data: rad.form for rad in self.rader}
        for linje in faktura.linjer:
            left = linje.mengde - linje.kreditert_mengde
            if left or linje.id in posted:
                row = posted.get(linje.id)
                if row is None:
                    values = {"linje_id": linje.id, "velg": False, "mengde": typed_mengde(left, linje.enhet)}
                    row = self.rader.append_entry(values).form
                days = [day for day in held if day.linje_id == linje.id]
                named = [
                    (day.timelinje_id, f"{dato_lang(day.dato, ukedag=True)} · {timetall(day.minutter)}")
                    for day in days
                ]
                row.dager.choices = choices(named if len(days) > 1 else [])
                yield linje, row

    def quantities(self, faktura: Salgsdokument) -> dict[UUID, int]:
        """Line → quantity of the ticked rows; what cannot be read becomes an error at its field."""
        lines = {linje.id: linje for linje in faktura.linjer}
        found: dict[UUID, int] = {}
        for rad in self.rader:
            row = rad.form
            linje = lines.get(row.linje_id.data)
            if linje is None or not row.velg.data:
                continue
            try:
                found[linje.id] = parse_mengde(row.mengde.data or "", linje.enhet)
            except BadInput as bad:
                row.mengde.errors = [str(bad)]
                continue
            if not 0 < found[linje.id] <= linje.mengde - linje.kreditert_mengde:
                rest = typed_mengde(linje.mengde - linje.kreditert_mengde, linje.enhet)
                row.mengde.errors = [_("Høyst %(rest)s", rest=rest)]
        return found

    def valg(self, faktura: Salgsdokument) -> list[Kreditvalg]:
        """What the action takes; `errors` is non-empty when a field could not be read."""
        frigi = self.timer.data == FRIGI
        days = {rad.form.linje_id.data: tuple(rad.form.dager.data or ()) for rad in self.rader}
        chosen = [
            Kreditvalg(linje_id, mengde, frigi=frigi, dager=days[linje_id] if frigi else ())
            for linje_id, mengde in self.quantities(faktura).items()
        ]
        if any(rad.form.mengde.errors for rad in self.rader):
            self.form_errors.append(_("Rett timene som er merket."))
        return chosen

    def chosen_reason(self) -> Kreditgrunn:
        """The reason as its enum."""
        return Kreditgrunn(self.grunn.data)
