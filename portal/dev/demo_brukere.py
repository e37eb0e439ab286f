"""Demo users beside the cast, a role the agency has made itself, and what the office in Oslo has decided.

Fixed ids: `cast.id("henrik")` (invited), `cast.id("tone")` (has left), `cast.id("salgsleder")`.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.base import add_in_order
from portal.db.clock import now
from portal.db.types import uuid7
from portal.dev.cast import NORDVIK, Cast
from portal.identity.actions import opprett_bruker
from portal.identity.models import Rolle
from portal.identity.permissions import SHIPPED_ROLES
from portal.kundekort.models import Agasone, Kontoroppsett, Kontorsone, Standardslag, Standardverdi


def fill(session: Session, cast: Cast) -> None:
    """Only Nordvik has them. No mail is sent: «Send ny invitasjon» makes the link."""
    if cast is not NORDVIK:
        return
    first = select(Standardverdi.id).where(
        Standardverdi.kunde_id.is_(None), Standardverdi.slag == Standardslag.RISIKOKLASSE
    )
    add_in_order(
        session,
        [
            Kontoroppsett(
                id=uuid7(),
                avdeling_id=cast.id("Oslo"),
                risikoklasse_id=session.scalar(first.limit(1)),
                svar_epost=f"oslo@{cast.slug}.example",
            ),
            Kontorsone(id=uuid7(), avdeling_id=cast.id("Oslo"), sone=Agasone.I, gyldig_fra=date(2026, 1, 1)),
        ],
    )
    roles = {rolle.navn: rolle for rolle in session.scalars(select(Rolle))}
    leader = Rolle(
        id=cast.id("salgsleder"), navn="Salgsleder", rettigheter=sorted(map(str, SHIPPED_ROLES["Konsulent"]))
    )
    add_in_order(session, [leader])
    people = (("henrik", "Henrik Lunde", leader, "Oslo"), ("tone", "Tone Vik", roles["Leser"], "Bergen"))
    for key, navn, rolle, office in people:
        bruker = opprett_bruker(
            session,
            bruker_id=cast.id(key),
            navn=navn,
            epost=cast.epost(key),
            passord=None,
            roller=[rolle],
            avdeling_id=cast.id(office),
            er_demo=True,
        )
        if key == "tone":
            bruker.er_aktiv, bruker.sist_innlogget_tid = False, now()
