"""What a status says, how the strictest of a tree wins, and what must be in place to enter one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any
from uuid import UUID

from stdnum.no import orgnr as stdnum_orgnr

from portal.db.words import fold, number_words, search_words
from portal.errors import Refused
from portal.i18n import _, _l
from portal.kundekort.models import Statusflagg

#: Marks source text for the catalogues; the words are translated when they are shown.
N_ = str
#: What stands in braces in a text of the agency's.
NAMES = re.compile(r"\{([^{}]*)\}")

_STRICTNESS = {
    Statusflagg.JA: 0,
    Statusflagg.ADVARSEL: 1,
    Statusflagg.FORESPOERSEL: 2,
    Statusflagg.NEI: 3,
}


def merge(tekst: str, values: Mapping[str, str]) -> str:
    """The text with values for the names in braces; a name nobody knows is left as it is."""
    return NAMES.sub(lambda found: values.get(found[1], found[0]), tekst)


class Handling(StrEnum):
    """The acts a status has a say in; the values are the column names of Kundestatus."""

    NY_STILLING = "ny_stilling"
    NYTT_OPPDRAG = "nytt_oppdrag"
    FORLENG = "forleng"
    FAKTURA = "faktura"


class Krav(StrEnum):
    """What a status may demand before it is entered; the tenant switches each on its rows."""

    ORGNR = "orgnr"
    FAKTURAKANAL = "fakturakanal"
    BETALING = "betaling"
    TIMEGODKJENNER = "timegodkjenner"
    AVTALE = "avtale"


KRAV_NAVN: dict[str, Any] = {
    Krav.ORGNR: _l("Gyldig organisasjonsnummer"),
    Krav.FAKTURAKANAL: _l("Fakturakanal og adressen den trenger"),
    Krav.BETALING: _l("Betalingsfrist"),
    Krav.TIMEGODKJENNER: _l("Minst én kontakt som godkjenner timer"),
    Krav.AVTALE: _l("Signert avtale"),
}
#: May be passed over with a written reason (funksjoner.md §3.1 c).
KAN_OVERSTYRES = frozenset({Krav.AVTALE})


@dataclass(frozen=True)
class Leveringsstatus:
    """One status as we ship it. `flagg` is ny_stilling, nytt_oppdrag, forleng, faktura."""

    kode: str
    navn: str
    tone: str
    flagg: tuple[Statusflagg, Statusflagg, Statusflagg, Statusflagg]
    #: Active ones are also found by the standard search.
    aktiv: bool = True
    er_sperre: bool = False
    krever_ingen_oppdrag: bool = False
    krav: tuple[Krav, ...] = ()


_JA, _ADV, _FORESP, _NEI = (
    Statusflagg.JA,
    Statusflagg.ADVARSEL,
    Statusflagg.FORESPOERSEL,
    Statusflagg.NEI,
)
_BARE_FAKTURA = (_NEI, _NEI, _NEI, _JA)
#: funksjoner.md §3.1, in the order they are offered. Running assignments are never touched by a status.
SHIPPED = (
    Leveringsstatus("P", N_("Potensiell"), "info", (_FORESP, _NEI, _NEI, _NEI)),
    Leveringsstatus("T", N_("Tilbud sendt"), "info", (_JA, _NEI, _NEI, _NEI)),
    Leveringsstatus("K", N_("Kredittsjekk"), "warn", (_JA, _ADV, _JA, _JA)),
    Leveringsstatus("A", N_("Aktiv"), "ok", (_JA, _JA, _JA, _JA), krav=tuple(Krav)),
    Leveringsstatus("H", N_("Kredittsperre"), "bad", _BARE_FAKTURA, er_sperre=True),
    Leveringsstatus("D", N_("Ikke lever"), "mute", _BARE_FAKTURA, aktiv=False),
    Leveringsstatus("I", N_("Inaktiv"), "mute", _BARE_FAKTURA, aktiv=False, krever_ingen_oppdrag=True),
    Leveringsstatus(
        "X", N_("Feilregistrert"), "mute", (_NEI, _NEI, _NEI, _NEI), aktiv=False, krever_ingen_oppdrag=True
    ),
)
#: (code, name, icon, days until a follow-up is proposed)
SHIPPED_TYPES: tuple[tuple[str, str, str, int | None], ...] = (
    ("telefon", N_("Telefon"), "phone", None),
    ("moete", N_("Møte"), "users", 14),
    ("besoek", N_("Besøk"), "map-pin", 14),
    ("epost", N_("E-post"), "mail", None),
    ("notat", N_("Notat"), "sticky-note", None),
    ("oppfoelging", N_("Oppfølging"), "bell", None),
)


@dataclass(frozen=True)
class Statusledd:
    """The status of one customer in the chain from an enhet up to its root."""

    kunde_id: UUID
    kunde_navn: str
    status_navn: str
    kode: str
    er_sperre: bool
    flagg: dict[Handling, Statusflagg]


@dataclass(frozen=True)
class Statusstopp:
    """Why an act is stopped: the rule, where it comes from, who may lift it, and the page that does (law 15)."""

    regel: str
    kilde: str
    kan_oppheve: str
    lenke: str
    lenke_tekst: str


@dataclass(frozen=True)
class Kundeflagg:
    """What the chain says, own status first."""

    ledd: tuple[Statusledd, ...]

    def strictest(self, handling: Handling) -> Statusledd:
        """The link of the chain that says the strictest; a credit stop before others, then the nearest."""
        return max(self.ledd, key=lambda ledd: (_STRICTNESS[ledd.flagg[handling]], ledd.er_sperre))

    def value(self, handling: Handling) -> Statusflagg:
        """What holds for the act: the strictest of own and ancestors."""
        return self.strictest(handling).flagg[handling]

    @property
    def is_held(self) -> bool:
        """A credit stop on the customer itself or above it."""
        return any(ledd.er_sperre for ledd in self.ledd)

    def stop(self, handling: Handling) -> Statusstopp | None:
        """The stop when the act may not be done, else None. A warning and «request only» are no stops."""
        ledd = self.strictest(handling)
        if ledd.flagg[handling] is not Statusflagg.NEI:
            return None
        return Statusstopp(
            regel=_RULES[handling] % {"status": _(ledd.status_navn)},
            kilde=_("Kilde: kundestatusen til %(kunde)s.", kunde=ledd.kunde_navn),
            kan_oppheve=_("økonomi") if ledd.er_sperre else _("den som kan endre kundestatus"),
            lenke=f"/kunder/{ledd.kunde_id}/status",
            lenke_tekst=_("Endre status"),
        )

    def warning(self, handling: Handling) -> str | None:
        """A sentence to show beside the act when the status warns, or lets only a request through."""
        ledd = self.strictest(handling)
        sentence = _WARNINGS.get(ledd.flagg[handling])
        if sentence is None:
            return None
        return str(sentence) % {"kunde": ledd.kunde_navn, "status": _(ledd.status_navn)}


_WARNINGS: dict[Statusflagg, Any] = {
    Statusflagg.ADVARSEL: _l("%(kunde)s har status %(status)s. Sjekk kreditten før du går videre."),
    Statusflagg.FORESPOERSEL: _l(
        "%(kunde)s har status %(status)s. Stillingen er bare en forespørsel foreløpig."
    ),
}
_RULES: dict[Handling, Any] = {
    Handling.NY_STILLING: _l("Kunden har status %(status)s og kan ikke få nye ledige stillinger."),
    Handling.NYTT_OPPDRAG: _l("Kunden har status %(status)s og kan ikke få nye oppdrag."),
    Handling.FORLENG: _l("Kunden har status %(status)s. Oppdrag kan ikke forlenges."),
    Handling.FAKTURA: _l("Kunden har status %(status)s og kan ikke faktureres."),
}


def require(flagg: Kundeflagg, handling: Handling) -> None:
    """Raise Refused with rule, source, who may lift it and the link, when the status stops the act."""
    if (stop := flagg.stop(handling)) is not None:
        raise Refused(
            _(
                "%(regel)s %(kilde)s Kan oppheves av %(hvem)s.",
                regel=stop.regel,
                kilde=stop.kilde,
                hvem=stop.kan_oppheve,
            ),
            link=stop.lenke,
            link_text=stop.lenke_tekst,
        )


def valid_orgnr(orgnr: str | None) -> bool:
    """Nine digits that pass mod 11 (Brønnøysundregistrene)."""
    return orgnr is not None and bool(stdnum_orgnr.is_valid(orgnr))


def would_circle(*, kunde_id: UUID, ancestors: Iterable[UUID]) -> bool:
    """True when putting `kunde_id` below a customer with these ancestors (itself first) makes a ring."""
    return kunde_id in set(ancestors)


def order_parents_first(parents: dict[str, str]) -> Sequence[str]:
    """Keys of `parents` (child → parent) that take part in no ring, parents before children.

    A ring is left out whole; so are those who hang below it only by the caller's choice (their parent is
    missing in the answer).
    """
    done: dict[str, bool] = {}
    ordered: list[str] = []
    for start in parents:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in done and at not in path:
            path.append(at)
            at = parents.get(at)
        if at is not None and at in path:
            for key in path[path.index(at) :]:
                done[key] = False
        for key in reversed(path):
            if key not in done:
                done[key] = True
                ordered.append(key)
    return ordered


def kunde_words(
    *, navn: str, numre: Iterable[str | int | None], steder: Iterable[str], kontakter: Iterable[str]
) -> set[str]:
    """Words that find a customer: name (also two words as one), numbers without spacing, places, contacts."""
    words = search_words(navn)
    parts = [fold(part) for part in navn.split()]
    words |= {first + second for first, second in pairwise(parts[:4]) if first.isalnum() and second.isalnum()}
    for nummer in numre:
        if nummer:
            words |= number_words(nummer)
    for text in (*steder, *kontakter):
        words |= search_words(text, suffixes=False)
    return words - {""}
