"""Demo of signing: one document that waits for three people, one that was withdrawn. The worker opens and invites.

Left out when no address or no store is chosen (tests).
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid5

from sqlalchemy.orm import Session

from portal.db.clock import frozen, now, today
from portal.dev.cast import NAMESPACE, Cast
from portal.dev.demo_kandidater import actor
from portal.dev.demo_kort import one_page
from portal.filestore import registry as filestore
from portal.filestore.models import Dokumentslag
from portal.kundekort.dokumenter.actions import last_opp_dokument
from portal.kundekort.dokumenter.rules import Dokumentdata
from portal.kundekort.signering.queries import personer_av
from portal.settings import Settings
from portal.signing.actions import trekk
from portal.signing.sending import send_til_signering


@dataclass(frozen=True)
class Sending:
    """One request: sent so many days ago, perhaps withdrawn."""

    key: str
    kunde: str
    navn: str
    tittel: str
    kontakter: tuple[str, ...]
    oss: tuple[str, ...]
    dager_siden: int = 0
    trukket: str = ""


ROWS = {
    "nordvik": (
        Sending("tillegg", "fjordtre", "Fjordtre AS", "Tillegg til rammeavtale 2027", ("terje", "siv"), ("marte",)),
        Sending(
            "gammel", "fjordtre", "Fjordtre AS", "Databehandleravtale", ("terje",), ("marte",), 8,
            "Feil vedlegg, ny sendes i januar.",
        ),
        Sending("avrop", "solbakken", "Solbakken kommune", "Avrop vinter", ("eldrid",), ("jon",)),
    ),
    "solvik": (Sending("pakkeri", "fjellheim", "Fjellheim AS", "Avtale om pakkeriet", ("dina",), ("carl",)),),
}  # fmt: skip


#: Where the portal answers; what stands before the agency in the links.
_base: list[str] = []


def configure(settings: Settings) -> None:
    """Make requests from now on in this process, with links to this address."""
    _base[:] = [settings.base_url]


def fill(session: Session, cast: Cast) -> None:
    """Sent and withdrawn with the machine's own actions."""
    if not _base or not filestore.is_configured():
        return
    session.info["actor"] = actor(cast, cast.members[0].key)
    for row in ROWS[cast.slug]:
        with frozen(now() - timedelta(days=row.dager_siden)):
            _send(session, cast, row, f"{_base[0]}/{cast.slug}/signer/")


def _send(session: Session, cast: Cast, row: Sending, adresse: str) -> None:
    kunde_id = cast.id(row.kunde)
    dokument = last_opp_dokument(
        session,
        kunde_id=kunde_id,
        data=Dokumentdata(Dokumentslag.KONTRAKT, row.tittel),
        innhold=one_page(row.tittel, cast.navn),
        filnavn=f"{row.tittel}.pdf",
    )
    foresp = send_til_signering(
        session,
        kunde_id=kunde_id,
        dokument_id=dokument.id,
        personer=personer_av(
            session,
            kunde_id=kunde_id,
            kontakter=[cast.id(key) for key in row.kontakter],
            brukere=[cast.id(key) for key in row.oss],
            orden="kunden",
            kunde=row.navn,
            byraa=cast.navn,
        ),
        frist=today() + timedelta(days=14),
        melding="",
        sprak=cast.sprak,
        adresse=adresse,
        noekkel=uuid5(NAMESPACE, f"{cast.slug}.signering.{row.key}"),
    )
    if row.trukket:
        trekk(session, forespoersel_id=foresp.id, grunn=row.trukket)
