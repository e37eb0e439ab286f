"""Demo of workers' papers: here, asked for, run out and nearly so; politiattester only where the law asks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid5

from sqlalchemy.orm import Session

from portal.db.clock import OSLO, frozen, today
from portal.dev.cast import NAMESPACE, Cast
from portal.dev.demo_kandidater import actor
from portal.dev.demo_kort import one_page
from portal.dev.demo_standard import ATTEST_LAW, COURSE
from portal.filestore import registry as filestore
from portal.kandidater.models import Kandidatpapir
from portal.kandidater.papirer.actions import registrer_papir
from portal.kandidater.papirer.utfylling import Papirdata, Papirfil, keep


@dataclass(frozen=True)
class Demopapir:
    """One demo paper; days are counted from today. `mottatt` None is asked for and not here."""

    kandidat: str
    navn: str
    mottatt: int | None = -60
    bedt: int | None = None
    siste_dag: int | None = None
    referanse: str = ""
    hjemmel: str = ""


_TAUSHET = "Taushetserklæring"
ROWS = {
    "nordvik": (
        Demopapir("piotr", _TAUSHET),
        Demopapir("piotr", COURSE, -340, siste_dag=25, referanse="K-1182"),
        Demopapir("ewa", _TAUSHET),
        Demopapir("ewa", COURSE, -369, siste_dag=-4, referanse="K-1090"),
        Demopapir("jonas", COURSE, -40, siste_dag=325, referanse="K-1240"),
        Demopapir("sander", COURSE, None, bedt=-3),
        Demopapir("amina", _TAUSHET),
        Demopapir("amina", "Politiattest", -70, bedt=-90, hjemmel=ATTEST_LAW),
        Demopapir("henrik", "Politiattest", -55, bedt=-60, hjemmel=ATTEST_LAW),
        Demopapir("guro", "Politiattest", -45, bedt=-52, hjemmel=ATTEST_LAW),
        Demopapir("olena", "Politiattest", None, bedt=-6, hjemmel=ATTEST_LAW),
        Demopapir("abdi", "HMS-kort", -300, siste_dag=52, referanse="778 12 004"),
    ),
    "solvik": (Demopapir("eirik", _TAUSHET),),
}


def fill(session: Session, cast: Cast) -> None:
    """Registered with the room's own action, on the day each was asked for or came."""
    session.info["actor"] = actor(cast, "marte" if cast.slug == "nordvik" else "carl")
    for row in ROWS[cast.slug]:
        told = row.mottatt if row.mottatt is not None else row.bedt or 0
        with frozen(datetime.combine(today() + timedelta(days=told), time(9, 40), OSLO)):
            registrer_papir(
                session,
                kandidat_id=cast.id(row.kandidat),
                data=_data(row, today() - timedelta(days=told)),
                idempotens=uuid5(NAMESPACE, f"{cast.slug}/papir/{row.kandidat}/{row.navn}"),
                papir_id=cast.id(f"papir.{row.kandidat}.{row.navn}"),
            )
            session.flush()  # the next one of the same candidate is compared with it
    if filestore.is_configured():
        file_scans(session, cast)


def file_scans(session: Session, cast: Cast) -> None:
    """Some of them with their file, the bytes in the store this process uses; never a politiattest."""
    session.info["actor"] = actor(cast, "marte" if cast.slug == "nordvik" else "carl")
    for row in ROWS[cast.slug]:
        papir = session.get_one(
            Kandidatpapir, (session.info["tenant"], cast.id(f"papir.{row.kandidat}.{row.navn}"))
        )
        if papir.mottatt_dato is not None and not papir.politiattest:
            keep(session, papir, Papirfil(one_page(papir.navn, cast.navn), f"{row.kandidat}.pdf"))


def _data(row: Demopapir, dag: date) -> Papirdata:
    def day(count: int | None) -> date | None:
        return None if count is None else dag + timedelta(days=count)

    return Papirdata(
        navn=row.navn,
        hjemmel=row.hjemmel,
        referanse=row.referanse,
        bedt_dato=day(row.bedt),
        mottatt_dato=day(row.mottatt),
        siste_dag=day(row.siste_dag),
    )
