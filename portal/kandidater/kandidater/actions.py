"""Writes on the candidate itself."""

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _
from portal.kandidater.actions import write_search_words
from portal.kandidater.fnr import find_key, seal
from portal.kandidater.models import Kandidat, Kandidatstatus
from portal.kandidater.queries import get_kandidat


@dataclass(frozen=True)
class Kandidatdata:
    """What the form holds of a candidate, the national number apart."""

    fornavn: str
    etternavn: str
    epost: str
    telefon: str
    adresse: str
    postnr: str
    poststed: str
    status: Kandidatstatus
    yrke: str
    stilling_bp: int
    tilgjengelig_fra: date | None
    fem_ukers_ferie: bool
    kommentar: str
    avdeling_id: UUID | None
    konsulent_id: UUID | None


def opprett_kandidat(
    session: Session,
    *,
    data: Kandidatdata,
    fnr: str | None,
    idempotens: UUID,
    kandidat_id: UUID | None = None,
) -> Kandidat:
    """A new candidate. The same `idempotens` again answers the first. Does not commit.

    `fnr` is eleven digits that `parse_fodselsnummer` has read; it is sealed before it is stored.

    Raises:
        Refused: another candidate has the e-mail or the number.
    """
    if first := session.scalar(select(Kandidat).where(Kandidat.idempotens == idempotens)):
        return first
    kandidat = Kandidat(id=kandidat_id or uuid7(), idempotens=idempotens, opprettet_tid=now())
    _refuse_known_email(session, kandidat_id=kandidat.id, epost=data.epost)
    _write(kandidat, data)
    if fnr:
        _write_number(session, kandidat=kandidat, fnr=fnr)
    session.add(kandidat)
    write_search_words(session, kandidat=kandidat)
    record(session, "kandidat.opprettet", subject=kandidat, navn=kandidat.navn)
    return kandidat


def endre_kandidat(session: Session, *, kandidat_id: UUID, data: Kandidatdata, versjon: int) -> Kandidat:
    """Change what the form holds. Locks the candidate. Does not commit.

    Raises:
        NotFound: no such candidate here.
        Stale: someone else changed it after `versjon` was shown.
        Refused: another candidate has the e-mail.
    """
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    if kandidat.versjon != versjon:
        raise Stale(_("Noen andre endret kandidaten mens du skrev. Se hva som er lagret, og lagre på nytt."))
    _refuse_known_email(session, kandidat_id=kandidat.id, epost=data.epost)
    changed = [f.name for f in fields(data) if getattr(kandidat, f.name) != getattr(data, f.name)]
    if not changed:
        return kandidat
    _write(kandidat, data)
    kandidat.versjon += 1
    write_search_words(session, kandidat=kandidat)
    record(session, "kandidat.endret", subject=kandidat, felt=changed)
    return kandidat


def lagre_foedselsnummer(session: Session, *, kandidat_id: UUID, fnr: str | None) -> Kandidat:
    """Store, replace or remove (None) the national number. Locks the candidate. Does not commit.

    The number itself is in no log. Raises NotFound; Refused when another candidate has it.
    """
    kandidat = get_kandidat(session, kandidat_id=kandidat_id, lock=True)
    if fnr is None:
        kandidat.fnr_kryptert = kandidat.fnr_indeks = kandidat.fnr_slag = None
        kandidat.fnr_hint = ""
    else:
        _write_number(session, kandidat=kandidat, fnr=fnr)
    kandidat.versjon += 1
    kandidat.endret_tid = now()
    record(session, "kandidat.fnr-lagret" if fnr else "kandidat.fnr-fjernet", subject=kandidat)
    return kandidat


def _write(kandidat: Kandidat, data: Kandidatdata) -> None:
    for field in fields(data):
        setattr(kandidat, field.name, getattr(data, field.name))
    kandidat.epost = data.epost.lower()
    kandidat.sortering = sort_key(f"{data.etternavn} {data.fornavn}")
    kandidat.endret_tid = now()


def _write_number(session: Session, *, kandidat: Kandidat, fnr: str) -> None:
    tenant_id: int = session.info["tenant"]
    known = select(Kandidat.fornavn, Kandidat.etternavn).where(
        Kandidat.fnr_indeks == find_key(fnr, tenant_id=tenant_id), Kandidat.id != kandidat.id
    )
    if other := session.execute(known.limit(1)).first():
        raise Refused(
            _("Nummeret er alt registrert på %(navn)s.", navn=f"{other.fornavn} {other.etternavn}"),
            field="fnr",
        )
    sealed = seal(fnr, tenant_id=tenant_id, kandidat_id=kandidat.id)
    kandidat.fnr_kryptert, kandidat.fnr_indeks = sealed.kryptert, sealed.indeks
    kandidat.fnr_hint, kandidat.fnr_slag = sealed.hint, sealed.slag
    kandidat.foedselsdato = sealed.foedselsdato or kandidat.foedselsdato


def _refuse_known_email(session: Session, *, kandidat_id: UUID, epost: str) -> None:
    """A worker signs in with the address, so two candidates cannot share one."""
    if not epost:
        return
    known = select(Kandidat.fornavn, Kandidat.etternavn).where(
        Kandidat.epost == epost.lower(), Kandidat.id != kandidat_id
    )
    if other := session.execute(known.limit(1)).first():
        raise Refused(
            _("%(navn)s har alt denne e-postadressen.", navn=f"{other.fornavn} {other.etternavn}"),
            field="epost",
        )
