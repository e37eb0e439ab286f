"""Whether a customer that will soon be invoiced has somebody who takes invoices; asked in the card's own statement."""

from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import ColumnElement, and_, case, exists, or_, select

from portal.db.clock import today
from portal.faktura.models import Dokumenttilstand, Salgsdokument
from portal.i18n import _
from portal.kundekort.models import Engasjement, Kontaktrolle, Rolle
from portal.kundekort.queries import Kort
from portal.kundekort.tree import ancestors, holds_on
from portal.oppdrag.models import Utleieoppdrag

KEY = "uten-fakturamottaker"


def missing_receiver(kunde_id: UUID) -> ColumnElement[Any]:
    """1 for a customer with an assignment or a draft, nothing issued yet, and no receiver at it or above it; else 0."""
    opp = ancestors(kunde_id, name="opp_faktura")
    receiver = exists(
        select(Kontaktrolle.id)
        .join(Engasjement, Engasjement.id == Kontaktrolle.engasjement_id)
        .where(
            Kontaktrolle.kunde_id.in_(select(opp.c.id)),
            Kontaktrolle.rolle == Rolle.FAKTURAMOTTAKER,
            holds_on(Kontaktrolle, today()),
            holds_on(Engasjement, today()),
        )
    )
    own = Salgsdokument.kunde_id == kunde_id
    issued = exists().where(own, Salgsdokument.tilstand == Dokumenttilstand.UTSTEDT)
    soon = or_(
        exists().where(Utleieoppdrag.kunde_id == kunde_id),
        exists().where(own, Salgsdokument.tilstand == Dokumenttilstand.UTKAST),
    )
    return select(case((and_(soon, ~issued, ~receiver), 1), else_=0)).scalar_subquery()


def warn(kort: Kort) -> tuple[str, str, str, str] | None:
    """The callout on Oversikt and on the tab Faktura: (tone, text, link, words of the link)."""
    if not kort.tall.get(KEY):
        return None
    return (
        "warn",
        _("Ingen kontakt har rollen «Mottar faktura». Legg inn en før den første fakturaen."),
        url_for("kundekort.kontakter.liste", kunde_id=kort.id),
        _("Gå til kontaktene"),
    )
