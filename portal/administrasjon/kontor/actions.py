"""Choosing what holds for an office. Zones are dated and stay; the present one is the latest that has begun."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.administrasjon.kontor.queries import get_oppsett, list_risikoklasser, list_soner
from portal.administrasjon.organisasjon.queries import get_avdeling
from portal.audit.record import record
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.filestore.pdf import check_logo
from portal.i18n import _
from portal.kundekort.models import Agasone, Kontoroppsett, Kontorsone
from portal.tenancy.models import Avdeling


@dataclass(frozen=True)
class Kontordata:
    """What an office has chosen; what is empty, the agency and the installation decide."""

    risikoklasse_id: UUID | None
    svar_epost: str
    avsender_navn: str
    avsender_epost: str

    def told(self) -> list[str]:
        """As the history keeps it."""
        return [str(self.risikoklasse_id or ""), self.svar_epost, self.avsender_navn, self.avsender_epost]


def lagre_kontor(
    session: Session, *, avdeling_id: UUID, data: Kontordata, domener: Sequence[str], versjon: int
) -> Avdeling:
    """From now on new customers of the office begin so, and its mail goes out so. Locks the office.

    `domener` are the agency's own, that the installation may send for (`PORTAL_MAIL_DOMAINS`).

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: not a class of the agency's that is in use; a sender in
            another domain, whose mail would be taken for forged.
    """
    avdeling = _locked(session, avdeling_id, versjon)
    row = _oppsett(session, avdeling_id)
    before = Kontordata(
        row.risikoklasse_id, row.svar_epost or "", row.avsender_navn or "", row.avsender_epost or ""
    )
    offered = {each.id for each in list_risikoklasser(session)} | {row.risikoklasse_id, None}
    if data.risikoklasse_id not in offered:
        raise Refused(_("Velg en risikoklasse som er i bruk."), field="risikoklasse")
    domene = data.avsender_epost.rpartition("@")[2]
    if data.avsender_epost and domene not in domener:
        raise Refused(
            _(
                "Portalen kan ikke sende for %(domene)s: da ville e-posten bli tatt for forfalsket. "
                "Be den som drifter portalen, om å åpne for domenet.",
                domene=domene,
            ),
            field="avsender_epost",
        )
    row.risikoklasse_id, row.svar_epost = data.risikoklasse_id, data.svar_epost
    row.avsender_navn, row.avsender_epost = data.avsender_navn, data.avsender_epost
    record(
        session,
        "oppsett.kontor-endret",
        subject=avdeling,
        navn=avdeling.navn,
        foer=before.told(),
        etter=data.told(),
    )
    return avdeling


def sett_logo(session: Session, *, avdeling_id: UUID, logo: bytes | None, versjon: int) -> Avdeling:
    """The picture at the head of documents made from now on; None takes it away. Locks the office.

    Documents that are made keep what they have.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: not a picture that can be drawn.
    """
    avdeling = _locked(session, avdeling_id, versjon)
    if logo is not None:
        check_logo(logo)
    _oppsett(session, avdeling_id).logo = logo
    kode = "oppsett.logo-satt" if logo is not None else "oppsett.logo-fjernet"
    sha256 = hashlib.sha256(logo or b"").hexdigest()
    record(session, kode, subject=avdeling, navn=avdeling.navn, sha256=sha256)
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


def _oppsett(session: Session, avdeling_id: UUID) -> Kontoroppsett:
    """The office's row, a new one the first time."""
    row = get_oppsett(session, avdeling_id=avdeling_id)
    if row is None:
        row = Kontoroppsett(id=uuid7(), avdeling_id=avdeling_id)
        session.add(row)
    return row


def _locked(session: Session, avdeling_id: UUID, versjon: int) -> Avdeling:
    avdeling = get_avdeling(session, avdeling_id=avdeling_id, lock=True)
    if avdeling.versjon != versjon:
        raise Stale(_("Avdelingen er endret siden du åpnet den."))
    avdeling.versjon += 1
    return avdeling
