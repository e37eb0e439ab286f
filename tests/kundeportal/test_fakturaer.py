"""Anne's invoices: issued ones of her customer, their files, and never a draft."""

import re

import pytest
from sqlalchemy import select

from portal.faktura.models import Salgsfil
from portal.faktura.utsendelse import actions as utsendelse
from portal.filestore import registry
from portal.filestore.stores.local.store import LocalStore
from tests.support.statements import statements


@pytest.fixture
def kunde_id(cast):
    return cast.id("fjordtre.lager")


@pytest.fixture
def invoice(make, session, kunde_id):
    made = make.faktura(kunde_id=kunde_id)
    session.commit()
    return made


def test_issued_documents_are_listed_with_sum_and_due_date(anne, invoice, make, session) -> None:
    note = make.kreditnota(faktura_id=invoice.id, mengder=[90])
    session.commit()
    page = anne.get("/kundeportal/fakturaer").text
    assert f"Faktura {invoice.nummer}" in page
    assert f"Kreditnota {note.nummer}" in page
    assert "3\u00a0740,63" in page  # 7:30 × 399 with 25 %
    assert re.search(r"[−-]748,13", page)
    assert "forfall" in page


def test_a_file_that_is_not_made_yet_is_not_offered(anne, invoice) -> None:
    page = anne.get("/kundeportal/fakturaer").text
    assert f"/fakturaer/{invoice.id}/pdf" not in page
    assert "PDF lages nå." in page


def test_a_draft_is_never_the_customer_s(anne, make, session, kunde_id) -> None:
    draft = make.fakturautkast(kunde_id=kunde_id, linjer=[make.linje(pris_oere=77_777)])
    session.commit()
    page = anne.get("/kundeportal/fakturaer").text
    assert str(draft.id) not in page
    assert "None" not in page
    assert anne.get(f"/kundeportal/fakturaer/{draft.id}/pdf").status_code == 404
    for guess in ("utkast", "alle"):
        assert str(draft.id) not in anne.get(f"/kundeportal/fakturaer?filter={guess}").text


def test_another_customer_s_invoice_is_not_there(anne, make, session, cast) -> None:
    other = make.faktura(kunde_id=cast.id("nordhav"))
    session.commit()
    assert str(other.id) not in anne.get("/kundeportal/fakturaer").text
    assert anne.get(f"/kundeportal/fakturaer/{other.id}/pdf").status_code == 404


def test_the_office_s_address_of_an_invoice_is_no_way_around(anne, invoice) -> None:
    assert anne.get(f"/fakturaer/{invoice.id}").status_code == 303  # to sign-in: another audience


def test_the_stored_pdf_is_hers_and_the_ehf_is_not_offered(
    anne, siv, contact, invoice, session, tmp_path, app
) -> None:
    assert anne.get(f"/kundeportal/fakturaer/{invoice.id}/pdf").status_code == 404  # not made yet
    registry.use(LocalStore(tmp_path))
    utsendelse.lag_filer(session, faktura_id=invoice.id)
    session.commit()
    with anne.get(f"/kundeportal/fakturaer/{invoice.id}/pdf") as response:
        assert response.status_code == 200
        assert response.data.startswith(b"%PDF")
        assert response.mimetype == "application/pdf"
    assert siv.get(f"/kundeportal/fakturaer/{invoice.id}/pdf").status_code == 403
    page = anne.get("/kundeportal/dokumenter").text
    assert str(invoice.nummer) not in page  # invoices have their own page
    files = session.scalars(select(Salgsfil.fil_id).where(Salgsfil.dokument_id == invoice.id)).all()
    assert len(files) == 2  # neither PDF nor EHF opens as a document
    assert {anne.get(f"/kundeportal/dokumenter/{fil}/fil").status_code for fil in files} == {404}


def test_pages_of_the_list_follow_each_other_and_cost_the_same(
    anne, make, session, kunde_id, connection
) -> None:
    made = [make.faktura(kunde_id=kunde_id).nummer for _ in range(3)]
    session.commit()
    with statements(connection) as few:
        anne.get("/kundeportal/fakturaer")
    made += [make.faktura(kunde_id=kunde_id).nummer for _ in range(50)]
    session.commit()
    with statements(connection) as many:
        page = anne.get("/kundeportal/fakturaer").text
    assert len(few) == len(many)
    assert f"Faktura {made[-1]}" in page
    assert f"Faktura {made[0]}" not in page
    following = re.search(r'href="([^"]*etter=[^"]*)"', page)[1]
    assert f"Faktura {made[0]}" in anne.get(following).text
