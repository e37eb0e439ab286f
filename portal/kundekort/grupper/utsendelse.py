"""Writing to a group: one mail to each of its members that may be written to."""

from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.errors import Refused
from portal.i18n import _, in_language
from portal.kundekort.dialog.actions import send_til_kontakt
from portal.kundekort.grupper.queries import get_gruppe, list_til_brev
from portal.kundekort.grupper.rules import GRUNN, MOST_LETTERS, SI_NEI, Fordeling, divide
from portal.kundekort.utvalg import Leser


def send_til_gruppe(
    session: Session,
    *,
    gruppe_id: UUID,
    emne: str,
    tekst: str,
    svar_til: str,
    noekkel: UUID,
    leser: Leser,
) -> Fordeling:
    """One mail to each member that may be written to, as `send_til_kontakt` sends them; answers who was left out.

    Each says how to get no more of them, in its receiver's language.

    Raises:
        NotFound: no such group. Refused: nobody to write to, or more than MOST_LETTERS.
    """
    gruppe = get_gruppe(session, gruppe_id=gruppe_id, leser=leser)
    rows = list_til_brev(session, gruppe=gruppe)
    if len(rows) > MOST_LETTERS:
        raise Refused(_("Gruppen har over %(antall)s medlemmer. Snevre den inn.", antall=MOST_LETTERS))
    delt = divide(rows)
    if not delt.mottakere:
        raise Refused(_("Ingen i gruppen kan få e-post nå."))
    for row in delt.mottakere:
        with in_language(row.sprak):
            how_to_say_no = str(SI_NEI)
        send_til_kontakt(
            session,
            kunde_id=row.kunde_id,
            kontakt_id=row.id,
            emne=emne,
            tekst=f"{tekst.rstrip()}\n\n{how_to_say_no}",
            svar_til=svar_til,
            noekkel=uuid5(noekkel, str(row.id)),
        )
    left_out: list[dict[str, Any]] = [{"navn": row.navn, "grunn": why} for row, why in delt.utelatt]
    record(
        session,
        "gruppe.epost",
        subject=gruppe,
        navn=gruppe.navn,
        antall=len(delt.mottakere),
        emne=emne,
        utelatt=left_out,
    )
    return delt


def reasons(delt: Fordeling, *, most: int = 5) -> str:
    """Who was left out and why, in words; the rest as a number."""
    named = [f"{row.navn} ({GRUNN[why]})" for row, why in delt.utelatt[:most]]
    rest = len(delt.utelatt) - len(named)
    return ", ".join(named) + (f" + {rest}" if rest > 0 else "")
