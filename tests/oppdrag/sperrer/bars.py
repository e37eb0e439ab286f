"""What tests of bars share: who acts, what is above whom, which bars hold, what was told."""

from datetime import date, timedelta

from sqlalchemy import select

from portal.audit.models import Hendelse
from portal.db.clock import today
from portal.db.types import uuid7
from portal.identity.actor import Actor
from portal.identity.models import Bruker
from portal.identity.permissions import SHIPPED_ROLES
from portal.kundekort.models import KundeForelder
from portal.kundekort.queries import get_kunde
from portal.kundekort.rules import Handling
from portal.oppdrag.sperrer.actions import (
    Sperredata,
    gi_sperreunntak,
)
from portal.oppdrag.sperring import list_sperrer
from tests.support.make_oppdrag import END, START

DAY = timedelta(days=1)


def as_user(session, key):
    session.flush()  # the bruker is read
    bruker = session.scalars(select(Bruker).where(Bruker.epost == f"{key}@nordvik.example")).one()
    role = {"jon": "Admin", "marte": "Konsulent"}[key]
    session.info["actor"] = Actor("ansatt", bruker.id, bruker.navn, SHIPPED_ROLES[role])


def except_once(session, row, handling=Handling.NYTT_OPPDRAG, grunn="Hastesak"):
    made = gi_sperreunntak(session, sperre_id=row.id, handling=handling, grunn=grunn)
    session.flush()  # read back by statements
    return made


def below(session, enhet, over, *, fra=date(2026, 1, 1), til=None):
    """Put an enhet below a customer for a time."""
    row = KundeForelder(id=uuid7(), kunde_id=enhet.id, forelder_id=over.id, gyldig_fra=fra, gyldig_til=til)
    session.add(row)
    session.flush()  # read by the tree


def get_kunde_of(session, stilling):
    return get_kunde(session, kunde_id=stilling.kunde_id)


def holds(session, kandidat, kunde, fra=START, til=END, arbeidssted_id=None):
    return [
        each.kunde
        for each in list_sperrer(
            session,
            kandidat_id=kandidat.id,
            kunde_id=kunde.id,
            arbeidssted_id=arbeidssted_id,
            fra=fra,
            til=til,
            handling=Handling.NYTT_OPPDRAG,
        )
    ]


def codes(session, **where):
    session.flush()  # history is read
    stmt = select(Hendelse.kode).filter_by(**where).order_by(Hendelse.id)
    return [kode for kode in session.scalars(stmt) if "sperre" in kode]


def data(**changes):
    return Sperredata(
        **{
            "fra": date(2026, 1, 1),
            "siste_dag": None,
            "med_underenheter": False,
            "grunn": "Uenighet",
            "slettes_dato": today() + 30 * DAY,
            **changes,
        }
    )
