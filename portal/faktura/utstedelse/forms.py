"""Forms of a draft and of a manual invoice: shape only."""

from typing import Any

from wtforms import FieldList, FormField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.faktura.drafts import Nylinje
from portal.faktura.models import Enhet
from portal.faktura.ord import ENHETSVALG
from portal.faktura.quantity import parse_mengde, show_mengde
from portal.faktura.rules import MAX_MENGDE, MAX_NETTO_OERE, MAX_PRIS_OERE, line_net
from portal.i18n import _, _l
from portal.web import formats
from portal.web.fields import BeloepField, DatoField, LangTekstField, TekstField
from portal.web.forms import NestedForm, WriteForm
from portal.web.parse import BadInput

#: Rates a line may have; the text names the reason when it has none.
MVA = [
    SelectChoice("2500", _l("25 %")),
    SelectChoice("1500", _l("15 %")),
    SelectChoice("1200", _l("12 %")),
    SelectChoice("0", _l("Unntatt")),
]
EMPTY_ROWS = 3


class LinjeForm(NestedForm):
    """One typed line; an empty row is left out."""

    tekst = TekstField(_l("Tekst"), max_length=300)
    mengde = StringField(_l("Antall"))
    enhet = SelectField(_l("Enhet"), choices=[SelectChoice(e.value, text) for e, text in ENHETSVALG.items()])
    pris = BeloepField(_l("Pris"), maximum=MAX_PRIS_OERE)
    mva = SelectField(_l("MVA"), choices=MVA)
    grunn = TekstField(_l("Grunn til unntak"), max_length=200)


class ManuellForm(WriteForm):
    """A manual invoice."""

    levering_fra = DatoField(_l("Levert fra"), [InputRequired(_l("Skriv når arbeidet begynte."))])
    levering_til = DatoField(_l("Levert til"), [InputRequired(_l("Skriv når arbeidet sluttet."))])
    leveringssted = TekstField(_l("Leveringssted"), max_length=200)
    po_nummer = TekstField(_l("PO-nummer"), max_length=60)
    deres_ref = TekstField(_l("Deres referanse"), max_length=100)
    merknad = LangTekstField(_l("Merknad"), max_length=500)
    linjer = FieldList(FormField(LinjeForm), min_entries=EMPTY_ROWS)

    def validate_levering_til(self, field: DatoField) -> None:
        """Not before it began."""
        begun = self.levering_fra.data
        if field.data is not None and begun is not None and field.data < begun:
            raise ValidationError(_l("Arbeidet kan ikke slutte før det begynte."))

    def nye_linjer(self) -> list[Nylinje]:
        """The rows that hold something; a fault becomes an error at its field and on the form."""
        found: list[Nylinje] = []
        faults = False
        for entry in self.linjer:
            row = entry.form
            if not (row.tekst.data or row.mengde.data or row.pris.data):
                continue
            linje = _read(row)
            faults = faults or linje is None
            if linje is not None:
                found.append(linje)
        if faults:
            self.form_errors.append(_("Rett linjene som er merket."))
        return found


def _read(row: Any) -> Nylinje | None:
    enhet = Enhet(row.enhet.data)
    mva_bp = int(row.mva.data)
    if not row.tekst.data:
        row.tekst.errors = [_("Skriv hva som er levert.")]
    if row.pris.data is None:
        row.pris.errors = row.pris.errors or [_("Skriv prisen.")]
    if mva_bp == 0 and not row.grunn.data:
        row.grunn.errors = [_("Skriv hvorfor det ikke er MVA.")]
    try:
        mengde = parse_mengde(row.mengde.data or "", enhet)
    except BadInput as bad:
        row.mengde.errors, mengde = [str(bad)], 0
    else:
        if mengde <= 0:
            row.mengde.errors = [_("Skriv et antall over null.")]
        elif mengde > MAX_MENGDE[enhet]:
            most = show_mengde(MAX_MENGDE[enhet], enhet)
            row.mengde.errors = [_("Kan ikke være mer enn %(grense)s.", grense=most)]
        elif line_net(mengde, row.pris.data or 0, enhet) > MAX_NETTO_OERE:
            most = formats.kroner(MAX_NETTO_OERE)
            row.pris.errors = [_("Linjen kan ikke komme på mer enn %(grense)s.", grense=most)]
    if row.tekst.errors or row.pris.errors or row.mengde.errors or row.grunn.errors:
        return None
    grunn = row.grunn.data if mva_bp == 0 else ""
    return Nylinje(row.tekst.data, enhet, mengde, row.pris.data, mva_bp, grunn)
