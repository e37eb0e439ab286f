"""Law 9 for the agency's own fields: which of a stilling's follow into the oppdrag, and which are left on purpose.

The same field is one of the same name and type on both kinds. An external key stands in one place only, and a stilling
may become several oppdrag, so the oppdrag gets its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.db.clock import now
from portal.db.types import uuid7
from portal.i18n import _, _l
from portal.kundekort.feltverdi import Felt as EgetFelt
from portal.kundekort.feltverdi import Post, list_felt_av, list_med_verdier
from portal.kundekort.models import Feltgjelder, Feltverdier
from portal.oppdrag.rules.konvertering import Felt, Skjebne

NO_SUCH = _l("Oppdrag har ikke noe felt med samme navn og type.")
ONE_PLACE = _l("En ekstern nøkkel kan bare stå ett sted. Oppdraget får sin egen.")


@dataclass(frozen=True)
class Avgjort:
    """The decision about every own field of a stilling."""

    #: Key of the stilling's field → the oppdrag's field.
    kopieres: Mapping[str, EgetFelt]
    #: Name as people read it → why it is left behind.
    utelates: Mapping[str, Felt]

    @property
    def navn(self) -> list[str]:
        """Names of those that follow."""
        return [felt.navn for felt in self.kopieres.values()]


def decide(*, stilling: Sequence[EgetFelt], oppdrag: Sequence[EgetFelt]) -> Avgjort:
    """What becomes of each field of a stilling. No field is without a decision."""
    there = {(felt.navn.casefold(), felt.slag): felt for felt in oppdrag}
    copied: dict[str, EgetFelt] = {}
    left: dict[str, Felt] = {}
    for felt in stilling:
        maal = there.get((felt.navn.casefold(), felt.slag))
        if maal is None or maal.er_noekkel:
            why: Any = NO_SUCH if maal is None else ONE_PLACE
            label = _("Eget felt: %(navn)s", navn=felt.navn)
            left[f"eget.{felt.key}"] = Felt(Skjebne.UTELATES, label, hvorfor=why)
        else:
            copied[felt.key] = maal
    return Avgjort(copied, left)


def get_avgjort(session: Session) -> Avgjort:
    """The decision by the fields in use now. One statement."""
    felter = list_felt_av(session, gjelder=(Feltgjelder.STILLING, Feltgjelder.OPPDRAG))
    return decide(stilling=felter[Feltgjelder.STILLING], oppdrag=felter[Feltgjelder.OPPDRAG])


def kopier_egne_felt(session: Session, *, stilling_id: UUID, oppdrag_id: UUID) -> None:
    """Give a new oppdrag the values that follow. Two statements, and the row at flush."""
    copied = get_avgjort(session).kopieres
    _felter, held, _versjon = list_med_verdier(session, post=Post(Feltgjelder.STILLING, stilling_id))
    values = {maal.key: held[key] for key, maal in copied.items() if key in held}
    if values:
        session.add(Feltverdier(id=uuid7(), post_id=oppdrag_id, verdier=values, endret_tid=now(), versjon=1))


def slett_egne_felt(session: Session, *, oppdrag_id: UUID) -> None:
    """The values go with an oppdrag that is taken back. One statement."""
    session.execute(delete(Feltverdier).where(Feltverdier.post_id == oppdrag_id))
