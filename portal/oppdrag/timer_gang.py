"""What every step of a timesheet shares: who changed it meanwhile, and who is told by mail."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import Stale
from portal.i18n import _, in_language
from portal.identity.models import Kontoslag, Portalkonto
from portal.kandidater.models import Kandidat
from portal.kundekort.models import Engasjement, Kunde, Person
from portal.messaging.actions import send_epost
from portal.oppdrag.models import Timeliste, Timelistetilstand, Timelisteversjon, Utleieoppdrag
from portal.oppdrag.ord import TIMELISTETILSTAND
from portal.tenancy.models import Tenant
from portal.web import formats
from portal.web.stored import Stored

#: Mail keys are made from the timesheet and its version: the same step never mails twice.
_MAIL = UUID("0d0c6a38-2c35-4f5f-8d52-0f3f6a1f9a11")


def require_version(session: Session, *, liste: Timeliste, versjon: int) -> None:
    """Refuse a step made from an old copy, saying how the timesheet stands and who moved it. Raises Stale."""
    if liste.versjon == versjon:
        return
    who, when = _last_step(session, liste)
    sentence = _(
        "Timelisten er endret mens du så på den: %(tilstand)s %(naar)s.",
        tilstand=str(TIMELISTETILSTAND[liste.tilstand]).lower(),
        naar=formats.tid(when),
    )
    raise Stale(f"{sentence} {who}".strip())


def stored_timeliste(liste: Timeliste) -> Stored:
    """How a timesheet stands, for the forms that take a step on it."""
    return Stored(liste.versjon, facts={_("Status nå"): str(TIMELISTETILSTAND[liste.tilstand])})


def _last_step(session: Session, liste: Timeliste) -> tuple[str, datetime]:
    """Who moved the timesheet last, and when; the name is empty when the rows do not hold it."""
    newest = session.scalar(
        select(Timelisteversjon)
        .where(Timelisteversjon.timeliste_id == liste.id, Timelisteversjon.levert_tid.is_not(None))
        .order_by(Timelisteversjon.nr.desc())
        .limit(1)
    )
    if newest is None or liste.tilstand is Timelistetilstand.BEHANDLET:
        return "", liste.endret_tid
    if liste.tilstand in {Timelistetilstand.LEVERT, Timelistetilstand.KLADD}:
        return newest.levert_av, liste.endret_tid  # the worker delivered, withdrew, or writes anew
    return newest.besvart_av, newest.besvart_tid or liste.endret_tid


def varsle_godkjenner(session: Session, *, liste: Timeliste) -> None:
    """Tell the approver that hours wait, in his language, else his customer's; nobody without an account."""
    row = session.execute(
        select(
            Portalkonto.epost,
            Portalkonto.navn,
            func.coalesce(Portalkonto.sprak, Person.sprak, Kunde.sprak).label("sprak"),
            Person.id.label("person_id"),
            _worker(),
        )
        .select_from(Utleieoppdrag)
        .join(Engasjement, Engasjement.id == Utleieoppdrag.godkjenner_id)
        .join(Person, Person.id == Engasjement.person_id)
        .join(Portalkonto, (Portalkonto.person_id == Person.id) & (Portalkonto.slag == Kontoslag.KONTAKT))
        .join(Kandidat, Kandidat.id == Utleieoppdrag.kandidat_id)
        .join(Kunde, Kunde.id == Utleieoppdrag.kunde_id)
        .where(Utleieoppdrag.id == liste.oppdrag_id, Portalkonto.er_aktiv)
    ).first()
    if row is None:
        return
    with in_language(row.sprak):
        send_epost(
            session,
            til=row.epost,
            navn=row.navn,
            emne=_(
                "Timer til godkjenning: %(vikar)s, %(uke)s", vikar=row.vikar, uke=formats.uke(liste.fra_dato)
            ),
            tekst=_(
                "%(vikar)s har levert timer for %(uke)s. Logg inn i kundeportalen for å godkjenne eller returnere.",
                vikar=row.vikar,
                uke=formats.uke(liste.fra_dato),
            ),
            sprak=row.sprak,
            noekkel=uuid5(_MAIL, f"{liste.id}/{liste.versjon_nr}/levert"),
            kunde_id=liste.kunde_id,
            person_id=row.person_id,
        )


def varsle_vikar(session: Session, *, liste: Timeliste, grunn: str) -> None:
    """Tell the worker that hours came back, and why, in his language."""
    row = session.execute(
        select(Kandidat.epost, func.coalesce(Portalkonto.sprak, Tenant.sprak).label("sprak"), _worker())
        .join(Tenant, Tenant.id == Kandidat.tenant_id)
        .outerjoin(Portalkonto, Portalkonto.kandidat_id == Kandidat.id)
        .where(Kandidat.id == liste.kandidat_id)
    ).one()
    if not row.epost:
        return
    with in_language(row.sprak):
        send_epost(
            session,
            til=row.epost,
            navn=row.vikar,
            emne=_("Timene for %(uke)s er returnert", uke=formats.uke(liste.fra_dato)),
            tekst=_(
                "Kunden skriver: %(grunn)s\n\nRett timene i vikarportalen og lever dem på nytt.", grunn=grunn
            ),
            sprak=row.sprak,
            noekkel=uuid5(_MAIL, f"{liste.id}/{liste.versjon_nr}/returnert/{liste.versjon}"),
            kunde_id=liste.kunde_id,
        )


def _worker() -> Any:
    return func.concat_ws(" ", Kandidat.fornavn, Kandidat.etternavn).label("vikar")
