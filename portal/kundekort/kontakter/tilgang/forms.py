"""What a contact may do, how far, and until when."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import RadioField, SelectField

from portal.i18n import _l
from portal.identity.models import Portaltilgang, Tilgangsomfang
from portal.identity.permissions import CONTACT_PRESETS, Portalrett
from portal.kundekort.kontakter.tilgang.rules import (
    FORVALG_NAVN,
    OMFANG_NAVN,
    RETT_NAVN,
    Tilgangsdata,
    preset_of,
)
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
        """As the actions take it: a preset decides alone, the checkboxes when «velg selv» is chosen."""
        chosen = (
            frozenset(Portalrett(value) for value in self.rettigheter.data or [])
            if self.forvalg.data == EGNE_VALG
            else CONTACT_PRESETS[self.forvalg.data]
        )
        return Tilgangsdata(
            rettigheter=chosen,
            omfang=Tilgangsomfang(self.omfang.data),
            node_id=UUID(self.node.data),
            tak_oere=self.tak.data,
            gyldig_til=self.gyldig_til.data,
        )


class NyTilgangForm(_Tilgangsfelt, WriteForm):
    """First access."""


class EndreTilgangForm(_Tilgangsfelt, WriteRowForm):
    """An access that is there."""


def stored_tilgang(tilgang: Portaltilgang) -> Stored:
    """An access as the form holds it."""
    return Stored(
        tilgang.versjon,
        {
            "forvalg": preset_of(frozenset(tilgang.rettigheter)) or EGNE_VALG,
            "rettigheter": tilgang.rettigheter,
            "omfang": tilgang.omfang.value,
            "node": str(tilgang.kunde_id),
            "tak": tilgang.tak_oere,
            "gyldig_til": tilgang.gyldig_til,
        },
    )
