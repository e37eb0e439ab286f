"""Every move of a request and of its signers, and the row each leaves behind. Nothing else sets a state."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.record import actor_of, record
from portal.db.clock import now
from portal.db.types import uuid7
from portal.signing.models import (
    Partstilstand,
    Signatar,
    Signeringsforespoersel,
    Signeringshendelse,
    Tilstand,
)
from portal.signing.rules import ALLOWED, RANK, WAITS, event_hash, first_hash


@dataclass(frozen=True)
class Kilde:
    """Where the news came from; of a signer also his place and browser."""

    slag: str = "user"
    ip: str = ""
    agent: str = ""


BRUKER, KLOKKE, LEVERANDOER = Kilde(), Kilde("timer"), Kilde("poll")
#: What the customer's timeline tells, each once.
TIDSLINJE = {
    Tilstand.AVSLAATT: "signering.avslaatt",
    Tilstand.UTLOEPT: "signering.utloept",
    Tilstand.TRUKKET: "signering.trukket",
    Tilstand.FULLFOERT: "signering.ferdig",
    Tilstand.HOLDT: "signering.holdt",
    Tilstand.FEILET: "signering.feilet",
}
_PART = {Partstilstand.AAPNET: "signering.aapnet", Partstilstand.SIGNERT: "signering.signert"}


def flytt(
    session: Session, foresp: Signeringsforespoersel, til: Tilstand, kilde: Kilde = BRUKER, *, grunn: str = ""
) -> None:
    """Move the request, write its event, and tell the timeline. The caller has locked it.

    Raises:
        ValueError: no such move: the caller must have asked first.
    """
    if til not in ALLOWED[foresp.tilstand]:
        raise ValueError(f"signing: {foresp.tilstand} → {til}")
    foresp.tilstand, foresp.tilstand_tid = til, now()
    foresp.grunn = grunn
    foresp.versjon += 1
    skriv(session, foresp, f"forespoersel.{til}", kilde, grunn=grunn)
    if (kode := TIDSLINJE.get(til)) is not None:
        fortell(session, foresp, kode, grunn=grunn)


def flytt_signatar(
    session: Session,
    foresp: Signeringsforespoersel,
    signatar: Signatar,
    til: Partstilstand,
    kilde: Kilde = BRUKER,
    *,
    grunn: str = "",
) -> bool:
    """Move one signer upwards and write the event; False when he already stands there or higher."""
    if RANK[til] <= RANK[signatar.tilstand]:
        return False
    signatar.tilstand = til
    moment = now()
    match til:
        case Partstilstand.INVITERT:
            signatar.invitert_tid = moment
        case Partstilstand.AAPNET:
            signatar.aapnet_tid = moment
        case Partstilstand.SIGNERT:
            signatar.signert_tid = moment
        case Partstilstand.AVSLAATT:
            signatar.avslaatt_tid = moment
    skriv(session, foresp, f"signatar.{til}", kilde, signatar=signatar, grunn=grunn)
    if (kode := _PART.get(til)) is not None:
        fortell(session, foresp, kode)
    return True


def begynn_igjen(signatar: Signatar) -> None:
    """Another person has the place: what the one before opened and was given is not his."""
    if signatar.tilstand in WAITS:
        signatar.tilstand, signatar.invitert_tid = Partstilstand.INVITERT, now()
    signatar.aapnet_tid = signatar.purret_tid = None
    signatar.kode_hash = signatar.nettleser_hash = signatar.kode_utloeper_tid = None
    signatar.bekreftet_hash = signatar.bekreftet_til_tid = None
    signatar.koder, signatar.koder_fra_tid, signatar.kode_forsoek = 0, None, 0


def skriv(
    session: Session,
    foresp: Signeringsforespoersel,
    hva: str,
    kilde: Kilde = BRUKER,
    *,
    signatar: Signatar | None = None,
    **data: Any,
) -> Signeringshendelse:
    """Add one row to the chain. The caller has locked the request, so that two never stand on the same row."""
    last = session.scalar(
        select(Signeringshendelse)
        .where(Signeringshendelse.forespoersel_id == foresp.id)
        .order_by(Signeringshendelse.nr.desc())
        .limit(1)
    )
    row = Signeringshendelse(
        id=uuid7(),
        forespoersel_id=foresp.id,
        signatar_id=signatar.id if signatar is not None else None,
        nr=last.nr + 1 if last is not None else 1,
        tid=now(),
        hva=hva,
        kilde=kilde.slag,
        aktoer=actor_of(session).navn,
        ip=kilde.ip,
        agent=kilde.agent,
        data={name: value for name, value in data.items() if value},
        forrige=last.hash if last is not None else first_hash(foresp.id),
    )
    row.hash = event_hash(row)
    session.add(row)
    session.flush()  # the next row stands on this one
    return row


def fortell(session: Session, foresp: Signeringsforespoersel, kode: str, **data: Any) -> None:
    """One line on the customer's timeline."""
    record(session, kode, kunde_id=foresp.kunde_id, subject=foresp, tittel=foresp.tittel, **data)
