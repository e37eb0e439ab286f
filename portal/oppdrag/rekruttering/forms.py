"""The forms of a recruitment."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField

from portal.i18n import _l
from portal.kundekort.models import Rolle
from portal.oppdrag.models_rekruttering import Rekruttering
from portal.oppdrag.queries_kunde import Kundestandard
from portal.oppdrag.rekruttering.data import Rekrutteringsdata
from portal.oppdrag.rekruttering.queries import Valg, get_rekruttering
from portal.web.choices import choices
from portal.web.fields import (
    BeloepField,
    DatoField,
    HeltallField,
    LangTekstField,
    ProsentField,
    Required,
    TekstField,
)
from portal.web.forms import Form, WriteForm, WriteRowForm
from portal.web.stored import Stored

IDS = ("kontakt_id", "avdeling_id", "konsulent_id")


class Rekrutteringsfelt(Form):
    """The fields both forms share."""

    tittel = TekstField(_l("Tittel"), [Required()], max_length=120)
    antall = HeltallField(_l("Antall"), [Required()], minimum=1, maximum=99, default=1)
    oppstart_dato = DatoField(_l("Ønsket oppstart"))
    soeknadsfrist = DatoField(_l("Søknadsfrist"))
    aarsloenn_oere = BeloepField(_l("Årslønn"), maximum=1_000_000_000)
    honorar_bp = ProsentField(_l("Honorar i prosent av årslønn"), maximum=10_000)
    honorar_oere = BeloepField(_l("Fast honorar"), maximum=1_000_000_000)
    kontakt_id = SelectField(_l("Kontakt hos kunden"))
    avdeling_id = SelectField(_l("Vår avdeling"))
    konsulent_id = SelectField(_l("Konsulent"))
    beskrivelse = LangTekstField(_l("Beskrivelse"), max_length=4000)

    def choose(self, standard: Kundestandard, valg: Valg, *, kontakt: tuple[UUID, str] | None = None) -> None:
        """Fill the selects. The contact a recruitment already has stays choosable."""
        none = _l("Ikke valgt")
        contacts = {
            str(k.id): f"{k.navn}, {k.stilling}" if k.stilling else k.navn for k in standard.kontakter
        }
        if kontakt is not None:
            contacts.setdefault(str(kontakt[0]), kontakt[1])
        self.kontakt_id.choices = choices(contacts, none=none)
        self.avdeling_id.choices = choices(valg.avdelinger)
        self.konsulent_id.choices = choices(valg.konsulenter, none=none)

    def verdier(self) -> Rekrutteringsdata:
        """The typed values."""
        d: dict[str, Any] = self.data
        return Rekrutteringsdata(
            tittel=d["tittel"],
            antall=d["antall"],
            oppstart_dato=d["oppstart_dato"],
            soeknadsfrist=d["soeknadsfrist"],
            aarsloenn_oere=d["aarsloenn_oere"],
            honorar_bp=d["honorar_bp"],
            honorar_oere=d["honorar_oere"],
            kontakt_id=_uuid(d["kontakt_id"]),
            avdeling_id=UUID(d["avdeling_id"]),
            konsulent_id=_uuid(d["konsulent_id"]),
            beskrivelse=d["beskrivelse"] or "",
        )


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None


class NyRekrutteringForm(Rekrutteringsfelt, WriteForm):
    """A new recruitment, filled with what the card knows."""

    @classmethod
    def proposed(cls, standard: Kundestandard, *, avdeling_id: UUID | None) -> "NyRekrutteringForm":
        """An empty form with the customer's own defaults."""
        buyer = standard.first_with(Rolle.BESTILLER)
        return cls(
            None,
            data={
                "kontakt_id": str(buyer.id) if buyer else "",
                "avdeling_id": str(standard.avdeling_id or avdeling_id or ""),
                "konsulent_id": str(standard.konsulent_id or ""),
            },
        )


class EndreRekrutteringForm(Rekrutteringsfelt, WriteRowForm):
    """Change a recruitment."""


def reader(session: Session, *, rekruttering_id: UUID) -> Callable[[], Stored]:
    """Reads the recruitment as the form holds it."""
    return lambda: _stored(get_rekruttering(session, rekruttering_id=rekruttering_id))


def _stored(row: Rekruttering) -> Stored:
    values = {name: getattr(row, name) for name in Rekrutteringsdata.__dataclass_fields__}
    return Stored(row.versjon, values | {name: str(values[name] or "") for name in IDS})


class AvsluttForm(WriteForm):
    """How it ended."""

    utfall = RadioField(
        _l("Utfall"),
        choices=choices({"besatt": _l("Stillingen er besatt"), "avlyst": _l("Kunden avlyste")}),
        default="besatt",
    )
    grunn = TekstField(_l("Merknad"), max_length=200)
