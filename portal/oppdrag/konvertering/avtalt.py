"""What was agreed in the dialog, and whether it may become an oppdrag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.i18n import _
from portal.kundekort.rules import Handling
from portal.oppdrag.models import Innleiegrunnlag, LedigStilling
from portal.oppdrag.papirkrav import kontroller_papirer, pass_papers
from portal.oppdrag.queries_kontroll import get_grunnlag
from portal.oppdrag.queries_kunde import Kundestandard
from portal.oppdrag.rules.arbeidstid import Periode, Plan
from portal.oppdrag.rules.kontroll import Kontroll, Utfall, as_refused, kontroller, stops
from portal.oppdrag.rules.konvertering import STILLING, Felt, Forslag, missing
from portal.oppdrag.sperring import pass_bars


@dataclass(frozen=True)
class Avtalt:
    """What the dialog holds. `til_dato` is inclusive; amounts are øre per hour."""

    kandidat_id: UUID
    tittel: str
    fra_dato: date
    til_dato: date | None
    arbeidstid: Plan
    arbeidssted_id: UUID | None
    oppmoete: str
    bestiller_id: UUID | None
    godkjenner_id: UUID | None
    loenn_oere: int | None
    pris_oere: int | None
    po_nummer: str
    referanse: str
    innleiegrunnlag: Innleiegrunnlag | None
    grunn: str


def refuse_missing(avtalt: Avtalt, standard: Kundestandard) -> None:
    """Raises Refused at the first field the oppdrag cannot do without, or that belongs to another customer."""
    known: Mapping[str, Forslag] = {n: Forslag(getattr(avtalt, n)) for n in STILLING if hasattr(avtalt, n)}
    if lacking := missing(known, po_paakrevd=standard.po_paakrevd):
        felt: Felt = STILLING[lacking[0]]
        raise Refused(_("%(felt)s mangler.", felt=felt.etikett), field=lacking[0])
    if avtalt.til_dato is not None and avtalt.til_dato < avtalt.fra_dato:
        raise Refused(_("Siste dag kan ikke være før første."), field="til_dato")
    if standard.sted(avtalt.arbeidssted_id) is None:
        raise Refused(_("Velg et arbeidssted hos kunden."), field="arbeidssted_id")
    if standard.kontakt(avtalt.godkjenner_id) is None:
        raise Refused(_("Velg en kontakt hos kunden som godkjenner timer."), field="godkjenner_id")
    if avtalt.bestiller_id is not None and standard.kontakt(avtalt.bestiller_id) is None:
        raise Refused(_("Velg en kontakt hos kunden."), field="bestiller_id")


def check(
    session: Session, *, avtalt: Avtalt, stilling: LedigStilling, standard: Kundestandard
) -> list[Kontroll]:
    """Every check of what was agreed; statements as queries_kontroll.get_grunnlag, and four for the papers."""
    grunnlag = get_grunnlag(
        session,
        periode=Periode(avtalt.arbeidstid, avtalt.fra_dato, avtalt.til_dato),
        kunde_id=stilling.kunde_id,
        kandidat_id=avtalt.kandidat_id,
        innleiegrunnlag=avtalt.innleiegrunnlag,
        grunn=avtalt.grunn,
        bygningsarbeid=stilling.bygningsarbeid,
        arbeidssted_id=avtalt.arbeidssted_id,
        kommunenr=sted.kommunenr if (sted := standard.sted(avtalt.arbeidssted_id)) else None,
        krav=stilling.krav,
    )
    papers = kontroller_papirer(
        session,
        kunde_id=stilling.kunde_id,
        kandidat_id=avtalt.kandidat_id,
        navn=grunnlag.kandidat_navn,
        fra=avtalt.fra_dato,
        til=avtalt.til_dato,
        handling=Handling.NYTT_OPPDRAG,
    )
    return [*kontroller(grunnlag), *papers]


def refuse_stopped(found: Sequence[Kontroll]) -> list[Kontroll]:
    """Raises Refused with the first stop's sentence, source and way out; answers the warnings."""
    for stop in stops(found):
        raise as_refused(stop)
    return [k for k in found if k.utfall is Utfall.ADVARSEL]


def pass_exceptions(
    session: Session, *, avtalt: Avtalt, stilling: LedigStilling, navn: str, brukt_id: UUID
) -> None:
    """Use up the exceptions from bars and papers that let this one through. Raises Refused when one lacks."""
    common: dict[str, Any] = {
        "kandidat_id": avtalt.kandidat_id,
        "navn": navn,
        "kunde_id": stilling.kunde_id,
        "dager": [(avtalt.fra_dato, avtalt.til_dato)],
        "handling": Handling.NYTT_OPPDRAG,
        "brukt_id": brukt_id,
    }
    pass_bars(session, arbeidssted_id=avtalt.arbeidssted_id, **common)
    pass_papers(session, **common)
