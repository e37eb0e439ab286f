"""Our own check of an EHF before its bytes are kept: the official rules that matter, and those they lack.

In-process and without XSLT (modell.md §8); tests hold it against the official rule files. What the public rules leave
open is closed here: sums to the øre, the invoice a credit note reverses, KID and account digits, the due date
(domain/faktura.md §3). `faults` fails closed: bytes that cannot be read are a fault, never silence.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from stdnum.no import kontonr, orgnr

from portal.errors import Refused
from portal.faktura.dokumentdata import Dokumentdata, provisional
from portal.faktura.models import Enhet, Mvakategori
from portal.faktura.rules import mod10, mod11
from portal.faktura.utsendelse.ehf import (
    CREDIT_NOTE,
    CURRENCY,
    CUSTOMIZATION,
    INVOICE,
    ORGNR_SCHEME,
    PROFILE,
    make_ehf,
)
from portal.faktura.utsendelse.xml_tree import CAC, CBC
from portal.i18n import _

_NS = {"cac": CAC, "cbc": CBC}
_SELLER_TAX = "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme"
_UNITS = frozenset(enhet.value for enhet in Enhet)
_CATEGORIES = frozenset(kategori.value for kategori in Mvakategori)
#: How far a line may be from quantity × price (R120), kroner: prices and quantities have limited decimals.
_LINE_SLACK = Decimal("0.02")
#: The credit note that empties a rate takes the MVA that is left of it, kroner (modell.md §7).
_CREDIT_SLACK = Decimal("0.05")


@dataclass(frozen=True)
class Brudd:
    """A broken rule: its official or own (NOX) code, and what was found. For logs and for people in the office."""

    regel: str
    tekst: str

    def __str__(self) -> str:
        return f"{self.regel}: {self.tekst}"


class _Document:
    """The parsed document with the few ways the checks look at it."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.credit = root.tag == f"{{{CREDIT_NOTE}}}CreditNote"

    def texts(self, path: str, within: Any = None) -> list[str]:
        nodes = (self.root if within is None else within).findall(path, _NS)
        return [(node.text or "").strip() for node in nodes]

    def text(self, path: str, within: Any = None) -> str:
        return next(iter(self.texts(path, within)), "")

    def amount(self, path: str, within: Any = None) -> Decimal:
        """Raises InvalidOperation for what is missing or no number: a fault."""
        return Decimal(self.text(path, within))

    def all(self, path: str) -> list[Any]:
        return list(self.root.findall(path, _NS))

    @property
    def lines(self) -> list[Any]:
        return self.all("cac:CreditNoteLine" if self.credit else "cac:InvoiceLine")


def check_before_issue(
    session: Session, *, faktura_id: UUID, utstedt_dato: date, forfall_dato: date | None
) -> None:
    """Make the EHF of a document that is about to be issued and judge it: none is issued that cannot be sent.

    Called before the number is taken, so that nobody waits for it behind the locked series. Four statements.

    Raises:
        Refused: a rule is broken; the sentence names it.
    """
    data = provisional(session, faktura_id=faktura_id, utstedt_dato=utstedt_dato, forfall_dato=forfall_dato)
    if data.kan_ehf:
        require_ehf(make_ehf(data), data=data)


def require_ehf(xml: bytes, *, data: Dokumentdata) -> None:
    """Nothing when the document may leave.

    Raises:
        Refused: it may not; the sentence names the rules.
    """
    if broken := faults(xml, data=data):
        raise Refused(_("EHF-en er ikke gyldig: %(brudd)s", brudd="; ".join(map(str, broken))))


def faults(xml: bytes, *, data: Dokumentdata) -> list[Brudd]:
    """Every broken rule of a document made from `data`; empty when it may leave."""
    from lxml import etree

    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return [Brudd("XML", str(error))]
    if root.tag not in {f"{{{INVOICE}}}Invoice", f"{{{CREDIT_NOTE}}}CreditNote"}:
        return [Brudd("XML", f"root {root.tag}")]
    document = _Document(root)
    found: list[Brudd] = []
    for check in CHECKS:
        try:
            found += [Brudd(rule, text) for rule, text in check(document, data)]
        except InvalidOperation:
            found.append(Brudd("NOX-TALL", f"{check.__name__}: an amount is missing or no number"))
    return found


Found = Iterator[tuple[str, str]]


def _header(d: _Document, data: Dokumentdata) -> Found:
    if d.text("cbc:ProfileID") != PROFILE:
        yield "R001", "ProfileID"
    if d.text("cbc:CustomizationID") != CUSTOMIZATION:
        yield "R004", "CustomizationID"
    if not (d.text("cbc:BuyerReference") or d.text("cac:OrderReference/cbc:ID")):
        yield "R003", "neither buyer reference nor order reference"
    if len(d.texts("cbc:Note")) > 1:
        yield "R002", "more than one note"
    if d.text("cbc:ID") != str(data.nummer):
        yield "NOX-NUMMER", d.text("cbc:ID")
    if d.text("cbc:DocumentCurrencyCode") != CURRENCY:
        yield "NOX-VALUTA", d.text("cbc:DocumentCurrencyCode")
    wanted = ("381", "cbc:CreditNoteTypeCode") if d.credit else ("380", "cbc:InvoiceTypeCode")
    if d.text(wanted[1]) != wanted[0] or d.credit is not data.er_kreditnota:
        yield "P0100", "type code"


