"""A contact who leaves: one choice of successor for everything, and another for any kind of thing."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from wtforms import SelectField

from portal.i18n import _, _l
from portal.kundekort.kontakter.slutt.queries import Henger
from portal.kundekort.kontakter.slutt.rules import NyJobb, Sluttdata
from portal.web.choices import choices
from portal.web.fields import DatoField, EpostField, HiddenUuid, Required, TekstField, TelefonField
from portal.web.forms import WriteRowForm
from portal.web.stored import Stored

#: The value that says nobody; a blank one says nothing.
INGEN = "ingen"


class AvsluttKontaktForm(WriteRowForm):
    """He leaves the customer. `with_ansvar` adds a field for each kind of thing that hangs on him."""

    asked = frozenset({"siste_dag", "grunn", "etterfoelger"})
    siste_dag = DatoField(_l("Siste dag"), [Required()])
    grunn = TekstField(_l("Grunn"), max_length=200)
    etterfoelger = SelectField(_l("Etterfølger"), default="")
    henger: Sequence[Henger] = ()

    def sluttdata(self) -> Sluttdata:
        """As the actions take it: what nobody was named for is left out."""
        overtar = {}
        for henger in self.henger:
            said = self[field_name(henger)].data or self.etterfoelger.data
            if said:
                overtar[henger.slag.key] = None if said == INGEN else UUID(said)
        return Sluttdata(siste_dag=self.siste_dag.data, grunn=self.grunn.data, overtar=overtar)

    def field_of(self, henger: Henger) -> Any:
        """The field that says who takes this kind over."""
        return self[field_name(henger)]


class FlyttKontaktForm(AvsluttKontaktForm):
    """He leaves for another employer."""

    asked = AvsluttKontaktForm.asked | {"til", "ny_kunde", "ny_stilling", "ny_epost", "ny_telefon", "ny_fra"}
    til = HiddenUuid()
    ny_kunde = TekstField(_l("Ny arbeidsgiver"), max_length=200)
    ny_stilling = TekstField(_l("Ny stilling"), max_length=120)
    ny_epost = EpostField(_l("Ny e-post"))
    ny_telefon = TelefonField(_l("Ny telefon på jobb"))
    ny_fra = DatoField(_l("Begynner"))

    def jobb(self) -> NyJobb:
        """As the action takes it."""
        return NyJobb(
            kunde_id=self.til.data,
            ny_kunde=self.ny_kunde.data,
            stilling=self.ny_stilling.data,
            epost=(self.ny_epost.data or "").lower(),
            telefon=self.ny_telefon.data or "",
            fra=self.ny_fra.data,
        )


def with_ansvar(
    kind: type[AvsluttKontaktForm],
    *formdata: Any,
    henger: Sequence[Henger],
    etterfoelgere: Iterable[Any],
    stored: Callable[[], Stored],
    **values: Any,
) -> Any:
    """The form with a choice of successor for each kind of thing that hangs on him."""
    names = {field_name(each): SelectField(_l("Overtar"), default="") for each in henger}
    form = type(kind.__name__, (kind,), {**names, "asked": kind.asked | names.keys(), "henger": henger})(
        *formdata, stored=stored, **values
    )
    people = [(INGEN, _("Ingen")), *((row.id, _who(row)) for row in etterfoelgere)]
    form.etterfoelger.choices = choices(people, none=_("Velg …"))
    for name in names:
        form[name].choices = choices(people, none=_("Som etterfølgeren"))
    return form


def field_name(henger: Henger) -> str:
    """`oppdrag.godkjenner` → `overtar_oppdrag_godkjenner`."""
    return f"overtar_{henger.slag.key.replace('.', '_')}"


def _who(row: Any) -> str:
    parts = [row.navn, row.stilling, "" if row.har_tilgang else _("uten portaltilgang")]
    return ", ".join(part for part in parts if part)
