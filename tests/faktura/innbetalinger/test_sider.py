"""«Registrer betaling», the payment's page and the lists: what people see, and who may."""

import pytest
from sqlalchemy import func, select

from portal.dev.cast import NORDVIK
from portal.faktura.fordeling import get_rest
from portal.faktura.innbetalinger.queries import get_innbetaling
from portal.faktura.models import Innbetaling
from portal.tenancy.session import tenant_session
from tests.support.forms import fields, form_of
from tests.support.statements import statements

#: 7:30 at 399 kroner with MVA.
SUM, SHOWN = 374_063, "3\u00a0740,63\u00a0kr"


@pytest.fixture
def faktura(make, session):
    made = make.faktura()
    session.commit()
    return made


@pytest.fixture
def lise(client):
    return client.as_("lise")


@pytest.fixture
def payment(make, session, faktura):
    made = make.betaling(faktura_id=faktura.id, beloep_oere=SUM + 1_000)
    session.commit()
    return made


def test_all_that_is_open_stands_in_the_dialog_and_enter_is_enough(lise, session, faktura) -> None:
    path = f"/fakturaer/{faktura.id}/betaling"
    dialog = lise.htmx(path).text
    assert "<dialog" in dialog
    assert "<html" not in dialog
    posted = form_of(lise, path)
    assert posted["beloep"] == "3740,63"
    assert posted["kid"] == faktura.kid
    assert lise.post(path, posted).status_code == 303
    assert get_rest(session, faktura_id=faktura.id) == 0
    page = lise.get(f"/fakturaer/{faktura.id}").text
    assert "Betalt" in page
    assert "Åpent: 0,00" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"beloep": "0"}, "over null"), ({"beloep": ""}, "Fyll ut"), ({"dato": "1.1.2099"}, "ikke har vært")],
)
def test_a_refused_payment_keeps_what_was_typed(lise, session, faktura, changed, said) -> None:
    path = f"/fakturaer/{faktura.id}/betaling"
    posted = {**form_of(lise, path), "referanse": "Bunt 7", **changed}
    refused = lise.post(path, posted)
    assert refused.status_code == 422
    assert said in refused.text
    assert 'value="Bunt 7"' in refused.text
    assert get_rest(session, faktura_id=faktura.id) == SUM


def test_the_same_post_twice_registers_once_and_an_overpayment_is_said(lise, session, faktura) -> None:
    path = f"/fakturaer/{faktura.id}/betaling"
    posted = {**form_of(lise, path), "beloep": "4000"}
    said = [lise.post(path, posted).status_code for _ in range(2)]
    assert said == [303, 303]
    rows = session.scalars(select(Innbetaling).where(Innbetaling.kunde_id == faktura.kunde_id)).all()
    assert [row.rest_oere for row in rows] == [400_000 - SUM]
    page = lise.get(f"/fakturaer/{faktura.id}").text
    assert "er ikke fordelt" in page


def test_the_rest_is_laid_on_another_invoice_from_the_payments_page(
    lise, make, session, faktura, payment
) -> None:
    other = make.faktura(kunde_id=faktura.kunde_id)
    session.commit()
    here = f"/innbetalinger/{payment.id}"
    posted = form_of(lise, here, action="/fordeling")
    assert posted["rader-0-beloep"] == "10,00"
    refused = lise.post(f"{here}/fordeling", {**posted, "rader-0-beloep": "11"})
    assert refused.status_code == 422
    assert "igjen av innbetalingen" in refused.text
    assert lise.post(f"{here}/fordeling", fields(refused.text, action="/fordeling")).status_code == 422
    posted = form_of(lise, here, action="/fordeling")
    assert lise.post(f"{here}/fordeling", posted).status_code == 303
    assert get_rest(session, faktura_id=other.id) == SUM - 1_000
    off = f"{here}/fordeling/{other.id}/loesne"
    assert lise.post(off, form_of(lise, here, action=off)).status_code == 303
    assert get_rest(session, faktura_id=other.id) == SUM


