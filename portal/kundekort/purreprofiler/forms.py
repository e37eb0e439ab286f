"""The form of a profile, and the choice of one."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import BooleanField, SelectField

from portal.i18n import _, _l
from portal.kundekort.models import Purreprofil
from portal.kundekort.purreprofiler.rules import Profildata
from portal.web.choices import choices
from portal.web.fields import HeltallField, Required, TekstField
from portal.web.forms import WriteRowForm

MOST_DAYS = 365


class ProfilForm(WriteRowForm):
    """Days after the invoice is due."""

    navn = TekstField(_l("Navn"), [Required()], max_length=60)
    paaminnelse = HeltallField(_l("Påminnelse, dager etter forfall"), maximum=MOST_DAYS)
    purring = HeltallField(_l("Purring, dager etter forfall"), [Required()], maximum=MOST_DAYS)
    gebyr = BooleanField(_l("Gebyr på purringen og inkassovarselet"))
    inkassovarsel = HeltallField(_l("Inkassovarsel, dager etter forfall"), maximum=MOST_DAYS)
    inkassofrist = HeltallField(_l("Frist i inkassovarselet, dager"), maximum=MOST_DAYS)
    rekkefoelge = HeltallField(_l("Rekkefølge"), [Required()], maximum=10_000)
    er_aktiv = BooleanField(_l("I bruk"))

    def data_of(self) -> Profildata:
        """As the action takes it."""
        return Profildata(
            navn=self.navn.data,
            purring_dager=self.purring.data,
            paaminnelse_dager=self.paaminnelse.data,
            gebyr=self.gebyr.data,
            inkassovarsel_dager=self.inkassovarsel.data,
            inkassofrist_dager=self.inkassofrist.data,
            rekkefoelge=self.rekkefoelge.data,
            er_aktiv=self.er_aktiv.data,
        )


class VelgProfilForm(WriteRowForm):
    """Which profile a customer has; nothing chosen is the agency's own."""

    profil = SelectField(_l("Purreprofil"))

    def offer(self, profiler: Sequence[Purreprofil], *, held: Purreprofil | None) -> "VelgProfilForm":
        """Those in use, and the one the customer has."""
        own = profiler[0].navn if profiler else "–"
        rows = [*profiler, *([held] if held is not None and held not in profiler else [])]
        self.profil.choices = choices(
            {str(row.id): row.navn for row in rows}, none=_("Byråets egen («%(navn)s»)", navn=own)
        )
        return self

    def shown(self) -> str:
        """The chosen one in words."""
        held = self.profil.data or ""
        return next((str(each.label) for each in self.profil.choices or () if each.value == held), "–")

    def chosen(self) -> UUID | None:
        """The id, or None for the agency's own."""
        return UUID(self.profil.data) if self.profil.data else None
