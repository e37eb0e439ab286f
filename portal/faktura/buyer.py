"""Seller and buyer as they stand on the day of issue: what is frozen into the document."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kundekort.models import Adresse, Adresseslag, Kunde
from portal.kundekort.tree import ancestors
from portal.tenancy.models import Selskap

#: Forms of organisation of subunits (virksomheter) in Enhetsregisteret.
SUBUNITS = frozenset({"BEDR", "AAFY"})


def snapshot_selger(session: Session, *, selskap_id: UUID) -> dict[str, Any]:
    """The Selskap as plain JSON. One statement."""
    selskap = session.scalars(select(Selskap).where(Selskap.id == selskap_id)).one()
    return {
        "navn": selskap.navn,
        "orgnr": selskap.orgnr,
        "organisasjonsform": selskap.organisasjonsform,
        "mva_registrert": selskap.mva_registrert,
        "adresse": selskap.adresse,
        "postnr": selskap.postnr,
        "poststed": selskap.poststed,
        "land": "NO",
        "epost": selskap.epost,
        "telefon": selskap.telefon,
        "kontonummer": selskap.kontonummer,
    }


def snapshot_kjoeper(session: Session, *, kunde_id: UUID) -> dict[str, Any]:
    """The legal buyer: the customer itself, or the nearest one above it with an orgnr of its own. Two statements.

    A subunit of Enhetsregisteret has a number but is no legal person: it may order, its owner buys.

    An enhet is named in `enhet`; the law wants the buyer's name and address or orgnr (bokføringsforskriften § 5-1-2).
    """
    chain = ancestors(kunde_id)
    rows = session.execute(
        select(
            Kunde.id,
            Kunde.kundenr,
            Kunde.navn,
            Kunde.orgnr,
            Kunde.organisasjonsform,
            Kunde.ehf_adresse,
            Kunde.faktura_epost,
            Kunde.epost,
            Kunde.fakturakanal,
            Kunde.sprak,
        )
        .join(chain, chain.c.id == Kunde.id)
        .order_by(chain.c.dybde)
    ).all()
    own = rows[0]
    legal = next((row for row in rows if row.orgnr and row.organisasjonsform not in SUBUNITS), rows[-1])
    addresses = session.scalars(select(Adresse).where(Adresse.kunde_id.in_([own.id, legal.id]))).all()
    rank = {Adresseslag.FAKTURA: 0, Adresseslag.POST: 1, Adresseslag.BESOEK: 2}
    best = min(addresses, key=lambda a: (rank.get(a.slag, 9), a.kunde_id != legal.id), default=None)
    return {
        "navn": legal.navn,
        "orgnr": legal.orgnr or "",
        "kundenr": legal.kundenr,
        "enhet": own.navn if own.id != legal.id else "",
        "adresse": best.linje1 if best else "",
        "adresse2": best.linje2 if best else "",
        "postnr": best.postnr if best else "",
        "poststed": best.poststed if best else "",
        "land": (best.land if best else "") or "NO",
        "ehf_adresse": own.ehf_adresse or legal.ehf_adresse or (f"0192:{legal.orgnr}" if legal.orgnr else ""),
        "epost": own.faktura_epost or legal.faktura_epost or own.epost or legal.epost,
        "kanal": str(own.fakturakanal or legal.fakturakanal or "epost"),
    }