def test_a_registration_is_undone_with_a_reason(lise, session, faktura, payment) -> None:
    here = f"/innbetalinger/{payment.id}/angre"
    assert lise.post(here, {**form_of(lise, here), "grunn": ""}).status_code == 422
    assert lise.post(here, {**form_of(lise, here), "grunn": "Feil faktura"}).status_code == 303
    assert get_rest(session, faktura_id=faktura.id) == SUM
    page = lise.get(f"/innbetalinger/{payment.id}").text
    assert "Feil faktura" in page
    assert "Angre registreringen" not in page
    assert "Angret" in lise.get("/innbetalinger?filter=angret").text


def test_what_is_left_is_noted_as_paid_back(lise, session, payment) -> None:
    here = f"/innbetalinger/{payment.id}/tilbakebetaling"
    posted = form_of(lise, here)
    assert posted["beloep"] == "10,00"
    assert lise.post(here, {**posted, "beloep": "10,01"}).status_code == 422
    assert lise.post(here, form_of(lise, here)).status_code == 303
    assert get_innbetaling(session, innbetaling_id=payment.id).rest_oere == 0


def test_money_without_an_invoice_waits_on_the_customer(lise, session, faktura) -> None:
    path = f"/kunder/{faktura.kunde_id}/faktura/innbetalinger/ny"
    answer = lise.post(path, {**form_of(lise, path), "beloep": "50"})
    assert answer.status_code == 303
    history = lise.get(f"/kunder/{faktura.kunde_id}/faktura/innbetalinger").text
    assert "50,00" in history
    assert "50\u00a0kr" in lise.get(f"/kunder/{faktura.kunde_id}/faktura").text
    assert "50,00" in lise.get("/innbetalinger?filter=ufordelt").text


def test_the_customer_sees_what_is_open(client, make, session) -> None:
    made = make.faktura(kunde_id=NORDVIK.id("fjordtre"))
    session.commit()
    anne = client.as_("anne")
    before = anne.get("/kundeportal/fakturaer").text
    assert f"{SHOWN} å betale" in before
    make.betaling(faktura_id=made.id)
    session.commit()
    after = anne.get("/kundeportal/fakturaer").text
    assert after.count("å betale") == before.count("å betale") - 1


def test_a_consultant_reads_and_registers_nothing(client, lise, faktura, payment) -> None:
    marte = client.as_("marte")
    for path in (
        "/innbetalinger",
        f"/innbetalinger/{payment.id}",
        f"/kunder/{faktura.kunde_id}/faktura/innbetalinger",
    ):
        assert marte.get(path).status_code == 200
        assert client.as_("berit").get(path).status_code == 403
    assert "Registrer betaling" not in marte.get(f"/fakturaer/{faktura.id}").text
    assert "Registrer betaling" in lise.get(f"/fakturaer/{faktura.id}").text
    for path in (f"/fakturaer/{faktura.id}/betaling", f"/innbetalinger/{payment.id}/angre"):
        assert marte.get(path).status_code == 403


def test_the_other_agency_sees_no_payment(client, connection, tenants, payment) -> None:
    assert client.as_("carl").get(f"/innbetalinger/{payment.id}").status_code == 404
    rows = select(func.count()).select_from(Innbetaling)
    with tenant_session(connection, tenant_id=tenants["solvik"]) as other:
        assert other.scalar(rows) == 0
    with tenant_session(connection, tenant_id=tenants["nordvik"]) as ours:
        assert ours.scalar(rows) > 0, "the control"


def test_lists_ask_the_same_for_one_and_for_many(lise, make, session, connection) -> None:
    kunde = make.fakturakunde()
    paths = ("/innbetalinger", f"/kunder/{kunde.id}/faktura/innbetalinger", "/fakturaer")

    def counts() -> list[int]:
        found = []
        for path in paths:
            with statements(connection) as seen:
                assert lise.get(path).status_code == 200
            found.append(len(seen))
        return found

    make.betaling(faktura_id=make.faktura(kunde_id=kunde.id).id)
    session.commit()
    first = counts()
    for _ in range(6):
        make.betaling(faktura_id=make.faktura(kunde_id=kunde.id).id)
    session.commit()
    assert counts() == first
