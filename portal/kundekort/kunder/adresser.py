"""The addresses of a customer, written: place, municipality and coordinates follow the post code."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.kundekort.adressesjekk import NORGE
from portal.kundekort.kunder.queries import list_adresser
from portal.kundekort.kunder.rules import Adressedata, stored_address
from portal.kundekort.models import Adresse, Adresseslag, Kunde
from portal.kundekort.steder import add_first_site, place_fields


def set_adresser(
    session: Session, *, kunde: Kunde, adresser: Mapping[Adresseslag, Adressedata]
) -> list[Adresseslag]:
    """Write the addresses that were given; blank ones go. Answers the kinds that changed."""
    held = {row.slag: row for row in list_adresser(session, kunde_id=kunde.id)}
    changed: list[Adresseslag] = []
    for slag, data in adresser.items():
        row = held.get(slag)
        if stored_address(row) == data:
            continue
        changed.append(slag)
        if not data:
            if row is not None:
                session.delete(held.pop(slag))
            continue
        if row is None:
            row = held[slag] = Adresse(kunde_id=kunde.id, slag=slag)
            session.add(row)
        _fill(session, row, data)
    for slag in (Adresseslag.POST, Adresseslag.BESOEK):  # the visiting address has the last word
        if slag in adresser and slag in held and held[slag].poststed:
            kunde.poststed = held[slag].poststed
    return changed


def add_site_of_visit(session: Session, *, kunde: Kunde, adresser: Mapping[Adresseslag, Adressedata]) -> None:
    """The visiting address of a new customer becomes its first worksite; one abroad does not."""
    visit = adresser.get(Adresseslag.BESOEK)
    if visit and visit.land == NORGE:
        add_first_site(
            session, kunde=kunde, adresse=visit.linje1, postnr=visit.postnr, poststed=visit.poststed
        )


def _fill(session: Session, row: Adresse, data: Adressedata) -> None:
    row.linje1, row.postnr, row.poststed, row.land = data.linje1, data.postnr, data.poststed, data.land
    postnr = data.postnr if data.land == NORGE else ""
    for name, value in place_fields(session, postnr=postnr, poststed=data.poststed).items():
        setattr(row, name, value)
