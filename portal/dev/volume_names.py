"""Invented firms, people and numbers, enough of them: Norwegian to look at, nobody's in particular.

Numbers of organisations begin with 3, as Skatteetaten's synthetic ones do; mail goes to `.example`.
"""

import random
from datetime import datetime
from uuid import UUID

from portal.faktura.rules import mod11

_FOERST = [
    "Stor",
    "Lille",
    "Nord",
    "Sør",
    "Øst",
    "Vest",
    "Berg",
    "Fjell",
    "Sol",
    "Furu",
    "Bjørke",
    "Eike",
    "Gran",
    "Lun",
    "Myr",
    "Sand",
    "Stein",
    "Tor",
    "Ulv",
    "Hest",
    "Ørne",
    "Reve",
    "Bjørn",
    "Lang",
    "Brei",
    "Høg",
    "Lav",
    "Grøn",
    "Hvit",
    "Svart",
    "Sjø",
    "Elve",
    "Bekke",
    "Foss",
    "Dale",
    "Hauge",
    "Nese",
    "Ås",
    "Mose",
    "Lauv",
]
_SIST = [
    "vik",
    "nes",
    "heim",
    "set",
    "rud",
    "dal",
    "berg",
    "haug",
    "lund",
    "mo",
    "øya",
    "fjord",
    "stad",
    "li",
    "bø",
    "tveit",
    "land",
    "ås",
    "voll",
    "eng",
]
_FAG = (
    ("Betong", "23.610"), ("Bygg", "41.200"), ("Rør", "43.221"), ("Elektro", "43.210"), ("Transport", "49.410"),
    ("Logistikk", "52.291"), ("Lager", "52.100"), ("Renhold", "81.210"), ("Mekaniske", "25.620"),
    ("Sjømat", "10.209"), ("Bakeri", "10.710"), ("Helse", "86.909"), ("Eiendom", "68.209"),
    ("Regnskap", "69.201"), ("Bil", "45.112"), ("Maskin", "46.630"), ("Trevare", "16.230"), ("Hotell", "55.101"),
    ("Catering", "56.210"), ("Data", "62.010"), ("Barnehage", "88.911"), ("Verft", "30.113"),
    ("Oppdrett", "03.211"), ("Mølle", "10.610"), ("Sagbruk", "16.100"), ("Trelast", "46.731"),
    ("Emballasje", "17.210"), ("Plast", "22.290"), ("Stål", "24.100"), ("Glass", "23.120"),
    ("Gartneri", "01.300"), ("Vaskeri", "96.010"), ("Buss", "49.391"), ("Trykkeri", "18.120"),
)  # fmt: skip
_FORM = ("AS", "AS", "AS", "AS", "AS", "AS", "SA", "ASA", "ANS", "DA")
FORNAVN = [
    "Anne",
    "Inger",
    "Kari",
    "Marit",
    "Ingrid",
    "Liv",
    "Eva",
    "Berit",
    "Astrid",
    "Bjørg",
    "Hilde",
    "Anna",
    "Solveig",
    "Marianne",
    "Randi",
    "Ida",
    "Nina",
    "Maria",
    "Elisabeth",
    "Kristin",
    "Jan",
    "Per",
    "Bjørn",
    "Ole",
    "Lars",
    "Kjell",
    "Knut",
    "Svein",
    "Arne",
    "Thomas",
    "Geir",
    "Hans",
    "Morten",
    "Tor",
    "Martin",
    "Andreas",
    "Erik",
    "Odd",
    "Terje",
    "Jon",
    "Åse",
    "Øyvind",
    "Håkon",
    "Sølvi",
    "Jorunn",
    "Agnieszka",
    "Tomasz",
    "Fatima",
    "Omar",
    "Aleksander",
    "Oksana",
    "Linh",
    "Mahmoud",
    "Ewa",
    "Sára",
    "Áilu",
]
ETTERNAVN = [
    "Hansen",
    "Johansen",
    "Olsen",
    "Larsen",
    "Andersen",
    "Pedersen",
    "Nilsen",
    "Kristiansen",
    "Jensen",
    "Karlsen",
    "Johnsen",
    "Pettersen",
    "Eriksen",
    "Berg",
    "Haugen",
    "Hagen",
    "Johannessen",
    "Andreassen",
    "Jacobsen",
    "Dahl",
    "Jørgensen",
    "Halvorsen",
    "Henriksen",
    "Lund",
    "Sørensen",
    "Jakobsen",
    "Moen",
    "Gundersen",
    "Iversen",
    "Strand",
    "Solberg",
    "Svendsen",
    "Eide",
    "Knutsen",
    "Martinsen",
    "Paulsen",
    "Bakken",
    "Kristoffersen",
    "Mathisen",
    "Lie",
    "Amundsen",
    "Nguyen",
    "Rasmussen",
    "Ødegård",
    "Aas",
    "Åsen",
    "Øien",
    "Næss",
    "Sæther",
    "Bjørnstad",
    "Kowalski",
    "Nowak",
    "Ali",
    "Ahmed",
    "Hætta",
    "Utsi",
]
STILLINGER = (
    *("Daglig leder", "Driftsleder", "Personalsjef", "Regnskapsansvarlig", "Avdelingsleder", "Lagersjef"),
    *("Prosjektleder", "Formann", "Innkjøper", "HR-rådgiver", "Produksjonsleder", "Resepsjonsansvarlig"),
)
YRKER = (
    *("Lagermedarbeider", "Truckfører", "Sjåfør", "Renholder", "Kokk", "Helsefagarbeider", "Sykepleier"),
    *("Elektriker", "Tømrer", "Kontormedarbeider", "Produksjonsmedarbeider", "Resepsjonist", "Servitør"),
)
ENHETER = ("Lager", "Produksjon", "Terminal", "Butikk", "Avdeling nord", "Avdeling sør")
_GATER = [
    "Storgata",
    "Kirkegata",
    "Industriveien",
    "Havnegata",
    "Skolegata",
    "Fabrikkveien",
    "Stasjonsveien",
    "Strandveien",
]


def firma(rng: random.Random) -> tuple[str, str, str]:
    """(name without its form, form, industry code)."""
    fag, nace = rng.choice(_FAG)
    return f"{rng.choice(_FOERST)}{rng.choice(_SIST)} {fag}", rng.choice(_FORM), nace


def person(rng: random.Random) -> tuple[str, str]:
    """(first name, last name)."""
    return rng.choice(FORNAVN), rng.choice(ETTERNAVN)


def gate(rng: random.Random) -> str:
    """A street and a number."""
    return f"{rng.choice(_GATER)} {rng.randint(1, 190)}"


def telefon(rng: random.Random) -> str:
    """E.164."""
    return f"+4759{rng.randint(0, 999_999):06}"


def orgnr_from(number: int) -> tuple[str, int]:
    """The first valid synthetic orgnr at or after the seven-digit `number`, and where to go on."""
    while True:
        digits = f"3{number:07}"
        number += 1
        if (check := mod11(digits)) != "-":
            return digits + check, number


def id_at(moment: datetime, rng: random.Random) -> UUID:
    """A UUIDv7 of a moment, as the product makes them, but the same every time: lists go by the order of ids."""
    milliseconds = int(moment.timestamp() * 1_000)
    bits = rng.getrandbits(74)
    high, low = bits >> 62, bits & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
