"""The agency's rules for a status, carried out in the transaction that gives it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _, _l
from portal.identity.models import Bruker
from portal.identity.permissions import Permission
from portal.kundekort.ansvar import find_ansvarlig
from portal.kundekort.models import (
    Kunde,
    Kundestatus,
    KundestatusLogg,
    Oppgave,
    Regelmottaker,
    Regelslag,
    Statusregel,
)
from portal.kundekort.mottakere import find_noekkelmottaker
from portal.kundekort.rules import NAMES, merge
from portal.messaging.actions import send_epost

#: Fields of a customer a rule may ask for: label, and whether it is filled in.
FELTER: dict[str, tuple[Any, Callable[[Kunde], bool]]] = {
    "orgnr": (_l("Organisasjonsnummer"), lambda k: bool(k.orgnr)),
    "ansvarlig": (_l("Kundeansvarlig"), lambda k: k.kundeansvarlig_id is not None),
    "avdeling": (_l("Avdeling"), lambda k: k.avdeling_id is not None),
    "telefon": (_l("Telefon"), lambda k: bool(k.telefon)),
    "epost": (_l("E-post"), lambda k: bool(k.epost)),
    "nettside": (_l("Nettside"), lambda k: bool(k.nettside)),
    "sted": (_l("Besøks- eller postadresse"), lambda k: bool(k.poststed)),
    "naeringskode": (_l("Næringskode"), lambda k: bool(k.naeringskode)),
    "ansatte": (_l("Antall ansatte"), lambda k: k.antall_ansatte is not None),
    "kredittgrense": (_l("Kredittgrense"), lambda k: k.kredittgrense_oere is not None),
    "fakturaepost": (_l("E-post for faktura"), lambda k: bool(k.faktura_epost)),
    "kilde": (_l("Kilde"), lambda k: bool(k.kilde)),
}
#: Names a message, a task or a mail may hold in braces.
FLETTEFELT = ("kunde", "kundenr", "status", "tidligere", "grunn", "hvem")


def unknown_names(tekst: str) -> list[str]:
    """What stands in braces and means nothing."""
    return [name for name in NAMES.findall(tekst) if name not in FLETTEFELT]


def list_regler(session: Session, *, status_id: UUID, alle: bool = False) -> Sequence[Statusregel]:
    """The rules of a status in the order they were made; those switched off too when `alle`. One statement."""
    stmt = select(Statusregel).where(Statusregel.status_id == status_id).order_by(Statusregel.id).limit(100)
    return session.scalars(stmt if alle else stmt.where(Statusregel.er_aktiv)).all()


def check_felter(regler: Sequence[Statusregel], *, kunde: Kunde, til: Kundestatus) -> None:
    """Raise Refused, naming every field that the rules ask for and nobody has filled in."""
    asked = {code for regel in regler if regel.slag is Regelslag.FELT for code in regel.felter}
    missing = [str(label) for code, (label, met) in FELTER.items() if code in asked and not met(kunde)]
    if missing:
        raise Refused(
            _(
                "Byrået krever at dette er fylt ut før kunden får status %(status)s: %(felter)s.",
                status=_(til.navn),
                felter=", ".join(missing).lower(),
            ),
            field="status_id",
            link=f"/kunder/{kunde.id}/endre",
            link_text=_("Endre kunden"),
        )


def utfoer_regler(
    session: Session,
    regler: Sequence[Statusregel],
    *,
    kunde: Kunde,
    fra: Kundestatus,
    til: Kundestatus,
    logg: KundestatusLogg,
) -> None:
    """Message, tasks and mails of the status just entered. Raises Refused when one of them has nobody to go to."""
    values = {
        "kunde": kunde.navn,
        "kundenr": str(kunde.kundenr),
        "status": _(til.navn),
        "tidligere": _(fra.navn),
        "grunn": logg.grunn,
        "hvem": logg.aktoer_navn,
    }
    for regel in regler:
        tekst = merge(regel.tekst, values)
        tittel = merge(regel.tittel, values)
        if regel.slag is Regelslag.VARSEL:
            record(session, "kunde.statusvarsel", kunde_id=kunde.id, subject=kunde, tekst=tekst)
        elif regel.slag is Regelslag.OPPGAVE:
            _add_task(session, regel, kunde=kunde, tittel=tittel)
        elif regel.slag is Regelslag.EPOST:
            _send(session, regel, kunde=kunde, emne=tittel, tekst=tekst, noekkel=uuid5(logg.id, regel.id.hex))


def _gone(session: Session, regel: Statusregel, what: str) -> Refused:
    """The rule itself must be changed: the way there for those who may, and whom to ask for the others."""
    if not actor_of(session).may(Permission.INNSTILLING_ENDRE):
        asked = _("Be en som kan endre innstillingene, om å endre regelen.")
        return Refused(f"{what} {asked}", field="status_id")
    asked = _("Regelen må endres.")
    return Refused(
        f"{what} {asked}",
        field="status_id",
        link=f"/kunder/statuser/{regel.status_id}/regler/{regel.id}",
        link_text=_("Endre regelen"),
    )


def _add_task(session: Session, regel: Statusregel, *, kunde: Kunde, tittel: str) -> None:
    actor = actor_of(session)
    person = actor.id if actor.slag == "ansatt" else None
    wanted = {
        Regelmottaker.ANSVARLIG: find_ansvarlig(session, kunde=kunde),
        Regelmottaker.BRUKER: regel.bruker_id,
    }.get(regel.mottaker or Regelmottaker.AKTOER, person)
    if regel.mottaker is Regelmottaker.BRUKER:
        wanted = session.scalar(select(Bruker.id).where(Bruker.id == wanted, Bruker.er_aktiv))
        if wanted is None:
            raise _gone(
                session, regel, _("Statusen gir oppgaven «%(tittel)s» til en som har sluttet.", tittel=tittel)
            )
    if wanted is None:
        raise Refused(
            _("Statusen gir oppgaven «%(tittel)s», men kunden har ingen kundeansvarlig.", tittel=tittel),
            field="status_id",
            link=f"/kunder/{kunde.id}/endre",
            link_text=_("Endre kunden"),
        )
    session.add(
        Oppgave(
            id=uuid7(),
            tittel=tittel[:200],
            ansvarlig_id=wanted,
            kunde_id=kunde.id,
            frist_dato=today() + timedelta(days=regel.dager or 0),
            opprettet_tid=now(),
            opprettet_av_id=person,
        )
    )


def _send(
    session: Session, regel: Statusregel, *, kunde: Kunde, emne: str, tekst: str, noekkel: UUID
) -> None:
    contact = None
    if regel.mottaker is Regelmottaker.KONTAKT:
        contact = find_noekkelmottaker(session, kunde_id=kunde.id)
        til, navn = (contact.epost, contact.navn) if contact else ("", "")
    elif regel.mottaker is Regelmottaker.ADRESSE:
        til, navn = regel.epost, ""
    else:
        til, navn = _employee(session, regel, kunde)
    if not til and regel.mottaker is Regelmottaker.BRUKER:
        raise _gone(
            session, regel, _("Statusen sender e-posten «%(emne)s» til en som har sluttet.", emne=emne)
        )
    if not til:
        raise Refused(
            _("Statusen sender e-posten «%(emne)s», men det er ingen å sende den til.", emne=emne),
            field="status_id",
            link=f"/kunder/{kunde.id}/kontakter",
            link_text=_("Kontaktene til kunden"),
        )
    send_epost(
        session,
        til=til,
        navn=navn,
        emne=" ".join(emne.split()),
        tekst=tekst,
        sprak=(contact.sprak if contact else None) or kunde.sprak,
        noekkel=noekkel,
        kunde_id=kunde.id,
        person_id=contact.person_id if contact else None,
        engasjement_id=contact.id if contact else None,
    )


def _employee(session: Session, regel: Statusregel, kunde: Kunde) -> tuple[str, str]:
    who = {
        Regelmottaker.ANSVARLIG: find_ansvarlig(session, kunde=kunde),
        Regelmottaker.BRUKER: regel.bruker_id,
    }.get(regel.mottaker or Regelmottaker.AKTOER, actor_of(session).id)
    row = session.execute(
        select(Bruker.epost, Bruker.navn).where(Bruker.id == who, Bruker.er_aktiv)
    ).one_or_none()
    return (row.epost, row.navn) if row else ("", "")
