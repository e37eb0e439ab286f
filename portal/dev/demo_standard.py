"""Demo of defaults: the agency's own, and what Fjordtre and its Terminal have set for themselves."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.db.clock import frozen, now
from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.kundekort.models import Standardslag
from portal.kundekort.standard.actions import lagre_rad, velg_bruk
from portal.kundekort.standard.seksjoner import register_sections
from portal.kundekort.standardseksjoner import Seksjon, find_section
from portal.oppdrag.paaslag.seksjon import SLAG, register_section

S = Standardslag
#: A course an enhet gives itself, and the law for a politiattest in care; demo_papirer registers both.
COURSE, ATTEST_LAW = "Sikkerhetskurs Kokstad", "helse- og omsorgstjenesteloven § 5-4"
_WEEK = ["1", "2", "3", "4", "5"]
AGENCY: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    S.DOKUMENTKRAV: (
        ("Taushetserklæring", {"hjemmel": "", "stopper": False}),
    ),
    S.SKIFT: (
        ("Dag", {"dager": _WEEK, "start": "07:00", "slutt": "15:00", "pause": 30, "tillegg": ""}),
        ("Kveld", {"dager": _WEEK, "start": "15:00", "slutt": "23:00", "pause": 30, "tillegg": "kveldstillegg"}),
        ("Natt", {"dager": ["1", "2", "3", "4"], "start": "22:00", "slutt": "06:00", "pause": 30, "tillegg": ""}),
    ),
    S.STILLINGSMAL: (
        ("Truckfører T4", {"yrkeskode": "8344", "beskrivelse": "Lasting og lossing med motvektstruck.",
                           "krav": "Truckførerbevis T4", "verneutstyr": "Vernesko, gul vest"}),
        ("Lagermedarbeider", {"yrkeskode": "9333", "beskrivelse": "Plukk og pakk.", "krav": "",
                              "verneutstyr": "Vernesko"}),
    ),
    S.KOMPETANSE: (("Truckførerbevis T4", {"kategori": "Sertifikat", "paakrevd": False}),),
    S.RISIKOKLASSE: (("Lager og transport", {"yrkeskode": "8344", "premie": 55}),),
    S.OPPTJENING: (("Tariff", {"feriepenger": 1200, "helligdagsloenn": True, "avspasering": False}),),
}  # fmt: skip


def fill(session: Session, cast: Cast) -> None:
    """The agency's level first; then Fjordtre with its own shifts, and a factor its Terminal alone has."""
    register_sections()
    register_section()
    session.info["actor"] = actor(cast, cast.members[0].key)
    with frozen(now() - timedelta(days=60)):
        _fill(session, cast)


def _fill(session: Session, cast: Cast) -> None:
    for slag, rows in AGENCY.items():
        for place, (navn, data) in enumerate(rows, start=1):
            _row(session, slag, None, navn=navn, rekkefoelge=place * 10, data=data)
    _factor(session, None, "Standard", 16_200, 10)
    _factor(session, None, "Ingen", None, 90)
    kunde, enhet = ("fjordtre", "fjordtre.terminal") if cast.slug == "nordvik" else ("fjellheim", "fjellheim")
    _own(session, cast.id(kunde), S.SKIFT)
    early = {"dager": _WEEK, "start": "06:00", "slutt": "14:00", "pause": 30, "tillegg": ""}
    _row(session, S.SKIFT, cast.id(kunde), navn="Tidlig", rekkefoelge=5, data=early)
    if cast.slug == "nordvik":
        _papers(session, cast)
        care = {"yrkeskode": "5321", "premie": 85}
        _own(session, cast.id("solbakken"), S.RISIKOKLASSE)
        _row(session, S.RISIKOKLASSE, cast.id("solbakken"), navn="Helse og omsorg", rekkefoelge=5, data=care)
    _own(session, cast.id(enhet), SLAG)
    _factor(session, cast.id(enhet), "Terminal", 15_800, 1)


def _papers(session: Session, cast: Cast) -> None:
    """What is asked for where: a law stops, and so does a rule of the house; else it is told."""
    for kunde, navn, hjemmel, stops in (
        ("fjordtre.lager", COURSE, "", False),
        ("solbakken", "Politiattest", ATTEST_LAW, True),
        ("haug", "HMS-kort", "forskrift om HMS-kort §§ 3–4", True),
        ("groenland", "HMS-kort", "forskrift om HMS-kort §§ 3–4", True),
        ("bryggen", "Kurs i internkontroll mat", "", True),
    ):
        _own(session, cast.id(kunde), S.DOKUMENTKRAV)
        data = {"hjemmel": hjemmel, "stopper": stops}
        _row(session, S.DOKUMENTKRAV, cast.id(kunde), navn=navn, rekkefoelge=20, data=data)


def _section(slag: str) -> Seksjon:
    section = find_section(slag)
    if section is None:
        raise LookupError(slag)
    return section


def _own(session: Session, kunde_id: UUID, slag: str) -> None:
    section = _section(slag)
    velg_bruk(
        session, seksjon=section, kunde_id=kunde_id, bruk_egne=True, gjelder_underenheter=True, versjon=0
    )
    session.flush()  # more rows are put beside the copied ones


def _row(session: Session, slag: str, node_id: UUID | None, **values: Any) -> None:
    def write(row: Any) -> None:
        for name, value in values.items():
            setattr(row, name, value)

    lagre_rad(session, seksjon=_section(slag), node_id=node_id, fill=write)
    session.flush()  # names are looked up among what is stored


def _factor(session: Session, node_id: UUID | None, navn: str, ordinary: int | None, place: int) -> None:
    columns = ("ordinaer_bp", "overtid50_bp", "overtid100_bp", "helg_bp")
    factors = {column: ordinary + step * 1_000 if ordinary else None for step, column in enumerate(columns)}
    _row(session, SLAG, node_id, navn=navn, rekkefoelge=place, gyldig_fra=date(2026, 1, 1), **factors)
