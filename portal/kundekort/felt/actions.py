"""Own fields: set up, and filled in. A field is taken out of use, never removed, so that no value is lost."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound, Refused, Stale
from portal.i18n import _
from portal.jobs.outbox import enqueue
from portal.kundekort.actions import index_kunde
from portal.kundekort.felt.kontroll import check_felt
from portal.kundekort.felt.queries import (
    count_verdier,
    find_holder,
    get_felt,
    get_verdier,
    has_doubles,
)
from portal.kundekort.felt.rules import LISTER, Feltdata
from portal.kundekort.feltverdi import Felt, Post, fits, list_felt
from portal.kundekort.kontakter.queries import get_kontakt
from portal.kundekort.models import EgetFelt, Feltgjelder, Feltslag, Feltverdier
from portal.kundekort.queries import get_kunde
from portal.kundekort.registry import feltposter

INDEKSER = "felt.indekser"


def opprett_felt(session: Session, *, gjelder: Feltgjelder, data: Feltdata) -> EgetFelt:
    """A field of the agency's own. Raises Refused: the name is taken, or what was chosen does not fit the kind."""
    slag = data.slag or Feltslag.TEKST
    felt = EgetFelt(id=uuid7(), gjelder=gjelder, slag=slag, opprettet_tid=now(), versjon=1)
    check_felt(session, felt, slag=slag, data=data)
    _fill(felt, data)
    session.add(felt)
    record(session, "egetfelt.opprettet", subject=felt, navn=felt.navn)
    return felt


def endre_felt(session: Session, *, felt_id: UUID, data: Feltdata, versjon: int) -> EgetFelt:
    """Change a field; what is stored in it stays. Locks it. What the search finds follows soon after.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: as `opprett_felt`, another kind though it has values, or a
            key that two records share.
    """
    felt = get_felt(session, felt_id=felt_id, lock=True)
    if felt.versjon != versjon:
        raise Stale(_("Noen andre har endret feltet mens du skrev."))
    slag = data.slag or felt.slag
    if slag is not felt.slag and (antall := count_verdier(session, felt_id=felt_id)):
        raise Refused(
            _(
                "%(antall)s har alt en verdi i feltet, så typen kan ikke endres. Lag et nytt felt.",
                antall=antall,
            ),
            field="slag",
        )
    check_felt(session, felt, slag=slag, data=data)
    if data.er_noekkel and not felt.er_noekkel and has_doubles(session, felt_id=felt_id):
        raise Refused(
            _("To har samme verdi i feltet. Rett dem før det kan være en ekstern nøkkel."), field="er_noekkel"
        )
    found_before, felt.slag = _is_found(felt), slag
    _fill(felt, data)
    felt.versjon += 1
    if _is_found(felt) != found_before:
        enqueue(session, INDEKSER, key=uuid5(felt.id, str(felt.versjon)), felt_id=felt.id)
    record(session, "egetfelt.endret", subject=felt, navn=felt.navn)
    return felt


def lagre_kundefelt(
    session: Session, *, kunde_id: UUID, verdier: Mapping[str, Any], versjon: int
) -> Feltverdier | None:
    """What a customer has in the fields in use: id of the field → value, without the blank ones. Locks the customer.

    Values in fields that are out of use stay. None when nothing differed. Raises NotFound, Stale; Refused: a key that
    another customer has.
    """
    kunde = get_kunde(session, kunde_id=kunde_id, lock=True)
    row = get_verdier(session, post=Post(Feltgjelder.KUNDE, kunde_id))
    row = row or Feltverdier(id=uuid7(), kunde_id=kunde_id, versjon=0)
    changes = _write(session, row, Feltgjelder.KUNDE, verdier, versjon)
    if not changes:
        return None
    record(session, "kunde.egne-felt", kunde_id=kunde_id, subject=kunde, felter=changes)
    index_kunde(session, kunde_id=kunde_id)
    return row


