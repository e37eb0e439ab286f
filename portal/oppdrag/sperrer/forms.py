"""Forms of a bar."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField

from portal.i18n import _, _l
from portal.kandidater.rules import last_day
from portal.kundekort.rules import Handling
from portal.oppdrag.sperrer.actions import Sperredata
from portal.oppdrag.sperrer.queries import get_sperre
from portal.web.choices import choices
from portal.web.fields import DatoField, HiddenUuid, LangTekstField, Required, TekstField
from portal.web.formats import dato
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import NOTHING, Stored

GJELDER = {
    Handling.NYTT_OPPDRAG: _l("Ett nytt oppdrag"),
    Handling.FORLENG: _l("Én forlengelse"),
}


class _Sperrefelt:
    fra = DatoField(_l("Sperret fra"), [Required()])
    siste_dag = DatoField(_l("Til og med"))
    med_underenheter = BooleanField(_l("Gjelder hele kunden med underenheter"))
    grunn = LangTekstField(_l("Grunn"), max_length=1000)
    slettes_dato = DatoField(_l("Grunnen slettes"), [Required()])

    def verdier(self) -> Sperredata:
        """The typed values; call after `validate`."""
        return Sperredata(
            fra=self.fra.data,
            siste_dag=self.siste_dag.data,
            med_underenheter=self.med_underenheter.data,
            grunn=self.grunn.data or "",
            slettes_dato=self.slettes_dato.data,
        )


class NySperreForm(_Sperrefelt, WriteForm):
    """A new bar."""

    kandidat_id = HiddenUuid(validators=[Required()])


class EndreSperreForm(_Sperrefelt, WriteRowForm):
    """Other days, reach or reason."""


class OpphevForm(WriteRowForm):
    """Lift it: the row must stand as it was shown."""


class SlettGrunnForm(WriteRowForm):
    """Erase the reason: as when it is lifted."""


class SperreunntakForm(WriteForm):
    """What is let through once, and why."""

    gjelder = SelectField(_l("Unntaket gjelder"), choices=choices(GJELDER))
    grunn = TekstField(_l("Begrunnelse"), [Required()], max_length=300)


def reader(session: Session, *, sperre_id: UUID) -> Callable[[], Stored]:
    """Reads the bar as the forms hold it."""

    def stored() -> Stored:
        sperre = get_sperre(session, sperre_id=sperre_id)
        values = {
            "fra": sperre.gyldig_fra,
            "siste_dag": last_day(sperre.gyldig_til),
            "med_underenheter": sperre.med_underenheter,
            "grunn": sperre.grunn,
            "slettes_dato": sperre.grunn_slettes_dato,
        }
        facts = {
            str(_("Sperret fra")): dato(sperre.gyldig_fra),
            str(_("Til og med")): _day(last_day(sperre.gyldig_til)),
            str(_("Opphevet av")): sperre.opphevet_av_navn or NOTHING,
        }
        return Stored(sperre.versjon, values, facts)

    return stored


def _day(dag: date | None) -> str:
    return NOTHING if dag is None else dato(dag)
