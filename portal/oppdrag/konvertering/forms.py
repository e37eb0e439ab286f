"""The dialog «Gjør om til oppdrag»."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms import BooleanField, RadioField, SelectField

from portal.i18n import _l
from portal.oppdrag.konvertering.avtalt import Avtalt
from portal.oppdrag.konvertering.queries import Utkast
from portal.oppdrag.models import Innleiegrunnlag, LedigStilling
from portal.oppdrag.ord import GRUNNLAG
from portal.oppdrag.queries_kunde import Kundestandard
from portal.oppdrag.rules.arbeidstid import read_plan, write_plan
from portal.oppdrag.rules.konvertering import STILLING, Forslag, required
from portal.oppdrag.ukeplan import Ukeplanfelt, plan_data
from portal.web.choices import choices
from portal.web.fields import BeloepField, DatoField, Required, TekstField
from portal.web.forms import WriteRowForm
from portal.web.stored import Stored

IDS = ("arbeidssted_id", "bestiller_id", "godkjenner_id", "innleiegrunnlag")


class KonverterForm(Ukeplanfelt, WriteRowForm):
    """Every field of the oppdrag. `versjon` is the stilling's: what was shown must still stand."""

    asked = frozenset({"kandidat_id", "behold_aapen"})
    kandidat_id = RadioField(_l("Vikar"), coerce=str)
    tittel = TekstField(_l("Tittel"), [Required()], max_length=120)
    fra_dato = DatoField(_l("Fra dato"), [Required()])
    til_dato = DatoField(_l("Til og med"))
    arbeidssted_id = SelectField(_l("Arbeidssted"))
    oppmoete = TekstField(_l("Oppmøte"), max_length=400)
    bestiller_id = SelectField(_l("Bestiller"))
    godkjenner_id = SelectField(_l("Godkjenner timer"))
    loenn_oere = BeloepField(_l("Timelønn"), maximum=1_000_000)
    pris_oere = BeloepField(_l("Pris til kunde"), maximum=1_000_000)
    po_nummer = TekstField(_l("PO-nummer"), max_length=60)
    referanse = TekstField(_l("Kundens referanse"), max_length=100)
    innleiegrunnlag = SelectField(_l("Grunnlag for innleie"))
    grunn = TekstField(_l("Hvem eller hva grunnlaget gjelder"), max_length=300)
    behold_aapen = BooleanField(_l("Behold stillingen åpen for plassene som er igjen"), default=True)

    def choose(
        self, standard: Kundestandard, *, grunnlag: Sequence[Innleiegrunnlag], valgbare: Sequence[Any]
    ) -> None:
        """Fill the selects and the candidates."""
        none = _l("Ikke valgt")
        contacts = [
            (str(k.id), f"{k.navn}, {k.stilling}" if k.stilling else k.navn) for k in standard.kontakter
        ]
        self.arbeidssted_id.choices = choices([(str(s.id), s.navn) for s in standard.steder], none=none)
        self.bestiller_id.choices = choices(contacts, none=none)
        self.godkjenner_id.choices = choices(contacts, none=none)
        self.innleiegrunnlag.choices = choices([(g, GRUNNLAG[g]) for g in grunnlag], none=none)
        self.kandidat_id.choices = choices([(str(k.kandidat_id), k.fornavn) for k in valgbare])

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field, then the weekly plan as a whole."""
        fine = super().validate(extra_validators)
        return bool(self.check_plan() and fine)

    def missing(self, standard: Kundestandard) -> dict[str, Any]:
        """Fields the oppdrag cannot do without and that are empty: name → what people call it, as they stand."""
        needed = required(po_paakrevd=standard.po_paakrevd) - {"arbeidstid"}
        lacking = {
            *(navn for navn in needed if navn in self and self[navn].data in (None, "")),
            *([] if self.plan() else ["arbeidstid"]),
            *([] if self.kandidat_id.data else ["kandidat_id"]),
        }
        called = {field.short_name: field.label.text for field in self} | {
            "arbeidstid": STILLING["arbeidstid"].etikett
        }
        return {navn: words for navn, words in called.items() if navn in lacking}

    def utkast(self) -> Utkast:
        """What can be read now; the rest is missing."""
        return Utkast(
            kandidat_id=_uuid(self.kandidat_id.data),
            fra_dato=self.fra_dato.data,
            til_dato=self.til_dato.data,
            arbeidstid=self.plan(),
            arbeidssted_id=_uuid(self.arbeidssted_id.data),
            loenn_oere=self.loenn_oere.data,
            pris_oere=self.pris_oere.data,
            innleiegrunnlag=self._ground(),
            grunn=self.grunn.data or "",
        )

    def avtalt(self) -> Avtalt:
        """The typed values; call after `validate`."""
        return Avtalt(
            kandidat_id=UUID(self.kandidat_id.data),
            tittel=self.tittel.data,
            fra_dato=self.fra_dato.data,
            til_dato=self.til_dato.data,
            arbeidstid=self.plan(),
            arbeidssted_id=_uuid(self.arbeidssted_id.data),
            oppmoete=self.oppmoete.data or "",
            bestiller_id=_uuid(self.bestiller_id.data),
            godkjenner_id=_uuid(self.godkjenner_id.data),
            loenn_oere=self.loenn_oere.data,
            pris_oere=self.pris_oere.data,
            po_nummer=self.po_nummer.data or "",
            referanse=self.referanse.data or "",
            innleiegrunnlag=self._ground(),
            grunn=self.grunn.data or "",
        )

    def kilder(self, forslag: Mapping[str, Forslag]) -> dict[str, Any]:
        """Field → where its value came from; None for fields that no longer hold what was proposed."""
        same: dict[str, Any] = dict.fromkeys(["arbeidstid", *self._fields])
        for navn, f in forslag.items():
            if navn == "arbeidstid":
                unchanged = write_plan(self.plan()) == (f.verdi or {})
            else:
                held = self[navn].data if navn in self else None
                unchanged = navn in self and str(held or "") == str(f.verdi or "")
            if unchanged and f.kilde:
                same[navn] = f.kilde
        return same

    def _ground(self) -> Innleiegrunnlag | None:
        text = self.innleiegrunnlag.data
        return Innleiegrunnlag(text) if text in set(Innleiegrunnlag) else None


def stored_forslag(stilling: LedigStilling, forslag: Mapping[str, Forslag]) -> Stored:
    """What the stilling and the customer's card propose now, every proposal in its field."""
    values = {navn: f.verdi for navn, f in forslag.items()}
    values |= {navn: str(values.get(navn) or "") for navn in IDS}
    return Stored(stilling.versjon, {**values, **plan_data(read_plan(stilling.arbeidstid))})


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
