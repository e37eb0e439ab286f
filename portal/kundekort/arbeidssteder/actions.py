"""Worksites: registered, changed, made the standard one, taken out of use and back. Never deleted: orders read them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.errors import Refused, Stale
from portal.i18n import _, ngettext
from portal.kundekort.arbeidssteder.queries import find_bruk, get_sted, works_in_tree
from portal.kundekort.arbeidssteder.rules import Bruk, Stedsdata, place_key
from portal.kundekort.models import Arbeidssted
from portal.kundekort.queries import get_kunde
from portal.kundekort.steder import has_standard, make_standard, place_fields


def registrer_arbeidssted(session: Session, *, kunde_id: UUID, data: Stedsdata) -> Arbeidssted:
    """A new worksite; the customer's first becomes the standard one. Locks the customer.

    Raises:
        NotFound: no such customer. Refused: no name, or a contact who is not there now.
    """
    get_kunde(session, kunde_id=kunde_id, lock=True)
    sted = Arbeidssted(id=uuid7(), kunde_id=kunde_id, er_aktiv=True, er_standard=False)
    _fill(session, sted, data)
    sted.er_standard = not has_standard(session, kunde_id=kunde_id)
    session.add(sted)
    record(session, "arbeidssted.registrert", kunde_id=kunde_id, subject=sted, navn=sted.navn)
    return sted


def lag_arbeidssteder(session: Session, *, kunde_id: UUID, steder: Sequence[Stedsdata]) -> list[Arbeidssted]:
    """Several at once; one the customer has already, by name and address, is left out. Raises as for one."""
    stmt = select(Arbeidssted.navn, Arbeidssted.adresse, Arbeidssted.postnr)
    held = {place_key(*row) for row in session.execute(stmt.where(Arbeidssted.kunde_id == kunde_id))}
    made = []
    for data in steder:
        key = place_key(data.navn, data.adresse, data.postnr)
        if key in held:
            continue
        held.add(key)
        made.append(registrer_arbeidssted(session, kunde_id=kunde_id, data=data))
        session.flush()  # the next one asks whether there is a standard one
    return made


def endre_arbeidssted(
    session: Session, *, kunde_id: UUID, arbeidssted_id: UUID, data: Stedsdata, versjon: int
) -> Arbeidssted:
    """Change a worksite. What was agreed there keeps what it says; new requests begin with this. Locks it.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: as for a new one.
    """
    sted = get_sted(session, kunde_id=kunde_id, arbeidssted_id=arbeidssted_id, lock=True)
    if sted.versjon != versjon:
        raise Stale(_("Noen andre har endret arbeidsstedet mens du skrev."))
    _fill(session, sted, data)
    sted.versjon += 1
    record(session, "arbeidssted.endret", kunde_id=kunde_id, subject=sted, navn=sted.navn)
    return sted


def velg_standard(session: Session, *, kunde_id: UUID, arbeidssted_id: UUID) -> Arbeidssted:
    """Let new requests begin with this worksite. Locks the customer. Raises NotFound; Refused: out of use."""
    get_kunde(session, kunde_id=kunde_id, lock=True)
    sted = get_sted(session, kunde_id=kunde_id, arbeidssted_id=arbeidssted_id, lock=True)
    if not sted.er_aktiv:
        raise Refused(_("Arbeidsstedet er ute av bruk. Ta det i bruk igjen først."))
    if not sted.er_standard:
        make_standard(session, sted=sted)
        sted.versjon += 1
        record(session, "arbeidssted.standard", kunde_id=kunde_id, subject=sted, navn=sted.navn)
    return sted


def ta_ut_av_bruk(
    session: Session, *, kunde_id: UUID, arbeidssted_id: UUID, permissions: frozenset[str] = frozenset()
) -> Arbeidssted:
    """Offer the worksite no more. Locks the customer.

    Raises:
        NotFound. Refused: an open request or a running oppdrag is there (with links to what `permissions` may read),
            or it is the standard one among several.
    """
    get_kunde(session, kunde_id=kunde_id, lock=True)
    sted = get_sted(session, kunde_id=kunde_id, arbeidssted_id=arbeidssted_id, lock=True)
    if bruk := find_bruk(session, arbeidssted_id=arbeidssted_id, permissions=permissions):
        raise Refused(_why_in_use(bruk), links=bruk.navngitte)
    if sted.er_standard and _others_in_use(session, sted):
        raise Refused(_("Velg et annet standard arbeidssted før dette tas ut av bruk."))
    if sted.er_aktiv:
        sted.er_aktiv = sted.er_standard = False
        sted.versjon += 1
        record(session, "arbeidssted.ute", kunde_id=kunde_id, subject=sted, navn=sted.navn)
    return sted


def ta_i_bruk(session: Session, *, kunde_id: UUID, arbeidssted_id: UUID) -> Arbeidssted:
    """Offer it again; the standard one when there is no other. Locks the customer. Raises NotFound."""
    get_kunde(session, kunde_id=kunde_id, lock=True)
    sted = get_sted(session, kunde_id=kunde_id, arbeidssted_id=arbeidssted_id, lock=True)
    if not sted.er_aktiv:
        sted.er_aktiv = True
        sted.er_standard = not has_standard(session, kunde_id=kunde_id)
        sted.versjon += 1
        record(session, "arbeidssted.inn", kunde_id=kunde_id, subject=sted, navn=sted.navn)
    return sted


def flytt_kontaktansvar(
    session: Session, *, kontakt_id: UUID, etterfoelger_id: UUID | None, fra: date
) -> int:
    """Everywhere the contact is named, as contact on site or for HMS, his successor is, or nobody."""
    rows = session.scalars(
        select(Arbeidssted)
        .where(or_(Arbeidssted.kontakt_id == kontakt_id, Arbeidssted.hms_kontakt_id == kontakt_id))
        .order_by(Arbeidssted.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for sted in rows:
        for column in ("kontakt_id", "hms_kontakt_id"):
            if getattr(sted, column) == kontakt_id:
                setattr(sted, column, etterfoelger_id)
        sted.versjon += 1
    return len(rows)


def _fill(session: Session, sted: Arbeidssted, data: Stedsdata) -> None:
    if not data.navn.strip():
        raise Refused(_("Skriv navnet på arbeidsstedet."), field="navn")
    for column in ("kontakt_id", "hms_kontakt_id"):
        chosen = getattr(data, column)
        # One who was chosen before and has left since may stand until another is chosen.
        if (
            chosen is not None
            and chosen != getattr(sted, column)
            and not works_in_tree(session, kunde_id=sted.kunde_id, kontakt_id=chosen)
        ):
            raise Refused(_("Velg en som er kontakt hos kunden i dag."), field=column)
    for name, value in vars(data).items():
        setattr(sted, name, value)
    for name, value in place_fields(session, postnr=data.postnr, poststed=data.poststed).items():
        setattr(sted, name, value)
    sted.sortering = sort_key(sted.navn)


def _why_in_use(bruk: Bruk) -> str:
    if bruk.navngitte and not bruk.andre:
        return _("Arbeidsstedet er i bruk. Flytt eller avslutt dette først:")
    hidden = ngettext(
        "Arbeidsstedet er i bruk på %(num)d stilling eller oppdrag du ikke har tilgang til.",
        "Arbeidsstedet er i bruk på %(num)d stillinger og oppdrag du ikke har tilgang til.",
        bruk.andre,
    )
    return str(hidden)


def _others_in_use(session: Session, sted: Arbeidssted) -> bool:
    stmt = select(Arbeidssted.id).where(
        Arbeidssted.kunde_id == sted.kunde_id, Arbeidssted.er_aktiv, Arbeidssted.id != sted.id
    )
    return session.scalar(stmt.limit(1)) is not None
