"""The words for what happens on the card; upper rooms register their own."""

from portal.audit.sentences import Hendelsetype, register
from portal.i18n import _l

TYPES = (
    Hendelsetype("kunde.opprettet", "building-2", _l("opprettet kunden"), gruppe="kunde"),
    Hendelsetype("kunde.endret", "pencil", _l("endret kundeopplysninger"), gruppe="kunde"),
    Hendelsetype(
        "kunde.ansvarlig-endret", "user-round", _l("satte kundeansvarlig til %(navn)s"), gruppe="kunde"
    ),
    Hendelsetype("kunde.importert", "upload", _l("importerte kunden fra %(fil)s"), gruppe="kunde"),
    Hendelsetype("kunde.oppdatert", "upload", _l("oppdaterte kunden fra %(fil)s"), gruppe="kunde"),
    Hendelsetype("kunde.import-angret", "undo-2", _l("angret importen av %(fil)s"), gruppe="kunde"),
    Hendelsetype(
        "kunde.status-endret",
        "shield-check",
        _l("endret status fra %(fra)s til %(til)s"),
        gruppe="kunde",
    ),
    Hendelsetype("kunde.statusvarsel", "info", _l("varsel for statusen: %(tekst)s"), gruppe="kunde"),
    Hendelsetype(
        "kundestatus.opprettet", "shield-check", _l("opprettet statusen %(navn)s"), gruppe="oppsett"
    ),
    Hendelsetype("kundestatus.endret", "shield-check", _l("endret statusen %(navn)s"), gruppe="oppsett"),
    Hendelsetype(
        "kundestatus.regel", "shield-check", _l("endret reglene for statusen %(navn)s"), gruppe="oppsett"
    ),
    Hendelsetype(
        "kunde.konkurs",
        "triangle-alert",
        _l("fikk vite av Enhetsregisteret at kunden er konkurs"),
        gruppe="kunde",
    ),
    Hendelsetype(
        "kunde.avvikling",
        "triangle-alert",
        _l("fikk vite av Enhetsregisteret at kunden er slettet eller under avvikling"),
        gruppe="kunde",
    ),
    Hendelsetype(
        "kunde.slaatt-sammen", "layers", _l("slo sammen %(navn)s (kunde %(nr)s) med denne"), gruppe="kunde"
    ),
    Hendelsetype(
        "kunde.sammenslaaing-angret",
        "undo-2",
        _l("angret sammenslåingen med %(navn)s (kunde %(nr)s)"),
        gruppe="kunde",
    ),
    Hendelsetype("kunde.enhet-opprettet", "layers", _l("opprettet enheten %(navn)s"), gruppe="kunde"),
    Hendelsetype("kunde.flyttet", "layers", _l("la kunden under %(forelder)s"), gruppe="kunde"),
    Hendelsetype("kunde.loesnet", "layers", _l("tok kunden ut fra %(forelder)s"), gruppe="kunde"),
    Hendelsetype("kommentar.skrevet", "pin", _l("skrev en fast kommentar"), gruppe="kunde", menneske=True),
    Hendelsetype("kommentar.endret", "pin", _l("endret en fast kommentar"), gruppe="kunde", menneske=True),
    Hendelsetype(
        "kommentar.avsluttet", "pin", _l("avsluttet en fast kommentar"), gruppe="kunde", menneske=True
    ),
)


def register_sentences() -> None:
    """Called in `setup`."""
    register(*TYPES)
