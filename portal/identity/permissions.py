"""What may be done. Staff permissions are `noun:verb`; portal capabilities are their own set with a prefix."""

from enum import StrEnum


class Permission(StrEnum):
    """What an employee of the agency may do. Roles are named bundles of these, editable per tenant."""

    EGEN_BRUK = "egen:bruk"  # own page, own settings, own sessions: everyone who is signed in
    EGEN_ENDRE = "egen:endre"
    INNSTILLING_ENDRE = "innstilling:endre"  # how the agency has set up its portal
    BRUKER_ENDRE = (
        "bruker:endre"  # who works here, and which roles there are: nobody gives himself more than he has
    )
    KUNDE_LES = "kunde:les"
    KUNDE_ENDRE = "kunde:endre"
    KUNDE_STATUS = "kunde:status"
    KUNDE_KREDITTSPERRE = "kunde:kredittsperre"
    KUNDE_IMPORTER = "kunde:importer"
    KUNDE_EKSPORTER = "kunde:eksporter"
    KONTAKT_ENDRE = "kontakt:endre"
    KONTAKT_INVITER = "kontakt:inviter"
    DAGBOK_ENDRE = "dagbok:endre"
    DIALOG_SEND = "dialog:send"
    DOKUMENT_LES = "dokument:les"
    DOKUMENT_ENDRE = "dokument:endre"
    KANDIDAT_LES = "kandidat:les"
    KANDIDAT_ENDRE = "kandidat:endre"
    KANDIDAT_FNR = "kandidat:fnr"
    KANDIDAT_SPERRE = "kandidat:sperre"  # bar a worker from a customer, lift it, and read why
    OPPDRAG_LES = "oppdrag:les"
    OPPDRAG_ENDRE = "oppdrag:endre"
    OPPDRAG_UNNTAK = "oppdrag:unntak"  # a single exception from a stop, with a reason
    TIMELISTE_LES = "timeliste:les"
    TIMELISTE_BEHANDLE = "timeliste:behandle"
    TIMELISTE_GODKJENN = "timeliste:godkjenn"  # in the customer's place, on signed paper
    FAKTURA_LES = "faktura:les"
    FAKTURA_ENDRE = "faktura:endre"  # drafts
    FAKTURA_UTSTED = "faktura:utsted"
    FAKTURA_KREDITER = "faktura:krediter"
    FAKTURA_BETALING = "faktura:betaling"  # register payments, allocate them, undo and pay back


class Portalrett(StrEnum):
    """What a contact or a worker may do in the portals. Rights of contacts have a scope (identity/scope.py)."""

    BRUK = "portal:bruk"
    ENDRE = "portal:endre"  # own language, own sessions
    TIMER_LES = "portal.timer:les"
    TIMER_GODKJENN = "portal.timer:godkjenn"
    TIMER_PRIS = "portal.timer:pris"
    OPPDRAG_LES = "portal.oppdrag:les"
    FAKTURA_LES = "portal.faktura:les"
    DOKUMENT_LES = "portal.dokument:les"
    VIKAR_TIMER = "vikar.timer:les"
    VIKAR_TIMER_LEVER = "vikar.timer:lever"


#: Permissions that read; every other one is needed by at least one write route and by no GET-only page (gate 11).
READING = frozenset(
    {
        Permission.EGEN_BRUK,
        Permission.KUNDE_LES,
        Permission.DOKUMENT_LES,
        Permission.KANDIDAT_LES,
        Permission.KANDIDAT_FNR,
        Permission.OPPDRAG_LES,
        Permission.TIMELISTE_LES,
        Permission.FAKTURA_LES,
        Portalrett.BRUK,
        Portalrett.TIMER_LES,
        Portalrett.TIMER_PRIS,
        Portalrett.OPPDRAG_LES,
        Portalrett.FAKTURA_LES,
        Portalrett.DOKUMENT_LES,
        Portalrett.VIKAR_TIMER,
    }
)

_EVERYONE = frozenset({Permission.EGEN_BRUK, Permission.EGEN_ENDRE})
_READER = _EVERYONE | {
    Permission.KUNDE_LES,
    Permission.DOKUMENT_LES,
    Permission.KANDIDAT_LES,
    Permission.OPPDRAG_LES,
    Permission.TIMELISTE_LES,
}
_CONSULTANT = _READER | {
    Permission.KUNDE_ENDRE,
    Permission.KUNDE_STATUS,
    Permission.KUNDE_IMPORTER,
    Permission.KUNDE_EKSPORTER,
    Permission.KONTAKT_ENDRE,
    Permission.KONTAKT_INVITER,
    Permission.DAGBOK_ENDRE,
    Permission.DIALOG_SEND,
    Permission.DOKUMENT_ENDRE,
    Permission.KANDIDAT_ENDRE,
    Permission.KANDIDAT_SPERRE,
    Permission.OPPDRAG_ENDRE,
    Permission.TIMELISTE_BEHANDLE,
    Permission.TIMELISTE_GODKJENN,
    Permission.FAKTURA_LES,
}
_FINANCE = _READER | {
    Permission.KUNDE_ENDRE,
    Permission.KUNDE_STATUS,
    Permission.KUNDE_KREDITTSPERRE,
    Permission.KUNDE_EKSPORTER,
    Permission.DAGBOK_ENDRE,
    Permission.DIALOG_SEND,
    Permission.DOKUMENT_ENDRE,
    Permission.TIMELISTE_BEHANDLE,
    Permission.TIMELISTE_GODKJENN,
    Permission.FAKTURA_LES,
    Permission.FAKTURA_ENDRE,
    Permission.FAKTURA_UTSTED,
    Permission.FAKTURA_KREDITER,
    Permission.FAKTURA_BETALING,
}

#: The shipped roles; a tenant may change them and make its own. Admin decides single exceptions, but the credit
#: stop is lifted by Økonomi alone (modell.md §4), and fødselsnummer is for those who were given it.
SHIPPED_ROLES: dict[str, frozenset[Permission]] = {
    "Konsulent": frozenset(_CONSULTANT),
    "Økonomi": frozenset(_FINANCE),
    "Admin": frozenset(set(Permission) - {Permission.KUNDE_KREDITTSPERRE}),
    "Leser": frozenset(_READER),
}

#: Preset bundles for a customer's contact (norge.md §1.4).
CONTACT_PRESETS: dict[str, frozenset[Portalrett]] = {
    "Timegodkjenner": frozenset({Portalrett.TIMER_LES, Portalrett.TIMER_GODKJENN, Portalrett.OPPDRAG_LES}),
    "Bestiller": frozenset({Portalrett.TIMER_LES, Portalrett.OPPDRAG_LES}),
    "Regnskap": frozenset({Portalrett.FAKTURA_LES}),
    "Superbruker": frozenset(
        {
            Portalrett.TIMER_LES,
            Portalrett.TIMER_GODKJENN,
            Portalrett.TIMER_PRIS,
            Portalrett.OPPDRAG_LES,
            Portalrett.FAKTURA_LES,
            Portalrett.DOKUMENT_LES,
        }
    ),
}
#: Every signed-in portal account.
PORTAL_BASE = frozenset({Portalrett.BRUK, Portalrett.ENDRE})
WORKER_RIGHTS = PORTAL_BASE | {Portalrett.VIKAR_TIMER, Portalrett.VIKAR_TIMER_LEVER}
