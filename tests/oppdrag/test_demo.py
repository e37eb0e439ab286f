"""The cast's demo rows: made by the real actions, so they keep the real rules."""

from sqlalchemy import func, select

from portal.identity.models import Kontoslag, Portalkonto
from portal.kandidater.fnr import unseal
from portal.kandidater.models import Idnummerslag, Kandidat
from portal.oppdrag.lister import Utvalg, list_oppdrag
from portal.oppdrag.models import LedigStilling, Stillingstilstand, Utleieoppdrag
from portal.web.parse import is_synthetic, parse_fodselsnummer


def test_piotr_drives_for_fjordtre_and_terje_approves(session, cast):
    oppdrag = session.scalars(
        select(Utleieoppdrag).where(Utleieoppdrag.id == cast.id("op.truck.piotr"))
    ).one()
    assert (oppdrag.kandidat_id, oppdrag.godkjenner_id) == (cast.id("piotr"), cast.id("terje"))
    assert oppdrag.ledig_stilling_id == cast.id("ls.truck")


def test_every_number_is_synthetic_and_opens(session):
    rows = session.scalars(select(Kandidat).where(Kandidat.fnr_kryptert.is_not(None))).all()
    assert len(rows) > 10
    for kandidat in rows:
        number = unseal(kandidat.fnr_kryptert, tenant_id=session.info["tenant"], kandidat_id=kandidat.id)
        assert is_synthetic(parse_fodselsnummer(number))
    assert {k.fnr_slag for k in rows if k.fornavn == "Piotr"} == {Idnummerslag.DNR}


def test_there_is_work_to_show_in_every_list(session):
    for utvalg in Utvalg:
        assert list_oppdrag(session, utvalg=utvalg).rows, utvalg
    states = set(session.scalars(select(LedigStilling.tilstand)))
    assert {Stillingstilstand.AAPEN, Stillingstilstand.KLADD, Stillingstilstand.LUKKET} <= states


def test_the_workers_of_the_cast_can_sign_in(client, session):
    accounts = select(func.count()).select_from(Portalkonto).where(Portalkonto.slag == Kontoslag.VIKAR)
    assert session.scalar(accounts) >= 3
    for key in ("piotr", "amina", "sander"):
        assert client.as_(key).get("/vikar/meg").status_code in {200, 303, 404}
