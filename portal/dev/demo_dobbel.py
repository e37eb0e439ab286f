"""A customer that somebody registered twice, and that has been merged: last, so that the others keep their numbers."""

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.db.clock import frozen, now
from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.rules import Kundedata
from portal.kundekort.queries import get_kunde
from portal.kundekort.sammenslaaing.actions import slaa_sammen_kunder
from portal.kundekort.sammenslaaing.rules import Side, Valg

#: agency → (the customer that remains, the name it was registered under the second time)
TWICE = {"nordvik": ("solbakken", "Solbakken komune"), "solvik": ("fjellheim", "Fjellheimen AS")}


def fill(session: Session, cast: Cast) -> None:
    """Registered and merged some days ago."""
    key, navn = TWICE[cast.slug]
    session.info["actor"] = actor(cast, cast.members[0].key)
    with frozen(now() - timedelta(days=3)):
        dobbel = registrer_kunde(session, data=Kundedata(navn=navn))
        session.flush()  # the merge locks it by statement
        kunde = get_kunde(session, kunde_id=cast.id(key))
        slaa_sammen_kunder(
            session,
            denne_id=kunde.id,
            andre_id=dobbel.id,
            valg=Valg(Side.DENNE),
            versjoner=(kunde.versjon, dobbel.versjon),
        )
