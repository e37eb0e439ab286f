"""Own fields as the tests make, change and read them."""

from sqlalchemy import select

from portal.kundekort.felt.actions import (
    endre_felt,
    lagre_kundefelt,
    opprett_felt,
)
from portal.kundekort.felt.rules import Feltdata
from portal.kundekort.feltverdi import Post, list_med_verdier
from portal.kundekort.models import EgetFelt, Feltgjelder, Feltslag, Feltverdier

S = Feltslag
TYPED = {
    S.TEKST: ("Port B", "Port B"),
    S.HELTALL: ("1 234", 1234),
    S.DESIMAL: ("12,5", 125_000),
    S.BELOEP: ("1 234,50", 123_450),
    S.DATO: ("19.11.2026", "2026-11-19"),
    S.KLOKKESLETT: ("0730", "07:30"),
    S.JANEI: ("nei", False),
    S.VALG: ("B", "B"),
    S.FLERVALG: (["A", "B"], ["A", "B"]),
}
WRONG = {
    S.HELTALL: "12,5",
    S.DESIMAL: "x",
    S.BELOEP: "mye",
    S.DATO: "32.13.2026",
    S.KLOKKESLETT: "25:00",
    S.VALG: "C",
}


def field(session, navn="Prøvefelt", slag=S.TEKST, gjelder=Feltgjelder.KUNDE, **more) -> EgetFelt:
    valg = ("A", "B") if slag in {S.VALG, S.FLERVALG} else ()
    felt = opprett_felt(session, gjelder=gjelder, data=Feltdata(navn, slag=slag, **{"valg": valg, **more}))
    session.flush()
    return felt


def as_stored(felt: EgetFelt, **changes) -> Feltdata:
    names = ("navn", "hjelp", "paakrevd", "rekkefoelge", "i_bruk", "soekbar", "er_noekkel")
    held = {name: getattr(felt, name) for name in names}
    return Feltdata(**{**held, "valg": tuple(felt.valg), **changes})


def change(session, felt: EgetFelt, **changes) -> EgetFelt:
    return endre_felt(session, felt_id=felt.id, data=as_stored(felt, **changes), versjon=felt.versjon)


def put(session, kunde, felt: EgetFelt, value) -> None:
    _felter, held, versjon = list_med_verdier(session, post=Post(Feltgjelder.KUNDE, kunde.id))
    lagre_kundefelt(session, kunde_id=kunde.id, verdier={**held, str(felt.id): value}, versjon=versjon)
    session.flush()


def held(session, kunde_id) -> dict:
    session.expire_all()
    row = session.scalars(select(Feltverdier).where(Feltverdier.kunde_id == kunde_id)).one_or_none()
    return row.verdier if row else {}


def name_of(felt: EgetFelt) -> str:
    return f"f{felt.id.hex}"


def page_of(kunde) -> str:
    return f"/kunder/{kunde.id}/egne-felt"
