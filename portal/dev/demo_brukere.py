"""Demo users beside the cast: one who is invited, one who has left, and a role the agency has made itself.

Fixed ids: `cast.id("henrik")` (invited), `cast.id("tone")` (has left), `cast.id("salgsleder")`.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.base import add_in_order
from portal.db.clock import now
from portal.dev.cast import NORDVIK, Cast
from portal.identity.actions import opprett_bruker
from portal.identity.models import Rolle
from portal.identity.permissions import SHIPPED_ROLES


def fill(session: Session, cast: Cast) -> None:
    """Only Nordvik has them. No mail is sent: «Send ny invitasjon» makes the link."""
    if cast is not NORDVIK:
        return
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
