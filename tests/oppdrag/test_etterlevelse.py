"""The box «Etterlevelse»: each line is fine or lacking, and says where it is mended."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.kandidater.models import Kompetanse, Kompetanseslag
from portal.kundekort.enheter.actions import flytt_enhet
from portal.kundekort.models import Kunde, Rolle
from portal.oppdrag.kundefane.etterlevelse import load_etterlevelse
from portal.oppdrag.models import Innleiegrunnlag, Utleieoppdrag


@pytest.fixture
def told(app, session):
    def told(kunde_id):
        session.flush()
        with app.test_request_context():
            return {sjekk.tekst: sjekk for sjekk in load_etterlevelse(session, kunde_id)}

    return told


@pytest.fixture
def oppdrag(session, make) -> Utleieoppdrag:
    """Somebody out today."""
    made = make.oppdrag()
    made.fra_dato, made.til_dato = today() - timedelta(days=5), today() + timedelta(days=5)
    session.flush()
    return session.scalars(select(Utleieoppdrag).where(Utleieoppdrag.id == made.id)).one()


def test_a_customer_where_nobody_is_out_has_its_agreement_alone(told, make):
    [line] = told(make.kunde(navn="Stille AS").id).values()
    assert not line.ok
    assert line.lenke.endswith("/dokumenter")


def test_what_lacks_is_told_and_what_comes_into_place_is_fine(told, oppdrag, session, make):
    oppdrag.godkjenner_id = None
    oppdrag.innleiegrunnlag = Innleiegrunnlag.AVTALE_TILLITSVALGTE
    lacks = told(oppdrag.kunde_id)
    assert not lacks["1 oppdrag mangler timegodkjenner"].ok
    assert not lacks["Innleie etter avtale, men ingen tillitsvalgt er ført"].ok
    assert not lacks["Verneombud eller HMS-ansvarlig mangler"].ok
    assert lacks["Ingen bevis utløper innen 30 dager"].ok
    kunde = session.get_one(Kunde, (session.info["tenant"], oppdrag.kunde_id))
    kontakt = make.kontakt(kunde_id=kunde.id)
    for rolle in (Rolle.TILLITSVALGT, Rolle.VERNEOMBUD):
        make.rolle(kunde, kontakt, rolle)
    oppdrag.godkjenner_id = kontakt.id
    fine = told(oppdrag.kunde_id)
    assert fine["Alle som er ute, har en timegodkjenner"].ok
    assert fine["Tillitsvalgt er ført som kontakt"].ok
    assert fine["Verneombud eller HMS-ansvarlig er ført som kontakt"].ok


def test_an_agreement_counts_when_it_is_there_to_be_read_and_in_force(told, make, session):
    kunde, over = make.kunde(navn="Under AS"), make.kunde(navn="Over AS")
    flytt_enhet(session, kunde_id=kunde.id, forelder_id=over.id)
    make.dokument(kunde_id=kunde.id, slag="rammeavtale", kobling=("kontrakt", uuid4()))
    assert "Rammeavtalen er skrevet, men ikke signert" in told(kunde.id)
    last = today() + timedelta(days=30)
    make.dokument(kunde_id=over.id, slag="rammeavtale", gyldig_til=last + timedelta(days=1))
    line = told(kunde.id)["Rammeavtale gjelder"]
    assert line.ok
    assert line.detalj == f"til og med {last:%d.%m.%Y}"
    make.dokument(kunde_id=kunde.id, slag="rammeavtale", gyldig_til=None)
    assert told(kunde.id)["Rammeavtale gjelder"].detalj == ""  # one without an end goes on after the others


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (10, "1 bevis utløper innen 30 dager"),
        (30, "1 bevis utløper innen 30 dager"),
        (31, None),
        (0, "1 bevis er utløpt"),
        (-9, "1 bevis er utløpt"),
    ],
)
def test_proof_that_ends_soon_or_has_ended_is_told_until_it_is_renewed(told, oppdrag, session, days, said):
    proof = Kompetanse(
        kandidat_id=oppdrag.kandidat_id,
        slag=Kompetanseslag.SERTIFIKAT,
        navn="Truck T4",
        noekkel="truck t4",
        gyldig_til=today() + timedelta(days=days),
    )
    session.add(proof)
    about = {text for text in told(oppdrag.kunde_id) if "bevis" in text and not text.startswith("Ingen")}
    assert about == ({said} if said else set())
    renewed = Kompetanse(
        kandidat_id=oppdrag.kandidat_id,
        slag=proof.slag,
        navn=proof.navn,
        noekkel=proof.noekkel,
        gyldig_til=today() + timedelta(days=800),
    )
    session.add(renewed)
    assert all(line.ok for text, line in told(oppdrag.kunde_id).items() if "bevis" in text)
