"""Choosing what holds for an office. Zones are dated and stay; the present one is the latest that has begun."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.administrasjon.kontor.queries import get_oppsett, list_risikoklasser, list_soner
from portal.administrasjon.organisasjon.queries import get_avdeling
from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kundekort.models import Agasone, Kontoroppsett, Kontorsone
from portal.tenancy.models import Avdeling


def lagre_kontor(
    session: Session, *, avdeling_id: UUID, risikoklasse_id: UUID | None, svar_epost: str, versjon: int
) -> Avdeling:
    """From now on new customers of the office begin so, and answers go there. Locks the office.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: not a class of the agency's that is in use.
    """
    avdeling = _locked(session, avdeling_id, versjon)
    row = get_oppsett(session, avdeling_id=avdeling_id) or Kontoroppsett(id=uuid7(), avdeling_id=avdeling_id)
    before = [str(row.risikoklasse_id or ""), row.svar_epost or ""]
    offered = {each.id for each in list_risikoklasser(session)} | {row.risikoklasse_id, None}
    if risikoklasse_id not in offered:
        raise Refused(_("Velg en risikoklasse som er i bruk."), field="risikoklasse")
    row.risikoklasse_id, row.svar_epost = risikoklasse_id, svar_epost
    session.add(row)
    after = [str(risikoklasse_id or ""), svar_epost]
    record(session, "oppsett.kontor-endret", subject=avdeling, navn=avdeling.navn, foer=before, etter=after)
    return avdeling


def sett_sone(session: Session, *, avdeling_id: UUID, sone: Agasone, fra: date, versjon: int) -> Kontorsone:
    """The office's zone from a day on; the same day again replaces it. Locks the office.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: it is the zone that holds then anyway.
    """
    avdeling = _locked(session, avdeling_id, versjon)
    soner = list_soner(session, avdeling_id=avdeling_id)
    then = next((row for row in soner if row.gyldig_fra <= fra), None)
    if then is not None and then.sone is sone:
        raise Refused(_("Avdelingen er alt i denne sonen den dagen."), field="sone")
    row = session.scalar(
        select(Kontorsone).where(Kontorsone.avdeling_id == avdeling_id, Kontorsone.gyldig_fra == fra)
    ) or Kontorsone(id=uuid7(), avdeling_id=avdeling_id, gyldig_fra=fra)
    row.sone = sone
    session.add(row)
    record(
        session,
        "oppsett.kontorsone",
        subject=avdeling,
        navn=avdeling.navn,
        sone=str(sone),
        fra=fra.isoformat(),
    )
    return row


def _locked(session: Session, avdeling_id: UUID, versjon: int) -> Avdeling:
    avdeling = get_avdeling(session, avdeling_id=avdeling_id, lock=True)
    if avdeling.versjon != versjon:
        raise Stale(_("Avdelingen er endret siden du åpnet den."))
    avdeling.versjon += 1
    return avdeling
