"""EHF: what we make passes the official rules and our own; what is broken on purpose is refused by both."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from portal.errors import Refused
from portal.faktura.utsendelse.ehf import make_ehf, quantity
from portal.faktura.utsendelse.ehf_check import faults, require_ehf, valid_kid
from tests.faktura.utsendelse.official_rules import fired, need_rules, schema_faults

#: A warning that is right to stand: an ENK outside Foretaksregisteret does not write the word.
EXPECTED = {"uregistrert": {"NO-R-002"}}


@pytest.fixture(scope="module")
def ehf(documents, _app):
    with _app.app_context():
        return {name: make_ehf(data) for name, data in documents.items()}


def drop(pattern):
    return lambda text: re.sub(pattern, "", text, count=1, flags=re.S)


def swap(old, new):
    return lambda text: re.sub(old, new, text, count=1, flags=re.S)


#: Name → (document, change, our rule, the official rule or "" where the official rules let it pass).
BROKEN = {
    "profil": ("timer", drop(r"<cbc:ProfileID>.*?</cbc:ProfileID>"), "R001", "PEPPOL-EN16931-R001"),
    "tilpasning": ("timer", swap("poacc:billing:3.0", "poacc:billing:2.0"), "R004", "PEPPOL-EN16931-R004"),
    "referanse": (
        "timer",
        lambda text: drop(r"<cac:OrderReference>.*?</cac:OrderReference>")(
            drop(r"<cbc:BuyerReference>.*?</cbc:BuyerReference>")(text)
        ),
        "R003",
        "PEPPOL-EN16931-R003",
    ),
    "to-notater": (
        "tegn",
        swap(r"(<cbc:Note>.*?</cbc:Note>)", r"\1\1"),
        "R002",
        "PEPPOL-EN16931-R002",
    ),
    "tomt": ("timer", swap("(<cbc:BuyerReference>).*?<", r"\1<"), "R008", "PEPPOL-EN16931-R008"),
    "kjoeper": (
        "timer",
        swap(r"(<cac:AccountingCustomerParty>\s*<cac:Party>\s*)<cbc:EndpointID.*?</cbc:EndpointID>", r"\1"),
        "R010",
        "PEPPOL-EN16931-R010",
    ),
    "selger": ("timer", drop(r"<cbc:EndpointID.*?</cbc:EndpointID>"), "R020", "PEPPOL-EN16931-R020"),
    "orgnr": (
        "timer",
        swap(r'(schemeID="0192">)315621909', r"\g<1>315621908"),
        "COMMON-R041",
        "PEPPOL-COMMON-R041",
    ),
    "mvanummer": ("timer", swap(r"NO(\d{9})MVA", r"NO\1"), "NO-R-001", "NO-R-001"),
    "foretak": ("timer", swap("Foretaksregisteret", "Noe"), "NO-R-002", "NO-R-002"),
    "periode-fra": (
        "timer",
        swap(r"(<cac:InvoiceLine>.*?<cbc:StartDate>)[^<]*", r"\g<1>2026-10-31"),
        "R110",
        "PEPPOL-EN16931-R110",
    ),
    "periode-til": (
        "timer",
        swap(r"(<cac:InvoiceLine>.*?<cbc:EndDate>)[^<]*", r"\g<1>2026-11-30"),
        "R111",
        "PEPPOL-EN16931-R111",
    ),
    "linjesum": (
        "timer",
        swap(r"(<cbc:InvoicedQuantity[^>]*>)7\.5<", r"\g<1>7.4<"),
        "R120",
        "PEPPOL-EN16931-R120",
    ),
    "negativ-pris": ("timer", swap(r'(PriceAmount currencyID="NOK">)', r"\g<1>-"), "BR-27", "BR-27"),
    "enhet": ("timer", swap('unitCode="HUR"', 'unitCode="h"'), "BR-23", "BR-CL-23"),
    "konto-mangler": ("timer", drop(r"<cac:PayeeFinancialA.*FinancialAccount>"), "NOX-KONTO", "BR-61"),
    "grunn-mangler": (
        "unntatt",
        drop(r"<cbc:TaxExemptionReason>.*?</cbc:TaxExemptionReason>"),
        "BR-E-10",
        "BR-E-10",
    ),
    "grunnlag": (
        "blandet",
        swap(r'(TaxableAmount currencyID="NOK">)\d', r"\g<1>9"),
        "BR-S-08",
        "BR-S-08",
    ),
    "totalsum": (
        "timer",
        swap(r'(TaxInclusiveAmount currencyID="NOK">)\d', r"\g<1>9"),
        "BR-CO-15",
        "BR-CO-15",
    ),
    # What the official rules let pass.
    "kid": ("timer", swap(r"(<cbc:PaymentID>\d*)(\d)<", lambda m: f"{m[1]}{(int(m[2]) + 1) % 10}<"), "NOX-KID", ""),
    "konto": (
        "timer",
        swap(r"(<cac:PayeeFinancialAccount>\s*<cbc:ID>\d{10})\d", r"\g<1>0"),
        "NOX-KONTO",
        "",
    ),
    "forfall": ("timer", drop(r"<cbc:DueDate>.*?</cbc:DueDate>"), "NOX-18", ""),
    "kreditnota-uten-faktura": (
        "kredit-del",
        drop(r"<cac:BillingReference>.*?</cac:BillingReference>"),
        "NOX-01",
        "",
    ),
    "annet-nummer": ("timer", swap(r"<cbc:ID>\d+", "<cbc:ID>1"), "NOX-NUMMER", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def broken(ehf):
    changed = {}
    for name, (source, change, _ours, _official) in BROKEN.items():
        before = ehf[source].decode()
        changed[name] = change(before)
        assert changed[name] != before, f"{name} changes nothing"
    return {name: text.encode() for name, text in changed.items()}


def test_our_own_check_finds_nothing(documents, ehf):
    assert {name: faults(xml, data=documents[name]) for name, xml in ehf.items()} == {
        name: [] for name in ehf
    }


@pytest.mark.parametrize("name", BROKEN)
def test_our_own_check_sees_what_is_broken(documents, broken, name):
    source, _change, ours, _official = BROKEN[name]
    found = faults(broken[name], data=documents[source])
    assert ours in {fault.regel for fault in found}
    with pytest.raises(Refused, match=ours):
        require_ehf(broken[name], data=documents[source])


def test_sums_that_are_not_the_booked_ones_are_refused(documents, ehf):
    data = replace(documents["timer"], sum_oere=documents["timer"].sum_oere + 1)
    assert "NOX-SUM" in {fault.regel for fault in faults(ehf["timer"], data=data)}


@pytest.mark.parametrize("xml", [b"", b"<Invoice>", b"<Invoice/>", b"\xff\xfe"])
def test_what_cannot_be_read_is_a_fault_and_not_silence(documents, xml):
    assert faults(xml, data=documents["timer"])


def test_the_same_data_gives_the_same_bytes(documents, ehf):
    assert {name: make_ehf(data) for name, data in documents.items()} == ehf


def test_nothing_is_lost_on_the_way(documents, ehf):
    text = ehf["tegn"].decode()
    assert "Ærlig &amp; &lt;Ørn&gt; Åsen «AS»" in text
    assert "Linje 2 &amp; &lt;b&gt;ikke markering&lt;/b&gt; 🙂" in text
    assert documents["timer"].kid in ehf["timer"].decode()


def test_a_credit_note_names_its_invoice_and_asks_for_no_money(documents, ehf):
    text, data = ehf["kredit-del"].decode(), documents["kredit-del"]
    assert re.search(rf"<cac:InvoiceDocumentReference>\s*<cbc:ID>{data.krediterer_nummer}</cbc:ID>", text)
    assert "PaymentMeans" not in text
    assert "DueDate" not in text


def test_the_notes_of_an_invoice_take_all_its_mva(documents):
    notes = [documents[name] for name in ("kredit-del", "kredit-del-2", "kredit-rest")]
    assert sum(note.sum_oere for note in notes) == notes[0].krediterer_sum_oere


def test_hours_have_as_many_decimals_as_the_price_needs(documents):
    for data in documents.values():
        for line in data.linjer:
            error = Decimal(quantity(line)) * line.pris_oere - line.netto_oere
            assert abs(error) <= 1, line


@pytest.mark.parametrize(
    ("kid", "right"),
    [("123456782", True), ("123456785", True), ("0010017", True), ("123456789", False), ("001009-", True),
     ("12", False), ("", False), ("1" * 26, False), ("12a45", False)],
)  # fmt: skip
def test_kid_check_digits(kid, right):
    assert valid_kid(kid) is right


@pytest.mark.ehf
def test_the_schema_accepts_every_document(ehf):
    need_rules()
    assert {name: schema_faults(xml) for name, xml in ehf.items()} == {name: [] for name in ehf}


@pytest.mark.ehf
def test_the_schema_sees_a_wrong_order(ehf):
    need_rules()
    text = ehf["timer"].decode()
    moved = re.sub(
        r"(<cbc:IssueDate>.*?</cbc:IssueDate>)\s*(<cbc:DueDate>.*?</cbc:DueDate>)", r"\2\1", text, flags=re.S
    )
    assert schema_faults(moved.encode())


@pytest.mark.ehf
def test_the_official_rules_accept_every_document_and_refuse_the_broken(ehf, broken, tmp_path):
    need_rules()
    found = fired({**ehf, **{f"brutt-{name}": xml for name, xml in broken.items()}}, tmp_path)
    assert {name: found[name] - EXPECTED.get(name, set()) for name in ehf} == {name: set() for name in ehf}
    for name, (_source, _change, _ours, official) in BROKEN.items():
        hits = found[f"brutt-{name}"]
        assert official in hits if official else not hits, (name, hits)
