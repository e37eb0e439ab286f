"""Demo invoices, issued with the room's own actions in the order of their dates: typed ones, hours, one part credit.

Nordvik: fees and health staff typed by hand, the hours of four customers, a draft that waits, and hours nobody has
invoiced yet. PDF, EHF and mail are made by the worker's jobs after start.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from portal.db.clock import OSLO, frozen, today
from portal.dev.cast import NAMESPACE, Cast
from portal.dev.demo_betaling import pay
from portal.dev.demo_kandidater import actor
from portal.faktura.drafts import Nylinje, endre_utkast, lag_manuell
from portal.faktura.grunnlag.actions import EXEMPT_REASON, lag_utkast
from portal.faktura.kreditering.actions import Kreditvalg, krediter_faktura
from portal.faktura.models import Enhet, Kreditgrunn, Salgsdokument
from portal.faktura.queries import get_faktura
from portal.faktura.utstedelse.actions import utsted_faktura


@dataclass(frozen=True)
class Skrevet:
    """One typed invoice, issued on the Friday so many weeks ago for the week before."""

    key: str
    kunde: str
    uker_siden: int
    linjer: tuple[Nylinje, ...]
    sted: str
    deres_ref: str
    po: str = ""
    merknad: str = ""


def _timer(tekst: str, minutter: int, kr: int, mva_bp: int = 2500) -> Nylinje:
    return Nylinje(tekst, Enhet.TIME, minutter, kr * 100, mva_bp, "" if mva_bp else EXEMPT_REASON)


TYPED = {
    "nordvik": (
        Skrevet("honorar", "fjordtre", 7,
                (Nylinje("Rekrutteringshonorar, lagerleder", Enhet.STYKK, 1_000, 6_850_000, 2500),),
                "Kokstadvegen 41, Kokstad", "Siv Hagen", merknad="Ansatt fra 1. november etter avtale."),
        Skrevet("haug", "haug", 6,
                (_timer("Hjelpearbeider, ordinær tid", 2250, 365), _timer("Hjelpearbeider, overtid 50 %", 190, 545)),
                "Industriveien 8, Drammen", "Håvard Haug"),
        Skrevet("legevakt", "lillo", 5,
                (_timer("Sykepleier, dagvakt", 1350, 545, 0), _timer("Sykepleier, helgevakt", 960, 720, 0)),
                "Storo 4, Oslo", "Vaktleder"),
        Skrevet("hotell", "bryggen", 4,
                (_timer("Kokk, kveld", 1725, 398),
                 Nylinje("Kjøring med egen bil", Enhet.KILOMETER, 146_000, 530, 2500),
                 _timer("Bedriftssykepleier, kurs i førstehjelp", 240, 690, 0)),
                "Nygårdsgaten 8, Bergen", "Resepsjonen"),
        Skrevet("kurs", "solbakken", 3,
                (Nylinje("Dagkurs i forflytning, to instruktører", Enhet.DAG, 2_000, 940_000, 2500),),
                "Rådhusveien 1, Lillestrøm", "Eldrid Moen", po="45102"),
    ),
    "solvik": (),
}  # fmt: skip
#: Customer whose processed hours are invoiced → (their reference, their order).
HOURS = {
    "nordvik": {
        "fjordtre.lager": ("Terje Fjordtun", ""),
        "fjordtre.terminal": ("Terje Fjordtun", ""),
        "solbakken": ("Eldrid Moen", "45102"),
        "groenland": ("Driftsleder", ""),
    },
    "solvik": {"fjellheim": ("Dina Fjellheim", "")},
}
#: Customer whose draft waits to be issued.
WAITING = {"nordvik": "fjordtre.produksjon"}
CREDITED_MIN = 120


def fill(session: Session, cast: Cast) -> None:
    """Typed invoices in the past, hours on Monday, then the credit note and the draft that waits."""
    session.info["actor"] = actor(cast, "lise" if cast.slug == "nordvik" else "carl")
    monday = today() - timedelta(days=today().weekday())
    made = {}
    for typed in TYPED[cast.slug]:
        friday = monday - timedelta(weeks=typed.uker_siden) + timedelta(days=4)
        with frozen(datetime.combine(friday, time(13, 20), OSLO)):
            made[typed.key] = _typed(session, cast, typed, friday=friday)
    pay(session, cast, typed=made)
    with frozen(datetime.combine(monday, time(11, 15), OSLO)):
        issued = {key: _hours(session, cast, key) for key in HOURS[cast.slug]}
    if "fjordtre.lager" in issued:
        _credit(session, cast, faktura_id=issued["fjordtre.lager"])
    if waiting := WAITING.get(cast.slug):
        lag_utkast(session, kunde_id=cast.id(waiting), idempotens=_key(cast, f"utkast.{waiting}"))


def _typed(session: Session, cast: Cast, typed: Skrevet, *, friday: date) -> UUID:
    draft = lag_manuell(
        session,
        kunde_id=cast.id(typed.kunde),
        linjer=list(typed.linjer),
        levering_fra=friday - timedelta(days=11),
        levering_til=friday - timedelta(days=7),
        leveringssted=typed.sted,
        po_nummer=typed.po,
        deres_ref=typed.deres_ref,
        merknad=typed.merknad,
        idempotens=_key(cast, typed.key),
    )
    return utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon).id


def _hours(session: Session, cast: Cast, key: str) -> UUID:
    deres_ref, po_nummer = HOURS[cast.slug][key]
    draft = lag_utkast(session, kunde_id=cast.id(key), idempotens=_key(cast, f"timer.{key}"))
    draft = endre_utkast(
        session,
        faktura_id=draft.id,
        po_nummer=po_nummer or draft.po_nummer,
        deres_ref=deres_ref,
        leveringssted=draft.leveringssted,
        merknad="",
        versjon=draft.versjon,
    )
    session.flush()  # the issue reads the draft fresh
    return utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon).id


def _credit(session: Session, cast: Cast, *, faktura_id: UUID) -> Salgsdokument:
    faktura = get_faktura(session, faktura_id=faktura_id)
    first = faktura.linjer[0]
    return krediter_faktura(
        session,
        faktura_id=faktura_id,
        valg=[Kreditvalg(first.id, min(CREDITED_MIN, first.mengde), frigi=True)],
        grunn=Kreditgrunn.FEIL_TIMER,
        grunn_tekst="To timer var ført på feil dag",
        versjon=faktura.versjon,
        idempotens=_key(cast, "kredit.lager"),
    )


def _key(cast: Cast, name: str) -> UUID:
    return uuid5(NAMESPACE, f"{cast.slug}/faktura/{name}")
