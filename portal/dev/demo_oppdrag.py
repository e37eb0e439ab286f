"""Demo requests and oppdrag, made and converted with the room's own actions, dated around this week.

Fixed ids: a stilling is `cast.id("ls.<key>")`, the oppdrag of a candidate on it `cast.id("op.<key>.<candidate>")`, for
example `op.truck.piotr`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from portal.db.clock import OSLO, frozen, today
from portal.dev.cast import NAMESPACE, Cast
from portal.dev.demo_kandidater import actor
from portal.kundekort.models import Rolle
from portal.oppdrag.koblinger.actions import endre_kobling, koble_kandidat
from portal.oppdrag.konvertering.actions import gjoer_om_til_oppdrag
from portal.oppdrag.konvertering.avtalt import Avtalt
from portal.oppdrag.models import Innleiegrunnlag, Koblingsstatus, LedigStilling
from portal.oppdrag.queries import get_stilling
from portal.oppdrag.queries_kunde import get_kundestandard
from portal.oppdrag.rekruttering.actions import opprett_rekruttering
from portal.oppdrag.rekruttering.data import Rekrutteringsdata
from portal.oppdrag.rules.arbeidstid import Plan, Vakt
from portal.oppdrag.stillinger.actions import opprett_stilling
from portal.oppdrag.stillinger.data import Stillingsdata

DAG, KVELD, NATT = Vakt(time(7), time(15), 30), Vakt(time(15), time(23), 30), Vakt(time(22), time(7, 30), 30)
STELL = Vakt(time(7, 30), time(15), 30)
KORT = Vakt(time(16), time(21), 0)
_AVTALE, _VIKARIAT, _HELSE = (
    Innleiegrunnlag.AVTALE_TILLITSVALGTE,
    Innleiegrunnlag.VIKARIAT,
    Innleiegrunnlag.HELSEPERSONELL,
)
_P, _F, _A, _OK = (
    Koblingsstatus.PRESENTERT,
    Koblingsstatus.FORESLAATT,
    Koblingsstatus.AVSLAATT,
    Koblingsstatus.AKSEPTERT,
)


@dataclass(frozen=True)
class Plass:
    """One demo request. `uke` is the first Monday counted from this week, `uker` how long; `folk` become oppdrag."""

    key: str
    kunde: str
    tittel: str
    vakt: Vakt
    uke: int
    uker: int | None
    loenn_kr: int
    pris_kr: int
    grunnlag: Innleiegrunnlag
    grunn: str
    folk: tuple[str, ...] = ()
    forslag: tuple[tuple[str, Koblingsstatus], ...] = ()
    dager: tuple[int, ...] = (1, 2, 3, 4, 5)
    ledige: int = 0
    krav: tuple[str, ...] = ()
    po: str = ""
    kladd: bool = False


@dataclass(frozen=True)
class Fast:
    """One demo recruitment; the fee is a share of the yearly salary."""

    key: str
    kunde: str
    tittel: str
    aarsloenn_kr: int
    honorar_bp: int


_TILLIT = "Avtale med klubben av 12. januar 2026, gjelder til årsskiftet"
NORDVIK = (
    Plass("truck", "fjordtre.lager", "Truckfører T4, dag", DAG, -6, 11, 250, 420, _AVTALE, _TILLIT,
          ("piotr", "ewa"), krav=("Truckbevis T4",)),
    Plass("produksjon", "fjordtre.produksjon", "Produksjonsmedarbeider", DAG, -4, 6, 225, 372, _AVTALE, _TILLIT,
          ("yusuf",)),
    Plass("kveld", "fjordtre.terminal", "Lagermedarbeider, kveld", KVELD, -3, 12, 218, 365, _AVTALE, _TILLIT,
          ("jonas",), forslag=(("ingrid", _A),), ledige=1),
    Plass("student", "fjordtre.terminal", "Lagermedarbeider, deltid", KORT, -5, None, 205, 345, _AVTALE, _TILLIT,
          ("sander",), dager=(1, 3, 4)),
    Plass("leder", "fjordtre", "Vikar for lagerleder", DAG, 1, 16, 310, 520, _VIKARIAT,
          "Vikar for lagerleder i foreldrepermisjon", ("marit",)),
    Plass("helg", "fjordtre.terminal", "Truckfører T4, helg", DAG, 1, 4, 250, 432, _AVTALE, _TILLIT,
          forslag=(("ewa", _F), ("mikkel", _P), ("piotr", _OK)), dager=(6, 7), ledige=2, krav=("Truckbevis T4",)),
    Plass("sykehjem", "solbakken", "Helsefagarbeider, dag", STELL, -5, 14, 245, 418, _HELSE,
          "Drøftet med de tillitsvalgte 3. september 2026", ("amina", "henrik"), forslag=(("olena", _P),),
          ledige=1, krav=("Autorisasjon helsefagarbeider",), po="45102"),
    Plass("natt", "solbakken", "Sykepleier, natt", NATT, -4, 6, 320, 545, _HELSE,
          "Drøftet med de tillitsvalgte 3. september 2026", ("guro",), dager=(1, 2, 3),
          krav=("Autorisasjon sykepleier",), po="45103"),
    Plass("renhold", "groenland", "Renholder", DAG, -14, 12, 240, 392, _VIKARIAT, "Vikar for renholder i permisjon",
          ("abdi",)),
    Plass("kontor", "aasane", "Kontormedarbeider", DAG, -2, 5, 230, 380, _VIKARIAT, "Vikar for sykmeldt sekretær",
          ("ingrid",)),
    Plass("elektro", "osterfjord", "Elektriker", DAG, -1, 8, 290, 495, _VIKARIAT, "Vikar for elektriker i permisjon",
          ("trond",), krav=("Fagbrev elektriker",)),
    Plass("sjaafoer", "nordhav", "Sjåfør C", DAG, 2, 10, 245, 405, _VIKARIAT, "Vikar for sjåfør i permisjon",
          forslag=(("mikkel", _P),), ledige=1, krav=("Førerkort C",)),
    Plass("kokk", "bryggen", "Kokk", KVELD, 2, None, 235, 398, _VIKARIAT, "Vikar for kjøkkensjef", ledige=1,
          forslag=(("aase", _F),)),
    Plass("verksted", "bjerke", "Bilpleier", DAG, 3, 8, 215, 350, _VIKARIAT, "Vikar, navn kommer", ledige=2,
          kladd=True),
)  # fmt: skip
SOLVIK = (
    Plass("fabrikk", "fjellheim", "Industriarbeidar", DAG, -4, 12, 220, 366, _VIKARIAT,
          "Vikar for operatør i permisjon", ("eirik",)),
    Plass("reinhald", "fjellheim", "Reinhaldar", KORT, 1, 8, 215, 349, _VIKARIAT, "Vikar for sjukmeld",
          forslag=(("sunniva", _P),), ledige=1),
)  # fmt: skip


FASTE = {
    "nordvik": (
        Fast("lagerleder", "fjordtre", "Lagerleder", 620_000, 1_500),
        Fast("avdelingssykepleier", "solbakken", "Avdelingssykepleier", 690_000, 1_800),
    ),
    "solvik": (Fast("formann", "fjellheim", "Formann, pakkeri", 560_000, 1_500),),
}


def fill(session: Session, cast: Cast) -> None:
    """Requests with candidates, and the oppdrag made from them; the past is dated in the past."""
    lead = "marte" if cast.slug == "nordvik" else "carl"
    session.info["actor"] = actor(cast, lead)
    this_week = today() - timedelta(days=today().weekday())
    for place, plass in enumerate(NORDVIK if cast.slug == "nordvik" else SOLVIK):
        monday = this_week + timedelta(weeks=plass.uke)
        asked = min(monday - timedelta(days=9), today() - timedelta(days=1 + place % 5))
        with frozen(datetime.combine(asked, time(9, 10 + place), OSLO)):
            stilling = _request(session, cast, plass, monday=monday, konsulent=lead)
        with frozen(datetime.combine(asked + timedelta(days=1), time(13, 10 + place), OSLO)):
            _people(session, cast, plass, stilling_id=stilling.id)
    with frozen(datetime.combine(today() - timedelta(days=4), time(11, 20), OSLO)):
        for fast in FASTE[cast.slug]:
            _recruitment(session, cast, fast, konsulent=lead)


def _recruitment(session: Session, cast: Cast, fast: Fast, *, konsulent: str) -> None:
    standard = get_kundestandard(session, kunde_id=cast.id(fast.kunde))
    buyer = standard.first_with(Rolle.BESTILLER)
    opprett_rekruttering(
        session,
        kunde_id=cast.id(fast.kunde),
        rekruttering_id=cast.id(f"re.{fast.key}"),
        idempotens=uuid5(NAMESPACE, f"{cast.slug}/re/{fast.key}"),
        data=Rekrutteringsdata(
            tittel=fast.tittel,
            antall=1,
            oppstart_dato=today() + timedelta(days=60),
            soeknadsfrist=today() + timedelta(days=14),
            aarsloenn_oere=fast.aarsloenn_kr * 100,
            honorar_bp=fast.honorar_bp,
            honorar_oere=None,
            kontakt_id=buyer.id if buyer else None,
            avdeling_id=standard.avdeling_id or cast.id(cast.avdelinger[0]),
            konsulent_id=cast.id(konsulent),
            beskrivelse="",
        ),
    )


def _request(session: Session, cast: Cast, plass: Plass, *, monday: date, konsulent: str) -> LedigStilling:
    kunde_id = cast.id(plass.kunde)
    standard = get_kundestandard(session, kunde_id=kunde_id)
    approver, buyer = standard.first_with(Rolle.TIMEGODKJENNER), standard.first_with(Rolle.BESTILLER)
    site = standard.standardsted or (standard.steder[0] if standard.steder else None)
    first = monday + timedelta(days=min(plass.dager) - 1)
    last = monday + timedelta(weeks=plass.uker - 1, days=max(plass.dager) - 1) if plass.uker else None
    stilling = opprett_stilling(
        session,
        kunde_id=kunde_id,
        stilling_id=cast.id(f"ls.{plass.key}"),
        aapen=not plass.kladd,
        idempotens=uuid5(NAMESPACE, f"{cast.slug}/ls/{plass.key}"),
        data=Stillingsdata(
            tittel=plass.tittel,
            plasser=max(1, len(plass.folk) + plass.ledige),
            fra_dato=first,
            til_dato=last,
            arbeidstid=dict.fromkeys(plass.dager, plass.vakt),
            avdeling_id=standard.avdeling_id or cast.id(cast.avdelinger[0]),
            konsulent_id=cast.id(konsulent),
            arbeidssted_id=site.id if site else None,
            oppmoete=site.oppmoete if site else "",
            bestiller_id=buyer.id if buyer else None,
            godkjenner_id=approver.id if approver else None,
            loenn_oere=plass.loenn_kr * 100,
            pris_oere=plass.pris_kr * 100,
            mva_bp=2500,
            po_nummer=plass.po,
            referanse="",
            innleiegrunnlag=plass.grunnlag,
            grunn=plass.grunn,
            bygningsarbeid=False,
            krav=plass.krav,
            annonsetekst="",
            soeknadsfrist=first - timedelta(days=5) if plass.ledige else None,
            intern_kommentar="",
        ),
    )
    session.flush()  # candidates are linked to it
    return stilling


def _people(session: Session, cast: Cast, plass: Plass, *, stilling_id: UUID) -> None:
    for key, status in plass.forslag:
        koble_kandidat(session, stilling_id=stilling_id, kandidat_id=cast.id(key))
        session.flush()  # its status is changed next
        if status is not Koblingsstatus.FORESLAATT:
            endre_kobling(
                session, stilling_id=stilling_id, kandidat_id=cast.id(key), status=status, kommentar=""
            )
    for key in plass.folk:
        koble_kandidat(session, stilling_id=stilling_id, kandidat_id=cast.id(key))
        session.flush()  # the conversion finds the link
        _convert(session, cast, plass, stilling_id=stilling_id, key=key)


def _convert(session: Session, cast: Cast, plass: Plass, *, stilling_id: UUID, key: str) -> None:
    stilling = get_stilling(session, stilling_id=stilling_id)
    plan: Plan = dict.fromkeys(plass.dager, plass.vakt)
    copied = {
        name: getattr(stilling, name) for name in Avtalt.__dataclass_fields__ if hasattr(stilling, name)
    }
    gjoer_om_til_oppdrag(
        session,
        stilling_id=stilling_id,
        oppdrag_id=cast.id(f"op.{plass.key}.{key}"),
        avtalt=Avtalt(**{**copied, "kandidat_id": cast.id(key), "arbeidstid": plan}),
        behold_aapen=True,
        versjon=stilling.versjon,
        idempotens=uuid5(NAMESPACE, f"{cast.slug}/op/{plass.key}/{key}"),
    )
