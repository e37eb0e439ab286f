"""The evidence report: who signed what, when and from where, and the chain of events. A file of its own (§3.2)."""

from portal.db.clock import OSLO, now
from portal.filestore.pdf import typeset
from portal.i18n import _, in_language
from portal.signing.base import Request
from portal.signing.providers.local.seal import HERE, reached_by, stamp_time


def make_report(request: Request, *, revisions: list[tuple[str, str]], pades: str) -> bytes:
    """PDF in the request's language. Raises Unavailable: the fonts are not installed."""
    with in_language(request.language):
        kinds = {"original": _("Dokumentet som ble sendt"), "signature-page": _("Med siden for signaturer")}
        words = {
            "tittel": _("Bevisrapport: %(tittel)s", tittel=request.title),
            "sprak": request.language,
            "merke": _("Elektronisk signert med engangskode – ikke BankID"),
            "avsender": [_("Avsender"), request.sender],
            "nivaa": [
                _("Forsegling"),
                _(
                    "PAdES %(nivaa)s med virksomhetens eget sertifikat, uten tidsstempel fra tredjepart",
                    nivaa=pades,
                ),
            ],
            "personer": {
                "tittel": _("Hvem som signerte"),
                "hode": [_("Navn"), _("E-post"), _("For"), _("Signert")],
                "linjer": [
                    [p.name, reached_by(p), p.acting_for, stamp_time(p.signed_at) if p.signed_at else "–"]
                    for p in request.parties
                ],
            },
            "filer": {
                "tittel": _("Fingeravtrykk (SHA-256) av hver utgave av filen"),
                "linjer": [[kinds.get(name, name), sha] for name, sha in revisions],
            },
            "hendelser": {
                "tittel": _("Hendelser, hver bundet til den forrige"),
                "hode": [_("Tid"), _("Hva"), _("Hvem"), _("Hvor fra"), _("Kjede")],
                "linjer": [
                    [stamp_time(event.at), event.what, event.who, event.where or "–", event.hash]
                    for event in request.events
                ],
            },
        }
    return typeset(HERE / "rapport.typ", words, dato=now().astimezone(OSLO).date())
