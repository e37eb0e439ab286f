"""Registering and changing a customer."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.identity.models import Bruker
from portal.kundekort.actions import index_kunde, next_kundenr
from portal.kundekort.kontor import begin_with_risk
from portal.kundekort.kunder.adresser import add_site_of_visit, set_adresser
from portal.kundekort.kunder.rules import FELT, Kundedata
from portal.kundekort.models import Kunde, KundeForelder, Kundestatus, KundestatusLogg
from portal.kundekort.queries import get_kunde
from portal.kundekort.rules import valid_orgnr
from portal.kundekort.steder import set_coordinates
from portal.tenancy.models import Avdeling, Selskap


def registrer_kunde(
    session: Session,
    *,
    data: Kundedata,
    status_kode: str = "P",
    forelder_id: UUID | None = None,
    kunde_id: UUID | None = None,
) -> Kunde:
    """Register a customer as Potensiell, with number, search words and its first line on the timeline.

    With `forelder_id` it is an enhet of that customer from today.

    Responsible and office default to the actor and his office; ours is the office's Selskap. Locks the tenant's
    customer numbering until commit.

    Raises:
        NotFound: no such parent in this tenant.
        Refused: orgnr that fails mod 11, or the tenant has no Selskap or no such status.
    """
    _check(data)
    status_id = session.scalar(select(Kundestatus.id).where(Kundestatus.kode == status_kode))
    if status_id is None:
        raise Refused(_("Kundestatusene er ikke satt opp ennå."))
    ansvarlig_id, avdeling_id = _defaults(session, data)
    moment, actor = now(), actor_of(session)
    kunde = Kunde(
        id=kunde_id or uuid7(),
        kundenr=next_kundenr(session),
        sortering=sort_key(data.navn),
        status_id=status_id,
        selskap_id=_selskap(session, avdeling_id),
        opprettet_tid=moment,
        opprettet_av_id=actor.id if actor.slag == "ansatt" else None,
        endret_tid=moment,
    )
    _fill(kunde, data)
    kunde.avdeling_id, kunde.kundeansvarlig_id = avdeling_id, ansvarlig_id
    session.add(kunde)
    session.flush()  # addresses, log and history point at the customer
    set_adresser(session, kunde=kunde, adresser=data.adresser)
    add_site_of_visit(session, kunde=kunde, adresser=data.adresser)
    session.add(
        KundestatusLogg(
            kunde_id=kunde.id,
            til_status_id=status_id,
            tid=moment,
            aktoer_id=actor.id,
            aktoer_navn=actor.navn,
            grunn="",
        )
    )
    if forelder_id is None:  # an enhet has what its customer has
        begin_with_risk(session, avdeling_id=kunde.avdeling_id, kunde_ids=[kunde.id])
    record(session, "kunde.opprettet", kunde_id=kunde.id, subject=kunde, navn=kunde.navn)
    if forelder_id is not None:
        get_kunde(session, kunde_id=forelder_id)
        session.add(KundeForelder(kunde_id=kunde.id, forelder_id=forelder_id, gyldig_fra=today()))
        record(session, "kunde.enhet-opprettet", kunde_id=forelder_id, subject=kunde, navn=kunde.navn)
    set_coordinates(session, kunde_ids=[kunde.id])
    index_kunde(session, kunde_id=kunde.id)
    return kunde


def endre_kunde(session: Session, *, kunde_id: UUID, data: Kundedata, versjon: int) -> Kunde:
    """Change the customer's own facts; what did not differ is not written. Locks the customer.

    Raises:
        NotFound: no such customer in this tenant.
        Stale: changed by someone else after `versjon` was shown.
        Refused: orgnr that fails mod 11.
    """
    kunde = get_kunde(session, kunde_id=kunde_id, lock=True)
    if kunde.versjon != versjon:
        raise Stale(_("Noen andre har endret kunden mens du skrev. Se hva som er lagret, og lagre på nytt."))
    _check(data)
    changes = {
        name: [_plain(getattr(kunde, name)), _plain(getattr(data, name))]
        for name in FELT
        if getattr(kunde, name) != getattr(data, name)
    }
    _fill(kunde, data)
    kunde.sortering = sort_key(data.navn)
    changed_addresses = set_adresser(session, kunde=kunde, adresser=data.adresser)
    if not changes and not changed_addresses:
        return kunde
    kunde.versjon += 1
    kunde.endret_tid = now()
    record(
        session,
        "kunde.endret",
        kunde_id=kunde.id,
        subject=kunde,
        felter=changes | {str(slag): "adresse" for slag in changed_addresses},
    )
    if changed_addresses or "kommunenr" in changes:
        set_coordinates(session, kunde_ids=[kunde.id])
    index_kunde(session, kunde_id=kunde.id)
    return kunde


def _check(data: Kundedata) -> None:
    if not data.navn.strip():
        raise Refused(_("Skriv navnet på kunden."), field="navn")
    if data.orgnr is not None and not valid_orgnr(data.orgnr):
        raise Refused(
            _("Organisasjonsnummeret stemmer ikke. Sjekk at alle sifrene er riktige."), field="orgnr"
        )


def _defaults(session: Session, data: Kundedata) -> tuple[UUID | None, UUID | None]:
    """(responsible, office): as chosen, else the actor and his office. At most one statement."""
    actor = actor_of(session)
    if actor.slag != "ansatt" or actor.id is None:
        return data.kundeansvarlig_id, data.avdeling_id
    avdeling_id = data.avdeling_id
    if avdeling_id is None:
        avdeling_id = session.scalar(select(Bruker.avdeling_id).where(Bruker.id == actor.id))
    return data.kundeansvarlig_id or actor.id, avdeling_id


def _selskap(session: Session, avdeling_id: UUID | None) -> UUID:
    """The Selskap of the office, else the tenant's first."""
    found: UUID | None = None
    if avdeling_id is not None:
        found = session.scalar(select(Avdeling.selskap_id).where(Avdeling.id == avdeling_id))
    found = found or session.scalar(select(Selskap.id).order_by(Selskap.id).limit(1))
    if found is None:
        raise Refused(_("Byrået har ikke registrert noe selskap ennå."))
    return found


def _fill(kunde: Kunde, data: Kundedata) -> None:
    for name in FELT:
        setattr(kunde, name, getattr(data, name))


def _plain(value: Any) -> Any:
    """JSON-ready: what the change log keeps."""
    return value if value is None or isinstance(value, str | int | bool) else str(value)
