"""Papers and demands for tests, made by the rooms' own actions."""

from uuid import uuid4

from portal.db.clock import today
from portal.kandidater.papirer.actions import registrer_papir
from portal.kandidater.papirer.utfylling import Papirdata
from portal.kundekort.models import Standardbruk, Standardslag
from portal.kundekort.standard.actions import lagre_rad, velg_bruk
from portal.kundekort.standard.queries import get_bruk
from portal.kundekort.standardseksjoner import find_section


def papir(session, kandidat, navn="HMS-kort", *, mottatt=True, **values):
    """Received today unless said otherwise."""
    values.setdefault("mottatt_dato", today() if mottatt else None)
    made = registrer_papir(
        session, kandidat_id=kandidat.id, data=Papirdata(navn=navn, **values), idempotens=uuid4()
    )
    session.flush()  # read back by statements
    return made


def krav(session, kunde, navn="HMS-kort", *, stopper=True, hjemmel=""):
    """A demand the customer has itself; None is the agency's."""
    section = find_section(Standardslag.DOKUMENTKRAV)
    if kunde is not None and not _own(session, kunde):
        velg_bruk(
            session,
            seksjon=section,
            kunde_id=kunde.id,
            bruk_egne=True,
            gjelder_underenheter=True,
            versjon=0,
        )
        session.flush()  # the row stands beside the copies

    def write(row):
        row.navn, row.rekkefoelge, row.data = navn, 50, {"hjemmel": hjemmel, "stopper": stopper}

    row = lagre_rad(session, seksjon=section, node_id=kunde.id if kunde else None, fill=write)
    session.flush()  # read back by statements
    return row


def _own(session, kunde) -> bool:
    held: Standardbruk | None = get_bruk(session, kunde_id=kunde.id, slag=Standardslag.DOKUMENTKRAV)
    return held is not None and held.bruk_egne
