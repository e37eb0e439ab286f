"""An opportunity as every list shows it: with its customer, its stage, and who has it."""

from typing import Any

from sqlalchemy import Select, select

from portal.identity.models import Bruker
from portal.kundekort.models import Engasjement, Kunde, Mulighet, Person, Salgstrinn


def select_muligheter() -> Select[*tuple[Any, ...]]:
    """The columns; the caller narrows and orders."""
    return (
        select(
            Mulighet.id,
            Mulighet.kunde_id,
            Mulighet.tittel,
            Mulighet.trinn_id,
            Mulighet.trinn_tid,
            Mulighet.verdi_oere,
            Mulighet.aarsverk,
            Mulighet.forventet_dato,
            Mulighet.sortering,
            Mulighet.avsluttet_tid,
            Mulighet.grunn,
            Mulighet.versjon,
            Kunde.navn.label("kunde"),
            Salgstrinn.navn.label("trinn"),
            Salgstrinn.slag.label("trinnslag"),
            Salgstrinn.sannsynlighet_bp,
            Salgstrinn.maks_dager,
            Bruker.navn.label("ansvarlig"),
            Person.navn.label("kontakt"),
        )
        .join(Kunde, Kunde.id == Mulighet.kunde_id)
        .join(Salgstrinn, Salgstrinn.id == Mulighet.trinn_id)
        .join(Bruker, Bruker.id == Mulighet.ansvarlig_id)
        .outerjoin(Engasjement, Engasjement.id == Mulighet.kontakt_id)
        .outerjoin(Person, Person.id == Engasjement.person_id)
    )
