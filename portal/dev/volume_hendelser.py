"""The timeline of the volume: what was registered, and as many calls and meetings as make ten events a customer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from portal.audit.models import Hendelse
from portal.dev import volume_names as names
from portal.dev.volume_insert import insert_rows
from portal.dev.volume_kunder import Ansatt, Firma, Kontakt, Ramme, skewed
from portal.kundekort.models import Aktivitetstilstand, Dagbokaktivitet

#: Rows on the timeline for each customer, on average.
PER_KUNDE = 10
#: One activity in so many lies ahead.
PLANNED_EVERY = 40
_TYPES = ("telefon", "telefon", "telefon", "moete", "besoek", "epost", "notat")
_EMNER = (
    *(
        "Behov før sommeren",
        "Oppfølging av vikar",
        "Ny rammeavtale",
        "Spørsmål om faktura",
        "Kveldsskift fra mandag",
    ),
    *("Tilbakemelding etter uke én", "Ferieavvikling", "Truckbevis og kurs", "Månedsmøte", "Prisjustering"),
)
_NOTATER = (
    "Vil ha to ekstra på kveldsskift, helst med truckbevis. Ringer igjen over helgen.",
    "Fornøyd med vikarene. Ønsker de samme tilbake neste uke.",
    "Tar opp fast ansettelse etter nyttår. Send oppdatert prisliste.",
    "Avtalt å se på timene sammen på fredag.",
)


@dataclass(frozen=True)
class Innslag:
    """One activity before it is written."""

    firma: Firma
    kontakt: Kontakt
    tid: datetime
    type: str


def hendelse(
    ramme: Ramme,
    kode: str,
    *,
    tid: datetime,
    firma: Firma,
    subjekt: tuple[str, UUID],
    person_id: UUID | None = None,
    av: Ansatt | Kontakt | None = None,
    **data: Any,
) -> dict[str, Any]:
    """One row as `audit.record` writes it; the customer's own consultant did it unless `av` is told."""
    actor = av or firma.ansatt
    contact = isinstance(actor, Kontakt)
    return {
        "id": names.id_at(tid, ramme.rng),
        "tid": tid,
        "kode": kode,
        "kunde_id": firma.id,
        "person_id": person_id,
        "subjekt_slag": subjekt[0],
        "subjekt_id": subjekt[1],
        "aktoer_slag": "kontakt" if contact else "ansatt",
        "aktoer_id": actor.person_id if isinstance(actor, Kontakt) else actor.id,
        "aktoer_navn": actor.navn,
        "data": data,
    }


def write_hendelser(ramme: Ramme, rows: Iterable[dict[str, Any]]) -> int:
    """Append to the history; answers how many."""
    return insert_rows(ramme.connection, Hendelse, rows)


def registrations(ramme: Ramme, firmaer: Sequence[Firma]) -> Iterator[dict[str, Any]]:
    """Customers and contacts as they came."""
    for firma in firmaer:
        yield hendelse(
            ramme, "kunde.opprettet", tid=firma.fra, firma=firma, subjekt=("kunde", firma.id), navn=firma.navn
        )
        for kontakt in firma.kontakter:
            yield hendelse(
                ramme,
                "kontakt.registrert",
                tid=kontakt.fra,
                firma=firma,
                subjekt=("engasjement", kontakt.id),
                person_id=kontakt.person_id,
                navn=kontakt.navn,
            )


def make_aktiviteter(ramme: Ramme, firmaer: Sequence[Firma], antall: int) -> list[Innslag]:
    """So many activities, most where most happens; each customer learns when it was last talked with."""
    rng, found = ramme.rng, []
    for place in range(antall):
        firma = skewed(rng, firmaer)
        if place % PLANNED_EVERY == 0:
            tid = ramme.moment + timedelta(days=rng.randint(1, 40))
        else:
            tid = firma.fra + (ramme.moment - firma.fra) * (1 - rng.random() ** 2)
            firma.sist_kontakt = max(firma.sist_kontakt or tid, tid)
        found.append(Innslag(firma, rng.choice(firma.kontakter), tid, rng.choice(_TYPES)))
    return found


def write_aktiviteter(ramme: Ramme, innslag: Sequence[Innslag]) -> None:
    """The diary rows, then their lines on the timeline."""
    rows = [_aktivitet(ramme, each) for each in innslag]
    insert_rows(ramme.connection, Dagbokaktivitet, rows)
    write_hendelser(
        ramme,
        (
            hendelse(
                ramme,
                f"aktivitet.{each.type}" if each.tid <= ramme.moment else "aktivitet.planlagt",
                tid=min(each.tid, ramme.moment),
                firma=each.firma,
                subjekt=("dagbokaktivitet", row["id"]),
                person_id=each.kontakt.person_id,
                type=ramme.types[each.type][1],
                emne=row["emne"],
                utdrag=row["notat"],
            )
            for each, row in zip(innslag, rows, strict=True)
        ),
    )


def _aktivitet(ramme: Ramme, each: Innslag) -> dict[str, Any]:
    registered = min(each.tid, ramme.moment)
    return {
        "id": names.id_at(registered, ramme.rng),
        "bruker_id": each.firma.ansatt.id,
        "kunde_id": each.firma.id,
        "engasjement_id": each.kontakt.id,
        "type_id": ramme.types[each.type][0],
        "tilstand": Aktivitetstilstand.UTFOERT if each.tid <= ramme.moment else Aktivitetstilstand.PLANLAGT,
        "tid": each.tid,
        "varighet_min": ramme.rng.choice((5, 10, 15, 30, 60)),
        "emne": ramme.rng.choice(_EMNER),
        "notat": ramme.rng.choice(_NOTATER),
        "opprettet_tid": registered,
        "opprettet_av_id": each.firma.ansatt.id,
    }
