"""The words and numbers of the PDF, ready to be set: the template lays out and computes nothing."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from portal.faktura.dokumentdata import Dokumentdata, Linje, Part
from portal.faktura.models import Enhet, Mvakategori
from portal.faktura.ord import ENHET, GRUNN
from portal.faktura.rules import Mvarad
from portal.i18n import _
from portal.web import formats

NBSP = formats.NBSP
_LONG_WORD = re.compile(r"\S{24}(?=\S)")
#: Characters a line cannot hold as they are.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def pdf_content(data: Dokumentdata) -> dict[str, Any]:
    """Plain JSON for the template, in the language that is active (`in_language`)."""
    kind = _("Kreditnota") if data.er_kreditnota else _("Faktura")
    title = f"{kind} {data.nummer}"
    return {
        "tittel": _safe(f"{title}, {data.selger.navn}"),
        "overskrift": title,
        "slag": kind,
        "nummer": str(data.nummer),
        "sprak": data.sprak,
        "region": "GB" if data.sprak == "en" else "NO",
        "selger": {"navn": _safe(data.selger.navn), "linjer": _seller_lines(data)},
        "kjoeper": {"navn": _safe(data.kjoeper.navn), "linjer": _buyer_lines(data.kjoeper)},
        "hode": _pairs(_head(data)),
        "levering": _pairs(_delivery(data)),
        "kreditert": _credited(data),
        "linjehode": [
            _("Beskrivelse"), _("Periode"), _("Antall"), _("Pris"), _("MVA"), _("Beløp i NOK"),
        ],
        "linjer": [_line(linje, data) for linje in data.linjer],
        "mvahode": [_("Sats"), _("Grunnlag"), _("MVA i NOK")],
        "mva": [_mva(rad) for rad in data.mva],
        "summer": _pairs([(_("Sum uten MVA"), _plain(data.netto_oere)), (_("MVA"), _plain(data.mva_oere))]),
        "sum": [_("Sum kreditert") if data.er_kreditnota else _("Å betale"), formats.kr(data.sum_oere)],
        "betaling": _pairs(_payment(data)),
        "vilkaar": _terms(data),
        "merknad": [_safe(line) for line in data.merknad.splitlines()],
        "ord": {
            "kjoeper": _("Kjøper"),
            "mva_spesifikasjon": _("MVA-spesifikasjon"),
            "betaling": _("Betaling"),
            "merknad": _("Merknad"),
        },
        "bunntekst": _footer(data),
        "side": _("Side {side} av {av}"),
    }  # fmt: skip


def _head(data: Dokumentdata) -> list[tuple[str, str]]:
    credit = data.er_kreditnota
    number = _("Kreditnotanummer") if credit else _("Fakturanummer")
    issued = _("Kreditnotadato") if credit else _("Fakturadato")
    return [
        (number, str(data.nummer)),
        (issued, formats.dato(data.utstedt_dato)),
        (_("Forfallsdato"), formats.dato(data.forfall_dato)),
        (_("Kundenummer"), data.kjoeper.kundenr),
        (_("Bestillingsnummer"), data.po_nummer),
        (_("Deres referanse"), data.deres_ref),
        (_("Vår referanse"), data.vaar_ref),
    ]


def _delivery(data: Dokumentdata) -> list[tuple[str, str]]:
    return [
        (_("Leveringsperiode"), _span(data.levering_fra, data.levering_til)),
        (_("Leveringssted"), data.leveringssted),
    ]


def _credited(data: Dokumentdata) -> dict[str, str] | None:
    if not data.er_kreditnota:
        return None
    whole = data.sum_oere == data.krediterer_sum_oere
    sentence = (
        _("Krediterer hele faktura %(nummer)s av %(dato)s.")
        if whole
        else _("Krediterer en del av faktura %(nummer)s av %(dato)s.")
    )
    filled = str(sentence) % {"nummer": data.krediterer_nummer, "dato": formats.dato(data.krediterer_dato)}
    words = [str(GRUNN[data.grunn])] if data.grunn else []
    words += [data.grunn_tekst] if data.grunn_tekst else []
    reason = str(_("Årsak: %(grunn)s", grunn=". ".join(words))) if words else ""
    return {"tekst": _safe(filled), "grunn": _safe(reason)}


def _line(linje: Linje, data: Dokumentdata) -> dict[str, str]:
    place = linje.arbeidssted if linje.arbeidssted != data.leveringssted else ""
    return {
        "tekst": _safe(linje.tekst),
        "under": _safe(place),
        "periode": _span(linje.fra_dato, linje.til_dato, short=True),
        "mengde": show_quantity(linje),
        "pris": _plain(linje.pris_oere),
        "mva": _rate(linje.mva_kategori, linje.mva_bp),
        "beloep": _plain(linje.netto_oere),
    }


def show_quantity(linje: Linje) -> str:
    """`7,5 t`; minutes that two decimals cannot tell exactly as `1:40 t`."""
    unit = str(ENHET[linje.enhet])
    if linje.enhet is not Enhet.TIME:
        number = formats.antall(Decimal(linje.mengde) / 1000)
    elif linje.mengde % 3:
        number = formats.timer(linje.mengde)
    else:
        number = formats.antall(Decimal(linje.mengde) / 60, desimaler=2)
    return f"{number}{NBSP}{unit}"


def _mva(rad: Mvarad) -> dict[str, str]:
    exempt = rad.kategori is Mvakategori.UNNTATT
    return {
        "sats": _rate(rad.kategori, rad.mva_bp),
        "grunn": _safe(rad.grunn) if exempt else "",
        "grunnlag": _plain(rad.grunnlag_oere),
        "mva": _plain(rad.mva_oere),
    }


def _rate(kategori: Mvakategori, mva_bp: int) -> str:
    return str(_("Unntatt")) if kategori is Mvakategori.UNNTATT else formats.prosent(mva_bp)


def _payment(data: Dokumentdata) -> list[tuple[str, str]]:
    if data.er_kreditnota or not data.sum_oere:
        return []
    return [
        (_("Å betale"), formats.kr(data.sum_oere)),
        (_("Forfallsdato"), formats.dato(data.forfall_dato)),
        (_("Til konto"), formats.kontonr(data.kontonummer)),
        (_("KID"), data.kid),
    ]


def _terms(data: Dokumentdata) -> str:
    if data.er_kreditnota:
        return ""
    if not data.sum_oere:
        return str(_("Det er ingenting å betale."))
    return str(_("Ved betaling etter forfall beregnes forsinkelsesrente etter forsinkelsesrenteloven."))


def _seller_lines(data: Dokumentdata) -> list[str]:
    part = data.selger
    registered = formats.orgnr(part.orgnr, mva=part.mva_registrert)
    org = str(_("Org.nr. %(orgnr)s", orgnr=registered))
    return _held(
        part.adresse,
        part.adresse2,
        f"{part.postnr} {part.poststed}".strip(),
        f"{org} · Foretaksregisteret" if data.er_foretak else org,
    )


def _buyer_lines(part: Part) -> list[str]:
    country = part.land if part.land not in {"", "NO"} else ""
    org = str(_("Org.nr. %(orgnr)s", orgnr=formats.orgnr(part.orgnr))) if part.orgnr else ""
    return _held(
        part.enhet, part.adresse, part.adresse2, f"{part.postnr} {part.poststed}".strip(), country, org
    )


def _footer(data: Dokumentdata) -> list[str]:
    part = data.selger
    org = formats.orgnr(part.orgnr, mva=part.mva_registrert)
    return _held(part.navn, org, part.epost, formats.telefon(part.telefon))


def _held(*lines: str) -> list[str]:
    return [_safe(line) for line in lines if line]


def _pairs(pairs: list[tuple[Any, str]]) -> list[list[str]]:
    """Label and value; what has no value is left out."""
    return [[str(label), _safe(text)] for label, text in pairs if text]


def _span(start: date | None, end: date | None, *, short: bool = False) -> str:
    if start is None:
        return ""
    first, last = formats.dato(start), formats.dato(end or start)
    if first == last:
        return first
    same_year = end is not None and end.year == start.year
    return (
        f"{first[:-4] if short and same_year and first.endswith(str(start.year)) else first}–{last}".replace(
            "/–", "–"
        )
    )


def _plain(oere: int) -> str:
    """An amount without its currency, which stands in the head of the column."""
    return formats.kr(oere).removesuffix(f"{NBSP}kr").removeprefix(f"NOK{NBSP}")


def _safe(text: str) -> str:
    """One line of text; words longer than a column may break."""
    return _LONG_WORD.sub(lambda word: f"{word[0]}\u200b", _CONTROL.sub(" ", str(text)))
