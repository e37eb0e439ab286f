"""Factories for invoices, credit notes and the processed hours they are made of; all by the room's own actions."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db.base import add_in_order
from portal.db.clock import now, today
from portal.db.types import uuid7
from portal.faktura.drafts import Nylinje, lag_manuell
from portal.faktura.fordeling import get_rest
from portal.faktura.innbetalinger.actions import registrer_for_faktura
from portal.faktura.innbetalinger.rules import Betalingsdata
from portal.faktura.kreditering.actions import Kreditvalg, krediter_faktura
from portal.faktura.models import Enhet, Innbetaling, Kreditgrunn, Salgsdokument
from portal.faktura.queries import get_faktura
from portal.faktura.utstedelse.actions import utsted_faktura
from portal.kandidater.models import Kandidat, Kandidatstatus
from portal.kundekort.actions import seed_aktivitetstyper, seed_statuser
from portal.kundekort.kunder.actions import registrer_kunde
from portal.kundekort.kunder.rules import Adressedata, Kundedata
from portal.kundekort.models import Adresseslag, Arbeidssted, Arbeidsstedslag, Fakturakanal, Kunde
from portal.oppdrag.models import (
    Innleiegrunnlag,
    Timekategori,
    Timelinje,
    Timeliste,
    Timelistetilstand,
    Timelisteversjon,
    Utleieoppdrag,
    UtleieoppdragPris,
)
from portal.tenancy.models import Avdeling, Selskap

#: A synthetic number with a right check digit.
BUYER_ORGNR = "315621909"
EXEMPT = "Unntatt fra merverdiavgift, merverdiavgiftsloven § 3-2"
FROM, TO = date(2026, 11, 2), date(2026, 11, 8)


def fakturakunde(session: Session, *, navn: str = "Prøvekunde AS", **changed: Any) -> Kunde:
    """An active customer with organisation number, address and mail."""
    seed_statuser(session)
    seed_aktivitetstyper(session)
    values: dict[str, Any] = {
        "orgnr": BUYER_ORGNR,
        "organisasjonsform": "AS",
        "fakturakanal": Fakturakanal.EHF,
        "faktura_epost": "faktura@provekunde.example",
        "adresser": {Adresseslag.FAKTURA: Adressedata("Prøveveien 1", "5003", "Bergen")},
        **changed,
    }
    return registrer_kunde(session, data=Kundedata(navn=navn, **values), status_kode="A")


def linje(
    _session: Session,
    *,
    tekst: str = "Lagerarbeid, ordinær tid",
    enhet: Enhet = Enhet.TIME,
    mengde: int = 450,
    pris_oere: int = 39_900,
    mva_bp: int = 2_500,
    grunn: str | None = None,
) -> Nylinje:
    """A typed line: 7:30 hours at 399 kroner unless told otherwise."""
    reason = grunn if grunn is not None else (EXEMPT if mva_bp == 0 else "")
    return Nylinje(tekst, enhet, mengde, pris_oere, mva_bp, reason)


def fakturautkast(
    session: Session, *, kunde_id: UUID | None = None, linjer: Sequence[Nylinje] = (), **changed: Any
) -> Salgsdokument:
    """A manual draft."""
    values: dict[str, Any] = {
        "levering_fra": FROM,
        "levering_til": TO,
        "leveringssted": "Lageret, Kokstadvegen 45, Bergen",
        "po_nummer": "PO-88123",
        "deres_ref": "Siv Hagen",
        "merknad": "",
        "idempotens": uuid4(),
        **changed,
    }
    return lag_manuell(
        session,
        kunde_id=kunde_id or fakturakunde(session).id,
        linjer=list(linjer) or [linje(session)],
        **values,
    )


def faktura(session: Session, **values: Any) -> Salgsdokument:
    """An issued manual invoice."""
    draft = fakturautkast(session, **values)
    return utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)


def kreditnota(
    session: Session,
    *,
    faktura_id: UUID,
    mengder: Sequence[int] | None = None,
    frigi: bool = False,
    grunn_tekst: str = "",
) -> Salgsdokument:
    """A credit note; `mengder` per line in order (0 leaves a line out), all that is left when None."""
    row = get_faktura(session, faktura_id=faktura_id)
    left = [line.mengde - line.kreditert_mengde for line in row.linjer]
    chosen = left if mengder is None else mengder
    return krediter_faktura(
        session,
        faktura_id=faktura_id,
        valg=[
            Kreditvalg(line.id, part, frigi=frigi)
            for line, part in zip(row.linjer, chosen, strict=False)
            if part
        ],
        grunn=Kreditgrunn.FEIL_TIMER,
        grunn_tekst=grunn_tekst,
        versjon=row.versjon,
        idempotens=uuid4(),
    )


def betaling(
    session: Session, *, faktura_id: UUID, beloep_oere: int | None = None, **changed: Any
) -> Innbetaling:
    """A payment on an invoice: all that is open, today, unless told otherwise."""
    oere = beloep_oere if beloep_oere is not None else get_rest(session, faktura_id=faktura_id)
    data = Betalingsdata(**{"beloep_oere": oere, "dato": today(), **changed})
    return registrer_for_faktura(session, faktura_id=faktura_id, data=data, idempotens=uuid4())


def behandlede_timer(
    session: Session,
    *,
    kunde_id: UUID,
    dager: Sequence[int] = (450, 450, 450),
    pris_oere: int = 39_900,
    mva_bp: int = 2_500,
    po_nummer: str = "PO-88123",
    referanse: str = "Siv Hagen",
    fra: date = FROM,
) -> Timeliste:
    """A worker's processed week at the customer: one hour line a day with so many minutes, priced."""
    moment = now()
    avdeling = session.scalars(select(Avdeling).order_by(Avdeling.navn).limit(1)).one()
    selskap_id = session.scalars(select(Selskap.id)).first()
    kandidat = Kandidat(
        id=uuid7(),
        fornavn="Piotr",
        etternavn="Prøve",
        sortering="proeve piotr",
        status=Kandidatstatus.AKTIV,
        idempotens=uuid4(),
        opprettet_tid=moment,
        endret_tid=moment,
    )
    sted = Arbeidssted(
        id=uuid7(),
        kunde_id=kunde_id,
        navn="Lageret",
        sortering="lageret",
        slag=Arbeidsstedslag.FAST,
        adresse="Prøveveien 1",
        poststed="Bergen",
    )
    oppdrag = Utleieoppdrag(
        id=uuid7(),
        nummer=f"OP-{uuid4().hex[:8]}",
        kunde_id=kunde_id,
        kandidat_id=kandidat.id,
        selskap_id=selskap_id,
        avdeling_id=avdeling.id,
        arbeidssted_id=sted.id,
        tittel="Truckfører",
        fra_dato=fra,
        arbeidstid={},
        po_nummer=po_nummer,
        referanse=referanse,
        innleiegrunnlag=Innleiegrunnlag.VIKARIAT,
        opprettet_tid=moment,
        endret_tid=moment,
        idempotens=uuid4(),
    )
    pris = UtleieoppdragPris(
        id=uuid7(),
        oppdrag_id=oppdrag.id,
        kategori=Timekategori.NORMAL,
        loenn_oere=24_000,
        pris_oere=pris_oere,
        mva_bp=mva_bp,
        gyldig_fra=fra,
    )
    liste = Timeliste(
        id=uuid7(),
        oppdrag_id=oppdrag.id,
        kunde_id=kunde_id,
        kandidat_id=kandidat.id,
        fra_dato=fra,
        til_dato=fra + timedelta(days=6),
        tilstand=Timelistetilstand.BEHANDLET,
        versjon_nr=1,
        levert_tid=moment,
        godkjent_tid=moment,
        behandlet_tid=moment,
        opprettet_tid=moment,
        endret_tid=moment,
    )
    versjon = Timelisteversjon(id=uuid7(), timeliste_id=liste.id, nr=1, opprettet_tid=moment)
    hours = [
        Timelinje(
            id=uuid7(),
            timeliste_id=liste.id,
            versjon_id=versjon.id,
            dato=fra + timedelta(days=day),
            minutter=minutes,
            godkjent_tid=moment,
        )
        for day, minutes in enumerate(dager)
    ]
    add_in_order(session, [kandidat, sted], [oppdrag], [pris, liste], [versjon], hours)
    return liste
