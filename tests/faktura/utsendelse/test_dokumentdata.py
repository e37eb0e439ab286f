"""What a document says is what stood on the day of issue, and who the law calls the buyer."""

import pytest
from sqlalchemy import update

from portal.errors import NotFound, Refused
from portal.faktura.dokumentdata import dokumentdata
from portal.faktura.grunnlag.actions import lag_utkast
from portal.faktura.utstedelse.actions import utsted_faktura
from portal.kundekort.models import Kunde
from portal.tenancy.models import Selskap


def test_later_changes_do_not_reach_an_issued_document(session, make):
    kunde = make.fakturakunde()
    faktura = make.faktura(kunde_id=kunde.id)
    before = dokumentdata(session, faktura_id=faktura.id)
    session.execute(update(Kunde).where(Kunde.id == kunde.id).values(navn="Nytt navn AS", orgnr="310247804"))
    session.execute(update(Selskap).values(navn="Ny selger AS", kontonummer="12345678903"))
    assert dokumentdata(session, faktura_id=faktura.id) == before
    assert before.kjoeper.navn == "Prøvekunde AS"


def test_a_subunit_orders_and_its_owner_buys(session, make, cast):
    faktura = make.faktura(kunde_id=cast.id("fjordtre.lager"))
    data = dokumentdata(session, faktura_id=faktura.id)
    assert (data.kjoeper.navn, data.kjoeper.enhet) == ("Fjordtre AS", "Fjordtre Lager")
    assert data.kjoeper.orgnr == "310889105"


def test_places_of_the_lines_stand_for_a_document_without_one(session, make):
    kunde = make.fakturakunde()
    make.behandlede_timer(kunde_id=kunde.id)
    draft = lag_utkast(session, kunde_id=kunde.id, idempotens=kunde.id)
    draft.leveringssted = ""
    session.flush()
    faktura = utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)
    assert faktura.leveringssted == ""
    assert dokumentdata(session, faktura_id=faktura.id).leveringssted == "Lageret, Prøveveien 1, Bergen"


def test_nothing_is_issued_without_a_place(session, make):
    draft = make.fakturautkast(leveringssted="")
    with pytest.raises(Refused, match="§ 5-1-1"):
        utsted_faktura(session, faktura_id=draft.id, versjon=draft.versjon)


def test_drafts_and_strangers_have_no_data(session, make):
    with pytest.raises(Refused):
        dokumentdata(session, faktura_id=make.fakturautkast().id)
    with pytest.raises(NotFound):
        dokumentdata(session, faktura_id=make.fakturakunde().id)
