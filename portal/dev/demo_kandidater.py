"""Demo candidates of the cast, made with the room's own actions. All people are invented.

Fixed ids: `cast.id("piotr")`, `"amina"`, `"sander"` and the other keys below. National numbers are synthetic (month
+80, Skatteetaten's rule for test persons); Piotr has a D-number.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid5

from sqlalchemy.orm import Session

from portal.db.clock import today
from portal.dev.cast import NAMESPACE, Cast
from portal.identity.actor import Actor
from portal.identity.permissions import SHIPPED_ROLES
from portal.kandidater.kandidater.actions import Kandidatdata, opprett_kandidat
from portal.kandidater.kompetanse.actions import registrer_kompetanse
from portal.kandidater.models import Kandidatstatus, Kompetanseslag, Tilgjengelighetsslag
from portal.kandidater.tilgang.actions import account_of
from portal.kandidater.tilgjengelighet.actions import registrer_tilgjengelighet

_SERT, _FAG, _AUT, _KURS = (
    Kompetanseslag.SERTIFIKAT,
    Kompetanseslag.FAGBREV,
    Kompetanseslag.AUTORISASJON,
    Kompetanseslag.KURS,
)


@dataclass(frozen=True)
class Folk:
    """One demo candidate. `kan` holds (kind, name, days from today it stays valid; None is for ever)."""

    key: str
    navn: str
    yrke: str
    fnr: str
    poststed: tuple[str, str]
    prosent: int = 100
    fem_uker: bool = True
    status: Kandidatstatus = Kandidatstatus.AKTIV
    kan: tuple[tuple[Kompetanseslag, str, int | None], ...] = ()
    portal: bool = False


BERGEN, OSLO, FOERDE = ("5006", "Bergen"), ("0571", "Oslo"), ("6800", "Førde")
NORDVIK = (
    Folk("piotr", "Piotr Kowalski", "Truckfører", "52838800041", BERGEN, portal=True,
         kan=((_SERT, "Truckbevis T4", 800), (_KURS, "Varme arbeider", 90))),
    Folk("amina", "Amina Hassan", "Helsefagarbeider", "07919100022", OSLO, portal=True,
         kan=((_AUT, "Autorisasjon helsefagarbeider", None), (_KURS, "Medisinkurs", 300))),
    Folk("sander", "Sander Vik", "Lagermedarbeider", "22840550064", BERGEN, prosent=40, fem_uker=False,
         portal=True, kan=((_KURS, "HMS grunnkurs", None),)),
    Folk("ewa", "Ewa Nowak", "Truckfører", "01926500763", BERGEN, portal=True,
         kan=((_SERT, "Truckbevis T4", 24), (_SERT, "Truckbevis T1", None))),
    Folk("jonas", "Jonas Lunde", "Lagermedarbeider", "14837900795", BERGEN, portal=True),
    Folk("marit", "Marit Sæther", "Lagerleder", "23888200789", BERGEN, kan=((_FAG, "Fagbrev logistikk", None),)),
    Folk("abdi", "Abdi Warsame", "Renholder", "30819000960", OSLO, portal=True,
         kan=((_KURS, "Renholdskort", 200),)),
    Folk("guro", "Guro Fjeld", "Sykepleier", "11859400800", OSLO,
         kan=((_AUT, "Autorisasjon sykepleier", None),)),
    Folk("henrik", "Henrik Aasen", "Helsefagarbeider", "05877400729", OSLO, portal=True,
         kan=((_AUT, "Autorisasjon helsefagarbeider", None),)),
    Folk("olena", "Olena Shevchenko", "Helsefagarbeider", "17898600718", OSLO,
         kan=((_AUT, "Autorisasjon helsefagarbeider", None),)),
    Folk("trond", "Trond Øvrebø", "Elektriker", "26829100753", BERGEN, kan=((_FAG, "Fagbrev elektriker", None),)),
    Folk("ingrid", "Ingrid Ås", "Kontormedarbeider", "09896900711", BERGEN, portal=True),
    Folk("mikkel", "Mikkel Sara", "Sjåfør", "21847700707", BERGEN,
         kan=((_SERT, "Førerkort C", 1200), (_SERT, "Truckbevis T4", -40))),
    Folk("yusuf", "Yusuf Ali", "Produksjonsmedarbeider", "03858500981", BERGEN, portal=True),
    Folk("aase", "Åse Berge", "Kokk", "", BERGEN, prosent=80, status=Kandidatstatus.SOEKER),
    Folk("lars", "Lars Holm", "Terminalarbeider", "", BERGEN, status=Kandidatstatus.INAKTIV),
)  # fmt: skip
SOLVIK = (
    Folk("eirik", "Eirik Sunde", "Industriarbeidar", "02828800097", FOERDE, portal=True),
    Folk("sunniva", "Sunniva Øygard", "Reinhaldar", "", FOERDE, prosent=60),
)


def fill(session: Session, cast: Cast) -> None:
    """Candidates with competence, availability and, for some, an account in the worker's portal."""
    people, lead = (NORDVIK, "marte") if cast.slug == "nordvik" else (SOLVIK, "carl")
    session.info["actor"] = actor(cast, lead)
    for place, folk in enumerate(people):
        _candidate(session, cast, folk, place=place, konsulent=lead)
    if cast.slug == "nordvik":
        registrer_tilgjengelighet(
            session,
            kandidat_id=cast.id("henrik"),
            slag=Tilgjengelighetsslag.FERIE,
            fra=date(today().year, 12, 21),
            siste_dag=date(today().year, 12, 31),
            kommentar="Juleferie",
        )


def actor(cast: Cast, key: str) -> Actor:
    """An employee of the cast as the one who acts."""
    member = next(member for member in cast.members if member.key == key)
    rights = frozenset(str(right) for role in member.roller for right in SHIPPED_ROLES[role])
    return Actor("ansatt", cast.id(key), member.navn, rights)


def _candidate(session: Session, cast: Cast, folk: Folk, *, place: int, konsulent: str) -> None:
    fornavn, _, etternavn = folk.navn.partition(" ")
    postnr, poststed = folk.poststed
    office = "Oslo" if poststed == "Oslo" else cast.avdelinger[0]
    kandidat = opprett_kandidat(
        session,
        kandidat_id=cast.id(folk.key),
        idempotens=uuid5(NAMESPACE, f"{cast.slug}/kandidat/{folk.key}"),
        fnr=folk.fnr or None,
        data=Kandidatdata(
            fornavn=fornavn,
            etternavn=etternavn,
            epost=f"{folk.key}@vikar.example",
            telefon=f"+4759904{place:03}",
            adresse=f"Øvregaten {place + 3}",
            postnr=postnr,
            poststed=poststed,
            status=folk.status,
            yrke=folk.yrke,
            stilling_bp=folk.prosent * 100,
            tilgjengelig_fra=today() - timedelta(days=60),
            fem_ukers_ferie=folk.fem_uker,
            kommentar="",
            avdeling_id=cast.id(office),
            konsulent_id=cast.id(konsulent),
        ),
    )
    session.flush()  # competence and account point at the candidate
    for slag, navn, days in folk.kan:
        registrer_kompetanse(
            session,
            kandidat_id=kandidat.id,
            slag=slag,
            navn=navn,
            gyldig_fra=None,
            siste_dag=today() + timedelta(days=days) if days is not None else None,
        )
    if folk.portal:
        account_of(session, kandidat=kandidat, er_demo=True)