def lagre_kontaktfelt(
    session: Session, *, kunde_id: UUID, kontakt_id: UUID, verdier: Mapping[str, Any], versjon: int
) -> Feltverdier | None:
    """The same of a contact; locks him. Raises as `lagre_kundefelt`."""
    kontakt, person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id, lock=True)
    row = get_verdier(session, post=Post(Feltgjelder.KONTAKT, kontakt_id))
    row = row or Feltverdier(id=uuid7(), engasjement_id=kontakt_id, versjon=0)
    changes = _write(session, row, Feltgjelder.KONTAKT, verdier, versjon)
    if not changes:
        return None
    record(
        session,
        "kontakt.egne-felt",
        kunde_id=kunde_id,
        person_id=person.id,
        subject=kontakt,
        navn=person.navn,
        felter=changes,
    )
    index_kunde(session, kunde_id=kunde_id)
    return row


def lagre_postfelt(
    session: Session, *, post: Post, verdier: Mapping[str, Any], versjon: int
) -> Feltverdier | None:
    """The same of a record of an upper room; locks it. Raises as `lagre_kundefelt`."""
    kind = feltposter.get(post.gjelder)
    if kind is None:
        raise NotFound(f"feltpost {post.gjelder}")
    subject = kind.laas(session, post.id)
    row = get_verdier(session, post=post) or Feltverdier(id=uuid7(), post_id=post.id, versjon=0)
    changes = _write(session, row, post.gjelder, verdier, versjon)
    if not changes:
        return None
    kunde_id = getattr(subject, "kunde_id", None)
    record(
        session, kind.hendelse, kunde_id=kunde_id, subject=subject, navn=kind.navn(subject), felter=changes
    )
    kind.indekser(session, post.id)
    return row


def _write(
    session: Session, row: Feltverdier, gjelder: Feltgjelder, verdier: Mapping[str, Any], versjon: int
) -> dict[str, list[str]]:
    """Name of the field → [before, after] of what differed; the row is written when something did."""
    if row.versjon != versjon:
        raise Stale(_("Noen andre har endret feltene mens du skrev. Se hva som er lagret, og lagre på nytt."))
    felter = list_felt(session, gjelder=gjelder, hold=True)
    if any(felt.key in verdier and not fits(felt, verdier[felt.key]) for felt in felter):
        raise Stale(_("Et felt fikk en annen type mens du skrev. Last siden på nytt og fyll det ut igjen."))
    held = row.verdier or {}
    changed = [felt for felt in felter if held.get(felt.key) != verdier.get(felt.key)]
    for felt in changed:
        if felt.er_noekkel and felt.key in verdier:
            _check_key(session, felt, verdier[felt.key], row.id)
    if changed:
        kept = {key: value for key, value in held.items() if key not in {felt.key for felt in felter}}
        given = {felt.key: verdier[felt.key] for felt in felter if felt.key in verdier}
        row.verdier, row.endret_tid = {**kept, **given}, now()
        row.versjon += 1
        session.add(row)
    return {felt.navn: [felt.text(held.get(felt.key)), felt.text(verdier.get(felt.key))] for felt in changed}


def _check_key(session: Session, felt: Felt, verdi: Any, row_id: UUID) -> None:
    """No two at once: the field is locked until commit. Not as `endre_felt` does: others hold it as it is meanwhile."""
    stmt = select(EgetFelt).where(EgetFelt.id == felt.id).with_for_update(key_share=True)
    row = session.scalars(stmt.execution_options(populate_existing=True)).one()
    if holder := find_holder(session, felt=row, verdi=verdi, unntatt=row_id):
        raise Refused(
            _(
                "%(navn)s har alt %(verdi)s her. En ekstern nøkkel kan bare stå ett sted.",
                navn=holder,
                verdi=verdi,
            ),
            field=f"f{felt.id.hex}",
        )


def _is_found(felt: EgetFelt) -> bool:
    return bool(felt.i_bruk and (felt.soekbar or felt.er_noekkel))


def _fill(felt: EgetFelt, data: Feltdata) -> None:
    felt.navn, felt.hjelp, felt.rekkefoelge = data.navn, data.hjelp, data.rekkefoelge
    felt.valg = list(data.valg) if felt.slag in LISTER else []
    felt.paakrevd, felt.i_bruk = data.paakrevd, data.i_bruk
    felt.soekbar, felt.er_noekkel = data.soekbar, data.er_noekkel
