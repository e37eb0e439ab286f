"""Demo of tasks beside those that follow from the diary, and of call lists.

Tasks of all kinds: repeated, done, about several records.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from portal.db.clock import OSLO, frozen, now, today
from portal.dev.cast import Cast
from portal.dev.demo_kandidater import actor
from portal.kundekort.aktivitetstyper import get_type_id
from portal.kundekort.avtaler.actions import registrer_avtale
from portal.kundekort.avtaler.rules import Avtaledata
from portal.kundekort.favoritter.actions import sett_favorittpost
from portal.kundekort.hotlister import lag_liste
from portal.kundekort.kalender.actions import lag_kalenderadresse
from portal.kundekort.lister.actions import legg_poster_i_liste
from portal.kundekort.models import Deling, Gjentakelse, Prioritet
from portal.kundekort.oppgaver.actions import fullfoer_oppgave, registrer_oppgave
from portal.kundekort.oppgaver.koblinger import koble_oppgave
from portal.kundekort.oppgaver.poster import kundekortets_slag
from portal.kundekort.oppgaver.rules import Oppgavedata
from portal.kundekort.registry import koblingsslag
from portal.kundekort.ringeliste.actions import legg_paa_ringeliste
from portal.kundekort.ringeliste.rules import Linjedata
from portal.kundekort.utvalg import Leser
from portal.oppdrag.oppgavekobling import koblinger_til_oppgaver


@dataclass(frozen=True)
class Gjoeremaal:
    """One task: days from today until it is due, and what it is about."""

    tittel: str
    hvem: str
    dager: int | None
    kunde: str | None = None
    kontakt: str | None = None
    type: str | None = None
    prioritet: Prioritet = Prioritet.VANLIG
    gjentakelse: Gjentakelse = Gjentakelse.INGEN
    koblinger: tuple[tuple[str, str], ...] = ()
    ferdig: bool = False


TASKS = {
    "nordvik": (
        Gjoeremaal("Ring Terje om julevaktene", "marte", 0, "fjordtre", "terje", "telefon", Prioritet.HOEY,
                   koblinger=(("utleieoppdrag", "op.truck.piotr"), ("kunde", "fjordtre.lager"))),
        Gjoeremaal("Gå gjennom ukens timer", "marte", -1, gjentakelse=Gjentakelse.UKENTLIG),
        Gjoeremaal("Send bemanningsrapport til Solbakken", "marte", 5, "solbakken", "eldrid", "epost",
                   gjentakelse=Gjentakelse.MAANEDLIG),
        Gjoeremaal("Avklar kontonummer for oppgjør", "lise", 12, "haug", "haavard", prioritet=Prioritet.LAV),
        Gjoeremaal("Rydd i gamle kandidater", "marte", None),
        Gjoeremaal("Bekreft oppmøtested hos Alna", "marte", -2, "alna", ferdig=True),
        Gjoeremaal("Kontroller kredittgrense", "lise", 2, "haug", prioritet=Prioritet.HOEY),
    ),
    "solvik": (
        Gjoeremaal("Ring Dina om påske", "carl", 2, "fjellheim", "dina", "telefon",
                   gjentakelse=Gjentakelse.MAANEDLIG, koblinger=(("kunde", "naustdal"),)),
        Gjoeremaal("Rydd i dagboka", "carl", None, ferdig=True),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Moete:
    """One appointment, an hour from ten o'clock: who calls it, and who else comes."""

    tittel: str
    hvem: str
    dager: int
    sted: str
    kunde: str | None = None
    kontakter: tuple[str, ...] = ()
    kolleger: tuple[str, ...] = ()


MEETINGS = {
    "nordvik": (
        Moete("Årsmøte om rammeavtalen", "marte", 5, "Kokstadvegen 41", "fjordtre", ("terje", "anne"), ("lise",)),
        Moete("Månedsmøte", "jon", 1, "Strandgaten 14", kolleger=("marte",)),
    ),
    "solvik": (Moete("Planlegg påske", "carl", 4, "Meieriet", "fjellheim", ("dina",)),),
}  # fmt: skip
#: Whose list, whom, how often, and days until next.
CALLS = {
    "nordvik": (
        ("marte", "terje", 14, -1), ("marte", "eldrid", 30, 0), ("marte", "anne", 60, 20),
        ("lise", "haavard", 7, 3), ("jon", "terje", 90, 40),
    ),
    "solvik": (("carl", "dina", 30, 1),),
}  # fmt: skip

