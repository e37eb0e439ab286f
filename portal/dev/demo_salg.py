"""Demo of sales: teams, competitors, potential and opportunities of the cast, made with the room's own actions."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.clock import frozen, now, today
from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.kundekort.kreditt.actions import noter_vurdering
from portal.kundekort.kreditt.rules import Vurderingsdata
from portal.kundekort.models import Kredittkilde, Salgskode, Salgstrinn
from portal.kundekort.salg.actions import lagre_konkurrent, lagre_salg
from portal.kundekort.salg.muligheter import flytt_mulighet, registrer_mulighet
from portal.kundekort.salg.oppsett_actions import Teamdata, lagre_team, seed_salg, ta_inn_medlem
from portal.kundekort.salg.rules import Konkurrentdata, Mulighetsdata, Salgsdata

TEAMS = {
    "nordvik": (("Vest", ("marte", "jon")), ("Helse og kommune", ("lise", "marte"))),
    "solvik": (("Sunnfjord", ("carl",)),),
}


@dataclass(frozen=True)
class Sjanse:
    """One opportunity: days since it came to its stage, days until it is expected."""

    kunde: str
    tittel: str
    trinn: str
    siden: int
    verdi_kr: int | None
    aarsverk: int | None = None
    om: int | None = None
    hvem: str = "marte"
    kontakt: str | None = None
    grunn: str = ""


CHANCES = {
    "nordvik": (
        Sjanse("fjordtre", "Fast kveldsskift på terminalen", "Forhandling", 12, 2_400_000, 4, 18, kontakt="terje"),
        Sjanse("fjordtre", "Vedlikeholdsstans i påsken", "Behov avklart", 6, 850_000, 2, 60, kontakt="siv"),
        Sjanse("solbakken", "Rammeavtale helsefag 2027", "Tilbud sendt", 31, 6_200_000, 9, 25, hvem="lise",
               kontakt="eldrid"),
        Sjanse("nydalen", "Driftsteknikere på timer", "Ny", 4, 1_100_000, 2, 40),
        Sjanse("sognekraft", "Elektrikere fra mars", "Ny", 20, None, 3, 75),
        Sjanse("bjerke", "Bilmottak i sommer", "Tilbud sendt", 9, 640_000, 1, 14, hvem="jon"),
        Sjanse("solheim", "Slaktesesongen", "Behov avklart", 44, 1_750_000, 6, 30),
        Sjanse("stord", "Sveisere til revisjon", "Vunnet", 15, 3_300_000, 5, -15),
        Sjanse("tysnes", "Laksepakking", "Tapt", 25, 900_000, 3, -20, grunn="Valgte en annen på pris"),
    ),
    "solvik": (
        Sjanse("fjellheim", "Helgeskift på pakkeriet", "Tilbud sendt", 5, 780_000, 2, 20, hvem="carl", kontakt="dina"),
        Sjanse("naustdal", "Sesongfolk", "Ny", 3, 420_000, 3, 45, hvem="carl"),
    ),
}  # fmt: skip


def fill(session: Session, cast: Cast) -> None:
    """The shipped funnel, then what the agency has made of it."""
    lead = cast.members[0].key
    session.info["actor"] = actor(cast, lead)
    seed_salg(session)
    session.flush()  # stages and words are looked up by name
    teams = {}
    for navn, members in TEAMS[cast.slug]:
        team = lagre_team(session, data=Teamdata(navn, er_aktiv=True))
        session.flush()  # the members point at it
        teams[navn] = team.id
        for key in members:
            ta_inn_medlem(session, team_id=team.id, bruker_id=cast.id(key), fra=date(2026, 1, 1))
    with frozen(now() - timedelta(days=60)):
        _sides(session, cast, teams)
        _credit(session, cast)
    session.info["actor"] = actor(cast, lead)
    stages = {row.navn: row.id for row in session.execute(select(Salgstrinn.navn, Salgstrinn.id))}
    for chance in CHANCES[cast.slug]:
        _chance(session, cast, chance, stages)


def _sides(session: Session, cast: Cast, teams: dict[str, UUID]) -> None:
    words = {row.navn: row.id for row in session.execute(select(Salgskode.navn, Salgskode.id))}
    first = next(iter(teams.values()))
    kunde = "fjordtre" if cast.slug == "nordvik" else "fjellheim"
    lagre_salg(
        session,
        kunde_id=cast.id(kunde),
        versjon=0,
        data=Salgsdata(
            vara_id=cast.id("jon") if cast.slug == "nordvik" else None,
            team_id=first,
            kilde_id=words["Anbefaling"],
            kampanje="Messe på Kokstad" if cast.slug == "nordvik" else "",
            segment_id=words["Lager og logistikk"],
            potensial_oere=1_200_000_000,
            aarsverk=18,
        ),
    )
    lagre_konkurrent(
        session,
        kunde_id=cast.id(kunde),
        data=Konkurrentdata(
            "Bemanning Vest AS",
            andel_bp=3_500,
            pris="ca. 372 kr/t lager",
            avtaleslutt=today() + timedelta(days=120),
            merknad="Leverer på dagtid, klarer ikke kveld.",
        ),
    )


def _credit(session: Session, cast: Cast) -> None:
    """What finance found two months ago, and the smaller sum of the year before."""
    session.info["actor"] = actor(cast, "lise" if cast.slug == "nordvik" else cast.members[0].key)
    kunde_id = cast.id("fjordtre" if cast.slug == "nordvik" else "fjellheim")
    for age, score, kroner in ((365, "A", 150_000), (0, "AA", 300_000)):
        data = Vurderingsdata(
            dato=today() - timedelta(days=age),
            kilde=Kredittkilde.BYRAA,
            kilde_navn="Kredittopplysning Vest",
            score=score,
            anbefalt_oere=kroner * 100,
            neste_dato=None if age else today() + timedelta(days=365),
        )
        noter_vurdering(session, kunde_id=kunde_id, data=data)
        session.flush()  # the next one asks for the task of this one


def _chance(session: Session, cast: Cast, chance: Sjanse, stages: dict[str, UUID]) -> None:
    """It came in as new a while before it came to where it stands."""
    session.info["actor"] = actor(cast, chance.hvem)
    kunde_id = cast.id(chance.kunde)
    data = Mulighetsdata(
        tittel=chance.tittel,
        ansvarlig_id=cast.id(chance.hvem),
        verdi_oere=chance.verdi_kr * 100 if chance.verdi_kr is not None else None,
        aarsverk=chance.aarsverk,
        forventet_dato=today() + timedelta(days=chance.om) if chance.om is not None else None,
        kontakt_id=cast.id(chance.kontakt) if chance.kontakt else None,
    )
    arrived = now() - timedelta(days=chance.siden)
    first = stages["Ny"]
    with frozen(arrived - timedelta(days=0 if chance.trinn == "Ny" else 10)):
        row = registrer_mulighet(session, kunde_id=kunde_id, trinn_id=first, data=data)
    session.flush()  # it is read back for the move
    if chance.trinn != "Ny":
        with frozen(arrived):
            flytt_mulighet(
                session,
                kunde_id=kunde_id,
                mulighet_id=row.id,
                trinn_id=stages[chance.trinn],
                versjon=row.versjon,
                grunn=chance.grunn,
            )
