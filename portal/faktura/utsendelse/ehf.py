"""EHF Billing 3.0 (Peppol BIS Billing 3.0): UBL 2.1 Invoice and CreditNote from one `Dokumentdata`.

Source: docs.peppol.eu/poacc/billing/3.0 and the rule files in force (EN 16931 1.3.16, Peppol 3.0.21).
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from portal.faktura.dokumentdata import Dokumentdata, Linje, Part
from portal.faktura.models import Enhet, Mvakategori
from portal.faktura.ord import GRUNN
from portal.faktura.rules import Mvarad
from portal.faktura.utsendelse.xml_tree import El, group, held, to_bytes, value
from portal.i18n import _, in_language

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
#: ISO 6523 code of Enhetsregisteret.
ORGNR_SCHEME = "0192"
#: UNCL4461: credit transfer to a Norwegian account.
CREDIT_TRANSFER = "30"
CURRENCY = "NOK"


def make_ehf(data: Dokumentdata) -> bytes:
    """The document as UBL, in its own language; the same bytes for the same data. `ehf_check` judges it."""
    with in_language(data.sprak):
        return to_bytes(
            El("CreditNote" if data.er_kreditnota else "Invoice", children=held(_children(data))),
            namespace=CREDIT_NOTE if data.er_kreditnota else INVOICE,
        )


def _children(data: Dokumentdata) -> list[El | None]:
    credit = data.er_kreditnota
    return [
        value("CustomizationID", CUSTOMIZATION),
        value("ProfileID", PROFILE),
        value("ID", data.nummer),
        value("IssueDate", _date(data.utstedt_dato)),
        None if credit else value("DueDate", _date(data.forfall_dato)),
        value("CreditNoteTypeCode", 381) if credit else value("InvoiceTypeCode", 380),
        value("Note", _note(data)),
        value("DocumentCurrencyCode", CURRENCY),
        value("BuyerReference", _buyer_reference(data)),
        _period(data.levering_fra, data.levering_til),
        group("OrderReference", value("ID", data.po_nummer)),
        _billing_reference(data),
        group("AccountingSupplierParty", _seller(data)),
        group("AccountingCustomerParty", _buyer(data)),
        _delivery(data),
        None if credit else _payment_means(data),
        None if credit else group("PaymentTerms", value("Note", _terms(data))),
        _tax_total(data),
        _totals(data),
        *(_line(linje, credit=credit) for linje in data.linjer),
    ]


def _note(data: Dokumentdata) -> str:
    """At most one note is allowed (R002), so reason and remark share it."""
    if not data.er_kreditnota:
        return data.merknad
    words = [str(GRUNN[data.grunn])] if data.grunn else []
    words += [text for text in (data.grunn_tekst, data.merknad) if text]
    why = ". ".join(words)
    return str(_("Kreditering av faktura %(nummer)s: %(grunn)s", nummer=data.krediterer_nummer, grunn=why))


def _buyer_reference(data: Dokumentdata) -> str:
    """R003 demands this or an order; a customer with neither is known by its number with us."""
    if data.deres_ref or data.po_nummer:
        return data.deres_ref
    return str(_("Kundenummer %(nummer)s", nummer=data.kjoeper.kundenr))


def _billing_reference(data: Dokumentdata) -> El | None:
    return group(
        "BillingReference",
        group(
            "InvoiceDocumentReference",
            value("ID", data.krediterer_nummer),
            value("IssueDate", _date(data.krediterer_dato)),
        ),
    )


def _seller(data: Dokumentdata) -> El | None:
    part = data.selger
    return group(
        "Party",
        value("EndpointID", part.orgnr, schemeID=ORGNR_SCHEME),
        group("PartyName", value("Name", part.navn)),
        _address("PostalAddress", part),
        _tax_scheme(f"NO{part.orgnr}MVA", "VAT") if part.mva_registrert else None,
        _tax_registration(data),
        _legal_entity(part),
        group(
            "Contact",
            value("Name", data.vaar_ref),
            value("Telephone", part.telefon),
            value("ElectronicMail", part.epost),
        ),
    )


def _buyer(data: Dokumentdata) -> El | None:
    part = data.kjoeper
    scheme, _colon, number = part.ehf_adresse.partition(":")
    return group(
        "Party",
        value("EndpointID", number, schemeID=scheme),
        group("PartyName", value("Name", part.enhet or part.navn)),
        _address("PostalAddress", part),
        _legal_entity(part),
        group("Contact", value("Name", data.deres_ref), value("ElectronicMail", part.epost)),
    )


def _address(name: str, part: Part) -> El | None:
    return group(
        name,
        value("StreetName", part.adresse),
        value("AdditionalStreetName", part.adresse2),
        value("CityName", part.poststed),
        value("PostalZone", part.postnr),
        group("Country", value("IdentificationCode", part.land or "NO")),
    )


def _tax_registration(data: Dokumentdata) -> El | None:
    """Foretaksregisteret where the law wants the word; a seller without any registration by orgnr (BR-E-02)."""
    if data.er_foretak:
        return _tax_scheme("Foretaksregisteret", "TAX")
    return None if data.selger.mva_registrert else _tax_scheme(data.selger.orgnr, "TAX")


def _tax_scheme(company: str, scheme: str) -> El | None:
    return group("PartyTaxScheme", value("CompanyID", company), group("TaxScheme", value("ID", scheme)))


def _legal_entity(part: Part) -> El | None:
    return group(
        "PartyLegalEntity",
        value("RegistrationName", part.navn),
        value("CompanyID", part.orgnr, schemeID=ORGNR_SCHEME),
    )


def _delivery(data: Dokumentdata) -> El | None:
    """Last day worked and the place; our place is one line of text, the country is demanded beside it (BR-57)."""
    place = value("StreetName", data.leveringssted)
    return group(
        "Delivery",
        value("ActualDeliveryDate", _date(data.levering_til)),
        group(
            "DeliveryLocation",
            group("Address", place, group("Country", value("IdentificationCode", "NO"))),
        )
        if place
        else None,
    )


def _payment_means(data: Dokumentdata) -> El | None:
    if not data.sum_oere or not data.kontonummer:
        return None
    return group(
        "PaymentMeans",
        value("PaymentMeansCode", CREDIT_TRANSFER),
        value("PaymentID", data.kid),
        group("PayeeFinancialAccount", value("ID", data.kontonummer), value("Name", data.selger.navn)),
    )


def _terms(data: Dokumentdata) -> str:
    if data.forfall_dato is None or not data.sum_oere:
        return ""
    days = (data.forfall_dato - data.utstedt_dato).days
    return str(_("Netto %(dager)s dager. Forsinkelsesrente etter forsinkelsesrenteloven.", dager=days))


def _tax_total(data: Dokumentdata) -> El | None:
    return group("TaxTotal", _amount("TaxAmount", data.mva_oere), *(_subtotal(rad) for rad in data.mva))


def _subtotal(rad: Mvarad) -> El | None:
    reason = rad.grunn if rad.kategori is Mvakategori.UNNTATT else ""
    return group(
        "TaxSubtotal",
        _amount("TaxableAmount", rad.grunnlag_oere),
        _amount("TaxAmount", rad.mva_oere),
        _category("TaxCategory", rad.kategori, rad.mva_bp, reason),
    )


def _category(name: str, kategori: Mvakategori, mva_bp: int, reason: str = "") -> El | None:
    return group(
        name,
        value("ID", kategori),
        value("Percent", _plain(Decimal(mva_bp) / 100)),
        value("TaxExemptionReason", reason),
        group("TaxScheme", value("ID", "VAT")),
    )


def _totals(data: Dokumentdata) -> El | None:
    return group(
        "LegalMonetaryTotal",
        _amount("LineExtensionAmount", data.netto_oere),
        _amount("TaxExclusiveAmount", data.netto_oere),
        _amount("TaxInclusiveAmount", data.sum_oere),
        _amount("PayableAmount", data.sum_oere),
    )


def _line(linje: Linje, *, credit: bool) -> El | None:
    return group(
        "CreditNoteLine" if credit else "InvoiceLine",
        value("ID", linje.posisjon),
        value(
            "CreditedQuantity" if credit else "InvoicedQuantity", quantity(linje), unitCode=linje.enhet.value
        ),
        _amount("LineExtensionAmount", linje.netto_oere),
        _period(linje.fra_dato, linje.til_dato),
        group(
            "Item",
            value("Description", linje.arbeidssted),
            value("Name", linje.tekst),
            _category("ClassifiedTaxCategory", linje.mva_kategori, linje.mva_bp),
        ),
        group("Price", _amount("PriceAmount", linje.pris_oere)),
    )


def quantity(linje: Linje) -> str:
    """Hours with up to six decimals, so that quantity × price is the line's net (R120); others as they are."""
    if linje.enhet is not Enhet.TIME:
        return _plain(Decimal(linje.mengde) / 1000)
    return _plain((Decimal(linje.mengde) / 60).quantize(Decimal("0.000001"), ROUND_HALF_UP))


def _period(start: date | None, end: date | None) -> El | None:
    return group("InvoicePeriod", value("StartDate", _date(start)), value("EndDate", _date(end)))


def _amount(name: str, oere: int) -> El | None:
    return value(name, f"{Decimal(oere) / 100:.2f}", currencyID=CURRENCY)


def _plain(number: Decimal) -> str:
    """Without exponent or trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(day: date | None) -> str:
    return "" if day is None else day.isoformat()
