"""Forms around a candidate on a stilling."""

from typing import Any

from wtforms import BooleanField, SelectField

from portal.i18n import _l
from portal.oppdrag.models import Koblingsstatus
from portal.oppdrag.ord import KOBLING
from portal.web.choices import choices
from portal.web.fields import HiddenUuid, Required, TekstField
from portal.web.forms import WriteForm

CHOOSABLE: dict[Any, Any] = {
    status: word for status, word in KOBLING.items() if status is not Koblingsstatus.I_OPPDRAG
}


class KobleForm(WriteForm):
    """Propose a candidate."""

    kandidat_id = HiddenUuid(validators=[Required()])
    #: The page said that the candidate is barred here, and the button «Koble likevel».
    tross_sperre = BooleanField("")


class StatusForm(WriteForm):
    """How far the candidate has come."""

    status = SelectField(_l("Status"), choices=choices(CHOOSABLE))
    kommentar = TekstField(_l("Kommentar"))
