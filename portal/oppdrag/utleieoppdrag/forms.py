"""Forms of an oppdrag."""

from typing import Any
from uuid import UUID

from wtforms import SelectField

from portal.i18n import _, _l
from portal.oppdrag.models import Innleiegrunnlag, Utleieoppdrag
from portal.oppdrag.ord import AVSLUTNING, GRUNNLAG
from portal.oppdrag.rules.arbeidstid import read_plan
from portal.oppdrag.ukeplan import Ukeplanfelt, plan_data
from portal.oppdrag.utleieoppdrag.actions import Oppdragsdata
from portal.oppdrag.utleieoppdrag.queries import Oppdragsvalg
from portal.web.choices import choices
from portal.web.fields import DatoField, LangTekstField, Required, TekstField
from portal.web.formats import dato
from portal.web.forms import WriteRowForm
from portal.web.stored import Stored

FIELDS = (
    "tittel", "fra_dato", "til_dato", "arbeidssted_id", "oppmoete", "bestiller_id", "godkjenner_id", "konsulent_id",
    "po_nummer", "referanse", "innleiegrunnlag", "grunn", "intern_kommentar",
)  # fmt: skip
IDS = ("arbeidssted_id", "bestiller_id", "godkjenner_id", "konsulent_id")


class EndreOppdragForm(Ukeplanfelt, WriteRowForm):
    """Change an oppdrag."""

    tittel = TekstField(_l("Tittel"), [Required()], max_length=120)
    fra_dato = DatoField(_l("Fra dato"), [Required()])
    til_dato = DatoField(_l("Til og med"))
    arbeidssted_id = SelectField(_l("Arbeidssted"))
    oppmoete = TekstField(_l("Oppmøte"), max_length=400)
    bestiller_id = SelectField(_l("Bestiller"))
    godkjenner_id = SelectField(_l("Godkjenner timer"))
    konsulent_id = SelectField(_l("Konsulent"))
    po_nummer = TekstField(_l("PO-nummer"), max_length=60)
    referanse = TekstField(_l("Kundens referanse"), max_length=100)
    innleiegrunnlag = SelectField(_l("Grunnlag for innleie"))
    grunn = TekstField(_l("Hvem eller hva grunnlaget gjelder"), max_length=300)
    intern_kommentar = LangTekstField(_l("Intern kommentar"), max_length=2000)

    def choose(self, valg: Oppdragsvalg) -> None:
        """Fill the selects."""
        none = _l("Ikke valgt")
        self.arbeidssted_id.choices = choices(valg.steder, none=none)
        self.bestiller_id.choices = choices(valg.kontakter, none=none)
        self.godkjenner_id.choices = choices(valg.kontakter, none=none)
        self.konsulent_id.choices = choices(valg.konsulenter, none=none)
        self.innleiegrunnlag.choices = choices([(g, GRUNNLAG[g]) for g in valg.grunnlag])

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field, then the weekly plan as a whole."""
        fine = super().validate(extra_validators)
        return bool(self.check_plan() and fine)

    def verdier(self) -> Oppdragsdata:
        """The typed values."""
        d = self.data
        return Oppdragsdata(
            tittel=d["tittel"],
            fra_dato=d["fra_dato"],
            til_dato=d["til_dato"],
            arbeidstid=self.plan(),
            arbeidssted_id=_uuid(d["arbeidssted_id"]),
            oppmoete=d["oppmoete"] or "",
            bestiller_id=_uuid(d["bestiller_id"]),
            godkjenner_id=_uuid(d["godkjenner_id"]),
            konsulent_id=_uuid(d["konsulent_id"]),
            po_nummer=d["po_nummer"] or "",
            referanse=d["referanse"] or "",
            innleiegrunnlag=Innleiegrunnlag(d["innleiegrunnlag"]),
            grunn=d["grunn"] or "",
            intern_kommentar=d["intern_kommentar"] or "",
        )


class AvsluttForm(WriteRowForm):
    """End an oppdrag."""

    asked = frozenset({"siste_dag", "grunn", "kommentar"})
    siste_dag = DatoField(_l("Siste dag"), [Required()])
    grunn = SelectField(_l("Grunn"), choices=choices(AVSLUTNING))
    kommentar = TekstField(_l("Kommentar"))


def stored_oppdrag(oppdrag: Utleieoppdrag) -> Stored:
    """An oppdrag as the forms hold it: the fields of the one, the facts of the other."""
    values = {name: getattr(oppdrag, name) for name in FIELDS}
    values |= {name: str(values[name] or "") for name in IDS}
    facts = {str(_("Periode")): f"{dato(oppdrag.fra_dato)}–{dato(oppdrag.til_dato)}"}
    if oppdrag.avsluttet_tid is not None:
        facts[str(_("Avsluttet"))] = str(AVSLUTNING[oppdrag.avsluttet_grunn])
    return Stored(oppdrag.versjon, {**values, **plan_data(read_plan(oppdrag.arbeidstid))}, facts)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
