"""What a contact may do, how far, and until when."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectField

from portal.errors import Refused
from portal.i18n import _, _l
from portal.identity.models import Portaltilgang, Tilgangsomfang
from portal.identity.permissions import CONTACT_PRESETS, Portalrett
from portal.kundekort.kontakter.tilgang.rules import (
    FORVALG_NAVN,
    OMFANG_NAVN,
    RETT_NAVN,
    Tilgangsdata,
    preset_of,
    suggested,
)
from portal.kundekort.models import Rolle
from portal.web.choices import CheckboxesField, choices
from portal.web.fields import BeloepField, DatoField
from portal.web.forms import WriteForm, WriteRowForm
from portal.web.stored import Stored

#: The choice that lets the checkboxes decide.
EGNE_VALG = "egne"


class _Tilgangsfelt:
    forvalg = SelectField(
        _l("Rettigheter"),
        choices=choices([*FORVALG_NAVN.items(), (EGNE_VALG, _l("Velg selv nedenfor"))]),
    )
    #: The preset as it was shown: tells which of the two the person touched.
    vist = HiddenField()
    rettigheter = CheckboxesField(_l("Velg selv"), choices=choices(RETT_NAVN.items()))
    omfang = RadioField(_l("Hvor langt"), choices=choices(OMFANG_NAVN.items()))
    node = SelectField(_l("Regnes fra"))
    tak = BeloepField(_l("Kan godkjenne inntil"), maximum=20_000_000_00)
    gyldig_til = DatoField(_l("Tilgangen slutter"))

    def with_noder(self: Any, noder: Iterable[Any]) -> Any:
        """The form with the customer and its enheter to choose among; call it before validate."""
        self.node.choices = choices((row.id, "– " * row.dybde + row.navn) for row in noder)
        return self

    def tilgangsdata(self: Any) -> Tilgangsdata:
        """As the actions take it. Raises Refused when a new preset and changed boxes contradict each other."""
        return Tilgangsdata(
            rettigheter=self._chosen(),
            omfang=Tilgangsomfang(self.omfang.data),
            node_id=UUID(self.node.data),
            tak_oere=self.tak.data,
            gyldig_til=self.gyldig_til.data,
        )

    def _chosen(self: Any) -> frozenset[Portalrett]:
        """The preset; the boxes when «velg selv» is chosen, or when they alone were changed."""
        boxes = frozenset(Portalrett(value) for value in self.rettigheter.data or [])
        if self.forvalg.data == EGNE_VALG:
            return boxes
        preset, shown = CONTACT_PRESETS[self.forvalg.data], CONTACT_PRESETS.get(self.vist.data or "")
        if shown is None or boxes == shown:
            return preset
        if self.forvalg.data == self.vist.data:
            return boxes
        raise Refused(
            _(
                "Både forvalget og avkryssingene er endret. Velg «Velg selv nedenfor» hvis avkryssingene skal gjelde."
            ),
            field="forvalg",
        )


class NyTilgangForm(_Tilgangsfelt, WriteForm):
    """First access."""

    @classmethod
    def proposed(cls, roller: frozenset[Rolle], *, kunde_id: UUID) -> "NyTilgangForm":
        """What the contact's roles suggest."""
        forvalg = suggested(roller)
        return cls(
            None,
            forvalg=forvalg,
            vist=forvalg,
            rettigheter=[str(rett) for rett in CONTACT_PRESETS.get(forvalg, ())],
            omfang="enhet",
            node=str(kunde_id),
        )


class EndreTilgangForm(_Tilgangsfelt, WriteRowForm):
    """An access that is there."""

    asked: ClassVar[frozenset[str]] = frozenset({"vist"})  # what the page showed, not what the person chose


def stored_tilgang(tilgang: Portaltilgang) -> Stored:
    """An access as the form holds it."""
    forvalg = preset_of(frozenset(tilgang.rettigheter)) or EGNE_VALG
    return Stored(
        tilgang.versjon,
        {
            "forvalg": forvalg,
            "vist": forvalg,
            "rettigheter": tilgang.rettigheter,
            "omfang": tilgang.omfang.value,
            "node": str(tilgang.kunde_id),
            "tak": tilgang.tak_oere,
            "gyldig_til": tilgang.gyldig_til,
        },
    )
