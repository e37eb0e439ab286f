"""Writing to a group: one mail or one text message to each of its members that may be written to."""

from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.errors import Refused
from portal.i18n import _, _l, in_language
from portal.kundekort.dialog.actions import send_sms_til_kontakt, send_til_kontakt
from portal.kundekort.grupper.queries import get_gruppe, list_til_brev
from portal.kundekort.grupper.rules import GRUNN, MOST_LETTERS, Fordeling, divide, how_to_say_no
from portal.kundekort.utvalg import Leser
from portal.messaging.models import Kanal

_NOBODY = {
    Kanal.EPOST: _l("Ingen i gruppen kan få e-post nå."),
    Kanal.SMS: _l("Ingen i gruppen kan få SMS nå."),
}


def send_til_gruppe(
    session: Session,
    *,
    gruppe_id: UUID,
    tekst: str,
    svar_til: str,
    noekkel: UUID,
    leser: Leser,
    emne: str = "",
    kanal: Kanal = Kanal.EPOST,
) -> Fordeling:
    """One message to each member that may be written to, as the dialog sends them; answers who was left out.

    Each says how to get no more of them, in its receiver's language. Text messages rest at night.

    Raises:
        NotFound: no such group. Refused: nobody to write to, more than MOST_LETTERS, or too long a text message.
    """
    gruppe = get_gruppe(session, gruppe_id=gruppe_id, leser=leser)
    rows = list_til_brev(session, gruppe=gruppe, kanal=kanal)
    if len(rows) > MOST_LETTERS:
        raise Refused(_("Gruppen har over %(antall)s medlemmer. Snevre den inn.", antall=MOST_LETTERS))
    delt = divide(rows, kanal)
    if not delt.mottakere:
        raise Refused(str(_NOBODY[kanal]))
    for row in delt.mottakere:
        with in_language(row.sprak):
            whole = f"{tekst.rstrip()}\n\n{how_to_say_no(kanal, svar_til)}"
        common = {"kunde_id": row.kunde_id, "kontakt_id": row.id, "noekkel": uuid5(noekkel, str(row.id))}
        if kanal is Kanal.SMS:
            send_sms_til_kontakt(session, tekst=whole, bare_dagtid=True, **common)
        else:
            send_til_kontakt(session, tekst=whole, emne=emne, svar_til=svar_til, **common)
    left_out: list[dict[str, Any]] = [{"navn": row.navn, "grunn": why} for row, why in delt.utelatt]
    record(
        session,
        "gruppe.sms" if kanal is Kanal.SMS else "gruppe.epost",
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
