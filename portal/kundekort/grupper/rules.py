"""What a group's rule asks, who of its members is written to, and why the others are not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from portal.db.clock import today
from portal.i18n import _l
from portal.kundekort.models import Gruppeslag
from portal.kundekort.mottakere import sms_til
from portal.messaging.models import Kanal

SLAG_NAVN: dict[Gruppeslag, Any] = {
    Gruppeslag.FAST: _l("Fast: du legger til kontaktene selv"),
    Gruppeslag.REGEL: _l("Regel: alle som passer akkurat nå"),
}
#: Messages that are made while someone waits.
MOST_LETTERS = 200


@dataclass(frozen=True)
class Vilkaar:
    """A rule: within one part any of the answers fits, and every part that is not empty must. Ids are text."""

    roller: tuple[str, ...] = ()
    paavirkning: tuple[str, ...] = ()
    statuser: tuple[str, ...] = ()
    avdelinger: tuple[str, ...] = ()
    ansvarlige: tuple[str, ...] = ()
    fylker: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def to_json(self) -> dict[str, list[str]]:
        """As it is stored, without the parts that ask nothing."""
        return {name: list(held) for name, held in asdict(self).items() if held}


#: Its parts, in order.
DELER = tuple(part.name for part in fields(Vilkaar))


def read_vilkaar(stored: Mapping[str, Sequence[str]]) -> Vilkaar:
    """A stored rule; parts nobody knows are left out."""
    return Vilkaar(**{name: tuple(stored.get(name, ())) for name in DELER})


#: Under every message to a group: how one says no to the next. The law asks for it in each of them
#: (markedsføringsloven § 15, read as lov.py shows it, with its date; the reading is «ikke bekreftet»).
#: Nobody can answer a text message: it says where to write.
SI_NEI: dict[Kanal, Any] = {
    Kanal.EPOST: _l("Vil du ikke ha slike e-poster fra oss? Svar på denne, så skriver vi deg ikke flere."),
    Kanal.SMS: _l("Vil du ikke ha slike SMS fra oss? Skriv til %(epost)s."),
}

#: Why a member is not written to.
GRUNN: dict[str, Any] = {
    "sluttet": _l("sluttet"),
    "kommer": _l("ikke begynt"),
    "reservert": _l("reservert mot henvendelser"),
    "uten-epost": _l("uten e-postadresse"),
    "uten-mobil": _l("uten mobilnummer"),
    "samme": _l("samme adresse som en annen i gruppen"),
    "samme-nummer": _l("samme nummer som en annen i gruppen"),
}
#: Why one has nowhere to get it, and why one gets it by another.
_MISSING = {Kanal.EPOST: "uten-epost", Kanal.SMS: "uten-mobil"}
_TWICE = {Kanal.EPOST: "samme", Kanal.SMS: "samme-nummer"}


def how_to_say_no(kanal: Kanal, epost: str) -> str:
    """The words under every message, in the language of the moment; `epost` is the writer's address."""
    return str(SI_NEI[kanal]) % {"epost": epost}


def address_of(row: Any, kanal: Kanal) -> str:
    """Where a member gets it, the same for the same; nothing when he cannot."""
    return sms_til(row) if kanal is Kanal.SMS else row.epost.lower()


def state_of(row: Any, kanal: Kanal = Kanal.EPOST) -> str:
    """Nothing for one who can be written to, else a key of GRUNN."""
    if row.gyldig_til is not None and row.gyldig_til <= today():
        return "sluttet"
    if row.reservert:
        return "reservert"
    if not address_of(row, kanal):
        return _MISSING[kanal]
    return "kommer" if row.gyldig_fra > today() else ""


@dataclass(frozen=True)
class Fordeling:
    """Who gets a message, and who does not: (row, key of GRUNN)."""

    mottakere: Sequence[Any]
    utelatt: Sequence[tuple[Any, str]]


def divide(rows: Iterable[Any], kanal: Kanal = Kanal.EPOST) -> Fordeling:
    """One message to each address."""
    taken: set[str] = set()
    to: list[Any] = []
    out: list[tuple[Any, str]] = []
    for row in rows:
        why, address = state_of(row, kanal), address_of(row, kanal)
        if not why and address in taken:
            why = _TWICE[kanal]
        if why:
            out.append((row, why))
        else:
            taken.add(address)
            to.append(row)
    return Fordeling(to, out)
