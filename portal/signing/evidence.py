"""A request as its provider is told of it, with the history for the evidence."""

from sqlalchemy.orm import Session

from portal.i18n import in_language
from portal.signing.base import Event, Party, Request
from portal.signing.hendelser import event_name
from portal.signing.models import Signatar, Signeringsforespoersel
from portal.signing.post import agency
from portal.signing.queries import list_hendelser


def request_of(
    session: Session, foresp: Signeringsforespoersel, parties: list[Signatar], document: bytes
) -> Request:
    """Two statements: the agency's name and the chain."""
    by_time = sorted(
        parties, key=lambda each: (each.signert_tid is None, each.signert_tid or foresp.opprettet_tid)
    )
    with in_language(foresp.sprak):
        events = [
            Event(
                row.tid, str(event_name(row.hva)), row.aktoer, f"{row.ip} {row.agent}".strip(), row.hash.hex()
            )
            for row in list_hendelser(session, forespoersel_id=foresp.id)
        ]
    return Request(
        request_id=str(foresp.id),
        title=foresp.tittel,
        sender=agency(session),
        language=foresp.sprak,
        deadline=foresp.frist_tid,
        document=document,
        parties=[
            Party(str(p.id), p.navn, p.epost, p.for_hvem, p.rekkefoelge, p.signert_tid, p.mobil)
            for p in by_time
        ],
        events=events,
    )
