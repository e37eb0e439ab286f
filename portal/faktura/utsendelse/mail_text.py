"""The mail a document goes with, in the language that is active."""

from portal.faktura.dokumentdata import Dokumentdata
from portal.i18n import _
from portal.web import formats


def subject(data: Dokumentdata) -> str:
    """One line, without what people typed but the seller's name."""
    names = {"nummer": data.nummer, "selskap": " ".join(data.selger.navn.split())}
    if data.er_kreditnota:
        return str(_("Kreditnota %(nummer)s fra %(selskap)s", **names))
    return str(_("Faktura %(nummer)s fra %(selskap)s", **names))


def body(data: Dokumentdata) -> str:
    """What it is, the sum and how to pay; the rest is in the attached PDF."""
    lines = [str(_("Hei"))]
    if data.er_kreditnota:
        lines.append(
            str(
                _(
                    "Vedlagt er kreditnota %(nummer)s på %(sum)s. Den krediterer faktura %(faktura)s.",
                    nummer=data.nummer,
                    sum=formats.kr(data.sum_oere),
                    faktura=data.krediterer_nummer,
                )
            )
        )
    else:
        lines.append(
            str(
                _(
                    "Vedlagt er faktura %(nummer)s på %(sum)s.",
                    nummer=data.nummer,
                    sum=formats.kr(data.sum_oere),
                )
            )
        )
    if not data.er_kreditnota and data.sum_oere:
        paying = [
            str(_("Forfallsdato: %(dato)s", dato=formats.dato(data.forfall_dato))),
            str(_("Til konto: %(konto)s", konto=formats.kontonr(data.kontonummer))),
        ]
        paying += [str(_("KID: %(kid)s", kid=data.kid))] if data.kid else []
        lines.append("\n".join(paying))
    lines.append(str(_("Du finner dokumentene også i kundeportalen.")))
    return "\n\n".join(lines)
