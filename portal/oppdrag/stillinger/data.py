"""What the form of a request holds."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from portal.oppdrag.models import Innleiegrunnlag
from portal.oppdrag.rules.arbeidstid import Plan, write_plan


@dataclass(frozen=True)
class Stillingsdata:
    """What the form holds. `til_dato` is inclusive; amounts are øre per hour."""

    tittel: str
    plasser: int
    fra_dato: date
    til_dato: date | None
    arbeidstid: Plan
    avdeling_id: UUID
    konsulent_id: UUID | None
    arbeidssted_id: UUID | None
    oppmoete: str
    bestiller_id: UUID | None
    godkjenner_id: UUID | None
    loenn_oere: int | None
    pris_oere: int | None
    mva_bp: int
    po_nummer: str
    referanse: str
    innleiegrunnlag: Innleiegrunnlag | None
    grunn: str
    bygningsarbeid: bool
    krav: tuple[str, ...]
    annonsetekst: str
    soeknadsfrist: date | None
    intern_kommentar: str

    def columns(self) -> Mapping[str, Any]:
        """As they are stored."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {**values, "arbeidstid": write_plan(self.arbeidstid), "krav": list(self.krav)}