def _no_empty_elements(d: _Document, _data: Dokumentdata) -> Found:
    for element in d.root.iter("*"):
        if len(element) == 0 and not (element.text or "").strip():
            yield "R008", element.tag.rpartition("}")[2]


def _parties(d: _Document, data: Dokumentdata) -> Found:
    for rule, path, name in (
        ("R020", "cac:AccountingSupplierParty/cac:Party", "seller"),
        ("R010", "cac:AccountingCustomerParty/cac:Party", "buyer"),
    ):
        party = d.root.find(path, _NS)
        endpoint = None if party is None else party.find("cbc:EndpointID", _NS)
        if endpoint is None or not endpoint.get("schemeID"):
            yield rule, f"{name} has no electronic address"
            continue
        if not d.text("cac:PartyLegalEntity/cbc:RegistrationName", party):
            yield "BR-06" if name == "seller" else "BR-07", f"{name} has no name"
        for id_ in [endpoint, *party.findall("cac:PartyLegalEntity/cbc:CompanyID", _NS)]:
            if id_.get("schemeID") == ORGNR_SCHEME and not orgnr.is_valid(id_.text or ""):
                yield "COMMON-R041", f"{name}: {id_.text}"
    schemes = {
        d.text("cac:TaxScheme/cbc:ID", node): d.text("cbc:CompanyID", node) for node in d.all(_SELLER_TAX)
    }
    vat = schemes.get("VAT", "")
    if "VAT" in schemes and not (re.fullmatch(r"NO\d{9}MVA", vat) and orgnr.is_valid(vat[2:11])):
        yield "NO-R-001", vat
    if ("VAT" in schemes) is not data.selger.mva_registrert:
        yield "NO-R-001", "MVA number and registration do not agree"
    if data.er_foretak and schemes.get("TAX") != "Foretaksregisteret":
        yield "NO-R-002", "Foretaksregisteret is not written"


def _dates(d: _Document, _data: Dokumentdata) -> Found:
    for element in d.root.iter(f"{{{CBC}}}*"):
        if element.tag.endswith("Date") and not _is_date(element.text or ""):
            yield "NOX-DATO", f"{element.tag.rpartition('}')[2]} {element.text}"
    issued, due = d.text("cbc:IssueDate"), d.text("cbc:DueDate")
    if not issued:
        yield "BR-03", "no issue date"
    if not d.credit and not due:
        yield "NOX-18", "no due date"
    if due and due < issued:
        yield "NOX-18", "due before issue"
    start, end = d.text("cac:InvoicePeriod/cbc:StartDate"), d.text("cac:InvoicePeriod/cbc:EndDate")
    if not (start and end) or end < start:
        yield "NOX-13", "the period of delivery is missing or turned"
    for line in d.lines:
        begins = d.text("cac:InvoicePeriod/cbc:StartDate", line)
        ends = d.text("cac:InvoicePeriod/cbc:EndDate", line)
        if begins and not (start <= begins <= end):
            yield "R110", f"line {d.text('cbc:ID', line)}: {begins}"
        if ends and not (start <= ends <= end):
            yield "R111", f"line {d.text('cbc:ID', line)}: {ends}"
        if begins and ends and ends < begins:
            yield "BR-30", f"line {d.text('cbc:ID', line)}"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _reference(d: _Document, data: Dokumentdata) -> Found:
    path = "cac:BillingReference/cac:InvoiceDocumentReference"
    number, issued = d.text(f"{path}/cbc:ID"), d.text(f"{path}/cbc:IssueDate")
    if d.credit and (number != str(data.krediterer_nummer) or not issued):
        yield "NOX-01", "the credit note does not name its invoice"
    if issued and issued > d.text("cbc:IssueDate"):
        yield "NOX-02", "older than its invoice"


def _payment(d: _Document, _data: Dokumentdata) -> Found:
    means = d.all("cac:PaymentMeans")
    payable = d.amount("cac:LegalMonetaryTotal/cbc:PayableAmount")
    if d.credit:
        if means:
            yield "NOX-KREDIT", "a credit note asks for payment"
        return
    if payable > 0 and not means:
        yield "BR-61", "no account to pay to"
    for node in means:
        account, kid = d.text("cac:PayeeFinancialAccount/cbc:ID", node), d.text("cbc:PaymentID", node)
        if not d.text("cbc:PaymentMeansCode", node):
            yield "BR-49", "no payment means code"
        if not kontonr.is_valid(account):
            yield "NOX-KONTO", account
        if kid and not valid_kid(kid):
            yield "NOX-KID", kid


