"""The words for what happens to requests and oppdrag; the customer's timeline shows them."""

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l

OPPDRAG, STILLING = "oppdrag.utleieoppdrag.vis", "oppdrag.stillinger.vis"
TYPES = (
    *(
        Hendelsetype(kode, ikon, tekst, lenke=STILLING, lenke_id="stilling_id", gruppe="oppdrag")
        for kode, ikon, tekst in (
            ("stilling.opprettet", "megaphone", _l("opprettet den ledige stillingen %(nummer)s %(tittel)s")),
            ("stilling.endret", "pencil", _l("endret %(nummer)s")),
            ("stilling.egne-felt", "tags", _l("endret egne felt på %(navn)s")),
            ("stilling.aapnet", "door-open", _l("åpnet %(nummer)s")),
            ("stilling.lukket", "lock", _l("lukket %(nummer)s")),
            ("stilling.avlyst", "ban", _l("avlyste %(nummer)s")),
            ("stilling.kandidat-koblet", "user-plus", _l("koblet %(navn)s til %(nummer)s")),
            ("stilling.kandidat-status", "user-check", _l("endret status for en kandidat på %(nummer)s")),
        )
    ),
    *(
        Hendelsetype(kode, ikon, tekst, lenke=OPPDRAG, lenke_id="oppdrag_id", gruppe="oppdrag")
        for kode, ikon, tekst in (
            ("oppdrag.opprettet", "briefcase", _l("gjorde %(stilling)s om til %(nummer)s for %(navn)s")),
            ("oppdrag.endret", "pencil", _l("endret %(nummer)s")),
            ("oppdrag.egne-felt", "tags", _l("endret egne felt på %(navn)s")),
            ("oppdrag.forlenget", "calendar-plus", _l("forlenget %(nummer)s")),
            ("oppdrag.avsluttet", "calendar-x", _l("avsluttet %(nummer)s")),
            ("oppdrag.pris-satt", "banknote", _l("satte ny pris på %(nummer)s")),
        )
    ),
    Hendelsetype(
        "kandidat.egne-felt",
        "tags",
        _l("endret egne felt på %(navn)s"),
        lenke="kandidater.kandidater.vis",
        lenke_id="kandidat_id",
        gruppe="kandidat",
    ),
    Hendelsetype(
        "oppdrag.satser-endret", "banknote", _l("endret %(antall)s satser fra %(fra)s"), gruppe="oppdrag"
    ),
    *(
        Hendelsetype(
            f"timeliste.{kode}", ikon, tekst, "oppdrag.timelister.vis", "timeliste_id", "timer", menneske=True
        )
        for kode, ikon, tekst in (
            ("levert", "send", _l("leverte timer for uke %(uke)s")),
            ("trukket", "undo-2", _l("trakk tilbake timene for uke %(uke)s")),
            ("godkjent", "circle-check", _l("godkjente timer for uke %(uke)s")),
            ("delvis_godkjent", "circle-check", _l("godkjente timer for uke %(uke)s, noen dager i retur")),
            ("returnert", "triangle-alert", _l("sendte timene for uke %(uke)s i retur: %(grunn)s")),
            ("behandlet", "clipboard-check", _l("behandlet timene for uke %(uke)s")),
            (
                "papirgodkjent",
                "file-check",
                _l("godkjente timer for uke %(uke)s på signert papir: %(grunn)s"),
            ),
            (
                "behandlet_automatisk",
                "clipboard-check",
                _l("godkjente timer for uke %(uke)s, som ble behandlet av seg selv"),
            ),
        )
    ),
    *(
        Hendelsetype(
            f"rekruttering.{kode}",
            ikon,
            tekst,
            lenke="oppdrag.rekruttering.vis",
            lenke_id="rekruttering_id",
            gruppe="oppdrag",
        )
        for kode, ikon, tekst in (
            ("opprettet", "user-search", _l("opprettet rekrutteringen %(nummer)s %(tittel)s")),
            ("endret", "pencil", _l("endret %(nummer)s")),
            ("aapnet", "door-open", _l("åpnet %(nummer)s")),
            ("besatt", "user-check", _l("satte %(nummer)s til besatt")),
            ("avlyst", "ban", _l("avlyste %(nummer)s")),
        )
    ),
    Hendelsetype("kontrakt.skrevet", "file-plus", _l("skrev kontrakten «%(tittel)s»"), gruppe="salg"),
    Hendelsetype(
        "kontrakt.klar",
        "file-check",
        _l("gjorde kontrakten «%(tittel)s» klar til signering"),
        lenke="kundekort.dokumenter.vis",
        lenke_id="dokument_id",
        gruppe="dokument",
    ),
    Hendelsetype(
        "oppdrag.angret",
        "undo-2",
        _l("angret %(nummer)s, plassen på %(stilling)s er ledig igjen"),
        gruppe="oppdrag",
    ),
    *(
        Hendelsetype(
            f"sperre.{kode}",
            ikon,
            tekst,
            lenke="oppdrag.kundefane.sperrer.liste",
            lenke_id="sperre_id",
            gruppe="oppdrag",
        )
        for kode, ikon, tekst in (
            ("satt", "user-x", _l("sperret %(navn)s hos kunden fra %(fra)s")),
            ("endret", "pencil", _l("endret sperren av %(navn)s")),
            ("opphevet", "door-open", _l("opphevet sperren av %(navn)s")),
            ("unntak-gitt", "shield-alert", _l("ga ett unntak fra sperren av %(navn)s")),
            ("grunn-slettet", "trash-2", _l("slettet grunnen til sperren av %(navn)s")),
        )
    ),
    *(
        Hendelsetype(
            f"kandidat.sperre-{kode}",
            ikon,
            tekst,
            lenke="kandidater.kandidater.vis",
            lenke_id="kandidat_id",
            gruppe="kandidat",
        )
        for kode, ikon, tekst in (
            ("satt", "user-x", _l("sperret kandidaten hos %(kunde)s fra %(fra)s")),
            ("endret", "pencil", _l("endret sperren hos %(kunde)s")),
            ("opphevet", "door-open", _l("opphevet sperren hos %(kunde)s")),
            ("unntak-gitt", "shield-alert", _l("ga ett unntak fra sperren hos %(kunde)s")),
            ("grunn-slettet", "trash-2", _l("slettet grunnen til sperren hos %(kunde)s")),
        )
    ),
    Hendelsetype(
        "stopp.unntak-gitt",
        "shield-alert",
        _l("ga ett unntak fra kredittsperren: %(grunn)s"),
        gruppe="oppdrag",
    ),
    Hendelsetype(
        "papir.unntak-gitt",
        "shield-alert",
        _l("ga ett unntak fra kravet om %(papir)s for %(navn)s: %(grunn)s"),
        gruppe="oppdrag",
    ),
)


def register_sentences() -> None:
    """Called in `setup`."""
    register(*TYPES)
