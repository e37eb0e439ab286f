"""Note how sound a customer is found to be, and when to look again."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.errors import Refused
from portal.i18n import _
from portal.kundekort.ansvar import find_ansvarlig
from portal.kundekort.kreditt.rules import PERSONFORETAK, Vurderingsdata
from portal.kundekort.models import Kredittvurdering, Kunde, Oppgave, Oppgavetilstand
from portal.kundekort.oppgaver.actions import avlys_oppgave, registrer_oppgave
from portal.kundekort.oppgaver.rules import Oppgavedata
from portal.kundekort.queries import get_kunde


def noter_vurdering(session: Session, *, kunde_id: UUID, data: Vurderingsdata) -> Kredittvurdering:
    """Add an assessment to the log. Its next day is a task, in the place of the one before. Locks the customer.

    Raises:
        NotFound. Refused: a day that cannot be, a sole trader without a reason, a limit without a sum, or nobody
            to remind.
    """
    kunde = get_kunde(session, kunde_id=kunde_id, lock=True)
    _check(data, kunde)
    oppgave = _remind(session, kunde, data)
    row = Kredittvurdering(
        id=uuid7(),
        kunde_id=kunde.id,
        vurdert_av=actor_of(session).navn,
        opprettet_tid=now(),
        oppgave_id=oppgave.id if oppgave else None,
        **{name: value for name, value in vars(data).items() if name != "ny_grense"},
    )
    session.add(row)
    record(session, "kreditt.vurdert", kunde_id=kunde.id, subject=kunde)
    if data.ny_grense and kunde.kredittgrense_oere != data.anbefalt_oere:
        changed = {"kredittgrense_oere": [kunde.kredittgrense_oere, data.anbefalt_oere]}
        kunde.kredittgrense_oere, kunde.endret_tid = data.anbefalt_oere, now()
        kunde.versjon += 1
        record(session, "kunde.endret", kunde_id=kunde.id, subject=kunde, felter=changed)
    return row


def _check(data: Vurderingsdata, kunde: Kunde) -> None:
    if data.dato > today():
        raise Refused(_("En vurdering kan ikke være fra en dag som ikke har vært."), field="dato")
    if data.neste_dato is not None and data.neste_dato <= max(data.dato, today()):
        raise Refused(_("Velg en dag etter i dag."), field="neste_dato")
    if kunde.organisasjonsform in PERSONFORETAK and not data.behov.strip():
        raise Refused(
            _(
                "Kunden er et enkeltpersonforetak, så vurderingen gjelder en person. Skriv hvorfor den trengs."
            ),
            field="behov",
        )
    if data.ny_grense and data.anbefalt_oere is None:
        raise Refused(_("Skriv beløpet som skal være kredittgrense."), field="anbefalt")


def _remind(session: Session, kunde: Kunde, data: Vurderingsdata) -> Oppgave | None:
    """One open task at a time: what an earlier assessment asked for is answered by this one.

    One that is older than what stands already changes nothing.
    """
    newer = select(Kredittvurdering.id).where(
        Kredittvurdering.kunde_id == kunde.id, Kredittvurdering.dato > data.dato
    )
    if session.scalar(newer.limit(1)) is not None:
        return None
    earlier = (
        select(Oppgave.id)
        .join(Kredittvurdering, Kredittvurdering.oppgave_id == Oppgave.id)
        .where(Kredittvurdering.kunde_id == kunde.id, Oppgave.tilstand == Oppgavetilstand.AAPEN)
        .order_by(Oppgave.id)
    )
    for oppgave_id in session.scalars(earlier).all():
        avlys_oppgave(session, oppgave_id=oppgave_id)
    if data.neste_dato is None:
        return None
    responsible = find_ansvarlig(session, kunde=kunde)
    if responsible is None:
        raise Refused(
            _("Kunden har ingen å minne om neste vurdering. Velg en kundeansvarlig først."),
            field="neste_dato",
            link=f"/kunder/{kunde.id}/endre",
            link_text=_("Endre kunden"),
        )
    title = _("Ny kredittvurdering av %(kunde)s", kunde=kunde.navn)
    task = Oppgavedata(tittel=title, ansvarlig_id=responsible, frist_dato=data.neste_dato)
    return registrer_oppgave(session, data=task, kunde_id=kunde.id)
