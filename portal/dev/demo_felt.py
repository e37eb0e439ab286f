"""Demo of own fields: what the agencies want to know beside what comes with the product, filled in here and there."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.db.clock import frozen, now
from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.kundekort.felt.actions import lagre_kontaktfelt, lagre_kundefelt, opprett_felt
from portal.kundekort.felt.rules import Feltdata
from portal.kundekort.models import Feltgjelder, Feltslag

S = Feltslag
_BRANSJER = ("Lager og logistikk", "Industri", "Helse", "Bygg", "Annet")
CUSTOMERS: dict[str, tuple[Feltdata, ...]] = {
    "nordvik": (
        Feltdata("Regnskap-id", "Kundens nummer i regnskapet.", S.TEKST, rekkefoelge=10, er_noekkel=True),
        Feltdata("Bransje", "", S.VALG, _BRANSJER, rekkefoelge=20),
        Feltdata("Tilbyr kantine", "", S.JANEI, rekkefoelge=30),
        Feltdata("Rammeavtale utløper", "Siste dag i rammeavtalen.", S.DATO, rekkefoelge=40),
        Feltdata("Budsjett innleie", "Kroner per år.", S.BELOEP, rekkefoelge=50),
        Feltdata("Adkomst", "Port, parkering og oppmøte.", S.TEKST, rekkefoelge=60, soekbar=True),
    ),
    "solvik": (Feltdata("Rekneskaps-id", "", S.TEKST, rekkefoelge=10, er_noekkel=True),),
}
CONTACTS = {
    "nordvik": (
        Feltdata(
            "Verneutstyr",
            "Det vi holder klart til besøk.",
            S.FLERVALG,
            ("Hjelm", "Vernesko", "Vest"),
            rekkefoelge=10,
        ),
        Feltdata("Treffes etter", "", S.KLOKKESLETT, rekkefoelge=20),
    ),
    "solvik": (),
}
VALUES: dict[str, dict[str, dict[str, Any]]] = {
    "nordvik": {
        "fjordtre": {"Regnskap-id": "K-10042", "Bransje": "Lager og logistikk", "Tilbyr kantine": True,
                     "Rammeavtale utløper": "2027-06-30", "Budsjett innleie": 450_000_000,
                     "Adkomst": "Port B, meld fra i vakta"},
        "solbakken": {"Regnskap-id": "K-10051", "Bransje": "Helse", "Tilbyr kantine": False,
                      "Rammeavtale utløper": "2027-12-31"},
        "alna": {"Bransje": "Lager og logistikk", "Budsjett innleie": 90_000_000},
        "haug": {"Regnskap-id": "K-10063", "Bransje": "Bygg"},
    },
    "solvik": {"fjellheim": {"Rekneskaps-id": "5001"}},
}  # fmt: skip
PEOPLE = {"nordvik": {"terje": {"Verneutstyr": ["Vernesko", "Vest"], "Treffes etter": "09:00"}}, "solvik": {}}


def fill(session: Session, cast: Cast) -> None:
    """The fields, then the values."""
    session.info["actor"] = actor(cast, cast.members[0].key)
    with frozen(now() - timedelta(days=45)):
        fields = {
            data.navn: str(opprett_felt(session, gjelder=Feltgjelder.KUNDE, data=data).id)
            for data in CUSTOMERS[cast.slug]
        }
        fields |= {
            data.navn: str(opprett_felt(session, gjelder=Feltgjelder.KONTAKT, data=data).id)
            for data in CONTACTS[cast.slug]
        }
        session.flush()  # values are checked against the fields
        for key, values in VALUES[cast.slug].items():
            lagre_kundefelt(
                session, kunde_id=cast.id(key), verdier={fields[n]: v for n, v in values.items()}, versjon=0
            )
        for key, values in PEOPLE[cast.slug].items():
            lagre_kontaktfelt(
                session,
                kunde_id=cast.id("fjordtre"),
                kontakt_id=cast.id(key),
                verdier={fields[n]: v for n, v in values.items()},
                versjon=0,
            )
