"""The call list: its menu entry, and what becomes of its lines when a contact leaves."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.i18n import _, _l
from portal.identity.models import Bruker
from portal.identity.permissions import Permission
from portal.kundekort.models import Ringelinje
from portal.kundekort.registry import MOST_SHOWN, Ansvar, ansvar
from portal.kundekort.ringeliste.actions import flytt_ringelinjer
from portal.kundekort.ringeliste.rapportsider import room as rapport
from portal.kundekort.ringeliste.routes import room
from portal.web import nav
from portal.web.nav import Navpunkt


def setup(app: Flask) -> None:
    """Mounts the pages and fills the registries."""
    app.register_blueprint(room)
    app.register_blueprint(rapport)
    nav.register(
        app,
        Navpunkt(
            "ringeliste",
            _l("Ringeliste"),
            "ringeliste.liste",
            "phone-outgoing",
            Permission.DAGBOK_ENDRE,
            52,
            shortcut="r",
            covers=("ringerapport",),
            group=nav.SALG,
        ),
    )
    ansvar.register(
        Ansvar("ringeliste", _l("Ringelister"), "phone-outgoing", _read, flytt_ringelinjer, order=40)
    )


def _read(session: Session, kontakt_id: UUID) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Whose lists he is on."""
    rows = session.scalars(
        select(Bruker.navn)
        .join(Ringelinje, Ringelinje.bruker_id == Bruker.id)
        .where(Ringelinje.engasjement_id == kontakt_id)
        .order_by(Bruker.navn)
        .limit(MOST_SHOWN + 1)
    )
    return [(_("Ringelisten til %(navn)s", navn=navn), "", {}) for navn in rows]
