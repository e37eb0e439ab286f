"""Places that several features write: the first worksite of a customer, and which worksite is the standard one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.audit.record import record
from portal.db.sorting import sort_key
from portal.db.types import uuid7
from portal.kundekort.models import Arbeidssted, Arbeidsstedslag, Kunde
from portal.registers.queries import get_poststed

#: The place of the visiting address, else of another one, else the municipality's centre.
COORDINATES = """
UPDATE kunde SET breddegrad = funnet.breddegrad, lengdegrad = funnet.lengdegrad FROM (
    SELECT k.id, coalesce(p.breddegrad, m.breddegrad) AS breddegrad,
           coalesce(p.lengdegrad, m.lengdegrad) AS lengdegrad
    FROM kunde k
    LEFT JOIN LATERAL (
        SELECT a.postnr, a.land FROM adresse a
        WHERE a.tenant_id = k.tenant_id AND a.kunde_id = k.id AND a.postnr <> ''
        ORDER BY a.slag = 'besoek' DESC, a.slag = 'post' DESC LIMIT 1
    ) a ON true
    LEFT JOIN postnummer p ON p.nr = a.postnr AND a.land = 'NO'
    LEFT JOIN kommune m ON m.nr = coalesce(p.kommunenr, k.kommunenr) AND coalesce(a.land, 'NO') = 'NO'
    WHERE k.tenant_id = :tenant AND k.id = ANY(CAST(:ids AS uuid[]))
) funnet
WHERE kunde.tenant_id = :tenant AND kunde.id = funnet.id
  AND (kunde.breddegrad, kunde.lengdegrad) IS DISTINCT FROM (funnet.breddegrad, funnet.lengdegrad)
"""


#: Customers of one statement: well within its time limit, on a crowded machine too.
PART = 2_000


def set_coordinates(session: Session, *, kunde_ids: Sequence[UUID]) -> None:
    """Write where these customers are, from their addresses. One statement.

    Flushes: the addresses are read from the database. The customers' versions stay: nobody edits coordinates.
    """
    session.flush()  # what was just written of the addresses is what counts
    session.execute(text(COORDINATES), {"tenant": session.info["tenant"], "ids": list(kunde_ids)})


def set_next_coordinates(session: Session, *, after: UUID | None, size: int = PART) -> UUID | None:
    """The same for the next part of all the agency's customers; answers the last of them, None at the end."""
    stmt = select(Kunde.id).order_by(Kunde.id).limit(size)
    ids = session.scalars(stmt.where(Kunde.id > after) if after else stmt).all()
    set_coordinates(session, kunde_ids=ids)
    return ids[-1] if len(ids) == size else None


def place_fields(session: Session, *, postnr: str, poststed: str = "") -> dict[str, object]:
    """What a Norwegian post code says of a place: name where none was written, municipality, coordinates.

    Without a coordinate of its own the municipality's centre counts. At most one statement.
    """
    found = get_poststed(session, postnr=postnr) if postnr else None
    return {
        "poststed": poststed or (found.poststed if found else ""),
        "kommunenr": found.kommunenr if found else None,
        "breddegrad": found.breddegrad if found else None,
        "lengdegrad": found.lengdegrad if found else None,
    }


def add_first_site(session: Session, *, kunde: Kunde, adresse: str, postnr: str, poststed: str) -> None:
    """Let a new customer's visiting address be its first worksite, the standard one. It has none yet."""
    sted = Arbeidssted(
        id=uuid7(),
        kunde_id=kunde.id,
        navn=kunde.navn,
        sortering=sort_key(kunde.navn),
        slag=Arbeidsstedslag.FAST,
        adresse=adresse,
        postnr=postnr,
        er_standard=True,
    )
    for name, value in place_fields(session, postnr=postnr, poststed=poststed).items():
        setattr(sted, name, value)
    session.add(sted)
    record(session, "arbeidssted.registrert", kunde_id=kunde.id, subject=sted, navn=sted.navn)


FIRST_SITES = """
INSERT INTO arbeidssted (tenant_id, id, kunde_id, navn, sortering, slag, adresse, postnr, poststed, kommunenr,
                         breddegrad, lengdegrad, er_standard)
SELECT k.tenant_id, u.sted_id, k.id, k.navn, k.sortering, 'fast', a.linje1, a.postnr,
       coalesce(nullif(a.poststed, ''), p.poststed, ''), p.kommunenr,
       coalesce(p.breddegrad, m.breddegrad), coalesce(p.lengdegrad, m.lengdegrad), true
FROM unnest(CAST(:kunder AS uuid[]), CAST(:steder AS uuid[])) AS u(kunde_id, sted_id)
JOIN kunde k ON k.tenant_id = :tenant AND k.id = u.kunde_id
JOIN adresse a ON a.tenant_id = k.tenant_id AND a.kunde_id = k.id AND a.slag = 'besoek' AND a.land = 'NO'
LEFT JOIN postnummer p ON p.nr = a.postnr
LEFT JOIN kommune m ON m.nr = p.kommunenr
"""


def add_first_sites(session: Session, *, kunde_ids: Sequence[UUID]) -> None:
    """The same for many new customers whose addresses are written, as an import makes them. One statement."""
    values = {
        "tenant": session.info["tenant"],
        "kunder": list(kunde_ids),
        "steder": [uuid7() for _kunde in kunde_ids],
    }
    session.execute(text(FIRST_SITES), values)


def make_standard(session: Session, *, sted: Arbeidssted) -> None:
    """The one of its customer that new requests begin with; the one before is no longer. The customer is locked."""
    for other in session.scalars(
        select(Arbeidssted).where(
            Arbeidssted.kunde_id == sted.kunde_id, Arbeidssted.er_standard, Arbeidssted.id != sted.id
        )
    ):
        other.er_standard = False
        other.versjon += 1
    session.flush()  # one standard at a time
    sted.er_standard = True


def has_standard(session: Session, *, kunde_id: UUID) -> bool:
    """Whether the customer has a standard worksite."""
    stmt = select(Arbeidssted.id).where(Arbeidssted.kunde_id == kunde_id, Arbeidssted.er_standard).limit(1)
    return session.scalar(stmt) is not None


def yield_standard(session: Session, *, fra: UUID, til: UUID) -> None:
    """Before worksites move to a customer that has its standard one: those that come are ordinary there."""
    if has_standard(session, kunde_id=til):
        for sted in session.scalars(
            select(Arbeidssted).where(Arbeidssted.kunde_id == fra, Arbeidssted.er_standard)
        ):
            sted.er_standard = False
            sted.versjon += 1


def ensure_standard(session: Session, *, kunde_id: UUID) -> None:
    """After worksites have moved: the first of those in use is the standard one where there is none."""
    session.flush()  # they were moved by statements of their own
    if not has_standard(session, kunde_id=kunde_id):
        first = session.scalar(
            select(Arbeidssted)
            .where(Arbeidssted.kunde_id == kunde_id, Arbeidssted.er_aktiv)
            .order_by(Arbeidssted.id)
            .limit(1)
            .execution_options(populate_existing=True)
        )
        if first is not None:
            first.er_standard = True
            first.versjon += 1