#: Stars on other records than customers: kind, key.
STARS = {
    "nordvik": (
        ("marte", "kandidat", "amina"), ("marte", "ledig_stilling", "ls.sykehjem"),
        ("marte", "utleieoppdrag", "op.sykehjem.henrik"), ("marte", "engasjement", "eldrid"),
    ),
    "solvik": (("carl", "kandidat", "sunniva"),),
}  # fmt: skip

#: Lists of other records than customers: owner, name, kind, shared with, keys.
LISTS = {
    "nordvik": (
        ("marte", "Truckførere til jul", "kandidat", Deling.ALLE, ("piotr", "ewa", "sander")),
        ("marte", "Til besøk i desember", "engasjement", Deling.MEG, ("eldrid",)),
        ("marte", "Slutter før jul", "utleieoppdrag", Deling.MEG, ("op.truck.piotr", "op.sykehjem.henrik")),
        ("marte", "Haster å fylle", "ledig_stilling", Deling.ALLE, ("ls.helg", "ls.sykehjem")),
    ),
    "solvik": (("carl", "Klare på kort varsel", "kandidat", Deling.MEG, ("sunniva",)),),
}


def fill(session: Session, cast: Cast) -> None:
    """Tasks and call lists of the agency's people, made as they make them, some days ago."""
    koblingsslag.register(*kundekortets_slag(), *koblinger_til_oppgaver())
    for task in TASKS[cast.slug]:
        session.info["actor"] = actor(cast, task.hvem)
        _make(session, cast, task)
    for moete in MEETINGS[cast.slug]:
        _meet(session, cast, moete)
    for owner, contact, every, days in CALLS[cast.slug]:
        session.info["actor"] = actor(cast, owner)
        data = Linjedata(hyppighet_dager=every, neste_dato=today() + timedelta(days=days))
        legg_paa_ringeliste(session, kontakt_id=cast.id(contact), data=data)
    for owner, slag, key in STARS[cast.slug]:
        session.info["actor"] = actor(cast, owner)
        sett_favorittpost(session, slag=slag, post_id=cast.id(key), paa=True)
    for owner, navn, slag, deling, keys in LISTS[cast.slug]:
        session.info["actor"] = actor(cast, owner)
        leser = Leser(cast.id(owner), None)
        liste = lag_liste(session, navn=navn, deling=deling, leser=leser, slag=slag)
        ids = [cast.id(key) for key in keys]
        legg_poster_i_liste(session, liste_id=liste.id, slag=slag, post_ids=ids, leser=leser)


def _make(session: Session, cast: Cast, task: Gjoeremaal) -> None:
    data = Oppgavedata(
        tittel=task.tittel,
        ansvarlig_id=cast.id(task.hvem),
        frist_dato=today() + timedelta(days=task.dager) if task.dager is not None else None,
        prioritet=task.prioritet,
        gjentakelse=task.gjentakelse,
        type_id=get_type_id(session, kode=task.type) if task.type else None,
        kontakt_id=cast.id(task.kontakt) if task.kontakt else None,
    )
    kunde_id = cast.id(task.kunde) if task.kunde else None
    with frozen(now() - timedelta(days=5)):
        oppgave = registrer_oppgave(session, kunde_id=kunde_id, data=data)
    for slag, key in task.koblinger:
        koble_oppgave(session, oppgave_id=oppgave.id, slag=slag, post_id=cast.id(key))
    if task.ferdig:
        fullfoer_oppgave(session, oppgave_id=oppgave.id)


def _meet(session: Session, cast: Cast, moete: Moete) -> None:
    """Agreed some days ago; nobody is mailed."""
    session.info["actor"] = actor(cast, moete.hvem)
    start = datetime.combine(today() + timedelta(days=moete.dager), time(10), OSLO)
    data = Avtaledata(
        tittel=moete.tittel,
        start=start,
        slutt=start + timedelta(hours=1),
        sted=moete.sted,
        kontakter=frozenset(cast.id(key) for key in moete.kontakter),
        kolleger=frozenset(cast.id(key) for key in moete.kolleger),
    )
    kunde_id = cast.id(moete.kunde) if moete.kunde else None
    with frozen(now() - timedelta(days=5)):
        registrer_avtale(session, data=data, kunde_id=kunde_id, inviter=False)
    lag_kalenderadresse(session)  # nobody knows the secret; the page shows that it was made
