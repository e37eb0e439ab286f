"""Forms of a paper. A politiattest has its own: most fields of other papers may not be kept of it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask_wtf.file import FileField
from sqlalchemy.orm import Session
from wtforms import SelectField

from portal.i18n import _, _l
from portal.kandidater.models import Kandidatpapir
from portal.kandidater.papirer.queries import get_papir
from portal.kandidater.papirer.utfylling import Papirdata, Papirfil
from portal.kandidater.rules import last_day
from portal.registers.queries import Regel
from portal.web.choices import choices
from portal.web.fields import DatoField, Required, TekstField
from portal.web.formats import dato
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import NOTHING, Stored


class _Papirfelt:
    navn = TekstField(_l("Papir"), [Required()], max_length=120)
    referanse = TekstField(_l("Referanse eller kortnummer"), max_length=80)
    bedt_dato = DatoField(_l("Bedt om"))
    mottatt_dato = DatoField(_l("Mottatt"))
    gyldig_fra = DatoField(_l("Gyldig fra"))
    siste_dag = DatoField(_l("Gyldig til og med"))
    merknad = TekstField(_l("Merknad"), max_length=300)

    def verdier(self) -> Papirdata:
        """The typed values; call after `validate`."""
        return Papirdata(
            navn=self.navn.data,
            referanse=self.referanse.data,
            bedt_dato=self.bedt_dato.data,
            mottatt_dato=self.mottatt_dato.data,
            gyldig_fra=self.gyldig_fra.data,
            siste_dag=self.siste_dag.data,
            merknad=self.merknad.data,
        )

    def opplastet(self: Any) -> Papirfil | None:
        """The file that came with it."""
        fil = self.fil.data
        return Papirfil(fil.stream, fil.filename or "") if fil else None


class NyttPapirForm(_Papirfelt, WriteForm):
    """A new paper."""

    fil = FileField(_l("Fil"))


class EndrePapirForm(_Papirfelt, WriteRowForm):
    """One that is there; a new file stands before the old one."""

    asked = frozenset({"fil"})
    fil = FileField(_l("Ny fil"))


class _Attestfelt:
    navn = TekstField(_l("Papir"), [Required()], max_length=120)
    hjemmel = SelectField(_l("Hjemmel"), validate_choice=False)
    bedt_dato = DatoField(_l("Bedt om"))
    mottatt_dato = DatoField(_l("Fremlagt"))

    def choose(self: Any, rules: Sequence[Regel], *, held: str = "") -> None:
        """The laws, and the one the paper has when the register has let it go since."""
        known = {rule.hjemmel: _ground(rule) for rule in rules}
        if held:
            known.setdefault(held, held)
        self.hjemmel.choices = [("", _("Velg lov")), *choices(known)]

    def verdier(self) -> Papirdata:
        """The typed values; call after `validate`."""
        return Papirdata(
            navn=self.navn.data,
            hjemmel=self.hjemmel.data or "",
            bedt_dato=self.bedt_dato.data,
            mottatt_dato=self.mottatt_dato.data,
        )

    def opplastet(self) -> None:
        """There is never a file."""


class NyAttestForm(_Attestfelt, WriteForm):
    """A new politiattest."""


class EndreAttestForm(_Attestfelt, WriteRowForm):
    """One that is there."""


class PapirhandlingForm(WriteRowForm):
    """Ask for it, receive it, end it: the row must stand as it was shown."""


def _ground(rule: Regel) -> str:
    return rule.hjemmel if rule.bekreftet else _("%(hjemmel)s (ikke bekreftet)", hjemmel=rule.hjemmel)


def reader(session: Session, *, kandidat_id: UUID, papir_id: UUID) -> Callable[[], Stored]:
    """Reads the paper as the forms hold it."""

    def stored() -> Stored:
        papir = get_papir(session, kandidat_id=kandidat_id, papir_id=papir_id)
        values = {
            "navn": papir.navn,
            "hjemmel": papir.hjemmel,
            "referanse": papir.referanse,
            "bedt_dato": papir.bedt_dato,
            "mottatt_dato": papir.mottatt_dato,
            "gyldig_fra": papir.gyldig_fra,
            "siste_dag": last_day(papir.gyldig_til),
            "merknad": papir.merknad,
        }
        return Stored(papir.versjon, values, _facts(papir))

    return stored


def _facts(papir: Kandidatpapir) -> dict[str, str]:
    days = {_("Bedt om"): papir.bedt_dato, _("Mottatt"): papir.mottatt_dato}
    found = {str(label): dato(day) if day else NOTHING for label, day in days.items()}
    return {**found, str(_("Avsluttet av")): papir.avsluttet_av_navn or NOTHING}
