"""Demo of groups of contacts: a fixed one, one that follows a rule, and somebody who has said no."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.identity.models import Bruker
from portal.kundekort.grupper.actions import lag_gruppe, legg_i_gruppe
from portal.kundekort.grupper.reservasjon import sett_reservasjon
from portal.kundekort.grupper.rules import Vilkaar
from portal.kundekort.kontakter.queries import get_kontakt
from portal.kundekort.models import Deling, Gruppeslag
from portal.kundekort.utvalg import Leser

#: (name, contacts with their customers)
FIXED = {
    "nordvik": ("Julehilsen", (("terje", "fjordtre"), ("siv", "fjordtre"), ("eldrid", "solbakken"))),
    "solvik": ("Julehelsing", (("dina", "fjellheim"),)),
}
RULE = {"nordvik": "De som godkjenner timer", "solvik": "Dei som godkjenner timar"}
#: Who has said no: contact, customer, how we know.
NO = {"nordvik": ("siv", "fjordtre", "Sa det i telefonen"), "solvik": None}


def fill(session: Session, cast: Cast) -> None:
    """As the first of the employees."""
    lead = cast.members[0].key
    session.info["actor"] = actor(cast, lead)
    avdeling_id = session.scalar(select(Bruker.avdeling_id).where(Bruker.id == cast.id(lead)))
    leser = Leser(cast.id(lead), avdeling_id)
    navn, people = FIXED[cast.slug]
    gruppe = lag_gruppe(session, navn=navn, deling=Deling.ALLE, slag=Gruppeslag.FAST, leser=leser)
    for kontakt, kunde in people:
        legg_i_gruppe(
            session,
            gruppe_id=gruppe.id,
            kunde_id=cast.id(kunde),
            kontakt_id=cast.id(kontakt),
            leser=leser,
        )
    lag_gruppe(
        session,
        navn=RULE[cast.slug],
        deling=Deling.ALLE,
        slag=Gruppeslag.REGEL,
        vilkaar=Vilkaar(roller=("timegodkjenner",)),
        leser=leser,
    )
    if held := NO[cast.slug]:
        kontakt_id, kunde_id = cast.id(held[0]), cast.id(held[1])
        person = get_kontakt(session, kunde_id=kunde_id, kontakt_id=kontakt_id)[1]
        sett_reservasjon(
            session,
            kunde_id=kunde_id,
            kontakt_id=kontakt_id,
            reservert=True,
            kilde=held[2],
            versjon=person.versjon,
        )
