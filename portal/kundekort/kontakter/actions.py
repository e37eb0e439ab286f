"""Contacts: register and change. How one leaves is in `slutt`."""

from uuid import UUID

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now, today
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.actions import index_kunde
from portal.kundekort.kontakter.foelger import move_account, set_roller
from portal.kundekort.kontakter.queries import get_kontakt, list_roller
from portal.kundekort.kontakter.rules import Kontaktdata, combined_version, stored_values, typed_values
from portal.kundekort.models import Engasjement, Person
from portal.kundekort.queries import get_kunde


def registrer_kontakt(
    session: Session,
    *,
    kunde_id: UUID,
    data: Kontaktdata,
    kontakt_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Engasjement:
    """Register a person and what he is at this customer; only the name is needed.

    Raises:
        NotFound: no such customer. Refused: no name.
    """
    kunde = get_kunde(session, kunde_id=kunde_id)
    _check(data)
    person = Person(
        id=person_id or uuid7(),
        navn=data.navn,
        sortering=sort_key(data.navn),
        mobil=data.mobil,
        sprak=data.sprak,
        opprettet_tid=now(),
    )
    kontakt = Engasjement(
        id=kontakt_id or uuid7(),
        person_id=person.id,
        kunde_id=kunde.id,
        gyldig_fra=data.fra or today(),
        opprettet_tid=now(),
    )
    _fill(kontakt, data)
    session.add(person)
    session.flush()  # the engagement points at the person
    session.add(kontakt)
    session.flush()  # the roles point at the engagement
    set_roller(session, kontakt, data.roller, godkjenner_nr=data.godkjenner_nr)
    record(
        session,
        "kontakt.registrert",
        kunde_id=kunde.id,
        person_id=person.id,
        subject=kontakt,
        navn=person.navn,
    )
    index_kunde(session, kunde_id=kunde.id)
    return kontakt


def endre_kontakt(
    session: Session, *, kunde_id: UUID, kontakt_id: UUID, data: Kontaktdata, versjon: int
) -> Engasjement:
    """Change a contact. Locks the engagement and the person. What did not differ is not written.

    A new e-mail address moves the portal account with it: old sessions end, and a new invitation is needed.

    Raises:
        NotFound. Stale: changed by someone else since `versjon`.
        Refused: no name, or a new address for a portal account without the right to invite.
    """
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id, lock=True)
    held = {row.rolle: row.rekkefoelge for row in list_roller(session, kontakt_id=kontakt_id)}
    stored, typed = stored_values(person, kontakt, held), typed_values(data)
    if combined_version(person, kontakt) != versjon:
        raise Stale(
            _("Noen andre har endret kontakten mens du skrev. Se hva som er lagret, og lagre på nytt.")
        )
    _check(data)
    before = _row_values(person, kontakt)
    if data.epost != kontakt.epost:
        move_account(session, kontakt, data.epost)
    person.navn, person.sortering = data.navn, sort_key(data.navn)
    person.mobil, person.sprak = data.mobil, data.sprak
    _fill(kontakt, data)
    if data.fra is not None:
        kontakt.gyldig_fra = data.fra
    changed_roles = set_roller(session, kontakt, data.roller, godkjenner_nr=data.godkjenner_nr)
    if _row_values(person, kontakt) == before and not changed_roles:
        return kontakt
    person.versjon += 1
    kontakt.versjon += 1
    record(
        session,
        "kontakt.endret",
        kunde_id=kunde_id,
        person_id=person.id,
        subject=kontakt,
        navn=person.navn,
        felter={label: [stored[label], typed[label]] for label in stored if stored[label] != typed[label]},
    )
    index_kunde(session, kunde_id=kunde_id)
    return kontakt


def _check(data: Kontaktdata) -> None:
    if not data.navn.strip():
        raise Refused(_("Skriv navnet på kontakten."), field="navn")


def _fill(kontakt: Engasjement, data: Kontaktdata) -> None:
    kontakt.stilling, kontakt.telefon, kontakt.epost = data.stilling, data.telefon, data.epost
    kontakt.paavirkning, kontakt.er_noekkel = data.paavirkning, data.er_noekkel


def _row_values(person: Person, kontakt: Engasjement) -> tuple[object, ...]:
    return (
        *(person.navn, person.mobil, person.sprak, kontakt.stilling, kontakt.telefon, kontakt.epost),
        *(kontakt.paavirkning, kontakt.er_noekkel, kontakt.gyldig_fra),
    )
