"""Choosing a list to put records in: one that is there, or the name of a new one of one's own."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from wtforms import SelectField, ValidationError

from portal.i18n import _l
from portal.kundekort.hotlister import KUNDE, lag_liste
from portal.kundekort.models import Deling
from portal.kundekort.utvalg import Leser
from portal.web.choices import choices
from portal.web.fields import TekstField


class Listevalg:
    """The two fields, for a form that writes."""

    liste_id = SelectField(_l("Liste"))
    ny_liste = TekstField(_l("Ny liste"), max_length=60)

    def offer(self, lister: Sequence[tuple[UUID, str]]) -> None:
        """Lists that records of the kind can be put in."""
        self.liste_id.choices = choices(lister, none=_l("Ny liste"))

    def validate_ny_liste(self, field: Any) -> None:
        """Either a list is chosen or a new one is named."""
        if not self.liste_id.data and not field.data:
            raise ValidationError(_l("Velg en liste, eller skriv navnet på en ny."))

    def take(self, session: Session, leser: Leser, *, slag: str = KUNDE) -> UUID:
        """The chosen list; a new one of the kind is made. Raises as `lag_liste`."""
        if self.liste_id.data:
            return UUID(self.liste_id.data)
        return lag_liste(session, navn=self.ny_liste.data or "", deling=Deling.MEG, leser=leser, slag=slag).id
