"""Writes that the features of the card share: shipped rows, customer numbers, the search index."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now, today
from portal.db.sorting import sort_key
from portal.db.words import number_words, search_words
from portal.errors import NotFound
from portal.kundekort.feltverdi import list_soeketekster
from portal.kundekort.models import (
    Adresse,
    Aktivitetstype,
    Engasjement,
    Kunde,
    Kundestatus,
    Person,
    Soekeord,
)
from portal.kundekort.queries import get_kunde
from portal.kundekort.rules import SHIPPED, SHIPPED_TYPES, kunde_words
from portal.kundekort.tree import holds_on
from portal.registers.actions import husk_enheter
from portal.registers.base import Registerenhet
from portal.registers.sources.bundled.source import BundledSource

#: The first customer gets the next one.
NUMBERS_AFTER = 10_000
#: Class of the advisory lock that orders customer numbers within a tenant; any number, the same everywhere.
_NUMBER_LOCK = 1820


def seed_statuser(session: Session) -> dict[str, UUID]:
    """Give a new tenant the shipped statuses; those it already has are left alone. Answers code → id.

    Two statements.
    """
    held: dict[str, UUID] = {
        row.kode: row.id for row in session.execute(select(Kundestatus.kode, Kundestatus.id))
    }
    for place, shipped in enumerate(SHIPPED, start=1):
        if shipped.kode in held:
            continue
        ny_stilling, nytt_oppdrag, forleng, faktura = shipped.flagg
        row = Kundestatus(
            kode=shipped.kode,
            navn=shipped.navn,
            rekkefoelge=place * 10,
            tone=shipped.tone,
            aktiv=shipped.aktiv,
            i_soek=shipped.aktiv,
            ny_stilling=ny_stilling,
            nytt_oppdrag=nytt_oppdrag,
            forleng=forleng,
            faktura=faktura,
            er_sperre=shipped.er_sperre,
            krever_ingen_oppdrag=shipped.krever_ingen_oppdrag,
            krav=list(shipped.krav),
        )
        session.add(row)
        session.flush()  # the id is made at flush
        held[shipped.kode] = row.id
    return held


def seed_aktivitetstyper(session: Session) -> dict[str, UUID]:
    """Give a new tenant the shipped activity types; those it already has are left alone. Answers code → id."""
    held: dict[str, UUID] = {
        row.kode: row.id
        for row in session.execute(
            select(Aktivitetstype.kode, Aktivitetstype.id).where(Aktivitetstype.kode.is_not(None))
        )
        if row.kode is not None
    }
    for place, (kode, navn, ikon, dager) in enumerate(SHIPPED_TYPES, start=1):
        if kode not in held:
            row = Aktivitetstype(
                kode=kode, navn=navn, ikon=ikon, oppfoelging_dager=dager, rekkefoelge=place * 10
            )
            session.add(row)
            session.flush()  # the id is made at flush
            held[kode] = row.id
    return held


def next_kundenr(session: Session) -> int:
    """The first free customer number. Locks the tenant's numbering until commit, so the ones after are free too."""
    session.execute(
        text("SELECT pg_advisory_xact_lock(:class, :tenant)"),
        {"class": _NUMBER_LOCK, "tenant": session.info["tenant"] & 0x7FFFFFFF},
    )
    session.flush()  # the rows of this transaction count too
    return (session.scalar(select(func.max(Kunde.kundenr))) or NUMBERS_AFTER) + 1


