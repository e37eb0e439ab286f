"""Customers, their contacts, places and search words; and who of ours has them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from portal.db.sorting import sort_key
from portal.dev import volume_names as names
from portal.dev.volume_insert import insert_rows
from portal.kundekort.models import (
    Adresse,
    Adresseslag,
    Arbeidssted,
    Arbeidsstedslag,
    Engasjement,
    Fakturakanal,
    Kontaktrolle,
    Kunde,
    KundeForelder,
    KundestatusLogg,
    Person,
    Rolle,
    Soekeord,
)
from portal.kundekort.rules import kunde_words
from portal.kundekort.steder import COORDINATES

#: Out of a hundred customers, by the code of their status.
STATUSES = {"A": 62, "P": 22, "T": 5, "K": 1, "H": 1, "I": 6, "D": 2, "X": 1}
#: Every so many customers there is an enhet of the one that began the ten.
ENHET_EVERY = 10


@dataclass(frozen=True)
class Sted:
    """A post code of the register."""

    nr: str
    poststed: str
    kommunenr: str


@dataclass(frozen=True)
class Ansatt:
    """One of ours who has customers."""

    id: UUID
    navn: str
    avdeling_id: UUID


@dataclass(frozen=True)
class Ramme:
    """What all parts need of the agency; `moment` is the now of the whole fill."""

    connection: Connection
    rng: random.Random
    moment: datetime
    selskap_id: UUID
    ansatte: Sequence[Ansatt]
    status: dict[str, UUID]
    types: dict[str, tuple[UUID, str]]
    steder: Sequence[Sted]
    first_kundenr: int

    def back(self, days: float) -> datetime:
        """A moment so many days ago."""
        return self.moment - timedelta(days=days)


@dataclass
class Kontakt:
    """One contact."""

    id: UUID
    person_id: UUID
    navn: str
    epost: str
    telefon: str
    fra: datetime


@dataclass
class Firma:
    """One customer as the other parts know it."""

    id: UUID
    kundenr: int
    navn: str
    form: str
    nace: str
    orgnr: str
    telefon: str
    domene: str
    kode: str
    fra: datetime
    sted: Sted
    gate: str
    ansatt: Ansatt
    arbeidssted_id: UUID
    forelder: "Firma | None" = None
    sist_kontakt: datetime | None = None
    kontakter: list[Kontakt] = field(default_factory=list)

    @property
    def kan_leie(self) -> bool:
        """Active, and a legal person of its own: it may hire, and be invoiced."""
        return self.kode == "A" and self.forelder is None


def make_firmaer(ramme: Ramme, antall: int) -> list[Firma]:
    """All customers, the first of them the largest; nothing is written yet."""
    rng, firmaer, orgnr = ramme.rng, list[Firma](), 2_000_000
    codes = [code for code, share in STATUSES.items() for _ in range(share)]
    for place in range(antall):
        navn, form, nace = names.firma(rng)
        fra = ramme.back(rng.uniform(30, 1_800) if place else 1_800)
        over = firmaer[place - place % ENHET_EVERY] if place % ENHET_EVERY == ENHET_EVERY - 1 else None
        digits, orgnr = names.orgnr_from(orgnr)
        if over is not None:
            navn, form, nace = (
                f"{over.navn.removesuffix(' ' + over.form)} {rng.choice(names.ENHETER)}",
                "BEDR",
                over.nace,
            )
        firmaer.append(
            Firma(
                id=names.id_at(fra, rng),
                kundenr=ramme.first_kundenr + place,
                navn=navn if over is not None else f"{navn} {form}",
                form=form,
                nace=nace,
                orgnr=digits,
                telefon=names.telefon(rng),
                domene=over.domene if over is not None else f"firma{ramme.first_kundenr + place}.example",
                kode="A" if place == 0 else over.kode if over is not None else rng.choice(codes),
                fra=fra,
                sted=rng.choice(ramme.steder),
                gate=names.gate(rng),
                ansatt=over.ansatt if over is not None else ramme.ansatte[place % len(ramme.ansatte)],
                arbeidssted_id=names.id_at(fra, rng),
                forelder=over,
            )
        )
    return firmaer


def skewed(rng: random.Random, firmaer: Sequence[Firma]) -> Firma:
    """Some customers have much of everything, most have little; the first has the most."""
    return firmaer[int(len(firmaer) * rng.random() ** 2)]


def make_kontakter(ramme: Ramme, firmaer: Sequence[Firma]) -> None:
    """Two and a half contacts to a customer: one each, the rest where most happens."""
    rng = ramme.rng
    for place in range(len(firmaer) * 5 // 2):
        firma = firmaer[place] if place < len(firmaer) else skewed(rng, firmaer)
        fornavn, etternavn = names.person(rng)
        fra = firma.fra + (ramme.moment - firma.fra) * rng.random() ** 3
        firma.kontakter.append(
            Kontakt(
                id=names.id_at(fra, rng),
                person_id=names.id_at(fra, rng),
                navn=f"{fornavn} {etternavn}",
                epost=f"kontakt{place + 1}@{firma.domene}",
                telefon=names.telefon(rng),
                fra=fra,
            )
        )


def write_kunder(ramme: Ramme, firmaer: Sequence[Firma]) -> None:
    """Customers before what points at them."""
    db = ramme.connection
    insert_rows(db, Kunde, (_kunde(ramme, firma) for firma in firmaer))
    insert_rows(
        db,
        KundeForelder,
        (
            {
                "id": names.id_at(f.fra, ramme.rng),
                "kunde_id": f.id,
                "forelder_id": f.forelder.id,
                "gyldig_fra": f.fra,
            }
            for f in firmaer
            if f.forelder is not None
        ),
    )
    insert_rows(db, Adresse, (_adresse(ramme, firma) for firma in firmaer))
    tenant = db.get_execution_options()["tenant"]
    db.execute(text(COORDINATES), {"tenant": tenant, "ids": [firma.id for firma in firmaer]})
    insert_rows(db, KundestatusLogg, (_logg(ramme, firma) for firma in firmaer))
    insert_rows(db, Arbeidssted, (_arbeidssted(firma) for firma in firmaer))


def write_kontakter(ramme: Ramme, firmaer: Sequence[Firma]) -> None:
    """Persons, what they are where, and the roles of the first two at each customer."""
    db = ramme.connection
    both = [(firma, kontakt) for firma in firmaer for kontakt in firma.kontakter]
    insert_rows(
        db,
        Person,
        (
            {
                "id": k.person_id,
                "navn": k.navn,
                "sortering": sort_key(k.navn),
                "mobil": k.telefon,
                "opprettet_tid": k.fra,
            }
            for _firma, k in both
        ),
    )
    insert_rows(db, Engasjement, (_engasjement(ramme, firma, kontakt) for firma, kontakt in both))
    insert_rows(db, Kontaktrolle, _roller(ramme, firmaer))


def write_words(ramme: Ramme, firmaer: Sequence[Firma]) -> int:
    """The words search finds a customer by: the same function as when people register one. Answers how many."""
    return insert_rows(
        ramme.connection,
        Soekeord,
        (
            {"id": firma.id, "slag": "kunde", "ord": word}
            for firma in firmaer
            for word in sorted(
                kunde_words(
                    navn=firma.navn,
                    numre=[
                        firma.kundenr,
                        firma.orgnr,
                        firma.telefon,
                        *[k.telefon for k in firma.kontakter[:100]],
                    ],
                    steder=[firma.sted.poststed, firma.sted.nr],
                    kontakter=[k.navn for k in firma.kontakter[:100]],
                )
            )
        ),
    )


def _kunde(ramme: Ramme, firma: Firma) -> dict[str, Any]:
    legal = firma.forelder is None
    return {
        "id": firma.id,
        "kundenr": firma.kundenr,
        "navn": firma.navn,
        "sortering": sort_key(firma.navn),
        "orgnr": firma.orgnr,
        "organisasjonsform": firma.form,
        "naeringskode": firma.nace,
        "status_id": ramme.status[firma.kode],
        "selskap_id": ramme.selskap_id,
        "avdeling_id": firma.ansatt.avdeling_id,
        "kundeansvarlig_id": firma.ansatt.id,
        "telefon": firma.telefon,
        "epost": f"post@{firma.domene}",
        "poststed": firma.sted.poststed,
        "kommunenr": firma.sted.kommunenr,
        "fakturakanal": Fakturakanal.EHF if legal else None,
        "ehf_adresse": f"0192:{firma.orgnr}" if legal else "",
        "faktura_epost": f"faktura@{firma.domene}",
        "mva_registrert": True,
        "sist_kontakt_tid": firma.sist_kontakt,
        "opprettet_tid": firma.fra,
        "opprettet_av_id": firma.ansatt.id,
        "endret_tid": firma.fra,
    }


def _adresse(ramme: Ramme, firma: Firma) -> dict[str, Any]:
    return {
        "id": names.id_at(firma.fra, ramme.rng),
        "kunde_id": firma.id,
        "slag": Adresseslag.BESOEK,
        "linje1": firma.gate,
        "postnr": firma.sted.nr,
        "poststed": firma.sted.poststed,
        "kommunenr": firma.sted.kommunenr,
    }


def _logg(ramme: Ramme, firma: Firma) -> dict[str, Any]:
    return {
        "id": names.id_at(firma.fra, ramme.rng),
        "kunde_id": firma.id,
        "til_status_id": ramme.status[firma.kode],
        "tid": firma.fra,
        "aktoer_id": firma.ansatt.id,
        "aktoer_navn": firma.ansatt.navn,
    }


def _arbeidssted(firma: Firma) -> dict[str, Any]:
    return {
        "id": firma.arbeidssted_id,
        "kunde_id": firma.id,
        "navn": firma.gate,
        "sortering": sort_key(firma.gate),
        "slag": Arbeidsstedslag.FAST,
        "adresse": firma.gate,
        "postnr": firma.sted.nr,
        "poststed": firma.sted.poststed,
        "kommunenr": firma.sted.kommunenr,
        "er_standard": True,
    }


def _engasjement(ramme: Ramme, firma: Firma, kontakt: Kontakt) -> dict[str, Any]:
    return {
        "id": kontakt.id,
        "person_id": kontakt.person_id,
        "kunde_id": firma.id,
        "stilling": ramme.rng.choice(names.STILLINGER),
        "telefon": kontakt.telefon,
        "epost": kontakt.epost,
        "er_noekkel": kontakt is firma.kontakter[0],
        "gyldig_fra": kontakt.fra.date(),
        "opprettet_tid": kontakt.fra,
    }


def _roller(ramme: Ramme, firmaer: Sequence[Firma]) -> Iterator[dict[str, Any]]:
    for firma in firmaer:
        for kontakt, rolle in zip(firma.kontakter, (Rolle.TIMEGODKJENNER, Rolle.BESTILLER), strict=False):
            yield {
                "id": names.id_at(kontakt.fra, ramme.rng),
                "engasjement_id": kontakt.id,
                "kunde_id": firma.id,
                "rolle": rolle,
                "gyldig_fra": kontakt.fra.date(),
            }
