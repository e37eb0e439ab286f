"""The form of a draft and what is stored of a document, shared by the page that shows it and the routes that write."""

from portal.faktura.models import Salgsdokument
from portal.faktura.quantity import show_mengde
from portal.i18n import _, _l
from portal.web import formats
from portal.web.fields import LangTekstField, TekstField
from portal.web.forms import WriteRowForm
from portal.web.stored import NOTHING, Stored


class UtkastForm(WriteRowForm):
    """References of a draft."""

    po_nummer = TekstField(_l("PO-nummer"), max_length=60)
    deres_ref = TekstField(_l("Deres referanse"), max_length=100)
    leveringssted = TekstField(_l("Leveringssted"), max_length=200)
    merknad = LangTekstField(_l("Merknad"), max_length=500)


def stored_utkast(utkast: Salgsdokument) -> Stored:
    """A draft as the forms hold it: the fields of the one that edits it, the facts of those that end it."""
    values = {
        "po_nummer": utkast.po_nummer,
        "deres_ref": utkast.deres_ref,
        "leveringssted": utkast.leveringssted,
        "merknad": utkast.merknad,
    }
    facts = {
        _("PO-nummer"): utkast.po_nummer or NOTHING,
        _("Deres referanse"): utkast.deres_ref or NOTHING,
        _("Leveringssted"): utkast.leveringssted or NOTHING,
        _("Merknad"): utkast.merknad or NOTHING,
        _("Sum uten MVA"): formats.kr(sum(linje.netto_oere for linje in utkast.linjer)),
    }
    return Stored(utkast.versjon, values, facts)


def stored_rest(faktura: Salgsdokument) -> Stored:
    """What is left to credit, line by line."""
    facts = {
        f"{linje.posisjon}. {linje.tekst}": _(
            "gjenstår %(rest)s", rest=show_mengde(linje.mengde - linje.kreditert_mengde, linje.enhet)
        )
        for linje in faktura.linjer
    }
    return Stored(faktura.versjon, facts=facts)
