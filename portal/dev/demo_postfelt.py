"""Demo of own fields on candidates, open positions and assignments, filled in here and there."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.db.clock import frozen, now
from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.kundekort.felt.actions import lagre_postfelt, opprett_felt
from portal.kundekort.felt.rules import Feltdata
from portal.kundekort.feltverdi import Post
from portal.kundekort.models import Feltgjelder, Feltslag
from portal.oppdrag import feltposter

S, G = Feltslag, Feltgjelder
_SHIFTS = ("Dag", "Kveld", "Natt", "Helg")
#: The VMS number and the shift are fields of both, so they follow when a position becomes an assignment.
FIELDS: dict[str, dict[Feltgjelder, tuple[Feltdata, ...]]] = {
    "nordvik": {
        G.KANDIDAT: (
            Feltdata("Lønn-id", "Nummeret i lønnssystemet.", S.TEKST, rekkefoelge=10, er_noekkel=True),
            Feltdata("Førerkort", "", S.FLERVALG, ("B", "C", "CE", "D"), rekkefoelge=20),
            Feltdata("Arbeidstøy", "Størrelse på jakke og bukse.", S.TEKST, rekkefoelge=30),
        ),
        G.STILLING: (
            Feltdata("VMS-nummer", "Bestillingen i kundens system.", S.TEKST, rekkefoelge=10, soekbar=True),
            Feltdata("Skift", "", S.VALG, _SHIFTS, rekkefoelge=20),
            Feltdata("Intervju kreves", "", S.JANEI, rekkefoelge=30),
        ),
        G.OPPDRAG: (
            Feltdata("VMS-nummer", "Bestillingen i kundens system.", S.TEKST, rekkefoelge=10, soekbar=True),
            Feltdata("Skift", "", S.VALG, _SHIFTS, rekkefoelge=20),
            Feltdata("Adgangskort levert", "", S.DATO, rekkefoelge=30),
        ),
    },
    "solvik": {G.KANDIDAT: (Feltdata("Løns-id", "", S.TEKST, rekkefoelge=10, er_noekkel=True),)},
}
VALUES: dict[str, tuple[tuple[Feltgjelder, str, dict[str, Any]], ...]] = {
    "nordvik": (
        (G.KANDIDAT, "piotr", {"Lønn-id": "70114", "Førerkort": ["B", "CE"], "Arbeidstøy": "L / C52"}),
        (G.KANDIDAT, "amina", {"Lønn-id": "70115"}),
        (G.STILLING, "ls.helg", {"VMS-nummer": "BST-88201", "Skift": "Helg", "Intervju kreves": False}),
        (G.OPPDRAG, "op.truck.piotr", {"VMS-nummer": "BST-87944", "Skift": "Dag"}),
    ),
    "solvik": ((G.KANDIDAT, "sunniva", {"Løns-id": "210"}),),
}


def fill(session: Session, cast: Cast) -> None:
    """The fields, then the values."""
    feltposter.register()
    session.info["actor"] = actor(cast, cast.members[0].key)
    with frozen(now() - timedelta(days=30)):
        fields = {
            (gjelder, data.navn): str(opprett_felt(session, gjelder=gjelder, data=data).id)
            for gjelder, held in FIELDS[cast.slug].items()
            for data in held
        }
        session.flush()  # values are checked against the fields
        for gjelder, key, values in VALUES[cast.slug]:
            lagre_postfelt(
                session,
                post=Post(gjelder, cast.id(key)),
                verdier={fields[gjelder, navn]: value for navn, value in values.items()},
                versjon=0,
            )
