"""What becomes of a contact who leaves: when, why, who takes over what, and where he goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID


@dataclass(frozen=True)
class Sluttdata:
    """`overtar` is the key of an Ansvar → the contact who takes it over, None for nobody; both must be said."""

    siste_dag: date
    grunn: str = ""
    overtar: Mapping[str, UUID | None] = field(default_factory=dict)

    @property
    def slutt(self) -> date:
        """The first day he is gone."""
        return self.siste_dag + timedelta(days=1)


@dataclass(frozen=True)
class NyJobb:
    """Where he goes: a customer there is, or the name of one to register as a prospect."""

    kunde_id: UUID | None
    ny_kunde: str = ""
    stilling: str = ""
    epost: str = ""
    telefon: str = ""
    fra: date | None = None
