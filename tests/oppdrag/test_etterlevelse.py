"""The box «Etterlevelse»: each line is fine or lacking, and says where it is mended."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db.clock import today
from portal.kandidater.models import Kompetanse, Kompetanseslag
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


@pytest.mark.parametrize(("days", "counts"), [(10, True), (30, True), (31, False), (-1, False)])
def test_proof_that_ends_soon_is_counted(told, oppdrag, session, days, counts):
    proof = Kompetanse(
        kandidat_id=oppdrag.kandidat_id,
        slag=Kompetanseslag.SERTIFIKAT,
        navn="Truck T4",
        noekkel="truck t4",
        gyldig_til=today() + timedelta(days=days),
    )
    before = "1 bevis utløper innen 30 dager" in told(oppdrag.kunde_id)
    session.add(proof)
    assert not before
    assert ("1 bevis utløper innen 30 dager" in told(oppdrag.kunde_id)) is counts
