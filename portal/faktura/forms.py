"""The form of a draft, shared by the page that shows it and the route that saves it."""

from portal.i18n import _l
from portal.web.fields import LangTekstField, TekstField
from portal.web.forms import WriteRowForm


class UtkastForm(WriteRowForm):
    """References of a draft."""

    po_nummer = TekstField(_l("PO-nummer"), max_length=60)
    deres_ref = TekstField(_l("Deres referanse"), max_length=100)
    leveringssted = TekstField(_l("Leveringssted"), max_length=200)
    merknad = LangTekstField(_l("Merknad"), max_length=500)
