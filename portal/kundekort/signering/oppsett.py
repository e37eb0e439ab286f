"""What signing puts into registries: the pages, the menu entry, and what hangs on a contact or a customer."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.i18n import _l
from portal.identity.permissions import Permission
from portal.kundekort.models import Engasjement, Person
from portal.kundekort.mottakere import sms_til
from portal.kundekort.registry import MOST_SHOWN, Ansvar, Kundepeker, ansvar, kundepekere
from portal.kundekort.signering.oversikt import room
from portal.signing.columns import left_to_sign
from portal.signing.models import Signatar, Signeringsforespoersel
from portal.signing.successor import Arving, replace_signer
from portal.web import nav
from portal.web.nav import Navpunkt


def setup(app: Flask) -> None:
    """Called when the room is set up."""
    app.register_blueprint(room)
    nav.register(
        app,
        Navpunkt(
            "signeringer",
            _l("Signering"),
            "signeringer.liste",
            "signature",
            Permission.DOKUMENT_LES,
            54,
            group=nav.SALG,
        ),
    )
    ansvar.register(Ansvar("signeringer", _l("Skal signere"), "signature", _read, _move, order=45))
    kundepekere.register(Kundepeker(Signeringsforespoersel.kunde_id, _l("Signeringer"), order=21))


def _his(kontakt_id: UUID) -> Any:
    return left_to_sign(Signatar.engasjement_id == kontakt_id)


def _read(session: Session, kontakt_id: UUID) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Documents he has not signed yet."""
    rows = session.execute(
        select(Signeringsforespoersel.id, Signeringsforespoersel.kunde_id, Signeringsforespoersel.tittel)
        .join(Signatar, Signatar.forespoersel_id == Signeringsforespoersel.id)
        .where(Signatar.id.in_(_his(kontakt_id)))
        .order_by(Signeringsforespoersel.id)
        .limit(MOST_SHOWN + 1)
    )
    return [
        (
            row.tittel,
            "kundekort.dokumenter.signering.vis",
            {"kunde_id": row.kunde_id, "forespoersel_id": row.id},
        )
        for row in rows
    ]


def _move(session: Session, *, kontakt_id: UUID, etterfoelger_id: UUID | None, fra: date) -> int:
    """The successor signs in his place; with nobody, or one without an address, the request is withdrawn."""
    ids = session.scalars(_his(kontakt_id)).all()
    heir = None
    if etterfoelger_id is not None:
        row = session.execute(
            select(
                Person.navn, Engasjement.epost, Person.epost.label("egen"), Person.mobil, Engasjement.telefon
            )
            .join(Engasjement, Engasjement.person_id == Person.id)
            .where(Engasjement.id == etterfoelger_id)
        ).one()
        heir = Arving(etterfoelger_id, row.navn, row.epost or row.egen or "", sms_til(row))
    for signatar_id in ids:
        replace_signer(session, signatar_id=signatar_id, heir=heir)
    return len(ids)
