"""Opportunities: registered, changed, and moved from stage to stage of the agency's funnel."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.errors import NotFound, Refused, Stale
from portal.i18n import _
from portal.identity.models import Bruker
from portal.kundekort.models import Mulighet, Salgstrinn, Trinnslag
from portal.kundekort.mottakere import find_kontakt
from portal.kundekort.queries import get_kunde
from portal.kundekort.salg.queries import get_mulighet
from portal.kundekort.salg.rules import KRAV, NO_DATE, Mulighetsdata


def registrer_mulighet(
    session: Session,
    *,
    kunde_id: UUID,
    trinn_id: UUID,
    data: Mulighetsdata,
    mulighet_id: UUID | None = None,
) -> Mulighet:
    """Put an opportunity into the funnel.

    Raises:
        NotFound: no such customer. Refused: not an open stage in use, what the stage asks for is missing, or
            someone else's contact.
    """
    get_kunde(session, kunde_id=kunde_id)
    actor, moment = actor_of(session), now()
    row = Mulighet(
        id=mulighet_id or uuid7(),
        kunde_id=kunde_id,
        opprettet_tid=moment,
        opprettet_av_id=actor.id if actor.slag == "ansatt" else None,
        versjon=1,
    )
    _fill(session, row, data)
    trinn = _stage(session, trinn_id)
    if trinn.slag is not Trinnslag.AAPEN:
        raise Refused(_("En ny mulighet begynner i et åpent trinn."), field="trinn_id")
    _check_demands(row, trinn)
    row.trinn_id, row.trinn_tid = trinn.id, moment
    session.add(row)
    record(session, "mulighet.registrert", kunde_id=kunde_id, subject=row, tittel=row.tittel)
    return row


def endre_mulighet(
    session: Session, *, kunde_id: UUID, mulighet_id: UUID, data: Mulighetsdata, versjon: int
) -> Mulighet:
    """Change what is written of an opportunity. Locks it. Raises NotFound; Stale; Refused as when registered."""
    row = get_mulighet(session, kunde_id=kunde_id, mulighet_id=mulighet_id, lock=True)
    if row.versjon != versjon:
        raise Stale(_("Noen andre har endret muligheten mens du skrev."))
    _fill(session, row, data)
    row.versjon += 1
    record(session, "mulighet.endret", kunde_id=kunde_id, subject=row, tittel=row.tittel)
    return row


def flytt_mulighet(
    session: Session, *, kunde_id: UUID, mulighet_id: UUID, trinn_id: UUID, versjon: int, grunn: str = ""
) -> Mulighet:
    """Move an opportunity to another stage; the days there begin anew. Locks it.

    Raises:
        NotFound. Stale: changed since `versjon`. Refused: it stands there already, the stage is out of use or asks
            for more, or it is lost without a reason.
    """
    row = get_mulighet(session, kunde_id=kunde_id, mulighet_id=mulighet_id, lock=True)
    if row.versjon != versjon:
        raise Stale(_("Noen andre har flyttet eller endret muligheten."))
    fra, til = _stage(session, row.trinn_id, used=False), _stage(session, trinn_id)
    if fra.id == til.id:
        raise Refused(_("Muligheten står alt i «%(trinn)s».", trinn=_(til.navn)), field="trinn_id")
    _check_demands(row, til)
    if til.slag is Trinnslag.TAPT and not grunn:
        raise Refused(_("Skriv hvorfor den ble tapt."), field="grunn")
    row.trinn_id, row.trinn_tid = til.id, now()
    row.avsluttet_tid = None if til.slag is Trinnslag.AAPEN else row.trinn_tid
    row.grunn = grunn if til.slag is Trinnslag.TAPT else ""
    row.versjon += 1
    what = {Trinnslag.VUNNET: "mulighet.vunnet", Trinnslag.TAPT: "mulighet.tapt"}.get(
        til.slag, "mulighet.flyttet"
    )
    record(
        session,
        what,
        kunde_id=kunde_id,
        subject=row,
        tittel=row.tittel,
        fra=fra.navn,
        til=til.navn,
        grunn=row.grunn,
    )
    return row


def _stage(session: Session, trinn_id: UUID, *, used: bool = True) -> Salgstrinn:
    trinn = session.scalar(select(Salgstrinn).where(Salgstrinn.id == trinn_id))
    if trinn is None:
        raise NotFound(f"salgstrinn {trinn_id}")
    if used and not trinn.er_aktiv:
        raise Refused(_("Trinnet «%(trinn)s» er tatt ut av bruk.", trinn=_(trinn.navn)), field="trinn_id")
    return trinn


def _check_demands(row: Mulighet, trinn: Salgstrinn) -> None:
    missing = [str(label) for code, (label, met) in KRAV.items() if code in trinn.krav and not met(row)]
    if missing:
        raise Refused(
            _(
                "Før «%(trinn)s» må dette være fylt ut: %(mangler)s.",
                trinn=_(trinn.navn),
                mangler=", ".join(missing).lower(),
            ),
            field="trinn_id",
        )


def _fill(session: Session, row: Mulighet, data: Mulighetsdata) -> None:
    if data.kontakt_id is not None:
        kontakt = find_kontakt(session, kunde_id=row.kunde_id, kontakt_id=data.kontakt_id)
        if kontakt is None and data.kontakt_id != row.kontakt_id:
            raise Refused(_("Kontakten hører ikke til denne kunden."), field="kontakt_id")
    if session.scalar(select(Bruker.id).where(Bruker.id == data.ansvarlig_id)) is None:
        raise Refused(_("Velg fra listen."), field="ansvarlig_id")
    for name, value in vars(data).items():
        setattr(row, name, value)
    row.sortering = data.forventet_dato.isoformat() if data.forventet_dato else NO_DATE
