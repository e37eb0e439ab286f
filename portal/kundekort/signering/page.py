"""The page of one request, with whatever form was refused."""

from typing import Any
from uuid import UUID

from flask import Response
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.kundekort.queries import get_kort
from portal.kundekort.signering.forms import ForlengForm, GrunnForm, reader
from portal.kundekort.signering.queries import get_kundeforespoersel
from portal.kundekort.signering.words import WORDS
from portal.signing.hendelser import event_name
from portal.signing.models import Tilstand
from portal.signing.post import link_of
from portal.signing.queries import list_hendelser, list_left, list_signatarer, list_undelivered
from portal.signing.rules import RUNNING, WAITS, broken_at
from portal.web.forms import WriteForm
from portal.web.pages import show


def request_page(session: Session, kunde_id: UUID, forespoersel_id: UUID, **forms: Any) -> Response:
    """Five statements besides the identity, six with an employee among the signers."""
    foresp = get_kundeforespoersel(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    parties = list_signatarer(session, forespoersel_id=forespoersel_id)
    events = list_hendelser(session, forespoersel_id=forespoersel_id)
    mine = [p for p in parties if p.bruker_id == current_user.id and p.tilstand in WAITS]
    if current_user.bak is not None:  # the link signs in a colleague's name, and its page knows no «vis som»
        mine = []
    stored = reader(session, kunde_id=kunde_id, forespoersel_id=forespoersel_id)
    return show(
        "kundekort/signering/vis.html",
        status=422 if forms else 200,
        kort=get_kort(session, kunde_id=kunde_id, permissions=current_user.permissions),
        foresp=foresp,
        parter=parties,
        ikke_levert=list_undelivered(
            session, parties=parties, finished=foresp.tilstand is Tilstand.FULLFOERT
        ),
        sluttet=list_left(session, parties=parties),
        hendelser=events,
        navn_paa=event_name,
        hvem={each.id: each.navn for each in parties},
        brudd=broken_at(events),
        min_lenke=link_of(session, foresp, mine[0]) if mine and foresp.tilstand in RUNNING else None,
        forleng=forms.get("forleng") or ForlengForm(None, stored=stored),
        trekk=forms.get("trekk") or GrunnForm(None),
        knapp=WriteForm(None),
        **WORDS,
    )
