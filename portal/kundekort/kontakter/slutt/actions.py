"""A contact leaves: his access ends, and what hangs on him goes to a successor or, said aloud, to nobody."""

from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, func, literal, select, update
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.models import Portaltilgang
from portal.identity.permissions import Permission
from portal.identity.sessions import end_all
from portal.kundekort.actions import index_kunde
from portal.kundekort.kontakter.queries import get_kontakt, list_roller
from portal.kundekort.kontakter.rules import combined_version
from portal.kundekort.kontakter.slutt.queries import list_etterfoelgere, list_henger
from portal.kundekort.kontakter.slutt.rules import NyJobb, Sluttdata
from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.rules import Kundedata
from portal.kundekort.models import Engasjement, Kontaktrolle, Person
from portal.kundekort.queries import get_kunde
from portal.kundekort.tree import holds_on


def avslutt_kontakt(
    session: Session, *, kunde_id: UUID, kontakt_id: UUID, data: Sluttdata, versjon: int
) -> Engasjement:
    """He leaves the customer after the last day, in one transaction with everything that hangs on him.

    Roles and portal access end that day, sessions at once when it is past; the rest is moved now.

    Raises:
        NotFound. Stale. Refused: before he began, or nobody was named for something that hangs on him.
    """
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id, lock=True)
    _end(session, kontakt, person, data, versjon)
    return kontakt


def flytt_kontakt(
    session: Session, *, kunde_id: UUID, kontakt_id: UUID, data: Sluttdata, jobb: NyJobb, versjon: int
) -> Engasjement:
    """He leaves for another employer: the same person, a new engagement that says what it continues.

    An employer that is no customer yet is registered as a prospect. Roles and portal access do not go along.

    Raises:
        NotFound. Stale. Refused: as avslutt_kontakt, no employer, the same one, or he is there already.
    """
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id, lock=True)
    _end(session, kontakt, person, data, versjon)
    til = _employer(session, jobb)
    if til == kunde_id:
        raise Refused(_("Velg en annen arbeidsgiver enn den kontakten slutter hos."))
    fra = jobb.fra or data.slutt
    if session.scalar(
        select(Engasjement.id).where(
            Engasjement.person_id == person.id, Engasjement.kunde_id == til, holds_on(Engasjement, fra)
        )
    ):
        raise Refused(_("%(navn)s er alt kontakt der.", navn=person.navn))
    ny = Engasjement(
        id=uuid7(),
        person_id=person.id,
        kunde_id=til,
        fortsetter_id=kontakt.id,
        stilling=jobb.stilling,
        epost=jobb.epost,
        telefon=jobb.telefon,
        paavirkning=kontakt.paavirkning,
        gyldig_fra=fra,
        opprettet_tid=now(),
    )
    session.add(ny)
    session.flush()  # the index reads it back
    fra_navn = get_kunde(session, kunde_id=kunde_id).navn
    record(
        session,
        "kontakt.kom-fra",
        kunde_id=til,
        person_id=person.id,
        subject=ny,
        navn=person.navn,
        fra=fra_navn,
    )
    index_kunde(session, kunde_id=til)
    return ny


def flytt_roller(session: Session, *, kontakt_id: UUID, etterfoelger_id: UUID | None, fra: date) -> int:
    """His roles end with his last day; the successor has them from then, at the same places and in the same order."""
    held = list_roller(session, kontakt_id=kontakt_id)
    his = select(Kontaktrolle.kunde_id, Kontaktrolle.rolle).where(
        Kontaktrolle.engasjement_id == etterfoelger_id, holds_on(Kontaktrolle, fra)
    )
    taken = {(row.kunde_id, row.rolle) for row in session.execute(his)} if etterfoelger_id else set()
    for rolle in held:
        rolle.gyldig_til = max(fra, rolle.gyldig_fra)
        if etterfoelger_id and (rolle.kunde_id, rolle.rolle) not in taken:
            session.add(
                Kontaktrolle(
                    engasjement_id=etterfoelger_id,
                    kunde_id=rolle.kunde_id,
                    rolle=rolle.rolle,
                    rekkefoelge=rolle.rekkefoelge,
                    gyldig_fra=max(fra, rolle.gyldig_fra),
                )
            )
    stands_in = func.nullif(literal(etterfoelger_id, Uuid()), Kontaktrolle.engasjement_id)  # not for himself
    session.execute(
        update(Kontaktrolle).where(Kontaktrolle.vara_for_id == kontakt_id).values(vara_for_id=stands_in)
    )
    return len(held)


def _end(session: Session, kontakt: Engasjement, person: Person, data: Sluttdata, versjon: int) -> None:
    if combined_version(person, kontakt) != versjon:
        raise Stale(_("Noen andre har endret kontakten mens du skrev. Se over og prøv igjen."))
    slutt = data.slutt
    if slutt < kontakt.gyldig_fra:
        raise Refused(_("Datoen er før kontakten begynte."), field="siste_dag")
    moved = _hand_over(session, kontakt, data)
    kontakt.gyldig_til, kontakt.sluttgrunn = slutt, data.grunn
    kontakt.versjon += 1
    for tilgang in session.scalars(select(Portaltilgang).where(Portaltilgang.engasjement_id == kontakt.id)):
        tilgang.gyldig_til = min(tilgang.gyldig_til or slutt, slutt)
        tilgang.versjon += 1
        if slutt <= today():
            end_all(session, konto_id=tilgang.konto_id)
    record(
        session,
        "kontakt.avsluttet",
        kunde_id=kontakt.kunde_id,
        person_id=person.id,
        subject=kontakt,
        navn=person.navn,
        siste_dag=data.siste_dag.isoformat(),
        overtatt=moved,
    )
    session.flush()  # the index reads who is left
    index_kunde(session, kunde_id=kontakt.kunde_id)


def _hand_over(session: Session, kontakt: Engasjement, data: Sluttdata) -> dict[str, list[object]]:
    """Every kind to the one named for it: key → how many, and to whom."""
    known = {
        row.id: row.navn
        for row in list_etterfoelgere(session, kunde_id=kontakt.kunde_id, kontakt_id=kontakt.id)
    }
    moved: dict[str, list[object]] = {}
    for henger in list_henger(session, kontakt_id=kontakt.id):
        slag = henger.slag
        if slag.key not in data.overtar:
            raise Refused(
                _("Velg hvem som overtar «%(hva)s», eller ingen.", hva=slag.label), field="etterfoelger"
            )
        til = data.overtar[slag.key]
        if til is not None and til not in known:
            raise Refused(_("Velg en som er kontakt hos kunden i dag."), field="etterfoelger")
        antall = slag.flytt(session, kontakt_id=kontakt.id, etterfoelger_id=til, fra=data.slutt)
        moved[slag.key] = [antall, known[til] if til else None]
    return moved


def _employer(session: Session, jobb: NyJobb) -> UUID:
    if jobb.kunde_id is not None:
        return get_kunde(session, kunde_id=jobb.kunde_id).id
    if not jobb.ny_kunde.strip():
        raise Refused(_("Velg hvor kontakten begynner."), field="ny_kunde")
    if not actor_of(session).may(Permission.KUNDE_ENDRE):
        raise Refused(_("Du kan ikke registrere nye kunder."), field="ny_kunde")
    return registrer_kunde(session, data=Kundedata(navn=jobb.ny_kunde)).id