def index_kunde(session: Session, *, kunde_id: UUID) -> None:
    """Make the customer's search words anew from its row, addresses, present contacts and searchable own fields.

    Call it after any change of these, in the same transaction. Seven statements at most. Raises NotFound.
    """
    session.flush()  # the rows are read back below
    kunde = session.execute(
        select(Kunde.navn, Kunde.kundenr, Kunde.orgnr, Kunde.telefon, Kunde.poststed).where(
            Kunde.id == kunde_id
        )
    ).one_or_none()
    if kunde is None:
        raise NotFound(f"kunde {kunde_id}")
    adresser = session.execute(
        select(Adresse.postnr, Adresse.poststed).where(Adresse.kunde_id == kunde_id)
    ).all()
    kontakter = session.execute(
        select(Person.navn, Person.mobil, Engasjement.telefon)
        .join(Engasjement, Engasjement.person_id == Person.id)
        .where(
            Engasjement.kunde_id == kunde_id,
            holds_on(Engasjement, today()),
        )
        .limit(100)
    ).all()
    merged = session.execute(
        select(Kunde.navn, Kunde.kundenr, Kunde.orgnr).where(Kunde.slaatt_sammen_med_id == kunde_id)
    ).all()
    words = kunde_words(
        navn=kunde.navn,
        numre=[kunde.kundenr, kunde.orgnr, kunde.telefon]
        + [number for row in kontakter for number in (row.mobil, row.telefon)],
        steder=[kunde.poststed, *[part for row in adresser for part in row]],
        kontakter=[row.navn for row in kontakter],
    )
    for typed in list_soeketekster(session, kunde_id=kunde_id):
        words |= search_words(typed) | (number_words(typed) if typed.isdigit() else set())
    for row in merged:  # whoever knows the old name or number finds the card it became
        words |= kunde_words(navn=row.navn, numre=[row.kundenr, row.orgnr], steder=(), kontakter=())
    set_words(session, slag="kunde", subject_id=kunde_id, words=words)


def set_words(session: Session, *, slag: str, subject_id: UUID, words: Iterable[str]) -> None:
    """Let these be the search words of one record; only what differs is written. Three statements at most."""
    wanted = set(words)
    held = set(session.scalars(select(Soekeord.ord).where(Soekeord.id == subject_id, Soekeord.slag == slag)))
    if gone := held - wanted:
        session.execute(
            delete(Soekeord).where(Soekeord.id == subject_id, Soekeord.slag == slag, Soekeord.ord.in_(gone))
        )
    if new := sorted(wanted - held):
        session.execute(
            insert(Soekeord),
            [
                {"tenant_id": session.info["tenant"], "id": subject_id, "slag": slag, "ord": word}
                for word in new
            ],
        )


def oppdater_fra_register(
    session: Session, *, kunde_id: UUID, enhet: Registerenhet, kjent_navn: str | None = None
) -> Kunde:
    """Keep what Enhetsregisteret says of bankruptcy, winding up, MVA and size, and remember its answer.

    Facts people set are left alone: another name than the register told last time is kept as a proposal. News of
    bankruptcy or winding up is told on the timeline; a credit stop is for Økonomi to decide. `kjent_navn` is what the
    register said before, when the caller has read it.
    Locks the customer. Raises NotFound.
    """
    kunde = get_kunde(session, kunde_id=kunde_id, lock=True)
    avvikling = enhet.under_avvikling or enhet.slettet_dato is not None
    if enhet.konkurs and not kunde.er_konkurs:
        record(session, "kunde.konkurs", kunde_id=kunde.id, subject=kunde)
    elif avvikling and not kunde.er_under_avvikling:
        record(session, "kunde.avvikling", kunde_id=kunde.id, subject=kunde)
    kunde.er_konkurs, kunde.er_under_avvikling = enhet.konkurs, avvikling
    kunde.register_slettet_dato = enhet.slettet_dato
    _propose_name(session, kunde, enhet, kjent_navn)
    kunde.mva_registrert = enhet.i_mvaregisteret
    if enhet.ansatte is not None:
        kunde.antall_ansatte = enhet.ansatte
    kunde.register_tid = now()
    husk_enheter(session, enheter=[enhet])
    return kunde


def _propose_name(session: Session, kunde: Kunde, enhet: Registerenhet, before: str | None) -> None:
    """A name that is new in the register since last time; one we have already is nothing to decide."""
    if sort_key(enhet.navn) == sort_key(kunde.navn):
        kunde.register_navn = ""
        return
    if before is None and (held := BundledSource(session).get(enhet.orgnr)) is not None:
        before = held.navn
    if before and before != enhet.navn:
        kunde.register_navn = enhet.navn
