"""Form of a move in the tree."""

from portal.i18n import _l
from portal.web.fields import DatoField, HiddenUuid
from portal.web.forms import WriteRowForm


class FlyttForm(WriteRowForm):
    """The new parent, blank to stand alone, and from which day."""

    asked = frozenset({"forelder_id", "gyldig_fra"})
    forelder_id = HiddenUuid(_l("Ny overordnet"))
    gyldig_fra = DatoField(_l("Fra dato"))
