"""Mail that came in: whose it is, and where it is kept.

A contact is known by the address he writes from, which anybody can write on a mail: it is told as what it is, and
nothing is ever done because of it.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import today
from portal.db.types import uuid7
from portal.i18n import _, in_language
from portal.identity.actor import Actor
from portal.identity.models import Bruker, Oektslag
from portal.kundekort.models import Engasjement, Kunde, Person
from portal.kundekort.sist_kontakt import was_in_touch
from portal.kundekort.tree import holds_on
from portal.messaging.innboks.brev import Innkommende
from portal.messaging.models import Dialogmelding, Kanal, Retning
from portal.messaging.rows import sent_before


def receive_mail(session: Session, mail: Innkommende) -> bool:
    """Keep a mail in the dialog of the contact it is from, or, copied by one of ours, of the contact it is to.

    Answers whether it is kept, now or before. Six statements at most; nothing is kept of a mail nobody here is in.
    """
    if sent_before(session, mail.noekkel) is not None:
        return True
    ours = _colleague(session, mail.fra)
    others = [mail.fra] if ours is None else [address for address in mail.til if address != mail.fra]
    kontakt = _contact(session, others, mail.svar_paa)
    if kontakt is None:
        return False
    if ours is None:
        actor = Actor(str(Oektslag.KONTAKT), None, kontakt.navn)
    else:
        actor = Actor(str(Oektslag.ANSATT), ours.id, ours.navn)
    session.info["actor"] = actor
    with in_language(kontakt.sprak or "nb"):
        emne = mail.emne or _("(uten emne)")
    melding = Dialogmelding(
        id=uuid7(),
        noekkel=mail.noekkel,
        retning=Retning.INN if ours is None else Retning.UT,
        kanal=Kanal.EPOST,
        kunde_id=kontakt.kunde_id,
        person_id=kontakt.person_id,
        engasjement_id=kontakt.id,
        til=(mail.til[0] if mail.til else "") if ours is None else kontakt.adresse,
        til_navn="" if ours is None else kontakt.navn,
        emne=emne,
        tekst=mail.tekst + _files(mail),
        sprak=kontakt.sprak or "nb",
        aktoer_slag=actor.slag,
        aktoer_id=actor.id,
        aktoer_navn=actor.navn,
        opprettet_tid=mail.tid,
    )
    session.add(melding)
    session.flush()  # the history names it
    was_in_touch(session, kunde_id=kontakt.kunde_id, tid=mail.tid)
    values = {"emne": emne} if ours is None else {"emne": emne, "til": kontakt.navn}
    record(
        session,
        "melding.mottatt" if ours is None else "melding.sendt",
        kunde_id=kontakt.kunde_id,
        person_id=kontakt.person_id,
        subject=melding,
        **values,
    )
    return True


def _files(mail: Innkommende) -> str:
    return "\n\n" + _("Vedlegg, i postboksen: %(filer)s", filer=", ".join(mail.filer)) if mail.filer else ""


def _colleague(session: Session, address: str) -> Row[*tuple[Any, ...]] | None:
    stmt = select(Bruker.id, Bruker.navn).where(func.lower(Bruker.epost) == address)
    return session.execute(stmt).first()


def _contact(
    session: Session, addresses: Sequence[str], answers: Sequence[UUID]
) -> Row[*tuple[Any, ...]] | None:
    """The contact with one of the addresses: the one the answered mail went to, else whoever came last to his job."""
    if not addresses:
        return None
    stmt = (
        select(
            Engasjement.id,
            Engasjement.kunde_id,
            Engasjement.person_id,
            Person.navn,
            func.coalesce(Person.sprak, Kunde.sprak).label("sprak"),
            func.coalesce(func.nullif(Engasjement.epost, ""), Person.epost).label("adresse"),
        )
        .join(Person, Person.id == Engasjement.person_id)
        .join(Kunde, Kunde.id == Engasjement.kunde_id)
        .where(
            holds_on(Engasjement, today()),
            or_(func.lower(Engasjement.epost).in_(addresses), func.lower(Person.epost).in_(addresses)),
        )
        .order_by(Engasjement.gyldig_fra.desc(), Engasjement.id.desc())
        .limit(20)
    )
    found = session.execute(stmt).all()
    if len(found) > 1 and answers:
        asked = select(Dialogmelding.engasjement_id).where(Dialogmelding.id.in_(answers))
        answered = set(session.scalars(asked))
        found = [row for row in found if row.id in answered] or found
    return found[0] if found else None
