"""Forms of a payment: shape only; what is open and what is left is the actions' business."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from wtforms import FieldList, FormField

from portal.db.clock import today
from portal.faktura.innbetalinger.rules import MAX_OERE, Betalingsdata
from portal.i18n import _l
from portal.web.fields import BeloepField, DatoField, HiddenUuid, Required, TekstField
from portal.web.forms import NestedForm, WriteForm


class BetalingForm(WriteForm):
    """What stands on the bank's list."""

    beloep = BeloepField(_l("Beløp"), [Required()], maximum=MAX_OERE)
    dato = DatoField(_l("Betalt dato"), [Required()])
    kid = TekstField(_l("KID"), max_length=25)
    referanse = TekstField(_l("Referanse"), max_length=120)

    def begin(self, *, beloep_oere: int | None = None, kid: str = "") -> "BetalingForm":
        """A fresh form, filled with what is likely: all that is open, today."""
        self.beloep.data, self.dato.data, self.kid.data = beloep_oere, today(), kid
        return self

    def data_of(self) -> Betalingsdata:
        """As the action takes it."""
        return Betalingsdata(
            self.beloep.data,
            self.dato.data,
            kid=self.kid.data.replace(" ", ""),
            referanse=self.referanse.data,
        )


class RadForm(NestedForm):
    """So much to one invoice."""

    faktura_id = HiddenUuid()
    beloep = BeloepField(_l("Beløp"), maximum=MAX_OERE)


class FordelForm(WriteForm):
    """A row for each open invoice; a blank one is given nothing."""

    rader = FieldList(FormField(RadForm))

    def rows(self, aapne: Sequence[Any], proposed: dict[UUID, int]) -> Iterator[tuple[Any, Any]]:
        """Each open invoice beside its row: the one that was posted, else one with the proposed sum."""
        posted = {rad.form.faktura_id.data: rad.form for rad in self.rader}
        for faktura in aapne:
            row = posted.get(faktura.id)
            if row is None:
                values = {"faktura_id": faktura.id, "beloep": proposed.get(faktura.id)}
                row = self.rader.append_entry(values).form
            yield faktura, row

    def valg(self) -> dict[UUID, int]:
        """Invoice → øre, of the rows that hold something."""
        return {
            rad.form.faktura_id.data: rad.form.beloep.data
            for rad in self.rader
            if rad.form.beloep.data and rad.form.faktura_id.data
        }
