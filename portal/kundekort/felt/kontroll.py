"""Whether an own field may be as someone wants it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.i18n import _
from portal.kundekort.felt.queries import count_felt
from portal.kundekort.felt.rules import LISTER, LONGEST_CHOICE, MOST_CHOICES, NOEKLER, SLAG_NAVN, Feltdata
from portal.kundekort.feltverdi import MOST
from portal.kundekort.models import EgetFelt, Feltslag


def check_felt(session: Session, felt: EgetFelt, *, slag: Feltslag, data: Feltdata) -> None:
    """Raises Refused: the name is taken, what was chosen does not fit the kind, or too many are in use."""
    same = select(EgetFelt.id).where(
        EgetFelt.gjelder == felt.gjelder, EgetFelt.navn == data.navn, EgetFelt.id != felt.id
    )
    with session.no_autoflush:
        if session.scalar(same.limit(1)) is not None:
            raise Refused(_("Det finnes alt et felt med dette navnet."), field="navn")
    if slag in LISTER and not data.valg:
        raise Refused(_("Skriv minst ett valg, ett på hver linje."), field="valg")
    if len(data.valg) > MOST_CHOICES or any(len(each) > LONGEST_CHOICE for each in data.valg):
        raise Refused(
            _(
                "Høyst %(antall)s valg, hvert på høyst %(tegn)s tegn.",
                antall=MOST_CHOICES,
                tegn=LONGEST_CHOICE,
            ),
            field="valg",
        )
    if data.soekbar and slag is not Feltslag.TEKST:
        raise Refused(
            _("Bare tekst kan finnes i søket. «%(slag)s» er et filter i listen.", slag=SLAG_NAVN[slag]),
            field="soekbar",
        )
    if data.er_noekkel and slag not in NOEKLER:
        raise Refused(_("En ekstern nøkkel er tekst eller et helt tall."), field="er_noekkel")
    if data.i_bruk and not (felt.i_bruk and felt.navn) and count_felt(session, gjelder=felt.gjelder) >= MOST:
        raise Refused(
            _("Høyst %(antall)s felt kan være i bruk. Ta et annet ut av bruk først.", antall=MOST),
            field="i_bruk",
        )
