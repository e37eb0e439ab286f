"""A contract of Fjordtre that Marte sends to Terje and Siv, and the worker that does its part."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.filestore import pdf
from portal.filestore.actions import store_file
from portal.filestore.models import Dokument
from portal.filestore.pdf import typeset
from portal.identity.actor import Actor
from portal.jobs import handlers
from portal.jobs.models import Utboks, Utbokstilstand
from portal.messaging.models import Dialogmelding
from portal.signing.models import Signatar, Signatarslag, Signeringsforespoersel
from portal.signing.providers.local.seal import HERE
from portal.signing.queries import list_signatarer
from portal.signing.sending import Person, send_til_signering
from portal.signing.tilstand import Kilde

KILDE = Kilde("signer", "203.0.113.7", "Testleser/1")
ADDRESS = "https://localhost/nordvik/signer/"


@pytest.fixture(scope="session")
def kontrakt_pdf() -> bytes:
    """A real PDF of our own making."""
    if not pdf.FONTS.is_dir():
        pytest.skip("the npm packages are not installed")
    words = {
        "tittel": "Rammeavtale",
        "sprak": "nb",
        "merke": "Avtale",
        "fakta": [["Kunde", "Fjordtre AS"]],
        "forklaring": "Partene er enige.",
    }
    return typeset(HERE / "side.typ", words, dato=date(2026, 11, 28))


@pytest.fixture
def dokument(session, cast, kontrakt_pdf) -> Dokument:
    session.info["actor"] = Actor("ansatt", cast.id("marte"), "Marte Solheim", frozenset())
    return store_file(
        session,
        innhold=kontrakt_pdf,
        filnavn="Rammeavtale.pdf",
        slag="rammeavtale",
        tittel="Rammeavtale 2027",
        kunde_id=cast.id("fjordtre"),
    )


def contact(cast, key: str, *, turn: int = 1) -> Person:
    return Person(
        Signatarslag.KONTAKT, cast.id(key), key.capitalize(), f"{key}@fjordtre.example", "Fjordtre AS", turn
    )


def staff(cast, key: str, *, turn: int = 1) -> Person:
    return Person(
        Signatarslag.BRUKER, cast.id(key), key.capitalize(), f"{key}@nordvik.example", "Nordvik", turn
    )


def send(session, dokument: Dokument, personer, **changed) -> Signeringsforespoersel:
    values = {
        "kunde_id": dokument.kunde_id,
        "dokument_id": dokument.id,
        "personer": personer,
        "frist": today() + timedelta(days=14),
        "melding": "",
        "sprak": "nb",
        "adresse": ADDRESS,
        "noekkel": uuid4(),
    }
    return send_til_signering(session, **{**values, **changed})


def work(session, slag: str) -> list[Utboks]:
    """What the worker would do with the waiting rows of a kind, in its own name; answers them."""
    session.flush()
    rows = list(
        session.scalars(
            select(Utboks)
            .where(Utboks.slag == slag, Utboks.tilstand == Utbokstilstand.NY)
            .order_by(Utboks.id)
        )
    )
    before = session.info.pop("actor", None)
    for row in rows:
        handlers.run(session, row=row)
        row.tilstand = Utbokstilstand.SENDT
    session.flush()
    if before is not None:
        session.info["actor"] = before
    return rows


@pytest.fixture
def aapen(session, cast, dokument) -> Signeringsforespoersel:
    """Open: Terje and Siv are asked at once."""
    foresp = send(session, dokument, [contact(cast, "terje"), contact(cast, "siv")])
    work(session, "signering.opprett")
    return foresp


def signers(session, foresp: Signeringsforespoersel) -> dict[str, Signatar]:
    return {each.navn: each for each in list_signatarer(session, forespoersel_id=foresp.id)}


def mails(session, til: str) -> list[Dialogmelding]:
    """Newest last."""
    session.flush()
    return list(
        session.scalars(
            select(Dialogmelding)
            .where(Dialogmelding.til == til, Dialogmelding.hemmelig)
            .order_by(Dialogmelding.id)
        )
    )


def token_of(session, til: str) -> str:
    """The token in the newest mail that has a link."""
    texts = [mail.tekst for mail in mails(session, til) if ADDRESS in mail.tekst]
    return texts[-1].partition(ADDRESS)[2].split()[0]


def code_of(session, til: str) -> str:
    """The newest one-time code."""
    words = [mail.emne for mail in mails(session, til) if mail.emne.startswith("Signeringskoden")]
    return words[-1].rpartition(" ")[2]


def same_row(session, foresp_id: UUID) -> Signeringsforespoersel:
    session.expire_all()
    return session.scalars(select(Signeringsforespoersel).where(Signeringsforespoersel.id == foresp_id)).one()