def valid_kid(kid: str) -> bool:
    """2–25 signs with a check digit by modulus 10 or 11; which of them is the payee's agreement with his bank."""
    body, digit = kid[:-1], kid[-1:]
    return body.isdecimal() and body.isascii() and len(kid) <= 25 and digit in {mod10(body), mod11(body)}


def _lines(d: _Document, data: Dokumentdata) -> Found:
    quantity_name = "cbc:CreditedQuantity" if d.credit else "cbc:InvoicedQuantity"
    ids = [d.text("cbc:ID", line) for line in d.lines]
    if not ids or len(ids) != len(data.linjer) or len(set(ids)) != len(ids) or "" in ids:
        yield "BR-16", f"lines {ids[:20]}"
    for line in d.lines:
        name = f"line {d.text('cbc:ID', line)}"
        node = line.find(quantity_name, _NS)
        if node is None or node.get("unitCode") not in _UNITS:
            yield "BR-23", f"{name}: unit"
        if not d.text("cac:Item/cbc:Name", line):
            yield "BR-25", f"{name}: no text"
        price = d.amount("cac:Price/cbc:PriceAmount", line)
        net = d.amount("cbc:LineExtensionAmount", line)
        if price < 0:
            yield "BR-27", f"{name}: negative price"
        if net < 0:
            yield "NOX-FORTEGN", f"{name}: negative amount"
        if abs(d.amount(quantity_name, line) * price - net) > _LINE_SLACK:
            yield "R120", f"{name}: {net} is not quantity × price"


def _totals(d: _Document, data: Dokumentdata) -> Found:
    total = "cac:LegalMonetaryTotal/cbc:"
    net = sum((d.amount("cbc:LineExtensionAmount", line) for line in d.lines), Decimal(0))
    mva = d.amount("cac:TaxTotal/cbc:TaxAmount")
    for rule, name, wanted in (
        ("BR-CO-10", "LineExtensionAmount", net),
        ("BR-CO-13", "TaxExclusiveAmount", net),
        ("BR-CO-15", "TaxInclusiveAmount", net + mva),
        ("BR-CO-16", "PayableAmount", net + mva),
    ):
        if d.amount(total + name) != wanted:
            yield rule, f"{name} is {d.text(total + name)}, the parts make {wanted}"
    for stored, told in ((data.netto_oere, net), (data.mva_oere, mva), (data.sum_oere, net + mva)):
        if told * 100 != stored:
            yield "NOX-SUM", f"{told} kr is told, {stored} øre is booked"
    for element in d.root.iter(
        f"{{{CBC}}}LineExtensionAmount", f"{{{CBC}}}TaxAmount", f"{{{CBC}}}PayableAmount"
    ):
        if not re.fullmatch(r"\d+\.\d\d", element.text or ""):
            yield "BR-DEC", f"{element.tag.rpartition('}')[2]} {element.text}"
        if element.get("currencyID") != CURRENCY:
            yield "R051", element.tag.rpartition("}")[2]


def _taxes(d: _Document, _data: Dokumentdata) -> Found:
    lines: dict[tuple[str, Decimal], Decimal] = {}
    for line in d.lines:
        item = "cac:Item/cac:ClassifiedTaxCategory/cbc:"
        key = (d.text(f"{item}ID", line), d.amount(f"{item}Percent", line))
        lines[key] = lines.get(key, Decimal(0)) + d.amount("cbc:LineExtensionAmount", line)
    told: dict[tuple[str, Decimal], Decimal] = {}
    whole = Decimal(0)
    for node in d.all("cac:TaxTotal/cac:TaxSubtotal"):
        kind, percent = d.text("cac:TaxCategory/cbc:ID", node), d.amount("cac:TaxCategory/cbc:Percent", node)
        base, tax = d.amount("cbc:TaxableAmount", node), d.amount("cbc:TaxAmount", node)
        told[kind, percent] = base
        whole += tax
        due = (base * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if abs(due - tax) > (_CREDIT_SLACK if d.credit else 0):
            yield "BR-CO-17", f"{kind} {percent} %: {tax}, the rate makes {due}"
        reason = d.text("cac:TaxCategory/cbc:TaxExemptionReason", node)
        if kind not in _CATEGORIES or (kind == "S") is not (percent > 0):
            yield "BR-CL-18", f"{kind} {percent} %"
        if kind == "E" and not reason:
            yield "BR-E-10", "exempt without a reason"
        if kind != "E" and reason:
            yield f"BR-{kind}-10", "a reason where none may stand"
        if kind == "S" and "VAT" not in d.texts(f"{_SELLER_TAX}/cac:TaxScheme/cbc:ID"):
            yield "BR-S-02", "MVA without registration"
    if told != lines:
        yield "BR-S-08", "the MVA rows are not the sums of their lines"
    if whole != d.amount("cac:TaxTotal/cbc:TaxAmount"):
        yield "BR-CO-14", "the MVA rows do not make the MVA"


CHECKS: tuple[Callable[[_Document, Dokumentdata], Found], ...] = (
    *(_header, _no_empty_elements, _parties, _dates, _reference, _payment, _lines, _totals, _taxes),
)
